<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AcceptedEditor</name>
    <message>
        <source>Each line is one accepted answer.</source>
        <translation>한 줄에 하나씩, 정답으로 인정할 답을 적어 주세요.</translation>
    </message>
    <message>
        <source>Accepted answers</source>
        <translation>인정할 답</translation>
    </message>
    <message>
        <source>Capital letters do not matter</source>
        <translation>대소문자를 구별하지 않아요</translation>
    </message>
    <message>
        <source>Spaces do not matter</source>
        <translation>띄어쓰기를 구별하지 않아요</translation>
    </message>
</context>
<context>
    <name>BankDesk</name>
    <message>
        <source>Your school published this quiz. Saving makes a copy of your own.</source>
        <translation>학교에서 나눠 준 퀴즈예요. 저장하면 내 퀴즈로 복사돼요.</translation>
    </message>
    <message>
        <source>New quiz</source>
        <translation>새 퀴즈</translation>
    </message>
    <message>
        <source>What you write cannot be kept on this computer ({reason}). Save it soon.</source>
        <translation>쓰는 내용을 이 컴퓨터에 보관할 수 없어요 ({reason}). 곧 저장해 주세요.</translation>
    </message>
    <message>
        <source>This quiz was deleted from another app. Save again to put it back.</source>
        <translation>다른 앱에서 이 퀴즈를 지웠어요. 다시 저장하면 되살릴 수 있어요.</translation>
    </message>
    <message>
        <source>Take the other version</source>
        <translation>다른 쪽 내용으로 바꾸기</translation>
    </message>
</context>
<context>
    <name>BankEditor</name>
    <message>
        <source>Title of the quiz</source>
        <translation>퀴즈 제목</translation>
    </message>
    <message>
        <source>As a phone shows it. Every student gets the options in an own order.</source>
        <translation>휴대폰에 보이는 모습이에요. 보기 순서는 학생마다 달라요.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>{text} And {more} more.</source>
        <translation>{text} 이 밖에 {more}개 더 있어요.</translation>
    </message>
</context>
<context>
    <name>BankErrands</name>
    <message>
        <source>The quiz is deleted.</source>
        <translation>퀴즈를 지웠어요.</translation>
    </message>
    <message>
        <source>Export the quiz</source>
        <translation>퀴즈 내보내기</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>저장했어요: {file}</translation>
    </message>
    <message>
        <source>Quizzes (*.txt *.gift *.csv *.xlsx *.zip *.xml *.json);;All files (*)</source>
        <translation>퀴즈 (*.txt *.gift *.csv *.xlsx *.zip *.xml *.json);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Import a quiz</source>
        <translation>퀴즈 가져오기</translation>
    </message>
</context>
<context>
    <name>BankList</name>
    <message>
        <source>Search quizzes</source>
        <translation>퀴즈 찾기</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>정렬</translation>
    </message>
    <message>
        <source>Last changed</source>
        <translation>최근에 바꾼 순</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목 순</translation>
    </message>
    <message>
        <source>Number of questions</source>
        <translation>문제 수 순</translation>
    </message>
    <message>
        <source>New quiz</source>
        <translation>새 퀴즈</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>From a file, or from any text that you paste</source>
        <translation>파일에서, 또는 붙여 넣은 글에서 가져와요</translation>
    </message>
    <message>
        <source>More for this quiz</source>
        <translation>이 퀴즈로 할 수 있는 다른 일</translation>
    </message>
    <message>
        <source>Quizzes</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Export as GIFT (Moodle)</source>
        <translation>GIFT(Moodle)로 내보내기</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>CSV로 내보내기</translation>
    </message>
    <message>
        <source>Export as JSON</source>
        <translation>JSON으로 내보내기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>지우기</translation>
    </message>
</context>
<context>
    <name>CardPreview</name>
    <message>
        <source>The student&apos;s card</source>
        <translation>학생에게 보이는 카드</translation>
    </message>
</context>
<context>
    <name>ConflictBar</name>
    <message>
        <source>This quiz was changed from another app since you opened it. Which version shall stay?</source>
        <translation>여는 동안 다른 앱에서 이 퀴즈를 바꿨어요. 어느 쪽을 남길까요?</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>내 것 남기기</translation>
    </message>
    <message>
        <source>Your version replaces the other one</source>
        <translation>내가 쓴 내용이 다른 쪽을 대신해요</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>다른 쪽 가져오기</translation>
    </message>
    <message>
        <source>The other version is shown; yours stays one step back with Undo</source>
        <translation>다른 쪽 내용을 보여 줘요. 실행 취소하면 내 내용으로 돌아갈 수 있어요</translation>
    </message>
</context>
<context>
    <name>EditorHead</name>
    <message>
        <source>All quizzes</source>
        <translation>전체 퀴즈</translation>
    </message>
    <message>
        <source>Not saved · kept on this computer</source>
        <translation>저장 전 · 이 컴퓨터에 보관 중</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Student&apos;s card</source>
        <translation>학생 화면</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Push the quiz</source>
        <translation>퀴즈 내기</translation>
    </message>
</context>
<context>
    <name>ImageField</name>
    <message>
        <source>Another picture</source>
        <translation>다른 그림으로</translation>
    </message>
    <message>
        <source>Add a picture</source>
        <translation>그림 넣기</translation>
    </message>
    <message>
        <source>Remove the picture</source>
        <translation>그림 빼기</translation>
    </message>
    <message>
        <source>Picture of the question</source>
        <translation>문제 그림</translation>
    </message>
    <message>
        <source>The picture is larger than 2 MB. Make it smaller, and try again.</source>
        <translation>그림이 2MB보다 커요. 크기를 줄여서 다시 넣어 주세요.</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif)</source>
        <translation>그림 (*.png *.jpg *.jpeg *.webp *.gif)</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>그림 고르기</translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Back</source>
        <translation>돌아가기</translation>
    </message>
    <message>
        <source>Paste a text</source>
        <translation>글 붙여 넣기</translation>
    </message>
    <message>
        <source>Paste questions as you have them: from a document, a web page or a message. Numbers and letters, ①②③, “Answer: B” or an asterisk before the right option are understood.</source>
        <translation>문서, 웹 페이지, 메시지에 있는 문제를 그대로 붙여 넣어 주세요. 번호와 ①②③, ‘답: ②’, 정답 앞의 별표(*)를 알아봐요.</translation>
    </message>
    <message>
        <source>Text to make a quiz of</source>
        <translation>퀴즈로 만들 글</translation>
    </message>
    <message>
        <source>1. Where does photosynthesis happen?
a) in the nucleus
*b) in the chloroplast
c) in the wall</source>
        <translation>1. 광합성이 일어나는 곳은?
① 핵
*② 엽록체
③ 세포벽</translation>
    </message>
    <message>
        <source>Make a quiz of it</source>
        <translation>퀴즈로 만들기</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>파일 열기</translation>
    </message>
    <message>
        <source>GIFT (Moodle), CSV, Excel tables of Kahoot and ClassQuiz, QTI packages, JSON, plain text.</source>
        <translation>GIFT(Moodle), CSV, Kahoot와 ClassQuiz의 엑셀 표, QTI 묶음, JSON, 일반 텍스트를 열 수 있어요.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>파일 고르기</translation>
    </message>
</context>
<context>
    <name>NumberEditor</name>
    <message>
        <source>Exactly</source>
        <translation>정확히</translation>
    </message>
    <message>
        <source>With a tolerance</source>
        <translation>오차 허용</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>How exact the number must be</source>
        <translation>숫자를 얼마나 정확하게 볼지</translation>
    </message>
    <message>
        <source>Smallest right number</source>
        <translation>가장 작은 정답</translation>
    </message>
    <message>
        <source>Right number</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>Largest right number</source>
        <translation>가장 큰 정답</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>허용 오차</translation>
    </message>
</context>
<context>
    <name>OptionsEditor</name>
    <message>
        <source>Mark the right option.</source>
        <translation>정답인 보기에 표시해 주세요.</translation>
    </message>
    <message>
        <source>Mark every right option.</source>
        <translation>정답인 보기에 모두 표시해 주세요.</translation>
    </message>
    <message>
        <source>Write them in the right order; every student sees them mixed.</source>
        <translation>올바른 순서대로 적어 주세요. 학생에게는 섞여서 보여요.</translation>
    </message>
    <message>
        <source>An opinion has no right option. If you mark one, it becomes a question with a right option.</source>
        <translation>의견 조사에는 정답이 없어요. 하나에 표시하면 정답이 있는 문제로 바뀌어요.</translation>
    </message>
    <message>
        <source>Add an option</source>
        <translation>보기 추가</translation>
    </message>
    <message>
        <source>Option {place}</source>
        <translation>보기 {place}</translation>
    </message>
    <message>
        <source>Option {place} is right</source>
        <translation>보기 {place} 정답 표시</translation>
    </message>
    <message>
        <source>This option is right</source>
        <translation>이 보기가 정답이에요</translation>
    </message>
    <message>
        <source>Move option {place} up</source>
        <translation>보기 {place} 위로 옮기기</translation>
    </message>
    <message>
        <source>Move option {place} down</source>
        <translation>보기 {place} 아래로 옮기기</translation>
    </message>
    <message>
        <source>Remove option {place}</source>
        <translation>보기 {place} 빼기</translation>
    </message>
</context>
<context>
    <name>QuestionForm</name>
    <message>
        <source>Kind of question</source>
        <translation>문제 유형</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>답</translation>
    </message>
    <message>
        <source>Explanation, shown after the reveal</source>
        <translation>해설 (정답 공개 뒤에 보여요)</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>주제</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>난이도</translation>
    </message>
    <message>
        <source>Time to answer</source>
        <translation>답할 시간</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>정하지 않음</translation>
    </message>
    <message>
        <source>Easy</source>
        <translation>쉬움</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>어려움</translation>
    </message>
    <message>
        <source>As set when pushing</source>
        <translation>낼 때 정한 대로</translation>
    </message>
    <message>
        <source> s</source>
        <translation>초</translation>
    </message>
</context>
<context>
    <name>QuestionsPane</name>
    <message>
        <source>Remove a question</source>
        <translation>문제 빼기</translation>
    </message>
    <message>
        <source>Move a question</source>
        <translation>문제 옮기기</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>문제 목록</translation>
    </message>
    <message>
        <source>Add a question</source>
        <translation>문제 추가</translation>
    </message>
    <message>
        <source>Push this question</source>
        <translation>이 문제 내기</translation>
    </message>
    <message>
        <source>Only this one ({keys})</source>
        <translation>이 문제만 내요 ({keys})</translation>
    </message>
    <message>
        <source>Duplicate the question</source>
        <translation>문제 복제</translation>
    </message>
    <message>
        <source>Remove the question</source>
        <translation>문제 빼기</translation>
    </message>
    <message>
        <source>Move the question up</source>
        <translation>문제 위로 옮기기</translation>
    </message>
    <message>
        <source>Move the question down</source>
        <translation>문제 아래로 옮기기</translation>
    </message>
    <message>
        <source>Duplicate a question</source>
        <translation>문제 복제</translation>
    </message>
</context>
<context>
    <name>QuizzesPage</name>
    <message>
        <source>Quizzes</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>Quick question</source>
        <translation>바로 묻기</translation>
    </message>
    <message>
        <source>No question has been asked in this lesson yet</source>
        <translation>이 수업에서 아직 문제를 내지 않았어요</translation>
    </message>
    <message>
        <source>Open a quiz and push it to the class, or ask something on the spot.</source>
        <translation>퀴즈를 열어 학생들에게 내거나, 지금 바로 물어보세요.</translation>
    </message>
    <message>
        <source>Ask: yes or no?</source>
        <translation>예/아니요 묻기</translation>
    </message>
    <message>
        <source>No quiz is open</source>
        <translation>열린 퀴즈가 없어요</translation>
    </message>
    <message>
        <source>Choose one at the left, write a new one, or import one: any text you paste becomes a quiz.</source>
        <translation>왼쪽에서 고르거나 새로 만들거나 가져오세요. 글을 붙여 넣기만 해도 퀴즈가 돼요.</translation>
    </message>
    <message>
        <source>New quiz</source>
        <translation>새 퀴즈</translation>
    </message>
    <message>
        <source>Answers, who is missing, results ({keys})</source>
        <translation>답, 답하지 않은 학생, 결과 ({keys})</translation>
    </message>
    <message>
        <source>Open a lesson first</source>
        <translation>먼저 수업을 열어 주세요</translation>
    </message>
    <message>
        <source>Live run</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Live run · open</source>
        <translation>진행 상황 · 진행 중</translation>
    </message>
    <message>
        <source>Live run · {answered} of {people}</source>
        <translation>진행 상황 · {people}명 중 {answered}명</translation>
    </message>
</context>
<context>
    <name>WarningsList</name>
    <message>
        <source>Close the list</source>
        <translation>목록 닫기</translation>
    </message>
    <message>
        <source>Imported, with one thing to look at:</source>
        <translation>가져왔어요. 살펴볼 것이 하나 있어요:</translation>
    </message>
    <message>
        <source>Imported, with {count} things to look at:</source>
        <translation>가져왔어요. 살펴볼 것이 {count}개 있어요:</translation>
    </message>
    <message>
        <source>Line {line}: {sentence}</source>
        <translation>{line}번째 줄: {sentence}</translation>
    </message>
</context>
<context>
    <name>bank_card</name>
    <message>
        <source>Question {number} of {count}</source>
        <translation>{count}문제 중 {number}번</translation>
    </message>
    <message>
        <source>Quiz</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>This is my order</source>
        <translation>이 순서로 보내기</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>알겠어요</translation>
    </message>
    <message>
        <source>Send my answer</source>
        <translation>답 보내기</translation>
    </message>
    <message>
        <source>Pick one.</source>
        <translation>하나를 고르세요.</translation>
    </message>
    <message>
        <source>Pick all that are right.</source>
        <translation>맞는 것을 모두 고르세요.</translation>
    </message>
    <message>
        <source>Type a number.</source>
        <translation>숫자를 적어 주세요.</translation>
    </message>
    <message>
        <source>Type your answer.</source>
        <translation>답을 적어 주세요.</translation>
    </message>
    <message>
        <source>Put them in order: drag, or use the arrows.</source>
        <translation>끌어서 옮기거나 화살표로 순서를 맞춰 주세요.</translation>
    </message>
    <message>
        <source>What do you think? No answer is wrong.</source>
        <translation>어떻게 생각하나요? 틀린 답은 없어요.</translation>
    </message>
    <message>
        <source>Read this.</source>
        <translation>읽어 보세요.</translation>
    </message>
</context>
<context>
    <name>bank_model</name>
    <message>
        <source>Quiz without a title</source>
        <translation>제목 없는 퀴즈</translation>
    </message>
    <message>
        <source>1 question</source>
        <translation>1문제</translation>
    </message>
    <message>
        <source>{count} questions</source>
        <translation>{count}문제</translation>
    </message>
    <message>
        <source>{count} · not saved yet</source>
        <translation>{count} · 아직 저장 전</translation>
    </message>
    <message>
        <source>{count} · {when}</source>
        <translation>{count} · {when}</translation>
    </message>
    <message>
        <source>unsaved changes</source>
        <translation>저장하지 않은 내용 있음</translation>
    </message>
</context>
<context>
    <name>bank_wording</name>
    <message>
        <source>Question {number}: {sentence}</source>
        <translation>{number}번 문제: {sentence}</translation>
    </message>
    <message>
        <source>The quiz needs a title.</source>
        <translation>퀴즈 제목을 적어 주세요.</translation>
    </message>
    <message>
        <source>The title is longer than {max} characters.</source>
        <translation>제목은 {max}자까지 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>A quiz has at most {max} questions.</source>
        <translation>퀴즈 하나에는 문제를 {max}개까지 넣을 수 있어요.</translation>
    </message>
    <message>
        <source>Write the question.</source>
        <translation>문제를 적어 주세요.</translation>
    </message>
    <message>
        <source>The question is longer than {max} characters.</source>
        <translation>문제는 {max}자까지 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>Write at least two options.</source>
        <translation>보기를 두 개 이상 적어 주세요.</translation>
    </message>
    <message>
        <source>An option is longer than {max} characters.</source>
        <translation>보기는 {max}자까지 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>Two options are the same.</source>
        <translation>같은 보기가 두 개 있어요.</translation>
    </message>
    <message>
        <source>Mark the right option.</source>
        <translation>정답인 보기에 표시해 주세요.</translation>
    </message>
    <message>
        <source>Write the right number.</source>
        <translation>정답 숫자를 적어 주세요.</translation>
    </message>
    <message>
        <source>This is not a number yet. For example: 3.5</source>
        <translation>아직 숫자가 아니에요. 예: 3.5</translation>
    </message>
    <message>
        <source>The smallest right number is larger than the largest one.</source>
        <translation>가장 작은 정답이 가장 큰 정답보다 커요.</translation>
    </message>
    <message>
        <source>Write at least one accepted answer.</source>
        <translation>인정할 답을 하나 이상 적어 주세요.</translation>
    </message>
    <message>
        <source>An accepted answer is longer than {max} characters.</source>
        <translation>인정할 답은 {max}자까지 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>There are more than {max} accepted answers.</source>
        <translation>인정할 답은 {max}개까지 적을 수 있어요.</translation>
    </message>
    <message>
        <source>The explanation is longer than {max} characters.</source>
        <translation>해설은 {max}자까지 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>The topic is longer than {max} characters.</source>
        <translation>주제는 {max}자까지 쓸 수 있어요.</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>QuizCountdown</name>
    <message>
        <source>Time left: {time}</source>
        <translation>남은 시간 {time}</translation>
    </message>
</context>
<context>
    <name>QuizMissing</name>
    <message>
        <source>Who has not answered</source>
        <translation>누가 아직 답하지 않았는지</translation>
    </message>
</context>
<context>
    <name>QuizPushSettings</name>
    <message>
        <source>Time to answer</source>
        <translation>답할 시간</translation>
    </message>
    <message>
        <source> s</source>
        <translation>초</translation>
    </message>
    <message>
        <source>Until I close it</source>
        <translation>마감할 때까지</translation>
    </message>
    <message>
        <source>Answers may be changed</source>
        <translation>답을 바꿀 수 있음</translation>
    </message>
    <message>
        <source>Scoring</source>
        <translation>채점 방식</translation>
    </message>
</context>
<context>
    <name>QuizResults</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV 표 (*.csv)</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>엑셀 파일 (*.xlsx)</translation>
    </message>
    <message>
        <source>Save the results</source>
        <translation>결과 저장</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>저장했어요: {file}</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>CSV로 저장</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>엑셀로 저장</translation>
    </message>
    <message>
        <source>Results of every run of this lesson</source>
        <translation>이 수업에서 낸 모든 퀴즈의 결과예요</translation>
    </message>
    <message>
        <source>Nobody has answered yet.</source>
        <translation>아직 아무도 답하지 않았어요.</translation>
    </message>
    <message>
        <source>Results by student</source>
        <translation>학생별 결과</translation>
    </message>
</context>
<context>
    <name>QuizRunHead</name>
    <message>
        <source>{answered} of {people} have answered</source>
        <translation>{people}명 중 {answered}명이 답했어요</translation>
    </message>
    <message>
        <source>{text} · {right} right</source>
        <translation>{text} · {right}명 정답</translation>
    </message>
    <message>
        <source>Previous question</source>
        <translation>이전 문제</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>다음 문제</translation>
    </message>
    <message>
        <source>Question {number} of {count}</source>
        <translation>{count}문제 중 {number}번</translation>
    </message>
</context>
<context>
    <name>QuizRunPanel</name>
    <message>
        <source>Answers</source>
        <translation>답</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>답하지 않은 학생</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Hide results</source>
        <translation>결과 숨기기</translation>
    </message>
    <message>
        <source>For the projector: neither bars nor the right answer are shown</source>
        <translation>화면을 비출 때 써요. 막대와 정답을 보이지 않아요</translation>
    </message>
    <message>
        <source>Runs of this lesson</source>
        <translation>이 수업에서 낸 퀴즈</translation>
    </message>
    <message>
        <source>Answers of the class</source>
        <translation>우리 반의 답</translation>
    </message>
</context>
<context>
    <name>QuizSteering</name>
    <message>
        <source>+{seconds} s</source>
        <translation>+{seconds}초</translation>
    </message>
    <message>
        <source>Close in {seconds} s</source>
        <translation>{seconds}초 뒤 마감</translation>
    </message>
    <message>
        <source>Push to the class</source>
        <translation>학생들에게 내기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>마감</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>정답 공개</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>다시 열기</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>다시 내기</translation>
    </message>
    <message>
        <source>Take no more answers</source>
        <translation>답을 더 받지 않아요</translation>
    </message>
    <message>
        <source>Show the class the right answer and the results; this cannot be undone</source>
        <translation>학생들에게 정답과 결과를 보여 줘요. 되돌릴 수 없어요</translation>
    </message>
    <message>
        <source>Take answers again</source>
        <translation>다시 답을 받아요</translation>
    </message>
    <message>
        <source>Ask the same questions once more, as a new run</source>
        <translation>같은 문제를 새로 한 번 더 내요</translation>
    </message>
    <message>
        <source>Closed: no more answers are taken.</source>
        <translation>마감했어요. 답을 더 받지 않아요.</translation>
    </message>
</context>
<context>
    <name>quiz_quick</name>
    <message>
        <source>Yes or no?</source>
        <translation>예, 아니요?</translation>
    </message>
    <message>
        <source>A, B, C or D?</source>
        <translation>A, B, C, D 중에서 고르세요.</translation>
    </message>
    <message>
        <source>Are you finished?</source>
        <translation>다 했나요?</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>No</source>
        <translation>아니요</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>다 했어요</translation>
    </message>
    <message>
        <source>Not yet, a moment please</source>
        <translation>아직이요, 조금만 기다려 주세요</translation>
    </message>
</context>
<context>
    <name>quiz_words</name>
    <message>
        <source>One right option</source>
        <translation>정답 하나</translation>
    </message>
    <message>
        <source>Several right options</source>
        <translation>정답 여러 개</translation>
    </message>
    <message>
        <source>True or false</source>
        <translation>참/거짓</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>숫자</translation>
    </message>
    <message>
        <source>Short text</source>
        <translation>짧은 글</translation>
    </message>
    <message>
        <source>Put in order</source>
        <translation>순서 맞추기</translation>
    </message>
    <message>
        <source>Poll</source>
        <translation>의견 조사</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>안내</translation>
    </message>
    <message>
        <source>Not pushed yet</source>
        <translation>아직 내지 않음</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>마감됨</translation>
    </message>
    <message>
        <source>Revealed</source>
        <translation>정답 공개됨</translation>
    </message>
    <message>
        <source>Right or wrong</source>
        <translation>맞으면 점수</translation>
    </message>
    <message>
        <source>Faster answers score more</source>
        <translation>빨리 답할수록 높은 점수</translation>
    </message>
    <message>
        <source>Points of each question</source>
        <translation>문제마다 정한 점수</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>답함</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>아직</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>연결 끊김</translation>
    </message>
    <message>
        <source>Not present</source>
        <translation>자리에 없음</translation>
    </message>
    <message>
        <source>True</source>
        <translation>맞아요</translation>
    </message>
    <message>
        <source>False</source>
        <translation>아니에요</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>맞음</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>틀림</translation>
    </message>
    <message>
        <source>{text}: {count}, {share}, right</source>
        <translation>{text}: {count}명, {share}, 정답</translation>
    </message>
    <message>
        <source>{text}: {count}, {share}</source>
        <translation>{text}: {count}명, {share}</translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation>{name}: {state}</translation>
    </message>
    <message>
        <source>{count} · {share}</source>
        <translation>{count}명 · {share}</translation>
    </message>
    <message>
        <source>Question without a text</source>
        <translation>내용이 없는 문제</translation>
    </message>
    <message>
        <source>to be mended</source>
        <translation>고칠 것이 있음</translation>
    </message>
    <message>
        <source>Question {number}</source>
        <translation>{number}번 문제</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>초</translation>
    </message>
</context>
</TS>

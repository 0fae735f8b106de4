<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>LessonsTab</name>
    <message>
        <source>{shown} of {all} lessons</source>
        <translation>수업 {all}개 중 {shown}개</translation>
    </message>
    <message>
        <source>Title or topic</source>
        <translation>제목이나 주제</translation>
    </message>
    <message>
        <source>Past lessons</source>
        <translation>지난 수업</translation>
    </message>
    <message>
        <source>Show all lessons</source>
        <translation>모든 수업 보기</translation>
    </message>
    <message>
        <source>No lesson fits these words and days.</source>
        <translation>이 검색어와 기간에 맞는 수업이 없어요.</translation>
    </message>
    <message>
        <source>No lesson is chosen</source>
        <translation>고른 수업이 없어요</translation>
    </message>
    <message>
        <source>Choose one at the left to see how it went.</source>
        <translation>왼쪽에서 수업을 고르면 어떻게 진행됐는지 볼 수 있어요.</translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Co-taught</source>
        <translation>함께 가르침</translation>
    </message>
    <message>
        <source>No box yet</source>
        <translation>아직 박스가 없어요</translation>
    </message>
    <message>
        <source>Choose the box of this room and sign in to see your lessons.</source>
        <translation>이 교실의 박스를 고르고 로그인하면 지난 수업을 볼 수 있어요.</translation>
    </message>
    <message>
        <source>Asking the box</source>
        <translation>박스에 물어보는 중이에요</translation>
    </message>
    <message>
        <source>Your past lessons will be here in a moment.</source>
        <translation>지난 수업이 곧 여기에 나와요.</translation>
    </message>
    <message>
        <source>No lesson has been held yet</source>
        <translation>아직 진행한 수업이 없어요</translation>
    </message>
    <message>
        <source>Once a lesson has begun, its figures, quizzes and students are kept here.</source>
        <translation>수업을 시작하면 참여도와 퀴즈, 학생 기록이 여기에 남아요.</translation>
    </message>
    <message>
        <source>Start a lesson</source>
        <translation>수업 시작하기</translation>
    </message>
    <message>
        <source>{lesson} - students</source>
        <translation>{lesson} - 학생</translation>
    </message>
</context>
<context>
    <name>PeriodField</name>
    <message>
        <source>All lessons</source>
        <translation>모든 수업</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>최근 7일</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>최근 30일</translation>
    </message>
    <message>
        <source>Last half year</source>
        <translation>최근 반년</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>날짜 지정</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>기간</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>첫날</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>마지막 날</translation>
    </message>
</context>
<context>
    <name>QuestionsTab</name>
    <message>
        <source>Questions of the period</source>
        <translation>이 기간의 문항</translation>
    </message>
    <message>
        <source>Questions, the hardest first</source>
        <translation>문항 (어려운 것부터)</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Options of the question</source>
        <translation>문항의 보기</translation>
    </message>
    <message>
        <source>Questions as CSV</source>
        <translation>문항을 CSV로</translation>
    </message>
    <message>
        <source>“Tells apart” is the correlation with the other questions (-1 to 1): near 0 or below, the question says little about who knows. Strong students are the upper 27 % by their other answers.</source>
        <translation>변별도는 다른 문항과의 상관(-1~1)이에요. 0에 가깝거나 더 낮으면 누가 알고 있는지 잘 가려내지 못해요. 상위 학생은 다른 문항 성적으로 본 위쪽 27 %예요.</translation>
    </message>
    <message>
        <source>A question of this kind has no options.</source>
        <translation>이런 문항에는 보기가 없어요.</translation>
    </message>
    <message>
        <source>No wrong option misleads.</source>
        <translation>학생을 헷갈리게 하는 오답은 없어요.</translation>
    </message>
    <message>
        <source>“%1” was taken by %2 of the strong and %3 of the weak students.</source>
        <translation>“%1”: 상위 학생의 %2, 하위 학생의 %3가 골랐어요.</translation>
    </message>
    <message>
        <source>Questions: {count}</source>
        <translation>문항 {count}개</translation>
    </message>
    <message>
        <source>Answers: {count}</source>
        <translation>응답 {count}개</translation>
    </message>
    <message>
        <source>Right: {share}</source>
        <translation>정답률 {share}</translation>
    </message>
    <message>
        <source>No questions in these days</source>
        <translation>이 기간에는 문항이 없어요</translation>
    </message>
    <message>
        <source>Choose a longer period above, or push a quiz in a lesson: its questions are judged here.</source>
        <translation>위에서 기간을 더 길게 고르거나, 수업에서 퀴즈를 내 보세요. 문항이 얼마나 좋았는지 여기에서 볼 수 있어요.</translation>
    </message>
    <message>
        <source>Asking the box</source>
        <translation>박스에 물어보는 중이에요</translation>
    </message>
    <message>
        <source>The questions will be here in a moment.</source>
        <translation>문항이 곧 여기에 나와요.</translation>
    </message>
    <message>
        <source>The box is not connected</source>
        <translation>박스에 연결되어 있지 않아요</translation>
    </message>
    <message>
        <source>The questions of these days are shown once it answers.</source>
        <translation>박스가 다시 응답하면 이 기간의 문항을 보여 드려요.</translation>
    </message>
</context>
<context>
    <name>RecordingsCard</name>
    <message>
        <source>Recordings</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>No recordings of this lesson.</source>
        <translation>이 수업의 녹화가 없어요.</translation>
    </message>
</context>
<context>
    <name>RecordsLesson</name>
    <message>
        <source>Engagement over time</source>
        <translation>참여도 흐름</translation>
    </message>
    <message>
        <source>Who was there</source>
        <translation>누가 있었는지</translation>
    </message>
    <message>
        <source>Confusion by topic over time</source>
        <translation>주제별 혼란도 흐름</translation>
    </message>
    <message>
        <source>Students</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Quiz results</source>
        <translation>퀴즈 결과</translation>
    </message>
    <message>
        <source>Students of the lesson</source>
        <translation>이 수업의 학생</translation>
    </message>
    <message>
        <source>Quiz results of the lesson</source>
        <translation>이 수업의 퀴즈 결과</translation>
    </message>
    <message>
        <source>Nobody said “I&apos;m lost” or answered wrong often enough to count.</source>
        <translation>‘어려워요’를 누르거나 오답이 이어진 학생이 없었어요.</translation>
    </message>
    <message>
        <source>Nobody joined this lesson.</source>
        <translation>이 수업에 들어온 학생이 없어요.</translation>
    </message>
    <message>
        <source>No question was asked in this lesson.</source>
        <translation>이 수업에서는 문항을 내지 않았어요.</translation>
    </message>
    <message>
        <source>Engagement figures were turned off in this lesson: only what was counted is shown.</source>
        <translation>이 수업은 참여도를 꺼 두었어요. 센 것만 보여 드려요.</translation>
    </message>
</context>
<context>
    <name>RecordsLessonHead</name>
    <message>
        <source>Reopen</source>
        <translation>다시 열기</translation>
    </message>
    <message>
        <source>Go on with this lesson on the page “Lesson”: everybody can come back</source>
        <translation>“수업” 화면에서 이 수업을 이어서 해요. 모두 다시 들어올 수 있어요</translation>
    </message>
    <message>
        <source>Results as CSV</source>
        <translation>결과를 CSV로</translation>
    </message>
    <message>
        <source>Results as Excel</source>
        <translation>결과를 엑셀로</translation>
    </message>
    <message>
        <source>Students as CSV</source>
        <translation>학생을 CSV로</translation>
    </message>
    <message>
        <source>Every answer to every quiz of this lesson</source>
        <translation>이 수업에서 낸 모든 퀴즈의 모든 답이에요</translation>
    </message>
    <message>
        <source>The table of students below</source>
        <translation>아래 학생 표예요</translation>
    </message>
    <message>
        <source>Co-taught</source>
        <translation>함께 가르침</translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Engagement of 100</source>
        <translation>참여도 (100점)</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>출석</translation>
    </message>
    <message>
        <source>Participation</source>
        <translation>응답</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정답률</translation>
    </message>
    <message>
        <source>Students</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Quiz questions</source>
        <translation>퀴즈 문항</translation>
    </message>
    <message>
        <source>Questions of the class</source>
        <translation>학생 질문</translation>
    </message>
    <message>
        <source>Chat messages</source>
        <translation>채팅</translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>Records</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>수업</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>추이</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>문항</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
</context>
<context>
    <name>TrendsTab</name>
    <message>
        <source>Engagement by lesson</source>
        <translation>수업별 참여도</translation>
    </message>
    <message>
        <source>Engagement by hour of the day</source>
        <translation>시간대별 참여도</translation>
    </message>
    <message>
        <source>Students</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Students over the period</source>
        <translation>이 기간의 학생</translation>
    </message>
    <message>
        <source>Choose a student to see the own line beside the class&apos;s.</source>
        <translation>학생을 고르면 학급 평균 옆에 그 학생의 선을 보여 드려요.</translation>
    </message>
    <message>
        <source>Lessons as CSV</source>
        <translation>수업을 CSV로</translation>
    </message>
    <message>
        <source>Students as CSV</source>
        <translation>학생을 CSV로</translation>
    </message>
    <message>
        <source>No lessons in these days</source>
        <translation>이 기간에는 수업이 없어요</translation>
    </message>
    <message>
        <source>Choose a longer period above. Lessons whose figures were turned off are not counted.</source>
        <translation>위에서 기간을 더 길게 골라 보세요. 참여도를 꺼 둔 수업은 세지 않아요.</translation>
    </message>
    <message>
        <source>Asking the box</source>
        <translation>박스에 물어보는 중이에요</translation>
    </message>
    <message>
        <source>The trend will be here in a moment.</source>
        <translation>추이가 곧 여기에 나와요.</translation>
    </message>
    <message>
        <source>The box is not connected</source>
        <translation>박스에 연결되어 있지 않아요</translation>
    </message>
    <message>
        <source>The trend of these days is shown once it answers again.</source>
        <translation>박스가 다시 응답하면 이 기간의 추이를 보여 드려요.</translation>
    </message>
    <message>
        <source>Lessons: {count}</source>
        <translation>수업 {count}개</translation>
    </message>
    <message>
        <source>Engagement is rising</source>
        <translation>참여도가 오르고 있어요</translation>
    </message>
    <message>
        <source>Engagement is falling</source>
        <translation>참여도가 내려가고 있어요</translation>
    </message>
    <message>
        <source>Engagement is steady</source>
        <translation>참여도가 한결같아요</translation>
    </message>
    <message>
        <source>Too few lessons to tell where it goes</source>
        <translation>추이를 말하기에는 수업이 아직 적어요</translation>
    </message>
</context>
<context>
    <name>records_columns</name>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Engagement</source>
        <translation>참여도</translation>
    </message>
    <message>
        <source>Needs help</source>
        <translation>도움 필요</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>출석</translation>
    </message>
    <message>
        <source>Participation</source>
        <translation>응답</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정답률</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>낸 문항</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>응답 수</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>정답 수</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>“I&apos;m lost”</source>
        <translation>‘어려워요’</translation>
    </message>
    <message>
        <source>There (min)</source>
        <translation>출석 (분)</translation>
    </message>
    <message>
        <source>Watched (min)</source>
        <translation>시청 (분)</translation>
    </message>
    <message>
        <source>Quiz</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>문항</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>주제</translation>
    </message>
    <message>
        <source>Share right</source>
        <translation>정답률</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>수업</translation>
    </message>
    <message>
        <source>Students</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>수업</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변화</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>난이도</translation>
    </message>
    <message>
        <source>Tells apart</source>
        <translation>변별도</translation>
    </message>
    <message>
        <source>Misleading options</source>
        <translation>헷갈리는 보기</translation>
    </message>
</context>
<context>
    <name>records_lines</name>
    <message>
        <source>Mean of the class</source>
        <translation>학급 평균</translation>
    </message>
    <message>
        <source>Right: %1</source>
        <translation>정답: %1</translation>
    </message>
    <message>
        <source>Misleads: %1</source>
        <translation>헷갈림: %1</translation>
    </message>
</context>
<context>
    <name>records_parts</name>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV 표 (*.csv)</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>엑셀 파일 (*.xlsx)</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>다른 이름으로 저장</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>저장했어요: {file}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>As of {time}</source>
        <translation>{time} 기준</translation>
    </message>
    <message>
        <source>Not connected: as of {time}</source>
        <translation>연결 끊김: {time} 기준</translation>
    </message>
</context>
</TS>

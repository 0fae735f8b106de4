<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>CourseTab</name>
    <message>
        <source>Engagement over time</source>
        <translation>참여도 흐름</translation>
    </message>
    <message>
        <source>Who is there</source>
        <translation>접속한 학생</translation>
    </message>
    <message>
        <source>Confusion over time</source>
        <translation>혼란도 흐름</translation>
    </message>
    <message>
        <source>Confusion now, by topic</source>
        <translation>지금 주제별 혼란도</translation>
    </message>
    <message>
        <source>Nobody has said “I&apos;m lost” or answered wrong in the last 5 minutes.</source>
        <translation>최근 5분 동안 ‘어려워요’를 누르거나 틀린 답을 낸 학생이 없어요.</translation>
    </message>
    <message>
        <source>Engagement figures are turned off; turn them on in the lesson&apos;s settings to see its course.</source>
        <translation>참여도를 꺼 두었어요. 수업 설정에서 켜면 수업의 흐름을 볼 수 있어요.</translation>
    </message>
    <message>
        <source>The first figures come within a few seconds of the lesson&apos;s start.</source>
        <translation>수업이 시작되면 몇 초 안에 첫 수치가 나와요.</translation>
    </message>
</context>
<context>
    <name>DashboardPage</name>
    <message>
        <source>Dashboard</source>
        <translation>대시보드</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>자리</translation>
    </message>
    <message>
        <source>Course of the lesson</source>
        <translation>수업 흐름</translation>
    </message>
    <message>
        <source>Quizzes</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>이름순</translation>
    </message>
    <message>
        <source>Needs help first</source>
        <translation>도움이 필요한 학생 먼저</translation>
    </message>
    <message>
        <source>By time of joining</source>
        <translation>들어온 순서</translation>
    </message>
    <message>
        <source>Order of the seats</source>
        <translation>자리 순서</translation>
    </message>
    <message>
        <source>Find a student</source>
        <translation>학생 찾기</translation>
    </message>
    <message>
        <source>Seats of the class</source>
        <translation>우리 반 자리</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Needs help</source>
        <translation>도움 필요</translation>
    </message>
    <message>
        <source>No lesson is open</source>
        <translation>열린 수업이 없어요</translation>
    </message>
    <message>
        <source>Start or open a lesson; its students appear here as they join.</source>
        <translation>수업을 시작하거나 열어 주세요. 학생이 들어오면 여기에 나타나요.</translation>
    </message>
    <message>
        <source>Nobody has joined yet</source>
        <translation>아직 들어온 학생이 없어요</translation>
    </message>
    <message>
        <source>Show the join card: students scan it or type the class code.</source>
        <translation>입장 카드를 보여 주세요. 학생이 QR 코드를 찍거나 수업 코드를 적으면 들어와요.</translation>
    </message>
    <message>
        <source>No student fits</source>
        <translation>해당하는 학생이 없어요</translation>
    </message>
    <message>
        <source>Press the count above once more, or empty the search, to see everybody.</source>
        <translation>위의 숫자를 한 번 더 누르거나 검색어를 지우면 모두 볼 수 있어요.</translation>
    </message>
</context>
<context>
    <name>HelpList</name>
    <message>
        <source>Needs help</source>
        <translation>도움 필요</translation>
    </message>
    <message>
        <source>Engagement figures are turned off in this lesson: nobody is pointed out.</source>
        <translation>이 수업은 참여도를 꺼 두어서 따로 알려 드리지 않아요.</translation>
    </message>
    <message>
        <source>Nobody seems to need help now.</source>
        <translation>지금 도움이 필요해 보이는 학생이 없어요.</translation>
    </message>
</context>
<context>
    <name>NetworkTab</name>
    <message>
        <source>Viewers, worst reception first</source>
        <translation>시청 기기, 수신 상태가 나쁜 순서</translation>
    </message>
    <message>
        <source>Nobody is watching yet</source>
        <translation>아직 보고 있는 학생이 없어요</translation>
    </message>
    <message>
        <source>Put something on stage: here you see how the picture reaches each device.</source>
        <translation>무대에 화면을 올려 보세요. 기기마다 화면이 어떻게 전달되는지 여기에서 볼 수 있어요.</translation>
    </message>
    <message>
        <source>%1 in all · half of the devices lose %2 or less, nine of ten %3 or less</source>
        <translation>모두 %1 · 기기의 절반은 손실 %2 이하, 열에 아홉은 %3 이하</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>손님</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>학생</translation>
    </message>
    <message>
        <source>Reception</source>
        <translation>수신 상태</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>대역폭</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>지연</translation>
    </message>
    <message>
        <source>Skipped frames</source>
        <translation>건너뛴 프레임</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
</context>
<context>
    <name>QuizTab</name>
    <message>
        <source>No quiz in this lesson yet</source>
        <translation>이 수업에는 아직 퀴즈가 없어요</translation>
    </message>
    <message>
        <source>Push a quiz on the Quizzes page; its answers are counted here as they come in.</source>
        <translation>퀴즈 화면에서 퀴즈를 내 보세요. 답이 들어오는 대로 여기에서 셀게요.</translation>
    </message>
    <message>
        <source>Right answers by question</source>
        <translation>문항별 정답률</translation>
    </message>
    <message>
        <source>%1 correct</source>
        <translation>정답률 %1</translation>
    </message>
    <message>
        <source>Answers: %1</source>
        <translation>응답 %1</translation>
    </message>
</context>
<context>
    <name>SeatPanel</name>
    <message>
        <source>Lower hand</source>
        <translation>손 내리기</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>메시지 쓰기</translation>
    </message>
    <message>
        <source>How is this counted?</source>
        <translation>어떻게 계산하나요?</translation>
    </message>
    <message>
        <source>Point at a seat, or choose one with the arrow keys, to see more.</source>
        <translation>자리에 마우스를 올리거나 방향키로 골라 자세히 보세요.</translation>
    </message>
    <message>
        <source>Engagement figures are turned off in this lesson.</source>
        <translation>이 수업은 참여도를 꺼 두었어요.</translation>
    </message>
    <message>
        <source>The first figures come within a few seconds.</source>
        <translation>몇 초 안에 첫 수치가 나와요.</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>채팅 허용</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>채팅 막기</translation>
    </message>
    <message>
        <source>%1 of 100</source>
        <translation>100점 중 %1점</translation>
    </message>
</context>
<context>
    <name>dashboard_course</name>
    <message>
        <source>Mean of the class</source>
        <translation>학급 평균</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>접속</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>시청 중</translation>
    </message>
    <message>
        <source>Quiz</source>
        <translation>퀴즈</translation>
    </message>
</context>
<context>
    <name>dashboard_seat_panel</name>
    <message>
        <source>Engagement</source>
        <translation>참여도</translation>
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
        <source>Right answers</source>
        <translation>정답률</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>활동</translation>
    </message>
    <message>
        <source>Packets lost</source>
        <translation>패킷 손실</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>대역폭</translation>
    </message>
</context>
<context>
    <name>dashboard_words</name>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>연결 끊김</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>출석</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>시청 중</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>미응답</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2개 중 %1개</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>응답 완료</translation>
    </message>
    <message>
        <source>Two wrong answers in a row</source>
        <translation>연속으로 두 번 틀렸어요</translation>
    </message>
    <message>
        <source>Said “I&apos;m lost” twice in 5 minutes</source>
        <translation>5분 동안 ‘어려워요’를 두 번 눌렀어요</translation>
    </message>
    <message>
        <source>Gone for more than 2 minutes</source>
        <translation>2분 넘게 자리를 비웠어요</translation>
    </message>
    <message>
        <source>Was there, but left the last quiz unanswered</source>
        <translation>자리에 있었지만 지난 퀴즈에 답하지 않았어요</translation>
    </message>
    <message>
        <source>Two wrong</source>
        <translation>연속 오답</translation>
    </message>
    <message>
        <source>Lost twice</source>
        <translation>어려워함</translation>
    </message>
    <message>
        <source>Gone</source>
        <translation>자리 비움</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>답 없음</translation>
    </message>
    <message>
        <source>Hand raised, number %1 in the queue</source>
        <translation>손들기 %1번째</translation>
    </message>
    <message>
        <source>Hand %1</source>
        <translation>손들기 %1</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>채팅 막힘</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>Needs help</source>
        <translation>도움 필요</translation>
    </message>
    <message>
        <source>Hands</source>
        <translation>손들기</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>좋음</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>나쁨</translation>
    </message>
    <message>
        <source>Wi-Fi: fine</source>
        <translation>와이파이: 원활</translation>
    </message>
    <message>
        <source>Wi-Fi: busy</source>
        <translation>와이파이: 혼잡</translation>
    </message>
    <message>
        <source>Wi-Fi: full</source>
        <translation>와이파이: 가득 참</translation>
    </message>
    <message>
        <source>Without a topic</source>
        <translation>주제 없음</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>ChatList</name>
    <message>
        <source>New messages: %1</source>
        <translation>새 메시지 %1개</translation>
    </message>
</context>
<context>
    <name>TalkAnnounce</name>
    <message>
        <source>Announcement</source>
        <translation>공지</translation>
    </message>
    <message>
        <source>Stands on every student&apos;s page</source>
        <translation>모든 학생 화면에 떠 있어요</translation>
    </message>
    <message>
        <source>Tell all</source>
        <translation>공지하기</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>내리기</translation>
    </message>
    <message>
        <source>The announcement is taken away.</source>
        <translation>공지를 내렸어요.</translation>
    </message>
</context>
<context>
    <name>TalkChat</name>
    <message>
        <source>Chat</source>
        <translation>채팅</translation>
    </message>
    <message>
        <source>Only teachers write</source>
        <translation>선생님만 쓰기</translation>
    </message>
    <message>
        <source>Which messages are shown</source>
        <translation>보여 줄 메시지</translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>To the class</source>
        <translation>모두에게</translation>
    </message>
    <message>
        <source>To teachers only</source>
        <translation>선생님께만</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>메시지 목록</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>아직 메시지가 없어요</translation>
    </message>
    <message>
        <source>What the class writes appears here at once.</source>
        <translation>학생들이 쓰면 여기에 바로 나타나요.</translation>
    </message>
    <message>
        <source>The message of %1 is deleted.</source>
        <translation>%1 님의 메시지를 지워요.</translation>
    </message>
    <message>
        <source>%1 cannot write to the class now.</source>
        <translation>%1 학생은 이제 모두에게 쓸 수 없어요.</translation>
    </message>
    <message>
        <source>%1 may write again.</source>
        <translation>%1 학생은 다시 쓸 수 있어요.</translation>
    </message>
</context>
<context>
    <name>TalkHands</name>
    <message>
        <source>Lower all</source>
        <translation>모두 내리기</translation>
    </message>
    <message>
        <source>No hand is up.</source>
        <translation>든 손이 없어요.</translation>
    </message>
    <message>
        <source>Raised hands, the first one first</source>
        <translation>손든 학생, 먼저 든 순서</translation>
    </message>
    <message>
        <source>Hands: %1</source>
        <translation>손든 학생: %1명</translation>
    </message>
    <message>
        <source>Hands lowered: %1</source>
        <translation>손 내림: %1명</translation>
    </message>
</context>
<context>
    <name>TalkPage</name>
    <message>
        <source>Talk</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>No lesson is open</source>
        <translation>열려 있는 수업이 없어요</translation>
    </message>
    <message>
        <source>Start a lesson: chat, questions and raised hands of the class appear here.</source>
        <translation>수업을 열면 채팅, 질문, 손들기가 여기에 나타나요.</translation>
    </message>
</context>
<context>
    <name>TalkPick</name>
    <message>
        <source>Who is it?</source>
        <translation>뽑기</translation>
    </message>
    <message>
        <source>Pick another</source>
        <translation>다시 뽑기</translation>
    </message>
    <message>
        <source>Pick a student</source>
        <translation>한 명 뽑기</translation>
    </message>
    <message>
        <source>By lot, among those who are connected</source>
        <translation>접속한 학생 가운데 무작위로 뽑아요</translation>
    </message>
    <message>
        <source>Hide the name</source>
        <translation>이름 숨기기</translation>
    </message>
</context>
<context>
    <name>TalkQuestions</name>
    <message>
        <source>Show answered ones</source>
        <translation>답변한 질문도 보기</translation>
    </message>
    <message>
        <source>Questions of the class</source>
        <translation>수업 질문 목록</translation>
    </message>
    <message>
        <source>No questions yet</source>
        <translation>아직 질문이 없어요</translation>
    </message>
    <message>
        <source>Students ask here without their names, and share what others ask.</source>
        <translation>학생들이 이름 없이 묻고, 같은 질문에 함께 표시해요.</translation>
    </message>
    <message>
        <source>Questions: %1</source>
        <translation>질문: %1개</translation>
    </message>
    <message>
        <source>The question is deleted.</source>
        <translation>질문을 지워요.</translation>
    </message>
</context>
<context>
    <name>TalkSignals</name>
    <message>
        <source>“I&apos;m lost” in the last 5 minutes: %1 (%2)</source>
        <translation>최근 5분 동안 ‘어려워요’: %1명 (%2)</translation>
    </message>
</context>
<context>
    <name>TalkTimer</name>
    <message>
        <source>Timer</source>
        <translation>타이머</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source> min</source>
        <translation>분</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>시간(분)</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈추기</translation>
    </message>
    <message>
        <source>The timer is stopped.</source>
        <translation>타이머를 멈췄어요.</translation>
    </message>
</context>
<context>
    <name>TalkWrite</name>
    <message>
        <source>Who reads it</source>
        <translation>받는 사람</translation>
    </message>
    <message>
        <source>Write to the class</source>
        <translation>메시지를 적어 주세요</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>보내기</translation>
    </message>
</context>
<context>
    <name>talk_faces</name>
    <message>
        <source>Teacher</source>
        <translation>선생님</translation>
    </message>
    <message>
        <source>Teachers only</source>
        <translation>선생님께만</translation>
    </message>
    <message>
        <source>Delete this message</source>
        <translation>이 메시지 지우기</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>다시 열기</translation>
    </message>
    <message>
        <source>Mark as answered</source>
        <translation>답변 완료로 표시</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>답변 완료</translation>
    </message>
    <message>
        <source>Delete this question</source>
        <translation>이 질문 지우기</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>내리기</translation>
    </message>
    <message>
        <source>Asked by one</source>
        <translation>한 명이 물었어요</translation>
    </message>
    <message>
        <source>Shared by %1</source>
        <translation>%1명이 함께 궁금해해요</translation>
    </message>
    <message>
        <source>To the class</source>
        <translation>모두에게</translation>
    </message>
    <message>
        <source>To teachers only</source>
        <translation>선생님께만</translation>
    </message>
    <message>
        <source>Thumbs up</source>
        <translation>좋아요</translation>
    </message>
    <message>
        <source>Clap</source>
        <translation>박수</translation>
    </message>
    <message>
        <source>Heart</source>
        <translation>하트</translation>
    </message>
    <message>
        <source>Laugh</source>
        <translation>웃음</translation>
    </message>
    <message>
        <source>Surprised</source>
        <translation>놀람</translation>
    </message>
    <message>
        <source>Slower, please</source>
        <translation>천천히요</translation>
    </message>
    <message>
        <source>Faster, please</source>
        <translation>빨리요</translation>
    </message>
    <message>
        <source>Let this student write again</source>
        <translation>이 학생이 다시 쓸 수 있게 하기</translation>
    </message>
    <message>
        <source>Mute this student</source>
        <translation>이 학생의 채팅 끄기</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>BusyBar</name>
    <message>
        <source>Working</source>
        <translation>처리하고 있어요</translation>
    </message>
</context>
<context>
    <name>ConnectionStrip</name>
    <message>
        <source>State of the connection</source>
        <translation>연결 상태</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>아이디</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>비밀번호</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>지금 다시 시도</translation>
    </message>
    <message>
        <source>What can I do?</source>
        <translation>어떻게 하나요?</translation>
    </message>
</context>
<context>
    <name>KeysOverlay</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The settings on this computer could not be read, so they begin anew. The old file is kept: %1</source>
        <translation>이 컴퓨터의 설정을 읽을 수 없어서 처음 상태로 시작해요. 예전 파일은 남겨 두었어요: %1</translation>
    </message>
    <message>
        <source>Begin the lesson</source>
        <translation>수업 시작</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>To the next field or button</source>
        <translation>다음 입력란이나 버튼으로</translation>
    </message>
    <message>
        <source>Show and hide this list</source>
        <translation>이 목록 보이기와 숨기기</translation>
    </message>
    <message>
        <source>Close what lies on top</source>
        <translation>맨 위에 열린 것 닫기</translation>
    </message>
    <message>
        <source>The lesson has ended.</source>
        <translation>수업이 끝났어요.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>이 알림 닫기</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation>메뉴</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Begin</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>End</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Begin the lesson</source>
        <translation>수업 시작</translation>
    </message>
    <message>
        <source>End the lesson; it can be undone</source>
        <translation>수업을 끝내요. 되돌릴 수 있어요</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>수업 코드</translation>
    </message>
    <message>
        <source>Hands up: %1</source>
        <translation>손든 학생: %1</translation>
    </message>
    <message>
        <source>Open questions: %1</source>
        <translation>답하지 않은 질문: %1</translation>
    </message>
    <message>
        <source>Need help: %1</source>
        <translation>도움이 필요한 학생: %1</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>예정</translation>
    </message>
    <message>
        <source>Lobby</source>
        <translation>대기실</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>수업 중</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>끝남</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>Lesson</source>
        <translation>수업</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>무대</translation>
    </message>
    <message>
        <source>Quizzes</source>
        <translation>퀴즈</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>대시보드</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
</context>
<context>
    <name>connection_words</name>
    <message>
        <source>No box</source>
        <translation>박스 없음</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>연결하는 중…</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>연결이 끊김</translation>
    </message>
    <message>
        <source>Not this box</source>
        <translation>다른 박스예요</translation>
    </message>
    <message>
        <source>The box answers, but the lesson is not being heard. Trying again; nothing you typed is lost.</source>
        <translation>박스는 응답하지만 수업 소식을 받지 못하고 있어요. 다시 시도하고 있고, 입력한 내용은 그대로 있어요.</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>다시 연결하는 중…</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>연습</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>연결됨</translation>
    </message>
    <message>
        <source>Your login is over. Sign in again to go on; everything you typed is still here.</source>
        <translation>로그인이 만료됐어요. 계속하려면 다시 로그인해 주세요. 입력한 내용은 그대로 있어요.</translation>
    </message>
    <message>
        <source>Login over</source>
        <translation>로그인 만료</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>로그인 안 됨</translation>
    </message>
    <message>
        <source>The connection to the lesson is lost. Trying again; nothing you typed is lost.</source>
        <translation>수업과 연결이 끊겼어요. 다시 시도하고 있고, 입력한 내용은 그대로 있어요.</translation>
    </message>
    <message>
        <source>The box “%1” does not answer. Trying again; nothing you typed is lost.</source>
        <translation>‘%1’ 박스가 응답하지 않아요. 다시 시도하고 있고, 입력한 내용은 그대로 있어요.</translation>
    </message>
    <message>
        <source>What answers in place of the box “%1” shows another certificate. Nothing is sent to it.</source>
        <translation>‘%1’ 박스 자리에서 다른 인증서를 가진 상대가 응답했어요. 아무것도 보내지 않아요.</translation>
    </message>
    <message>
        <source>What answers in place of the box “%1” is another box, or somebody else. Nothing is sent to it.</source>
        <translation>‘%1’ 박스 자리에서 다른 박스나 다른 누군가가 응답했어요. 아무것도 보내지 않아요.</translation>
    </message>
</context>
<context>
    <name>formats</name>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1시간 %2분</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Another device answers in place of this box. Nothing was sent to it. If the box was set up anew, pair with it again; if not, ask whoever looks after the network.</source>
        <translation>이 박스 자리에서 다른 기기가 응답했어요. 아무것도 보내지 않았어요. 박스를 새로 설정했다면 다시 연결 등록을 해 주세요. 그렇지 않다면 네트워크 담당자에게 알려 주세요.</translation>
    </message>
    <message>
        <source>The box does not answer. Check that it is switched on and in the same network as you.</source>
        <translation>박스가 응답하지 않아요. 박스가 켜져 있는지, 이 컴퓨터와 같은 네트워크에 있는지 확인해 주세요.</translation>
    </message>
    <message>
        <source>No box is connected. Choose one first.</source>
        <translation>연결된 박스가 없어요. 먼저 박스를 골라 주세요.</translation>
    </message>
    <message>
        <source>This file cannot be read or written: %1</source>
        <translation>파일을 읽거나 쓸 수 없어요: %1</translation>
    </message>
    <message>
        <source>You are not signed in any more. Sign in again.</source>
        <translation>로그인이 풀렸어요. 다시 로그인해 주세요.</translation>
    </message>
    <message>
        <source>This is not the setup code. The box shows it on its screen or on its label.</source>
        <translation>설정 코드가 맞지 않아요. 박스 화면이나 라벨에 적힌 코드를 확인해 주세요.</translation>
    </message>
    <message>
        <source>Name or password is not right.</source>
        <translation>아이디나 비밀번호가 맞지 않아요.</translation>
    </message>
    <message>
        <source>The old password is not right.</source>
        <translation>지금 쓰는 비밀번호가 맞지 않아요.</translation>
    </message>
    <message>
        <source>The password was changed meanwhile. Sign in again.</source>
        <translation>그사이 비밀번호가 바뀌었어요. 다시 로그인해 주세요.</translation>
    </message>
    <message>
        <source>This box has a teacher already. Sign in, or ask a teacher of this box for an invitation.</source>
        <translation>이 박스에는 이미 선생님이 등록되어 있어요. 로그인하거나, 등록된 선생님께 초대를 부탁해 주세요.</translation>
    </message>
    <message>
        <source>There is no open invitation with this code.</source>
        <translation>이 코드로 열린 초대가 없어요.</translation>
    </message>
    <message>
        <source>A teacher of this box has this name already. Choose another one.</source>
        <translation>이 박스에서 이미 쓰고 있는 아이디예요. 다른 아이디를 골라 주세요.</translation>
    </message>
    <message>
        <source>You may not do this here.</source>
        <translation>여기에서는 할 수 없는 일이에요.</translation>
    </message>
    <message>
        <source>This is not possible at this point of the lesson.</source>
        <translation>지금 수업 상태에서는 할 수 없어요.</translation>
    </message>
    <message>
        <source>This lesson is open already.</source>
        <translation>이미 열려 있는 수업이에요.</translation>
    </message>
    <message>
        <source>The class is locked: nobody new can join.</source>
        <translation>수업이 잠겨 있어서 새로 들어올 수 없어요.</translation>
    </message>
    <message>
        <source>This student was sent out of the class.</source>
        <translation>수업에서 내보낸 학생이에요.</translation>
    </message>
    <message>
        <source>Nobody is connected now.</source>
        <translation>지금 접속한 학생이 없어요.</translation>
    </message>
    <message>
        <source>The teacher has turned off writing for this student.</source>
        <translation>이 학생은 글쓰기가 꺼져 있어요.</translation>
    </message>
    <message>
        <source>The chat is closed for students.</source>
        <translation>학생 채팅이 닫혀 있어요.</translation>
    </message>
    <message>
        <source>One cannot vote for one&apos;s own question.</source>
        <translation>자기 질문에는 공감할 수 없어요.</translation>
    </message>
    <message>
        <source>The teacher has been told already.</source>
        <translation>이미 선생님께 전달됐어요.</translation>
    </message>
    <message>
        <source>You have as many class lists as can be kept. Delete one first.</source>
        <translation>명단을 더 저장할 수 없어요. 먼저 하나를 지워 주세요.</translation>
    </message>
    <message>
        <source>The box is full. Wait a moment and try again.</source>
        <translation>박스에 빈자리가 없어요. 잠시 뒤에 다시 해 주세요.</translation>
    </message>
    <message>
        <source>This cast still waits for your approval. Approve it first.</source>
        <translation>아직 승인하지 않은 캐스트예요. 먼저 승인해 주세요.</translation>
    </message>
    <message>
        <source>The box cannot put these casts on stage together.</source>
        <translation>이 캐스트들은 함께 무대에 올릴 수 없어요.</translation>
    </message>
    <message>
        <source>The test picture cannot be ended. Take it off the stage instead.</source>
        <translation>연습 화면은 끝낼 수 없어요. 대신 무대에서 내려 주세요.</translation>
    </message>
    <message>
        <source>No picture has come from this cast yet.</source>
        <translation>이 캐스트에서 아직 화면이 오지 않았어요.</translation>
    </message>
    <message>
        <source>The stage has no picture yet.</source>
        <translation>아직 무대에 화면이 없어요.</translation>
    </message>
    <message>
        <source>This cast does not exist any more. Make a new one.</source>
        <translation>이제 없는 캐스트예요. 새로 만들어 주세요.</translation>
    </message>
    <message>
        <source>Somebody is sending a picture to this cast already.</source>
        <translation>이 캐스트로 이미 화면을 보내는 기기가 있어요.</translation>
    </message>
    <message>
        <source>The sender has not said its stream key.</source>
        <translation>보내는 기기에 스트림 키가 없어요.</translation>
    </message>
    <message>
        <source>The picture could not be negotiated with the box.</source>
        <translation>박스와 화면 연결을 맺지 못했어요.</translation>
    </message>
    <message>
        <source>The box cannot send a picture that this program can show.</source>
        <translation>이 프로그램이 보여 줄 수 있는 화면을 박스가 보내지 못해요.</translation>
    </message>
    <message>
        <source>The quiz was changed elsewhere meanwhile. Load it again before you go on.</source>
        <translation>그사이 다른 곳에서 퀴즈가 바뀌었어요. 다시 불러온 뒤에 계속해 주세요.</translation>
    </message>
    <message>
        <source>The quiz is too long. Divide it into two.</source>
        <translation>퀴즈가 너무 길어요. 둘로 나눠 주세요.</translation>
    </message>
    <message>
        <source>Your quiz bank is full. Delete quizzes that you do not need any more.</source>
        <translation>퀴즈 보관함이 가득 찼어요. 필요 없는 퀴즈를 지워 주세요.</translation>
    </message>
    <message>
        <source>A question is not complete yet.</source>
        <translation>아직 완성되지 않은 문제가 있어요.</translation>
    </message>
    <message>
        <source>This answer does not fit the question.</source>
        <translation>문제에 맞지 않는 답이에요.</translation>
    </message>
    <message>
        <source>This quiz cannot be started.</source>
        <translation>이 퀴즈는 시작할 수 없어요.</translation>
    </message>
    <message>
        <source>A question that was chosen is not in this quiz any more.</source>
        <translation>고른 문제가 이 퀴즈에 이제 없어요.</translation>
    </message>
    <message>
        <source>An image of this quiz is not on the box any more. Add it again.</source>
        <translation>퀴즈에 쓴 그림이 박스에 없어요. 다시 넣어 주세요.</translation>
    </message>
    <message>
        <source>There are too many quizzes in this lesson.</source>
        <translation>이 수업에서 낸 퀴즈가 너무 많아요.</translation>
    </message>
    <message>
        <source>This question is answered already.</source>
        <translation>이미 답한 문제예요.</translation>
    </message>
    <message>
        <source>This quiz is not open.</source>
        <translation>열려 있지 않은 퀴즈예요.</translation>
    </message>
    <message>
        <source>The time for this question is over.</source>
        <translation>이 문제의 시간이 끝났어요.</translation>
    </message>
    <message>
        <source>The box cannot read this file.</source>
        <translation>박스가 이 파일을 읽지 못해요.</translation>
    </message>
    <message>
        <source>This file is too large for the box.</source>
        <translation>파일이 너무 커서 박스에 올릴 수 없어요.</translation>
    </message>
    <message>
        <source>The box has no room for more images. Delete some first.</source>
        <translation>박스에 그림을 더 넣을 자리가 없어요. 먼저 몇 개를 지워 주세요.</translation>
    </message>
    <message>
        <source>This file is no image that the box can show.</source>
        <translation>박스가 보여 줄 수 있는 그림 파일이 아니에요.</translation>
    </message>
    <message>
        <source>This image has too many pixels. Make it smaller first.</source>
        <translation>그림의 픽셀 수가 너무 많아요. 먼저 크기를 줄여 주세요.</translation>
    </message>
    <message>
        <source>The box cannot save anything now: its disk does not work as it should.</source>
        <translation>박스의 디스크에 문제가 있어서 지금은 아무것도 저장할 수 없어요.</translation>
    </message>
    <message>
        <source>The box&apos;s disk is nearly full.</source>
        <translation>박스의 디스크가 거의 가득 찼어요.</translation>
    </message>
    <message>
        <source>The box and this program do not understand each other. Update the older of them.</source>
        <translation>박스와 이 프로그램의 버전이 맞지 않아요. 더 오래된 쪽을 업데이트해 주세요.</translation>
    </message>
    <message>
        <source>Somebody else has changed this meanwhile. It is shown anew; do it once more.</source>
        <translation>그사이 다른 곳에서 내용이 바뀌었어요. 새로 보여 드리니 한 번 더 해 주세요.</translation>
    </message>
    <message>
        <source>This does not exist any more.</source>
        <translation>이제 없는 항목이에요.</translation>
    </message>
    <message>
        <source>That was too much at once. Wait a moment and try again.</source>
        <translation>한꺼번에 너무 많이 보냈어요. 잠시 뒤에 다시 해 주세요.</translation>
    </message>
    <message>
        <source>This text cannot be used.</source>
        <translation>쓸 수 없는 글이에요.</translation>
    </message>
    <message>
        <source>The box does not accept this as it is.</source>
        <translation>박스가 이 내용을 받아들이지 않아요.</translation>
    </message>
    <message>
        <source>The box does not answer by this name. Use its IP address.</source>
        <translation>이 이름으로는 박스에 연결할 수 없어요. IP 주소를 써 주세요.</translation>
    </message>
    <message>
        <source>The box has made a mistake. What you did was not kept.</source>
        <translation>박스에서 오류가 났어요. 방금 한 일은 저장되지 않았어요.</translation>
    </message>
    <message>
        <source>This lesson has ended.</source>
        <translation>수업이 끝났어요.</translation>
    </message>
    <message>
        <source>This lesson does not exist any more.</source>
        <translation>이제 없는 수업이에요.</translation>
    </message>
    <message>
        <source>The connection to the lesson has ended.</source>
        <translation>수업과 연결이 끝났어요.</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>문제가 생겼어요.</translation>
    </message>
    <message>
        <source>Something went wrong: %1</source>
        <translation>문제가 생겼어요: %1</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>CoTeachers</name>
    <message>
        <source>Colleagues who teach this lesson too</source>
        <translation>함께 가르치는 동료 선생님</translation>
    </message>
    <message>
        <source>Login of a colleague</source>
        <translation>동료 선생님의 아이디</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Take %1 out of this lesson</source>
        <translation>%1 선생님을 이 수업에서 빼기</translation>
    </message>
    <message>
        <source>%1 does not teach this lesson any more.</source>
        <translation>%1 선생님은 이제 이 수업을 함께 가르치지 않아요.</translation>
    </message>
</context>
<context>
    <name>JoinCardPanel</name>
    <message>
        <source>The join card is saved.</source>
        <translation>입장 카드를 저장했어요.</translation>
    </message>
    <message>
        <source>How students join</source>
        <translation>학생이 들어오는 방법</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>수업 코드</translation>
    </message>
    <message>
        <source>Wi-Fi on the join card</source>
        <translation>입장 카드에 적을 와이파이</translation>
    </message>
    <message>
        <source>Name of the room&apos;s Wi-Fi</source>
        <translation>교실 와이파이 이름</translation>
    </message>
    <message>
        <source>QR code of the join link</source>
        <translation>입장 링크 QR 코드</translation>
    </message>
    <message>
        <source>Show on the projector</source>
        <translation>프로젝터에 띄우기</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>링크 복사</translation>
    </message>
    <message>
        <source>Save as picture</source>
        <translation>그림으로 저장</translation>
    </message>
    <message>
        <source>The join link is copied.</source>
        <translation>입장 링크를 복사했어요.</translation>
    </message>
    <message>
        <source>Save the join card</source>
        <translation>입장 카드 저장</translation>
    </message>
</context>
<context>
    <name>JoinCardWindow</name>
    <message>
        <source>Join card: %1</source>
        <translation>입장 카드: %1</translation>
    </message>
    <message>
        <source>Other screen</source>
        <translation>다른 화면으로</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>닫기 (Esc)</translation>
    </message>
</context>
<context>
    <name>LessonForm</name>
    <message>
        <source>New lesson</source>
        <translation>새 수업</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Topic (optional)</source>
        <translation>주제 (선택)</translation>
    </message>
    <message>
        <source>Class list (optional)</source>
        <translation>학생 명단 (선택)</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Take a class list out of a CSV or Excel file</source>
        <translation>CSV나 엑셀 파일에서 학생 명단을 가져와요</translation>
    </message>
    <message>
        <source>I let every student in myself</source>
        <translation>학생을 한 명씩 직접 들여보내기</translation>
    </message>
    <message>
        <source>Open the lobby</source>
        <translation>대기실 열기</translation>
    </message>
    <message>
        <source>Students can join; you begin when you want</source>
        <translation>학생이 들어올 수 있어요. 시작은 선생님이 원할 때 하면 돼요</translation>
    </message>
    <message>
        <source>Only plan it</source>
        <translation>준비만 해 두기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>No class list</source>
        <translation>명단 없음</translation>
    </message>
    <message>
        <source>%1 (students: %2)</source>
        <translation>%1 (학생 %2명)</translation>
    </message>
</context>
<context>
    <name>LessonPage</name>
    <message>
        <source>Begin the lesson</source>
        <translation>수업 시작</translation>
    </message>
    <message>
        <source>End the lesson</source>
        <translation>수업 끝내기</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>다시 열기</translation>
    </message>
    <message>
        <source>Go on with this lesson: everybody can come back</source>
        <translation>이 수업을 이어서 해요. 모두 다시 들어올 수 있어요</translation>
    </message>
    <message>
        <source>My lessons</source>
        <translation>내 수업</translation>
    </message>
    <message>
        <source>No box yet</source>
        <translation>아직 연결된 박스가 없어요</translation>
    </message>
    <message>
        <source>Choose the box of this room and sign in: then you can start a lesson.</source>
        <translation>이 교실의 박스를 골라 로그인하면 수업을 시작할 수 있어요.</translation>
    </message>
    <message>
        <source>“%1” has ended. Everything is kept.</source>
        <translation>“%1” 수업이 끝났어요. 모두 저장돼 있어요.</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>수업</translation>
    </message>
</context>
<context>
    <name>LessonSettings</name>
    <message>
        <source>Settings of this lesson</source>
        <translation>이 수업의 설정</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>주제</translation>
    </message>
    <message>
        <source>What it is about now</source>
        <translation>지금 다루는 내용</translation>
    </message>
    <message>
        <source>Locked: nobody new can join</source>
        <translation>잠금: 새로 들어올 수 없어요</translation>
    </message>
    <message>
        <source>I let every student in myself</source>
        <translation>학생을 한 명씩 직접 들여보내기</translation>
    </message>
    <message>
        <source>Only teachers write to the class</source>
        <translation>선생님만 모두에게 쓰기</translation>
    </message>
    <message>
        <source>Show engagement figures</source>
        <translation>참여도 보여 주기</translation>
    </message>
</context>
<context>
    <name>LessonStart</name>
    <message>
        <source>Start a lesson</source>
        <translation>수업 열기</translation>
    </message>
    <message>
        <source>Ready when you are</source>
        <translation>준비됐어요</translation>
    </message>
    <message>
        <source>Students join with a code or a QR code; nothing has to be installed.</source>
        <translation>학생은 코드나 QR 코드로 들어와요. 아무것도 설치하지 않아도 돼요.</translation>
    </message>
    <message>
        <source>Running now</source>
        <translation>지금 열려 있는 수업</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>준비해 둔 수업</translation>
    </message>
    <message>
        <source>From last time</source>
        <translation>지난 수업에서</translation>
    </message>
    <message>
        <source>Earlier lessons to start again</source>
        <translation>다시 열 수 있는 지난 수업</translation>
    </message>
    <message>
        <source>Lessons that are running</source>
        <translation>열려 있는 수업</translation>
    </message>
    <message>
        <source>Planned lessons</source>
        <translation>준비해 둔 수업</translation>
    </message>
    <message>
        <source>The lesson is planned: you find it under “Planned”.</source>
        <translation>수업을 준비해 뒀어요. ‘준비해 둔 수업’에서 찾을 수 있어요.</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>돌아가기</translation>
    </message>
    <message>
        <source>Open the lobby</source>
        <translation>대기실 열기</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>다시 하기</translation>
    </message>
    <message>
        <source>Go on with this one (reopen)</source>
        <translation>이 수업을 이어서 하기</translation>
    </message>
</context>
<context>
    <name>PeopleList</name>
    <message>
        <source>New name</source>
        <translation>새 이름</translation>
    </message>
</context>
<context>
    <name>PeoplePanel</name>
    <message>
        <source>Let all in</source>
        <translation>모두 들여보내기</translation>
    </message>
    <message>
        <source>Find a student</source>
        <translation>학생 찾기</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>순서</translation>
    </message>
    <message>
        <source>In order of joining</source>
        <translation>들어온 순서</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>이름 순서</translation>
    </message>
    <message>
        <source>Students who wait to be let in</source>
        <translation>들어오기를 기다리는 학생</translation>
    </message>
    <message>
        <source>Students in the class</source>
        <translation>수업에 있는 학생</translation>
    </message>
    <message>
        <source>%1 is called %2 now.</source>
        <translation>%1 학생의 이름을 %2(으)로 바꿨어요.</translation>
    </message>
    <message>
        <source>%1 is sent out of this lesson.</source>
        <translation>%1 학생을 이 수업에서 내보내요.</translation>
    </message>
    <message numerus="yes">
        <source>%n student(s) are sent out of this lesson.</source>
        <translation>
            <numerusform>학생 %n명을 이 수업에서 내보내요.</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting to be let in: %1</source>
        <translation>들어오기를 기다리는 학생: %1명</translation>
    </message>
    <message>
        <source>In the class: %1</source>
        <translation>수업에 있는 학생: %1명</translation>
    </message>
    <message>
        <source>Nobody has joined yet</source>
        <translation>아직 아무도 들어오지 않았어요</translation>
    </message>
    <message>
        <source>Show the join card on the projector: names appear here as students come in.</source>
        <translation>입장 카드를 프로젝터에 띄워 주세요. 학생이 들어오면 이름이 여기에 나타나요.</translation>
    </message>
    <message>
        <source>Nobody is called like that</source>
        <translation>그런 이름의 학생이 없어요</translation>
    </message>
    <message>
        <source>Empty the search to see everybody.</source>
        <translation>검색어를 지우면 모두 보여요.</translation>
    </message>
    <message>
        <source>Absent from the roster (%1): %2</source>
        <translation>명단에 있지만 오지 않은 학생 (%1명): %2</translation>
    </message>
</context>
<context>
    <name>RosterImport</name>
    <message>
        <source>Class lists (*.csv *.txt *.xlsx *.zip)</source>
        <translation>학생 명단 (*.csv *.txt *.xlsx *.zip)</translation>
    </message>
    <message>
        <source>Import a class list</source>
        <translation>학생 명단 가져오기</translation>
    </message>
    <message>
        <source>Class list</source>
        <translation>학생 명단</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Rows that could not be read</source>
        <translation>읽지 못한 줄</translation>
    </message>
    <message>
        <source>“%1” is imported. Students: %2.</source>
        <translation>“%1” 명단을 가져왔어요. 학생은 %2명이에요.</translation>
    </message>
    <message>
        <source>Rows that could not be read: %1</source>
        <translation>읽지 못한 줄: %1개</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>%1번째 줄: %2</translation>
    </message>
</context>
<context>
    <name>lesson_words</name>
    <message>
        <source>Planned</source>
        <translation>준비해 둔 수업</translation>
    </message>
    <message>
        <source>Lobby open</source>
        <translation>대기실 열림</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>수업 중</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>끝남</translation>
    </message>
    <message>
        <source>Lesson of %1</source>
        <translation>%1 수업</translation>
    </message>
    <message>
        <source>ddd d MMM, HH:mm</source>
        <translation>M월 d일 (ddd) HH:mm</translation>
    </message>
    <message>
        <source>Students: %1</source>
        <translation>학생 %1명</translation>
    </message>
</context>
<context>
    <name>people_faces</name>
    <message>
        <source>Let in</source>
        <translation>들여보내기</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Let write again</source>
        <translation>다시 쓸 수 있게 하기</translation>
    </message>
    <message>
        <source>Mute in chat</source>
        <translation>채팅 못 하게 하기</translation>
    </message>
</context>
<context>
    <name>people_words</name>
    <message>
        <source>Waiting to be let in</source>
        <translation>들어오기를 기다려요</translation>
    </message>
    <message>
        <source>Waiting, not connected</source>
        <translation>기다리는 중, 연결 끊김</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>연결 끊김</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>보고 있어요</translation>
    </message>
    <message>
        <source>Here, not watching</source>
        <translation>접속 중, 화면은 안 봐요</translation>
    </message>
    <message>
        <source>Name looks like a teacher&apos;s</source>
        <translation>선생님 이름과 비슷해요</translation>
    </message>
    <message>
        <source>Name looks like another student&apos;s</source>
        <translation>다른 학생과 이름이 비슷해요</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>채팅 꺼짐</translation>
    </message>
    <message>
        <source>Hand up, place %1</source>
        <translation>손듦 · %1번째</translation>
    </message>
</context>
</TS>

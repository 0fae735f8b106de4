<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AccountCard</name>
    <message>
        <source>Account</source>
        <translation>계정</translation>
    </message>
    <message>
        <source>Nobody has signed in.</source>
        <translation>로그인한 사람이 없어요.</translation>
    </message>
    <message>
        <source>Password of now</source>
        <translation>지금 비밀번호</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>새 비밀번호</translation>
    </message>
    <message>
        <source>{count} characters or more</source>
        <translation>{count}자 이상</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>비밀번호 바꾸기</translation>
    </message>
    <message>
        <source>Invite a colleague</source>
        <translation>동료 초대하기</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>코드 복사</translation>
    </message>
    <message>
        <source>The login is kept in the keyring of this computer; passwords are never kept.</source>
        <translation>로그인은 이 컴퓨터의 키링에 보관해요. 비밀번호는 절대 저장하지 않아요.</translation>
    </message>
    <message>
        <source>This computer&apos;s keyring cannot be used, so the login is kept in a file only you can read: {path}</source>
        <translation>이 컴퓨터의 키링을 쓸 수 없어서, 나만 읽을 수 있는 파일에 로그인을 보관해요: {path}</translation>
    </message>
    <message>
        <source>The new password needs {count} characters or more.</source>
        <translation>새 비밀번호는 {count}자 이상이어야 해요.</translation>
    </message>
    <message>
        <source>The password is changed. Every other login of yours has ended.</source>
        <translation>비밀번호를 바꿨어요. 다른 곳의 로그인은 모두 끝났어요.</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n일</numerusform>
        </translation>
    </message>
    <message>
        <source>Good once, for {days}: your colleague chooses “I have an invitation” at the first start.</source>
        <translation>{days} 동안 한 번만 쓸 수 있어요. 동료가 처음 시작할 때 “초대를 받았어요”를 선택하면 돼요.</translation>
    </message>
</context>
<context>
    <name>HealthCard</name>
    <message>
        <source>The box</source>
        <translation>박스</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>다시 확인</translation>
    </message>
    <message>
        <source>No box is in use.</source>
        <translation>사용 중인 박스가 없어요.</translation>
    </message>
    <message>
        <source>All well</source>
        <translation>모두 정상</translation>
    </message>
    <message>
        <source>Needs a look</source>
        <translation>확인이 필요해요</translation>
    </message>
    <message>
        <source>Box {box}, app {app}</source>
        <translation>박스 {box}, 앱 {app}</translation>
    </message>
    <message>
        <source>the versions differ: update the older one</source>
        <translation>버전이 달라요. 오래된 쪽을 업데이트하세요</translation>
    </message>
    <message>
        <source>Answers within {milliseconds} ms, of a hundred times the slowest</source>
        <translation>응답 시간 {milliseconds} ms (가장 느린 1%)</translation>
    </message>
    <message>
        <source>The media port is not open: nobody can watch.</source>
        <translation>미디어 포트가 열려 있지 않아 아무도 볼 수 없어요.</translation>
    </message>
    <message>
        <source>The box cannot write: its disk is full or read-only. Nothing new is stored.</source>
        <translation>박스에 쓸 수 없어요. 디스크가 가득 찼거나 읽기 전용이에요. 새로운 것은 저장되지 않아요.</translation>
    </message>
</context>
<context>
    <name>LookCard</name>
    <message>
        <source>Look and language</source>
        <translation>모양과 언어</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>글자 크기</translation>
    </message>
    <message>
        <source>As this computer</source>
        <translation>이 컴퓨터와 같게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Play the sound of the stage in the preview</source>
        <translation>미리보기에서 무대 소리 듣기</translation>
    </message>
</context>
<context>
    <name>PairedCard</name>
    <message>
        <source>Paired boxes</source>
        <translation>연결된 박스</translation>
    </message>
    <message>
        <source>The app knows each box by its key. A box that shows another key is refused until you pair it anew.</source>
        <translation>앱은 박스를 고유 키로 알아봐요. 다른 키를 보이는 박스는 새로 연결하기 전까지 거절해요.</translation>
    </message>
    <message>
        <source>No box is paired with this computer yet.</source>
        <translation>아직 이 컴퓨터에 연결된 박스가 없어요.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>{name} 지우기</translation>
    </message>
    <message>
        <source>{name} is forgotten.</source>
        <translation>{name} 박스를 지웠어요.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>About</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>AIRClass {version}, Apache License 2.0. Made with Qt (LGPL 3), FFmpeg as PyAV brings it (GPL), and the icons of Lucide (ISC); their licences come with the app.</source>
        <translation>AIRClass {version}, Apache License 2.0. Qt(LGPL 3), PyAV에 담긴 FFmpeg(GPL), Lucide 아이콘(ISC)으로 만들었고, 각 라이선스는 앱에 함께 들어 있어요.</translation>
    </message>
    <message>
        <source>F1 shows every key of the app.</source>
        <translation>F1을 누르면 앱의 모든 단축키가 보여요.</translation>
    </message>
</context>
</TS>

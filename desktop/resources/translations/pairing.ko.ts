<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>PairingChanged</name>
    <message>
        <source>This is not the box you paired with</source>
        <translation>연결해 둔 박스가 아니에요</translation>
    </message>
    <message>
        <source>What answers in place of the box “%1” shows another certificate than that box.</source>
        <translation>“%1” 박스 자리에서 응답하는 상대가 그 박스와 다른 인증서를 보여 줘요.</translation>
    </message>
    <message>
        <source>What answers in place of the box “%1” cannot prove to be that box.</source>
        <translation>“%1” 박스 자리에서 응답하는 상대가 그 박스라는 것을 증명하지 못해요.</translation>
    </message>
    <message>
        <source>Somebody may have put up a new box in this room or set this one up anew. It may also be somebody who only pretends to be the box. Nothing was sent there: no password, no login.</source>
        <translation>누군가 이 교실에 새 박스를 놓았거나 이 박스를 처음부터 다시 설정했을 수 있어요. 박스인 척하는 다른 사람일 수도 있어요. 비밀번호도 로그인 정보도 보내지 않았어요.</translation>
    </message>
    <message>
        <source>Choose another box</source>
        <translation>다른 박스 고르기</translation>
    </message>
    <message>
        <source>This is a new box in this room: pair anew</source>
        <translation>이 교실의 새 박스예요. 새로 연결하기</translation>
    </message>
</context>
<context>
    <name>PairingFind</name>
    <message>
        <source>Boxes in this network</source>
        <translation>이 네트워크의 박스</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>직접 입력</translation>
    </message>
    <message>
        <source>Where boxes cannot be heard, type the address on the box&apos;s screen or on the join card.</source>
        <translation>박스가 목록에 나타나지 않으면 박스 화면이나 참여 카드에 있는 주소를 입력해 주세요.</translation>
    </message>
    <message>
        <source>Address of the box</source>
        <translation>박스 주소</translation>
    </message>
    <message>
        <source>airclass.local, 192.168.0.10:8000 or a link</source>
        <translation>airclass.local, 192.168.0.10:8000 또는 링크</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Boxes cannot be heard on this computer</source>
        <translation>이 컴퓨터에서는 박스를 찾을 수 없어요</translation>
    </message>
    <message>
        <source>This network or computer blocks the search. Type the box&apos;s address below: it works as well.</source>
        <translation>이 네트워크나 컴퓨터가 검색을 막고 있어요. 아래에 박스 주소를 입력하면 똑같이 쓸 수 있어요.</translation>
    </message>
    <message>
        <source>Listening for boxes…</source>
        <translation>박스를 찾고 있어요…</translation>
    </message>
    <message>
        <source>A box in this network appears here within seconds. If none does, type its address below.</source>
        <translation>이 네트워크에 있는 박스는 몇 초 안에 여기에 나타나요. 나타나지 않으면 아래에 주소를 입력해 주세요.</translation>
    </message>
</context>
<context>
    <name>PairingPage</name>
    <message>
        <source>Choose another box</source>
        <translation>다른 박스 고르기</translation>
    </message>
    <message>
        <source>Try the practice class</source>
        <translation>연습 수업 열어 보기</translation>
    </message>
    <message>
        <source>This computer is the box. You can look around without an account; nothing of it is kept.</source>
        <translation>이 컴퓨터가 박스예요. 계정 없이 둘러볼 수 있고, 아무것도 저장되지 않아요.</translation>
    </message>
    <message>
        <source>Find your box</source>
        <translation>교실 박스 찾기</translation>
    </message>
    <message>
        <source>Another box</source>
        <translation>다른 박스</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>로그인</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Setup code</source>
        <translation>설정 코드</translation>
    </message>
    <message>
        <source>Invitation code</source>
        <translation>초대 코드</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>이름</translation>
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
        <source>Hide the password</source>
        <translation>비밀번호 가리기</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>비밀번호 보기</translation>
    </message>
    <message>
        <source>I have an invitation</source>
        <translation>초대를 받았어요</translation>
    </message>
    <message>
        <source>A colleague who already uses this box can give you a code: in the settings, under “Invite a colleague”.</source>
        <translation>이 박스를 이미 쓰는 동료가 설정의 “동료 초대하기”에서 코드를 만들어 줄 수 있어요.</translation>
    </message>
    <message>
        <source>I have an account</source>
        <translation>계정이 있어요</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>This box has no teacher yet. Its setup code stands on the box&apos;s screen when it starts, and in the file box.json of its data folder.</source>
        <translation>이 박스에는 아직 선생님이 없어요. 설정 코드는 박스가 켜질 때 박스 화면에 나오고, 박스 데이터 폴더의 box.json 파일에도 있어요.</translation>
    </message>
    <message>
        <source>Set up this box</source>
        <translation>이 박스 처음 설정하기</translation>
    </message>
    <message>
        <source>Make my account</source>
        <translation>내 계정 만들기</translation>
    </message>
    <message>
        <source>Join with an invitation</source>
        <translation>초대로 시작하기</translation>
    </message>
</context>
<context>
    <name>pairing_words</name>
    <message>
        <source>Type the box&apos;s address, for example airclass.local.</source>
        <translation>박스 주소를 입력해 주세요. 예: airclass.local</translation>
    </message>
    <message>
        <source>This looks like a class code. A code opens a class on a box, it does not lead to the box: type the address that stands beside it, for example airclass.local or 192.168.0.10.</source>
        <translation>수업 코드처럼 보여요. 코드는 박스 안의 수업을 여는 것이라 박스를 찾아 주지는 못해요. 코드 옆에 있는 주소를 입력해 주세요. 예: airclass.local 또는 192.168.0.10</translation>
    </message>
    <message>
        <source>The port after the colon must be a number from 1 to 65535.</source>
        <translation>콜론 뒤의 포트는 1부터 65535까지의 숫자여야 해요.</translation>
    </message>
    <message>
        <source>A box&apos;s link begins with http:// or https://.</source>
        <translation>박스 링크는 http:// 또는 https://로 시작해요.</translation>
    </message>
    <message>
        <source>This is no address. Try airclass.local, an IP address or the link on the join card.</source>
        <translation>주소가 아니에요. airclass.local이나 IP 주소, 참여 카드의 링크를 입력해 보세요.</translation>
    </message>
    <message>
        <source>Paired</source>
        <translation>연결해 둠</translation>
    </message>
    <message>
        <source>Not heard now</source>
        <translation>지금은 응답 없음</translation>
    </message>
    <message>
        <source>Type the code.</source>
        <translation>코드를 입력해 주세요.</translation>
    </message>
    <message>
        <source>Type your name as your students know it.</source>
        <translation>학생들이 아는 이름을 입력해 주세요.</translation>
    </message>
    <message>
        <source>The login has at least 2 characters and no spaces, for example minji.</source>
        <translation>아이디는 띄어쓰기 없이 2자 이상이어야 해요. 예: minji</translation>
    </message>
    <message>
        <source>The password has at least %1 characters.</source>
        <translation>비밀번호는 %1자 이상이어야 해요.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>비밀번호를 입력해 주세요.</translation>
    </message>
</context>
</TS>

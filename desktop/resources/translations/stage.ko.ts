<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>CastTile</name>
    <message>
        <source>Cast without a name</source>
        <translation>이름 없는 캐스트</translation>
    </message>
    <message>
        <source>On air</source>
        <translation>방송 중</translation>
    </message>
    <message>
        <source>Put {name} on air</source>
        <translation>{name} 방송하기</translation>
    </message>
    <message>
        <source>Off air</source>
        <translation>내리기</translation>
    </message>
    <message>
        <source>Take {name} off air</source>
        <translation>{name} 무대에서 내리기</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>Approve {name}</source>
        <translation>{name} 승인</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>거절</translation>
    </message>
    <message>
        <source>Deny {name}</source>
        <translation>{name} 거절</translation>
    </message>
    <message>
        <source>End</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>End {name}</source>
        <translation>{name} 끝내기</translation>
    </message>
    <message>
        <source>In the grid</source>
        <translation>격자에 넣기</translation>
    </message>
    <message>
        <source>{name} in the grid</source>
        <translation>{name} 격자에 넣기</translation>
    </message>
    <message>
        <source>Wants to cast</source>
        <translation>캐스트 요청</translation>
    </message>
    <message>
        <source>On air, no picture</source>
        <translation>방송 중, 화면 없음</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Interrupted: may come back</source>
        <translation>끊김: 다시 올 수 있어요</translation>
    </message>
    <message>
        <source>Waiting for the device</source>
        <translation>기기를 기다리는 중</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
</context>
<context>
    <name>CopyField</name>
    <message>
        <source>Copy: {name}</source>
        <translation>복사: {name}</translation>
    </message>
    <message>
        <source>Show or hide: {name}</source>
        <translation>보이기/숨기기: {name}</translation>
    </message>
</context>
<context>
    <name>DevicePanel</name>
    <message>
        <source>Cast a phone or a computer</source>
        <translation>휴대폰이나 컴퓨터 화면 캐스트</translation>
    </message>
    <message>
        <source>Name of the device, say: Minji&apos;s phone</source>
        <translation>기기 이름, 예: 민지 휴대폰</translation>
    </message>
    <message>
        <source>Name of the device</source>
        <translation>기기 이름</translation>
    </message>
    <message>
        <source>My device</source>
        <translation>내 기기</translation>
    </message>
    <message>
        <source>A student&apos;s device</source>
        <translation>학생 기기</translation>
    </message>
    <message>
        <source>Show the QR code</source>
        <translation>QR 코드 보이기</translation>
    </message>
    <message>
        <source>Close this panel</source>
        <translation>이 패널 닫기</translation>
    </message>
    <message>
        <source>Whose device is it?</source>
        <translation>누구의 기기인가요?</translation>
    </message>
    <message>
        <source>A student&apos;s picture waits here until you approve it. Nobody else sees it before.</source>
        <translation>학생 화면은 선생님이 승인할 때까지 여기에서 기다려요. 그 전에는 아무도 볼 수 없어요.</translation>
    </message>
    <message>
        <source>Phone: install Larix Broadcaster, scan this code with the camera, then press record. PRISM, OBS and others: copy the server and the key.</source>
        <translation>휴대폰: Larix Broadcaster를 설치하고 카메라로 이 코드를 찍은 다음 녹화 버튼을 누르세요. PRISM, OBS 등: 서버와 키를 복사해 넣으세요.</translation>
    </message>
    <message>
        <source>Server (RTMP)</source>
        <translation>서버 (RTMP)</translation>
    </message>
    <message>
        <source>Stream key</source>
        <translation>스트림 키</translation>
    </message>
    <message>
        <source>Address for WHIP (OBS 30 or newer)</source>
        <translation>WHIP 주소 (OBS 30 이상)</translation>
    </message>
    <message>
        <source>QR code that sets up Larix Broadcaster</source>
        <translation>Larix Broadcaster를 설정하는 QR 코드</translation>
    </message>
</context>
<context>
    <name>StagePage</name>
    <message>
        <source>Stage</source>
        <translation>무대</translation>
    </message>
    <message>
        <source>Cast a phone</source>
        <translation>휴대폰 캐스트</translation>
    </message>
    <message>
        <source>Cast my screen</source>
        <translation>내 화면 캐스트</translation>
    </message>
    <message>
        <source>Show as grid ({count})</source>
        <translation>격자로 보이기 ({count})</translation>
    </message>
    <message>
        <source>Clear the stage</source>
        <translation>무대 비우기</translation>
    </message>
    <message>
        <source>Stop all casts</source>
        <translation>모든 캐스트 멈추기</translation>
    </message>
    <message>
        <source>Clears the stage and ends every cast at once.</source>
        <translation>무대를 비우고 모든 캐스트를 바로 끝내요.</translation>
    </message>
    <message>
        <source>No casts yet</source>
        <translation>아직 캐스트가 없어요</translation>
    </message>
    <message>
        <source>Cast a phone with a QR code, or send a picture from OBS. It appears here, and only you see it.</source>
        <translation>QR 코드로 휴대폰 화면을 캐스트하거나 OBS에서 보내세요. 여기에 나타나고, 선생님만 볼 수 있어요.</translation>
    </message>
    <message>
        <source>On air: the class sees this</source>
        <translation>방송 중: 학생들이 이 화면을 보고 있어요</translation>
    </message>
    <message>
        <source>On air, but no picture arrives</source>
        <translation>방송 중이지만 화면이 오지 않아요</translation>
    </message>
    <message>
        <source>Nothing on stage</source>
        <translation>무대가 비어 있어요</translation>
    </message>
    <message>
        <source>A grid shows nine casts at most.</source>
        <translation>격자에는 캐스트를 아홉 개까지 넣을 수 있어요.</translation>
    </message>
    <message>
        <source>The stage was changed.</source>
        <translation>무대를 바꿨어요.</translation>
    </message>
    <message>
        <source>{name} is approved: put it on air when you like.</source>
        <translation>{name} 캐스트를 승인했어요. 원할 때 방송하세요.</translation>
    </message>
    <message>
        <source>{name} is ended.</source>
        <translation>{name} 캐스트를 끝냈어요.</translation>
    </message>
    <message>
        <source>All casts are stopped. A device needs a new code to cast again.</source>
        <translation>모든 캐스트를 멈췄어요. 다시 캐스트하려면 새 코드가 필요해요.</translation>
    </message>
    <message>
        <source>My screen</source>
        <translation>내 화면</translation>
    </message>
</context>
<context>
    <name>StagePreview</name>
    <message>
        <source>Stage</source>
        <translation>무대</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Sound off</source>
        <translation>소리 끄기</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>소리 켜기</translation>
    </message>
</context>
<context>
    <name>preview</name>
    <message>
        <source>Preview</source>
        <translation>미리보기</translation>
    </message>
    <message>
        <source>Nothing is on stage</source>
        <translation>무대가 비어 있어요</translation>
    </message>
    <message>
        <source>Connecting to the picture…</source>
        <translation>화면에 연결하는 중…</translation>
    </message>
    <message>
        <source>No picture has come yet</source>
        <translation>아직 화면이 오지 않았어요</translation>
    </message>
    <message>
        <source>The picture is interrupted. Trying again…</source>
        <translation>화면이 끊겼어요. 다시 연결하는 중…</translation>
    </message>
    <message>
        <source>The preview is off</source>
        <translation>미리보기가 꺼져 있어요</translation>
    </message>
    <message>
        <source>Sound needs the package “sounddevice”, which is not installed on this computer.</source>
        <translation>소리를 들으려면 이 컴퓨터에 없는 “sounddevice” 패키지가 필요해요.</translation>
    </message>
    <message>
        <source>This computer has no loudspeaker that can be used now.</source>
        <translation>이 컴퓨터에는 지금 쓸 수 있는 스피커가 없어요.</translation>
    </message>
    <message>
        <source>Another box answers here than the one you paired with</source>
        <translation>연결해 둔 박스가 아닌 다른 박스가 응답해요</translation>
    </message>
    <message>
        <source>Sign in again to see the picture</source>
        <translation>화면을 보려면 다시 로그인하세요</translation>
    </message>
    <message>
        <source>The box is full: there is no place left for the preview</source>
        <translation>박스가 가득 차서 미리보기를 열 자리가 없어요</translation>
    </message>
    <message>
        <source>This picture is not there any more</source>
        <translation>이 화면은 더 이상 없어요</translation>
    </message>
    <message>
        <source>This computer cannot play the picture</source>
        <translation>이 컴퓨터에서는 화면을 재생할 수 없어요</translation>
    </message>
    <message>
        <source>The box does not show this picture to you</source>
        <translation>박스가 이 화면을 보여 주지 않아요</translation>
    </message>
</context>
</TS>

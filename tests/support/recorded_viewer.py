"""A viewer whose datagrams end in a list, with real SRTP on both ends of the list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pylibsrtp

from appliance.media.egress.packets import PacketRing
from appliance.media.egress.viewer import Viewer, ViewerFormats, ViewerSupplies
from appliance.media.transport.paths import Path, SocketAddress
from appliance.media.transport.srtp import PacketRun, RunEncryptor, SrtpSessions
from appliance.protocols.rtp import RtcpPacket, RtpPacket, parse_compound

VIDEO_PAYLOAD_TYPE, RTX_PAYLOAD_TYPE, AUDIO_PAYLOAD_TYPE = 103, 104, 111
RTX_SSRC = 0x22222222
FORMATS = ViewerFormats(VIDEO_PAYLOAD_TYPE, RTX_PAYLOAD_TYPE, AUDIO_PAYLOAD_TYPE, RTX_SSRC, "test")
PROFILES = {
    "gcm128": (pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28, 16),
    "gcm256": (pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44, 16),
    "sha1": (pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30, 10),
}
"""Profile, length of key and salt, length of the authentication tag."""


def srtp_pair(profile: str = "gcm128") -> tuple[SrtpSessions, SrtpSessions]:
    """The two ends of an association, with the policies that aiortc gives to its sessions."""
    there, back = bytes(range(64)), bytes(range(64, 128))
    trailer = PROFILES[profile][2]
    return (
        SrtpSessions(_session(profile, there, outgoing=True), _session(profile, back, outgoing=False), trailer),
        SrtpSessions(_session(profile, back, outgoing=True), _session(profile, there, outgoing=False), trailer),
    )


def _session(profile: str, key: bytes, *, outgoing: bool) -> pylibsrtp.Session:
    number, key_bytes, _ = PROFILES[profile]
    kind = pylibsrtp.Policy.SSRC_ANY_OUTBOUND if outgoing else pylibsrtp.Policy.SSRC_ANY_INBOUND
    policy = pylibsrtp.Policy(key=key[:key_bytes], ssrc_type=kind, srtp_profile=number)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return pylibsrtp.Session(policy)


class RecordingPath:
    """Keeps what it is given; can be full."""

    kind: Literal["udp"] = "udp"

    def __init__(self, address: SocketAddress = ("127.0.0.1", 9)) -> None:
        self.address = address
        self.datagrams: list[bytes] = []
        """What went out."""
        self.refused: list[bytes] = []
        """What found the socket full: encrypted all the same."""
        self.room: int | None = None
        """How many datagrams fit; None for any number."""
        self.runs: list[int] = []
        """Datagrams of each send."""

    def send(self, datagram: bytes | memoryview) -> bool:
        """Take one datagram."""
        return self.send_run(memoryview(datagram), len(datagram))

    def send_run(self, datagrams: memoryview, size: int) -> bool:
        """Take all of the run, or none."""
        cut = [bytes(datagrams[start : start + size]) for start in range(0, len(datagrams), size)]
        if self.room is not None and self.room < len(cut):
            self.refused += cut
            return False
        if self.room is not None:
            self.room -= len(cut)
        self.datagrams += cut
        self.runs.append(len(cut))
        return True

    def close(self) -> None:
        """Nothing to give up."""


class WatchedEncryptor(RunEncryptor):
    """Keeps a copy of everything it encrypts, sent or not."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted: list[bytes] = []

    def encrypt(
        self, srtp: SrtpSessions, run: PacketRun, renumbered: tuple[int, int] | None = None
    ) -> tuple[memoryview, int]:
        """As the real one."""
        datagrams, size = super().encrypt(srtp, run, renumbered)
        self.encrypted += [bytes(datagrams[start : start + size]) for start in range(0, len(datagrams), size)]
        return datagrams, size


@dataclass(slots=True)
class RecordedLink:
    """What the viewer sees of its association."""

    srtp: SrtpSessions
    path: Path | None


@dataclass(slots=True)
class RecordedViewer:
    """The viewer, its path, and the browser's end of its SRTP."""

    viewer: Viewer
    path: RecordingPath
    link: RecordedLink
    encryptor: WatchedEncryptor
    browser: SrtpSessions
    keyframes_wanted: list[Viewer]
    _read: int = field(init=False, default=0)

    @property
    def encrypted_sequence_number(self) -> int:
        """The sequence number of the picture's packet that was encrypted last; 0 before the first."""
        return int.from_bytes(self.encryptor.encrypted[-1][2:4], "big") if self.encryptor.encrypted else 0

    def received(self) -> list[RtpPacket]:
        """The RTP packets that have come since this was asked last, decrypted in their order."""
        return [RtpPacket.parse(packet) for packet in self.received_bytes()]

    def received_bytes(self) -> list[bytes]:
        """The same as they are on the wire, but for the encryption."""
        return [self.browser.incoming.unprotect(each) for each in self._new_datagrams() if not _is_rtcp(each)]

    def received_rtcp(self) -> list[RtcpPacket]:
        """The messages of the RTCP packets that have come since this was asked last."""
        opened = [self.browser.incoming.unprotect_rtcp(each) for each in self._new_datagrams() if _is_rtcp(each)]
        return [message for packet in opened for message in parse_compound(packet)]

    def _new_datagrams(self) -> Sequence[bytes]:
        new = self.path.datagrams[self._read :]
        self._read = len(self.path.datagrams)
        return new


def recorded_viewer(ring: PacketRing, formats: ViewerFormats = FORMATS, profile: str = "gcm128") -> RecordedViewer:
    """A viewer of the stream behind `ring`."""
    box, browser = srtp_pair(profile)
    path, encryptor = RecordingPath(), WatchedEncryptor()
    link = RecordedLink(box, path)
    wanted: list[Viewer] = []
    viewer = Viewer(link, formats, ViewerSupplies(ring, encryptor), wanted.append)
    return RecordedViewer(viewer, path, link, encryptor, browser, wanted)


def _is_rtcp(datagram: bytes) -> bool:
    return 192 <= datagram[1] < 224

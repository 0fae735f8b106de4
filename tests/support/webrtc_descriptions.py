"""SDP of the test viewers: the offer and answer they write, and what they read from the other side."""

from dataclasses import dataclass

H264_PAYLOAD_TYPE = 103
RTX_PAYLOAD_TYPE = 104
OPUS_PAYLOAD_TYPE = 111
H264_FORMAT = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"


@dataclass(frozen=True, slots=True)
class LocalPeer:
    """What one viewer says about itself."""

    ufrag: str
    password: str
    fingerprint: str
    """SHA-256, as colon-separated hex."""


@dataclass(frozen=True, slots=True)
class RemoteCandidate:
    """One address that the other side listens on."""

    address: str
    port: int
    transport: str
    priority: int


@dataclass(frozen=True, slots=True)
class RemotePeer:
    """What a viewer needs of the other side's description."""

    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    candidates: tuple[RemoteCandidate, ...]
    setup: str

    def candidate(self, transport: str) -> RemoteCandidate:
        """The candidate to talk to: loopback where there is one, else IPv4 before IPv6, else by priority."""
        fitting = [candidate for candidate in self.candidates if candidate.transport == transport]
        if not fitting:
            raise ValueError(f"the other side has no {transport} candidate")
        return max(fitting, key=_preference)


def build_offer(local: LocalPeer) -> str:
    """A receive-only offer for H.264 with RTX, and Opus, bundled as browsers do it."""
    return _session_lines("0 1") + _video_section(local, "0", "actpass") + _audio_section(local, "1", "actpass")


def build_answer(local: LocalPeer, offer: str) -> str:
    """A receive-only answer to an offer of one H.264 and one Opus stream."""
    sections = offer.replace("\r\n", "\n").split("\nm=")[1:]
    mids = [_attribute(section, "mid") for section in sections]
    text = _session_lines(" ".join(mids))
    for section, mid in zip(sections, mids, strict=True):
        write = _video_section if section.startswith("video") else _audio_section
        text += write(local, mid, "active")
    return text


def parse_description(text: str) -> RemotePeer:
    """Read an offer or an answer; session-level and bundled media-level attributes are taken alike."""
    lines = text.replace("\r\n", "\n").split("\n")
    return RemotePeer(
        ufrag=_attribute(text, "ice-ufrag"),
        password=_attribute(text, "ice-pwd"),
        fingerprints=tuple(dict.fromkeys(_fingerprint(line) for line in lines if line.startswith("a=fingerprint:"))),
        candidates=tuple(dict.fromkeys(_candidate(line) for line in lines if line.startswith("a=candidate:"))),
        setup=_attribute(text, "setup"),
    )


def _session_lines(mids: str) -> str:
    return f"v=0\r\no=- 4611686018427387904 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mids}\r\n"


def _video_section(local: LocalPeer, mid: str, setup: str) -> str:
    payload, rtx = H264_PAYLOAD_TYPE, RTX_PAYLOAD_TYPE
    return _section(f"m=video 9 UDP/TLS/RTP/SAVPF {payload} {rtx}", local, mid, setup) + (
        f"a=rtpmap:{payload} H264/90000\r\na=fmtp:{payload} {H264_FORMAT}\r\n"
        f"a=rtcp-fb:{payload} nack\r\na=rtcp-fb:{payload} nack pli\r\na=rtcp-fb:{payload} ccm fir\r\n"
        f"a=rtpmap:{rtx} rtx/90000\r\na=fmtp:{rtx} apt={payload}\r\n"
    )


def _audio_section(local: LocalPeer, mid: str, setup: str) -> str:
    payload = OPUS_PAYLOAD_TYPE
    return _section(f"m=audio 9 UDP/TLS/RTP/SAVPF {payload}", local, mid, setup) + (
        f"a=rtpmap:{payload} opus/48000/2\r\na=fmtp:{payload} minptime=10;useinbandfec=1\r\n"
    )


def _section(media_line: str, local: LocalPeer, mid: str, setup: str) -> str:
    return (
        f"{media_line}\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=recvonly\r\na=rtcp-mux\r\na=setup:{setup}\r\n"
        f"a=ice-ufrag:{local.ufrag}\r\na=ice-pwd:{local.password}\r\na=fingerprint:sha-256 {local.fingerprint}\r\n"
    )


def _preference(candidate: RemoteCandidate) -> tuple[bool, bool, int]:
    return candidate.address == "127.0.0.1", ":" not in candidate.address, candidate.priority


def _attribute(text: str, name: str) -> str:
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(f"a={name}:"):
            return line.partition(":")[2].strip()
    raise ValueError(f"the description has no a={name}")


def _fingerprint(line: str) -> tuple[str, str]:
    algorithm, _, value = line.partition(":")[2].partition(" ")
    return algorithm.lower(), value.strip()


def _candidate(line: str) -> RemoteCandidate:
    fields = line.partition(":")[2].split()
    return RemoteCandidate(address=fields[4], port=int(fields[5]), transport=fields[2].lower(), priority=int(fields[3]))

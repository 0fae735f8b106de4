"""Media units that look like H.264 and Opus from outside: for tests of what carries them, not of what they show."""

from appliance.media.unit import AudioFrame, VideoFrame

SPS, PPS = b"\x67\x42\xe0\x1f" + bytes(8), b"\x68\xce\x3c\x80"


def keyframe(pts_ns: int, size: int = 400, mark: int = 0) -> VideoFrame:
    """A keyframe of about `size` bytes that carries `mark`."""
    return VideoFrame((SPS, PPS, _slice(0x65, size, mark)), True, pts_ns, pts_ns)


def picture(pts_ns: int, size: int = 100, mark: int = 0) -> VideoFrame:
    """A frame that refers to the one before."""
    return VideoFrame((_slice(0x41, size, mark),), False, pts_ns, pts_ns)


def sound(pts_ns: int, payload: bytes = b"\xf8sound") -> AudioFrame:
    """One Opus packet."""
    return AudioFrame(payload, pts_ns, pts_ns)


def _slice(header: int, size: int, mark: int) -> bytes:
    return bytes([header]) + mark.to_bytes(4, "big") + bytes(max(0, size - 5))

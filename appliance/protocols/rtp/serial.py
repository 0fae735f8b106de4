"""Arithmetic on numbers that wrap around (RFC 1982): sequence numbers and timestamps."""

_UINT16_MASK = 0xFFFF
_UINT32_MASK = 0xFFFF_FFFF


def uint16_add(a: int, b: int) -> int:
    """a + b in 16 bits; b may be negative."""
    return (a + b) & _UINT16_MASK


def uint32_add(a: int, b: int) -> int:
    """a + b in 32 bits; b may be negative."""
    return (a + b) & _UINT32_MASK


def uint16_distance(a: int, b: int) -> int:
    """The signed way from a to b, -32768 to 32767: positive when b comes after a."""
    return ((b - a + 0x8000) & _UINT16_MASK) - 0x8000


def uint32_distance(a: int, b: int) -> int:
    """The signed way from a to b, -2**31 to 2**31 - 1: positive when b comes after a."""
    return ((b - a + 0x8000_0000) & _UINT32_MASK) - 0x8000_0000


def uint16_gt(a: int, b: int) -> bool:
    """True when a comes after b."""
    return uint16_distance(b, a) > 0


class TimestampUnwrapper:
    """Turns a counter of `bits` bits into one that never wraps; values may come out of order within half the range."""

    def __init__(self, bits: int = 32) -> None:
        self._range = 1 << bits
        self._newest: int | None = None

    def unwrap(self, value: int) -> int:
        """The full value nearest to the newest one seen; the first value stays as it is."""
        if self._newest is None:
            self._newest = value
            return value
        half = self._range >> 1
        distance = ((value - self._newest + half) & (self._range - 1)) - half
        full = self._newest + distance
        self._newest = max(self._newest, full)
        return full


class SequenceUnwrapper(TimestampUnwrapper):
    """TimestampUnwrapper for RTP sequence numbers."""

    def __init__(self) -> None:
        super().__init__(bits=16)

"""Reads bits and Exp-Golomb codes from the head of a NAL unit (H.264 7.2 and 9.1)."""

from appliance.protocols.h264.errors import H264Error

_MAX_LEADING_ZEROS = 32


class BitReader:
    """A cursor over the bits of a NAL unit, behind its header byte and without emulation prevention bytes."""

    def __init__(self, nal: bytes, max_bytes: int) -> None:
        """Look at no more than the first `max_bytes` of the NAL unit."""
        rbsp = nal[1:max_bytes].replace(b"\x00\x00\x03", b"\x00\x00")
        self._bits = int.from_bytes(rbsp, "big")
        self._remaining = len(rbsp) * 8

    def bits(self, count: int) -> int:
        """The next `count` bits as an unsigned number; H264Error behind the end."""
        if count > self._remaining:
            raise H264Error("the NAL unit ends too early")
        self._remaining -= count
        return (self._bits >> self._remaining) & ((1 << count) - 1)

    def flag(self) -> bool:
        """The next bit."""
        return self.bits(1) == 1

    def unsigned(self) -> int:
        """ue(v): an unsigned Exp-Golomb code of at most 32 leading zeros."""
        leading_zeros = 0
        while not self.flag():
            leading_zeros += 1
            if leading_zeros > _MAX_LEADING_ZEROS:
                raise H264Error("an Exp-Golomb code is longer than 32 bits")
        return (1 << leading_zeros) - 1 + self.bits(leading_zeros)

    def signed(self) -> int:
        """se(v): a signed Exp-Golomb code."""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)

    def unsigned_up_to(self, limit: int, name: str) -> int:
        """ue(v) with an upper bound; H264Error names the field that breaks it."""
        value = self.unsigned()
        if value > limit:
            raise H264Error(f"{name} is {value}, more than {limit}")
        return value

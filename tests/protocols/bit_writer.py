"""Writes the bits of H.264 headers that no encoder at hand would write."""


class BitWriter:
    """Bits and Exp-Golomb codes, most significant first."""

    def __init__(self) -> None:
        self._text = ""

    def bits(self, value: int, count: int) -> "BitWriter":
        """An unsigned number of `count` bits."""
        self._text += f"{value:0{count}b}" if count else ""
        return self

    def flags(self, *values: int) -> "BitWriter":
        """Single bits."""
        for value in values:
            self.bits(value, 1)
        return self

    def unsigned(self, *values: int) -> "BitWriter":
        """ue(v) codes."""
        for value in values:
            code = f"{value + 1:b}"
            self._text += "0" * (len(code) - 1) + code
        return self

    def signed(self, *values: int) -> "BitWriter":
        """se(v) codes."""
        return self.unsigned(*(2 * value - 1 if value > 0 else -2 * value for value in values))

    def nal(self, header: int) -> bytes:
        """A NAL unit: the stop bit added, start codes escaped."""
        text = self._text + "1"
        text += "0" * (-len(text) % 8)
        rbsp = int(text, 2).to_bytes(len(text) // 8, "big")
        escaped = bytearray([header])
        for byte in rbsp:
            if escaped[-2:] == b"\x00\x00" and byte <= 3:
                escaped.append(3)
            escaped.append(byte)
        return bytes(escaped)

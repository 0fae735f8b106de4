"""Images for tests, made byte by byte."""

import struct
import zlib


def png(width: int = 16, height: int = 32, padding: int = 0) -> bytes:
    """A PNG of one colour, with as many bytes behind it as wanted."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(17 * 32)))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"") + bytes(padding)

"""What the first bytes of an image say: PNG, JPEG, WebP or GIF, and how large it is. Nothing is decoded."""

from dataclasses import dataclass
from typing import Literal

ImageType = Literal["image/png", "image/jpeg", "image/webp", "image/gif"]

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15 (ITU-T T.81 table B.1); the three between them are DHT, JPG and DAC."""
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length: TEM, RST0 to RST7, SOI."""
_JPEG_ENDS = frozenset({0xD9, 0xDA})
"""End of the image, and start of scan: a frame header would have come before."""


class ImageHeaderError(ValueError):
    """These bytes are no image that browsers show, or a damaged one."""


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """Type and size in pixels."""

    media_type: ImageType
    width: int
    height: int


def read_image_header(data: bytes) -> ImageHeader:
    """Type and size of the image; raises ImageHeaderError."""
    header = _header(data)
    if header is None or not header.width or not header.height:
        raise ImageHeaderError("The image must be a PNG, JPEG, WebP or GIF file.")
    return header


def _header(data: bytes) -> ImageHeader | None:
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG):
        return _jpeg(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return _gif(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _png(data: bytes) -> ImageHeader | None:
    """The first chunk is IHDR (W3C PNG §11.2.1)."""
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    return ImageHeader("image/png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))


def _gif(data: bytes) -> ImageHeader | None:
    """The logical screen follows the signature (GIF89a §18)."""
    if len(data) < 10:
        return None
    return ImageHeader("image/gif", int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))


def _webp(data: bytes) -> ImageHeader | None:
    """Lossy, lossless or extended, by the first chunk (RFC 9649 §2.5 to §2.7)."""
    if len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            width, height = int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
            return ImageHeader("image/webp", width & 0x3FFF, height & 0x3FFF)
        case b"VP8L" if data[20] == 0x2F:
            bits = int.from_bytes(data[21:25], "little")
            return ImageHeader("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width, height = int.from_bytes(data[24:27], "little"), int.from_bytes(data[27:30], "little")
            return ImageHeader("image/webp", width + 1, height + 1)
    return None


def _jpeg(data: bytes) -> ImageHeader | None:
    """The size stands in the frame header, behind any number of other segments (ITU-T T.81 §B.2.2)."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _JPEG_ENDS:
            return None
        if marker in _JPEG_FRAMES:
            return _jpeg_frame(data[place + 4 : place + 9])
        if marker == 0xFF or marker in _JPEG_ALONE:
            place += 1 if marker == 0xFF else 2
        else:
            place += 2 + max(2, int.from_bytes(data[place + 2 : place + 4], "big"))
    return None


def _jpeg_frame(fields: bytes) -> ImageHeader | None:
    if len(fields) < 5:
        return None
    return ImageHeader("image/jpeg", int.from_bytes(fields[3:5], "big"), int.from_bytes(fields[1:3], "big"))

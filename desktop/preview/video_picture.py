"""One decoded picture as the window paints it, and how large it should be."""

from dataclasses import dataclass
from typing import NamedTuple

BYTES_PER_PIXEL = 4
LARGEST_SIDE = 2560
"""No picture is made larger: a 4K screen shows it scaled up and the CPU is spared."""


class PictureSize(NamedTuple):
    """Width and height in pixels of the screen."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class VideoPicture:
    """RGB32 rows as QImage.Format_RGB32 wants them: blue, green, red and one byte without meaning."""

    width: int
    height: int
    bytes_per_line: int
    data: bytes
    number: int = 0
    """Counts the pictures that this stream has decoded, those that were not shown included."""


def fitted(source: PictureSize, room: PictureSize) -> PictureSize:
    """The largest size with the proportions of `source` that fits into `room`, and at least one pixel."""
    width, height = min(room.width, LARGEST_SIDE), min(room.height, LARGEST_SIDE)
    if source.width * height > source.height * width:
        return PictureSize(max(1, width), max(1, round(source.height * width / source.width)))
    return PictureSize(max(1, round(source.width * height / source.height)), max(1, height))

"""A publisher of one plain colour, and reading a preview's colour: so that a test sees which cast is shown."""

from typing import Literal, NamedTuple

from desktop.preview.video_picture import BYTES_PER_PIXEL, VideoPicture
from tests.support.media_files import MediaRecipe, video_options
from tests.support.rtmp_source import FfmpegSource

PLAIN = MediaRecipe(width=640, height=360, video_bits=300_000, keyframe_seconds=1.0, audio=False)
CLEARLY = 120
"""How much stronger the one channel is, after encoding."""

ColourName = Literal["red", "lime", "blue"]


class Colour(NamedTuple):
    """One pixel."""

    red: int
    green: int
    blue: int


def coloured_source(url: str, colour: ColourName) -> FfmpegSource:
    """Publishes the colour until stopped."""
    size = f"{PLAIN.width}x{PLAIN.height}"
    picture = f"color=c={colour}:size={size}:rate={PLAIN.frame_rate}"
    return FfmpegSource(["-re", "-f", "lavfi", "-i", picture, *video_options(PLAIN), "-an", "-f", "flv", url])


def middle_of(picture: VideoPicture) -> Colour:
    """The pixel in the middle."""
    start = picture.height // 2 * picture.bytes_per_line + picture.width // 2 * BYTES_PER_PIXEL
    blue, green, red = picture.data[start : start + 3]
    return Colour(red, green, blue)


def shows(picture: VideoPicture, colour: ColourName) -> bool:
    """Whether the middle has that colour."""
    red, green, blue = middle_of(picture)
    strong, others = {"red": (red, (green, blue)), "lime": (green, (red, blue)), "blue": (blue, (red, green))}[colour]
    return strong > max(others) + CLEARLY

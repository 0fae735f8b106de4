"""H.264 in, pictures of the wanted size out: decoding and scaling, in whatever thread calls it."""

import time
from collections.abc import Callable

import av
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from desktop.preview.decoding_queue import Encoded
from desktop.preview.video_picture import BYTES_PER_PIXEL, PictureSize, VideoPicture, fitted

PICTURES_PER_SECOND = 30
INTERVAL_SECONDS = 1 / PICTURES_PER_SECOND
EARLY_SECONDS = 0.4 * INTERVAL_SECONDS
"""A picture of a 30 Hz stream may come this much before its time and is shown all the same."""
MAX_PIXELS = 4096 * 2304
"""A stream that claims more is refused before memory is given to it."""
RGB32 = "bgra"


def new_h264_decoder() -> av.VideoCodecContext:
    """A decoder that gives each picture at once, with one thread, and refuses pictures above MAX_PIXELS."""
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {"max_pixels": str(MAX_PIXELS), "flags": "low_delay"}
    return decoder


def to_rgb32(frame: VideoFrame, size: PictureSize, reformatter: VideoReformatter, number: int = 0) -> VideoPicture:
    """The picture, scaled."""
    scaled = reformatter.reformat(frame, size.width, size.height, RGB32, interpolation=Interpolation.BILINEAR)
    plane = scaled.planes[0]
    # Rows of swscale are padded to its alignment; the window is told how long they are and nothing is copied again.
    assert plane.line_size >= size.width * BYTES_PER_PIXEL
    return VideoPicture(size.width, size.height, plane.line_size, bytes(plane), number)


class PictureMaker:
    """Decodes every picture, makes at most 30 a second of them, and always the last one."""

    def __init__(
        self,
        room: Callable[[], PictureSize],
        deliver: Callable[[VideoPicture], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`room()` says how large a picture is wanted now; without room none is made."""
        self._room = room
        self._deliver = deliver
        self._clock = clock
        self._decoder = new_h264_decoder()
        self._reformatter = VideoReformatter()
        self._held: VideoFrame | None = None
        self._due = 0.0
        self.decoded = 0
        self.made = 0

    def use(self, encoded: Encoded) -> bool:
        """Decode one encoded picture; False when it is damaged."""
        try:
            frames = self._decoder.decode(av.Packet(encoded.data))
        except av.FFmpegError:
            return False
        for frame in frames:
            self.decoded += 1
            self._held = frame
        self._make_if_due()
        return True

    def wait_seconds(self) -> float | None:
        """How long the held picture may wait for a newer one."""
        return None if self._held is None else max(0.0, self._due - EARLY_SECONDS - self._clock())

    def idle(self) -> None:
        """No newer one came: make the held one."""
        self._make_if_due()

    def _make_if_due(self) -> None:
        now = self._clock()
        if self._held is None or now < self._due - EARLY_SECONDS:
            return
        frame, self._held = self._held, None
        self._due = max(self._due, now - EARLY_SECONDS) + INTERVAL_SECONDS
        room = self._room()
        if room.width > 0 and room.height > 0:
            size = fitted(PictureSize(frame.width, frame.height), room)
            self._deliver(to_rgb32(frame, size, self._reformatter, self.decoded))
            self.made += 1

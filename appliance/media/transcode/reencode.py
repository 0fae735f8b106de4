"""Re-encodes a cast that browsers cannot show as it is: decodes it and encodes it without B-frames, in a thread."""

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import av

from appliance.media.picture import Picture
from appliance.media.transcode.h264_encoder import EncoderSettings, H264Encoder
from appliance.media.transcode.worker_thread import WorkerThread
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.h264 import join_annex_b

MAX_QUEUED_PICTURES = 30
SKIP_AT_QUEUED = 10
"""With more waiting, pictures are decoded but not encoded until the thread has caught up."""

KEYFRAME_INTERVAL_NS = 2 * NANOSECONDS_PER_SECOND - 5_000_000
"""Two seconds, or as near to them as timestamps in whole milliseconds come."""

_BITS_PER_PIXEL = 2.7
_MIN_BITRATE, _MAX_BITRATE = 800_000, 4_000_000
_BT709 = 1


@dataclass(frozen=True, slots=True)
class TimedPicture:
    """A picture with its place on the caster's timeline."""

    picture: Picture
    pts_ns: int
    arrived_ns: int
    """Of the last byte without which it could not be shown."""


class ReencodeSlots:
    """Bounds how many casts are re-encoded at the same time: each costs a good part of a core."""

    def __init__(self, limit: int = 1) -> None:
        self._free = limit

    def take(self) -> bool:
        """Occupy a slot; False when all are taken."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def release(self) -> None:
        """Give back a slot that was taken."""
        self._free += 1


class Reencoder:
    """Takes pictures in the order they were sent, gives them out in the order they are shown.

    The line of waiting pictures is bounded: when it is full, everything up to the next keyframe is left out.
    """

    def __init__(
        self,
        deliver: Callable[[TimedPicture], None],
        loop: asyncio.AbstractEventLoop,
        shown_until_ns: int | None = None,
    ) -> None:
        """`deliver` is called on the event loop until `close`, first with a keyframe behind `shown_until_ns`."""
        self._deliver = deliver
        # One place is kept for the end mark, so that closing never waits.
        self._queue: queue.Queue[TimedPicture | None] = queue.Queue(MAX_QUEUED_PICTURES + 1)
        self._shown_until_ns = shown_until_ns
        self._closing = threading.Event()
        self._needs_keyframe = True
        self._dropped = 0
        self._thread = WorkerThread("reencode", self._run, loop)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """How many pictures were left out because the thread was behind."""
        return self._dropped

    def push(self, timed: TimedPicture) -> None:
        """Take the next picture; pictures before the first keyframe are left out."""
        if self._closing.is_set() or (self._needs_keyframe and not timed.picture.is_keyframe):
            return
        if self._queue.qsize() >= MAX_QUEUED_PICTURES:
            self._needs_keyframe = True
            self._dropped += 1
            return
        self._needs_keyframe = False
        self._queue.put_nowait(timed)

    def close(self) -> None:
        """Stop; nothing is delivered afterwards."""
        if not self._closing.is_set():
            self._closing.set()
            self._queue.put_nowait(None)

    async def wait_closed(self) -> None:
        """Return when the thread is over."""
        await self._thread.wait_closed()

    def _run(self) -> None:
        converter = _Converter(self._shown_until_ns)
        while (timed := self._queue.get()) is not None and not self._closing.is_set():
            is_behind = self._queue.qsize() > SKIP_AT_QUEUED
            for converted in converter.convert(timed, decode_only=is_behind):
                if not self._thread.deliver(partial(self._deliver_unless_closed, converted)):
                    converter.begin_anew()

    def _deliver_unless_closed(self, converted: TimedPicture) -> None:
        if not self._closing.is_set():
            self._deliver(converted)


class _Converter:
    """Decoder and encoder of one cast; used by one thread."""

    def __init__(self, shown_until_ns: int | None) -> None:
        self._shown_until_ns = shown_until_ns
        self._decoder = av.CodecContext.create("h264", "r")
        self._decoder.thread_count = 1
        self._encoder: H264Encoder | None = None
        self._encoder_settings: EncoderSettings | None = None
        self._last_keyframe_pts_ns: int | None = None

    def convert(self, timed: TimedPicture, *, decode_only: bool) -> list[TimedPicture]:
        """The pictures that are now ready to be shown; damaged ones are left out."""
        packet = av.Packet(join_annex_b(timed.picture.nal_units))
        packet.pts = timed.pts_ns
        try:
            frames = self._decoder.decode(packet)
            wanted = [] if decode_only else filter(self._is_new, frames)
            return [self._encode(frame, timed.arrived_ns) for frame in wanted]
        except (av.FFmpegError, ValueError):
            return []

    def begin_anew(self) -> None:
        """Make the next picture a keyframe, because one before it got lost."""
        self._last_keyframe_pts_ns = None

    def _is_new(self, frame: av.VideoFrame) -> bool:
        """Leave out what viewers saw before re-encoding began; later a timeline may begin anew."""
        if self._shown_until_ns is not None and (frame.pts or 0) > self._shown_until_ns:
            self._shown_until_ns = None
        return self._shown_until_ns is None

    def _encode(self, frame: av.VideoFrame, arrived_ns: int) -> TimedPicture:
        pts_ns = frame.pts or 0
        settings = _settings_for(frame)
        if self._encoder is None or settings != self._encoder_settings:
            self._encoder, self._encoder_settings = H264Encoder(settings), settings
        if (frame.format.name, frame.width, frame.height) != ("yuv420p", settings.width, settings.height):
            frame = frame.reformat(settings.width, settings.height, "yuv420p")
        picture = self._encoder.encode(frame, force_keyframe=self._keyframe_is_due(pts_ns))
        if picture.is_keyframe:
            self._last_keyframe_pts_ns = pts_ns
        return TimedPicture(picture, pts_ns, arrived_ns)

    def _keyframe_is_due(self, pts_ns: int) -> bool:
        last = self._last_keyframe_pts_ns
        return last is None or not 0 <= pts_ns - last < KEYFRAME_INTERVAL_NS


def _settings_for(frame: av.VideoFrame) -> EncoderSettings:
    """The same size, made even, and a bitrate that fits it."""
    width, height = max(frame.width // 2 * 2, 2), max(frame.height // 2 * 2, 2)
    bitrate = min(max(round(width * height * _BITS_PER_PIXEL), _MIN_BITRATE), _MAX_BITRATE)
    return EncoderSettings(width, height, bitrate, is_bt709=frame.colorspace == _BT709)

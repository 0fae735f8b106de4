"""The practice cast: live picture and sound made on the box, so that the first page ever opened shows something."""

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial

import av

from appliance.media.sink import MediaSink
from appliance.media.transcode.h264_encoder import EncoderSettings, H264Encoder
from appliance.media.transcode.opus_encoder import FRAME_NS, FRAME_SAMPLES, SAMPLE_RATE, OpusEncoder
from appliance.media.transcode.practice_scene import HEIGHT, WIDTH, PracticeScene
from appliance.media.transcode.practice_tone import PracticeTone
from appliance.media.transcode.worker_thread import WorkerThread
from appliance.media.unit import NANOSECONDS_PER_SECOND, AudioFrame, VideoFrame

FRAME_RATE = 30
KEYFRAME_INTERVAL_NS = 2 * NANOSECONDS_PER_SECOND
MAX_BITRATE = 2_000_000

_PICTURE_NS = NANOSECONDS_PER_SECOND // FRAME_RATE
_MAX_LATE_NS = NANOSECONDS_PER_SECOND // 2
"""Further behind than this, missed pictures and sounds are left out instead of made up for."""


class PracticePicture:
    """Draws and encodes in a thread of its own; while nobody watches, only one keyframe every two seconds."""

    def __init__(self, sink: MediaSink, wanted: Callable[[], bool], loop: asyncio.AbstractEventLoop) -> None:
        """`wanted` is asked from the thread, before each picture."""
        self._sink = sink
        self._wanted = wanted
        self._stop = threading.Event()
        self._thread = WorkerThread("practice-picture", self._run, loop)

    def start(self) -> None:
        """Begin to publish; call it once."""
        self._thread.start()

    async def close(self) -> None:
        """Stop, and return when the thread is over; nothing is published afterwards."""
        self._stop.set()
        await self._thread.wait_closed()

    def _run(self) -> None:
        picture, sound = _PictureSource(), _SoundSource()
        picture_due = sound_due = time.monotonic_ns()
        while not self._stop.wait(max(0, min(picture_due, sound_due) - time.monotonic_ns()) / NANOSECONDS_PER_SECOND):
            now = time.monotonic_ns()
            wanted = self._wanted()
            if now >= picture_due:
                self._publish_picture(picture, now, wanted)
                picture_due = _next_due(picture_due, _PICTURE_NS, now)
            # A sound is published when it is over: nobody can hear it earlier from a real caster either.
            if now >= sound_due:
                self._publish_sound(sound, sound_due - FRAME_NS, wanted)
                sound_due = _next_due(sound_due, FRAME_NS if wanted else _PICTURE_NS, now)

    def _publish_picture(self, source: "_PictureSource", now: int, wanted: bool) -> None:
        frame = source.frame(now, wanted)
        if frame is not None and not self._deliver(partial(self._sink.publish_video, frame)):
            source.begin_anew()

    def _publish_sound(self, source: "_SoundSource", started_ns: int, wanted: bool) -> None:
        for frame in source.frames(started_ns) if wanted else ():
            self._deliver(partial(self._sink.publish_audio, frame))

    def _deliver(self, publish: Callable[[], None]) -> bool:
        return self._thread.deliver(partial(self._publish_unless_closed, publish))

    def _publish_unless_closed(self, publish: Callable[[], None]) -> None:
        if not self._stop.is_set():
            publish()


class _PictureSource:
    def __init__(self) -> None:
        self._scene = PracticeScene()
        self._encoder = H264Encoder(EncoderSettings(WIDTH, HEIGHT, MAX_BITRATE, FRAME_RATE))
        self._keyframe_due: int | None = None

    def frame(self, now: int, wanted: bool) -> VideoFrame | None:
        """The picture of this moment, or None while a picture may be saved."""
        is_due = self._keyframe_due is None or now >= self._keyframe_due
        if not (wanted or is_due):
            return None
        picture = av.VideoFrame.from_ndarray(self._scene.draw(_nanosecond_of_day(time.time_ns())), "yuv420p")
        encoded = self._encoder.encode(picture, force_keyframe=is_due)
        if encoded.is_keyframe:
            self._keyframe_due = now + KEYFRAME_INTERVAL_NS
        return VideoFrame(encoded.nal_units, encoded.is_keyframe, now, time.monotonic_ns())

    def begin_anew(self) -> None:
        """Make the next picture a keyframe, because one before it got lost."""
        self._keyframe_due = None


class _SoundSource:
    def __init__(self) -> None:
        self._tone = PracticeTone()
        self._encoder = OpusEncoder(channels=1)
        self._position = 0
        self._expected_ns: int | None = None
        self._second_offset = 0

    def frames(self, started_ns: int) -> list[AudioFrame]:
        """The packets ready once the 20 ms that began at `started_ns` are over."""
        if started_ns != self._expected_ns:
            self._align(started_ns)
        self._expected_ns = started_ns + FRAME_NS
        frame = self._tone.frame(self._position + self._second_offset)
        packets = self._encoder.encode(frame, self._position)
        start_ns = started_ns - self._position * NANOSECONDS_PER_SECOND // SAMPLE_RATE
        self._position += FRAME_SAMPLES
        arrived_ns = time.monotonic_ns()
        return [
            AudioFrame(payload, start_ns + position * NANOSECONDS_PER_SECOND // SAMPLE_RATE, arrived_ns)
            for payload, position in packets
        ]

    def _align(self, started_ns: int) -> None:
        """Let the chime fall on the wall clock's second, as the lamp of the picture does."""
        wall_ns = time.time_ns() - (time.monotonic_ns() - started_ns)
        sample_of_second = wall_ns % NANOSECONDS_PER_SECOND * SAMPLE_RATE // NANOSECONDS_PER_SECOND
        self._second_offset = (sample_of_second - self._position) % SAMPLE_RATE


def _next_due(due: int, interval: int, now: int) -> int:
    return due + interval if now - due < _MAX_LATE_NS else now + interval


def _nanosecond_of_day(wall_ns: int) -> int:
    offset_seconds = time.localtime(wall_ns // NANOSECONDS_PER_SECOND).tm_gmtoff
    return (wall_ns + offset_seconds * NANOSECONDS_PER_SECOND) % (86_400 * NANOSECONDS_PER_SECOND)

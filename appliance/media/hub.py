"""The meeting point of one cast: its publisher puts frames in, stages and recorders take them out."""

from collections.abc import Callable, Sequence
from typing import Protocol

from appliance.media.unit import NANOSECONDS_PER_SECOND, AudioFrame, VideoFrame

GOP_MAX_FRAMES = 600
"""20 s at 30 fps: beyond it a joiner is faster served by the next keyframe."""
GOP_MAX_BYTES = 8 * 1024 * 1024
KEYFRAME_REQUEST_INTERVAL_NS = NANOSECONDS_PER_SECOND
"""A publisher is asked for a keyframe at most this often, whatever the viewers ask."""


class HubListener(Protocol):
    """Takes the frames of a cast as they arrive; must not block."""

    def on_video(self, frame: VideoFrame) -> None:
        """Take one video frame."""

    def on_audio(self, frame: AudioFrame) -> None:
        """Take one audio frame."""


class StreamHub:
    """Fans one cast's frames out to its listeners and keeps the pictures since the last keyframe."""

    def __init__(self, clock_ns: Callable[[], int]) -> None:
        self._clock_ns = clock_ns
        self._listeners: list[HubListener] = []
        self._gop: list[VideoFrame] = []
        self._gop_bytes = 0
        self.keyframe: VideoFrame | None = None
        """The publisher's latest keyframe, however long its group of pictures has become."""
        self._ask_publisher: Callable[[], None] | None = None
        self.has_publisher = False
        self.is_live = False
        """Whether the present publisher has sent a picture."""
        self.on_change: Callable[[], None] = lambda: None
        """Called whenever `is_live` or `has_publisher` changes."""
        self._asked_at_ns = -KEYFRAME_REQUEST_INTERVAL_NS
        self._is_keyframe_wanted = False
        """A wish stands until a keyframe comes: the request may get lost, or fall into the interval after another."""
        self.last_video_ns: int | None = None
        self.last_heard_ns: int | None = None

    @property
    def gop(self) -> Sequence[VideoFrame]:
        """The frames since the last keyframe, or nothing when there is none or it is too long ago."""
        return self._gop

    @property
    def has_listeners(self) -> bool:
        """Whether anybody takes this cast's frames."""
        return bool(self._listeners)

    def subscribe(self, listener: HubListener) -> Callable[[], None]:
        """Hand every later frame to `listener`; the returned function ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish_video(self, frame: VideoFrame) -> None:
        """Take the publisher's next frame; the first one ever must be a keyframe."""
        self.last_video_ns = self.last_heard_ns = frame.arrived_ns
        self._remember(frame)
        if frame.is_keyframe:
            self._is_keyframe_wanted = False
        elif self._is_keyframe_wanted:
            self._ask_for_keyframe()
        for listener in tuple(self._listeners):
            listener.on_video(frame)
        if not self.is_live and self.has_publisher:
            self.is_live = True
            self.on_change()

    def publish_audio(self, frame: AudioFrame) -> None:
        """Take the publisher's next audio packet."""
        self.last_heard_ns = frame.arrived_ns
        for listener in tuple(self._listeners):
            listener.on_audio(frame)

    def publisher_came(self) -> None:
        """Somebody has begun to publish."""
        self.has_publisher = True
        self.last_heard_ns = self._clock_ns()
        self.on_change()

    def publisher_left(self) -> None:
        """Nobody publishes any more: the last picture is history."""
        self.has_publisher = self.is_live = False
        self._ask_publisher = None
        self._is_keyframe_wanted = False
        self.keyframe = None
        self._forget_picture()
        self.on_change()

    def keyframes_by(self, ask_publisher: Callable[[], None]) -> None:
        """Say how the present publisher is asked for a keyframe; RTMP has no way to ask."""
        self._ask_publisher = ask_publisher
        self._asked_at_ns = -KEYFRAME_REQUEST_INTERVAL_NS

    def request_keyframe(self) -> None:
        """Pass a viewer's wish on to the publisher, at most once a second, until a keyframe comes."""
        self._is_keyframe_wanted = True
        self._ask_for_keyframe()

    def _ask_for_keyframe(self) -> None:
        now_ns = self._clock_ns()
        if self._ask_publisher is None or now_ns - self._asked_at_ns < KEYFRAME_REQUEST_INTERVAL_NS:
            return
        self._asked_at_ns = now_ns
        self._ask_publisher()

    def _remember(self, frame: VideoFrame) -> None:
        if frame.is_keyframe:
            self.keyframe = frame
            self._forget_picture()
        elif not self._gop:
            return
        self._gop.append(frame)
        self._gop_bytes += sum(map(len, frame.nal_units))
        if len(self._gop) > GOP_MAX_FRAMES or self._gop_bytes > GOP_MAX_BYTES:
            self._forget_picture()

    def _forget_picture(self) -> None:
        self._gop = []
        self._gop_bytes = 0

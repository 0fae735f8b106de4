"""The stage: what all viewers of a session see. It changes its source at a keyframe; the viewers' stream goes on."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from appliance.lifecycle import TaskOwner
from appliance.media.hub import StreamHub
from appliance.media.transcode.slate import Slate
from appliance.media.unit import NANOSECONDS_PER_SECOND, AudioFrame, VideoFrame

SLATE_INTERVAL_SECONDS = 1.0
"""The slate is a still: one small frame a second keeps players awake and costs next to nothing."""
LAST_PICTURE_KEPT_NS = 3 * NANOSECONDS_PER_SECOND
"""How long the last picture of a lost publisher stands before the slate comes."""
REPLAY_MAX_BYTES = 2 * 1024 * 1024
"""The new cast's cached pictures are sent to everybody at once only while that is less than this in all: a classroom's
Wi-Fi carries about 10 MB/s."""

logger = logging.getLogger(__name__)


class StageOutput(Protocol):
    """Where the stage's picture goes."""

    wants_keyframe: Callable[[], None]

    @property
    def viewers(self) -> Sequence[object]:
        """Everybody who receives now."""

    def send_video(self, frame: VideoFrame) -> None:
        """Send one frame to everybody."""

    def send_audio(self, frame: AudioFrame) -> None:
        """Send one audio packet to everybody."""


class _Candidate:
    """Waits for the keyframe at which the stage can change to a new source."""

    def __init__(self, hub: StreamHub, on_keyframe: Callable[[VideoFrame], None]) -> None:
        self.hub = hub
        self._on_keyframe = on_keyframe
        self.leave = hub.subscribe(self)

    def on_video(self, frame: VideoFrame) -> None:
        if frame.is_keyframe:
            self._on_keyframe(frame)

    def on_audio(self, frame: AudioFrame) -> None:
        """Nothing is heard before the picture changes."""


class Stage:
    """Shows one cast, or the slate, to everybody who watches."""

    def __init__(self, output: StageOutput, slate: Slate, clock_ns: Callable[[], int]) -> None:
        self._output = output
        self._slate_frames = (slate.keyframe, *slate.unchanged)
        self._slate_position = 0
        self._clock_ns = clock_ns
        self._source: StreamHub | None = None
        self._leave_source: Callable[[], None] | None = None
        self._candidate: _Candidate | None = None
        self._tasks = TaskOwner("stage")
        self._shown_slate = False
        self.has_ever_shown = False
        """Whether a cast's picture has ever been on this stage."""
        output.wants_keyframe = self._request_keyframe

    @property
    def wanted_source(self) -> StreamHub | None:
        """The cast that is on stage or about to be."""
        return self._candidate.hub if self._candidate is not None else self._source

    def start(self) -> None:
        """Begin to show the slate whenever there is nothing else."""
        self._tasks.start(self._slate_forever(), name="slate")

    async def close(self) -> None:
        """Leave every source."""
        self._drop_candidate()
        self._drop_source()
        await self._tasks.close()

    def show(self, hub: StreamHub | None) -> None:
        """Put a cast on stage, or clear it; the old picture stays until the new one begins."""
        if hub is self.wanted_source:
            return
        self._drop_candidate()
        if hub is None:
            self._drop_source()
            self._begin_slate()
        elif hub is not self._source:
            self._change_to(hub)

    def on_video(self, frame: VideoFrame) -> None:
        """Take the present source's next frame."""
        if not self._shown_slate or frame.is_keyframe:
            self._send(frame)
        elif self._source is not None and self._may_replay(self._source):
            self._replay(self._source)
        else:
            self._request_keyframe()

    def on_audio(self, frame: AudioFrame) -> None:
        """Take the present source's next audio packet."""
        self._output.send_audio(frame)

    def _change_to(self, hub: StreamHub) -> None:
        if self._may_replay(hub):
            self._take(hub)
            self._replay(hub)
            return
        self._candidate = _Candidate(hub, self._candidate_has_keyframe)
        hub.request_keyframe()

    def _candidate_has_keyframe(self, frame: VideoFrame) -> None:
        if self._candidate is None:
            return
        hub = self._candidate.hub
        self._drop_candidate()
        self._take(hub)
        self.on_video(frame)

    def _take(self, hub: StreamHub) -> None:
        self._drop_source()
        self._source = hub
        self._leave_source = hub.subscribe(self)

    def _drop_source(self) -> None:
        if self._leave_source is not None:
            self._leave_source()
        self._source = None
        self._leave_source = None

    def _drop_candidate(self) -> None:
        if self._candidate is not None:
            self._candidate.leave()
        self._candidate = None

    def _request_keyframe(self) -> None:
        source = self.wanted_source
        if source is not None:
            source.request_keyframe()

    def _may_replay(self, hub: StreamHub) -> bool:
        return bool(hub.gop) and _size(hub.gop) * len(self._output.viewers) <= REPLAY_MAX_BYTES

    def _replay(self, hub: StreamHub) -> None:
        now_ns = self._clock_ns()
        for frame in tuple(hub.gop):
            # It leaves now for the first time: its time in the cache is no delay of the box.
            self._send(replace(frame, arrived_ns=now_ns))

    def _send(self, frame: VideoFrame) -> None:
        self._shown_slate = False
        self.has_ever_shown = True
        self._output.send_video(frame)

    async def _slate_forever(self) -> None:
        while True:
            await asyncio.sleep(SLATE_INTERVAL_SECONDS)
            if not self._needs_slate():
                continue
            if self._shown_slate:
                self._send_slate()
            else:
                self._begin_slate()

    def _needs_slate(self) -> bool:
        source = self._source
        if source is None:
            return True
        if source.has_publisher or source.last_video_ns is None:
            return source.last_video_ns is None
        return self._clock_ns() - source.last_video_ns > LAST_PICTURE_KEPT_NS

    def _begin_slate(self) -> None:
        self._shown_slate = True
        self._slate_position = 0
        self._send_slate()

    def _send_slate(self) -> None:
        now_ns = self._clock_ns()
        is_keyframe = self._slate_position == 0
        nal_units = self._slate_frames[self._slate_position]
        self._slate_position = (self._slate_position + 1) % len(self._slate_frames)
        self._output.send_video(VideoFrame(nal_units, is_keyframe, pts_ns=now_ns, arrived_ns=now_ns))


def _size(frames: Sequence[VideoFrame]) -> int:
    return sum(len(nal_unit) for frame in frames for nal_unit in frame.nal_units)

"""The fan-out of one stage: packetizes each frame once and sends it to every viewer.

Frames wait in a bounded queue and are sent in short slices, so that a keyframe to 450 viewers never holds the event
loop for more than a few milliseconds; the order of the viewers rotates so that nobody is always last.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from appliance.lifecycle import TaskOwner
from appliance.media.egress.packets import AudioBatch, OutgoingFrame, PacketRing
from appliance.media.egress.timing import AUDIO_CLOCK_RATE, VIDEO_CLOCK_RATE, MediaClock, WallClock
from appliance.media.egress.viewer import Viewer, ViewerState, ViewerSupplies
from appliance.media.transport.srtp import RunEncryptor
from appliance.media.unit import NANOSECONDS_PER_SECOND, AudioFrame, VideoFrame
from appliance.protocols.rtp import packetize
from appliance.protocols.rtp.rtcp import SenderReport

RTP_PAYLOAD_BYTES = 1200
"""With RTP, SRTP, UDP and IPv6 headers a packet stays under IPv6's minimum MTU of 1,280 bytes."""
SLICE_NS = 3_000_000
"""The event loop is held no longer than this at a time."""
VIEWERS_PER_CLOCK_READ = 8
STILL_NS = 2 * NANOSECONDS_PER_SECOND
"""A screen on which nothing has moved for this long is still."""
AUDIO_PAIRING_VIEWERS = 100
"""From this many viewers on two audio packets leave with one system call, for 20 ms more delay of the sound."""
AUDIO_PAIR = 2
AUDIO_WAIT_SECONDS = 0.03
"""A packet whose partner does not come, because the sound pauses, leaves alone."""
QUEUE_MAX_FRAMES = 256
QUEUE_MAX_AGE_NS = NANOSECONDS_PER_SECOND
"""A frame that waits longer is worthless: everybody goes on with the next keyframe."""
CACHE_MAX_FRAMES = 600
CACHE_MAX_BYTES = 8 * 1024 * 1024
PACE_INTERVAL_SECONDS = 0.005
JOINER_BYTES_PER_SECOND = 7_500_000
"""60 Mbit/s: a 1 MB group of pictures reaches a joiner in 130 ms."""
JOINERS_BYTES_PER_SECOND = 50_000_000
"""400 Mbit/s for all joiners together: the other viewers keep the larger part of a gigabit port."""
REPORT_SLICES = 10
REPORT_INTERVAL_SECONDS = 1.0
RELAY_DELAY_SAMPLES = 512

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class FanoutCounters:
    """What a fan-out has sent, viewers that have left included."""

    packets_total: int = 0
    bytes_total: int = 0
    retransmitted_total: int = 0
    nacked_total: int = 0
    keyframe_requests_total: int = 0
    frames_dropped_total: int = 0
    overloads_total: int = 0

    def add(self, other: "FanoutCounters") -> None:
        """Add another fan-out's totals."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class _Delivery:
    frame: OutgoingFrame
    queued_ns: int
    viewers: Iterator[Viewer]


@dataclass(frozen=True, slots=True)
class FanoutIdentity:
    """The random numbers that name a fan-out's streams (RFC 3550 §8)."""

    video_ssrc: int
    rtx_ssrc: int
    audio_ssrc: int
    first_sequence_number: int
    first_timestamp: int
    cname: str


class Fanout:
    """One outgoing picture and sound, and everybody who receives it."""

    def __init__(
        self,
        identity: FanoutIdentity,
        clock_ns: Callable[[], int],
        wall_clock: WallClock,
        note_round_trip: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.identity = identity
        self.supplies = ViewerSupplies(PacketRing(), RunEncryptor(), note_round_trip)
        self.wants_keyframe: Callable[[], None] = lambda: None
        """Called when a viewer needs a keyframe that the cache cannot give; the stage sets it."""
        self._clock_ns = clock_ns
        self._wall_clock = wall_clock
        self._video_clock = MediaClock(VIDEO_CLOCK_RATE, identity.first_timestamp)
        self._audio_clock = MediaClock(AUDIO_CLOCK_RATE, identity.first_timestamp)
        self._next_video_number = identity.first_sequence_number
        self._next_audio_number = identity.first_sequence_number
        self._frame_index = 0
        self._cache: list[OutgoingFrame] = []
        self._cache_bytes = 0
        self._viewers: list[Viewer] = []
        self._rotation = 0
        self._queue: deque[_Delivery] = deque(maxlen=QUEUE_MAX_FRAMES)
        self._pump_handle: asyncio.Handle | None = None
        self._pace_handle: asyncio.TimerHandle | None = None
        self._catching_up: list[Viewer] = []
        self._newest_frame_ns = 0
        self._waiting_audio: list[OutgoingFrame] = []
        self._audio_handle: asyncio.TimerHandle | None = None
        self._departed = FanoutCounters()
        self._tasks = TaskOwner("fanout")
        self.relay_delays_ns: deque[int] = deque(maxlen=RELAY_DELAY_SAMPLES)
        """From a frame's arrival to its last viewer's send, latest frames."""

    @property
    def viewers(self) -> list[Viewer]:
        """Everybody who receives now."""
        return self._viewers

    @property
    def has_picture(self) -> bool:
        """Whether a joiner can be shown something at once."""
        return bool(self._cache)

    def start(self) -> None:
        """Begin to send sender reports."""
        self._tasks.start(self._report_forever(), name="sender-reports")

    async def close(self) -> None:
        """Stop sending."""
        for handle in (self._pump_handle, self._pace_handle, self._audio_handle):
            if handle is not None:
                handle.cancel()
        await self._tasks.close()
        self._queue.clear()
        self._viewers.clear()
        self._catching_up.clear()

    def attach(self, viewer: Viewer) -> None:
        """Begin to send to a viewer: the cached pictures at once, then live."""
        self._viewers.append(viewer)
        self._send_reports(viewer, self._clock_ns())
        self._start_picture(viewer)

    def detach(self, viewer: Viewer) -> None:
        """Stop sending to a viewer; its figures stay in the totals."""
        viewer.leave()
        if viewer in self._viewers:
            self._viewers.remove(viewer)
            _add(self._departed, viewer)
        if viewer in self._catching_up:
            self._catching_up.remove(viewer)

    def send_video(self, frame: VideoFrame) -> None:
        """Send one frame to everybody."""
        payloads = packetize(frame.nal_units, RTP_PAYLOAD_BYTES)
        outgoing = OutgoingFrame(
            self._frame_index,
            self.identity.video_ssrc,
            self._next_video_number,
            self._video_clock.next_timestamp(frame.pts_ns),
            payloads,
            frame.is_keyframe,
            frame.arrived_ns,
        )
        self._frame_index += 1
        self._next_video_number = outgoing.end_number
        self.supplies.ring.add(outgoing)
        self._remember(outgoing)
        self._enqueue(outgoing)

    def send_audio(self, frame: AudioFrame) -> None:
        """Send one audio packet to everybody, ahead of any picture that waits."""
        outgoing = OutgoingFrame(
            0,
            self.identity.audio_ssrc,
            self._next_audio_number,
            self._audio_clock.next_timestamp(frame.pts_ns),
            (frame.payload,),
            False,
            frame.arrived_ns,
        )
        self._next_audio_number = outgoing.end_number
        self._waiting_audio.append(outgoing)
        if len(self._viewers) < AUDIO_PAIRING_VIEWERS or len(self._waiting_audio) == AUDIO_PAIR:
            self._flush_audio()
        elif self._audio_handle is None:
            loop = asyncio.get_running_loop()
            self._audio_handle = loop.call_later(AUDIO_WAIT_SECONDS, self._flush_audio)

    def keyframe_wanted(self, viewer: Viewer) -> None:
        """Answer a viewer that has lost its picture, from the cache where it can be.

        Chromium also asks when nothing has come for 3 s. On a still screen that is no loss: a viewer that has every
        packet is not shown the last seconds over again.
        """
        is_live = viewer.state is ViewerState.LIVE
        now_ns = self._clock_ns()
        if is_live and viewer.has_whole_picture and now_ns - self._newest_frame_ns > STILL_NS:
            return
        if is_live and not viewer.may_answer_keyframe_request(now_ns):
            return
        self.wants_keyframe()
        if is_live:
            self._start_picture(viewer)

    def path_renewed(self, viewer: Viewer) -> None:
        """Give a viewer the picture anew after an outage in which it could not ask for anything."""
        if viewer.state is not ViewerState.CATCHING_UP:
            self._start_picture(viewer)

    def on_rtcp(self, viewer: Viewer, packet: bytes, now_ns: int) -> None:
        """Take a viewer's feedback."""
        viewer.on_rtcp(packet, now_ns, self._wall_clock.ntp(now_ns))

    def counters(self) -> FanoutCounters:
        """The totals of this fan-out."""
        totals = replace(self._departed)
        for viewer in self._viewers:
            _add(totals, viewer)
        return totals

    def _flush_audio(self) -> None:
        if self._audio_handle is not None:
            self._audio_handle.cancel()
            self._audio_handle = None
        batch = AudioBatch(self._waiting_audio)
        self._waiting_audio = []
        for viewer in self._viewers:
            viewer.send_audio(batch)

    def _start_picture(self, viewer: Viewer) -> None:
        if not self._cache:
            self.wants_keyframe()
            return
        viewer.start_with(self._cache)
        if viewer not in self._catching_up:
            self._catching_up.append(viewer)
        if self._pace_handle is None:
            self._pace()

    def _pace(self) -> None:
        share = int(JOINERS_BYTES_PER_SECOND * PACE_INTERVAL_SECONDS / max(1, len(self._catching_up)))
        budget = min(share, int(JOINER_BYTES_PER_SECOND * PACE_INTERVAL_SECONDS))
        for viewer in self._catching_up:
            viewer.catch_up(budget)
        self._catching_up = [viewer for viewer in self._catching_up if viewer.state is ViewerState.CATCHING_UP]
        self._pace_handle = None
        if self._catching_up:
            self._pace_handle = asyncio.get_running_loop().call_later(PACE_INTERVAL_SECONDS, self._pace)

    def _remember(self, frame: OutgoingFrame) -> None:
        if frame.is_keyframe:
            self._forget_picture()
        elif not self._cache:
            return
        self._cache.append(frame)
        self._cache_bytes += frame.size
        if len(self._cache) > CACHE_MAX_FRAMES or self._cache_bytes > CACHE_MAX_BYTES:
            self._forget_picture()

    def _forget_picture(self) -> None:
        for frame in self._cache:
            frame.forget_runs()
        self._cache = []
        self._cache_bytes = 0

    def _enqueue(self, frame: OutgoingFrame) -> None:
        now_ns = self._newest_frame_ns = self._clock_ns()
        if self._queue and (
            len(self._queue) == QUEUE_MAX_FRAMES or now_ns - self._queue[0].queued_ns > QUEUE_MAX_AGE_NS
        ):
            self._overloaded()
        self._rotation += 1
        start = self._rotation % max(1, len(self._viewers))
        rotated = self._viewers[start:] + self._viewers[:start]
        self._queue.append(_Delivery(frame, now_ns, iter(rotated)))
        if self._pump_handle is None:
            self._pump()

    def _pump(self) -> None:
        self._pump_handle = None
        deadline_ns = self._clock_ns() + SLICE_NS
        while self._queue:
            delivery = self._queue[0]
            if not self._deliver(delivery, deadline_ns):
                self._pump_handle = asyncio.get_running_loop().call_soon(self._pump)
                return
            self._queue.popleft()
            delivery.frame.forget_runs()
            self.relay_delays_ns.append(self._clock_ns() - delivery.frame.arrived_ns)

    def _deliver(self, delivery: _Delivery, deadline_ns: int) -> bool:
        frame, until_clock_read = delivery.frame, VIEWERS_PER_CLOCK_READ
        for viewer in delivery.viewers:
            viewer.send_video(frame)
            until_clock_read -= 1
            if until_clock_read == 0:
                if self._clock_ns() > deadline_ns:
                    return False
                until_clock_read = VIEWERS_PER_CLOCK_READ
        return True

    def _overloaded(self) -> None:
        self._departed.overloads_total += 1
        logger.warning("the box is too slow for its viewers: they go on with the next keyframe")
        self._queue.clear()
        for viewer in self._viewers:
            viewer.lose_picture()
        self._catching_up.clear()
        self.wants_keyframe()

    async def _report_forever(self) -> None:
        slice_number = 0
        while True:
            await asyncio.sleep(REPORT_INTERVAL_SECONDS / REPORT_SLICES)
            now_ns = self._clock_ns()
            for viewer in self._viewers[slice_number::REPORT_SLICES]:
                self._send_reports(viewer, now_ns)
            slice_number = (slice_number + 1) % REPORT_SLICES

    def _send_reports(self, viewer: Viewer, now_ns: int) -> None:
        ntp, sent = self._wall_clock.ntp(now_ns), viewer.counters
        video_time, audio_time = self._video_clock.timestamp_at(now_ns), self._audio_clock.timestamp_at(now_ns)
        if viewer.formats.video_payload_type is not None:
            viewer.send_report(
                SenderReport(self.identity.video_ssrc, ntp, video_time, sent.video_packets, sent.video_bytes)
            )
        if viewer.formats.audio_payload_type is not None:
            viewer.send_report(
                SenderReport(self.identity.audio_ssrc, ntp, audio_time, sent.audio_packets, sent.audio_bytes)
            )


def _add(totals: FanoutCounters, viewer: Viewer) -> None:
    sent = viewer.counters
    totals.packets_total += sent.video_packets + sent.audio_packets + sent.retransmitted_total
    totals.bytes_total += sent.video_bytes + sent.audio_bytes
    totals.retransmitted_total += sent.retransmitted_total
    totals.nacked_total += sent.nacked_total
    totals.keyframe_requests_total += sent.keyframe_requests_total
    totals.frames_dropped_total += sent.frames_dropped_total

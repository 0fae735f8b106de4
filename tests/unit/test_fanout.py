"""The fan-out: everybody gets every frame, in short turns, and no viewer's trouble is another's."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pylibsrtp
import pytest

from appliance.media.egress.fanout import (
    CACHE_MAX_FRAMES,
    JOINER_BYTES_PER_SECOND,
    JOINERS_BYTES_PER_SECOND,
    PACE_INTERVAL_SECONDS,
    QUEUE_MAX_AGE_NS,
    QUEUE_MAX_FRAMES,
    SLICE_NS,
    VIEWERS_PER_CLOCK_READ,
    Fanout,
    FanoutIdentity,
)
from appliance.media.egress.timing import WallClock
from appliance.media.egress.viewer import ViewerState
from appliance.media.transport.srtp import SrtpSessions
from appliance.media.unit import VideoFrame
from appliance.protocols.rtp import (
    Nack,
    PictureLossIndication,
    ReceiverReport,
    ReportBlock,
    RtpPacket,
    SenderReport,
    uint32_distance,
)
from tests.support.made_frames import keyframe, picture, sound
from tests.support.recorded_viewer import AUDIO_PAYLOAD_TYPE, VIDEO_PAYLOAD_TYPE, RecordedViewer, recorded_viewer
from tests.support.turns import until

SECOND_NS = 1_000_000_000
LOSS = PictureLossIndication(1, 101).serialize()
START_NS = 5_000 * SECOND_NS
IDENTITY = FanoutIdentity(101, 102, 103, first_sequence_number=65_000, first_timestamp=4_294_000_000, cname="stage")


class SteppingClock:
    """A clock that goes on by `step_ns` whenever it is read: work takes time."""

    def __init__(self) -> None:
        self.now_ns = START_NS
        self.step_ns = 0

    def __call__(self) -> int:
        self.now_ns += self.step_ns
        return self.now_ns


class Room:
    """A fan-out, its clock, and what it asked its stage for."""

    def __init__(self) -> None:
        self.clock = SteppingClock()
        self.fanout = Fanout(IDENTITY, self.clock, WallClock(offset_ns=7 * SECOND_NS))
        self.keyframes_wanted = 0
        self.fanout.wants_keyframe = self._count_wish
        self._marks = 0

    def joins(self, count: int = 1) -> list[RecordedViewer]:
        """So many viewers attach."""
        viewers = [recorded_viewer(self.fanout.supplies.ring) for _ in range(count)]
        for each in viewers:
            each.viewer._on_keyframe_wanted = self.fanout.keyframe_wanted
            self.fanout.attach(each.viewer)
        return viewers

    def shows(self, *, is_keyframe: bool = False, size: int = 100, after_ns: int = 33_000_000) -> VideoFrame:
        """The next frame comes."""
        self.clock.now_ns += after_ns
        self._marks += 1
        frame = (keyframe if is_keyframe else picture)(self.clock.now_ns, size, self._marks)
        self.fanout.send_video(frame)
        return frame

    def shows_gop(self, frames: int = 5, size: int = 100) -> None:
        """A keyframe and its followers come."""
        for position in range(frames):
            self.shows(is_keyframe=position == 0, size=size)

    def _count_wish(self) -> None:
        self.keyframes_wanted += 1


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    yield room
    await room.fanout.close()


def _video(viewer: RecordedViewer) -> list[RtpPacket]:
    return [packet for packet in viewer.received() if packet.payload_type == VIDEO_PAYLOAD_TYPE]


def _are_without_gap(packets: list[RtpPacket]) -> bool:
    numbers = [packet.sequence_number for packet in packets]
    return numbers == [(numbers[0] + step) & 0xFFFF for step in range(len(numbers))]


async def _all_live(viewers: list[RecordedViewer]) -> None:
    await until(lambda: all(each.viewer.state is ViewerState.LIVE for each in viewers))


async def test_everybody_gets_the_same_packets(room: Room) -> None:
    viewers = room.joins(3)
    room.shows_gop(4, size=3_000)
    received = [_video(viewer) for viewer in viewers]
    assert len(received[0]) == 4 * 3 + 1  # SPS and PPS take a packet of their own
    assert received[1] == received[0]
    assert received[2] == received[0]
    assert _are_without_gap(received[0])


async def test_a_joiner_starts_with_the_cache_and_goes_on_live(room: Room) -> None:
    room.shows_gop(10)
    (viewer,) = room.joins()
    await _all_live([viewer])
    room.shows()
    packets = _video(viewer)
    assert len(packets) == 11
    assert _are_without_gap(packets)
    times = [packet.timestamp for packet in packets]
    assert all(uint32_distance(before, after) > 0 for before, after in pairwise(times))


async def test_a_joiner_without_a_picture_makes_the_stage_ask_for_one(room: Room) -> None:
    room.joins()
    assert room.keyframes_wanted == 1
    room.shows()
    assert not room.fanout.has_picture
    room.shows(is_keyframe=True)
    assert room.fanout.has_picture


async def test_a_frame_for_many_is_sent_in_short_turns(room: Room) -> None:
    viewers = room.joins(40)
    room.shows_gop(1)
    assert [len(viewer.received()) for viewer in viewers] == [1] * 40
    room.clock.step_ns = SLICE_NS + 1
    room.shows()
    assert sum(len(viewer.received()) for viewer in viewers) == VIEWERS_PER_CLOCK_READ
    sent = [len(viewer.path.datagrams) for viewer in viewers]
    await until(lambda: len({len(viewer.path.datagrams) for viewer in viewers}) == 1)
    assert sum(len(viewer.path.datagrams) for viewer in viewers) == sum(sent) + 40 - VIEWERS_PER_CLOCK_READ


async def test_nobody_is_always_served_last(room: Room) -> None:
    viewers = room.joins(20)
    room.shows_gop(1)
    room.clock.step_ns = SLICE_NS + 1
    served_first: set[int] = set()
    for _ in range(20):
        had = [len(viewer.path.datagrams) for viewer in viewers]
        room.shows()
        served_first |= {index for index, before in enumerate(had) if len(viewers[index].path.datagrams) > before}
        await until(lambda: len({len(viewer.path.datagrams) for viewer in viewers}) == 1)
    assert served_first == set(range(20))


async def test_sound_goes_ahead_of_a_picture_that_waits(room: Room) -> None:
    viewers = room.joins(40)
    room.shows_gop(1)
    for viewer in viewers:
        viewer.received()
    room.clock.step_ns = SLICE_NS + 1
    room.shows()
    room.fanout.send_audio(sound(room.clock.now_ns))
    waiting = [
        viewer for viewer in viewers if [each.payload_type for each in viewer.received()] == [AUDIO_PAYLOAD_TYPE]
    ]
    assert len(waiting) == 40 - VIEWERS_PER_CLOCK_READ
    await until(lambda: all(viewer.path.datagrams[-1][1] & 0x7F == VIDEO_PAYLOAD_TYPE for viewer in waiting))


async def test_who_leaves_during_a_delivery_gets_nothing_and_the_others_everything(room: Room) -> None:
    viewers = room.joins(40)
    room.shows_gop(1)
    had = [len(viewer.path.datagrams) for viewer in viewers]
    room.clock.step_ns = SLICE_NS + 1
    room.shows()
    waiting = [viewer for viewer, before in zip(viewers, had, strict=True) if len(viewer.path.datagrams) == before]
    leaving, staying = waiting[:10], [viewer for viewer in viewers if viewer not in waiting[:10]]
    for viewer in leaving:
        room.fanout.detach(viewer.viewer)
    await until(lambda: all(len(viewer.path.datagrams) == had[0] + 1 for viewer in staying))
    room.clock.step_ns = 0
    room.shows()
    assert [len(viewer.path.datagrams) for viewer in leaving] == [had[0]] * 10


async def test_the_figures_of_those_who_left_stay_in_the_totals(room: Room) -> None:
    viewers = room.joins(3)
    room.shows_gop(4)
    before = room.fanout.counters()
    room.fanout.detach(viewers[0].viewer)
    room.fanout.detach(viewers[0].viewer)
    assert room.fanout.counters() == before
    assert before.packets_total == 3 * 4
    room.shows()
    assert room.fanout.counters().packets_total == 3 * 4 + 2


async def test_a_box_that_is_too_slow_goes_on_with_the_next_keyframe(room: Room) -> None:
    viewers = room.joins(40)
    room.shows_gop(2)
    room.clock.step_ns = SLICE_NS + 1
    room.shows()
    room.clock.step_ns = 0
    room.shows(after_ns=QUEUE_MAX_AGE_NS + 1)
    assert room.fanout.counters().overloads_total == 1
    assert room.keyframes_wanted == 41
    assert {viewer.viewer.state for viewer in viewers} == {ViewerState.AWAITING_KEYFRAME}
    room.shows(is_keyframe=True)
    await _all_live(viewers)
    for viewer in viewers:
        assert _are_without_gap(_video(viewer))


async def test_frames_that_wait_are_bounded_in_number(room: Room) -> None:
    room.joins(40)
    room.shows_gop(1)
    room.clock.step_ns = SLICE_NS + 1
    for _ in range(QUEUE_MAX_FRAMES):
        room.shows(after_ns=0)
    assert room.fanout.counters().overloads_total == 0
    room.shows(after_ns=0)
    assert room.fanout.counters().overloads_total == 1


async def test_a_joiner_is_paced(room: Room) -> None:
    room.shows_gop(20, size=50_000)
    (viewer,) = room.joins()
    at_once = viewer.viewer.counters.video_bytes
    assert 0 < at_once <= JOINER_BYTES_PER_SECOND * PACE_INTERVAL_SECONDS + 51_000
    assert viewer.viewer.state is ViewerState.CATCHING_UP
    await _all_live([viewer])
    assert viewer.viewer.counters.video_bytes >= 20 * 50_000
    assert _are_without_gap(_video(viewer))


async def test_many_joiners_share_what_joiners_may_take(room: Room) -> None:
    room.shows_gop(30, size=2_000)
    now = asyncio.get_running_loop().time
    started = now()
    viewers = room.joins(100)
    await _all_live(viewers)
    assert {len(_video(viewer)) for viewer in viewers} == {30 * 2 + 1}
    in_excess = 100 * 2_100  # each may begin a frame that its share only pays for later
    sent = room.fanout.counters().bytes_total - in_excess
    assert sent / (now() - started) <= JOINERS_BYTES_PER_SECOND


async def test_a_lost_picture_is_answered_from_the_cache_once_a_second(room: Room) -> None:
    room.shows_gop(5)
    (viewer,) = room.joins()
    await _all_live([viewer])
    counts = []
    for _ in range(4):
        room.shows(after_ns=SECOND_NS // 2)
        room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
        await _all_live([viewer])
        counts.append(viewer.viewer.counters.video_packets)
    assert counts == [5 + 1 + 6, 13, 13 + 1 + 8, 23]
    assert room.keyframes_wanted == 2
    assert _are_without_gap(_video(viewer))


async def test_a_still_screen_is_not_shown_over_again_to_a_viewer_that_has_all_of_it(room: Room) -> None:
    room.shows_gop(5)
    (viewer,) = room.joins()
    await _all_live([viewer])
    last = _video(viewer)[-1].sequence_number
    block = ReportBlock(101, 0, 0, last, 0, 0, 0)
    room.fanout.on_rtcp(viewer.viewer, ReceiverReport(1, (block,)).serialize(), room.clock.now_ns)
    for _ in range(5):
        room.clock.now_ns += 4 * SECOND_NS
        room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
    assert (viewer.viewer.counters.video_packets, room.keyframes_wanted) == (5, 0)
    room.shows(after_ns=SECOND_NS)
    room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
    await _all_live([viewer])
    assert viewer.viewer.counters.video_packets == 6 + 6


async def test_the_same_pictures_are_sent_again_at_longer_and_longer_intervals(room: Room) -> None:
    room.shows_gop(5)
    (viewer,) = room.joins()
    await _all_live([viewer])
    answered_at = []
    for second in range(1, 41):
        room.clock.now_ns += SECOND_NS
        before = viewer.viewer.counters.video_packets
        room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
        await _all_live([viewer])
        if viewer.viewer.counters.video_packets > before:
            answered_at.append(second)
    assert answered_at == [1, 3, 7, 15, 31]


async def test_a_request_while_catching_up_uses_nothing_up(room: Room) -> None:
    room.shows_gop(20, size=50_000)
    (viewer,) = room.joins()
    room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
    assert (viewer.viewer.state, room.keyframes_wanted) == (ViewerState.CATCHING_UP, 1)
    await _all_live([viewer])
    room.fanout.on_rtcp(viewer.viewer, LOSS, room.clock.now_ns)
    assert viewer.viewer.state is ViewerState.CATCHING_UP


async def test_a_nack_that_reaches_the_fan_out_is_answered(room: Room) -> None:
    viewers = room.joins(2)
    room.shows_gop(2)
    number = _video(viewers[0])[-1].sequence_number
    room.fanout.on_rtcp(viewers[0].viewer, Nack(1, 101, (number,)).serialize(), room.clock.now_ns)
    assert [len(viewer.received()) for viewer in viewers] == [1, 2]
    assert room.fanout.counters().retransmitted_total == 1


async def test_a_viewer_whose_encryption_fails_is_nobody_elses_trouble(room: Room) -> None:
    viewers = room.joins(3)
    room.shows_gop(1)
    broken = SrtpSessions(pylibsrtp.Session(), pylibsrtp.Session(), 16)  # has no stream: libsrtp refuses everything
    viewers[1].viewer._srtp = broken
    viewers[1].link.srtp = broken
    room.shows()
    room.fanout.send_audio(sound(room.clock.now_ns))
    assert [len(viewer.received()) for viewer in viewers] == [3, 1, 3]
    assert viewers[1].viewer.state is ViewerState.AWAITING_KEYFRAME


async def test_a_frame_of_delimiters_alone_sends_nothing(room: Room) -> None:
    (viewer,) = room.joins()
    room.shows_gop(1)
    room.fanout.send_video(VideoFrame((b"\x09\xf0",), False, room.clock.now_ns, room.clock.now_ns))
    room.shows()
    assert _are_without_gap(_video(viewer))


async def test_the_cache_is_bounded(room: Room) -> None:
    room.shows(is_keyframe=True)
    for _ in range(CACHE_MAX_FRAMES - 1):
        room.shows(size=10)
    assert room.fanout.has_picture
    room.shows(size=10)
    assert not room.fanout.has_picture


async def test_the_first_report_says_which_time_the_pictures_have(room: Room) -> None:
    (viewer,) = room.joins()
    video, _, audio, _ = viewer.received_rtcp()
    assert isinstance(video, SenderReport)
    assert isinstance(audio, SenderReport)
    assert (video.ssrc, video.packet_count, audio.ssrc) == (101, 0, 103)
    assert video.ntp_time >> 32 == START_NS // SECOND_NS + 7 + 2_208_988_800
    frame = room.shows(is_keyframe=True)
    (shown,) = {packet.timestamp for packet in _video(viewer)}
    assert uint32_distance(video.rtp_timestamp, shown) == (frame.pts_ns - START_NS) * 90_000 // SECOND_NS


async def test_reports_count_what_was_sent(room: Room) -> None:
    (viewer,) = room.joins()
    room.shows_gop(3, size=1_000)
    room.fanout.send_audio(sound(room.clock.now_ns, b"123"))
    payload_bytes = sum(len(packet.payload) for packet in _video(viewer))
    datagrams = len(viewer.path.datagrams)
    room.fanout.start()
    await until(lambda: len(viewer.path.datagrams) == datagrams + 2)
    video, _, audio, _ = viewer.received_rtcp()
    assert isinstance(video, SenderReport)
    assert isinstance(audio, SenderReport)
    assert (video.packet_count, video.octet_count) == (3, payload_bytes)
    assert (audio.packet_count, audio.octet_count) == (1, 3)
    assert uint32_distance(video.rtp_timestamp, audio.rtp_timestamp) != 0


async def test_the_relay_delay_runs_until_the_last_viewer_is_served(room: Room) -> None:
    room.joins(40)
    room.shows_gop(1)
    assert list(room.fanout.relay_delays_ns) == [0]
    room.clock.step_ns = SLICE_NS + 1
    room.shows()
    assert len(room.fanout.relay_delays_ns) == 1
    await until(lambda: len(room.fanout.relay_delays_ns) == 2)
    assert room.fanout.relay_delays_ns[-1] > 4 * SLICE_NS

"""The stage: what everybody sees, and when it changes from one cast to the other, or to the slate."""

from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from appliance.media.egress.timing import VIDEO_CLOCK_RATE, MediaClock
from appliance.media.hub import StreamHub
from appliance.media.stage import LAST_PICTURE_KEPT_NS, REPLAY_MAX_BYTES, SLATE_INTERVAL_SECONDS, Stage
from appliance.media.transcode.slate import Slate
from appliance.media.unit import AudioFrame, VideoFrame
from appliance.protocols.rtp import uint32_distance
from tests.support.made_frames import keyframe, picture, sound
from tests.support.recording_sink import HandClock
from tests.support.turns import until

SLATE_KEYFRAME, SLATE_STILLS = (b"\x67slate", b"\x68", b"\x65slate"), ((b"\x41one",), (b"\x41two",))
CAST_A, CAST_B = 1, 2
SECOND_NS = 1_000_000_000


class Output:
    """Keeps what goes to the viewers, with the timestamps they would get."""

    def __init__(self) -> None:
        self.wants_keyframe: Callable[[], None] = lambda: None
        self.viewers: Sequence[object] = [object()]
        self.video: list[VideoFrame] = []
        self.audio: list[AudioFrame] = []
        self.timestamps: list[int] = []
        self._clock = MediaClock(VIDEO_CLOCK_RATE, 4_294_900_000)

    def send_video(self, frame: VideoFrame) -> None:
        self.video.append(frame)
        self.timestamps.append(self._clock.next_timestamp(frame.pts_ns))

    def send_audio(self, frame: AudioFrame) -> None:
        self.audio.append(frame)

    def seen(self) -> list[str]:
        """What was shown since this was asked last: a letter per picture, capital for keyframes."""
        shown = [_letter(frame) for frame in self.video]
        self.video.clear()
        return shown


class Hall:
    """A stage, its clock and two casts."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.output = Output()
        self.stage = Stage(self.output, Slate(SLATE_KEYFRAME, SLATE_STILLS), self.clock)
        self.asked: list[int] = []
        self.hubs = {mark: StreamHub(self.clock) for mark in (CAST_A, CAST_B)}
        self.comes(CAST_A)
        self.comes(CAST_B)

    def comes(self, mark: int) -> None:
        """The cast's publisher begins."""
        self.hubs[mark].publisher_came()
        self.hubs[mark].keyframes_by(lambda: self.asked.append(mark))

    def sends(self, mark: int, pictures: str = "p", size: int = 100) -> None:
        """The cast sends pictures: K for a keyframe, p for another."""
        for kind in pictures:
            self.clock.now_ns += 33_000_000
            self.hubs[mark].publish_video((keyframe if kind == "K" else picture)(self.clock.now_ns, size, mark))

    def shows(self, mark: int | None) -> None:
        """The teacher chooses."""
        self.stage.show(None if mark is None else self.hubs[mark])


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    await hall.stage.close()


def _letter(frame: VideoFrame) -> str:
    body = frame.nal_units[-1]
    letter = "s" if body[1:6] in (b"slate", b"one", b"two") else "?ab"[int.from_bytes(body[1:5], "big")]
    return letter.upper() if frame.is_keyframe else letter


def _assert_time_goes_on(output: Output) -> None:
    pairs = zip(output.timestamps, output.timestamps[1:], strict=False)
    assert all(uint32_distance(before, after) > 0 for before, after in pairs)


async def test_a_live_cast_appears_with_its_cached_pictures_at_once(hall: Hall) -> None:
    hall.sends(CAST_A, "Kppp")
    hall.shows(CAST_A)
    assert hall.output.seen() == ["A", "a", "a", "a"]
    hall.sends(CAST_A, "pK")
    assert hall.output.seen() == ["a", "A"]
    assert hall.stage.has_ever_shown
    _assert_time_goes_on(hall.output)


async def test_the_change_of_cast_is_a_keyframe_and_time_goes_on(hall: Hall) -> None:
    hall.sends(CAST_B, "Kpp")
    hall.sends(CAST_A, "Kpp")
    hall.shows(CAST_A)
    hall.sends(CAST_A, "pp")
    hall.sends(CAST_B, "pp")
    hall.output.seen()
    hall.shows(CAST_B)
    hall.sends(CAST_A, "pK")
    hall.sends(CAST_B, "p")
    assert hall.output.seen() == ["B", "b", "b", "b", "b", "b"]
    _assert_time_goes_on(hall.output)


async def test_replayed_pictures_count_as_arriving_now(hall: Hall) -> None:
    hall.sends(CAST_A, "Kpp")
    hall.clock.now_ns += SECOND_NS
    hall.shows(CAST_A)
    assert {frame.arrived_ns for frame in hall.output.video} == {hall.clock.now_ns}


async def test_a_change_too_big_for_the_room_waits_for_the_next_keyframe(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.sends(CAST_B, "K", size=REPLAY_MAX_BYTES // 10)
    hall.output.viewers = [object()] * 11
    hall.output.seen()
    hall.shows(CAST_B)
    assert hall.stage.wanted_source is hall.hubs[CAST_B]
    assert hall.asked == [CAST_B]
    hall.sends(CAST_B, "p")
    hall.sends(CAST_A, "pK")
    assert hall.output.seen() == ["a", "A"]
    hall.sends(CAST_B, "Kp")
    hall.sends(CAST_A, "K")
    assert hall.output.seen() == ["B", "b"]
    _assert_time_goes_on(hall.output)


async def test_a_small_enough_change_is_replayed_to_a_full_room(hall: Hall) -> None:
    hall.sends(CAST_A, "K", size=REPLAY_MAX_BYTES // 20)
    hall.output.viewers = [object()] * 10
    hall.shows(CAST_A)
    assert hall.output.seen() == ["A"]


async def test_a_candidate_that_never_comes_leaves_the_old_picture(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.shows(CAST_B)
    hall.sends(CAST_A, "pp")
    assert hall.output.seen() == ["A", "a", "a"]
    assert hall.stage.wanted_source is hall.hubs[CAST_B]
    hall.shows(CAST_A)
    assert hall.stage.wanted_source is hall.hubs[CAST_A]
    hall.sends(CAST_B, "K")
    hall.sends(CAST_A, "p")
    assert hall.output.seen() == ["a"]
    assert not hall.hubs[CAST_B].has_listeners


async def test_a_candidate_whose_request_got_lost_is_asked_again(hall: Hall) -> None:
    hall.sends(CAST_B, "p")
    hall.shows(CAST_B)
    for _ in range(70):
        hall.sends(CAST_B, "p")
    assert hall.asked == [CAST_B, CAST_B, CAST_B]


async def test_changing_ones_mind_before_the_keyframe_counts(hall: Hall) -> None:
    hall.shows(CAST_A)
    hall.shows(CAST_B)
    hall.sends(CAST_A, "K")
    hall.sends(CAST_B, "K")
    assert hall.output.seen() == ["B"]
    assert not hall.hubs[CAST_A].has_listeners


async def test_clearing_the_stage_shows_the_slate_at_once(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.shows(None)
    hall.sends(CAST_A, "pK")
    assert hall.output.seen() == ["A", "S"]
    assert hall.stage.wanted_source is None
    _assert_time_goes_on(hall.output)


async def test_the_slate_goes_on_while_nothing_is_on_stage(hall: Hall) -> None:
    hall.stage.start()
    await until(lambda: len(hall.output.video) == 1, 3 * SLATE_INTERVAL_SECONDS)
    hall.clock.now_ns += SECOND_NS
    await until(lambda: len(hall.output.video) == 2, 3 * SLATE_INTERVAL_SECONDS)
    assert hall.output.seen() == ["S", "s"]
    assert not hall.stage.has_ever_shown
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    assert hall.output.seen() == ["A"]
    _assert_time_goes_on(hall.output)


async def test_a_lost_publishers_last_picture_stays_and_then_the_slate_comes(hall: Hall) -> None:
    hall.sends(CAST_A, "Kp")
    hall.shows(CAST_A)
    hall.output.seen()
    hall.hubs[CAST_A].publisher_left()
    hall.clock.now_ns += LAST_PICTURE_KEPT_NS
    assert not hall.stage._needs_slate()
    hall.clock.now_ns += 1
    hall.stage.start()
    await until(lambda: bool(hall.output.video), 3 * SLATE_INTERVAL_SECONDS)
    assert hall.output.seen() == ["S"]


async def test_a_publisher_that_returns_takes_the_stage_again(hall: Hall) -> None:
    hall.sends(CAST_A, "Kp")
    hall.shows(CAST_A)
    hall.hubs[CAST_A].publisher_left()
    hall.stage._begin_slate()
    hall.output.seen()
    hall.comes(CAST_A)
    hall.clock.now_ns -= 20 * SECOND_NS  # its clock may lie behind what was shown
    hall.sends(CAST_A, "Kp")
    assert hall.output.seen() == ["A", "a"]
    _assert_time_goes_on(hall.output)


async def test_pictures_that_nobody_can_decode_do_not_replace_the_slate(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.hubs[CAST_A].publisher_left()
    hall.stage._begin_slate()
    hall.output.seen()
    hall.comes(CAST_A)
    hall.sends(CAST_A, "pp")
    assert hall.output.seen() == []
    assert hall.asked == [CAST_A]


async def test_a_still_publisher_keeps_its_picture_for_as_long_as_it_likes(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.clock.now_ns += 3_600 * SECOND_NS
    assert not hall.stage._needs_slate()


async def test_sound_follows_the_picture(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    tones = [sound(1), sound(2), sound(3)]
    hall.hubs[CAST_A].publish_audio(tones[0])
    hall.shows(CAST_B)
    hall.hubs[CAST_B].publish_audio(tones[1])
    hall.sends(CAST_B, "K")
    hall.hubs[CAST_A].publish_audio(tones[1])
    hall.hubs[CAST_B].publish_audio(tones[2])
    assert hall.output.audio == [tones[0], tones[2]]


async def test_viewers_wishes_reach_the_cast_that_is_to_be_shown(hall: Hall) -> None:
    hall.output.wants_keyframe()
    hall.shows(CAST_A)
    hall.clock.now_ns += SECOND_NS
    hall.output.wants_keyframe()
    assert hall.asked == [CAST_A, CAST_A]


async def test_a_closed_stage_has_left_its_casts(hall: Hall) -> None:
    hall.sends(CAST_A, "K")
    hall.shows(CAST_A)
    hall.shows(CAST_B)
    await hall.stage.close()
    assert not hall.hubs[CAST_A].has_listeners
    assert not hall.hubs[CAST_B].has_listeners

"""The hub of a cast: what it keeps, whom it tells, and when it asks the publisher for a keyframe."""

import pytest

from appliance.media.hub import GOP_MAX_BYTES, GOP_MAX_FRAMES, StreamHub
from appliance.media.unit import AudioFrame, VideoFrame
from tests.support.made_frames import keyframe, picture, sound
from tests.support.recording_sink import HandClock

SECOND_NS = 1_000_000_000


class Listener:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.video: list[VideoFrame] = []
        self.audio: list[AudioFrame] = []

    def on_video(self, frame: VideoFrame) -> None:
        self.video.append(frame)

    def on_audio(self, frame: AudioFrame) -> None:
        self.audio.append(frame)


class Cast:
    """A hub with a publisher that can be asked for keyframes."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.hub = StreamHub(self.clock)
        self.asked = 0
        self.changes: list[tuple[bool, bool]] = []
        self.hub.on_change = lambda: self.changes.append((self.hub.has_publisher, self.hub.is_live))
        self.comes()

    def comes(self) -> None:
        """A publisher begins."""
        self.hub.publisher_came()
        self.hub.keyframes_by(self._ask)

    def sends(self, *, is_keyframe: bool = False, after_ns: int = 33_000_000, size: int = 100) -> VideoFrame:
        """The next frame arrives."""
        self.clock.now_ns += after_ns
        frame = (keyframe if is_keyframe else picture)(self.clock.now_ns, size)
        self.hub.publish_video(frame)
        return frame

    def _ask(self) -> None:
        self.asked += 1


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_the_pictures_since_the_last_keyframe_are_kept(cast: Cast) -> None:
    cast.sends()
    assert list(cast.hub.gop) == []
    cast.sends(is_keyframe=True)
    cast.sends()
    kept = [cast.sends(is_keyframe=True), cast.sends(), cast.sends()]
    assert list(cast.hub.gop) == kept


def test_a_group_with_too_many_pictures_is_given_up_until_the_next_keyframe(cast: Cast) -> None:
    cast.sends(is_keyframe=True)
    for _ in range(GOP_MAX_FRAMES - 1):
        cast.sends(size=5)
    assert len(cast.hub.gop) == GOP_MAX_FRAMES
    cast.sends(size=5)
    assert list(cast.hub.gop) == []
    cast.sends()
    assert list(cast.hub.gop) == []
    again = cast.sends(is_keyframe=True)
    assert list(cast.hub.gop) == [again]


def test_a_group_with_too_many_bytes_is_given_up(cast: Cast) -> None:
    cast.sends(is_keyframe=True, size=GOP_MAX_BYTES // 2)
    cast.sends(size=GOP_MAX_BYTES // 2)
    assert list(cast.hub.gop) == []


def test_listeners_hear_everything_until_they_leave(cast: Cast) -> None:
    listener = Listener()
    leave = cast.hub.subscribe(listener)
    heard = cast.sends(is_keyframe=True)
    tone = sound(cast.clock.now_ns)
    cast.hub.publish_audio(tone)
    assert cast.hub.has_listeners
    leave()
    leave()
    cast.sends()
    assert (listener.video, listener.audio) == ([heard], [tone])
    assert not cast.hub.has_listeners


def test_a_listener_may_leave_while_it_listens(cast: Cast) -> None:
    class Once(Listener):
        def on_video(self, frame: VideoFrame) -> None:
            super().on_video(frame)
            leave()

    once, other = Once(), Listener()
    leave = cast.hub.subscribe(once)
    cast.hub.subscribe(other)
    cast.sends(is_keyframe=True)
    cast.sends()
    assert (len(once.video), len(other.video)) == (1, 2)


def test_live_means_that_this_publisher_has_sent_a_picture(cast: Cast) -> None:
    cast.sends(is_keyframe=True)
    cast.sends()
    cast.hub.publisher_left()
    cast.comes()
    assert cast.changes == [(True, False), (True, True), (False, False), (True, False)]


def test_the_picture_of_a_publisher_that_left_is_history(cast: Cast) -> None:
    shown = cast.sends(is_keyframe=True)
    cast.hub.publisher_left()
    assert list(cast.hub.gop) == []
    assert cast.hub.last_video_ns == shown.arrived_ns


def test_a_wish_is_passed_on_once_a_second_until_a_keyframe_comes(cast: Cast) -> None:
    cast.sends(is_keyframe=True)
    cast.hub.request_keyframe()
    cast.hub.request_keyframe()
    assert cast.asked == 1
    for _ in range(25):
        cast.sends(after_ns=100_000_000)  # the request was lost on its way
    assert cast.asked == 3
    cast.sends(is_keyframe=True)
    for _ in range(25):
        cast.sends(after_ns=100_000_000)
    assert cast.asked == 3


def test_a_wish_right_after_another_ones_keyframe_is_not_forgotten(cast: Cast) -> None:
    cast.hub.request_keyframe()
    cast.sends(is_keyframe=True, after_ns=100_000_000)
    cast.hub.request_keyframe()
    assert cast.asked == 1
    cast.sends(after_ns=SECOND_NS)
    assert cast.asked == 2


def test_a_wish_during_a_keyframes_delivery_stands(cast: Cast) -> None:
    class Wishing(Listener):
        def on_video(self, frame: VideoFrame) -> None:
            if frame.is_keyframe:
                cast.hub.request_keyframe()

    cast.hub.subscribe(Wishing())
    cast.sends(is_keyframe=True)
    assert cast.asked == 1
    cast.sends(after_ns=SECOND_NS)
    assert cast.asked == 2


def test_a_new_publisher_is_asked_at_once_and_the_old_one_never_again(cast: Cast) -> None:
    cast.hub.request_keyframe()
    cast.hub.publisher_left()
    cast.hub.request_keyframe()
    assert cast.asked == 1
    cast.comes()
    cast.hub.request_keyframe()
    assert cast.asked == 2


def test_a_publisher_that_cannot_be_asked_is_left_in_peace() -> None:
    hub = StreamHub(HandClock())
    hub.publisher_came()
    hub.request_keyframe()
    hub.publish_video(keyframe(0))
    hub.publish_video(picture(1))
    assert len(hub.gop) == 2


def test_sound_alone_keeps_a_publisher_heard_but_not_live(cast: Cast) -> None:
    cast.clock.now_ns += SECOND_NS
    cast.hub.publish_audio(sound(cast.clock.now_ns))
    assert (cast.hub.is_live, cast.hub.last_video_ns, cast.hub.last_heard_ns) == (False, None, cast.clock.now_ns)

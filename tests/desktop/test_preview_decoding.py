"""Decoding beside the window: bounded queues, the wanted size, at most thirty pictures a second, hostile bytes."""

import threading
from collections.abc import Callable
from fractions import Fraction
from random import Random

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.preview.decoding_queue import BACKLOG, MAX_BYTES, MAX_ITEMS, DecodingQueue, Encoded
from desktop.preview.keyframe_picture import MAX_KEYFRAME_BYTES, keyframe_image
from desktop.preview.latest_picture import LatestPicture
from desktop.preview.picture_maker import MAX_PIXELS, PictureMaker
from desktop.preview.player_state import SoundTrouble
from desktop.preview.sound import MAX_BUFFERED_BYTES, OpusPlayer, SampleBuffer, SoundError
from desktop.preview.video_picture import LARGEST_SIDE, PictureSize, VideoPicture, fitted

ROOM = PictureSize(320, 240)
KEY, DELTA = Encoded(b"key", True), Encoded(b"delta", False)


def _h264(pictures: int, width: int = 320, height: int = 180) -> list[bytes]:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.options = Fraction(30), {"tune": "zerolatency", "preset": "ultrafast"}
    frames = [av.VideoFrame(width, height, "yuv420p") for _ in range(pictures)]
    for number, frame in enumerate(frames):
        frame.pts = number
        for plane in frame.planes:
            plane.update(bytes([40 + 3 * number % 200]) * plane.buffer_size)
    return [bytes(packet) for frame in [*frames, None] for packet in encoder.encode(frame)]


KEYFRAME = _h264(1)[0]


class _Counter:
    """An EncodedUser that keeps what it is given."""

    def __init__(self, decodes: bool = True) -> None:
        self.used: list[Encoded] = []
        self._decodes = decodes
        self.came = threading.Event()

    def use(self, encoded: Encoded) -> bool:
        self.used.append(encoded)
        self.came.set()
        return self._decodes

    def wait_seconds(self) -> float | None:
        return None

    def idle(self) -> None:
        raise AssertionError("never asked for")


def test_a_full_queue_drops_up_to_the_next_keyframe_and_asks_for_one() -> None:
    wishes: list[None] = []
    user = _Counter()
    queue = DecodingQueue(user, lambda: wishes.append(None))
    for encoded in [KEY, *[DELTA] * (MAX_ITEMS - 1), DELTA, DELTA, KEY, DELTA]:
        queue.put(encoded)
    assert queue.dropped == MAX_ITEMS + 2
    assert len(wishes) == 1
    thread = threading.Thread(target=queue.decode_until_closed)
    thread.start()
    assert user.came.wait(5)
    queue.close()
    thread.join(5)
    assert user.used[0] is KEY


def test_a_queue_is_bounded_in_bytes_too() -> None:
    queue = DecodingQueue(_Counter())
    for _ in range(5):
        queue.put(Encoded(bytes(MAX_BYTES // 2), False))
    assert queue.dropped >= 3


def test_a_keyframe_makes_a_backlog_superfluous() -> None:
    queue = DecodingQueue(_Counter())
    for encoded in [KEY, *[DELTA] * BACKLOG, KEY]:
        queue.put(encoded)
    assert queue.dropped == BACKLOG + 1


def test_what_cannot_be_decoded_asks_for_a_keyframe() -> None:
    asked = threading.Event()
    queue = DecodingQueue(_Counter(decodes=False), asked.set)
    thread = threading.Thread(target=queue.decode_until_closed)
    thread.start()
    queue.put(KEY)
    assert asked.wait(5)
    queue.close()
    thread.join(5)
    assert not thread.is_alive()


class _Clock:
    """Moves by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pictures_are_fitted_into_the_room() -> None:
    made: list[VideoPicture] = []
    maker = PictureMaker(lambda: ROOM, made.append)
    assert maker.use(Encoded(KEYFRAME))
    assert (made[0].width, made[0].height) == (320, 180)
    assert len(made[0].data) == made[0].bytes_per_line * 180


def test_without_room_none_is_made() -> None:
    made: list[VideoPicture] = []
    maker = PictureMaker(lambda: PictureSize(0, 0), made.append)
    assert maker.use(Encoded(KEYFRAME))
    assert (made, maker.decoded, maker.wait_seconds()) == ([], 1, None)


@pytest.mark.parametrize(("source_fps", "made_in_a_second"), [(30, 30), (60, 30), (15, 15)])
def test_at_most_thirty_pictures_a_second_are_made(source_fps: int, made_in_a_second: int) -> None:
    made: list[VideoPicture] = []
    clock = _Clock()
    maker = PictureMaker(lambda: ROOM, made.append, clock)
    for data in _h264(source_fps):
        maker.use(Encoded(data))
        clock.now += 1 / source_fps
    assert abs(len(made) - made_in_a_second) <= 1


def test_the_last_picture_of_a_burst_is_shown() -> None:
    made: list[VideoPicture] = []
    clock = _Clock()
    maker = PictureMaker(lambda: ROOM, made.append, clock)
    for data in _h264(5):
        maker.use(Encoded(data))
    wait = maker.wait_seconds()
    assert (len(made), made[-1].number) == (1, 1)
    assert wait is not None
    clock.now += wait + 0.001
    maker.idle()
    assert (len(made), made[-1].number) == (2, 5)
    assert maker.wait_seconds() is None


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 9000), st.integers(1, 9000))
def test_a_fitted_size_keeps_proportions_and_room(width: int, height: int, room_width: int, room_height: int) -> None:
    size = fitted(PictureSize(width, height), PictureSize(room_width, room_height))
    assert 1 <= size.width <= min(room_width, LARGEST_SIDE)
    assert 1 <= size.height <= min(room_height, LARGEST_SIDE)
    assert abs(size.width * height - size.height * width) <= max(width, height)


def test_the_newest_picture_replaces_the_one_nobody_fetched() -> None:
    latest = LatestPicture()
    first, second = VideoPicture(1, 1, 4, b"aaaa"), VideoPicture(1, 1, 4, b"bbbb")
    assert (latest.put(first), latest.put(second)) == (True, False)
    assert (latest.take(), latest.take(), latest.dropped) == (second, None, 1)


def test_a_keyframe_becomes_a_small_image() -> None:
    image = keyframe_image(_h264(1, 1280, 720)[0])
    assert image is not None
    assert (image.width(), image.height()) == (320, 180)
    upright = keyframe_image(_h264(1, 360, 640)[0])
    assert upright is not None
    assert (upright.width(), upright.height()) == (180, 320)


def test_a_picture_that_claims_too_much_is_refused() -> None:
    assert MAX_PIXELS < 4112 * 2304
    assert keyframe_image(_h264(1, 4112, 2304)[0]) is None
    assert keyframe_image(KEYFRAME + bytes(MAX_KEYFRAME_BYTES)) is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_make_no_image_and_no_harm(data: bytes) -> None:
    assert keyframe_image(data) is None
    assert keyframe_image(b"\0\0\0\1" + data) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, len(KEYFRAME)))
def test_a_damaged_keyframe_does_no_harm(seed: int, length: int) -> None:
    damaged = bytearray(KEYFRAME[:length])
    random = Random(seed)
    for _ in range(min(4, len(damaged))):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    image = keyframe_image(bytes(damaged))
    assert image is None or max(image.width(), image.height()) <= 320
    PictureMaker(lambda: ROOM, lambda picture: None).use(Encoded(bytes(damaged)))


def _opus_packets(count: int) -> list[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "stereo", "s16"
    packets: list[bytes] = []
    for number in range(count):
        frame = av.AudioFrame("s16", "stereo", 960)
        frame.sample_rate, frame.pts = 48_000, number * 960
        frame.planes[0].update(b"\x10\x20" * 1920)
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


class _Loudspeaker:
    """Keeps what is played."""

    def __init__(self) -> None:
        self.samples = bytearray()
        self.is_closed = False

    def play(self, samples: bytes) -> None:
        self.samples += samples

    def close(self) -> None:
        self.is_closed = True


def _player(make: Callable[[], _Loudspeaker]) -> tuple[OpusPlayer, list[tuple[bool, SoundTrouble]]]:
    told: list[tuple[bool, SoundTrouble]] = []
    return OpusPlayer(lambda has_sound, trouble: told.append((has_sound, trouble)), make), told


def test_sound_is_off_until_it_is_wanted_and_then_heard() -> None:
    speaker = _Loudspeaker()
    player, told = _player(lambda: speaker)
    first, *rest = _opus_packets(6)
    player.use(Encoded(first))
    assert (told, len(speaker.samples)) == ([], 0)
    player.is_on = True
    for packet in rest:
        player.use(Encoded(packet))
    assert len(speaker.samples) >= 3 * 960 * 4
    player.is_on = False
    player.use(Encoded(rest[0]))
    assert speaker.is_closed
    assert told == [(True, SoundTrouble.NONE), (False, SoundTrouble.NONE)]


def test_damaged_sound_is_passed_over() -> None:
    player, _ = _player(_Loudspeaker)
    player.is_on = True
    assert player.use(Encoded(b""))
    assert player.use(Encoded(b"\xff" * 50))


def test_without_a_loudspeaker_it_says_so_once() -> None:
    def no_speaker() -> _Loudspeaker:
        raise SoundError(SoundTrouble.NO_DEVICE)

    player, told = _player(no_speaker)
    player.is_on = True
    for packet in _opus_packets(3):
        player.use(Encoded(packet))
    assert told == [(False, SoundTrouble.NO_DEVICE)]


def test_late_sound_goes_and_missing_sound_is_silence() -> None:
    buffer = SampleBuffer()
    buffer.put(b"a" * MAX_BUFFERED_BYTES + b"bb")
    taken = buffer.take(MAX_BUFFERED_BYTES + 2)
    assert taken == b"a" * (MAX_BUFFERED_BYTES - 2) + b"bb" + b"\0\0"

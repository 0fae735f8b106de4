"""What comes out of a cast's input when real H.264 and AAC go in."""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from appliance.domain.codec_doctor import DiagnosisCode
from appliance.errors import PublishRefused
from appliance.media.ingest.cast_input import CastInput
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.media.unit import AudioFrame
from appliance.protocols.h264 import NalType, nal_type, parse_sps
from tests.support.encoded_media import (
    SECOND,
    CodedPicture,
    CodedSound,
    H264Recipe,
    clicks,
    decode_h264,
    decode_opus,
    encode_aac,
    encode_h264,
    picture_number,
    tone,
)
from tests.support.recording_sink import HandClock, RecordingSink

MS = 1_000_000
TICK = SECOND // 30


class Caster:
    """Feeds an input as an ingest would: interleaved by time, everything arriving 20 ms after its timestamp."""

    def __init__(self, slots: ReencodeSlots | None = None) -> None:
        self.sink, self.clock = RecordingSink(), HandClock()
        self.cast = CastInput(self.sink, slots or ReencodeSlots(), self.clock)
        self.begin_ns = self.clock.now_ns

    def send(self, pictures: Sequence[CodedPicture], sound: CodedSound | None = None, shift_ns: int = 0) -> None:
        """Send everything; `shift_ns` is added to the timestamps but not to the arrival times."""
        if sound is not None:
            self.cast.audio_config(sound.config)
        things: list[tuple[int, CodedPicture | tuple[bytes, int]]] = [(picture.dts_ns, picture) for picture in pictures]
        things += [(frame[1], frame) for frame in (sound.frames if sound else ())]
        for stamp_ns, thing in sorted(things, key=lambda entry: entry[0]):
            self.clock.now_ns = max(self.clock.now_ns, self.begin_ns + stamp_ns + 20 * MS)
            arrived_ns = self.clock.now_ns
            if isinstance(thing, CodedPicture):
                dts_ns, pts_ns = thing.dts_ns + shift_ns, thing.pts_ns + shift_ns
                self.cast.video(thing.nal_units, dts_ns, pts_ns, arrived_ns)
            else:
                self.cast.aac(thing[0], thing[1] + shift_ns, arrived_ns)

    async def send_gently(self, pictures: Sequence[CodedPicture]) -> None:
        """Send no more at once than a re-encoding thread may have waiting; some pictures stay in its decoder."""
        published = len(self.sink.video)
        for start in range(0, len(pictures), 5):
            self.send(pictures[start : start + 5])
            await self.sink.wait_until(lambda sink: len(sink.video) >= published + start + 2)  # noqa: B023 - awaited here

    def shown_numbers(self) -> list[int]:
        """What a decoder shows that gets exactly what was published."""
        return [picture_number(frame) for frame in decode_h264([frame.nal_units for frame in self.sink.video])]

    def codes(self) -> list[DiagnosisCode]:
        return [finding.code for finding in self.cast.diagnoses]


def later(pictures: Sequence[CodedPicture], by_ns: int) -> list[CodedPicture]:
    return [replace(picture, dts_ns=picture.dts_ns + by_ns, pts_ns=picture.pts_ns + by_ns) for picture in pictures]


def kinds(nal_units: Sequence[bytes]) -> list[int]:
    return [nal_type(nal) for nal in nal_units]


def click_time(frames: Sequence[AudioFrame], after: float = 0.0) -> float:
    """Seconds on the box's clock at which the sound becomes loud."""
    samples = np.abs(decode_opus([frame.payload for frame in frames]))
    skipped = round(after * 48_000)
    loud: int = np.flatnonzero(samples[skipped:] > 0.3).tolist()[0] + skipped
    return frames[loud // 960].pts_ns / SECOND + (loud % 960) / 48_000


def test_a_plain_cast_passes_through_unchanged() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=60))
    caster.send(pictures)
    assert caster.shown_numbers() == list(range(60))
    assert [frame.is_keyframe for frame in caster.sink.video] == [picture.is_keyframe for picture in pictures]
    # The very same bytes objects: nothing is copied on the hot path.
    assert caster.sink.video[5].nal_units[0] is pictures[5].nal_units[0]


def test_keyframes_begin_with_parameter_sets_and_padding_is_left_out() -> None:
    caster = Caster()
    pictures = encode_h264(H264Recipe(frames=31, extra="aud=1"))
    filler, end = b"\x0c\xff\xff\x80", b"\x0a"
    caster.send([replace(picture, nal_units=[*picture.nal_units, filler, end]) for picture in pictures])
    assert kinds(pictures[30].nal_units)[0] == NalType.AUD
    for frame in caster.sink.video:
        found = kinds(frame.nal_units)
        assert not {NalType.AUD, NalType.FILLER, NalType.END_OF_SEQUENCE} & set(found)
        assert (found[:2] == [NalType.SPS, NalType.PPS]) is frame.is_keyframe
        assert found.count(NalType.SPS) == int(frame.is_keyframe)


def test_parameter_sets_that_come_apart_are_put_before_each_keyframe() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=31))
    sps, pps = pictures[0].nal_units[:2]
    bare = [
        replace(
            picture,
            nal_units=[nal for nal in picture.nal_units if nal_type(nal) not in (NalType.SPS, NalType.PPS)],
        )
        for picture in pictures
    ]
    caster.cast.video_config([sps], [pps])
    caster.send(bare)
    assert caster.shown_numbers() == list(range(31))
    assert caster.sink.video[30].nal_units[:2] == (sps, pps)


def test_pictures_before_the_first_keyframe_are_dropped() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=60))
    caster.send(pictures[7:])
    assert caster.shown_numbers() == list(range(30, 60))
    assert caster.sink.video[0].is_keyframe


def test_pictures_without_any_parameter_sets_are_dropped() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=3))
    caster.send([replace(pictures[0], nal_units=pictures[0].nal_units[-1:]), *pictures[1:]])
    assert caster.sink.video == []


def test_a_turned_phone_changes_the_size_at_a_keyframe() -> None:
    caster = Caster()
    upright = encode_h264(H264Recipe(frames=10, width=240, height=320))
    caster.send(encode_h264(H264Recipe(frames=10)))
    assert (caster.cast.facts.width, caster.cast.facts.height) == (320, 240)
    caster.send(later(upright, 10 * TICK))
    assert (caster.cast.facts.width, caster.cast.facts.height) == (240, 320)
    shown = decode_h264([frame.nal_units for frame in caster.sink.video])
    assert [(frame.width, frame.height) for frame in shown] == [(320, 240)] * 10 + [(240, 320)] * 10


def test_a_damaged_parameter_set_does_not_replace_the_good_one() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=31))
    damaged = replace(pictures[30], nal_units=[b"\x67\x42", b"\x68", *pictures[30].nal_units[2:]])
    caster.send([*pictures[:30], damaged])
    assert caster.sink.video[30].nal_units[:2] == tuple(pictures[0].nal_units[:2])


@pytest.mark.parametrize(
    ("profile", "pixel_format"), [("high422", "yuv422p"), ("high10", "yuv420p10le"), ("high444", "yuv444p")]
)
def test_a_picture_no_browser_decodes_is_refused_in_words(profile: str, pixel_format: str) -> None:
    caster = Caster()
    with pytest.raises(PublishRefused) as refused:
        caster.send(encode_h264(H264Recipe(frames=2, profile=profile, pixel_format=pixel_format)))
    assert refused.value.code == "profile_unsupported"
    assert "8-bit 4:2:0" in refused.value.sentence.en
    assert caster.sink.video == []
    assert DiagnosisCode.PROFILE_UNSUPPORTED in caster.codes()


async def test_b_frames_are_encoded_anew_from_the_first_keyframe_on() -> None:
    caster = Caster()
    await caster.send_gently(encode_h264(H264Recipe(frames=60, b_frames=2, keyframe_every=60)))
    await caster.sink.wait_until(lambda sink: len(sink.video) >= 55)
    caster.cast.close()
    await caster.cast.wait_closed()
    # The keyframe that went out before the first B-frame was seen, then the same film in the order it is shown.
    numbers = caster.shown_numbers()
    assert numbers == list(range(len(numbers)))
    assert [frame.is_keyframe for frame in caster.sink.video][:3] == [True, True, False]
    assert {later.pts_ns - earlier.pts_ns for earlier, later in pairwise(caster.sink.video)} == {TICK}
    assert parse_sps(caster.sink.video[1].nal_units[0]).profile_idc == 66
    assert DiagnosisCode.B_FRAMES in caster.codes()


async def test_b_frames_that_begin_in_mid_stream_are_never_forwarded() -> None:
    caster = Caster()
    plain = encode_h264(H264Recipe(frames=40, keyframe_every=40, profile="main", extra="cabac=1"))
    turning = encode_h264(H264Recipe(frames=90, b_frames=2, keyframe_every=30))
    caster.send(plain)
    # The P picture and its B pictures come without a keyframe, as if the encoder had switched inside a group.
    caster.send(later(turning[1:30], 41 * TICK))
    assert [frame.nal_units[0] for frame in caster.sink.video[40:]] == [turning[1].nal_units[0]]
    await caster.send_gently(later(turning[30:], 41 * TICK))
    await caster.sink.wait_until(lambda sink: len(sink.video) >= 41 + 50)
    caster.cast.close()
    await caster.cast.wait_closed()
    assert caster.sink.video[41].is_keyframe
    shown = decode_h264([frame.nal_units for frame in caster.sink.video[41:]])
    assert [picture_number(frame) for frame in shown[:50]] == [number % 64 for number in range(30, 80)]


def test_a_constant_composition_offset_is_not_taken_for_b_frames() -> None:
    caster = Caster()
    pictures = encode_h264(H264Recipe(frames=40, profile="main", extra="cabac=1"))
    assert parse_sps(pictures[0].nal_units[0]).profile_idc == 77
    caster.send([replace(picture, pts_ns=picture.pts_ns + 2 * TICK) for picture in pictures])
    assert caster.shown_numbers() == list(range(40))
    assert DiagnosisCode.B_FRAMES not in caster.codes()


async def test_only_one_cast_is_encoded_anew_and_the_next_is_refused_in_words() -> None:
    slots = ReencodeSlots(limit=1)
    first, second, third = Caster(slots), Caster(slots), Caster(slots)
    pictures = encode_h264(H264Recipe(frames=20, b_frames=2))
    first.send(pictures)
    with pytest.raises(PublishRefused) as refused:
        second.send(pictures)
    assert refused.value.code == "reencode_busy"
    second.cast.close()
    first.cast.close()
    first.cast.close()
    third.send(pictures)
    third.cast.close()
    for caster in (first, second, third):
        await caster.cast.wait_closed()


def test_nothing_is_published_after_close() -> None:
    closed: list[str] = []
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=4))
    caster.cast = CastInput(caster.sink, ReencodeSlots(), caster.clock, on_close=lambda: closed.append("once"))
    caster.send(pictures[:2])
    caster.cast.close()
    caster.cast.close()
    caster.send(pictures[2:], encode_aac(tone(0.2, 44_100), 44_100))
    assert (len(caster.sink.video), caster.sink.audio, closed) == (2, [], ["once"])


@pytest.mark.parametrize(("sample_rate", "channels"), [(44_100, 2), (22_050, 1), (48_000, 1)])
def test_picture_and_sound_stay_within_five_milliseconds(sample_rate: int, channels: int) -> None:
    caster = Caster()
    sound = encode_aac(np.repeat(clicks(3, sample_rate, [1.0, 2.5]), channels, axis=0), sample_rate)
    caster.send(encode_h264(H264Recipe(frames=90)), sound)
    for moment, after in ((1.0, 0.0), (2.5, 2.0)):
        picture_ns = caster.sink.video[round(moment * 30)].pts_ns
        assert click_time(caster.sink.audio, after) == pytest.approx(picture_ns / SECOND, abs=0.005)


@pytest.mark.parametrize("jump_ns", [3600 * SECOND, -3600 * SECOND, 2**32 * MS, -(2**32) * MS, -10 * SECOND])
def test_picture_and_sound_stay_together_over_a_timestamp_jump(jump_ns: int) -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=90))
    sound = encode_aac(clicks(3, 44_100, [2.5]), 44_100)
    before = [frame for frame in sound.frames if frame[1] < SECOND]
    after = [frame for frame in sound.frames if frame[1] >= SECOND]
    caster.send(pictures[:30], replace(sound, frames=before))
    caster.send(pictures[30:], replace(sound, frames=after), shift_ns=jump_ns)
    assert click_time(caster.sink.audio, 2.0) == pytest.approx(caster.sink.video[75].pts_ns / SECOND, abs=0.040)
    video_times = [frame.pts_ns for frame in caster.sink.video]
    audio_times = [frame.pts_ns for frame in caster.sink.audio]
    for times in (video_times, audio_times):
        steps = [second - first for first, second in pairwise(times)]
        assert 0 < min(steps) <= max(steps) < 120 * MS


def test_a_still_screen_of_thirty_seconds_is_no_jump_and_is_said_to_be_still() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=40, keyframe_every=60))
    caster.send(pictures[:20])
    caster.clock.now_ns += 29 * SECOND
    assert DiagnosisCode.STILL_PICTURE in caster.codes()
    caster.send(later(pictures[20:], 30 * SECOND))
    times = [frame.pts_ns for frame in caster.sink.video]
    assert times[20] - times[19] == 30 * SECOND + TICK
    assert DiagnosisCode.STILL_PICTURE not in caster.codes()
    assert DiagnosisCode.LONG_GOP not in caster.codes()
    assert caster.shown_numbers() == list(range(40))


def test_the_facts_tell_size_rate_and_keyframe_distance() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=330, keyframe_every=150, width=640, height=360))
    caster.send(pictures, encode_aac(tone(11, 44_100, 2), 44_100))
    facts = caster.cast.facts
    assert (facts.width, facts.height, facts.codec) == (640, 360, "h264")
    assert facts.frame_rate == pytest.approx(30, abs=1)
    assert facts.gop_seconds == pytest.approx(5, abs=0.05)
    assert facts.has_audio
    assert facts.audio_silent_seconds == pytest.approx(0, abs=0.3)
    assert caster.codes() == [DiagnosisCode.LONG_GOP]
    recent = [picture for picture in pictures if picture.dts_ns > pictures[-1].dts_ns - 4 * SECOND]
    video_bits = sum(len(nal) for picture in recent for nal in picture.nal_units) * 8 / 4
    assert facts.bitrate == pytest.approx(video_bits + 96_000, rel=0.3)


def test_silence_and_missing_sound_are_told_apart() -> None:
    pictures = encode_h264(H264Recipe(frames=600))
    silent, mute = Caster(), Caster()
    silent.send(pictures, encode_aac(clicks(20, 22_050, []), 22_050))
    mute.send(pictures)
    assert silent.codes() == [DiagnosisCode.SILENCE]
    assert mute.codes() == [DiagnosisCode.NO_AUDIO]


def test_pictures_that_fall_behind_their_timestamps_are_noticed() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=300))
    caster.send(pictures[:30])
    caster.begin_ns += 2 * SECOND
    caster.send(pictures[30:])
    assert caster.cast.facts.buffering_seconds == pytest.approx(2, abs=0.1)
    assert DiagnosisCode.ENCODER_BUFFERING in caster.codes()


def test_what_the_ingest_notices_is_said_once() -> None:
    caster = Caster()
    caster.cast.audio_config(b"\xff" * 300)
    caster.cast.notice(DiagnosisCode.AUDIO_UNSUPPORTED)
    assert caster.codes() == [DiagnosisCode.AUDIO_UNSUPPORTED]


def test_opus_passes_through_on_the_common_timeline() -> None:
    caster, pictures = Caster(), encode_h264(H264Recipe(frames=3))
    caster.send(pictures)
    caster.cast.opus(b"\xf8\xff\xfe", 0, caster.clock.now_ns)
    caster.cast.opus(b"", 20 * MS, caster.clock.now_ns)
    caster.cast.opus(b"\xf8" * 10_000, 20 * MS, caster.clock.now_ns)
    [frame] = caster.sink.audio
    assert (frame.payload, frame.pts_ns) == (b"\xf8\xff\xfe", caster.sink.video[0].pts_ns)


@pytest.mark.parametrize("recipe", [H264Recipe(frames=60), H264Recipe(frames=60, extra="cabac=1")])
def test_a_picture_costs_less_than_fifty_microseconds(recipe: H264Recipe) -> None:
    caster, pictures = Caster(), encode_h264(recipe)
    started = time.process_time()
    for number in range(1200):
        picture, stamp = pictures[number % 60], number * TICK
        caster.cast.video(picture.nal_units, stamp, stamp, caster.begin_ns + stamp)
    assert (time.process_time() - started) / 1200 < 50e-6
    assert len(caster.sink.video) == 1200

"""AAC to Opus with real AAC: times, rates, gaps and damage."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.media.transcode.aac_to_opus import AacToOpus, OpusPacket, UnsupportedAacError
from tests.support.encoded_media import SECOND, CodedSound, clicks, decode_opus, encode_aac, tone

FRAME_NS = 20_000_000
CLICKS = [0.5, 1.25, 2.0, 2.6]


def convert_all(sound: CodedSound) -> list[OpusPacket]:
    converter = AacToOpus(sound.config)
    return [packet for data, pts_ns in sound.frames for packet in converter.convert(data, pts_ns)]


def click_times(packets: list[OpusPacket]) -> list[float]:
    """Seconds on the source's timeline at which the decoded packets become loud."""
    samples = np.abs(decode_opus([packet.payload for packet in packets]))
    times: list[float] = []
    for index in np.flatnonzero(samples > 0.3).tolist():
        packet = packets[min(index // 960, len(packets) - 1)]
        moment = packet.pts_ns / SECOND + (index % 960) / 48_000
        if not times or moment - times[-1] > 0.1:
            times.append(moment)
    return times


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 32_000, 44_100, 48_000])
def test_sound_lies_where_it_lay_at_every_sample_rate(sample_rate: int) -> None:
    heard = click_times(convert_all(encode_aac(clicks(3, sample_rate, CLICKS), sample_rate)))
    assert heard == pytest.approx(CLICKS, abs=0.005)


@pytest.mark.parametrize(("sample_rate", "channels"), [(44_100, 2), (22_050, 1), (48_000, 2)])
def test_packets_are_twenty_milliseconds_apart_to_the_nanosecond(sample_rate: int, channels: int) -> None:
    packets = convert_all(encode_aac(tone(2, sample_rate, channels), sample_rate))
    steps = {later.pts_ns - earlier.pts_ns for earlier, later in itertools.pairwise(packets)}
    assert len(packets) >= 98
    assert steps == {FRAME_NS}


def test_mono_stays_mono_and_stereo_stays_stereo() -> None:
    # The third-lowest bit of an Opus packet's first byte says stereo (RFC 6716 3.1).
    for channels, flag in ((1, 0), (2, 4)):
        packets = convert_all(encode_aac(tone(1, 44_100, channels), 44_100))
        assert {packet.payload[0] & 4 for packet in packets} == {flag}


def test_timestamps_in_whole_milliseconds_do_not_disturb_the_count() -> None:
    sound = encode_aac(tone(4, 44_100), 44_100)
    rounded = CodedSound(sound.config, [(data, pts // 1_000_000 * 1_000_000) for data, pts in sound.frames], 0)
    packets = convert_all(rounded)
    assert {later.pts_ns - earlier.pts_ns for earlier, later in itertools.pairwise(packets)} == {FRAME_NS}


def test_a_second_that_is_missing_leaves_a_second_in_the_times() -> None:
    sound = encode_aac(clicks(4, 44_100, [0.5, 1.0, 2.5, 3.0]), 44_100)
    kept = [(data, pts) for data, pts in sound.frames if not 1.2 * SECOND < pts < 2.2 * SECOND]
    packets = convert_all(CodedSound(sound.config, kept, 0))
    assert click_times(packets) == pytest.approx([0.5, 1.0, 2.5, 3.0], abs=0.005)
    assert all(later.pts_ns > earlier.pts_ns for earlier, later in itertools.pairwise(packets))


@pytest.mark.parametrize("drift", [0.997, 1.003])
def test_a_clock_that_drifts_never_puts_the_sound_off_by_forty_milliseconds(drift: float) -> None:
    moments = [0.5 + index * 1.0 for index in range(38)]
    sound = encode_aac(clicks(39, 22_050, moments), 22_050)
    drifting = [(data, round(pts * drift)) for data, pts in sound.frames]
    heard = click_times(convert_all(CodedSound(sound.config, drifting, 0)))
    # Where the count is corrected, the click itself may be in the part that is left out.
    errors = [min(abs(moment - expected * drift) for expected in moments) for moment in heard]
    assert len(heard) >= 36
    assert max(errors) <= 0.040


def test_a_timeline_that_begins_anew_is_followed() -> None:
    sound = encode_aac(tone(1, 44_100), 44_100)
    again = [*sound.frames, *[(data, pts + 7200 * SECOND) for data, pts in sound.frames]]
    packets = convert_all(CodedSound(sound.config, again, 0))
    second_part = [packet for packet in packets if packet.pts_ns > 3600 * SECOND]
    assert second_part[1].pts_ns - 7200 * SECOND == pytest.approx(0, abs=45_000_000)
    assert len(second_part) >= 48


def test_the_level_tells_quiet_from_loud() -> None:
    loud, quiet = encode_aac(tone(1, 44_100), 44_100), encode_aac(clicks(1, 44_100, []), 44_100)
    for sound, is_loud in ((loud, True), (quiet, False)):
        converter = AacToOpus(sound.config)
        for data, pts_ns in sound.frames[:20]:
            converter.convert(data, pts_ns)
        assert (converter.peak > 0.1) is is_loud


@pytest.mark.parametrize("config", [b"", b"\x12", b"\xff" * 300])
def test_a_configuration_that_is_none_is_refused(config: bytes) -> None:
    with pytest.raises(UnsupportedAacError):
        AacToOpus(config)


SHORT = encode_aac(tone(0.5, 44_100), 44_100)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.integers(0, 15), st.integers(0, 600))
def test_damaged_frames_never_raise_and_sound_goes_on_afterwards(noise: bytes, index: int, at: int) -> None:
    converter = AacToOpus(SHORT.config)
    frames = list(SHORT.frames)
    data, pts = frames[index]
    frames[index] = (data[:at] + noise, pts)
    for frame, pts_ns in frames:
        converter.convert(frame, pts_ns)
    packets = [packet for frame, pts_ns in SHORT.frames for packet in converter.convert(frame, pts_ns + 60 * SECOND)]
    assert len(packets) >= 20


def test_each_cut_of_a_frame_is_survived() -> None:
    converter = AacToOpus(SHORT.config)
    data, _ = SHORT.frames[5]
    for length in range(len(data)):
        converter.convert(data[:length], 0)
    assert converter.damaged > 0


def test_a_frame_costs_less_than_half_a_millisecond_of_the_event_loop() -> None:
    sound = encode_aac(tone(4, 44_100, 2), 44_100)
    converter = AacToOpus(sound.config)
    started = time.process_time()
    for data, pts_ns in sound.frames:
        converter.convert(data, pts_ns)
    assert (time.process_time() - started) / len(sound.frames) < 0.5e-3

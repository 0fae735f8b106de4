"""Sound and picture of one sender on one timeline, as its reports say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import SenderReport
from appliance.protocols.rtp.sender_clock import (
    BELIEVABLE_SHIFT_NS,
    UNNOTICED_SHIFT_NS,
    Alignment,
    StreamClock,
)

SECOND = 1_000_000_000
MS = 1_000_000
VIDEO_RATE, AUDIO_RATE = 90_000, 48_000
NTP_START_SECONDS = 3_900_000_000


def _ntp(seconds: float) -> int:
    return int((NTP_START_SECONDS + seconds) * 2**32)


class Sender:
    """Captures picture and sound of the same moments; the sound takes another time to arrive."""

    def __init__(self, video_base: int = 0, audio_base: int = 0, audio_later_ns: int = 0) -> None:
        self.bases = {VIDEO_RATE: video_base, AUDIO_RATE: audio_base}
        self.clocks = {VIDEO_RATE: StreamClock(VIDEO_RATE), AUDIO_RATE: StreamClock(AUDIO_RATE)}
        self.later_ns = {VIDEO_RATE: 0, AUDIO_RATE: audio_later_ns}
        self.alignment = Alignment(self.clocks[VIDEO_RATE], self.clocks[AUDIO_RATE])
        self.audio_drift = 0.0

    def ticks(self, rate: int, seconds: float) -> int:
        """The RTP timestamp of what is captured at `seconds`."""
        counted = seconds * (1 + self.audio_drift) if rate == AUDIO_RATE else seconds
        return (self.bases[rate] + round(counted * rate)) % 2**32

    def send(self, rate: int, seconds: float) -> int:
        """Where the box puts what is captured at `seconds`."""
        arrived_ns = round(seconds * SECOND) + self.later_ns[rate]
        return self.clocks[rate].to_ns(self.ticks(rate, seconds), arrived_ns)

    def apart_ns(self, seconds: float) -> int:
        """How much later than the picture of the same moment the sound is put."""
        return self.send(AUDIO_RATE, seconds) - self.send(VIDEO_RATE, seconds)

    def report(self, seconds: float, video_ntp: int | None = None) -> int:
        """Send both reports; how far the sound was moved."""
        reports = [SenderReport(1, _ntp(seconds), self.ticks(rate, seconds), 0, 0) for rate in (VIDEO_RATE, AUDIO_RATE)]
        if video_ntp is not None:
            reports[0] = SenderReport(1, video_ntp, reports[0].rtp_timestamp, 0, 0)
        return self.alignment.update(*reports)


def test_the_first_packet_lies_at_its_arrival_and_the_others_at_their_distance() -> None:
    clock = StreamClock(VIDEO_RATE)
    assert clock.to_ns(5000, 7 * SECOND) == 7 * SECOND
    assert clock.to_ns(5000 + 3600, 99 * SECOND) == 7 * SECOND + 40 * MS
    assert clock.to_ns(5000 - 3600, 99 * SECOND) == 7 * SECOND - 40 * MS


@given(st.integers(0, 2**32 - 1), st.sampled_from([VIDEO_RATE, AUDIO_RATE]))
def test_time_goes_on_over_the_wrap_of_the_timestamps(base: int, rate: int) -> None:
    clock = StreamClock(rate)
    hour = [clock.to_ns((base + step * 600 * rate) % 2**32, 0) for step in range(200)]
    assert hour == [step * 600 * SECOND for step in range(200)]


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(-1500, 1500))
def test_reports_bring_sound_and_picture_together(video_base: int, audio_base: int, later_ms: int) -> None:
    sender = Sender(video_base, audio_base, later_ms * MS)
    assert sender.apart_ns(1.0) == later_ms * MS
    sender.report(2.0)
    assert abs(sender.apart_ns(3.0)) < 50_000


def test_reports_from_before_the_first_packet_of_a_stream_move_nothing() -> None:
    sender = Sender(audio_later_ns=200 * MS)
    sender.send(VIDEO_RATE, 1.0)
    assert sender.report(1.0) == 0


def test_a_sound_clock_that_drifts_is_followed_through_a_lesson() -> None:
    sender = Sender()
    sender.audio_drift = 1e-4
    apart = []
    for minute in range(50):
        apart.append(abs(sender.apart_ns(60.0 * minute)))
        sender.report(60.0 * minute + 1)
    assert max(apart) < 20 * MS


@pytest.mark.parametrize("scatter_ms", [-9, 9])
def test_reports_that_scatter_do_not_shake_the_sound(scatter_ms: int) -> None:
    sender = Sender(audio_later_ns=100 * MS)
    sender.apart_ns(1.0)
    assert sender.report(2.0) == -100 * MS
    assert sender.report(3.0, video_ntp=_ntp(3.0 + scatter_ms / 1000)) == 0
    assert scatter_ms * MS < UNNOTICED_SHIFT_NS


def test_a_sender_that_knows_no_time_is_left_as_it_arrives() -> None:
    sender = Sender(audio_later_ns=100 * MS)
    sender.apart_ns(1.0)
    assert sender.report(2.0, video_ntp=0) == 0
    assert sender.apart_ns(3.0) == 100 * MS


def test_clocks_that_have_nothing_in_common_are_not_believed() -> None:
    sender = Sender(audio_later_ns=100 * MS)
    sender.apart_ns(1.0)
    assert sender.report(2.0, video_ntp=_ntp(2.0 + 2 * BELIEVABLE_SHIFT_NS / SECOND)) == 0
    assert sender.apart_ns(3.0) == 100 * MS

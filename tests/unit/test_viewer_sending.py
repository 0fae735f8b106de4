"""One viewer: instant start, live, loss and recovery, with real SRTP on both ends and no socket."""

from itertools import pairwise

import pytest

from appliance.media.egress.packets import AudioBatch, OutgoingFrame
from appliance.media.egress.viewer import (
    CATCH_UP_MAX_FRAMES,
    KEYFRAME_ANSWER_INTERVAL_NS,
    NACKED_AT_ONCE,
    RESENT_IN_PLACE_PACKETS,
    RETRANSMISSION_BURST_BYTES,
    ViewerFormats,
    ViewerState,
)
from appliance.protocols.rtp import (
    FullIntraRequest,
    Nack,
    PictureLossIndication,
    ReceiverReport,
    ReportBlock,
    RtpPacket,
    SenderReport,
    SourceDescription,
    rtx,
    uint32_distance,
)
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine
from tests.support.recorded_viewer import (
    AUDIO_PAYLOAD_TYPE,
    RTX_PAYLOAD_TYPE,
    RTX_SSRC,
    VIDEO_PAYLOAD_TYPE,
    RecordedViewer,
    recorded_viewer,
)

SECOND_NS = 1_000_000_000
NOW_NS = 1_000 * SECOND_NS
EVERYTHING = 1 << 40
WITHOUT_RTX = ViewerFormats(VIDEO_PAYLOAD_TYPE, None, AUDIO_PAYLOAD_TYPE, RTX_SSRC, "test")


def _started(line: FrameLine, formats: ViewerFormats | None = None) -> RecordedViewer:
    """A viewer that has caught up with the line's group of pictures."""
    recorded = recorded_viewer(line.ring, formats) if formats else recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    recorded.viewer.catch_up(EVERYTHING)
    return recorded


def _recover(recorded: RecordedViewer, line: FrameLine) -> None:
    recorded.viewer.start_with(line.cache)
    recorded.viewer.catch_up(EVERYTHING)


def _nack(recorded: RecordedViewer, *sequence_numbers: int, now_ns: int = NOW_NS) -> None:
    message = Nack(1, VIDEO_SSRC, tuple(number & 0xFFFF for number in sequence_numbers))
    recorded.viewer.on_rtcp(message.serialize(), now_ns, 0)


def _numbers(packets: list[RtpPacket]) -> list[int]:
    return [packet.sequence_number for packet in packets]


def _assert_without_gap(packets: list[RtpPacket]) -> None:
    assert all((before + 1) & 0xFFFF == after for before, after in pairwise(_numbers(packets)))


def _assert_time_goes_on(packets: list[RtpPacket]) -> None:
    assert all(uint32_distance(a.timestamp, b.timestamp) >= 0 for a, b in pairwise(packets))
    frame_ends = [packet.timestamp for packet in packets if packet.marker]
    assert all(uint32_distance(before, after) > 0 for before, after in pairwise(frame_ends))


def _payloads(frames: list[OutgoingFrame]) -> list[bytes]:
    return [bytes(payload) for frame in frames for payload in frame.payloads]


# Instant start


def test_a_joiner_gets_the_cached_pictures_squeezed_up_to_the_live_one() -> None:
    line = FrameLine()
    gop = line.gop(30)
    packets = _started(line).received()
    assert [packet.payload for packet in packets] == _payloads(gop)
    assert _numbers(packets)[0] == gop[0].first_number
    assert packets[-1].timestamp == gop[-1].timestamp
    assert uint32_distance(packets[0].timestamp, packets[-1].timestamp) == 29 * 90
    _assert_without_gap(packets)
    _assert_time_goes_on(packets)


def test_live_pictures_follow_without_a_gap_and_at_everybodys_time() -> None:
    line = FrameLine(first_sequence_number=65_533)
    line.gop(3)
    recorded = _started(line)
    live = [line.next() for _ in range(5)]
    for frame in live:
        recorded.viewer.send_video(frame)
    packets = recorded.received()
    _assert_without_gap(packets)
    _assert_time_goes_on(packets)
    assert [packet.timestamp for packet in packets[-2:]] == [live[-1].timestamp] * 2
    assert recorded.viewer.state is ViewerState.LIVE


def test_a_picture_that_came_with_the_cache_is_not_sent_again() -> None:
    line = FrameLine()
    gop = line.gop(3)
    recorded = _started(line)
    recorded.viewer.send_video(gop[-1])
    assert len(recorded.received()) == 6


def test_what_comes_while_catching_up_waits_its_turn() -> None:
    line = FrameLine()
    line.gop(3)
    recorded = recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    recorded.viewer.catch_up(1)
    recorded.viewer.send_video(line.next())
    assert recorded.viewer.state is ViewerState.CATCHING_UP
    recorded.viewer.catch_up(EVERYTHING)
    assert [packet.payload for packet in recorded.received()] == _payloads(line.sent)


def test_a_keyframe_while_catching_up_makes_the_rest_superfluous() -> None:
    line = FrameLine()
    line.gop(10)
    recorded = recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    recorded.viewer.catch_up(1)
    keyframe = line.next(is_keyframe=True)
    recorded.viewer.send_video(keyframe)
    recorded.viewer.catch_up(EVERYTHING)
    packets = recorded.received()
    assert [packet.payload for packet in packets[-2:]] == _payloads([keyframe])
    assert len(packets) == 4
    _assert_without_gap(packets)
    _assert_time_goes_on(packets)


def test_catching_up_keeps_to_its_budget_on_average() -> None:
    line = FrameLine()
    line.gop(40)
    recorded = recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    for turn in range(1, 60):
        recorded.viewer.catch_up(50)
        sent = sum(len(packet.payload) for packet in recorded.received())
        assert recorded.viewer.counters.video_bytes <= turn * 50 + 80, sent
    assert recorded.viewer.counters.video_bytes >= 59 * 50 - 80


def test_who_falls_behind_too_far_starts_again_at_the_next_keyframe() -> None:
    line = FrameLine()
    line.gop(1)
    recorded = recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    for _ in range(CATCH_UP_MAX_FRAMES):
        recorded.viewer.send_video(line.next(packets=1))
    assert recorded.viewer.state is ViewerState.AWAITING_KEYFRAME
    assert recorded.viewer.counters.frames_dropped_total == CATCH_UP_MAX_FRAMES + 1
    recorded.viewer.send_video(line.next(is_keyframe=True))
    assert len(recorded.received()) == 2


def test_a_viewer_without_a_cache_waits_for_the_keyframe() -> None:
    line = FrameLine()
    recorded = recorded_viewer(line.ring)
    recorded.viewer.send_video(line.next())
    keyframe = line.next(is_keyframe=True)
    recorded.viewer.send_video(keyframe)
    packets = recorded.received()
    assert [packet.payload for packet in packets] == _payloads([keyframe])
    assert (_numbers(packets)[0], packets[0].timestamp) == (keyframe.first_number, keyframe.timestamp)


def test_a_viewer_of_sound_alone_is_sent_no_picture() -> None:
    line = FrameLine()
    line.gop(3)
    recorded = _started(line, ViewerFormats(None, None, AUDIO_PAYLOAD_TYPE, RTX_SSRC, "test"))
    recorded.viewer.send_video(line.next(is_keyframe=True))
    recorded.viewer.send_audio(AudioBatch([OutgoingFrame(0, 7, 5, 6, (b"sound",), False, 0)]))
    assert [(each.payload_type, each.payload) for each in recorded.received()] == [(AUDIO_PAYLOAD_TYPE, b"sound")]


def test_who_has_left_is_sent_nothing_more() -> None:
    line = FrameLine()
    line.gop(3)
    recorded = _started(line)
    recorded.received()
    recorded.viewer.leave()
    recorded.viewer.send_video(line.next())
    recorded.viewer.send_video(line.next(is_keyframe=True))
    recorded.viewer.catch_up(EVERYTHING)
    assert recorded.received() == []


# Loss


def test_a_nacked_packet_comes_again_in_the_rtx_stream_byte_for_byte() -> None:
    line = FrameLine(first_sequence_number=65_530)
    line.gop(5)
    recorded = _started(line)
    for frame in [line.next(), line.next()]:
        recorded.viewer.send_video(frame)
    first_time = recorded.received_bytes()
    for position, original in enumerate(first_time):
        _nack(recorded, int.from_bytes(original[2:4], "big"))
        (again,) = recorded.received_bytes()
        assert again == rtx.wrap(original, RTX_PAYLOAD_TYPE, RTX_SSRC, position)


def test_without_rtx_the_very_same_datagram_comes_again() -> None:
    line = FrameLine()
    line.gop(5)
    recorded = _started(line, WITHOUT_RTX)
    datagrams = list(recorded.path.datagrams)
    _nack(recorded, *_numbers(recorded.received()))
    assert recorded.path.datagrams[len(datagrams) :] == datagrams


def test_packets_are_found_again_after_a_recovery_has_renumbered_them() -> None:
    line = FrameLine(first_sequence_number=65_000)
    line.gop(200)
    recorded = _started(line)
    _recover(recorded, line)
    recorded.viewer.send_video(line.next())
    _recover(recorded, line)
    first_time = recorded.received_bytes()
    assert len(first_time) == 400 + 400 + 2 + 402
    for position, original in enumerate(first_time):
        _nack(recorded, int.from_bytes(original[2:4], "big"), now_ns=NOW_NS + position * SECOND_NS)
        (again,) = recorded.received_bytes()
        assert again == rtx.wrap(original, RTX_PAYLOAD_TYPE, RTX_SSRC, position)


@pytest.mark.parametrize("packets_sent", [20_000, 32_700, 33_000, 65_000, 66_000, 140_000])
def test_lost_packets_are_still_sent_again_after_hours(packets_sent: int) -> None:
    line = FrameLine(first_sequence_number=3)
    line.gop(1)
    recorded = _started(line)
    _recover(recorded, line)
    while recorded.viewer.counters.video_packets < packets_sent:
        recorded.viewer.send_video(line.next(packets=500, size=10))
    original = recorded.received_bytes()[-7]
    _nack(recorded, int.from_bytes(original[2:4], "big"))
    (again,) = recorded.received_bytes()
    assert again == rtx.wrap(original, RTX_PAYLOAD_TYPE, RTX_SSRC, 0)


def test_a_number_that_was_never_sent_is_not_invented() -> None:
    line = FrameLine()
    line.gop(5)
    recorded = _started(line)
    numbers = _numbers(recorded.received())
    _nack(recorded, numbers[-1] + 1, numbers[-1] + 500, numbers[0] - 1, numbers[0] + 0x8000)
    assert recorded.received() == []
    assert recorded.viewer.counters.nacked_total == 4


def test_without_rtx_nothing_is_sent_again_that_srtp_would_refuse() -> None:
    line = FrameLine()
    line.gop(1, packets=RESENT_IN_PLACE_PACKETS + 200)
    recorded = _started(line, WITHOUT_RTX)
    numbers = _numbers(recorded.received())
    sent = len(recorded.path.datagrams)
    for position, number in enumerate(numbers[:300]):
        _nack(recorded, number, now_ns=NOW_NS + position * SECOND_NS)
    assert len(recorded.path.datagrams) - sent == 100


def test_a_flood_of_nacks_gains_no_more_than_its_allowance() -> None:
    line = FrameLine()
    line.gop(1, packets=500)
    recorded = _started(line)
    numbers = _numbers(recorded.received())
    for _ in range(40):
        _nack(recorded, *numbers)
    again = sum(len(packet) for packet in recorded.received_bytes())
    assert RETRANSMISSION_BURST_BYTES * 0.9 < again < RETRANSMISSION_BURST_BYTES * 1.1
    _nack(recorded, *numbers, now_ns=NOW_NS + SECOND_NS)
    assert recorded.received()


def test_one_nack_is_worth_so_many_numbers_and_no_more() -> None:
    line = FrameLine()
    line.gop(1, packets=NACKED_AT_ONCE + 100)
    recorded = _started(line)
    _nack(recorded, *_numbers(recorded.received()))
    assert len(recorded.received()) == NACKED_AT_ONCE


@pytest.mark.parametrize("message", [PictureLossIndication(1, VIDEO_SSRC), FullIntraRequest(1, (VIDEO_SSRC,))])
def test_a_lost_picture_is_reported_to_the_fan_out(message: PictureLossIndication | FullIntraRequest) -> None:
    recorded = _started_line()
    recorded.viewer.on_rtcp(message.serialize(), NOW_NS, 0)
    assert recorded.keyframes_wanted == [recorded.viewer]
    assert recorded.viewer.counters.keyframe_requests_total == 1


def test_the_same_pictures_are_given_again_after_two_seconds_then_four() -> None:
    viewer = _started_line().viewer
    answers = [viewer.may_answer_keyframe_request(NOW_NS + step * SECOND_NS // 10) for step in range(70)]
    assert [step for step, answered in enumerate(answers) if answered] == [0, 20, 60]
    assert KEYFRAME_ANSWER_INTERVAL_NS == SECOND_NS


def test_a_recovery_comes_under_new_numbers_and_later_times() -> None:
    line = FrameLine(first_sequence_number=65_500)
    line.gop(60)
    recorded = _started(line)
    _recover(recorded, line)
    for _ in range(3):
        recorded.viewer.send_video(line.next(ticks=1_500))  # 60 frames a second
    packets = recorded.received()
    assert len(packets) == 2 * 120 + 6
    _assert_without_gap(packets)
    _assert_time_goes_on(packets)


def test_malformed_feedback_is_dropped() -> None:
    recorded = _started_line()
    recorded.received()
    recorded.viewer.on_rtcp(b"\x81\xcd\x00\xff1234", NOW_NS, 0)
    assert recorded.received() == []
    assert recorded.viewer.counters.nacked_total == 0


# A full socket


def test_a_full_socket_drops_pictures_until_the_next_keyframe() -> None:
    line = FrameLine()
    line.gop(3)
    recorded = _started(line)
    before = recorded.received()
    recorded.path.room = 0
    recorded.viewer.send_video(line.next())
    recorded.path.room = None
    recorded.viewer.send_video(line.next())
    assert recorded.received() == []
    assert recorded.viewer.state is ViewerState.AWAITING_KEYFRAME
    assert recorded.viewer.counters.frames_dropped_total == 2
    keyframe = line.next(is_keyframe=True)
    recorded.viewer.send_video(keyframe)
    after = recorded.received()
    assert [packet.payload for packet in after] == _payloads([keyframe])
    # The frame that was encrypted and not sent has used up its numbers: they are lost, and none is used again.
    assert _numbers(after)[0] == _numbers(before)[-1] + 3
    _assert_time_goes_on(before + after)


def test_frames_that_were_never_encrypted_leave_no_gap() -> None:
    line = FrameLine()
    line.gop(2)
    recorded = _started(line)
    recorded.viewer.lose_picture()
    for _ in range(50):
        recorded.viewer.send_video(line.next())
    recorded.viewer.send_video(line.next(is_keyframe=True))
    recorded.viewer.send_video(line.next())
    packets = recorded.received()
    assert len(packets) == 4 + 4
    _assert_without_gap(packets)
    _assert_time_goes_on(packets)


def test_a_frame_of_which_half_went_out_can_be_asked_for() -> None:
    line = FrameLine()
    line.gop(1)
    recorded = _started(line)
    frame = line.next(packets=60)
    recorded.path.room = 50  # its first run has 48 packets
    recorded.viewer.send_video(frame)
    recorded.path.room = None
    packets = recorded.received()
    assert len(packets) == 2 + 48
    _nack(recorded, _numbers(packets)[-1] + 1)
    (again,) = recorded.received()
    assert again.payload[2:] == frame.payloads[48]


def test_without_a_path_the_picture_is_lost_on_the_way_and_its_numbers_count() -> None:
    line = FrameLine()
    line.gop(2)
    recorded = _started(line)
    before = recorded.received()
    recorded.link.path = None
    recorded.viewer.send_video(line.next())
    recorded.link.path = recorded.path
    recorded.viewer.send_video(line.next())
    assert recorded.viewer.state is ViewerState.LIVE
    assert _numbers(recorded.received())[0] == _numbers(before)[-1] + 3


# Reports


def test_a_sender_report_carries_the_canonical_name() -> None:
    recorded = _started_line()
    report = SenderReport(VIDEO_SSRC, 0x0123456789ABCDEF, 77, 4, 160)
    recorded.viewer.send_report(report)
    sent, description = recorded.received_rtcp()
    assert isinstance(sent, SenderReport)
    assert (sent.ntp_time, sent.rtp_timestamp, sent.packet_count, sent.octet_count) == (report.ntp_time, 77, 4, 160)
    assert isinstance(description, SourceDescription)
    assert description.serialize() == SourceDescription(((VIDEO_SSRC, "test"),)).serialize()


def test_the_worst_stream_of_a_receiver_report_makes_the_figures() -> None:
    viewer = _started_line().viewer
    sent_ntp, now_ntp = 5 << 32, (5 << 32) + (1 << 31)  # half a second later
    blocks = (
        ReportBlock(VIDEO_SSRC, 64, 10, 500, 900, sent_ntp >> 16 & 0xFFFF_FFFF, 0x4000),
        ReportBlock(7, 0, 1, 100, 0, 0, 0),
    )
    viewer.on_rtcp(ReceiverReport(1, blocks).serialize(), NOW_NS, now_ntp)
    assert viewer.figures.fraction_lost == 0.25
    assert viewer.figures.packets_lost == 11
    assert viewer.figures.jitter_seconds == 0.01
    assert viewer.figures.round_trip_seconds == 0.25


def _started_line() -> RecordedViewer:
    line = FrameLine()
    line.gop(2)
    return _started(line)

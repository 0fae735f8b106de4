"""H.264 in RTP payloads: packetized into equal fragments, put together again, losses noticed."""

from collections.abc import Sequence

import pytest
from aiortc.codecs.h264 import H264PayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import AccessUnit, H264Depacketizer, RtpPacket, packetize, uint16_add
from appliance.protocols.rtp.h264_payload import MAX_FRAME_BYTES

SPS, PPS, SEI = b"\x67\x42\xe0\x1f\xda", b"\x68\xce\x3c\x80", b"\x06\x05\x01\x00"
IDR, SLICE = b"\x65\x88" + bytes(range(200)), b"\x41\x9a" + bytes(range(100))
KEYFRAME = [SPS, PPS, IDR]

_headers = st.sampled_from((0x65, 0x41, 0x67))
nals = st.builds(lambda header, size: bytes((header,)) + b"\xab" * size, _headers, st.integers(1, 400))
frames = st.lists(st.lists(nals, min_size=1, max_size=4), min_size=1, max_size=6)


def _packets(payload_sets: Sequence[Sequence[bytes]], first: int = 65_530) -> list[RtpPacket]:
    """One frame per set, its last packet marked."""
    packets: list[RtpPacket] = []
    for number, payloads in enumerate(payload_sets):
        for index, payload in enumerate(payloads):
            is_last = index == len(payloads) - 1
            sequence = uint16_add(first, len(packets))
            packets.append(RtpPacket(96, is_last, sequence, 3000 * number, 1, payload))
    return packets


def _frames(nal_sets: Sequence[Sequence[bytes]], max_payload: int = 60) -> list[RtpPacket]:
    return _packets([packetize(nal_units, max_payload) for nal_units in nal_sets])


def _push_all(depacketizer: H264Depacketizer, packets: Sequence[RtpPacket]) -> list[AccessUnit]:
    return [unit for packet in packets for unit in depacketizer.push(packet)]


def _depacketize(packets: Sequence[RtpPacket]) -> list[AccessUnit]:
    return _push_all(H264Depacketizer(), packets)


# Packetizing


@given(st.lists(nals, max_size=5), st.integers(20, 300))
def test_no_payload_is_longer_than_asked(nal_units: list[bytes], max_payload: int) -> None:
    assert all(0 < len(payload) <= max_payload for payload in packetize(nal_units, max_payload))


@given(st.integers(1201, 60_000))
def test_fragments_have_one_size_and_only_the_last_may_be_shorter(size: int) -> None:
    sizes = [len(payload) for payload in packetize([b"\x65" * size])]
    assert len(set(sizes[:-1])) == 1
    assert sizes[-1] <= sizes[0]
    assert sizes[0] - sizes[-1] < len(sizes)


def test_parameter_sets_travel_together() -> None:
    assert packetize([SPS, PPS, SEI]) == [
        b"\x78\x00\x05" + SPS + b"\x00\x04" + PPS + b"\x00\x04" + SEI,
    ]


def test_a_small_frame_of_several_slices_is_one_packet() -> None:
    assert [payload[0] & 0x1F for payload in packetize([SLICE] * 4)] == [24]


def test_a_single_small_nal_unit_travels_as_it_is() -> None:
    assert packetize([SLICE]) == [SLICE]


def test_a_large_slice_between_small_units_keeps_the_order() -> None:
    kinds = [payload[0] & 0x1F for payload in packetize([SPS, PPS, b"\x65" * 3000, SLICE])]
    assert kinds == [24, 28, 28, 28, 1]


def test_delimiters_and_filler_are_left_out() -> None:
    assert packetize([b"\x09\xf0", SLICE, b"\x0c" + b"\xff" * 5000, b""]) == [SLICE]


def test_exactly_fitting_unit_is_not_fragmented() -> None:
    assert len(packetize([b"\x65" * 1200])) == 1
    assert [len(payload) for payload in packetize([b"\x65" * 1201])] == [602, 602]


@given(st.lists(nals, min_size=1, max_size=4))
def test_another_implementation_reads_the_same_units(nal_units: list[bytes]) -> None:
    annex_b = b"".join(H264PayloadDescriptor.parse(payload)[1] for payload in packetize(nal_units, 90))
    assert annex_b == b"".join(b"\x00\x00\x00\x01" + nal for nal in nal_units)


# Depacketizing


@given(frames)
def test_frames_come_back_whole(nal_sets: list[list[bytes]]) -> None:
    units = _depacketize(_frames([KEYFRAME, *nal_sets]))
    assert [list(unit.nal_units) for unit in units] == [KEYFRAME, *nal_sets]
    assert [unit.timestamp for unit in units] == [3000 * number for number in range(len(units))]
    assert [unit.is_keyframe for unit in units] == [any(nal[0] == 0x65 for nal in unit.nal_units) for unit in units]


@given(frames, st.data())
def test_a_frame_with_a_lost_packet_is_never_given_out(nal_sets: list[list[bytes]], data: st.DataObject) -> None:
    nal_sets = [KEYFRAME, *nal_sets, KEYFRAME]
    packets = _frames(nal_sets)
    lost = data.draw(st.sets(st.integers(0, len(packets) - 1), max_size=5))
    units = _depacketize([packet for number, packet in enumerate(packets) if number not in lost])
    whole = {3000 * number for number in range(len(nal_sets))} - {packets[number].timestamp for number in lost}
    assert {unit.timestamp for unit in units} <= whole
    for unit in units:
        assert list(unit.nal_units) == nal_sets[unit.timestamp // 3000]


def test_after_a_loss_nothing_comes_until_a_keyframe() -> None:
    packets = _frames([KEYFRAME, [SLICE], [SLICE], [SLICE], KEYFRAME, [SLICE]])
    depacketizer = H264Depacketizer()
    gone = next(index for index, packet in enumerate(packets) if packet.timestamp == 6000)
    before = _push_all(depacketizer, packets[:gone])
    assert [unit.timestamp for unit in before] == [0, 3000]
    assert not depacketizer.needs_keyframe
    after_loss = [packet for packet in packets[gone + 1 :] if packet.timestamp < 12_000]
    assert _push_all(depacketizer, after_loss) == []
    assert depacketizer.needs_keyframe
    rest = _push_all(depacketizer, [packet for packet in packets if packet.timestamp >= 12_000])
    assert [(unit.timestamp, unit.is_keyframe) for unit in rest] == [(12_000, True), (15_000, False)]
    assert not depacketizer.needs_keyframe


def test_a_stream_begins_with_a_keyframe() -> None:
    depacketizer = H264Depacketizer()
    assert depacketizer.needs_keyframe
    assert [unit.timestamp for unit in _push_all(depacketizer, _frames([[SLICE], [SLICE], KEYFRAME]))] == [6000]


def test_a_keyframe_whose_parameter_sets_were_lost_is_not_given_out() -> None:
    packets = _packets([[SLICE], [SPS, PPS, IDR], [SPS, PPS, IDR]])
    units = _depacketize(packets[:1] + packets[3:])
    assert [unit.timestamp for unit in units] == [6000]


def test_a_frame_also_ends_where_the_timestamp_changes() -> None:
    packets = _frames([KEYFRAME, [SLICE], [SLICE]])
    for packet in packets[:-1]:
        packet.marker = False
    assert [len(unit.nal_units) for unit in _depacketize(packets)] == [3, 1, 1]


def test_repeated_and_late_packets_are_ignored() -> None:
    packets = _frames([KEYFRAME, [SLICE], [SLICE]])
    repeated = [packet for pair in zip(packets, packets, strict=True) for packet in pair]
    assert len(_depacketize(repeated)) == 3
    assert len(_depacketize([*packets, *packets])) == 3


def test_padding_probes_between_frames_do_no_harm() -> None:
    packets = _packets([[SPS, PPS, IDR], [b""], [SLICE], [b"", SLICE]])
    assert [unit.timestamp for unit in _depacketize(packets)] == [0, 6000, 9000]


@pytest.mark.parametrize(
    "payload",
    [
        b"\x78",
        b"\x78\x00\x00",
        b"\x78\x00\x09" + SPS,
        b"\x78\x00\x05" + SPS + b"\x00",
        b"\x7c",
        b"\x7c\x85",
        b"\x7c\x05abc",
        b"\x7c\x45abc",
        b"\x60\x00",
        b"\x79\x00",
        b"\x7d\x00",
        b"\x7f\x00",
    ],
)
def test_a_malformed_payload_drops_its_frame_and_asks_for_a_keyframe(payload: bytes) -> None:
    depacketizer = H264Depacketizer()
    packets = _packets([KEYFRAME, [payload, SLICE], [SLICE], KEYFRAME])
    assert [unit.timestamp for unit in _push_all(depacketizer, packets[:6])] == [0]
    assert depacketizer.needs_keyframe
    assert [unit.timestamp for unit in _push_all(depacketizer, packets[6:])] == [9000]


def test_a_fragment_without_end_drops_its_frame() -> None:
    first, middle, last = packetize([b"\x65" * 3000])
    for payloads in ([first, middle], [first, SLICE, last], [middle, last], [first, first, last]):
        assert _depacketize(_packets([KEYFRAME, payloads, [SLICE]]))[1:] == []


def test_a_nal_unit_in_one_fragment_is_taken() -> None:
    units = _depacketize(_packets([KEYFRAME, [b"\x7c\xc1rest"]]))
    assert units[1].nal_units == (b"\x61rest",)


def test_a_frame_that_never_ends_is_dropped() -> None:
    depacketizer = H264Depacketizer()
    _push_all(depacketizer, _packets([KEYFRAME]))
    payload = b"\x41" * 60_000
    for number in range(MAX_FRAME_BYTES // len(payload) + 2):
        assert depacketizer.push(RtpPacket(96, False, uint16_add(65_533, number), 3000, 1, payload)) == []
    assert depacketizer.push(RtpPacket(96, True, uint16_add(65_533, number + 1), 3000, 1, payload)) == []
    assert depacketizer.needs_keyframe


def test_a_sender_that_counts_anew_is_followed() -> None:
    packets = _packets([KEYFRAME, [SLICE]], first=40_000)
    restarted = _packets([KEYFRAME, [SLICE]], first=20_000)
    assert len(_depacketize([*packets, *restarted])) == 4

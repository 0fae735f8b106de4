"""Frames as packets: runs that one segmented send can carry, and the ring that finds a packet again."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.egress.packets import RING_PACKETS, OutgoingFrame, PacketRing
from appliance.media.transport.srtp import RUN_MAX_PACKETS, SCRATCH_BYTES
from appliance.protocols.rtp import RtpPacket
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine

PAYLOAD_TYPE = 103


def _frame(sizes: list[int], first_sequence_number: int = 65_530) -> OutgoingFrame:
    payloads = [bytes([position & 0xFF]) * size for position, size in enumerate(sizes)]
    return OutgoingFrame(0, VIDEO_SSRC, first_sequence_number, 7, payloads, False, 0)


@given(st.lists(st.integers(1, 1_200), max_size=200))
def test_a_run_has_packets_of_one_size_and_only_its_last_may_be_shorter(sizes: list[int]) -> None:
    for run in _frame(sizes).runs(PAYLOAD_TYPE):
        lengths = [len(packet) for packet in run.packets]
        assert set(lengths[:-1]) <= {lengths[0]}
        assert lengths[-1] <= lengths[0]
        assert len(run.packets) <= RUN_MAX_PACKETS
        assert len(run.layout(16).template) <= SCRATCH_BYTES


@given(st.lists(st.integers(1, 1_200), max_size=200), st.integers(0, 0xFFFF))
def test_the_runs_carry_the_whole_frame_in_order(sizes: list[int], first: int) -> None:
    frame = _frame(sizes, first)
    packets = [RtpPacket.parse(packet) for run in frame.runs(PAYLOAD_TYPE) for packet in run.packets]
    assert [packet.payload for packet in packets] == frame.payloads
    assert [packet.sequence_number for packet in packets] == [(first + step) & 0xFFFF for step in range(len(sizes))]
    assert [packet.marker for packet in packets] == [step == len(sizes) - 1 for step in range(len(sizes))]
    assert {(packet.ssrc, packet.timestamp, packet.payload_type) for packet in packets} <= {
        (VIDEO_SSRC, 7, PAYLOAD_TYPE)
    }
    assert frame.end_number == first + len(sizes)
    assert frame.size == sum(sizes)


def test_fragments_of_one_size_need_one_run() -> None:
    assert [len(run.packets) for run in _frame([1_200] * 40 + [3]).runs(PAYLOAD_TYPE)] == [41]


def test_runs_are_built_once_per_payload_type_until_they_are_forgotten() -> None:
    frame = _frame([10])
    built = frame.runs(96)
    assert frame.runs(96) is built
    assert frame.runs(97)[0].packets[0][1] == 0x80 | 97
    frame.forget_runs()
    assert frame.runs(96) is not built
    assert [run.packets for run in frame.runs(96)] == [run.packets for run in built]


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_the_ring_finds_the_latest_packets_and_no_others(first: int, frames: list[int]) -> None:
    line = FrameLine(first)
    for packets in frames:
        line.next(packets=packets)
    total = sum(frames)
    for age in {1, (total + 1) // 2, min(total, RING_PACKETS)}:
        number = first + total - age
        found = line.ring.find(number)
        assert found is not None
        packet = RtpPacket.parse(found[0].packet(found[1], PAYLOAD_TYPE, 0, 0))
        assert packet.sequence_number == number & 0xFFFF
        assert line.ring.find(number - 0x10000) is None
        assert line.ring.find(number + 0x10000) is None
    for number in (first + total, first + total - RING_PACKETS - 1, first - 1):
        assert line.ring.find(number) is None


def test_an_empty_ring_finds_nothing() -> None:
    assert PacketRing().find(0) is None

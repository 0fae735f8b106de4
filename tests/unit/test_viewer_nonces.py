"""No SRTP index is ever used for two different packets: with AES-GCM that would give the key stream away."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.media.egress.viewer import ViewerFormats, ViewerState
from appliance.protocols.rtp import Nack, SequenceUnwrapper
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine
from tests.support.recorded_viewer import FORMATS, RTX_SSRC, RecordedViewer, recorded_viewer

WITHOUT_RTX = ViewerFormats(FORMATS.video_payload_type, None, FORMATS.audio_payload_type, RTX_SSRC, "test")
SECOND_NS = 1_000_000_000


@dataclass(slots=True)
class _IndexBook:
    """Every ciphertext by stream and SRTP index; AES-GCM gives equal ciphertexts for equal packets only."""

    ciphertexts: dict[tuple[int, int], bytes] = field(default_factory=dict)
    unwrappers: dict[int, SequenceUnwrapper] = field(default_factory=dict)

    def note(self, datagram: bytes) -> None:
        ssrc = int.from_bytes(datagram[8:12], "big")
        index = self.unwrappers.setdefault(ssrc, SequenceUnwrapper()).unwrap(int.from_bytes(datagram[2:4], "big"))
        assert self.ciphertexts.setdefault((ssrc, index), datagram) == datagram, f"index {index} used twice"


class _Life:
    """A viewer's life as the fan-out, the network and a browser without manners can make it."""

    def __init__(self, formats: ViewerFormats, first_sequence_number: int) -> None:
        self.line = FrameLine(first_sequence_number)
        self.recorded: RecordedViewer = recorded_viewer(self.line.ring, formats)
        self._book = _IndexBook()
        self._noted = [0, 0, 0]
        self._now_ns = SECOND_NS

    def go_on(self, step: tuple[str, int]) -> None:
        """Do one thing, and look at all that was encrypted."""
        name, amount = step
        deeds: dict[str, Callable[[int], None]] = {
            "pictures": self._pictures,
            "hours": self._hours,
            "keyframe": lambda count: self._picture(is_keyframe=True, packets=count),
            "start": self._start,
            "catch up": lambda budget: self.recorded.viewer.catch_up(budget * 40),
            "nack": self._nack,
            "socket": self._socket,
            "cable": self._cable,
            "overload": lambda _: self.recorded.viewer.lose_picture(),
        }
        deeds[name](amount)
        self._look()

    def _picture(self, *, is_keyframe: bool, packets: int) -> None:
        self.recorded.viewer.send_video(self.line.next(is_keyframe=is_keyframe, packets=packets, size=12))

    def _pictures(self, count: int) -> None:
        for _ in range(count % 12):
            self._picture(is_keyframe=False, packets=1 + count % 5)

    def _hours(self, count: int) -> None:
        for _ in range(count // 8):
            self._picture(is_keyframe=False, packets=900)

    def _start(self, _: int) -> None:
        if self.line.cache and self.recorded.viewer.state is not ViewerState.CATCHING_UP:
            self.recorded.viewer.start_with(self.line.cache)

    def _nack(self, back: int) -> None:
        self._now_ns += SECOND_NS
        newest = self.recorded.encrypted_sequence_number
        numbers = tuple((newest - (step * back)) & 0xFFFF for step in range(-3, 40))
        self.recorded.viewer.on_rtcp(Nack(1, VIDEO_SSRC, numbers).serialize(), self._now_ns, 0)

    def _socket(self, room: int) -> None:
        self.recorded.path.room = room if room % 3 else None

    def _cable(self, plugged: int) -> None:
        self.recorded.link.path = self.recorded.path if plugged % 2 else None

    def _look(self) -> None:
        sources = (self.recorded.encryptor.encrypted, self.recorded.path.datagrams, self.recorded.path.refused)
        for position, datagrams in enumerate(sources):
            for datagram in datagrams[self._noted[position] :]:
                self._book.note(datagram)
            self._noted[position] = len(datagrams)


DEEDS = ("pictures", "hours", "keyframe", "start", "catch up", "nack", "nack", "socket", "cable", "overload")
STEPS = st.tuples(st.sampled_from(DEEDS), st.integers(1, 120))


@pytest.mark.parametrize("formats", [FORMATS, WITHOUT_RTX], ids=["rtx", "without rtx"])
@settings(max_examples=80, deadline=None)
@example(0, [("start", 1), *(("hours", count) for count in (48, 56, 56, 104, 104, 104, 112)), ("nack", 1)])
@given(st.sampled_from([0, 1_000, 32_700, 65_500]), st.lists(STEPS, min_size=1, max_size=40))
def test_no_index_is_used_for_two_packets(
    formats: ViewerFormats, first_sequence_number: int, steps: list[tuple[str, int]]
) -> None:
    life = _Life(formats, first_sequence_number)
    life.go_on(("keyframe", 3))
    for step in steps:
        life.go_on(step)


@pytest.mark.parametrize("packets_before", [2, 300])
def test_numbers_that_come_round_again_are_not_mistaken_for_the_first_ones(packets_before: int) -> None:
    life = _Life(WITHOUT_RTX, 3)
    life.go_on(("keyframe", packets_before))
    life.go_on(("start", 0))
    life.go_on(("catch up", 1_000_000))
    for _ in range(80):
        life.go_on(("hours", 8))
        life.go_on(("nack", 1))
        life.go_on(("nack", 17))


def test_numbers_that_come_round_while_a_viewer_waits_are_not_mistaken_for_its_last_ones() -> None:
    life = _Life(WITHOUT_RTX, 0)
    for step in (("keyframe", 3), ("overload", 0), *[("hours", 8 * 13)] * 6, ("nack", 1), ("nack", 17)):
        life.go_on(step)


def test_a_second_packet_under_one_index_is_noticed() -> None:
    book = _IndexBook()
    book.note(bytes(16))
    with pytest.raises(AssertionError, match="used twice"):
        book.note(bytes(15) + b"\x01")

"""Packets become whole pictures: in order, at their last packet, and past a hole only at a whole keyframe."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from desktop.preview.picture_assembler import (
    PATIENCE_SECONDS,
    START_CODE,
    WINDOW_PACKETS,
    PictureAssembler,
    Piece,
)

KEY, DELTA = START_CODE + b"\x67", START_CODE + b"\x41"


def _stream(pictures: int, packets: int = 3, keyframe_every: int = 4, first: int = 65_530) -> list[Piece]:
    """Pictures of some packets each; the numbers wrap around."""
    pieces = []
    for number in range(pictures * packets):
        picture, part = divmod(number, packets)
        head = (KEY if picture % keyframe_every == 0 else DELTA) if part == 0 else b""
        data = head + bytes([picture % 256, part])
        pieces.append(Piece((first + number) % 65_536, picture * 3000, part == packets - 1, data))
    return pieces


def _whole(pieces: list[Piece], packets: int = 3) -> list[bytes]:
    groups = [pieces[start : start + packets] for start in range(0, len(pieces), packets)]
    return [b"".join(piece.data for piece in group) for group in groups]


class _Taken:
    """What an assembler delivers."""

    def __init__(self) -> None:
        self.pictures: list[bytes] = []
        self.keyframes: list[bool] = []
        self.assembler = PictureAssembler(self._take)

    def feed(self, pieces: list[Piece], now: float = 0.0) -> bool:
        wishes = [self.assembler.add(piece, now) for piece in pieces]
        return any(wishes)

    def _take(self, data: bytes, is_keyframe: bool) -> None:
        self.pictures.append(data)
        self.keyframes.append(is_keyframe)


def test_each_picture_comes_with_its_last_packet() -> None:
    taken, pieces = _Taken(), _stream(8)
    for count, piece in enumerate(pieces, 1):
        assert not taken.feed([piece])
        assert len(taken.pictures) == count // 3
    assert taken.pictures == _whole(pieces)
    assert taken.keyframes == [True, False, False, False] * 2


def test_a_sender_without_markers_is_understood_by_its_times() -> None:
    taken, pieces = _Taken(), [piece._replace(is_last=False) for piece in _stream(3)]
    taken.feed(pieces)
    assert taken.pictures == _whole(pieces)[:2]


@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_disorder_changes_nothing(random: Random, reach: int) -> None:
    taken, pieces = _Taken(), _stream(12, keyframe_every=12)
    keyed = sorted(enumerate(pieces[1:]), key=lambda entry: entry[0] + random.uniform(0, reach))
    taken.feed([pieces[0], *(piece for _, piece in keyed)])
    assert taken.pictures == _whole(pieces)


def test_a_late_packet_and_a_double_one_are_passed_over() -> None:
    taken, pieces = _Taken(), _stream(4)
    taken.feed([*pieces[:6], pieces[2], pieces[5], *pieces[6:]])
    assert taken.pictures == _whole(pieces)


def test_behind_a_hole_nothing_comes_until_a_whole_keyframe() -> None:
    taken, pieces = _Taken(), _stream(9)
    taken.feed([*pieces[:4], *pieces[5:]])  # a packet of the second picture is lost
    assert taken.pictures == [_whole(pieces)[0], *_whole(pieces)[4:]]
    assert taken.assembler.lost_pictures == 1


def test_a_retransmission_fills_the_hole() -> None:
    taken, pieces = _Taken(), _stream(4)
    taken.feed([*pieces[:4], *pieces[5:], pieces[4]])
    assert taken.pictures == _whole(pieces)


def test_patience_ends_with_a_wish_for_a_keyframe() -> None:
    taken, pieces = _Taken(), _stream(4)
    assert not taken.feed([*pieces[:4], *pieces[5:8]], now=10.0)
    assert not taken.feed([pieces[8]], now=10.0 + PATIENCE_SECONDS / 2)
    assert taken.feed([pieces[9]], now=10.01 + PATIENCE_SECONDS)
    assert not taken.feed([pieces[10]], now=10.02 + PATIENCE_SECONDS)  # told once


def test_a_leap_of_numbers_begins_anew() -> None:
    taken, pieces = _Taken(), _stream(2)
    leapt = [piece._replace(sequence_number=(piece.sequence_number + WINDOW_PACKETS * 2) % 65_536) for piece in pieces]
    taken.feed(pieces[:3])
    assert taken.feed(leapt)
    assert taken.pictures == [_whole(pieces)[0], *_whole(pieces)]


_PIECES = st.builds(
    Piece, st.integers(0, 65_535), st.integers(0, 6), st.booleans(), st.sampled_from([KEY, DELTA, b"", b"\x01"])
)


@given(st.lists(_PIECES, max_size=300))
def test_hostile_packets_are_bounded(pieces: list[Piece]) -> None:
    taken = _Taken()
    taken.feed(pieces)
    assert sum(map(len, taken.pictures)) <= sum(len(piece.data) for piece in pieces)
    assert len(taken.assembler._waiting) <= min(len(pieces), WINDOW_PACKETS)

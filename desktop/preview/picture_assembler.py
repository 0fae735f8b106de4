"""Joins RTP packets into whole H.264 pictures in their order; pure, so that loss and disorder are tested byte by byte.

A picture is handed over with its last packet, not with the first one of the next: a still slide that is sent once a
second is seen at once.
"""

from collections.abc import Callable
from typing import NamedTuple

from appliance.protocols.rtp.serial import SequenceUnwrapper

WINDOW_PACKETS = 4096
"""Packets that may wait for a missing one: more than a keyframe of 4 MB."""
PATIENCE_SECONDS = 0.4
"""A retransmission takes a round trip of a classroom's Wi-Fi; what has not come then is asked for as a new keyframe."""
NAL_TYPE_MASK = 0x1F
START_CODE = b"\x00\x00\x00\x01"
KEYFRAME_NAL_TYPES = frozenset({5, 7})
"""An IDR slice, or the sequence parameter set before it."""


class Piece(NamedTuple):
    """One packet: `data` is Annex B, with a start code where a NAL unit begins."""

    sequence_number: int
    timestamp: int
    is_last: bool
    """The marker bit: the picture ends here."""
    data: bytes

    @property
    def begins_keyframe(self) -> bool:
        """Whether a picture that can be decoded by itself may begin here."""
        is_start = self.data.startswith(START_CODE) and len(self.data) > len(START_CODE)
        return is_start and self.data[len(START_CODE)] & NAL_TYPE_MASK in KEYFRAME_NAL_TYPES


class PictureAssembler:
    """Hands over whole pictures; skips from a hole to the next keyframe that is whole."""

    def __init__(self, deliver: Callable[[bytes, bool], None]) -> None:
        """`deliver(data, is_keyframe)` is called once per picture."""
        self._deliver = deliver
        self._unwrapper = SequenceUnwrapper()
        self._waiting: dict[int, Piece] = {}  # bounded by: WINDOW_PACKETS
        self._next: int | None = None
        self._hole_since: float | None = None
        self.lost_pictures = 0
        """How often a hole was never filled."""

    def add(self, piece: Piece, now: float) -> bool:
        """Take a packet; True when a keyframe should be asked for."""
        number = self._unwrapper.unwrap(piece.sequence_number)
        if self._next is None:
            self._next = number
        if number < self._next:
            return False
        if number - self._next >= WINDOW_PACKETS:
            return self._begin_anew(number, piece)
        self._waiting[number] = piece
        self._hand_over()
        if self._hole_ends_with(number):
            self._hand_over()
        return self._is_patience_over(now)

    def _hand_over(self) -> None:
        while (end := self._end_of_picture(self._first)) is not None:
            pieces = [self._waiting.pop(number) for number in range(self._first, end)]
            self._next = end
            self._deliver(b"".join(piece.data for piece in pieces), pieces[0].begins_keyframe)

    @property
    def _first(self) -> int:
        assert self._next is not None
        return self._next

    def _end_of_picture(self, start: int) -> int | None:
        """The number after the picture that begins at `start`; None while it is not whole."""
        first = self._waiting.get(start)
        if first is None:
            return None
        number = start
        while (piece := self._waiting.get(number)) is not None and piece.timestamp == first.timestamp:
            number += 1
            if piece.is_last:
                return number
        # A sender that sets no marker shows by the next picture's time that this one is over.
        return number if piece is not None else None

    def _hole_ends_with(self, number: int) -> bool:
        """Whether the picture of packet `number` is a whole keyframe behind a hole; then the hole does not matter."""
        if number < self._first or not self._waiting:
            return False
        start = self._keyframe_start(number)
        if start is None or start <= self._first or self._end_of_picture(start) is None:
            return False
        self._skip_to(start)
        return True

    def _keyframe_start(self, number: int) -> int | None:
        timestamp = self._waiting[number].timestamp
        start: int | None = None
        while (piece := self._waiting.get(number)) is not None and piece.timestamp == timestamp:
            if piece.begins_keyframe:
                start = number
            number -= 1
        return start

    def _skip_to(self, start: int) -> None:
        self.lost_pictures += 1
        for number in [number for number in self._waiting if number < start]:
            del self._waiting[number]
        self._next, self._hole_since = start, None

    def _begin_anew(self, number: int, piece: Piece) -> bool:
        self.lost_pictures += 1
        self._waiting = {number: piece}
        self._next, self._hole_since = number, None
        self._hand_over()
        return True

    def _is_patience_over(self, now: float) -> bool:
        if not self._has_hole():
            self._hole_since = None
            return False
        if self._hole_since is None:
            self._hole_since = now
        if now - self._hole_since < PATIENCE_SECONDS:
            return False
        self._hole_since = now
        return True

    def _has_hole(self) -> bool:
        """Whether a packet is missing before one that has come."""
        unbroken = 0
        while self._first + unbroken in self._waiting:
            unbroken += 1
        return unbroken < len(self._waiting)

"""Where a caster's timestamps lie on the box's clock, and where its samples lie among its timestamps.

Pure arithmetic in nanoseconds: no clock is read, and timestamps are expected unwrapped.
"""

from collections import deque
from enum import StrEnum, auto

JUMP_NS = 3_000_000_000
"""A frame this far from where its timestamp belongs says that the caster's timeline jumped."""

EARLY_NS = 50_000_000
"""A frame this early shows that the anchor lies too late; less is jitter and the drift of two clocks."""

MIN_STEP_NS = 1_000_000

GAP_NS = 80_000_000
"""A hole or overlap in the sound that no jitter explains."""

DRIFT_NS = 30_000_000
"""What the sound may be off for a moment; three frames in a row that are further off are believed."""

_BELIEVED_AFTER = 3
_SETTLED_NS = 10_000_000


class MediaKind(StrEnum):
    """The two streams that share one anchor."""

    VIDEO = auto()
    AUDIO = auto()


class MediaTimeline:
    """Maps source timestamps to the box's clock with one anchor for picture and sound, so that they stay together.

    The anchor follows the frames that came through fastest: viewers would wait for a frame stamped in the future,
    while a frame that is late is shown at once.
    """

    def __init__(self) -> None:
        self._anchor_ns: int | None = None
        self._used_anchor_ns: dict[MediaKind, int] = {}
        self._last_ns: dict[MediaKind, int] = {}
        self._jumps = 0
        self._lag_ns = 0

    @property
    def jumps(self) -> int:
        """How often a timeline jumped."""
        return self._jumps

    @property
    def lag_ns(self) -> int:
        """How much later than the fastest ones the last frame arrived."""
        return self._lag_ns

    def place(self, kind: MediaKind, source_ns: int, arrived_ns: int) -> int:
        """The frame's time on the box's clock; it grows strictly within a kind."""
        distance = arrived_ns - source_ns
        anchor = self._fitting_anchor(kind, distance)
        self._lag_ns = distance - anchor
        if self._lag_ns < -EARLY_NS:
            anchor = self._move_anchor(anchor, distance)
        self._used_anchor_ns[kind] = anchor
        placed = source_ns + anchor
        last = self._last_ns.get(kind)
        if last is not None and placed < last + MIN_STEP_NS:
            placed = last + MIN_STEP_NS
        self._last_ns[kind] = placed
        return placed

    def _fitting_anchor(self, kind: MediaKind, distance: int) -> int:
        """The common anchor, else the one this kind used last: after a jump the other kind's old frames still come."""
        used = self._used_anchor_ns.get(kind)
        for anchor in (self._anchor_ns, used):
            if anchor is not None and -JUMP_NS <= distance - anchor <= JUMP_NS:
                return anchor
        if used is not None:
            self._jumps += 1
        self._anchor_ns = distance
        return distance

    def _move_anchor(self, anchor: int, distance: int) -> int:
        if anchor == self._anchor_ns:
            self._anchor_ns = distance
        self._lag_ns = 0
        return distance


class SoundStep(StrEnum):
    """What to do with the next decoded frame."""

    CONTINUE = auto()
    """It follows the one before."""
    RESTART = auto()
    """It begins a new stretch at its own timestamp."""
    SKIP = auto()
    """Its time is taken already: leave it out."""


class SoundClock:
    """Decides from the timestamps of audio frames whether the count of samples still tells the time.

    Timestamps jitter and are rounded to milliseconds, so the count is followed; but samples get lost and clocks
    drift, so the count is corrected before the sound is noticeably off.
    """

    def __init__(self) -> None:
        self._recent_errors: deque[int] = deque(maxlen=_BELIEVED_AFTER)
        self._skipping = False

    def judge(self, expected_ns: int, stamped_ns: int) -> SoundStep:
        """Compare where a frame is expected by the count with where its timestamp says it is."""
        error = stamped_ns - expected_ns
        self._recent_errors.append(error)
        if abs(error) > JUMP_NS or self._is_late(error):
            return self._restart()
        if self._skipping or self._is_early(error):
            self._skipping = error < -_SETTLED_NS
        return SoundStep.SKIP if self._skipping else SoundStep.CONTINUE

    def _restart(self) -> SoundStep:
        self._recent_errors.clear()
        self._skipping = False
        return SoundStep.RESTART

    def _is_late(self, error: int) -> bool:
        return error > GAP_NS or (self._is_settled_view() and min(self._recent_errors) > DRIFT_NS)

    def _is_early(self, error: int) -> bool:
        return error < -GAP_NS or (self._is_settled_view() and max(self._recent_errors) < -DRIFT_NS)

    def _is_settled_view(self) -> bool:
        return len(self._recent_errors) == _BELIEVED_AFTER

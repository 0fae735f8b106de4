"""The order of changes over boxes whose clocks lie: hybrid logical clocks (Kulkarni et al., 2014)."""

from dataclasses import dataclass

LOGICAL_MAX = 0xFFFF
"""What four hexadecimal digits hold; one more and the stamp moves on by a millisecond."""
REMOTE_AHEAD_MAX_MS = 60_000
"""A box that woke in the wrong year must not drag every other box along."""
WALL_DIGITS = 13
LOGICAL_DIGITS = 4


class RemoteClockError(ValueError):
    """A stamp from elsewhere is further ahead of a trusted clock than clocks drift."""


@dataclass(frozen=True, order=True, slots=True)
class Hlc:
    """One stamp: later than every stamp its box had given or seen before; encoded stamps sort like stamps."""

    wall_ms: int
    logical: int
    node: str

    def encode(self) -> str:
        """Fixed-width text, so that texts sort as stamps do."""
        return f"{self.wall_ms:0{WALL_DIGITS}x}-{self.logical:0{LOGICAL_DIGITS}x}-{self.node}"


def decode(text: str) -> Hlc:
    """The stamp that `encode` wrote; ValueError for anything else."""
    wall, logical, node = text.split("-", 2)
    if len(wall) != WALL_DIGITS or len(logical) != LOGICAL_DIGITS:
        raise ValueError(f"{text!r} is not a stamp")
    stamp = Hlc(int(wall, 16), int(logical, 16), node)
    if stamp.encode() != text:
        raise ValueError(f"{text!r} is not a stamp")
    return stamp


def tick(last: Hlc, wall_ms: int) -> Hlc:
    """The stamp of a change made here, `last` being the latest stamp given or seen."""
    if wall_ms > last.wall_ms:
        return Hlc(wall_ms, 0, last.node)
    return _after(last.wall_ms, last.logical, last.node)


def merge(last: Hlc, remote: Hlc, wall_ms: int, *, is_trusted: bool = True) -> Hlc:
    """The stamp of having seen `remote`; RemoteClockError when it is far ahead of a clock that is trusted."""
    if is_trusted and remote.wall_ms > wall_ms + REMOTE_AHEAD_MAX_MS:
        raise RemoteClockError(f"a stamp is {remote.wall_ms - wall_ms} ms ahead of this box")
    newest = max(last.wall_ms, remote.wall_ms)
    if wall_ms > newest:
        return Hlc(wall_ms, 0, last.node)
    logical = max(stamp.logical for stamp in (last, remote) if stamp.wall_ms == newest)
    return _after(newest, logical, last.node)


def _after(wall_ms: int, logical: int, node: str) -> Hlc:
    if logical >= LOGICAL_MAX:
        return Hlc(wall_ms + 1, 0, node)
    return Hlc(wall_ms, logical + 1, node)

"""A bad network in userspace: what happens to each datagram, decided from a seed alone. No sockets here."""

from dataclasses import dataclass
from random import Random

BITS_PER_OCTET = 8
APART_SECONDS = 1e-7
"""Keeps the order of datagrams that would be released together."""


@dataclass(frozen=True, slots=True)
class BurstLoss:
    """Gilbert-Elliott: two states, a good one and a bad one in which most datagrams are lost."""

    to_bad: float
    """Chance per datagram to turn bad."""
    to_good: float
    """Chance per datagram to turn good again; its inverse is the mean burst length."""
    loss_when_bad: float = 1.0

    @property
    def mean_loss(self) -> float:
        """The share of datagrams lost in the long run."""
        return self.loss_when_bad * self.to_bad / (self.to_bad + self.to_good)


@dataclass(frozen=True, slots=True)
class Impairment:
    """How bad the network is in one direction."""

    loss: float = 0.0
    burst: BurstLoss | None = None
    delay_seconds: float = 0.0
    jitter_seconds: float = 0.0
    """Each datagram waits up to this much longer; order is kept unless `reorder` says otherwise."""
    duplicate: float = 0.0
    reorder: float = 0.0
    reorder_seconds: float = 0.02
    """How far behind the others a reordered datagram falls."""
    rate_bits: float = 0.0
    """Bits per second of the bottleneck; 0 for none."""
    queue_seconds: float = 0.3
    """What would wait longer than this in front of the bottleneck is lost."""


@dataclass(slots=True)
class ImpairmentCounts:
    """What was done so far."""

    seen: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    overflowed: int = 0


class ImpairmentCore:
    """Decides, datagram by datagram, when it goes on. The same seed and arrivals give the same network."""

    def __init__(self, impairment: Impairment, seed: int) -> None:
        self._impairment = impairment
        self._random = Random(seed)
        self._is_bad = False
        self._link_free_at = 0.0
        self._last_release = -1.0
        self.counts = ImpairmentCounts()

    def decide(self, now: float, size: int) -> tuple[float, ...]:
        """The times at which copies of this datagram go on: none when it is lost."""
        self.counts.seen += 1
        # Every draw is made for every datagram, so that one rule does not shift another rule's dice.
        is_lost, is_double, is_late = self._draw_loss(), self._draw_duplicate(), self._draw_reorder()
        wait = self._impairment.delay_seconds + self._random.uniform(0.0, self._impairment.jitter_seconds)
        if is_lost:
            self.counts.lost += 1
            return ()
        sent = self._through_bottleneck(now, size)
        if sent is None:
            self.counts.overflowed += 1
            return ()
        return self._releases(sent + wait, is_double=is_double, is_late=is_late)

    def _releases(self, release: float, *, is_double: bool, is_late: bool) -> tuple[float, ...]:
        if is_late:
            self.counts.reordered += 1
            return (release + self._impairment.reorder_seconds,)
        if release <= self._last_release:
            release = self._last_release + APART_SECONDS
        self._last_release = release
        if is_double:
            self.counts.duplicated += 1
            return (release, release)
        return (release,)

    def _draw_loss(self) -> bool:
        lost_alone = self._random.random() < self._impairment.loss
        burst = self._impairment.burst
        if burst is None:
            return lost_alone
        turn = burst.to_good if self._is_bad else burst.to_bad
        if self._random.random() < turn:
            self._is_bad = not self._is_bad
        lost_in_burst = self._random.random() < burst.loss_when_bad and self._is_bad
        return lost_alone or lost_in_burst

    def _draw_duplicate(self) -> bool:
        return self._random.random() < self._impairment.duplicate

    def _draw_reorder(self) -> bool:
        return self._random.random() < self._impairment.reorder

    def _through_bottleneck(self, now: float, size: int) -> float | None:
        if not self._impairment.rate_bits:
            return now
        starts = max(now, self._link_free_at)
        if starts - now > self._impairment.queue_seconds:
            return None
        self._link_free_at = starts + size * BITS_PER_OCTET / self._impairment.rate_bits
        return self._link_free_at

"""How many may join a class, from where and how fast: a script with the class code cannot take the pupils' places."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from appliance.errors import CapacityExceeded
from appliance.services.guessing import SECOND_NS, too_many_tries

MINUTE_NS = 60 * SECOND_NS


@dataclass(frozen=True, slots=True)
class JoinLimits:
    """What a class takes in. A whole class may sit behind one address: a cheap access point translates addresses."""

    class_max: int = 1_000
    """Who is in the class or waits."""
    rows_max: int = 3_000
    """With those who were removed."""
    burst_of_source: int = 60
    per_minute_of_source: int = 6
    open_places: int = 500
    """Beyond these, places are kept for addresses from which few have come."""
    few_of_source: int = 3
    crowded_per_minute: int = 30
    """New ones in a minute, beyond the open places, from anywhere."""


class Allowance:
    """So many at once, and so many more each minute (a token bucket)."""

    def __init__(self, burst: int, per_minute: int, now_ns: int) -> None:
        self._full = burst * MINUTE_NS
        self._per_minute = per_minute
        self._left = self._full
        """In parts of one: a minute's nanoseconds make one. Whole numbers, so that no rounding adds up."""
        self._since_ns = now_ns

    def wait_ns(self, now_ns: int) -> int:
        """How long until there is one; 0 when there is one now."""
        self._left = min(self._full, self._left + (now_ns - self._since_ns) * self._per_minute)
        self._since_ns = now_ns
        return max(0, -((self._left - MINUTE_NS) // self._per_minute))

    def take(self) -> None:
        """Use one."""
        self._left -= MINUTE_NS


class ClassDoor:
    """Counts who has come through the door of one class since it was opened, or the box started."""

    def __init__(self, limits: JoinLimits, clock_ns: Callable[[], int]) -> None:
        self._limits = limits
        self._clock_ns = clock_ns
        self._came: Counter[str] = Counter()
        """By address; bounded by the class: only who came in is counted."""
        self._allowances: dict[str, Allowance] = {}
        self._crowded = Allowance(limits.crowded_per_minute, limits.crowded_per_minute, clock_ns())

    def require_pace(self, source: str) -> None:
        """Raises TooManyTries when nobody new may come from this address now."""
        allowance = self._allowances.get(source)
        wait_ns = allowance.wait_ns(self._clock_ns()) if allowance is not None else 0
        if wait_ns > 0:
            raise too_many_tries(wait_ns)

    def require_open_place(self, source: str, present: int) -> None:
        """Raises TooManyTries when the places that are left are kept for others."""
        if present < self._limits.open_places:
            return
        wait_ns = self._crowded.wait_ns(self._clock_ns())
        if self._came[source] >= self._limits.few_of_source:
            wait_ns = max(wait_ns, MINUTE_NS)
        if wait_ns > 0:
            raise too_many_tries(wait_ns)

    def require_place(self, present: int, rows: int) -> None:
        """Raises CapacityExceeded when the class is full, for whomever."""
        if present >= self._limits.class_max or rows >= self._limits.rows_max:
            raise CapacityExceeded(f"The class is full: {present:,} have joined.", 30)

    def came(self, source: str, present: int) -> None:
        """Somebody new came in from this address."""
        self._came[source] += 1
        if source not in self._allowances:
            limits = self._limits
            self._allowances[source] = Allowance(limits.burst_of_source, limits.per_minute_of_source, self._clock_ns())
        self._allowances[source].take()
        if present >= self._limits.open_places:
            self._crowded.take()

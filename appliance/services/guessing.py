"""How often somebody may guess: passwords and codes. Who guesses is slowed down; everybody else is not."""

import math
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from appliance.errors import TooManyTries

HOUR_NS = 3_600 * 1_000_000_000
SECOND_NS = 1_000_000_000
KEYS_MAX = 8_192
"""Accounts, addresses and pairs of both that are remembered; then the one that guessed longest ago is forgotten."""

FAILED_LOGINS_FROM_STRANGERS = 60
FAILED_LOGINS_FROM_KNOWN = 40
"""Together 100 an hour for each account (ASVS 2.2.1). Strangers cannot use up what is kept for addresses from which the
teacher has logged in before, and so cannot lock the teacher out."""
FAILED_LOGINS_OF_PAIR = 20
"""An hour, of one address for one account: a single pupil cannot use up the strangers' part either."""
FREE_FAILURES = 3
"""Everybody mistypes."""
DELAY_MAX_SECONDS = 300
LOGINS_AT_ONCE_OF_SOURCE = 2
KNOWN_SOURCES_MAX = 16
BOX_ITSELF = frozenset({"127.0.0.1", "::1"})
"""No pupil sits at the box: whoever does is known to every account."""

Clock = Callable[[], int]
"""Monotonic nanoseconds."""


class HourlyCount:
    """How often something happened within the last hour, by key; bounded in keys and in what it keeps of each."""

    def __init__(self, limit: int, keys_max: int = KEYS_MAX) -> None:
        self._limit = limit
        self._keys_max = keys_max
        self._times: OrderedDict[str, deque[int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def wait_ns(self, key: str, now_ns: int) -> int:
        """How long until it may happen once more; 0 when it may now."""
        times = self._times.get(key)
        if times is None or len(times) < self._limit:
            return 0
        return max(0, times[0] + HOUR_NS - now_ns)

    def recent(self, key: str, now_ns: int) -> list[int]:
        """When it happened within the last hour, oldest first."""
        return [each for each in self._times.get(key, ()) if now_ns - each < HOUR_NS]

    def add(self, key: str, now_ns: int) -> None:
        """It happens."""
        times = self._times.setdefault(key, deque(maxlen=self._limit))
        times.append(now_ns)
        self._times.move_to_end(key)
        if len(self._times) > self._keys_max:
            self._times.popitem(last=False)

    def take_back(self, key: str, now_ns: int) -> None:
        """What was added at that moment did not happen."""
        times = self._times.get(key)
        if times is not None and now_ns in times:
            times.remove(now_ns)

    def forget(self, key: str) -> None:
        """As if it had never happened."""
        self._times.pop(key, None)


@dataclass(slots=True)
class Attempt:
    """One password that is being looked at."""

    is_right: bool | None = None
    """None until it is known."""


@dataclass(slots=True)
class _LoginCounts:
    strangers: HourlyCount = field(default_factory=lambda: HourlyCount(FAILED_LOGINS_FROM_STRANGERS))
    known: HourlyCount = field(default_factory=lambda: HourlyCount(FAILED_LOGINS_FROM_KNOWN))
    pairs: HourlyCount = field(default_factory=lambda: HourlyCount(FAILED_LOGINS_OF_PAIR))
    sources: HourlyCount = field(default_factory=lambda: HourlyCount(FAILED_LOGINS_FROM_STRANGERS))


class LoginGuesses:
    """Failed logins by account and address."""

    def __init__(self, clock_ns: Clock) -> None:
        self._clock_ns = clock_ns
        self._counts = _LoginCounts()
        self._busy: Counter[str] = Counter()
        self._known: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def trust(self, account: str, source: str) -> None:
        """This address is the account's owner's: what others fail does not delay it."""
        known = self._known.setdefault(account, OrderedDict())
        known[source] = None
        known.move_to_end(source)
        if len(known) > KNOWN_SOURCES_MAX:
            known.popitem(last=False)
        if len(self._known) > KEYS_MAX:
            self._known.popitem(last=False)

    @contextmanager
    def attempt(self, account: str, source: str) -> Iterator[Attempt]:
        """Look at one password; counts as failed until it is known to be right. Raises TooManyTries."""
        now_ns = self._clock_ns()
        entries = self._entries(account, source)
        self._require(entries, source, now_ns)
        for count, key in entries:
            count.add(key, now_ns)
        self._busy[source] += 1
        attempt = Attempt()
        try:
            yield attempt
        finally:
            self._busy[source] -= 1
            self._busy += Counter()  # drops what has come to nothing
            if attempt.is_right is not False:
                for count, key in entries:
                    count.take_back(key, now_ns)
            if attempt.is_right:
                self._counts.pairs.forget(_pair(account, source))
                self.trust(account, source)

    def _entries(self, account: str, source: str) -> list[tuple[HourlyCount, str]]:
        counts = self._counts
        is_known = source in BOX_ITSELF or source in self._known.get(account, ())
        of_account = counts.known if is_known else counts.strangers
        return [(of_account, account), (counts.pairs, _pair(account, source)), (counts.sources, source)]

    def _require(self, entries: list[tuple[HourlyCount, str]], source: str, now_ns: int) -> None:
        if self._busy[source] >= LOGINS_AT_ONCE_OF_SOURCE:
            raise TooManyTries(SECOND_NS)
        pairs, pair = entries[1]
        failures = pairs.recent(pair, now_ns)
        wait_ns = max(count.wait_ns(key, now_ns) for count, key in entries)
        if failures:
            wait_ns = max(wait_ns, failures[-1] + delay_seconds(len(failures)) * SECOND_NS - now_ns)
        if wait_ns > 0:
            raise too_many_tries(wait_ns)


class CodeGuesses:
    """Wrong codes by address and in all: strictly bounded, and who has guessed nothing wrong is served to the last."""

    def __init__(self, clock_ns: Clock, *, per_source: int = 100, in_all: int = 1_000) -> None:
        self._clock_ns = clock_ns
        self._sources = HourlyCount(per_source)
        self._first = HourlyCount(in_all // 2)
        self._further = HourlyCount(in_all - in_all // 2)

    def require(self, source: str) -> None:
        """Raises TooManyTries when this address may not try a code now, right or wrong."""
        now_ns = self._clock_ns()
        wait_ns = max(self._sources.wait_ns(source, now_ns), self._of_all(source, now_ns).wait_ns("", now_ns))
        if wait_ns > 0:
            raise too_many_tries(wait_ns)

    def was_wrong(self, source: str) -> None:
        """This address has tried a wrong code."""
        now_ns = self._clock_ns()
        self._of_all(source, now_ns).add("", now_ns)
        self._sources.add(source, now_ns)

    def _of_all(self, source: str, now_ns: int) -> HourlyCount:
        # An address that guesses uses up the further guesses; the first ones are left for whoever mistypes.
        return self._first if len(self._sources.recent(source, now_ns)) < FREE_FAILURES else self._further


def delay_seconds(failures: int) -> int:
    """How long to wait after so many failures in a row: nothing at first, then twice as long each time."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(2 ** (failures - FREE_FAILURES), DELAY_MAX_SECONDS))


def _pair(account: str, source: str) -> str:
    return f"{account} {source}"


def too_many_tries(wait_ns: int) -> TooManyTries:
    """What somebody is told who has to wait so long."""
    return TooManyTries(max(1, math.ceil(wait_ns / SECOND_NS)))

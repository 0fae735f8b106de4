"""What the box has told of past lessons, each with the moment it was told: it stays readable without the box."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from appliance.client.dashboard import Period
from appliance.contract.dashboard import EngagementTrend, QuizAnalytics, SessionDashboard
from appliance.contract.session import SessionView
from desktop.state.announcer import Announcer

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
LESSONS_KEPT = 40
PERIODS_KEPT = 6
CURVES_KEPT = 40


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """An answer of the box, and when it came (epoch milliseconds of this computer)."""

    told: T
    at_ms: int


class Shelf(Generic[K, T]):
    """Keeps the answers that came last, and no more than `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_key: dict[K, Kept[T]] = {}  # bounded by: `most`

    def get(self, key: K) -> Kept[T] | None:
        """The answer that was kept under this key."""
        return self._by_key.get(key)

    def put(self, key: K, told: T, at_ms: int) -> None:
        """Keep an answer in place of the one before; the oldest one goes."""
        self._by_key.pop(key, None)
        self._by_key[key] = Kept(told, at_ms)
        if len(self._by_key) > self._most:
            del self._by_key[next(iter(self._by_key))]

    def clear(self) -> None:
        """Keep nothing."""
        self._by_key.clear()


class Records:
    """Past lessons of one teacher on one box; whoever else signs in begins with nothing."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.owner = ("", "")
        """Ids of the box and of the teacher whose lessons these are."""
        self.sessions: Kept[tuple[SessionView, ...]] | None = None
        """Newest first; None until the box was asked."""
        self.lessons: Shelf[str, SessionDashboard] = Shelf(LESSONS_KEPT)
        self.trends: Shelf[Period, EngagementTrend] = Shelf(PERIODS_KEPT)
        self.questions: Shelf[Period, QuizAnalytics] = Shelf(PERIODS_KEPT)
        self.curves: Shelf[tuple[Period, str], EngagementTrend] = Shelf(CURVES_KEPT)
        """By period and student."""

    def session(self, session_id: str) -> SessionView | None:
        """One session of the list."""
        known = self.sessions.told if self.sessions is not None else ()
        return next((each for each in known if each.session_id == session_id), None)

    def take_sessions(self, sessions: list[SessionView], at_ms: int) -> None:
        """Take a page of the list, or one session that has changed: what else is known stays."""
        known = self.sessions.told if self.sessions is not None else ()
        by_id = {each.session_id: each for each in (*known, *sessions)}
        ordered = sorted(by_id.values(), key=lambda each: (each.created_ms, each.session_id), reverse=True)
        self.sessions = Kept(tuple(ordered), at_ms)
        self.changed.tell(None)

    def belong_to(self, owner: tuple[str, str]) -> None:
        """Nothing of another teacher, or of another box, may be seen."""
        if owner == self.owner:
            return
        self.owner, self.sessions = owner, None
        self.lessons.clear()
        self.trends.clear()
        self.questions.clear()
        self.curves.clear()
        self.changed.tell(None)

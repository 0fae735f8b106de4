"""The dashboards of a teacher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from appliance.client.connection import BoxConnection, QueryValue
from appliance.contract.dashboard import DashboardSummary, EngagementTrend, QuizAnalytics, SessionDashboard


@dataclass(frozen=True, slots=True)
class Period:
    """Which lessons are looked at; days of the zone `tz`, both included."""

    from_date: date | None = None
    to_date: date | None = None
    topic: str | None = None
    tz: str = "UTC"

    def query(self) -> dict[str, QueryValue]:
        """As the box takes it."""
        return {
            "from": self.from_date.isoformat() if self.from_date else None,
            "to": self.to_date.isoformat() if self.to_date else None,
            "topic": self.topic,
            "tz": self.tz,
        }


class DashboardClient:
    """Routes under /dashboard."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def summary(self, period: Period | None = None) -> DashboardSummary:
        """The teacher's lessons at a glance."""
        query = (period or Period()).query()
        return await self._box.ask(DashboardSummary, "GET", "/dashboard/summary", query=query)

    async def session(self, session_id: str) -> SessionDashboard:
        """One lesson, ended or not."""
        return await self._box.ask(SessionDashboard, "GET", f"/dashboard/session/{session_id}")

    async def trend(self, period: Period | None = None, student_ids: Sequence[str] = ()) -> EngagementTrend:
        """Engagement over lessons, hours and students."""
        query = {**(period or Period()).query(), "student_id": list(student_ids)}
        return await self._box.ask(EngagementTrend, "GET", "/dashboard/engagement/trend", query=query)

    async def quiz_analytics(self, period: Period | None = None, quiz_id: str | None = None) -> QuizAnalytics:
        """The questions that were asked."""
        query = {**(period or Period()).query(), "quiz_id": quiz_id}
        return await self._box.ask(QuizAnalytics, "GET", "/dashboard/quiz/analytics", query=query)

"""What the dashboard asks of the box: the part of the lesson that the app has not followed, and who has answered."""

from bisect import bisect_right

from appliance.contract.dashboard import ConfusionRow, SessionDashboard
from desktop.actions.desk import Desk
from desktop.state.engagement import CoursePoint
from desktop.state.lesson import Lesson
from desktop.state.seats import OpenQuestions

NEAR_MS = 90_000
"""The box keeps figures about once a minute: what it says of confusion holds for the moments around."""


class DashboardActions:
    """Fills the lesson's state with what happened before the app followed it."""

    def __init__(self, desk: Desk, lesson: Lesson) -> None:
        self._desk, self._lesson = desk, lesson

    async def fetch_earlier(self) -> None:
        """Put the lesson's course up to now in front of what the app has heard itself."""
        session_id = self._desk.session_id
        told = await self._desk.client.dashboard.session(session_id)
        if session_id == self._lesson.session_id:
            self._lesson.engagement.prepend(earlier_course(told))

    async def fetch_answered(self) -> None:
        """Learn who has answered the open run already; live events tell of everybody after that."""
        session_id, asked = self._desk.session_id, OpenQuestions.of(self._lesson)
        for question_id in asked.answered:
            missing = await self._desk.client.runs.missing(session_id, asked.run_id, question_id)
            if session_id == self._lesson.session_id:
                self._lesson.runs.take_answered(asked.run_id, question_id, missing.answered)


def earlier_course(told: SessionDashboard) -> list[CoursePoint]:
    """The box's account of a lesson as points of the course; how many needed help then is not kept."""
    confusion = sorted(told.confusion, key=lambda row: row.at_ms)
    return [
        CoursePoint(
            at_ms=row.at_ms,
            connected=row.connected,
            watching=row.watching,
            mean=row.engagement,
            confusion=_levels_at(confusion, row.at_ms),
            needs_help=0,
        )
        for row in sorted(told.timeline, key=lambda row: row.at_ms)
    ]


def _levels_at(confusion: list[ConfusionRow], at_ms: int) -> dict[str, float]:
    after = bisect_right(confusion, at_ms, key=lambda row: row.at_ms)
    near = [row for row in confusion[max(0, after - 1) : after + 1] if abs(row.at_ms - at_ms) <= NEAR_MS]
    if not near:
        return {}
    nearest = min(near, key=lambda row: abs(row.at_ms - at_ms))
    return {each.topic: each.level for each in nearest.topics}

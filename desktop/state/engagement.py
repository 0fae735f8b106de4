"""How the class follows: the latest figures, and their course since the app follows the lesson."""

from dataclasses import dataclass

from appliance.contract.engagement import ClassEngagement, StudentEngagement
from appliance.contract.live import AnyEvent, EngagementChanged, Snapshot
from desktop.state.announcer import Announcer

COURSE_POINTS_KEPT = 4_000
"""Some five hours at one point every few seconds; older ones leave the chart."""


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """The class at one moment; `confusion` is topic to level, 0 to 1."""

    at_ms: int
    connected: int
    watching: int
    mean: float | None
    confusion: dict[str, float]
    needs_help: int


class EngagementCourse:
    """The figures of this moment and the moments before."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.latest: ClassEngagement | None = None
        """None while the figures are turned off or nothing was told yet."""
        self.course: list[CoursePoint] = []  # bounded by: COURSE_POINTS_KEPT
        self._by_id: dict[str, StudentEngagement] = {}  # bounded by: the students of `latest`

    def of(self, participant_id: str) -> StudentEngagement | None:
        """One student's figures."""
        return self._by_id.get(participant_id)

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take the figures of the snapshot; the course goes on."""
        self._set(snapshot.teacher.engagement if snapshot.teacher is not None else None)

    def take(self, event: AnyEvent) -> None:
        """Take new figures."""
        if isinstance(event, EngagementChanged):
            self._set(event.engagement)

    def prepend(self, earlier: list[CoursePoint]) -> None:
        """Put the part of the lesson before the app followed it in front."""
        first_ms = self.course[0].at_ms if self.course else None
        before = [point for point in earlier if first_ms is None or point.at_ms < first_ms]
        self.course = [*before, *self.course][-COURSE_POINTS_KEPT:]
        self.changed.tell(None)

    def clear(self) -> None:
        """Forget everything."""
        self.course = []
        self._set(None)

    def _set(self, latest: ClassEngagement | None) -> None:
        self.latest = latest
        self._by_id = {student.participant_id: student for student in latest.students} if latest else {}
        if latest is not None and (not self.course or latest.at_ms > self.course[-1].at_ms):
            self.course.append(_point(latest))
            del self.course[:-COURSE_POINTS_KEPT]
        self.changed.tell(None)


def _point(figures: ClassEngagement) -> CoursePoint:
    return CoursePoint(
        at_ms=figures.at_ms,
        connected=figures.connected,
        watching=figures.watching,
        mean=figures.mean,
        confusion={topic.topic: topic.level for topic in figures.confusion},
        needs_help=sum(1 for student in figures.students if student.needs_help),
    )

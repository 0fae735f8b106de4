"""The lesson's course as lines to draw, and the bars of this moment: confusion by topic, answers by question."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from appliance.contract.quiz import RunView, TallyView
from desktop.models.dashboard_words import topic_word
from desktop.models.thinning import Point
from desktop.state.engagement import CoursePoint, EngagementCourse
from desktop.state.runs import Runs

TOPICS_DRAWN = 4
"""More lines than that cannot be told apart."""
TOPICS_LISTED = 12
RUNS_LISTED = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a share of 0 to 1, or None where there is nothing to divide by."""

    key: str
    label: str
    share: float | None
    answers: int | None = None
    """How many answers it stands for; None where it does not stand for answers."""
    is_heading: bool = False


def engagement_line(course: Iterable[CoursePoint]) -> list[Line]:
    """The mean of the class, 0 to 100."""
    return [Line(_tr("Mean of the class"), [(point.at_ms, point.mean) for point in course])]


def presence_lines(course: Sequence[CoursePoint]) -> list[Line]:
    """How many are connected and how many see the picture."""
    return [
        Line(_tr("Connected"), [(point.at_ms, float(point.connected)) for point in course]),
        Line(_tr("Watching"), [(point.at_ms, float(point.watching)) for point in course]),
    ]


def confusion_lines(course: Sequence[CoursePoint]) -> list[Line]:
    """The topics in which most were lost over the lesson, 0 to 1 each."""
    weight: Counter[str] = Counter()
    for point in course:
        weight.update(point.confusion)
    worst = [topic for topic, _ in weight.most_common(TOPICS_DRAWN)]
    return [
        Line(topic_word(topic), [(point.at_ms, point.confusion.get(topic, 0.0)) for point in course]) for topic in worst
    ]


def confusion_bars(engagement: EngagementCourse) -> list[Bar]:
    """Confusion by topic now, the worst first, as the box orders it."""
    topics = engagement.latest.confusion if engagement.latest is not None else []
    return [Bar(each.topic, topic_word(each.topic), each.level) for each in topics[:TOPICS_LISTED]]


def accuracy_bars(runs: Runs) -> list[Bar]:
    """Each run with its questions, the newest run first."""
    told = [run for run in reversed(runs.all()) if run.state != "draft"]
    return [bar for run in told[:RUNS_LISTED] for bar in _bars_of(run)]


def _bars_of(run: RunView) -> list[Bar]:
    tallies = {tally.question_id: tally for tally in run.tallies}
    asked = [question for question in run.public_questions if question.kind != "slide"]
    graded = [tally for tally in run.tallies if tally.correct is not None]
    answered, correct = sum(each.answered for each in graded), sum(each.correct or 0 for each in graded)
    share = correct / answered if answered else None
    heading = Bar(run.run_id, run.title or _tr("Quiz"), share, is_heading=True)
    questions = [
        _question_bar(f"{run.run_id}/{each.question_id}", f"{place}. {each.text}", tallies.get(each.question_id))
        for place, each in enumerate(asked, 1)
    ]
    return [heading, *questions]


def _question_bar(key: str, label: str, tally: TallyView | None) -> Bar:
    if tally is None:
        return Bar(key, label, None, answers=0)
    share = tally.correct / tally.answered if tally.correct is not None and tally.answered else None
    return Bar(key, label, share, answers=tally.answered)


def _tr(text: str) -> str:
    return QCoreApplication.translate("dashboard_course", text)

"""Past lessons as lines and bars: a lesson's course, how lessons went over weeks, and a question's options."""

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from appliance.contract.dashboard import EngagementTrend, OptionFigures, QuestionFigures
from desktop.models.dashboard_course import Bar, Line


def lesson_lines(trend: EngagementTrend, student: EngagementTrend | None) -> list[Line]:
    """The class's mean in each lesson, and beside it one student's where one is chosen."""
    mean = Line(_tr("Mean of the class"), [(row.started_ms, row.figures.composite) for row in trend.sessions])
    if student is None or not student.students or student.students[0].curve is None:
        return [mean]
    chosen = student.students[0]
    values = dict(zip([row.session_id for row in student.sessions], _curve(student), strict=False))
    return [mean, Line(chosen.name, [(row.started_ms, values.get(row.session_id)) for row in trend.sessions])]


def hour_bars(trend: EngagementTrend) -> list[Bar]:
    """Engagement by the hour of the day."""
    return [
        Bar(str(row.hour), _hour(row.hour), None if row.engagement is None else row.engagement / 100, row.sessions)
        for row in trend.hours
    ]


def option_bars(question: QuestionFigures) -> list[Bar]:
    """The options of a question; a right one is marked by its words."""
    return [
        Bar(str(place), _option_label(option), option.share, option.chosen, is_heading=option.is_correct)
        for place, option in enumerate(question.options)
    ]


def misleading(question: QuestionFigures) -> list[OptionFigures]:
    """Wrong options that draw those who know."""
    return [option for option in question.options if option.misleads]


def _option_label(option: OptionFigures) -> str:
    if option.is_correct:
        return _tr("Right: %1").replace("%1", option.text)
    return _tr("Misleads: %1").replace("%1", option.text) if option.misleads else option.text


def _curve(student: EngagementTrend) -> list[float | None]:
    curve = student.students[0].curve
    return list(curve.composite) if curve is not None else []


def _hour(hour: int) -> str:
    return QLocale().toString(QTime(hour, 0), QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("records_lines", text)

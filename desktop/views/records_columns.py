"""The columns of the tables of past lessons."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from appliance.contract.dashboard import LessonRow, QuestionFigures, QuestionResult, StudentRow, StudentTrend
from desktop.models.dashboard_words import short_reason, topic_word
from desktop.models.records_table import Column
from desktop.views.parts.formats import decimal, moment, number, percent

T = TypeVar("T")
SHARE_DIGITS = 3
MINUTE_MS = 60_000


def student_columns() -> list[Column[StudentRow]]:
    """One student's lesson."""
    return [
        _text(lambda: _tr("Name"), lambda row: row.name),
        _number(lambda: _tr("Engagement"), lambda row: row.figures.composite),
        _text(lambda: _tr("Needs help"), lambda row: ", ".join(short_reason(each) for each in row.needs_help)),
        _share(lambda: _tr("Presence"), lambda row: row.figures.presence),
        _share(lambda: _tr("Participation"), lambda row: row.figures.participation),
        _share(lambda: _tr("Accuracy"), lambda row: row.figures.accuracy),
        _count(lambda: _tr("Asked"), lambda row: row.asked),
        _count(lambda: _tr("Answered"), lambda row: row.answered),
        _count(lambda: _tr("Right"), lambda row: row.correct),
        _number(lambda: _tr("Points"), lambda row: row.points),
        _count(lambda: _tr("“I'm lost”"), lambda row: row.lost_taps),
        _span(lambda: _tr("There (min)"), lambda row: row.present_ms),
        _span(lambda: _tr("Watched (min)"), lambda row: row.watched_ms),
    ]


def result_columns() -> list[Column[QuestionResult]]:
    """One question of one run."""
    return [
        _text(lambda: _tr("Quiz"), lambda row: row.run_title or _tr("Quiz")),
        _text(lambda: _tr("Question"), lambda row: row.text),
        _text(lambda: _tr("Topic"), lambda row: topic_word(row.topic)),
        _count(lambda: _tr("Asked"), lambda row: row.asked),
        _count(lambda: _tr("Answered"), lambda row: row.answered),
        _count(lambda: _tr("Right"), lambda row: row.correct if row.graded else None),
        _share(lambda: _tr("Share right"), lambda row: row.correct_rate),
    ]


def lesson_columns() -> list[Column[LessonRow]]:
    """One lesson of a period."""
    return [
        Column(
            lambda: _tr("Begun"),
            lambda row: row.started_ms,
            lambda row: moment(row.started_ms),
            exported=lambda row: moment(row.started_ms),
        ),
        _text(lambda: _tr("Lesson"), lambda row: row.title),
        _text(lambda: _tr("Topic"), lambda row: topic_word(row.topic)),
        _count(lambda: _tr("Students"), lambda row: row.students),
        _share(lambda: _tr("Presence"), lambda row: row.figures.presence),
        _share(lambda: _tr("Participation"), lambda row: row.figures.participation),
        _share(lambda: _tr("Accuracy"), lambda row: row.figures.accuracy),
        _number(lambda: _tr("Engagement"), lambda row: row.figures.composite),
    ]


def trend_columns() -> list[Column[StudentTrend]]:
    """One student over a period, by the own figures only."""
    return [
        _text(lambda: _tr("Name"), lambda row: row.name),
        _count(lambda: _tr("Lessons"), lambda row: row.sessions),
        _count(lambda: _tr("Asked"), lambda row: row.asked),
        _count(lambda: _tr("Answered"), lambda row: row.answered),
        _share(lambda: _tr("Presence"), lambda row: row.figures.presence),
        _share(lambda: _tr("Participation"), lambda row: row.figures.participation),
        _share(lambda: _tr("Accuracy"), lambda row: row.figures.accuracy),
        _number(lambda: _tr("Engagement"), lambda row: row.figures.composite),
        Column(lambda: _tr("Change"), lambda row: row.change, lambda row: signed(row.change)),
    ]


def question_columns() -> list[Column[QuestionFigures]]:
    """One question over every lesson of a period."""
    return [
        _text(lambda: _tr("Question"), lambda row: row.text),
        _text(lambda: _tr("Topic"), lambda row: topic_word(row.topic)),
        _count(lambda: _tr("Lessons"), lambda row: row.sessions),
        _count(lambda: _tr("Answered"), lambda row: row.answered),
        _share(lambda: _tr("Share right"), lambda row: row.correct_rate),
        _share(lambda: _tr("Difficulty"), lambda row: row.difficulty),
        _number(lambda: _tr("Tells apart"), lambda row: row.discrimination, 2),
        _count(lambda: _tr("Misleading options"), lambda row: sum(each.misleads for each in row.options)),
    ]


def signed(value: float | None) -> str:
    """A change with its sign."""
    return "–" if value is None else f"{'+' if value > 0 else ''}{decimal(value)}"


def _text(title: Callable[[], str], value: Callable[[T], str]) -> Column[T]:
    return Column(title, value, is_number=False)


def _count(title: Callable[[], str], value: Callable[[T], int | None]) -> Column[T]:
    return Column(title, value, lambda row: number(value(row) or 0))


def _number(title: Callable[[], str], value: Callable[[T], float | None], places: int = 1) -> Column[T]:
    def rounded(row: T) -> float | None:
        known = value(row)
        return None if known is None else round(known, places)

    return Column(title, rounded, lambda row: decimal(value(row) or 0.0, places))


def _share(title: Callable[[], str], value: Callable[[T], float | None]) -> Column[T]:
    def rounded(row: T) -> float | None:
        known = value(row)
        return None if known is None else round(known, SHARE_DIGITS)

    return Column(title, rounded, lambda row: percent(value(row)))


def _span(title: Callable[[], str], value: Callable[[T], int | None]) -> Column[T]:
    def minutes(row: T) -> float | None:
        known = value(row)
        return None if known is None else round(known / MINUTE_MS, 1)

    return Column(title, minutes, lambda row: number(round((value(row) or 0) / MINUTE_MS)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("records_columns", text)

"""The engagement figures of one class at one moment, out of its records. Knows no clock, no socket and no store."""

from dataclasses import dataclass, replace
from statistics import fmean

from appliance.contract.engagement import ClassEngagement, FormulaText, OwnEngagement, StudentEngagement, TopicConfusion
from appliance.domain.engagement import (
    CONFUSION_WINDOW_MS,
    FORMULA,
    Counts,
    confusion,
    confusion_marks,
    count,
    counts_for_student,
    engagement,
    needs_help,
)
from appliance.domain.participant import Admission
from appliance.errors import Sentence
from appliance.services.session_records import SessionRecords, lesson_facts, student_facts

SHARE_DIGITS, COMPOSITE_DIGITS = 3, 1
"""More would tell of a second here and there, and would change with every telling."""


@dataclass(frozen=True, slots=True)
class Presences:
    """Who is here at one moment."""

    connected_ids: frozenset[str] = frozenset()
    watching_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The figures of one class at one moment."""

    view: ClassEngagement
    own: dict[str, OwnEngagement]
    """By participant."""


def class_figures(records: SessionRecords, present: Presences, now_ms: int) -> ClassFigures:
    """Every admitted student's figures, and where the class is lost."""
    lesson, facts = lesson_facts(records, now_ms), student_facts(records, present.connected_ids)
    admitted = [person for person in records.participants if person.admission is Admission.ADMITTED]
    students: list[StudentEngagement] = []
    own: dict[str, OwnEngagement] = {}
    for person in sorted(admitted, key=lambda person: (person.joined_ms, person.id)):
        figures = engagement(count(lesson, facts[person.id]))
        own[person.id] = own_view(counts_for_student(lesson, facts[person.id]))
        students.append(
            StudentEngagement(
                participant_id=person.id,
                name=person.name,
                presence=share_view(figures.presence) or 0.0,
                participation=share_view(figures.participation),
                accuracy=share_view(figures.accuracy),
                activity=share_view(figures.activity) or 0.0,
                composite=round(figures.composite, COMPOSITE_DIGITS),
                needs_help=[reason.value for reason in needs_help(lesson, facts[person.id], now_ms)],
                is_connected=person.id in present.connected_ids,
            )
        )
    return ClassFigures(_class_view(records, present, students, now_ms), own)


def newcomers_figures(records: SessionRecords, participant_id: str, now_ms: int) -> OwnEngagement | None:
    """The figures of one student who is not among the class's yet; None for whoever is not in the class."""
    person = next((each for each in records.participants if each.id == participant_id), None)
    if person is None or person.admission is not Admission.ADMITTED:
        return None
    facts = student_facts(replace(records, participants=(person,)))[person.id]
    return own_view(counts_for_student(lesson_facts(records, now_ms), facts))


def own_view(counts: Counts) -> OwnEngagement:
    """A student's own figures."""
    figures = engagement(counts)
    return OwnEngagement(
        presence=share_view(figures.presence) or 0.0,
        participation=share_view(figures.participation),
        accuracy=share_view(figures.accuracy),
        activity=share_view(figures.activity) or 0.0,
        composite=round(figures.composite, COMPOSITE_DIGITS),
        answered=counts.answered,
        asked=counts.asked,
        correct=counts.correct,
        formula=formula_view(FORMULA),
    )


def share_view(share: float | None) -> float | None:
    """A share as it is told."""
    return None if share is None else round(share, SHARE_DIGITS)


def formula_view(formula: Sentence) -> FormulaText:
    """A formula as it is told."""
    return FormulaText(en=formula.en, ko=formula.ko)


def _class_view(
    records: SessionRecords, present: Presences, students: list[StudentEngagement], now_ms: int
) -> ClassEngagement:
    here = [student for student in students if student.is_connected]
    watching = sum(student.participant_id in present.watching_ids for student in here)
    return ClassEngagement(
        at_ms=now_ms,
        connected=len(here),
        watching=watching,
        mean=round(fmean(student.composite for student in here), COMPOSITE_DIGITS) if here else None,
        students=students,
        confusion=_confusion(records, len(here), now_ms),
        formula=formula_view(FORMULA),
    )


def _confusion(records: SessionRecords, present_count: int, now_ms: int) -> list[TopicConfusion]:
    from_ms = now_ms - CONFUSION_WINDOW_MS
    marks = confusion_marks(
        (signal for signal in records.signals if signal.at_ms > from_ms),
        (response for response in records.responses if response.received_ms > from_ms),
        records.runs,
    )
    topics = confusion(marks, present_count, now_ms)
    return [TopicConfusion(topic=topic.topic, level=share_view(topic.level) or 0.0) for topic in topics]

"""One session's records at one moment, and what they come to: facts of each student, and the lesson's summary.

Knows no clock and no service. Records never change, so a thread may read them while the class goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from appliance.domain import quiz_analytics
from appliance.domain.engagement import (
    ConfusionPoint,
    LessonFacts,
    StudentFacts,
    confusion_marks,
    confusion_over_time,
    count,
)
from appliance.domain.lesson import Lesson
from appliance.domain.lesson_summary import (
    LessonSummary,
    OptionSummary,
    QuestionSummary,
    StudentSummary,
    TimelinePoint,
)
from appliance.domain.participant import Admission, Participant
from appliance.domain.quiz import Question
from appliance.domain.quiz_course import asked_questions
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.talk import ChatMessage, ClassQuestion, PresenceSpan, Signal, SignalKind
from appliance.storage.session_store import SessionStore

TIMELINE_POINTS_MAX = 240
"""A curve of this many points is as fine as a screen shows it; longer lessons are thinned."""
QUESTION_TEXT_MAX = 200
OPTION_TEXT_MAX = 80
"""Characters that a dashboard has room for."""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class SessionRecords:
    """Everything of one session that its figures rest on, as it was at one moment; any thread may read it."""

    lesson: Lesson
    participants: tuple[Participant, ...]
    spans: tuple[PresenceSpan, ...]
    runs: tuple[QuizRun, ...]
    responses: tuple[QuizResponse, ...]
    signals: tuple[Signal, ...]
    messages: tuple[ChatMessage, ...]
    questions: tuple[ClassQuestion, ...]
    timeline: tuple[TimelinePoint, ...]


def read_records(lesson: Lesson, store: SessionStore, *, spans: Iterable[PresenceSpan] | None = None) -> SessionRecords:
    """The records as they are now; `spans` in place of the stored ones where the running ones are known."""
    return SessionRecords(
        lesson=lesson,
        participants=tuple(store.participants.all()),
        spans=tuple(store.spans.all() if spans is None else spans),
        runs=tuple(store.runs.all()),
        responses=tuple(store.responses.all()),
        signals=tuple(store.signals.all()),
        messages=tuple(store.messages.all()),
        questions=tuple(store.questions.all()),
        timeline=tuple(store.timeline.all()),
    )


def lesson_facts(records: SessionRecords, until_ms: int) -> LessonFacts:
    """What all students' figures rest on."""
    return LessonFacts(records.lesson.started_ms, until_ms, records.runs)


def student_facts(records: SessionRecords, connected_ids: frozenset[str] = frozenset()) -> dict[str, StudentFacts]:
    """What the figures of each student rest on; one pass over everything. Who waits to be let in is none yet."""
    spans = _by_student((span.participant_id, span) for span in records.spans)
    responses = _by_student((response.participant_id, response) for response in records.responses)
    signals = _by_student((signal.participant_id, signal) for signal in records.signals)
    written = _written(records)
    return {
        person.id: StudentFacts(
            joined_ms=person.joined_ms,
            spans=tuple(spans[person.id]),
            responses=tuple(responses[person.id]),
            signals=tuple(signals[person.id]),
            message_count=written[person.id],
            is_connected=person.id in connected_ids,
        )
        for person in records.participants
        if person.admission is not Admission.WAITING
    }


def summarise(records: SessionRecords, until_ms: int) -> LessonSummary:
    """The session in counted facts, up to its end or to now."""
    lesson = records.lesson
    admitted = [person for person in records.participants if person.admission is Admission.ADMITTED]
    facts, own = lesson_facts(records, until_ms), student_facts(records)
    return LessonSummary(
        id=lesson.id,
        title=lesson.title,
        topic=lesson.topic,
        owner_id=lesson.owner_id,
        co_teacher_ids=lesson.co_teacher_ids,
        started_ms=lesson.started_ms if lesson.started_ms is not None else until_ms,
        ended_ms=until_ms,
        students=tuple(_student(person, facts, own[person.id]) for person in sorted(admitted, key=_joined)),
        questions=tuple(_questions(records, own)),
        timeline=_thinned(records.timeline),
        messages=sum(not message.is_deleted for message in records.messages),
        class_questions=sum(not question.is_deleted for question in records.questions),
        shows_engagement=lesson.shows_engagement,
        items=_items(records),
        confusion=_confusion(records, until_ms),
    )


def _by_student(pairs: Iterable[tuple[str, Record]]) -> defaultdict[str, list[Record]]:
    grouped: defaultdict[str, list[Record]] = defaultdict(list)
    for participant_id, record in pairs:
        grouped[participant_id].append(record)
    return grouped


def _written(records: SessionRecords) -> defaultdict[str, int]:
    """How many messages and questions each student wrote; taken away ones were activity too."""
    written: defaultdict[str, int] = defaultdict(int)
    for message in records.messages:
        written[message.author_id] += 1
    for question in records.questions:
        written[question.author_id] += 1
    return written


def _joined(person: Participant) -> tuple[int, str]:
    return person.joined_ms, person.id


def _student(person: Participant, lesson: LessonFacts, facts: StudentFacts) -> StudentSummary:
    counts = count(lesson, facts)
    return StudentSummary(
        participant_id=person.id,
        name=person.name,
        joined_ms=person.joined_ms,
        session_ms=counts.session_ms,
        present_ms=_present_ms(facts.spans),
        watched_ms=counts.watched_ms,
        asked=counts.asked,
        answered=counts.answered,
        graded=counts.graded,
        correct=counts.correct,
        points=sum(response.points for response in facts.responses),
        activity_events=counts.events,
        lost_taps=sum(signal.kind is SignalKind.LOST for signal in facts.signals),
    )


def _present_ms(spans: Sequence[PresenceSpan]) -> int:
    """The time connected; two devices at once count once."""
    total, reached = 0, 0
    for span in sorted(spans, key=lambda span: span.from_ms):
        total += max(0, span.until_ms - max(span.from_ms, reached))
        reached = max(reached, span.until_ms)
    return total


def _questions(records: SessionRecords, own: dict[str, StudentFacts]) -> Iterable[QuestionSummary]:
    responses = defaultdict[tuple[str, str], list[QuizResponse]](list)
    for response in records.responses:
        responses[response.run_id, response.question_id].append(response)
    for run in sorted(records.runs, key=lambda run: (run.opened_ms or run.created_ms, run.id)):
        if run.opened_ms is None:
            continue
        for question in asked_questions(run):
            yield _question(run, question, responses[run.id, question.id], own)


def _question(
    run: QuizRun, question: Question, responses: list[QuizResponse], own: dict[str, StudentFacts]
) -> QuestionSummary:
    graded = [response for response in responses if response.credit is not None]
    answered_ids = {response.participant_id for response in responses}
    here = {who for who, facts in own.items() if run.closed_ms is None or facts.joined_ms <= run.closed_ms}
    return QuestionSummary(
        run_id=run.id,
        run_title=run.title,
        question_id=question.id,
        quiz_id=run.quiz_id,
        kind=question.kind,
        text=question.text[:QUESTION_TEXT_MAX],
        topic=question.topic,
        opened_ms=run.opened_ms,
        asked=len(here | answered_ids),
        answered=len(responses),
        graded=len(graded),
        correct=sum(response.is_correct is True for response in graded),
        credit_sum=sum(response.credit or 0.0 for response in graded),
        options=tuple(
            OptionSummary(option.id, option.text[:OPTION_TEXT_MAX], option.is_correct) for option in question.options
        ),
    )


def _items(records: SessionRecords) -> tuple[quiz_analytics.ItemSummary, ...]:
    opened = sorted((run for run in records.runs if run.opened_ms is not None), key=lambda run: run.opened_ms or 0)
    latest = {question.id: question for run in opened for question in asked_questions(run)}
    return quiz_analytics.summarise(latest.values(), records.responses)


def _confusion(records: SessionRecords, until_ms: int) -> tuple[ConfusionPoint, ...]:
    started_ms = records.lesson.started_ms
    if started_ms is None:
        return ()
    marks = confusion_marks(records.signals, records.responses, records.runs)
    return confusion_over_time(marks, records.spans, started_ms, until_ms) if marks else ()


def _thinned(points: Sequence[TimelinePoint]) -> tuple[TimelinePoint, ...]:
    ordered = sorted(points, key=lambda point: (point.at_ms, point.id))
    step = -(-len(ordered) // TIMELINE_POINTS_MAX) or 1
    return tuple(ordered[::step])

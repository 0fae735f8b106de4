"""How much a student takes part, who may need help, and where a class is lost: counted facts by published formulas.

Everything is absolute: no student is measured against another one, and nothing is guessed from what a device shows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.domain.quiz import Question
from appliance.domain.quiz_course import asked_questions, find_question
from appliance.domain.quiz_run import QuizResponse, QuizRun, RunState
from appliance.domain.talk import PresenceSpan, Signal, SignalKind
from appliance.errors import Sentence

MINUTE_MS = 60_000
ACTIVITY_WINDOW_MS = 10 * MINUTE_MS
ACTIVITY_FULL = 3
"""So many messages, questions, raised hands and reactions in ten minutes are full activity; more adds nothing."""
PRESENCE_WEIGHT, PARTICIPATION_WEIGHT, ACTIVITY_WEIGHT = 40, 40, 20
LOST_WINDOW_MS = 5 * MINUTE_MS
GONE_MS = 2 * MINUTE_MS
CONFUSION_WINDOW_MS = 5 * MINUTE_MS
CONFUSION_POINTS_MAX = 200

FORMULA = Sentence(
    f"Engagement (0-100) = {PRESENCE_WEIGHT} × presence + {PARTICIPATION_WEIGHT} × participation + "
    f"{ACTIVITY_WEIGHT} × activity. Presence: time connected and watching ÷ session time since first joining. "
    "Participation: questions answered ÷ questions asked since joining. Activity: chat messages, questions, raised "
    f"hands and reactions in 10 minutes ÷ {ACTIVITY_FULL}, at most 1. If nothing was asked, participation is left out "
    "and its weight goes to the other two in proportion. Right or wrong answers do not count.",
    f"참여도(0-100) = {PRESENCE_WEIGHT} × 출석 + {PARTICIPATION_WEIGHT} × 응답 + {ACTIVITY_WEIGHT} × 활동. "
    "출석: 접속해서 화면을 본 시간 ÷ 처음 들어온 뒤의 수업 시간. 응답: 답한 문항 수 ÷ 들어온 뒤 출제된 문항 수. "
    f"활동: 10분 동안의 채팅·질문·손들기·반응 횟수 ÷ {ACTIVITY_FULL}(최대 1). 출제된 문항이 없으면 응답을 빼고 "
    "그 비중을 나머지 둘에 비례해 나눕니다. 맞고 틀림은 반영하지 않습니다.",
)
CONFUSION_FORMULA = Sentence(
    'Confusion (0-1) = students who tapped "I\'m lost" or gave a wrong answer on the topic in the last 5 minutes ÷ '
    "students present. A student counts once.",
    "혼란도(0-1) = 최근 5분 동안 그 주제에서 '모르겠어요'를 누르거나 틀린 답을 낸 학생 수 ÷ 출석한 학생 수. "
    "한 학생은 한 번만 셉니다.",
)


class HelpReason(StrEnum):
    """Why a teacher may want to look after a student."""

    TWO_WRONG_IN_A_ROW = "two_wrong_in_a_row"
    LOST_TWICE = "lost_twice"
    GONE = "gone"
    NO_ANSWER_WHILE_PRESENT = "no_answer_while_present"


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What a session's figures rest on."""

    started_ms: int | None
    until_ms: int
    """Its end, or now."""
    runs: tuple[QuizRun, ...] = ()


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """What the box saw of one student in one session."""

    joined_ms: int
    spans: tuple[PresenceSpan, ...] = ()
    """The running one included, up to now."""
    responses: tuple[QuizResponse, ...] = ()
    signals: tuple[Signal, ...] = ()
    message_count: int = 0
    """Chat messages and questions to the teacher."""
    is_connected: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """The counted facts of one student, from which everything else follows."""

    session_ms: int = 0
    """Session time since the student first joined."""
    watched_ms: int = 0
    asked: int = 0
    answered: int = 0
    graded: int = 0
    """Answers to questions that have a right one."""
    correct: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Engagement:
    """One student's figures; shares are 0 to 1, None where there is nothing to share."""

    presence: float
    participation: float | None
    accuracy: float | None
    activity: float
    composite: float
    """0 to 100, by FORMULA."""


@dataclass(frozen=True, slots=True)
class ConfusionMark:
    """One sign that a student is lost in a topic: a tap, or a wrong answer."""

    topic: str
    participant_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TopicConfusion:
    """How much of the class is lost in a topic, by CONFUSION_FORMULA."""

    topic: str
    level: float
    students: int


@dataclass(frozen=True, slots=True)
class ConfusionPoint:
    """The confusion at one moment: the topics with any, the worst first."""

    at_ms: int
    topics: tuple[TopicConfusion, ...]


def count(lesson: LessonFacts, student: StudentFacts) -> Counts:
    """The counted facts of one student."""
    from_ms = max(student.joined_ms, lesson.started_ms if lesson.started_ms is not None else student.joined_ms)
    until_ms = max(from_ms, lesson.until_ms)
    # A student who sends an answer was asked, also in a run that is still open or that closed as they joined.
    answered = {(response.run_id, response.question_id) for response in student.responses}
    asked = _asked(lesson.runs, student.joined_ms) | answered
    graded = [response for response in student.responses if response.is_correct is not None]
    taps = sum(signal.kind is not SignalKind.LOST for signal in student.signals)
    return Counts(
        session_ms=until_ms - from_ms,
        watched_ms=_watched_ms(student.spans, from_ms, until_ms),
        asked=len(asked),
        answered=len(answered),
        graded=len(graded),
        correct=sum(response.is_correct is True for response in graded),
        events=student.message_count + taps,
    )


def counts_for_student(lesson: LessonFacts, student: StudentFacts) -> Counts:
    """The counts as the student may know them: right and wrong of revealed runs only, or figures would tell the key."""
    revealed = {run.id for run in lesson.runs if run.state is RunState.REVEALED}
    known = [each.is_correct for each in student.responses if each.run_id in revealed and each.is_correct is not None]
    return replace(count(lesson, student), graded=len(known), correct=sum(known))


def engagement(counts: Counts) -> Engagement:
    """The figures by FORMULA; within their bounds whatever is counted."""
    presence = _share(counts.watched_ms, counts.session_ms) or 0.0
    participation = _share(counts.answered, counts.asked)
    activity = _activity(counts)
    return Engagement(
        presence=presence,
        participation=participation,
        accuracy=_share(counts.correct, counts.graded),
        activity=activity,
        composite=_composite(presence, participation, activity),
    )


def needs_help(lesson: LessonFacts, student: StudentFacts, now_ms: int) -> tuple[HelpReason, ...]:
    """Why this student may need help now; nothing if nothing is known."""
    checks = (
        (HelpReason.TWO_WRONG_IN_A_ROW, _answered_wrong_twice(student.responses)),
        (HelpReason.LOST_TWICE, _lost_twice(student.signals, now_ms)),
        (HelpReason.GONE, _is_gone(student, now_ms)),
        (HelpReason.NO_ANSWER_WHILE_PRESENT, _left_last_run_out(lesson.runs, student)),
    )
    return tuple(reason for reason, applies in checks if applies)


def confusion_marks(
    signals: Iterable[Signal], responses: Iterable[QuizResponse], runs: Iterable[QuizRun]
) -> tuple[ConfusionMark, ...]:
    """The signs of being lost, in the order of time; a wrong answer belongs to its question's topic."""
    lost = [
        ConfusionMark(signal.detail, signal.participant_id, signal.at_ms)
        for signal in signals
        if signal.kind is SignalKind.LOST
    ]
    run_by_id = {run.id: run for run in runs}
    wrong = [
        ConfusionMark(question.topic, response.participant_id, response.received_ms)
        for response in responses
        if response.is_correct is False and (question := _question_of(run_by_id, response)) is not None
    ]
    return tuple(sorted(lost + wrong, key=_at))


def confusion(marks: Iterable[ConfusionMark], present_count: int, now_ms: int) -> tuple[TopicConfusion, ...]:
    """The topics in which students are lost now, the worst first."""
    students: dict[str, set[str]] = {}
    for mark in marks:
        if now_ms - CONFUSION_WINDOW_MS < mark.at_ms <= now_ms:
            students.setdefault(mark.topic, set()).add(mark.participant_id)
    # Who was lost and has left since is still counted: the share stops at 1.
    topics = [
        TopicConfusion(topic, _share(len(lost), present_count) or 0.0, len(lost)) for topic, lost in students.items()
    ]
    return tuple(sorted(topics, key=lambda topic: (-topic.students, topic.topic)))


def confusion_over_time(
    marks: Iterable[ConfusionMark], spans: Iterable[PresenceSpan], from_ms: int, until_ms: int
) -> tuple[ConfusionPoint, ...]:
    """The confusion at each minute, or at fewer moments in a very long session; who was connected was present."""
    step_ms = max(MINUTE_MS, -(-max(0, until_ms - from_ms) // CONFUSION_POINTS_MAX))
    moments = [min(moment, until_ms) for moment in range(from_ms + step_ms, until_ms + step_ms, step_ms)]
    ordered = sorted(marks, key=_at)
    stretches = [stretch for own in _spans_by_student(spans).values() for stretch in _stretches(own)]
    begins, ends = sorted(begin for begin, _ in stretches), sorted(end for _, end in stretches)
    points = []
    for moment in moments:
        recent = ordered[
            bisect_right(ordered, moment - CONFUSION_WINDOW_MS, key=_at) : bisect_right(ordered, moment, key=_at)
        ]
        present_count = bisect_right(begins, moment) - bisect_left(ends, moment)
        points.append(ConfusionPoint(moment, confusion(recent, present_count, moment)))
    return tuple(points)


def _asked(runs: Iterable[QuizRun], joined_ms: int) -> set[tuple[str, str]]:
    """What the closed runs asked somebody who joined before they closed."""
    return {
        (run.id, question.id)
        for run in runs
        if run.closed_ms is not None and run.closed_ms >= joined_ms
        for question in asked_questions(run)
    }


def _watched_ms(spans: Sequence[PresenceSpan], from_ms: int, until_ms: int) -> int:
    """The watched time between two moments; what two devices of one student watched at once counts once."""
    total = 0
    for span in spans:
        length = span.until_ms - span.from_ms
        inside = min(span.until_ms, until_ms) - max(span.from_ms, from_ms)
        if inside > 0:
            total += min(max(span.watching_ms, 0), length) * inside // length
    return min(total, _connected_ms(spans, from_ms, until_ms))


def _connected_ms(spans: Iterable[PresenceSpan], from_ms: int, until_ms: int) -> int:
    return sum(max(0, min(end, until_ms) - max(begin, from_ms)) for begin, end in _stretches(spans))


def _stretches(spans: Iterable[PresenceSpan]) -> list[tuple[int, int]]:
    """One student's spans joined where they overlap or touch."""
    joined: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: span.from_ms):
        if joined and span.from_ms <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.until_ms))
        elif span.until_ms >= span.from_ms:
            joined.append((span.from_ms, span.until_ms))
    return joined


def _spans_by_student(spans: Iterable[PresenceSpan]) -> dict[str, list[PresenceSpan]]:
    by_student: dict[str, list[PresenceSpan]] = {}
    for span in spans:
        by_student.setdefault(span.participant_id, []).append(span)
    return by_student


def _at(mark: ConfusionMark) -> int:
    return mark.at_ms


def _share(part: int, whole: int) -> float | None:
    return min(1.0, max(0, part) / whole) if whole > 0 else None


def _activity(counts: Counts) -> float:
    # The first ten minutes are taken as a whole: one early tap is not full activity.
    windows = max(counts.session_ms, ACTIVITY_WINDOW_MS) / ACTIVITY_WINDOW_MS
    return min(1.0, max(0, counts.events) / windows / ACTIVITY_FULL)


def _composite(presence: float, participation: float | None, activity: float) -> float:
    earned = PRESENCE_WEIGHT * presence + ACTIVITY_WEIGHT * activity
    possible = PRESENCE_WEIGHT + ACTIVITY_WEIGHT
    if participation is not None:
        earned += PARTICIPATION_WEIGHT * participation
        possible += PARTICIPATION_WEIGHT
    return min(100.0, 100 * earned / possible)


def _answered_wrong_twice(responses: Iterable[QuizResponse]) -> bool:
    graded = sorted((response for response in responses if response.is_correct is not None), key=_received)
    return len(graded) >= 2 and not any(response.is_correct for response in graded[-2:])


def _received(response: QuizResponse) -> tuple[int, str]:
    return response.received_ms, response.id


def _lost_twice(signals: Iterable[Signal], now_ms: int) -> bool:
    recent = [
        signal
        for signal in signals
        if signal.kind is SignalKind.LOST and now_ms - LOST_WINDOW_MS < signal.at_ms <= now_ms
    ]
    return len(recent) >= 2


def _is_gone(student: StudentFacts, now_ms: int) -> bool:
    last_seen_ms = max((span.until_ms for span in student.spans), default=student.joined_ms)
    return not student.is_connected and now_ms - last_seen_ms > GONE_MS


def _left_last_run_out(runs: Iterable[QuizRun], student: StudentFacts) -> bool:
    """Whether the student answered nothing in the run that closed last, though connected for at least half of it."""
    closed = [run for run in runs if run.closed_ms is not None and asked_questions(run)]
    if not closed:
        return False
    last = max(closed, key=lambda run: (run.closed_ms or 0, run.id))
    if any(response.run_id == last.id for response in student.responses):
        return False
    from_ms, until_ms = last.opened_ms or 0, last.closed_ms or 0
    here_ms = _connected_ms(student.spans, from_ms, until_ms)
    return here_ms > 0 and 2 * here_ms >= until_ms - from_ms


def _question_of(runs: dict[str, QuizRun], response: QuizResponse) -> Question | None:
    run = runs.get(response.run_id)
    return None if run is None else find_question(run, response.question_id)

"""The records of one small class, made by hand: who came when, what was asked, answered, written and tapped."""

from appliance.domain.lesson import Lesson, LessonState
from appliance.domain.participant import Admission, Participant
from appliance.domain.quiz import Answer, Question, QuestionKind
from appliance.domain.quiz_course import close, open_run
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.talk import Author, ChatMessage, ClassQuestion, PresenceSpan, Signal, SignalKind
from appliance.services.session_records import SessionRecords
from tests.support.made_quizzes import made_question, made_response, made_run, right_answer

MINUTE_MS = 60_000
ENDED_MS = 40 * MINUTE_MS
LESSON = Lesson(
    "lesson", "광합성", "teacher", "ABC234", LessonState.ENDED, topic="biology", started_ms=0, ended_ms=ENDED_MS
)
SEOYEON, MINJUN, JIHO = "seoyeon", "minjun", "jiho"
QUESTION = made_question(QuestionKind.SINGLE_CHOICE)
"""Its first option is right."""
WRONG = Answer((QUESTION.options[1].id,))


def person(participant_id: str, joined_ms: int = 0, admission: Admission = Admission.ADMITTED) -> Participant:
    """One student of the class; the name is the id with a capital."""
    return Participant(participant_id, participant_id.title(), f"hash-{participant_id}", admission, joined_ms)


def here(participant_id: str, from_ms: int, until_ms: int, watching_ms: int | None = None) -> PresenceSpan:
    """Connected, and watching all the time unless told."""
    watched = until_ms - from_ms if watching_ms is None else watching_ms
    return PresenceSpan(f"span-{participant_id}-{from_ms}", participant_id, from_ms, until_ms, watched)


def asked(opened_ms: int, closed_ms: int, run_id: str = "run", *questions: Question) -> QuizRun:
    """A run that was opened and closed then."""
    run = made_run(*(questions or (QUESTION,)), run_id=run_id)
    return close(open_run(run, opened_ms), closed_ms)


def answered(participant_id: str, answer: Answer, received_ms: int, run_id: str = "run") -> QuizResponse:
    """An answer to QUESTION."""
    return made_response(QUESTION, answer, participant_id, run_id=run_id, received_ms=received_ms)


def small_class() -> SessionRecords:
    """Seoyeon does everything, Minjun came late and was wrong, Jiho was sent away, somebody waits in vain."""
    return SessionRecords(
        lesson=LESSON,
        participants=(
            person(SEOYEON),
            person(MINJUN, 20 * MINUTE_MS),
            person(JIHO, 0, Admission.REMOVED),
            person("waiting", 0, Admission.WAITING),
        ),
        spans=(
            here(SEOYEON, 0, ENDED_MS),
            here(MINJUN, 20 * MINUTE_MS, 30 * MINUTE_MS),
            here(MINJUN, 25 * MINUTE_MS, 30 * MINUTE_MS),
        ),
        runs=(asked(10 * MINUTE_MS, 12 * MINUTE_MS, "first"), asked(25 * MINUTE_MS, 26 * MINUTE_MS, "second")),
        responses=(
            answered(SEOYEON, right_answer(QUESTION), 11 * MINUTE_MS, "first"),
            answered(SEOYEON, right_answer(QUESTION), 25 * MINUTE_MS + 1, "second"),
            answered(MINJUN, WRONG, 25 * MINUTE_MS + 2, "second"),
        ),
        signals=(
            Signal("s1", SEOYEON, SignalKind.REACTION, 5 * MINUTE_MS, "clap"),
            Signal("s2", MINJUN, SignalKind.LOST, 27 * MINUTE_MS, "biology"),
        ),
        messages=(
            ChatMessage("m1", Author.STUDENT, SEOYEON, "Seoyeon", "안녕하세요", MINUTE_MS),
            ChatMessage("m2", Author.TEACHER, "teacher", "T", "Hello", MINUTE_MS),
            ChatMessage("m3", Author.STUDENT, SEOYEON, "Seoyeon", "oops", MINUTE_MS, is_deleted=True),
        ),
        questions=(ClassQuestion("q1", MINJUN, "Why?", 28 * MINUTE_MS),),
        timeline=(),
    )

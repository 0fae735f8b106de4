"""A quiz or a single question pushed to a class: draft, open, closed, revealed."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.quiz import Answer, Question

REPLACED_IDS_MAX = 16
"""Of one student's answer to one question; whoever changes it more often is not protected from the oldest ones."""
NETWORK_GRACE_MS = 1_000
"""An answer given in time may be this long on its way."""
SECONDS_MIN = 5
SECONDS_MAX = 3_600


class RunState(StrEnum):
    """Where a run stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Scoring(StrEnum):
    """What a right answer is worth."""

    ACCURACY = "accuracy"
    """Its share of correctness, 0 to 1."""
    SPEED = "speed"
    """Accuracy and a bonus that fades while the time runs."""
    POINTS = "points"
    """Accuracy times the question's points."""


@dataclass(frozen=True, slots=True)
class RunRules:
    """How a run is played."""

    seconds: int | None = None
    """Time to answer; without it the teacher closes the run."""
    allows_change: bool = False
    """Whether a student may answer again until the run closes; the last answer counts."""
    scoring: Scoring = Scoring.ACCURACY


@dataclass(frozen=True, slots=True)
class QuizRun:
    """One run with its own copy of the questions, so that a later edit of the quiz changes nothing."""

    id: str
    session_id: str
    title: str
    questions: tuple[Question, ...]
    public_option_ids: tuple[tuple[str, str], ...]
    """(option id, random id): students see only the random ones, which say nothing about the key."""
    rules: RunRules = RunRules()
    state: RunState = RunState.DRAFT
    quiz_id: str | None = None
    again_of: str | None = None
    """The run that this one asks again."""
    created_ms: int = 0
    opened_ms: int | None = None
    closes_ms: int | None = None
    """On the box's clock, which never steps while the box runs."""
    closed_ms: int | None = None
    revealed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class QuizResponse:
    """The answer of one student to one question of a run: the one that counts."""

    id: str
    """`response_id(...)`: one per run, question and student."""
    run_id: str
    question_id: str
    participant_id: str
    answer: Answer
    """With the bank's option ids."""
    device_answer_id: str
    """Made on the device: the same answer sent again is the same answer."""
    received_ms: int
    elapsed_ms: int
    """From when the device got the question; bounded by what the box itself saw."""
    credit: float | None
    """0 to 1; None where nothing is right or wrong."""
    is_correct: bool | None
    points: float
    """By the run's scoring; never negative."""
    replaced_ids: tuple[str, ...] = ()
    """Ids of earlier answers that this one replaced: one that a slow network brings again changes nothing."""


class RunMoveError(ValueError):
    """The run is not in a state in which this can be done; the message says so."""


def replaced_ids(earlier: QuizResponse | None) -> tuple[str, ...]:
    """The ids that an answer after `earlier` replaces, newest last."""
    return () if earlier is None else (*earlier.replaced_ids, earlier.device_answer_id)[-REPLACED_IDS_MAX:]


def response_id(run_id: str, question_id: str, participant_id: str) -> str:
    """The key under which a student's answer to a question is stored: there can be only one."""
    return f"{run_id}.{question_id}.{participant_id}"

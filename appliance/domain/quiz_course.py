"""The course of a run: draft, open, closed, revealed; and what becomes of an answer that arrives.

The time is an argument: milliseconds of the box's clock, which never steps while the box runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from appliance.domain.quiz import Option, Question, QuestionKind
from appliance.domain.quiz_run import (
    NETWORK_GRACE_MS,
    SECONDS_MAX,
    SECONDS_MIN,
    QuizResponse,
    QuizRun,
    RunMoveError,
    RunState,
)

_KEEPS_ORDER = frozenset({QuestionKind.TRUE_FALSE, QuestionKind.POLL})
"""The order of these says nothing about the key, and a scale is read from one end to the other."""


class Verdict(StrEnum):
    """What becomes of an answer that arrives."""

    ACCEPT = "accept"
    """The first one: store it."""
    REPLACE = "replace"
    """A changed one: store it in place of the earlier one."""
    SAME = "same"
    """The device sent again what is stored: acknowledge it, change nothing."""
    ALREADY_ANSWERED = "already_answered"
    NOT_OPEN = "not_open"
    TOO_LATE = "too_late"
    UNKNOWN_QUESTION = "unknown_question"


def open_run(run: QuizRun, now_ms: int) -> QuizRun:
    """The run opened for answers; with a time to answer it has a deadline from now."""
    _require(run, RunState.DRAFT, "open")
    if not run.questions:
        raise RunMoveError("A run without questions cannot be opened.")
    return replace(run, state=RunState.OPEN, opened_ms=now_ms, closes_ms=_deadline(run.rules.seconds, now_ms))


def extend(run: QuizRun, seconds: int, now_ms: int) -> QuizRun:
    """The open run with that much more time: from its deadline, or from now if that has passed or none was set."""
    _require(run, RunState.OPEN, "extend")
    closes_ms = max(now_ms if run.closes_ms is None else run.closes_ms, now_ms) + seconds * 1_000
    if seconds < 1 or closes_ms - now_ms > SECONDS_MAX * 1_000:
        raise RunMoveError(f"A run can be extended by 1 second or more, up to {SECONDS_MAX:,} seconds from now.")
    return replace(run, closes_ms=closes_ms)


def close(run: QuizRun, now_ms: int) -> QuizRun:
    """The open run closed: no answer is taken any more."""
    _require(run, RunState.OPEN, "close")
    return replace(run, state=RunState.CLOSED, closed_ms=now_ms)


def reopen(run: QuizRun, seconds: int | None, now_ms: int) -> QuizRun:
    """The closed run open again, for that long or until the teacher closes it; never after the reveal."""
    _require(run, RunState.CLOSED, "reopen")
    return replace(run, state=RunState.OPEN, closes_ms=_deadline(seconds, now_ms), closed_ms=None)


def reveal(run: QuizRun, now_ms: int) -> QuizRun:
    """The closed run with its key shown to everybody; there is no way back."""
    _require(run, RunState.CLOSED, "reveal")
    return replace(run, state=RunState.REVEALED, revealed_ms=now_ms)


def is_due(run: QuizRun, now_ms: int) -> bool:
    """Whether the open run is to be closed: its deadline and the grace for the network have passed."""
    return run.state is RunState.OPEN and _is_late(run, now_ms)


def asked_questions(run: QuizRun) -> tuple[Question, ...]:
    """The questions of the run that can be answered: all but the slides."""
    return tuple(question for question in run.questions if question.kind is not QuestionKind.SLIDE)


def find_question(run: QuizRun, question_id: str) -> Question | None:
    """The question of the run that can be answered under this id."""
    return next((question for question in asked_questions(run) if question.id == question_id), None)


def judge(run: QuizRun, question_id: str, now_ms: int, earlier: QuizResponse | None, device_answer_id: str) -> Verdict:
    """What becomes of an answer that the box received at `now_ms`, where `earlier` is the student's stored one."""
    if find_question(run, question_id) is None:
        return Verdict.UNKNOWN_QUESTION
    # Before the state: a device that lost the acknowledgement asks again, and may do so after the close.
    if earlier is not None and device_answer_id in (earlier.device_answer_id, *earlier.replaced_ids):
        return Verdict.SAME
    if run.state is RunState.DRAFT:
        return Verdict.NOT_OPEN
    if run.state is not RunState.OPEN or _is_late(run, now_ms):
        return Verdict.TOO_LATE
    if earlier is None:
        return Verdict.ACCEPT
    return Verdict.REPLACE if run.rules.allows_change else Verdict.ALREADY_ANSWERED


def new_public_ids(questions: Sequence[Question], random_ids: Iterator[str]) -> tuple[tuple[str, str], ...]:
    """(option id, random id) for every option; ValueError if an id of either kind comes twice."""
    option_ids = [option.id for question in questions for option in question.options]
    pairs = tuple((option_id, next(random_ids)) for option_id in option_ids)
    if len(set(option_ids)) < len(pairs) or len({public_id for _, public_id in pairs}) < len(pairs):
        raise ValueError("option ids and random ids must be unique within a run")
    return pairs


def public_options(run: QuizRun, question: Question) -> tuple[Option, ...]:
    """The options as they may leave the box before the reveal: random ids, no key, and no order that tells it."""
    public_ids = dict(run.public_option_ids)
    shown = [Option(public_ids[option.id], option.text) for option in question.options]
    # The bank keeps an ordering question in the right order, and many a teacher writes the right option first.
    return tuple(shown if question.kind in _KEEPS_ORDER else sorted(shown, key=lambda option: option.id))


def _require(run: QuizRun, state: RunState, move: str) -> None:
    if run.state is not state:
        raise RunMoveError(f"This run is {run.state}; only a run that is {state} can do this: {move}.")


def _deadline(seconds: int | None, now_ms: int) -> int | None:
    if seconds is None:
        return None
    if not SECONDS_MIN <= seconds <= SECONDS_MAX:
        raise RunMoveError(f"The time to answer must be between {SECONDS_MIN} and {SECONDS_MAX:,} seconds.")
    return now_ms + seconds * 1_000


def _is_late(run: QuizRun, now_ms: int) -> bool:
    return run.closes_ms is not None and now_ms > run.closes_ms + NETWORK_GRACE_MS

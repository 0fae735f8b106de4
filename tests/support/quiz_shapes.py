"""Runs and results as the box tells them to students, for pages under test."""

from collections.abc import Sequence
from typing import Literal

from playwright.async_api import expect

from appliance.contract.live import RunChanged
from appliance.contract.quiz import (
    AnswerBody,
    Kind,
    NumericKeyInBank,
    OwnResult,
    PublicOption,
    PublicQuestion,
    PublicRun,
    RevealedQuestion,
    RunResultForStudent,
    TallyCount,
    TallyView,
)
from tests.support.class_page import ClassPage
from tests.support.stand_in_class import StandInClass

OPTION_TEXTS = ("Chloroplast", "Mitochondrion", "Ribosome", "Nucleus", "Vacuole")


def question(question_id: str = "q1", kind: Kind = "single_choice", text: str = "Where?") -> PublicQuestion:
    """A question of this kind."""
    texts: Sequence[str] = OPTION_TEXTS
    if kind == "true_false":
        texts = ("true", "false")
    elif kind in ("numeric", "short_text", "slide"):
        texts = ()
    options = [PublicOption(id=f"{question_id}-{index}", text=each) for index, each in enumerate(texts)]
    return PublicQuestion(question_id=question_id, kind=kind, text=text, options=options)


def public_run(
    now_ms: int,
    questions: Sequence[PublicQuestion] = (),
    *,
    run_id: str = "run1",
    state: Literal["open", "closed", "revealed"] = "open",
    seconds: int | None = 60,
    allows_change: bool = False,
) -> PublicRun:
    """A run that was opened just now."""
    return PublicRun(
        run_id=run_id,
        title="Photosynthesis",
        state=state,
        questions=list(questions) or [question()],
        seconds=seconds,
        opened_ms=now_ms,
        closes_ms=None if seconds is None else now_ms + seconds * 1000,
        allows_change=allows_change,
        scoring="accuracy",
    )


def revealed(run: PublicRun, own: AnswerBody | None, *, is_correct: bool | None = True) -> RunResultForStudent:
    """The results of a run: the first option is right, or 6, or "chlorophyll"."""
    return RunResultForStudent(
        run_id=run.run_id,
        questions=[_revealed_question(each) for each in run.questions],
        own=[
            OwnResult(
                question_id=each.question_id,
                answer=own,
                is_correct=is_correct if own is not None else None,
                credit=None if own is None or is_correct is None else float(is_correct),
                points=float(bool(is_correct)),
                elapsed_ms=3000 if own is not None else None,
            )
            for each in run.questions
        ],
    )


def _revealed_question(asked: PublicQuestion) -> RevealedQuestion:
    ids = [option.id for option in asked.options]
    is_poll = asked.kind == "poll"
    key = ids if asked.kind == "ordering" else ids[:1]
    counts = [TallyCount(key=each, count=9 - 2 * index) for index, each in enumerate(ids)]
    return RevealedQuestion(
        question=asked,
        correct_option_ids=[] if is_poll else key,
        numeric_key=NumericKeyInBank(minimum=6, maximum=6) if asked.kind == "numeric" else None,
        accepted_texts=["chlorophyll"] if asked.kind == "short_text" else [],
        explanation="It holds the chlorophyll.",
        tally=TallyView(question_id=asked.question_id, answered=25, correct=None if is_poll else 9, counts=counts),
    )


async def open_run(page: ClassPage, box: StandInClass, *kinds: str, **more: object) -> None:
    """Push a run with one question of each kind, q0, q1 and so on, and wait until the page shows it."""
    asked = [question(f"q{index}", kind, f"Question {index}?") for index, kind in enumerate(kinds)]  # type: ignore[arg-type]
    run = public_run(box.now_ms, asked, **more)  # type: ignore[arg-type]
    box.facts.runs = [run]
    await box.tell(lambda number: RunChanged(number=number, run=run))
    await expect(page.quiz).to_be_visible()

"""A class that is asked quizzes: the lesson room with bank, runs and results, one session and its students."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.contract.quiz import AnswerBody, QuestionInBank, QuizWrite, RespondRequest, RunCreate, RunView
from appliance.domain.participant import Participant
from appliance.services.callers import Caller
from appliance.services.quiz_bank import QuizBank
from appliance.services.quiz_images import QuizImages
from appliance.services.quiz_results import QuizResults
from appliance.services.quiz_runs import QuizRuns
from appliance.services.session import Session
from appliance.storage.file_system import DiskFiles, FileSystem, write_whole
from appliance.storage.ids import new_id
from tests.support.lesson_room import START_MS, TEACHER, LessonRoom, lesson_room

CHOICE: dict[str, Any] = {
    "kind": "single_choice",
    "text": "광합성이 일어나는 곳은?",
    "options": [{"text": "미토콘드리아"}, {"text": "엽록체", "is_correct": True}, {"text": "핵"}],
    "explanation": "엽록체에는 엽록소가 있다.",
    "topic": "광합성",
    "points": 3,
}
SEVERAL: dict[str, Any] = {
    "kind": "multiple_choice",
    "text": "Which are needed?",
    "options": [
        {"text": "light", "is_correct": True},
        {"text": "water", "is_correct": True},
        {"text": "salt"},
        {"text": "noise"},
    ],
}
TRUTH: dict[str, Any] = {
    "kind": "true_false",
    "text": "Plants breathe.",
    "options": [{"text": "true", "is_correct": True}, {"text": "false"}],
}
NUMBER: dict[str, Any] = {"kind": "numeric", "text": "π?", "numeric_key": {"minimum": 3.1, "maximum": 3.2}}
TEXT: dict[str, Any] = {
    "kind": "short_text",
    "text": "Name it.",
    "text_key": {"accepted": ["광합성", "photosynthesis"]},
    "explanation": "secret explanation",
}
ORDER: dict[str, Any] = {
    "kind": "ordering",
    "text": "Order them.",
    "options": [{"text": "seed"}, {"text": "sprout"}, {"text": "plant"}],
}
POLL: dict[str, Any] = {"kind": "poll", "text": "How was it?", "options": [{"text": "good"}, {"text": "bad"}]}
SLIDE: dict[str, Any] = {"kind": "slide", "text": "Look at this leaf."}
EVERY_KIND = (CHOICE, SEVERAL, TRUTH, NUMBER, TEXT, ORDER, POLL, SLIDE)


@dataclass(slots=True)
class QuizClass:
    """One class and everything that asks it."""

    room: LessonRoom
    bank: QuizBank
    images: QuizImages
    runs: QuizRuns
    results: QuizResults
    session: Session

    @property
    def teacher(self) -> Caller:
        """Who teaches it."""
        return Caller("teacher", TEACHER)

    def join(self, *names: str) -> list[Participant]:
        """Students of the class."""
        return [self.room.join(self.session, name) for name in names]

    async def ask(self, *questions: dict[str, Any], **wish: Any) -> RunView:
        """A run of these questions, open unless `wish` says otherwise."""
        bodies = [QuestionInBank.model_validate(question) for question in questions or (CHOICE,)]
        return await self.runs.create(self.session, self.teacher, RunCreate(questions=bodies, **wish))


def written(*questions: dict[str, Any], title: str = "광합성", **other: Any) -> QuizWrite:
    """A quiz as the desktop sends it."""
    return QuizWrite.model_validate({"title": title, "questions": list(questions or (CHOICE,)), **other})


def public_id(run: RunView, text: str) -> str:
    """The random id under which students see the option of this text."""
    return next(option.id for question in run.public_questions for option in question.options if option.text == text)


def answering(
    run: RunView, *texts: str, question: int = 0, answer_id: str = "device-answer-1", elapsed_ms: int = 0, **other: Any
) -> RespondRequest:
    """An answer by the texts of options, or with `number` or `text`."""
    ids = {option.text: option.id for option in run.public_questions[question].options}
    body = AnswerBody(option_ids=[ids[text] for text in texts], **other)
    return RespondRequest(
        run_id=run.run_id,
        question_id=run.public_questions[question].question_id,
        answer_id=answer_id,
        answer=body,
        elapsed_ms=elapsed_ms,
    )


@asynccontextmanager
async def quiz_class(
    folder: Path, *, started_ms: int = START_MS, files: FileSystem | None = None
) -> AsyncIterator[QuizClass]:
    """The class until the block ends; entered again on the same folder, it goes on after a restart."""
    async with lesson_room(folder, started_ms=started_ms, files=files) as room:
        images = QuizImages(folder / "images", files or DiskFiles(), write_whole)
        images.open()
        bank = QuizBank(room.catalogue, images, room.clock, new_id)
        runs = QuizRuns(room.sessions, bank, room.clock, new_id)
        room.sessions.when_ending.append(runs.close_all)
        going_on = room.sessions.all()
        session = going_on[0] if going_on else await room.open_class()
        yield QuizClass(room, bank, images, runs, QuizResults(room.sessions, room.catalogue, runs), session)

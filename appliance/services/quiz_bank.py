"""Each teacher's quizzes: written, imported, exported. Nobody sees another teacher's."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import Protocol

from appliance.contract.quiz import (
    BilingualText,
    ImportWarningView,
    QuestionInBank,
    QuizImported,
    QuizList,
    QuizView,
    QuizWrite,
)
from appliance.domain.questions import TITLE_MAX_CHARACTERS, clean_quiz
from appliance.domain.quiz import InvalidQuestionError, Question, Quiz
from appliance.domain.quiz_formats import imported, read_quiz, write_quiz
from appliance.errors import BadRequest, NotFound, Sentence
from appliance.services.quiz_images import QuizImages
from appliance.services.quiz_views import question_from, quiz_summary, quiz_view
from appliance.storage.catalogue import Catalogue

QUIZZES_MAX = 1_000
"""Of one teacher: all of them are in the box's memory."""
UNTITLED = "Quiz"
IMAGES_LEFT_OUT = Sentence(
    "{count} pictures could not be taken over: they are missing, too large or of an unknown kind.",
    "그림 {count}개를 가져오지 못했습니다. 파일이 없거나 너무 크거나 알 수 없는 형식입니다.",
)


class ExportFormat(StrEnum):
    """The formats that can be written."""

    GIFT = "gift"
    CSV = "csv"
    JSON = "json"


class WallClock(Protocol):
    """The box's clock."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 as far as the box knows."""


class NewId(Protocol):
    """Makes ids."""

    def __call__(self) -> str:
        """A fresh id."""


@dataclass(frozen=True, slots=True)
class ExportedQuiz:
    """A quiz as a file."""

    title: str
    data: bytes


class QuizBank:
    """Keeps the quizzes."""

    def __init__(self, catalogue: Catalogue, images: QuizImages, clock: WallClock, new_id: NewId) -> None:
        self._catalogue = catalogue
        self._images = images
        self._clock = clock
        self._new_id = new_id

    def list(self, owner_id: str) -> QuizList:
        """The teacher's quizzes, last changed first."""
        own = sorted(self._of(owner_id), key=lambda quiz: (quiz.updated_ms, quiz.id), reverse=True)
        return QuizList(quizzes=[quiz_summary(quiz) for quiz in own])

    def quiz(self, owner_id: str, quiz_id: str) -> Quiz:
        """One of the teacher's quizzes; raises NotFound for anybody else's."""
        quiz = self._catalogue.quizzes.get(quiz_id)
        if quiz is None or quiz.owner_id != owner_id:
            raise NotFound("There is no quiz with this id in your bank.")
        return quiz

    def get(self, owner_id: str, quiz_id: str) -> QuizView:
        """One of the teacher's quizzes with its keys."""
        return quiz_view(self.quiz(owner_id, quiz_id))

    async def create(self, owner_id: str, wish: QuizWrite) -> QuizView:
        """Add a quiz; every question and option gets an id of the box's own."""
        return await self._add(await self._written(owner_id, self._new_id(), wish, known_ids=()))

    async def replace(self, owner_id: str, quiz_id: str, wish: QuizWrite) -> QuizView:
        """Write a quiz anew; one from the school stays as it is, and a copy of it is changed."""
        known = self.quiz(owner_id, quiz_id)
        if known.is_from_upstream:
            return await self._add(await self._written(owner_id, self._new_id(), wish, known_ids=()))
        written = await self._written(owner_id, quiz_id, wish, known_ids=frozenset(_ids_of(known)))
        now = self.quiz(owner_id, quiz_id)
        if wish.version is not None and wish.version != now.version:
            raise BadRequest("The quiz has changed since; read it again.", status=409, code="quiz_changed")
        return await self._keep(replace(written, version=now.version + 1))

    async def delete(self, owner_id: str, quiz_id: str) -> None:
        """Take a quiz away; runs of it have their own copy and stay."""
        self.quiz(owner_id, quiz_id)
        self._catalogue.quizzes.remove(quiz_id)
        await self._catalogue.durable()

    async def duplicate(self, owner_id: str, quiz_id: str) -> QuizView:
        """Add a copy of a quiz under a title of its own."""
        quiz = self.quiz(owner_id, quiz_id)
        copied = replace(
            quiz,
            id=self._new_id(),
            title=self._free_title(quiz),
            questions=tuple(self._copied(question) for question in quiz.questions),
            version=1,
            updated_ms=self._clock.wall_ms(),
            is_from_upstream=False,
        )
        return await self._add(copied)

    async def import_(
        self, owner_id: str, data: bytes, file_format: imported.QuizFormat | None, title: str = ""
    ) -> QuizImported:
        """Add what a file holds, in the format that it seems to have if none is named; what cannot be kept is told."""
        try:
            found = await asyncio.to_thread(read_quiz, data, file_format, self._new_id)
        except imported.FormatError as error:
            raise BadRequest(f"{error} {error.ko}", status=422, code="unreadable_file") from error
        questions, left_out = await self._with_images(found)
        first = questions[0].text.split("\n")[0][:TITLE_MAX_CHARACTERS] if questions else UNTITLED
        quiz = Quiz(
            id=self._new_id(),
            owner_id=owner_id,
            title=title or found.title or first,
            description=found.description,
            questions=questions,
            updated_ms=self._clock.wall_ms(),
        )
        view = await self._add(await _cleaned(quiz))
        return QuizImported(quiz=view, warnings=[*map(_warning_view, found.warnings), *_images_warning(left_out)])

    async def export(self, owner_id: str, quiz_id: str, file_format: ExportFormat) -> ExportedQuiz:
        """One of the teacher's quizzes as a file."""
        quiz = self.quiz(owner_id, quiz_id)
        return ExportedQuiz(quiz.title, await asyncio.to_thread(write_quiz, quiz, imported.QuizFormat(file_format)))

    async def questions_on_the_spot(self, bodies: Sequence[QuestionInBank]) -> tuple[Question, ...]:
        """Questions that are asked without being in a bank, checked like those that are."""
        wish = QuizWrite(title=UNTITLED, questions=[*bodies])
        return (await self._written("", "", wish, known_ids=())).questions

    def _of(self, owner_id: str) -> Iterator[Quiz]:
        return (quiz for quiz in self._catalogue.quizzes.all() if quiz.owner_id == owner_id)

    async def _written(self, owner_id: str, quiz_id: str, wish: QuizWrite, *, known_ids: Collection[str]) -> Quiz:
        questions = tuple(question_from(body, known_ids, self._new_id) for body in wish.questions)
        missing = [
            each.image_id for each in questions if each.image_id is not None and each.image_id not in self._images
        ]
        if missing:
            raise BadRequest("A question names an image that is not on this box.", status=422, code="unknown_image")
        return await _cleaned(
            Quiz(quiz_id, owner_id, wish.title, wish.description, questions, updated_ms=self._clock.wall_ms())
        )

    async def _with_images(self, found: imported.ImportedQuiz) -> tuple[tuple[Question, ...], int]:
        """The questions with the images that the box could keep, and how many it could not."""
        for data in found.images.values():
            with contextlib.suppress(BadRequest):
                await self._images.store(data)
        kept = tuple(self._without_unknown_image(question) for question in found.questions)
        return kept, sum(before != after for before, after in zip(found.questions, kept, strict=True))

    def _without_unknown_image(self, question: Question) -> Question:
        is_known = question.image_id is None or question.image_id in self._images
        return question if is_known else replace(question, image_id=None)

    async def _add(self, quiz: Quiz) -> QuizView:
        if sum(1 for _ in self._of(quiz.owner_id)) >= QUIZZES_MAX:
            raise BadRequest(f"A bank holds {QUIZZES_MAX:,} quizzes at most.", status=409, code="bank_full")
        return await self._keep(quiz)

    async def _keep(self, quiz: Quiz) -> QuizView:
        try:
            self._catalogue.quizzes.put(quiz)
        except ValueError as error:
            raise BadRequest("The quiz is too long: divide it.", status=422, code="quiz_too_long") from error
        await self._catalogue.durable()
        return quiz_view(quiz)

    def _free_title(self, quiz: Quiz) -> str:
        taken = {each.title for each in self._of(quiz.owner_id)}
        numbered = (f"{quiz.title[: TITLE_MAX_CHARACTERS - 7]} ({number})" for number in count(2))
        return next(title for title in numbered if title not in taken)

    def _copied(self, question: Question) -> Question:
        options = tuple(replace(option, id=self._new_id()) for option in question.options)
        return replace(question, id=self._new_id(), options=options)


async def _cleaned(quiz: Quiz) -> Quiz:
    try:
        # A full quiz has a million characters to look at.
        return await asyncio.to_thread(clean_quiz, quiz)
    except InvalidQuestionError as error:
        raise BadRequest(str(error), status=422, code="invalid_question") from error


def _ids_of(quiz: Quiz) -> Iterator[str]:
    for question in quiz.questions:
        yield question.id
        yield from (option.id for option in question.options)


def _warning_view(warning: imported.ImportWarning) -> ImportWarningView:
    sentence = BilingualText(en=warning.en, ko=warning.ko)
    return ImportWarningView(line=warning.line, code=warning.code, sentence=sentence)


def _images_warning(left_out: int) -> Iterator[ImportWarningView]:
    if left_out:
        told = IMAGES_LEFT_OUT
        sentence = BilingualText(en=told.en.format(count=left_out), ko=told.ko.format(count=left_out))
        yield ImportWarningView(line=0, code="images_left_out", sentence=sentence)

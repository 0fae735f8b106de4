"""Each teacher's bank: written and read back, strictly apart, never overwritten unseen, imported and exported."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.contract.quiz import QuizView, QuizWrite
from appliance.domain.quiz_formats.imported import QuizFormat
from appliance.errors import BadRequest, NotFound
from appliance.services.quiz_bank import QUIZZES_MAX, ExportFormat
from tests.support.lesson_room import TEACHER
from tests.support.made_images import png
from tests.support.quiz_class import CHOICE, EVERY_KIND, TEXT, quiz_class, written

OTHER = "teacher-2"
GIFT = "::하나:: 광합성은 어디에서? {=엽록체 ~핵 ~세포벽}\n\n::둘:: Why? {}\n".encode()


def rewritten(view: QuizView, **changes: Any) -> QuizWrite:
    """A quiz as the desktop sends it back after an edit."""
    kept = view.model_dump(include={"title", "description", "questions", "version"})
    return QuizWrite.model_validate({**kept, **changes})


async def test_every_kind_of_question_is_kept_and_read_back_after_a_restart(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written(*EVERY_KIND, description="Chapter 3"))
    async with quiz_class(tmp_path) as box:
        assert box.bank.get(TEACHER, made.quiz_id) == made
    asked = [question.model_dump(exclude_defaults=True, exclude={"id"}) for question in made.questions]
    assert [question["kind"] for question in asked] == [question["kind"] for question in EVERY_KIND]
    assert asked[3]["numeric_key"] == {"minimum": 3.1, "maximum": 3.2}
    assert made.questions[0].explanation == CHOICE["explanation"]
    assert [option.is_correct for option in made.questions[0].options] == [False, True, False]
    assert (made.version, made.description, made.title) == (1, "Chapter 3", "광합성")


async def test_another_teachers_quiz_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written())
        assert box.bank.list(OTHER).quizzes == []
        with pytest.raises(NotFound):
            box.bank.get(OTHER, made.quiz_id)
        for attempt in (
            box.bank.replace(OTHER, made.quiz_id, written()),
            box.bank.delete(OTHER, made.quiz_id),
            box.bank.duplicate(OTHER, made.quiz_id),
            box.bank.export(OTHER, made.quiz_id, ExportFormat.JSON),
        ):
            with pytest.raises(NotFound):
                await attempt
        assert box.bank.get(TEACHER, made.quiz_id) == made


async def test_an_edit_keeps_the_ids_of_what_was_there(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written(CHOICE, TEXT))
        kept = [question.model_dump() for question in made.questions]
        kept[0]["options"].append({"text": "세포벽"})
        changed = await box.bank.replace(TEACHER, made.quiz_id, rewritten(made, questions=[*kept, TEXT]))
    assert [question.id for question in changed.questions[:2]] == [question.id for question in made.questions]
    before, after = made.questions[0].options, changed.questions[0].options
    assert after[:3] == before
    ids = [question.id for question in changed.questions] + [option.id for option in after]
    assert len(set(ids)) == len(ids) == 7
    assert changed.version == 2


async def test_ids_that_the_box_did_not_give_are_not_taken(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        first = await box.bank.create(TEACHER, written())
        stolen = [question.model_dump() for question in first.questions]
        second = await box.bank.create(OTHER, written(*stolen))
        third = await box.bank.replace(OTHER, second.quiz_id, rewritten(second, questions=stolen))
    ids = {question.id for view in (first, second, third) for question in view.questions}
    options = {option.id for view in (first, second, third) for option in view.questions[0].options}
    assert (len(ids), len(options)) == (3, 9)


async def test_of_two_edits_of_the_same_version_one_is_told_that_it_comes_late(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written())
        attempts = [box.bank.replace(TEACHER, made.quiz_id, rewritten(made, title=title)) for title in ("a", "b")]
        done = await asyncio.gather(*attempts, return_exceptions=True)
        views = [each for each in done if isinstance(each, QuizView)]
        refusals = [each for each in done if isinstance(each, BadRequest)]
        assert (len(views), [(each.status, each.code) for each in refusals]) == (1, [(409, "quiz_changed")])
        assert box.bank.get(TEACHER, made.quiz_id) == views[0]


async def test_an_edit_of_the_schools_quiz_makes_a_copy(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written())
        box.room.catalogue.quizzes.put(replace(box.bank.quiz(TEACHER, made.quiz_id), is_from_upstream=True))
        copied = await box.bank.replace(TEACHER, made.quiz_id, rewritten(made, title="Mine"))
        original = box.bank.get(TEACHER, made.quiz_id)
    assert (copied.title, copied.version, copied.is_from_upstream) == ("Mine", 1, False)
    assert (original.title, original.is_from_upstream) == ("광합성", True)
    assert copied.quiz_id != made.quiz_id
    assert copied.questions[0].id != made.questions[0].id


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({**CHOICE, "options": [{"text": "only", "is_correct": True}]}, "2 to 12"),
        ({**CHOICE, "options": [{"text": "a"}, {"text": "b"}]}, "Exactly one"),
        ({**CHOICE, "text": "\u200b\u202e"}, "empty"),
        ({"kind": "numeric", "text": "?", "numeric_key": {"minimum": 5, "maximum": 1}}, "larger"),
        ({**CHOICE, "image_id": "a" * 64}, "image"),
    ],
)
async def test_what_cannot_be_asked_is_refused_in_words(tmp_path: Path, question: dict[str, Any], words: str) -> None:
    async with quiz_class(tmp_path) as box:
        with pytest.raises(BadRequest, match=words) as refused:
            await box.bank.create(TEACHER, written(question))
        assert refused.value.status == 422
        assert box.bank.list(TEACHER).quizzes == []


async def test_texts_are_kept_as_they_may_be_shown_to_a_class(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written(title="  a\u202eb \u0007 "))
    assert made.title == "ab"


async def test_a_list_gives_the_last_changed_first(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = []
        for title in ("one", "two", "three"):
            made.append(await box.bank.create(TEACHER, written(title=title)))
            box.room.pass_ms(1_000)
        await box.bank.replace(TEACHER, made[0].quiz_id, rewritten(made[0]))
        await box.bank.delete(TEACHER, made[1].quiz_id)
        assert [quiz.title for quiz in box.bank.list(TEACHER).quizzes] == ["one", "three"]


async def test_a_copy_has_ids_and_a_title_of_its_own(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written())
        first = await box.bank.duplicate(TEACHER, made.quiz_id)
        second = await box.bank.duplicate(TEACHER, made.quiz_id)
    assert [made.title, first.title, second.title] == ["광합성", "광합성 (2)", "광합성 (3)"]
    assert len({view.questions[0].options[1].id for view in (made, first, second)}) == 3


async def test_an_import_keeps_what_it_can_and_says_the_rest_by_line(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        named = await box.bank.import_(TEACHER, GIFT, QuizFormat.GIFT, "Chapter 3")
        seen = await box.bank.import_(TEACHER, GIFT, None)
        assert len(box.bank.list(TEACHER).quizzes) == 2
    assert named.quiz.title == "Chapter 3"
    assert seen.quiz.title != ""
    assert [question.text for question in named.quiz.questions] == ["광합성은 어디에서?"]
    assert [warning.line for warning in named.warnings] == [3]
    assert all(warning.sentence.en and warning.sentence.ko for warning in named.warnings)


async def test_a_file_that_is_none_of_the_format_is_refused(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        with pytest.raises(BadRequest) as refused:
            await box.bank.import_(TEACHER, b"\x00\x01\x02", QuizFormat.KAHOOT_XLSX)
        assert (refused.value.status, refused.value.code) == (422, "unreadable_file")


async def test_an_imported_question_loses_an_image_that_is_not_on_the_box(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        image_id = await box.images.store(png())
        questions = [{**CHOICE, "image_id": image_id}, {**CHOICE, "text": "Other?", "image_id": "b" * 64}]
        data = json.dumps({"title": "Leaves", "questions": questions}).encode()
        imported = await box.bank.import_(TEACHER, data, QuizFormat.JSON)
    assert [question.image_id for question in imported.quiz.questions] == [image_id, None]
    assert [(warning.line, warning.code) for warning in imported.warnings] == [(0, "images_left_out")]
    assert "1" in imported.warnings[0].sentence.ko


async def test_an_export_is_read_back_as_the_same_questions(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written(*EVERY_KIND))
        for file_format in ExportFormat:
            exported = await box.bank.export(TEACHER, made.quiz_id, file_format)
            again = await box.bank.import_(TEACHER, exported.data, QuizFormat(file_format))
            texts = [question.text for question in again.quiz.questions]
            assert texts == [question.text for question in made.questions], file_format
        assert exported.title == made.title


async def test_a_bank_is_bounded(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        made = await box.bank.create(TEACHER, written())
        quiz = box.bank.quiz(TEACHER, made.quiz_id)
        box.room.catalogue.quizzes.put_many([replace(quiz, id=f"quiz-{n}") for n in range(QUIZZES_MAX - 1)])
        with pytest.raises(BadRequest) as refused:
            await box.bank.create(TEACHER, written())
        assert (refused.value.status, refused.value.code) == (409, "bank_full")
        assert (await box.bank.create(OTHER, written())).version == 1


async def test_a_quiz_that_no_document_can_hold_is_refused(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        longest = {**TEXT, "text": "가" * 2_000, "explanation": "나" * 2_000}
        with pytest.raises(BadRequest) as refused:
            await box.bank.create(TEACHER, written(*[longest] * 100))
        assert (refused.value.status, refused.value.code) == (422, "quiz_too_long")
        assert box.bank.list(TEACHER).quizzes == []

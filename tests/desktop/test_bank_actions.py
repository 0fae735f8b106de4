"""The bank worked by the desktop's actions, against a real box; and drafts that survive everything but their saving."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.problems import BoxRefusedError, BoxUnreachableError
from appliance.contract.quiz import QuizView, QuizWrite
from desktop.actions.bank import CHANGED, BankActions, ExportFormat
from desktop.actions.desk import Desk
from desktop.actions.quiz_drafts import DraftFolder
from desktop.actions.quiz_memory import QuizMemory, write_whole
from desktop.state.bank import Bank
from desktop.state.quiz_draft import QuizDraft, draft_of, new_draft, quiz_of, with_mark
from desktop.state.quiz_findings import findings_of
from desktop.state.quiz_settings import QuizSettings
from desktop.tasks import Tasks
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.lesson_client import choice_question
from tests.support.made_images import png
from tests.support.quiz_class import EVERY_KIND, written

PASTED = """1. 광합성이 일어나는 곳은?
① 핵
② 엽록체
③ 세포벽

2. 대한민국의 수도는?
답: 서울

이것은 문제가 아닙니다
"""


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path / "box") as room:
        yield room


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.close()


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.fixture
def drafts(tmp_path: Path, tasks: Tasks) -> DraftFolder:
    return DraftFolder(tmp_path / "app", tasks)


@pytest.fixture
def actions(room: FollowedLesson, bank: Bank, drafts: DraftFolder) -> BankActions:
    return BankActions(room.desk, bank, drafts)


def filled(title: str = "광합성") -> QuizDraft:
    """A new quiz that can be asked."""
    view = QuizView(quiz_id="x", title="x", description="", questions=[choice_question()], version=1, updated_ms=1)
    return new_draft(title).model_copy(update={"questions": draft_of(view).questions})


async def test_a_new_quiz_is_saved_opened_changed_and_saved_again(actions: BankActions, bank: Bank) -> None:
    saved = await actions.save(filled())
    assert [(quiz.title, quiz.question_count) for quiz in bank.listed()] == [("광합성", 1)]
    opened = await actions.open(saved.draft_id)
    assert opened.draft == opened.saved == saved
    changed = await actions.save(saved.model_copy(update={"title": "광합성 2"}))
    assert (changed.quiz_id, changed.version) == (saved.quiz_id, (saved.version or 0) + 1)
    assert [question.id for question in changed.questions] == [question.id for question in saved.questions]
    await actions.load()
    assert [quiz.title for quiz in bank.listed()] == ["광합성 2"]


async def test_every_kind_that_has_no_finding_is_taken_as_it_was_written(
    actions: BankActions, room: FollowedLesson
) -> None:
    draft = draft_of(await room.teacher.quizzes.create(written(*EVERY_KIND)))
    assert findings_of(draft) == []
    copied = await actions.save(draft.model_copy(update={"draft_id": "new-1", "quiz_id": None, "version": None}))
    nameless = [
        question.model_dump(exclude={"id": True, "options": {"__all__": {"id"}}})
        for question in quiz_of(copied).questions
    ]
    assert nameless == [
        question.model_dump(exclude={"id": True, "options": {"__all__": {"id"}}})
        for question in quiz_of(draft).questions
    ]


async def test_two_apps_that_edit_one_quiz_are_told_of_each_other(actions: BankActions, room: FollowedLesson) -> None:
    mine = await actions.save(filled())
    theirs = QuizWrite(title="남의 제목", questions=[choice_question("남의 문제")])
    await room.teacher.quizzes.replace(mine.quiz_id or "", theirs)
    with pytest.raises(BoxRefusedError) as refused:
        await actions.save(mine.model_copy(update={"title": "나의 제목"}))
    assert (refused.value.status, refused.value.code) == (409, CHANGED)
    now = await actions.read(mine.quiz_id or "")
    assert now.title == "남의 제목"
    kept = await actions.save(mine.model_copy(update={"title": "나의 제목", "version": now.version}))
    assert kept.title == "나의 제목"


async def test_a_pasted_text_becomes_a_quiz_with_warnings_and_a_mark_makes_it_ready(
    actions: BankActions, bank: Bank
) -> None:
    imported = await actions.import_file(PASTED.encode())
    assert [question.kind for question in imported.quiz.questions] == ["poll", "short_text"]
    told = bank.warnings[imported.quiz.quiz_id]
    assert (1, "no_right_option") in [(warning.line, warning.code) for warning in told]
    assert all(warning.sentence.ko and warning.sentence.en for warning in told)
    draft = draft_of(imported.quiz)
    question = with_mark(draft.questions[0], draft.questions[0].options[1].key, True)
    saved = await actions.save(draft.with_question(question))
    assert (saved.questions[0].kind, saved.questions[0].options[1].is_correct) == ("single_choice", True)


async def test_a_file_that_is_no_quiz_is_refused_and_leaves_nothing(actions: BankActions, bank: Bank) -> None:
    with pytest.raises(BoxRefusedError) as refused:
        await actions.import_file(b"PK\x03\x04" + bytes(200), "x")
    assert refused.value.status == 422
    assert bank.listed() == []


async def test_exports_come_back_as_the_same_quiz(actions: BankActions) -> None:
    saved = await actions.save(filled())
    assert json.loads(await actions.export(saved.draft_id, "json"))["title"] == "광합성"
    formats: tuple[ExportFormat, ...] = ("gift", "csv", "json")
    for file_format in formats:
        data = await actions.export(saved.draft_id, file_format)
        again = await actions.import_file(data, f"from {file_format}")
        assert again.quiz.questions[0].text == choice_question().text
        assert [option.is_correct for option in again.quiz.questions[0].options] == [False, True, False]


async def test_quizzes_are_copied_and_deleted(actions: BankActions, bank: Bank) -> None:
    saved = await actions.save(filled())
    copy = await actions.duplicate(saved.draft_id)
    assert {quiz.quiz_id for quiz in bank.listed()} == {saved.quiz_id, copy.quiz_id}
    bank.hide(copy.quiz_id)
    assert [quiz.quiz_id for quiz in bank.listed()] == [saved.quiz_id]
    await actions.delete(copy.quiz_id)
    await actions.load()
    assert [quiz.quiz_id for quiz in bank.listed()] == [saved.quiz_id]


async def test_a_deletion_that_fails_brings_the_quiz_back(
    actions: BankActions, bank: Bank, room: FollowedLesson
) -> None:
    saved = await actions.save(filled())
    bank.hide(saved.draft_id)
    await room.box.kill()
    with pytest.raises(BoxUnreachableError):
        await actions.delete(saved.draft_id)
    assert [quiz.quiz_id for quiz in bank.listed()] == [saved.quiz_id]


async def test_a_picture_is_kept_by_the_box_and_here(actions: BankActions, bank: Bank, room: FollowedLesson) -> None:
    picture = png(40, 30)
    image_id = await actions.store_image(picture)
    assert await actions.image(image_id) == picture
    bank.images.clear()
    assert await actions.image(image_id) == picture
    await room.box.kill()
    assert await actions.image(image_id) == picture
    with pytest.raises(BoxUnreachableError):
        await actions.store_image(picture)


async def test_what_is_typed_while_the_box_is_away_is_there_after_the_app_was_killed(
    tmp_path: Path, tasks: Tasks, room: FollowedLesson, actions: BankActions, drafts: DraftFolder
) -> None:
    saved = await actions.save(filled())
    await room.box.kill()
    typed = saved.model_copy(update={"title": "아직 저장되지 않은 제목"})
    actions.keep(typed)
    with pytest.raises(BoxUnreachableError):
        await actions.save(typed)
    actions.keep(new_draft("오프라인에서 쓴 퀴즈"))
    drafts.flush()

    later = Bank()
    await BankActions(Desk(), later, DraftFolder(tmp_path / "app", tasks)).restore_drafts()
    assert {draft.title for draft in later.drafts.values()} == {"아직 저장되지 않은 제목", "오프라인에서 쓴 퀴즈"}
    assert later.drafts[saved.draft_id] == typed
    opened = await BankActions(Desk(), later, drafts).open(saved.draft_id)
    assert (opened.draft, opened.saved) == (typed, None)


async def test_a_draft_is_gone_once_it_is_saved_and_a_newer_one_stays(
    tmp_path: Path, actions: BankActions, bank: Bank, drafts: DraftFolder
) -> None:
    draft = filled()
    actions.keep(draft)
    saved = await actions.save(draft)
    assert bank.drafts == {}
    actions.keep(saved.model_copy(update={"title": "newer"}))
    await actions.save(saved)
    assert [each.title for each in bank.drafts.values()] == ["newer"]
    drafts.flush()
    assert [path.stem for path in (tmp_path / "app" / "drafts").glob("*.json")] == [saved.draft_id]


async def test_a_damaged_draft_is_put_aside_and_the_others_are_read(tmp_path: Path, drafts: DraftFolder) -> None:
    drafts.keep(filled("하나"))
    drafts.flush()
    folder = tmp_path / "app" / "drafts"
    (folder / "new-broken.json").write_text('{"draft_id": "new-bro', encoding="utf-8")
    assert [draft.title for draft in drafts.read_all()] == ["하나"]
    assert [path.name for path in folder.glob("*.damaged")] == ["new-broken.damaged"]
    assert [draft.title for draft in drafts.read_all()] == ["하나"]


async def test_an_id_that_is_no_file_name_writes_nowhere(tmp_path: Path, drafts: DraftFolder) -> None:
    drafts.keep(filled().model_copy(update={"draft_id": "../../escaped"}))
    drafts.flush()
    assert list(tmp_path.rglob("*escaped*")) == []


async def test_a_disk_that_keeps_no_drafts_is_said(tmp_path: Path, tasks: Tasks) -> None:
    (tmp_path / "app").write_text("a file where the folder should be", encoding="utf-8")
    drafts = DraftFolder(tmp_path / "app", tasks)
    drafts.keep(filled())
    drafts.flush()
    assert drafts.trouble


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "nowhere" / "results.csv", b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["results.csv"]


async def test_how_the_teacher_pushed_last_is_remembered(tmp_path: Path, tasks: Tasks) -> None:
    memory = QuizMemory(tmp_path / "app", tasks)
    wanted = QuizSettings(seconds=None, allows_change=True, scoring="speed", hides_results=True)
    memory.change(wanted)
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "keep quiz settings"))
    assert QuizMemory(tmp_path / "app", tasks).settings == wanted
    (tmp_path / "app" / "quiz.json").write_text('{"seconds": 1}', encoding="utf-8")
    assert QuizMemory(tmp_path / "app", tasks).settings == QuizSettings()

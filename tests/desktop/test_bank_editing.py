"""The editor and the list of quizzes without a box: every kind, keys, drafts on the disk, hostile texts, languages."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import BilingualText, ImportWarningView, QuizSummary, QuizView, QuizWrite
from desktop.actions.quiz_drafts import DraftFolder
from desktop.models.bank_model import BankRole
from desktop.models.draft_model import DraftModel
from desktop.resources.language import Languages
from desktop.state.option_order import in_own_order, order_hash
from desktop.state.quiz_draft import OptionDraft, QuestionDraft, QuizDraft, draft_of, new_draft
from desktop.tasks import Tasks
from desktop.views.bank_card import CARD_WIDTH, CardPreview, card_words, shown_options
from desktop.views.bank_files import file_name_of
from desktop.views.bank_image import decoded
from desktop.views.bank_warnings import WarningsList
from desktop.views.quizzes_page import QuizzesPage
from tests.support.drawn_png import draw_png
from tests.support.hostile_texts import EVERYTHING
from tests.support.quiz_class import EVERY_KIND, written
from tests.support.quiz_page_parts import ChosenFiles, quiz_parts, titles
from tests.support.quiz_window import SEES_MS

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
PAGE_HASHES = [447_806_413, 2_967_117_760, 2_985_805_840]


@pytest.fixture
def tasks(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    ending = window_loop.create_task(tasks.close())
    qtbot.waitUntil(ending.done)


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None) -> Iterator[QuizzesPage]:
    """A page without a box, as when it is away."""
    page = QuizzesPage(quiz_parts(tmp_path, tasks))
    qtbot.addWidget(page)
    page.resize(1400, 900)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.close_page()


def every_kind() -> QuizDraft:
    """A quiz with a question of each kind."""
    quiz = QuizWrite.model_validate(written(*EVERY_KIND).model_dump())
    questions = [question.model_copy(update={"id": f"q{n}"}) for n, question in enumerate(quiz.questions)]
    return draft_of(
        QuizView(quiz_id="quiz-1", title="모두", description="", questions=questions, version=1, updated_ms=1)
    )


def test_what_is_typed_is_on_the_disk_before_anybody_saves_it(page: QuizzesPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.desk.new()
    qtbot.keyClicks(page.desk.editor.title, "half a thought")
    folder = tmp_path / "drafts"
    qtbot.waitUntil(
        lambda: any("half a thought" in each.read_text() for each in folder.glob("*.json")), timeout=SEES_MS
    )
    assert page.desk.editor.head.state.text() == "Not saved · kept on this computer"
    assert titles(page.bank_list.list) == ["half a thought"]
    assert page.bank_list.list.model().index(0, 0).data(BankRole.HAS_DRAFT) is True


def test_a_disk_that_keeps_nothing_is_said_at_once(tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None) -> None:
    (tmp_path / "app").write_text("a file where the folder should be", encoding="utf-8")
    page = QuizzesPage(quiz_parts(tmp_path / "app", tasks))
    qtbot.addWidget(page)
    page.show()
    page.desk.new()
    qtbot.waitUntil(lambda: page.notice.tone == "warning", timeout=SEES_MS)
    assert page.notice.text.startswith("What you write cannot be kept on this computer (")
    page.close_page()


def test_a_draft_is_taken_up_again_where_it_was_left(tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None) -> None:
    drafts = DraftFolder(tmp_path, tasks)
    drafts.keep(new_draft("어제 쓰다 만 퀴즈"))
    drafts.flush()
    parts = quiz_parts(tmp_path, tasks)
    page = QuizzesPage(parts)
    qtbot.addWidget(page)
    page.resize(1400, 900)
    page.show()
    page.shown()
    qtbot.waitUntil(lambda: bool(titles(page.bank_list.list)), timeout=SEES_MS)
    index = page.bank_list.list.model().index(0, 0)
    qtbot.mouseClick(page.bank_list.list.viewport(), LEFT, pos=page.bank_list.list.visualRect(index).center())
    qtbot.waitUntil(lambda: page.desk.editor.title.text() == "어제 쓰다 만 퀴즈", timeout=SEES_MS)
    page.close_page()


@pytest.mark.parametrize("place", range(len(EVERY_KIND)))
def test_each_kind_shows_what_it_needs_and_changes_what_is_typed(page: QuizzesPage, qtbot: QtBot, place: int) -> None:
    draft = every_kind()
    model, form = page.desk.model, page.desk.editor.form
    page.desk.show_draft(draft, draft)
    model.look_at(draft.questions[place].key)
    question = draft.questions[place]
    has_options = question.kind in ("single_choice", "multiple_choice", "ordering", "poll")
    shown = [form.options.isVisible(), form.number.isVisible(), form.accepted.isVisible(), form.truth.isVisible()]
    kinds = [has_options, question.kind == "numeric", question.kind == "short_text", question.kind == "true_false"]
    assert shown == kinds
    assert not model.is_dirty
    form.text.setFocus()
    qtbot.keyClicks(form.text, "X")
    assert model.draft.questions[place].text == "X" + question.text
    assert model.is_dirty
    assert page.desk.editor.card.words.question == "X" + question.text
    qtbot.keyClick(form.text, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not model.is_dirty)
    qtbot.keyClick(form.text, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: model.is_dirty)
    qtbot.keyClick(form.text, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not model.is_dirty)
    assert form.text.toPlainText() == question.text


def test_keys_of_every_kind_are_typed_and_checked(page: QuizzesPage, qtbot: QtBot) -> None:
    draft = every_kind()
    model, form = page.desk.model, page.desk.editor.form
    page.desk.show_draft(draft, draft)
    by_kind = {question.kind: question.key for question in draft.questions}
    model.look_at(by_kind["true_false"])
    qtbot.mouseClick(form.truth.false, LEFT)
    assert model.current is not None
    assert model.current.is_true is False
    model.look_at(by_kind["numeric"])
    form.number.mode.setCurrentIndex(1)
    form.number.mode.activated.emit(1)
    form.number.first.selectAll()
    qtbot.keyClicks(form.number.first, "three")
    assert page.desk.editor.form._errors["number"].text == "This is not a number yet. For example: 3.5"
    form.number.first.selectAll()
    qtbot.keyClicks(form.number.first, "3,5")
    assert page.desk.editor.findings == []
    model.look_at(by_kind["short_text"])
    form.accepted.texts.setPlainText("광합성\n\n 탄소 동화 ")
    assert model.current.accepted == ("광합성", "", " 탄소 동화 ")
    form.accepted.ignores_case.click()
    assert model.current.ignores_case is False
    model.look_at(by_kind["multiple_choice"])
    qtbot.mouseClick(form.options.rows[2].mark, LEFT)
    assert [option.is_correct for option in model.current.options] == [True, True, True, False]
    qtbot.mouseClick(form.options.rows[3].remove, LEFT)
    assert len(form.options.rows) == 3
    qtbot.mouseClick(form.options.rows[0].down, LEFT)
    assert [option.text for option in model.current.options] == ["water", "light", "salt"]


def test_the_card_says_what_the_students_page_says() -> None:
    words = {question.kind: card_words(question, 2, 8) for question in every_kind().questions}
    assert {kind: each.task for kind, each in words.items()} == {
        "single_choice": "Pick one.",
        "multiple_choice": "Pick all that are right.",
        "true_false": "Pick one.",
        "numeric": "Type a number.",
        "short_text": "Type your answer.",
        "ordering": "Put them in order: drag, or use the arrows.",
        "poll": "What do you think? No answer is wrong.",
        "slide": "Read this.",
    }
    assert words["true_false"].options == ("True", "False")
    assert (words["ordering"].button, words["slide"].button) == ("This is my order", "Got it")
    assert {each.place for each in words.values()} == {"Question 2 of 8"}


def test_the_card_mixes_options_as_the_page_does() -> None:
    # The figures are those of the page's own function.
    assert [order_hash(text) for text in ("", "somebody/q8XkT2", "학생/a7Rk9Q")] == PAGE_HASHES
    options = [OptionDraft(key=key, text=key) for key in "abcdefgh"]
    question = QuestionDraft(kind="single_choice", options=tuple(options))
    mixed = shown_options(question)
    assert mixed != list("abcdefgh")
    assert sorted(mixed) == list("abcdefgh")
    assert in_own_order(options, "one", lambda each: each.key) != in_own_order(options, "two", lambda each: each.key)


def test_the_card_grows_with_what_it_says_and_keeps_its_width(qtbot: QtBot, light: None) -> None:
    card = CardPreview()
    qtbot.addWidget(card)
    card.show_question(QuestionDraft(text="짧다"), 1, 1)
    short = card.height()
    card.show_question(QuestionDraft(text="긴 문제 " * 200), 1, 1)
    assert card.height() > short * 3
    assert card.width() == CARD_WIDTH


@pytest.mark.parametrize("text", EVERYTHING)
def test_hostile_texts_are_shown_as_they_are(page: QuizzesPage, text: str) -> None:
    options = (OptionDraft(text=text, is_correct=True), OptionDraft(text="other"))
    question = QuestionDraft(kind="single_choice", text=text, options=options, explanation=text, topic="x")
    draft = QuizDraft(draft_id="quiz-1", quiz_id="quiz-1", title=text, questions=(question,))
    summary = QuizSummary(quiz_id="quiz-1", title=text, question_count=1, updated_ms=1)
    page._parts.bank.take_list([summary])
    page.desk.show_draft(draft, draft)
    form = page.desk.editor.form
    one_line = text.replace("\r", "").replace("\n", " ")
    assert form.text.toPlainText() == text.replace("\r\n", "\n")
    assert form.options.rows[0].text.text().replace("\r", "").replace("\n", " ") == one_line
    assert titles(page.bank_list.list) == [text]
    assert page.desk.editor.card.words.question == text
    warnings = page.desk.editor.warnings
    sentence = BilingualText(en=text, ko=text)
    warnings.show_warnings([ImportWarningView(line=3, code="x", sentence=sentence)])
    assert warnings.list.item(0).text() == f"Line 3: {text}"
    page.grab()


def test_warnings_are_in_the_language_of_the_app(qtbot: QtBot, korean: Languages, light: None) -> None:
    warnings = WarningsList()
    qtbot.addWidget(warnings)
    warnings.show_warnings(
        [ImportWarningView(line=2, code="x", sentence=BilingualText(en="Left out.", ko="제외했습니다."))]
    )
    assert warnings.list.item(0).text() == "2번째 줄: 제외했습니다."


def test_the_bank_is_sought_and_sorted(page: QuizzesPage, qtbot: QtBot) -> None:
    made = (("나무", 1, 3), ("Cells", 5, 2), ("가지", 3, 1))
    page._parts.bank.take_list(
        [
            QuizSummary(quiz_id=f"id-{title}", title=title, question_count=count, updated_ms=at * 86_400_000)
            for title, count, at in made
        ]
    )
    listed = page.bank_list.list
    assert titles(listed) == ["나무", "Cells", "가지"]
    page.bank_list.order.setCurrentIndex(1)
    page.bank_list.order.activated.emit(1)
    assert titles(listed).index("가지") < titles(listed).index("나무")
    page.bank_list.order.activated.emit(2)
    assert titles(listed) == ["Cells", "가지", "나무"]
    qtbot.keyClicks(page.bank_list.seek, "cell")
    qtbot.waitUntil(lambda: titles(listed) == ["Cells"])
    assert listed.model().index(0, 0).data(BankRole.DETAIL).startswith("5 questions · ")


def test_in_a_narrow_window_the_list_gives_way_to_the_editor(page: QuizzesPage, qtbot: QtBot) -> None:
    page.resize(900, 620)
    assert page.bank_list.isVisible()
    page.desk.new()
    assert not page.bank_list.isVisible()
    assert page.desk.editor.head.back_button.isVisible()
    qtbot.mouseClick(page.desk.editor.head.back_button, LEFT)
    assert page.bank_list.isVisible()
    assert page.width() == 900


def test_the_language_changes_while_a_quiz_is_edited(
    page: QuizzesPage, qapp: QApplication, qtbot: QtBot, languages: Languages
) -> None:
    page.desk.new()
    qtbot.keyClicks(page.desk.editor.title, "x")
    languages.install(qapp, "ko")
    qtbot.waitUntil(lambda: page.desk.editor.head.save_button.text() == "저장")
    assert page.desk.editor.title.text() == "x"
    assert page.bank_list.new_button.text() == "새 퀴즈"
    assert page.desk.editor.form.kind.itemText(0) == "정답 하나"


def test_undoing_stays_within_the_quiz_that_is_open(qtbot: QtBot) -> None:
    model = DraftModel()
    first = new_draft("하나")
    model.load(first, None)
    model.edit(first.model_copy(update={"title": "하나!"}), "Title")
    model.load(new_draft("둘"), None)
    assert not model.undo.canUndo()


@pytest.mark.parametrize(
    ("title", "name"),
    [("a/b", "a_b.csv"), ("..", "quiz.csv"), ("광합성", "광합성.csv"), ("x" * 200, "x" * 80 + ".csv")],
)
def test_files_are_named_so_that_every_system_takes_them(title: str, name: str) -> None:
    assert file_name_of(title, "csv") == name


def test_what_is_no_picture_is_shown_as_none(tmp_path: Path) -> None:
    assert decoded(b"no picture").isNull()
    assert decoded(draw_png(tmp_path / "wide.png", 1_000, 10)).width() == 720
    assert decoded(draw_png(tmp_path / "small.png", 20, 10)).width() == 20


def test_thinking_better_of_a_file_changes_nothing(page: QuizzesPage) -> None:
    assert isinstance(page._parts.files, ChosenFiles)
    page.errands.import_file()
    page.errands.export("quiz-1", "csv")
    assert page.notice.text == ""

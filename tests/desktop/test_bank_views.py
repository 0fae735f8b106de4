"""The bank worked by clicks and keys over a real box: written, mended, saved, imported, pushed; nothing is lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import QuizView, QuizWrite
from desktop.state.quiz_draft import draft_of, new_draft
from desktop.views.bank_card import CardPreview
from desktop.views.bank_image import BYTES_MAX
from tests.support.box_beside import BoxBeside, box_beside
from tests.support.drawn_png import draw_png
from tests.support.lesson_client import RIGHT, choice_question
from tests.support.quiz_page_parts import titles
from tests.support.quiz_window import SEES_MS, QuizWindow, quiz_window

LEFT = Qt.MouseButton.LeftButton
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
PASTED = "1. 광합성이 일어나는 곳은?\n① 핵\n② 엽록체\n③ 세포벽\n"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxBeside]:
    with box_beside(tmp_path / "box") as box:
        yield box


@pytest.fixture
def window(
    box: BoxBeside, tmp_path: Path, qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None
) -> Iterator[QuizWindow]:
    with quiz_window(box, tmp_path / "app", qtbot) as window:
        yield window


def quizzes_of(box: BoxBeside) -> dict[str, QuizView]:
    """What the box has, by title."""
    client = box.lesson.teacher.quizzes
    listed = box.run(client.all()).quizzes
    return {quiz.title: box.run(client.get(quiz.quiz_id)) for quiz in listed}


def open_quiz(box: BoxBeside, window: QuizWindow, title: str) -> str:
    """A quiz of the box, open in the editor: its id."""
    write = QuizWrite(title=title, questions=[choice_question()])
    quiz_id = box.run(box.lesson.teacher.quizzes.create(write)).quiz_id
    window.page.desk.open(quiz_id)
    window.qtbot.waitUntil(lambda: window.page.desk.open_id == quiz_id, timeout=SEES_MS)
    return quiz_id


def wait_for_answers(window: QuizWindow) -> None:
    """Until the box has answered everything."""
    window.qtbot.waitUntil(lambda: not window.parts.tasks.is_busy, timeout=SEES_MS)


def test_a_quiz_is_written_by_keyboard_saved_and_pushed(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    page, editor = window.page, window.page.desk.editor
    qtbot.mouseClick(page.bank_list.new_button, LEFT)
    assert editor.title.hasFocus()
    qtbot.keyClicks(editor.title, "Cells")
    editor.form.text.setFocus()
    qtbot.keyClicks(editor.form.text, "Which one?")
    first = editor.form.options.rows[0].text
    first.setFocus()
    qtbot.keyClicks(first, "wall")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert editor.form.options.rows[1].text.hasFocus()
    qtbot.keyClicks(editor.form.options.rows[1].text, "nucleus")
    qtbot.keyClick(editor.form.options.rows[1].text, Qt.Key.Key_Return)
    assert len(editor.form.options.rows) == 3
    qtbot.keyClicks(editor.form.options.rows[2].text, "sap")
    qtbot.keyClick(editor.form.options.rows[2].text, Qt.Key.Key_Up, ALT)
    assert [row.text.text() for row in editor.form.options.rows] == ["wall", "sap", "nucleus"]
    assert editor.form.options.rows[1].text.hasFocus()

    qtbot.mouseClick(editor.head.save_button, LEFT)
    assert editor.head.mend_button.isVisible()
    assert editor.head.mend_button.text() == "Question 1: Mark the right option."
    assert quizzes_of(box) == {}
    qtbot.mouseClick(editor.form.options.rows[2].mark, LEFT)
    assert not editor.head.mend_button.isVisible()
    qtbot.keyClick(editor.form.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: window.page.run_panel.run is not None, timeout=SEES_MS)
    run = window.page.run_panel.run
    assert run is not None
    assert [option.text for option in run.questions[0].options if option.is_correct] == ["nucleus"]
    saved = quizzes_of(box)["Cells"]
    assert run.quiz_id == saved.quiz_id
    assert page.run_button.isChecked()
    assert window.parts.bank.drafts == {}


def test_a_pasted_text_is_a_question_in_front_of_the_class_within_five_acts(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    page, editor = window.page, window.page.desk.editor
    qtbot.mouseClick(page.bank_list.import_button, LEFT)
    page.import_panel.text.setPlainText(PASTED)
    qtbot.mouseClick(page.import_panel.make_button, LEFT)
    qtbot.waitUntil(editor.isVisible, timeout=SEES_MS)
    assert editor.warnings.isVisible()
    assert "opinion poll" in editor.warnings.list.item(0).text()
    assert editor.warnings.list.item(0).text().startswith("Line 1: ")
    assert page.import_panel.text.toPlainText() == ""
    qtbot.mouseClick(editor.form.options.rows[1].mark, LEFT)
    qtbot.mouseClick(editor.questions.push_button, LEFT)
    qtbot.waitUntil(lambda: page.run_panel.run is not None, timeout=SEES_MS)
    run = page.run_panel.run
    assert run is not None
    assert (run.questions[0].kind, run.questions[0].options[1].is_correct) == ("single_choice", True)


def test_what_was_pasted_stays_while_the_box_is_away(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    page = window.page
    qtbot.mouseClick(page.bank_list.import_button, LEFT)
    page.import_panel.text.setPlainText(PASTED)
    box.kill()
    qtbot.mouseClick(page.import_panel.make_button, LEFT)
    qtbot.waitUntil(lambda: page.notice.tone == "bad", timeout=SEES_MS)
    assert page.import_panel.text.toPlainText() == PASTED
    assert page.notice.action_button.isVisible()


def test_another_apps_version_is_told_of_and_either_can_stay(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page, editor = window.page, window.page.desk.editor
    client = box.lesson.teacher.quizzes
    quiz = box.run(client.create(QuizWrite(title="광합성", questions=[choice_question()])))
    page.errands.load()
    qtbot.waitUntil(lambda: titles(page.bank_list.list) == ["광합성"], timeout=SEES_MS)
    page.desk.open(quiz.quiz_id)
    qtbot.waitUntil(editor.isVisible, timeout=SEES_MS)

    def theirs(title: str) -> None:
        box.run(client.replace(quiz.quiz_id, QuizWrite(title=title, questions=[choice_question("남의 문제")])))

    theirs("theirs")
    editor.title.setFocus()
    qtbot.keyClicks(editor.title, "!")
    qtbot.mouseClick(editor.head.save_button, LEFT)
    qtbot.waitUntil(editor.conflict.isVisible, timeout=SEES_MS)
    qtbot.mouseClick(editor.conflict.mine_button, LEFT)
    qtbot.waitUntil(lambda: list(quizzes_of(box)) == ["광합성!"], timeout=SEES_MS)
    qtbot.waitUntil(lambda: editor.head.state.text() == "Saved", timeout=SEES_MS)

    theirs("theirs again")
    qtbot.keyClicks(editor.title, "?")
    qtbot.mouseClick(editor.head.save_button, LEFT)
    qtbot.waitUntil(editor.conflict.isVisible, timeout=SEES_MS)
    qtbot.mouseClick(editor.conflict.theirs_button, LEFT)
    qtbot.waitUntil(lambda: editor.title.text() == "theirs again", timeout=SEES_MS)
    assert not editor.conflict.isVisible()
    assert editor.head.state.text() == "Saved"
    qtbot.mouseClick(editor.head.undo_button, LEFT)
    assert editor.title.text() == "광합성!?"


def test_a_deleted_quiz_can_be_taken_back_and_is_gone_otherwise(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    page, client = window.page, box.lesson.teacher.quizzes
    for title in ("하나", "둘"):
        box.run(client.create(QuizWrite(title=title, questions=[choice_question()])))
    page.errands.load()
    qtbot.waitUntil(lambda: titles(page.bank_list.list) == ["둘", "하나"], timeout=SEES_MS)
    listed = page.bank_list.list
    listed.setCurrentIndex(listed.model().index(0, 0))
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert titles(listed) == ["하나"]
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert titles(listed) == ["둘", "하나"]
    assert set(quizzes_of(box)) == {"하나", "둘"}
    listed.setCurrentIndex(listed.model().index(1, 0))
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    page.errands.finish_deletions()
    qtbot.waitUntil(lambda: set(quizzes_of(box)) == {"둘"}, timeout=SEES_MS)


def test_a_quiz_is_exported_under_its_name_and_imported_from_the_file(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page, client = window.page, box.lesson.teacher.quizzes
    quiz = box.run(client.create(QuizWrite(title="광합성/1", questions=[choice_question()])))
    page.errands.load()
    qtbot.waitUntil(lambda: bool(titles(page.bank_list.list)), timeout=SEES_MS)
    window.files.path = tmp_path / "export.gift.txt"
    page.errands.export(quiz.quiz_id, "gift")
    qtbot.waitUntil(lambda: page.notice.text == "Saved: export.gift.txt", timeout=SEES_MS)
    assert window.files.offered == "광합성_1.gift.txt"
    assert RIGHT in window.files.path.read_text(encoding="utf-8")
    qtbot.mouseClick(page.import_panel.file_button, LEFT)
    qtbot.waitUntil(lambda: page.desk.model.draft.title == "export.gift", timeout=SEES_MS)
    assert page.desk.model.draft.questions[0].text == choice_question().text


def test_a_picture_is_put_in_shown_and_taken_away(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page, editor = window.page, window.page.desk.editor
    page.desk.new()
    window.files.path = tmp_path / "leaf.png"
    draw_png(window.files.path, 64, 48)
    qtbot.mouseClick(editor.form.image.add_button, LEFT)
    qtbot.waitUntil(editor.form.image.picture.isVisible, timeout=SEES_MS)
    without = CardPreview()
    qtbot.addWidget(without)
    question = page.desk.model.current
    assert question is not None
    without.show_question(question, 1, 1)
    assert editor.card.height() == without.height() + 48 + 12
    qtbot.mouseClick(editor.form.image.remove_button, LEFT)
    assert editor.card.height() == without.height()
    assert page.desk.model.current is not None
    assert page.desk.model.current.image_id is None
    window.files.path.write_bytes(bytes(BYTES_MAX + 1))
    qtbot.mouseClick(editor.form.image.add_button, LEFT)
    qtbot.waitUntil(lambda: page.notice.text.startswith("The picture is larger than 2 MB"), timeout=SEES_MS)


def test_of_two_quizzes_asked_for_the_later_one_is_opened(box: BoxBeside, window: QuizWindow) -> None:
    desk, at_hand = window.page.desk, new_draft("at hand")
    slow_id = open_quiz(box, window, "from the box")
    desk.put_away()
    window.parts.bank_actions.keep(at_hand)
    desk.open(slow_id)
    desk.open(at_hand.draft_id)
    wait_for_answers(window)
    assert (desk.open_id, desk.model.draft.title) == (at_hand.draft_id, "at hand")
    desk.open(slow_id)
    desk.open(at_hand.draft_id)
    wait_for_answers(window)
    assert desk.open_id == at_hand.draft_id
    desk.open(slow_id)
    desk.new()
    wait_for_answers(window)
    assert desk.model.draft.title == "New quiz"


def test_what_is_typed_while_another_quiz_is_opened_is_kept(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    desk = window.page.desk
    second_id, first_id = open_quiz(box, window, "second"), open_quiz(box, window, "first")
    desk.open(second_id)
    qtbot.keyClicks(desk.editor.title, "!")
    qtbot.waitUntil(lambda: desk.open_id == second_id, timeout=SEES_MS)
    assert window.parts.bank.drafts[first_id].title == "first!"


@pytest.mark.parametrize("button", ["mine_button", "theirs_button"])
def test_another_apps_version_is_not_taken_into_a_quiz_opened_since(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot, button: str
) -> None:
    desk = window.page.desk
    open_quiz(box, window, "asked about")
    desk.editor.conflict.show()
    qtbot.mouseClick(getattr(desk.editor.conflict, button), LEFT)
    desk.new()
    fresh = desk.model.draft
    wait_for_answers(window)
    assert desk.model.draft == fresh
    assert not desk.editor.head.mend_button.isVisible()


def test_a_conflict_is_not_shown_beside_a_quiz_opened_since(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    page, desk = window.page, window.page.desk
    quiz_id = open_quiz(box, window, "mine")
    box.run(box.lesson.teacher.quizzes.replace(quiz_id, QuizWrite(title="theirs", questions=[choice_question()])))
    qtbot.keyClicks(desk.editor.title, "!")
    desk.save()
    desk.new()
    wait_for_answers(window)
    assert not desk.editor.conflict.isVisible()
    assert (page.notice.tone, page.notice.action_button.isVisible()) == ("bad", False)
    desk.open(quiz_id)
    qtbot.waitUntil(desk.editor.conflict.isVisible, timeout=SEES_MS)
    assert desk.model.draft.title == "mine!"


def test_saving_again_does_not_save_a_quiz_opened_since(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    page, desk = window.page, window.page.desk
    open_quiz(box, window, "mine")
    qtbot.keyClicks(desk.editor.title, "!")
    box.kill()
    desk.save()
    qtbot.waitUntil(page.notice.action_button.isVisible, timeout=SEES_MS)
    desk.new()
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert not desk.editor.head.mend_button.isVisible()


def test_what_is_typed_while_a_new_quiz_is_saved_leaves_one_draft(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    page, desk = window.page, window.page.desk
    view = QuizView(quiz_id="x", title="x", description="", questions=[choice_question()], version=1, updated_ms=1)
    desk.show_draft(new_draft("Cells").model_copy(update={"questions": draft_of(view).questions}), None)
    desk.save()
    qtbot.keyClicks(desk.editor.title, "!")
    desk.keep()
    wait_for_answers(window)
    assert desk.open_id == quizzes_of(box)["Cells"].quiz_id
    assert {key: draft.title for key, draft in window.parts.bank.drafts.items()} == {desk.open_id: "Cells!"}
    assert len(titles(page.bank_list.list)) == 1
    qtbot.waitUntil(lambda: [each.draft_id for each in window.parts.drafts.read_all()] == [desk.open_id])


def test_a_quiz_that_was_pushed_is_pushed_whatever_is_opened_since(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    desk = window.page.desk
    other_id = open_quiz(box, window, "other")
    quiz_id = open_quiz(box, window, "wanted")
    qtbot.keyClicks(desk.editor.title, "!")
    desk.push()
    desk.open(other_id)
    qtbot.waitUntil(lambda: window.parts.lesson.runs.all() != [], timeout=SEES_MS)
    wait_for_answers(window)
    assert [(run.quiz_id, run.title) for run in window.parts.lesson.runs.all()] == [(quiz_id, "wanted!")]


def test_pushing_while_the_quiz_is_being_saved_pushes_it_after(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    desk = window.page.desk
    quiz_id = open_quiz(box, window, "wanted")
    qtbot.keyClicks(desk.editor.title, "!")
    desk.save()
    qtbot.keyClicks(desk.editor.title, "!")
    desk.push()
    qtbot.waitUntil(lambda: window.parts.lesson.runs.all() != [], timeout=SEES_MS)
    assert [(run.quiz_id, run.title) for run in window.parts.lesson.runs.all()] == [(quiz_id, "wanted!!")]


def test_what_is_typed_into_a_new_quiz_that_is_left_while_it_is_saved_is_its_draft(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    desk = window.page.desk
    view = QuizView(quiz_id="x", title="x", description="", questions=[choice_question()], version=1, updated_ms=1)
    desk.show_draft(new_draft("Cells").model_copy(update={"questions": draft_of(view).questions}), None)
    desk.save()
    qtbot.keyClicks(desk.editor.title, "!")
    desk.put_away()
    wait_for_answers(window)
    quiz_id = quizzes_of(box)["Cells"].quiz_id
    assert {key: draft.title for key, draft in window.parts.bank.drafts.items()} == {quiz_id: "Cells!"}
    desk.open(quiz_id)
    qtbot.waitUntil(lambda: desk.open_id == quiz_id, timeout=SEES_MS)
    desk.save()
    wait_for_answers(window)
    assert set(quizzes_of(box)) == {"Cells!"}


def test_the_draft_of_a_quiz_that_is_gone_from_the_box_can_be_opened_and_saved(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    desk = window.page.desk
    quiz_id = open_quiz(box, window, "mine")
    qtbot.keyClicks(desk.editor.title, "!")
    desk.put_away()
    box.run(box.lesson.teacher.quizzes.delete(quiz_id))
    desk.open(quiz_id)
    qtbot.waitUntil(lambda: desk.open_id == quiz_id, timeout=SEES_MS)
    desk.save()
    wait_for_answers(window)
    assert set(quizzes_of(box)) == {"mine!"}
    assert window.parts.bank.drafts == {}

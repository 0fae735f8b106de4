"""The bank worked by clicks and keys over a real box: written, mended, saved, imported, pushed; nothing is lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import QuizView, QuizWrite
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

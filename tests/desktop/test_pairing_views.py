"""Finding a box and signing in by clicks, in the real window against a real box."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from appliance.client.finder import Box
from desktop.resources.language import Languages
from desktop.state.boxes import FoundBox
from desktop.state.link import LinkState
from tests.support.app_window import AppWindow, app_window
from tests.support.box_apart import BoxApart, box_apart
from tests.support.hostile_texts import EVERYTHING
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.teacher_app import setup_code_of


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxApart]:
    with box_apart(tmp_path / "box") as box:
        yield box


@pytest.fixture
def shown(qtbot: QtBot, window_loop: qasync.QEventLoop, light: None, tmp_path: Path) -> Iterator[AppWindow]:
    with app_window(qtbot, tmp_path / "app") as shown:
        yield shown


def sign_up(shown: AppWindow, box: BoxApart) -> None:
    """Pair by hand and become the first teacher."""
    shown.type("box_address_field", box.address)
    shown.click("connect_button")
    shown.until_seen("sign_in_code_field")
    shown.type("sign_in_code_field", setup_code_of(box.data_dir))
    shown.type("sign_in_name_field", "Kim Minji")
    shown.type("sign_in_login_field", LOGIN)
    shown.type("sign_in_password_field", PASSWORD)
    shown.until(lambda: shown.find("sign_in_button").isEnabled())
    shown.click("sign_in_button")
    shown.until_seen("rail")


def test_a_box_is_typed_set_up_and_the_pages_open(shown: AppWindow, box: BoxApart) -> None:
    sign_up(shown, box)
    assert shown.app.link.state is LinkState.ONLINE
    shown.until(lambda: shown.window.top_bar.shown["link_state"] == "Connected")
    assert shown.window.top_bar.shown["room_name"] == "AIRClass"
    shown.until(lambda: shown.window.pairing_page.form.password.text() == "")


def test_a_wrong_setup_code_is_said_and_what_was_typed_stays(shown: AppWindow, box: BoxApart) -> None:
    shown.type("box_address_field", box.address)
    shown.click("connect_button")
    shown.until_seen("sign_in_code_field")
    for name, text in (("code", "WRONG234"), ("name", "Kim Minji"), ("login", LOGIN), ("password", PASSWORD)):
        shown.type(f"sign_in_{name}_field", text)
    shown.until(lambda: shown.find("sign_in_button").isEnabled())
    shown.click("sign_in_button")
    notice = shown.window.pairing_page.notice
    shown.until(lambda: notice.text != "")
    assert notice.tone == "bad"
    form = shown.window.pairing_page.form
    assert (form.code.text(), form.name.text(), form.password.text()) == ("WRONG234", "Kim Minji", PASSWORD)
    shown.type("sign_in_password_field", "short")
    shown.click("sign_in_button")
    assert "10" in shown.find("sign_in_trouble", QLabel).text()  # type: ignore[attr-defined]  # found as a QLabel


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "airclass.local"), ("K7MPQ2", "class code"), ("1.2.3.4:99999", "port"), ("so wrong", "no address")],
)
def test_what_leads_to_no_box_is_said_beside_the_field(shown: AppWindow, typed: str, words: str) -> None:
    shown.type("box_address_field", typed)
    shown.click("connect_button")
    label = shown.find("box_address_trouble", QLabel)
    assert isinstance(label, QLabel)
    assert words in label.text()
    shown.type("box_address_field", "airclass.local")
    assert not shown.sees("box_address_trouble")


def test_a_box_that_announces_itself_is_chosen_by_a_key(shown: AppWindow, box: BoxApart, qtbot: QtBot) -> None:
    shown.app.boxes.take_found({"3-2": found("Room 3-2", box.origin)})
    shown.until_seen("boxes_list")
    listed = shown.window.pairing_page.finding.list
    listed.setFocus()
    listed.setCurrentIndex(listed.model().index(0, 0))
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    shown.until_seen("sign_in_code_field")


def test_where_the_search_is_blocked_the_field_is_named(shown: AppWindow) -> None:
    shown.app.boxes.take_search(is_searching=False, trouble="Operation not permitted")
    empty = shown.window.pairing_page.finding.empty
    shown.until(lambda: "cannot be heard" in empty.accessibleName())
    assert "address below" in empty.accessibleDescription()


def test_a_changed_box_is_refused_in_words_and_paired_anew_by_one_deliberate_click(
    shown: AppWindow, box: BoxApart, tmp_path: Path
) -> None:
    sign_up(shown, box)
    box.stop()
    shown.until_seen("connection_strip")
    shutil.rmtree(box.data_dir)
    box.start()
    shown.until_seen("strip_look_button")
    assert "Nothing is sent to it" in shown.window.strip.text
    shown.click("strip_look_button")
    assert "cannot prove" in shown.find("changed_box_text", QLabel).text()  # type: ignore[attr-defined]  # a QLabel
    shown.click("pair_anew_button")
    shown.until_seen("sign_in_code_field")
    assert shown.app.link.needs_setup


def test_a_lost_connection_is_seen_at_once_and_goes_away_by_itself(shown: AppWindow, box: BoxApart) -> None:
    sign_up(shown, box)
    assert not shown.sees("connection_strip")
    box.kill()
    shown.until_seen("strip_try_now_button")
    assert "does not answer" in shown.window.strip.text
    box.start()
    shown.until(lambda: not shown.sees("connection_strip"))


def test_a_login_that_is_over_is_renewed_in_the_strip(shown: AppWindow, box: BoxApart) -> None:
    sign_up(shown, box)
    assert shown.app.door.tokens is not None
    shown.app.door.take_tokens(None)
    shown.until_seen("strip_password_field")
    assert shown.sees("rail")
    shown.type("strip_password_field", PASSWORD + "x")
    shown.click("strip_sign_in_button")
    shown.until(lambda: shown.find("strip_sign_in_button").isEnabled())
    shown.type("strip_password_field", PASSWORD)
    shown.click("strip_sign_in_button")
    shown.until(lambda: not shown.sees("connection_strip"))
    assert shown.app.link.state is LinkState.ONLINE
    shown.until(lambda: shown.window.strip.password.text() == "")


def test_the_practice_class_opens_without_an_account(
    qtbot: QtBot, window_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    with box_apart(tmp_path / "box", practice=True) as box, app_window(qtbot, tmp_path / "app") as shown:
        shown.type("box_address_field", box.address)
        shown.click("connect_button")
        shown.until_seen("practice_button")
        shown.click("practice_button")
        shown.until_seen("rail")
        shown.until(lambda: shown.window.top_bar.shown["link_state"] == "Practice")
        shown.until(lambda: shown.app.lesson.is_heard)


def test_hostile_room_names_are_shown_as_they_are(shown: AppWindow) -> None:
    rows = {f"box {place}": found(text, "http://127.0.0.1:9") for place, text in enumerate(EVERYTHING)}
    shown.app.boxes.take_found(rows)
    finding = shown.window.pairing_page.finding
    shown.until(lambda: len(finding.model.rows) == len(rows))
    assert {row.room_name for row in finding.model.rows} == set(EVERYTHING)
    finding.list.grab()
    for text in EVERYTHING:
        shown.window.pairing_page.warning.show_change(text, "http://127.0.0.1:9", is_certificate=True)
        label = shown.window.pairing_page.warning.findChild(QLabel, "changed_box_text")
        assert label is not None
        assert text in label.text()
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_every_word_changes_with_the_language(shown: AppWindow, korean: Languages) -> None:
    assert shown.window.pairing_page.title == "교실 박스 찾기"
    assert shown.window.pairing_page.finding.connect_button.text() == "연결"


def found(room_name: str, *origins: str) -> FoundBox:
    """A box as it announces itself."""
    return FoundBox("0" * 8, room_name, origins, "1.2.3", Box(room_name, "0" * 8, "1.2.3", (), 8000, "airclass.local"))

"""Settings as a teacher changes them: look, account, the box and paired boxes; and what the box makes of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from appliance.client.problems import BoxRefusedError
from appliance.contract.account import InvitationAccepted, InvitationCreated, TeacherView
from appliance.contract.system import HEALTH_EXAMPLE, Health
from appliance.contract.version import VERSION
from desktop.actions.settings import SettingsActions
from desktop.app import App, AppOptions
from desktop.appearance import Appearance
from desktop.config import SettingsFile
from desktop.credentials import LoginKey, NoKeyringError
from desktop.self_test import is_for_hands, names_itself
from desktop.state.boxes import PairedBox
from desktop.state.link import LinkState
from desktop.views.parts.theme import Theme, apply_theme, current_theme
from desktop.views.settings_page import SettingsPage, SettingsPageParts
from tests.support.app_window import app_window
from tests.support.box_apart import box_apart
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.hostile_texts import EVERYTHING
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.scripted_box import ORIGIN, ScriptedBox
from tests.support.teacher_app import QUICK, MemoryKeyring, setup_code_of

LEFT = Qt.MouseButton.LeftButton
SEES_MS = 15_000
BOX = PairedBox("box", "3-2", ORIGIN, "key")
OTHER = PairedBox("other", "<b>Lab</b>", "http://192.168.0.20:8000", "key")
TEACHER = TeacherView(teacher_id="t", login="minji", name="김민지")
WELL = Health.model_validate(HEALTH_EXAMPLE).model_copy(
    update={"status": "ok", "version": VERSION, "store_writable": True, "problems": []}
)
HEALTH = ("GET", "/health")


@dataclass(slots=True)
class Shown:
    """What a test of the page holds."""

    page: SettingsPage
    app: App
    box: ScriptedBox
    ring: MemoryKeyring
    qtbot: QtBot
    applied: list[tuple[str, str, int, bool]] = field(default_factory=list)
    has_keyring: bool = True

    def sign_in(self) -> None:
        """A box is in use, and a teacher has signed in there."""
        self.app.boxes.remember(BOX)
        self.app.link.choose(BOX)
        self.app.link.take_teacher(TEACHER)
        self.app.link.move(LinkState.ONLINE)

    def sees(self, *claims: object) -> None:
        """Wait until each of these functions says yes."""
        for claim in claims:
            assert callable(claim)
            self.qtbot.waitUntil(claim, timeout=SEES_MS)

    def choose(self, field: QComboBox, place: int) -> None:
        """Choose an entry as a click does."""
        field.setCurrentIndex(place)
        field.activated.emit(place)

    def labels(self, part: QWidget) -> list[str]:
        """Every text of a part that is seen."""
        return [each.text() for each in part.findChildren(QLabel) if each.isVisible()]


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, window_loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Shown]:
    box, ring = ScriptedBox(), MemoryKeyring()
    box.answers[HEALTH] = WELL
    app = App(
        SettingsFile(tmp_path / "settings"), AppOptions(QUICK, open_keyring=lambda: _opened(held), searches=False)
    )
    app.settings.language, app.settings.theme = "en", "light"
    app.desk.use_client(box.client)
    appearance = Appearance(qapp, app.settings)
    appearance.apply()
    applied: list[tuple[str, str, int, bool]] = []

    def apply() -> None:
        settings = app.settings
        applied.append((settings.language, settings.theme, settings.text_scale, settings.sound_in_preview))
        appearance.choose()
        app.save_settings()

    parts = SettingsPageParts(
        app.settings, apply, app.link, app.boxes, SettingsActions(app.desk), app.signing_in, app.credentials, app.tasks
    )
    page = SettingsPage(parts)
    qtbot.addWidget(page)
    page.resize(900, 1400)
    with qtbot.waitExposed(page):
        page.show()
    held = Shown(page, app, box, ring, qtbot, applied)
    yield held
    page.close_page()
    appearance.close()
    apply_theme(qapp, Theme.LIGHT)
    ending = asyncio.get_event_loop().create_task(_end(app, box))
    qtbot.waitUntil(ending.done, timeout=SEES_MS)
    ending.result()


def _opened(shown: Shown) -> MemoryKeyring:
    if not shown.has_keyring:
        raise NoKeyringError("no backend")
    return shown.ring


async def _end(app: App, box: ScriptedBox) -> None:
    await app.close()
    await box.client.connection.close()


def test_language_and_theme_count_at_once_and_are_kept(shown: Shown) -> None:
    look = shown.page.look
    shown.choose(look.language, 1)
    shown.sees(lambda: shown.page.title == "설정")
    assert look.title == "모양과 언어"
    assert look.language.itemText(2) == "English"
    shown.choose(look.theme, 2)
    assert current_theme() is Theme.DARK
    shown.sees(lambda: SettingsFile(shown.app.settings_file.folder).settings.theme == "dark")
    assert SettingsFile(shown.app.settings_file.folder).settings.language == "ko"


def test_text_size_and_sound_are_kept_within_their_bounds(shown: Shown) -> None:
    look = shown.page.look
    look.text_scale.setValue(150)
    look.sound.setChecked(True)
    look.text_scale.setValue(1_000)
    assert shown.applied == [("en", "light", 150, False), ("en", "light", 150, True), ("en", "light", 200, True)]


def test_what_is_set_is_shown_and_other_words_change_nothing(shown: Shown, qapp: QApplication) -> None:
    look = shown.page.look
    assert (look.language.currentText(), look.theme.currentText()) == ("English", "Light")
    shown.choose(look.language, 1)
    shown.sees(lambda: look.theme.currentIndex() == 1 and look.theme.currentText() != "Light")
    assert shown.applied == [("ko", "light", 100, False)]


def test_without_a_login_there_is_no_account_to_change(shown: Shown) -> None:
    account = shown.page.account
    assert "Nobody has signed in." in shown.labels(account)
    assert not account.invite.isEnabled()
    assert not account.old_password.isEnabled()
    shown.sign_in()
    assert "김민지 (minji)" in shown.labels(account)
    assert account.invite.isEnabled()


def test_a_short_password_is_not_sent(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    account = shown.page.account
    qtbot.keyClicks(account.old_password, "correct horse")
    qtbot.keyClicks(account.new_password, "short")
    qtbot.mouseClick(account.change, LEFT)
    assert shown.page.notice.tone == "warning"
    assert shown.box.asked_for("POST", "/auth/password") == []
    assert account.new_password.text() == "short"


def test_a_password_is_changed_and_the_fields_are_emptied(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    shown.box.answers[("POST", "/auth/password")] = WELL
    account = shown.page.account
    assert {each.echoMode() for each in (account.old_password, account.new_password)} == {QLineEdit.EchoMode.Password}
    qtbot.keyClicks(account.old_password, "old password")
    qtbot.keyClicks(account.new_password, "new password")
    qtbot.keyClick(account.new_password, Qt.Key.Key_Return)
    shown.sees(lambda: shown.page.notice.tone == "good")
    assert shown.box.asked_for("POST", "/auth/password") == [
        {"old_password": "old password", "new_password": "new password"}
    ]
    assert (account.old_password.text(), account.new_password.text()) == ("", "")


def test_a_wrong_password_is_said_and_nothing_is_emptied(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    shown.box.answers[("POST", "/auth/password")] = 403
    account = shown.page.account
    qtbot.keyClicks(account.old_password, "wrong password")
    qtbot.keyClicks(account.new_password, "new password")
    qtbot.mouseClick(account.change, LEFT)
    shown.sees(lambda: shown.page.notice.tone == "bad")
    assert account.new_password.text() == "new password"


def test_an_invitation_is_shown_and_copied(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    made = InvitationCreated(invitation_code="K7MP-Q2XW", expires_in=3 * 86_400)
    shown.box.answers[("POST", "/auth/invitations")] = made
    account = shown.page.account
    assert not account.copy.isVisible()
    qtbot.mouseClick(account.invite, LEFT)
    shown.sees(lambda: account.copy.isVisible())
    assert "K7MP-Q2XW" in shown.labels(account)
    assert any("for 3 days" in text for text in shown.labels(account))
    qtbot.mouseClick(account.copy, LEFT)
    assert QGuiApplication.clipboard().text() == "K7MP-Q2XW"


def test_signing_out_in_the_real_window_ends_the_login(
    qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None, tmp_path: Path
) -> None:
    ring = MemoryKeyring()
    with box_apart(tmp_path / "box") as box, app_window(qtbot, tmp_path / "app", ring) as shown:
        shown.type("box_address_field", box.address)
        shown.click("connect_button")
        shown.until_seen("sign_in_code_field")
        shown.type("sign_in_code_field", setup_code_of(box.data_dir))
        for name, text in (("name", "Kim Minji"), ("login", LOGIN), ("password", PASSWORD)):
            shown.type(f"sign_in_{name}_field", text)
        shown.until(lambda: shown.find("sign_in_button").isEnabled())
        shown.click("sign_in_button")
        shown.until_seen("rail")
        shown.until(lambda: len(ring.kept) == 1)
        shown.window.show_page("settings")
        shown.until_seen("box_state")
        shown.click("log_out_button")
        shown.until(lambda: shown.app.link.state is LinkState.SIGNED_OUT and shown.app.link.teacher is None)
        assert ring.kept == {}


def test_where_the_login_is_kept_is_said(shown: Shown) -> None:
    assert any("keyring of this computer" in text for text in shown.labels(shown.page.account))
    shown.has_keyring = False
    shown.app.tasks.start(shown.app.credentials.save(LoginKey("box", "minji"), "token"), name="keep a login")
    path = str(shown.app.credentials.path)
    shown.sees(lambda: any(path in text for text in shown.labels(shown.page.account)))


def test_the_box_says_how_it_is(qtbot: QtBot, shown: Shown) -> None:
    shown.page.shown()
    shown.sees(lambda: len(shown.box.asked_for(*HEALTH)) == 1)
    assert "No box is in use." in shown.page.health.words
    shown.sign_in()
    qtbot.mouseClick(shown.page.health.refresh, LEFT)
    shown.sees(lambda: "All well" in shown.page.health.words)
    assert f"Box {VERSION}, app {VERSION}\n" in shown.page.health.words
    assert "Answers within 2.0 ms" in shown.page.health.words


def test_a_box_in_trouble_says_why_in_words(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    hostile = " ".join(EVERYTHING)
    problems = [*Health.model_validate(HEALTH_EXAMPLE).problems, hostile]
    shown.box.answers[HEALTH] = Health.model_validate(HEALTH_EXAMPLE).model_copy(
        update={"version": "0.0.9", "problems": problems}
    )
    qtbot.mouseClick(shown.page.health.refresh, LEFT)
    shown.sees(lambda: "Needs a look" in shown.page.health.words)
    words = shown.page.health.words
    assert f"Box 0.0.9, app {VERSION} · the versions differ: update the older one" in words
    assert "• The box cannot write: its disk is full or read-only. Nothing new is stored." in words
    assert f"• {hostile}" in words
    assert words.count("•") == 2


def test_a_box_that_does_not_answer_can_be_asked_again(qtbot: QtBot, shown: Shown) -> None:
    shown.sign_in()
    shown.box.is_away = True
    shown.page.shown()
    shown.sees(lambda: shown.page.notice.tone == "bad")
    shown.box.is_away = False
    qtbot.mouseClick(shown.page.notice.action_button, LEFT)
    shown.sees(lambda: "All well" in shown.page.health.words)


def test_without_a_box_nothing_is_complained_of(shown: Shown) -> None:
    shown.app.desk.use_client(None)
    shown.page.shown()
    shown.sees(lambda: not shown.app.tasks.is_busy)
    assert shown.page.notice.text == ""
    assert "No box is in use." in shown.page.health.words


def test_a_box_is_forgotten_and_comes_back(qtbot: QtBot, shown: Shown) -> None:
    shown.app.boxes.remember(OTHER)
    shown.sign_in()
    paired = shown.page.paired
    shown.sees(lambda: f"<b>Lab</b> · {OTHER.origin}" in shown.labels(paired))
    forget = [each for each in paired.findChildren(QWidget) if each.accessibleName() == "Forget <b>Lab</b>"]
    assert len([each for each in forget if each.isVisible()]) == 1
    assert not [each for each in paired.findChildren(QWidget) if each.accessibleName() == "Forget 3-2"]
    qtbot.mouseClick(forget[-1], LEFT)
    assert shown.app.boxes.paired_with("other") is None
    assert shown.page.notice.text == "<b>Lab</b> is forgotten."
    qtbot.mouseClick(shown.page.notice.action_button, LEFT)
    assert shown.app.boxes.paired_with("other") == OTHER
    assert [box.box_id for box in shown.app.boxes.paired] == ["box", "other"]


def test_a_box_that_was_paired_meanwhile_survives_the_undo(qtbot: QtBot, shown: Shown) -> None:
    shown.app.boxes.remember(OTHER)
    shown.sign_in()
    forget = [each for each in shown.page.paired.findChildren(QWidget) if each.accessibleName() == "Forget <b>Lab</b>"]
    qtbot.mouseClick(forget[-1], LEFT)
    shown.app.boxes.remember(PairedBox("third", "4-1", ORIGIN, "key"))
    qtbot.mouseClick(shown.page.notice.action_button, LEFT)
    assert {box.box_id for box in shown.app.boxes.paired} == {"box", "other", "third"}


def test_every_text_is_plain_and_everything_for_hands_has_a_name(shown: Shown) -> None:
    shown.app.boxes.remember(OTHER)
    shown.sign_in()
    assert {each.textFormat() for each in shown.page.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    nameless = [
        each.objectName() or type(each).__name__
        for each in shown.page.findChildren(QWidget)
        if each.isVisibleTo(shown.page) and is_for_hands(each) and not names_itself(each)
    ]
    assert nameless == []


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


async def test_a_real_box_is_well_changes_the_password_and_invites(room: FollowedLesson) -> None:
    actions = SettingsActions(room.desk)
    health = await actions.health()
    assert (health.status, health.version, health.problems) == ("ok", VERSION, [])
    with pytest.raises(BoxRefusedError):
        await actions.change_password("not the password", "another password")
    await actions.change_password(PASSWORD, "another password")
    with pytest.raises(BoxRefusedError):
        await room.teacher.accounts.log_in(LOGIN, PASSWORD)
    assert (await room.teacher.accounts.log_in(LOGIN, "another password")).login == LOGIN
    made = await actions.invite()
    wish = InvitationAccepted(
        invitation_code=made.invitation_code, login="hana", name="하나", password="a third password"
    )
    assert (await room.teacher.accounts.accept_invitation(wish)).name == "하나"

"""The composition root: the one place that knows every part of the app.

`App` is everything without a widget; `build_window` puts the window on top. A page is one line in `page_specs`.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from appliance.client.sessions import KeyFrame
from appliance.contract.session import SessionView
from desktop.actions.box_door import BoxDoor
from desktop.actions.desk import Desk
from desktop.actions.following import Follower
from desktop.actions.keeping import Keeper, KeepingParts, KeepingTiming
from desktop.actions.last_lesson import LastLesson
from desktop.actions.lesson import LessonActions
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.login_keeping import LoginKeeper
from desktop.actions.pairing import Pairing
from desktop.actions.people import PeopleActions
from desktop.actions.searching import Searcher
from desktop.actions.signing_in import SigningIn
from desktop.actions.talk import TalkActions
from desktop.config import PairedBoxSetting, SettingsFile
from desktop.credentials import Credentials, Keyring, system_keyring
from desktop.preview.whep_exchange import WhepTarget
from desktop.state.announcer import Announcer
from desktop.state.boxes import Boxes, PairedBox
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from desktop.state.link import Link
from desktop.tasks import Tasks
from desktop.views.lesson_page import LessonPage, LessonPageParts
from desktop.views.main_window import MainWindow, WindowParts
from desktop.views.page_spec import PageSpec
from desktop.views.pairing_page import PairingPage, PairingParts
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.talk_page import TalkPage, TalkPageParts

logger = logging.getLogger(__name__)

# What pages load, in pieces of some ten milliseconds.
_STAGE = ("desktop.views.stage_preview", "desktop.views.stage_page")
_QUIZZES = ("desktop.actions.bank", "desktop.views.bank_desk", "desktop.views.quizzes_page")
_DASHBOARD = ("desktop.views.dashboard_page",)
_RECORDS = ("desktop.views.records_page",)
_SETTINGS = ("desktop.views.settings_page",)


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What a test, or the command line, wishes differently."""

    timing: KeepingTiming = field(default_factory=KeepingTiming)
    open_keyring: Callable[[], Keyring] = system_keyring
    searches: bool = True
    """Listen for boxes on the network."""


class App:
    """State, actions and tasks, made in the order in which they need each other; `start` and `close` bound its life."""

    def __init__(self, settings_file: SettingsFile, options: AppOptions | None = None) -> None:
        options = options or AppOptions()
        self.settings_file = settings_file
        self.settings = settings_file.settings
        self.tasks = Tasks()
        self.boxes = Boxes(tuple(_paired(box) for box in self.settings.boxes))
        self.link = Link()
        self.lesson = Lesson()
        self.book = LessonBook()
        self.desk = Desk()
        self.credentials = Credentials(settings_file.folder, self.tasks, options.open_keyring)
        self.follower = Follower(self.desk, self.lesson)
        self.lessons = LessonDesk(self.tasks, self.follower, self.lesson)
        self.door = BoxDoor(self.desk)
        self.pairing = Pairing(self.boxes, self.link, self.tasks)
        self.signing_in = SigningIn(
            self.desk, self.door, self.boxes, self.link, lessons=self.lessons, credentials=self.credentials
        )
        self.keeper = self._make_keeper(options.timing)
        self.last_lesson = LastLesson(
            self.desk, self.link, self.lessons, self.tasks, self.settings, save=self.save_settings
        )
        self.lesson_actions = LessonActions(self.desk, self.lesson, self.book, self.lessons.carry_out)
        self.people_actions = PeopleActions(self.desk, self.lesson.people, self.book)
        self.talk_actions = TalkActions(self.desk)
        self.searcher = Searcher(self.boxes) if options.searches else None
        self.page_wanted: Announcer[str] = Announcer()
        """A page sends the teacher to another one, by its name."""
        self._saving = asyncio.Lock()
        self._leave = self.boxes.changed.subscribe(lambda _: self._note_boxes())

    def start(self) -> None:
        """Begin to search and to keep the link; the last box opens by itself."""
        if self.searcher is not None:
            self._run(self.searcher.run(), "listen for boxes")
        if self.boxes.paired and self.link.box is None:
            self.link.choose(self.boxes.paired[0])
        self._run(self.keeper.run(), "keep the link")

    def open_lesson(self, session_id: str, *, is_local_teacher: bool = False) -> None:
        """Put a session on the desk and follow it."""
        self.lessons.open(session_id, is_local_teacher)

    def leave_lesson(self) -> None:
        """Take the session off the desk."""
        self.lessons.leave()

    def save_settings(self) -> None:
        """Write the settings beside the window."""
        self._run(self._save(), "save the settings")

    async def close(self) -> None:
        """End everything that runs, and wait for it."""
        self._leave()
        self.last_lesson.close()
        await self.tasks.close()
        await self.door.close()
        try:
            self.settings_file.save()
        except OSError as error:
            logger.warning("the settings cannot be kept: %s", error)

    async def _save(self) -> None:
        async with self._saving:
            await self.tasks.in_thread(self.settings_file.write, self.settings_file.text())

    def _run(self, work: Coroutine[object, object, None], name: str) -> None:
        self.tasks.start(work, name=name, shows_progress=False)

    def _make_keeper(self, timing: KeepingTiming) -> Keeper:
        login = LoginKeeper(self.desk, self.door, self.link, self.credentials, self.tasks)
        parts = KeepingParts(self.desk, self.door, self.boxes, self.link, self.lessons, self.follower, login)
        return Keeper(parts, self.tasks, timing)

    def _note_boxes(self) -> None:
        boxes = [_setting(box) for box in self.boxes.paired]
        if boxes != self.settings.boxes:
            self.settings.boxes = boxes
            self.save_settings()


def build_window(app: App, apply: Callable[[], None] = lambda: None) -> MainWindow:
    """The window of the app, not yet shown; `apply` makes it look and speak as it is set."""
    pairing_parts = PairingParts(app.boxes, app.link, app.pairing, app.signing_in, app.lessons, app.keeper, app.tasks)
    parts = WindowParts(
        link=app.link,
        lesson=app.lesson,
        lessons=app.lessons,
        lesson_actions=app.lesson_actions,
        signing_in=app.signing_in,
        keeper=app.keeper,
        tasks=app.tasks,
        specs=page_specs(app, apply),
    )
    window = MainWindow(parts, PairingPage(pairing_parts))
    window.restore(app.settings.window_geometry)
    app.page_wanted.subscribe(window.show_page)
    if app.settings_file.trouble:
        window.say_settings_damaged(app.settings_file.trouble)
    return window


def page_specs(app: App, apply: Callable[[], None]) -> tuple[PageSpec, ...]:
    """Every page of the window, in the order of the rail; what a page alone needs is loaded when it is made."""
    return (
        PageSpec("lesson", IconName.PRESENTATION, lambda: _tr("Lesson"), partial(_lesson_page, app)),
        PageSpec("stage", IconName.CAST, lambda: _tr("Stage"), partial(_stage_page, app), _STAGE),
        PageSpec("quizzes", IconName.LIST_CHECKS, lambda: _tr("Quizzes"), partial(_quizzes_page, app), _QUIZZES),
        PageSpec(
            "dashboard", IconName.LAYOUT_GRID, lambda: _tr("Dashboard"), partial(_dashboard_page, app), _DASHBOARD
        ),
        PageSpec("talk", IconName.MESSAGE_CIRCLE, lambda: _tr("Talk"), partial(_talk_page, app)),
        PageSpec("records", IconName.ARCHIVE, lambda: _tr("Records"), partial(_records_page, app), _RECORDS),
        PageSpec(
            "settings", IconName.SETTINGS, lambda: _tr("Settings"), partial(_settings_page, app, apply), _SETTINGS
        ),
    )


def _lesson_page(app: App, parent: QWidget) -> Page:
    def keep_wifi_name(name: str) -> None:
        app.settings.wifi_name = name
        app.save_settings()

    return LessonPage(
        LessonPageParts(
            lesson=app.lesson,
            link=app.link,
            book=app.book,
            desk=app.lessons,
            lessons=app.lesson_actions,
            people=app.people_actions,
            tasks=app.tasks,
            wifi_name=app.settings.wifi_name,
            keep_wifi_name=keep_wifi_name,
        ),
        parent,
    )


def _talk_page(app: App, parent: QWidget) -> Page:
    return TalkPage(TalkPageParts(app.lesson, app.talk_actions, app.tasks, app.lessons.leaving), parent)


def _stage_page(app: App, parent: QWidget) -> Page:
    from desktop.actions.stage import StageActions  # noqa: PLC0415
    from desktop.preview.thumbnails import Thumbnails  # noqa: PLC0415
    from desktop.views.stage_page import StagePage  # noqa: PLC0415
    from desktop.views.stage_preview import StagePreview  # noqa: PLC0415

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        return await app.desk.client.casts.keyframe(app.desk.session_id, cast_id, etag)

    stage, tasks = app.lesson.stage, app.tasks
    preview = StagePreview(stage, tasks, lambda: stage_target(app), with_sound=app.settings.sound_in_preview)
    return StagePage(
        stage,
        StageActions(app.desk, app.lesson),
        tasks,
        preview,
        Thumbnails(stage, tasks, fetch),
        leaving=app.lessons.leaving,
        box_changed=(app.link.changed, app.lessons.changed, app.lesson.changed),
        parent=parent,
    )


def stage_target(app: App) -> WhepTarget | None:
    """Where the stage of the lesson on the desk is watched; None without a lesson. Good until the box moves."""
    session_id = app.lesson.session_id
    if session_id is None or not app.desk.has_client:
        return None
    box = app.desk.client.connection

    def is_there() -> bool:
        # Whoever has the old address of a box that has moved must not be shown a token.
        return app.door.box is not None and app.door.box.origin == box.origin

    async def renew() -> bool:
        return is_there() and await app.desk.client.connection.renew()

    url = f"{box.origin}/sessions/{session_id}/whep"
    return WhepTarget(url, lambda: app.door.proven_token() if is_there() else None, box.certificate_pem, renew)


def _quizzes_page(app: App, parent: QWidget) -> Page:
    from desktop.actions.bank import BankActions  # noqa: PLC0415
    from desktop.actions.quiz import QuizActions  # noqa: PLC0415
    from desktop.actions.quiz_drafts import DraftFolder  # noqa: PLC0415
    from desktop.actions.quiz_memory import QuizMemory  # noqa: PLC0415
    from desktop.state.bank import Bank  # noqa: PLC0415
    from desktop.state.quiz_watch import QuizWatch  # noqa: PLC0415
    from desktop.views.quiz_parts import QuizParts  # noqa: PLC0415
    from desktop.views.quizzes_page import QuizzesPage  # noqa: PLC0415

    bank, watch, folder = Bank(), QuizWatch(), app.settings_file.folder
    drafts = DraftFolder(folder, app.tasks)
    return QuizzesPage(
        QuizParts(
            lesson=app.lesson,
            link=app.link,
            watch=watch,
            bank=bank,
            actions=QuizActions(app.desk, app.lesson, watch),
            bank_actions=BankActions(app.desk, bank, drafts),
            drafts=drafts,
            memory=QuizMemory(folder, app.tasks),
            tasks=app.tasks,
        ),
        parent,
    )


def _dashboard_page(app: App, parent: QWidget) -> Page:
    from desktop.actions.dashboard import DashboardActions  # noqa: PLC0415
    from desktop.views.dashboard_page import DashboardPage  # noqa: PLC0415
    from desktop.views.dashboard_seat_panel import SeatDeeds  # noqa: PLC0415

    talk = app.talk_actions
    deeds = SeatDeeds(talk.mute, talk.lower_hand, message=lambda _: app.page_wanted.tell("talk"))
    return DashboardPage(app.lesson, DashboardActions(app.desk, app.lesson), deeds, app.tasks, parent)


def _records_page(app: App, parent: QWidget) -> Page:
    from desktop.actions.records import RecordsActions  # noqa: PLC0415
    from desktop.state.records import Records  # noqa: PLC0415
    from desktop.views.bank_files import FileChooser  # noqa: PLC0415
    from desktop.views.records_page import RecordsPage  # noqa: PLC0415
    from desktop.views.records_parts import RecordsPageParts  # noqa: PLC0415

    def go_on(session: SessionView) -> None:
        app.open_lesson(session.session_id)
        app.page_wanted.tell("lesson")

    records = Records()
    return RecordsPage(
        RecordsPageParts(
            records=records,
            actions=RecordsActions(app.desk, records, app.book),
            link=app.link,
            tasks=app.tasks,
            go_on=go_on,
            start_lesson=lambda: app.page_wanted.tell("lesson"),
            files=FileChooser(),
        ),
        parent,
    )


def _settings_page(app: App, apply: Callable[[], None], parent: QWidget) -> Page:
    from desktop.actions.settings import SettingsActions  # noqa: PLC0415
    from desktop.views.settings_page import SettingsPage, SettingsPageParts  # noqa: PLC0415

    def apply_and_keep() -> None:
        apply()
        app.save_settings()

    return SettingsPage(
        SettingsPageParts(
            settings=app.settings,
            apply=apply_and_keep,
            link=app.link,
            boxes=app.boxes,
            actions=SettingsActions(app.desk),
            signing_in=app.signing_in,
            credentials=app.credentials,
            tasks=app.tasks,
        ),
        parent,
    )


def _paired(box: PairedBoxSetting) -> PairedBox:
    return PairedBox(**box.model_dump())


def _setting(box: PairedBox) -> PairedBoxSetting:
    return PairedBoxSetting(
        box_id=box.box_id,
        room_name=box.room_name,
        origin=box.origin,
        public_key=box.public_key,
        certificate_pem=box.certificate_pem,
        login=box.login,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("app", text)

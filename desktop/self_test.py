"""Opens every page on the sample lesson, looks at each, and says what is wrong: `airclass-desktop --self-test`.

Also takes the pictures of the documentation, since what is looked at is the same.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)

from desktop.app import App, AppOptions, build_window
from desktop.appearance import Appearance
from desktop.config import SettingsFile
from desktop.credentials import Keyring, NoKeyringError
from desktop.garbage import WindowGarbage
from desktop.preview.player_state import PlayerPhase, PlayerState
from desktop.preview.video_picture import BYTES_PER_PIXEL, VideoPicture
from desktop.resources.language import Language
from desktop.sample_box import SAMPLE_QUIZ_ID, SampleBox, sample_box, sample_teacher
from desktop.sample_lesson import SESSION_ID, fill
from desktop.state.link import LinkState
from desktop.views.dashboard_page import DashboardPage
from desktop.views.lesson_page import LessonPage
from desktop.views.main_window import MainWindow
from desktop.views.parts.page import Page
from desktop.views.parts.theme import Theme
from desktop.views.quizzes_page import QuizzesPage
from desktop.views.records_page import RecordsPage
from desktop.views.stage_page import StagePage

SMALLEST_COLOURS = 12
"""A page that shows fewer shows nothing: background, text and borders alone are more."""
SAMPLE_STEP = 7
"""Every n-th pixel is looked at."""
WINDOW = (1280, 800)
SLIDE = (1280, 720)
PATIENCE_SECONDS = 20.0
TURNS = 5
SHOWN_INSIDE = ("light-en", "dark-ko")
"""Of what lies inside pages two kinds are pictured: all four would make the repository heavy."""
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    page: str
    words: str


def run_self_test(screenshots: Path | None = None) -> int:
    """Open everything in both languages and themes; 0 when nothing is wrong. Pictures go to `screenshots`."""
    from desktop.__main__ import window_loop  # noqa: PLC0415 - that module is the program that calls this one

    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    qt.setQuitOnLastWindowClosed(False)
    with TemporaryDirectory(prefix="airclass-") as folder:
        settings_file = SettingsFile(Path(folder))
        appearance = Appearance(qt, settings_file.settings)
        loop = window_loop(qt)
        asyncio.set_event_loop(loop)
        try:
            findings = loop.run_until_complete(_look_at_everything(settings_file, appearance, screenshots))
        finally:
            appearance.close()
            asyncio.set_event_loop(None)
            loop.close()
    for finding in findings:
        sys.stderr.write(f"{finding.page}: {finding.words}\n")
    sys.stdout.write(f"self-test: {len(findings)} findings\n")
    return 1 if findings else 0


async def _look_at_everything(
    settings_file: SettingsFile, appearance: Appearance, screenshots: Path | None
) -> list[Finding]:
    # As at every start: what is made before the style is there keeps fonts of its own.
    appearance.apply()
    garbage = WindowGarbage()
    app = App(settings_file, AppOptions(open_keyring=_no_keyring, searches=False))
    box = SampleBox()
    window = build_window(app)
    window.resize(*WINDOW)
    findings: list[Finding] = []
    try:
        for language in LANGUAGES:
            for theme in Theme:
                appearance.forced_language, appearance.forced_theme = language, theme
                appearance.apply()
                findings += await _open_all(app, window, box, screenshots, f"{theme.value}-{language}")
        findings += [Finding("sample", f"{asked} has no sample answer") for asked in dict.fromkeys(box.unknown)]
    finally:
        window.close_parts()
        await app.close()
        await box.client.connection.close()
        window.close()
        window.deleteLater()
        garbage.close()
    return findings


async def _open_all(app: App, window: MainWindow, box: SampleBox, screenshots: Path | None, kind: str) -> list[Finding]:
    """Every page in the language and theme of now, first of all the one without a box."""
    _leave_box(app)
    window.show()
    await settle()
    findings = _seen("pairing", window, screenshots, kind)
    _enter_lesson(app, box)
    for name in window.page_names:
        window.show_page(name)
        await _quiet(app)
        page = window.page(name)
        if isinstance(page, StagePage):
            _dress_stage(page)
        findings += _seen(name, window, screenshots, kind)
        for inner, show in _inner_views(page):
            show()
            await _quiet(app)
            findings += _seen(f"{name}-{inner}", window, screenshots if kind in SHOWN_INSIDE else None, kind)
        if page.notice.tone == "bad" and page.notice.isVisible():
            findings.append(Finding(name, f"complains: {page.notice.text}"))
        if isinstance(page, LessonPage):
            findings += await _look_at_join_card(page, screenshots, kind)
    return findings


def _inner_views(page: Page) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a page shows beside its first face, and how it is brought there; then the first face is shown again."""
    match page:
        case QuizzesPage():
            yield "editor", lambda: page.desk.open(SAMPLE_QUIZ_ID)
            yield "run", page.show_run
            page.show_run(is_shown=False)
            page.desk.put_away()
        case DashboardPage() | RecordsPage():
            for place in range(1, page.tabs.count()):
                yield str(place + 1), partial(page.tabs.setCurrentIndex, place)
            page.tabs.setCurrentIndex(0)
        case _:
            pass


async def _look_at_join_card(page: LessonPage, screenshots: Path | None, kind: str) -> list[Finding]:
    panel = page.open_view.join_card
    panel.show_full_screen()
    await settle()
    card = panel.window_shown
    assert card is not None
    card.resize(*WINDOW)
    findings = _seen("join-card", card, screenshots, kind)
    card.close()
    await settle()
    return findings


def _seen(name: str, window: QWidget, screenshots: Path | None, kind: str) -> list[Finding]:
    findings = [Finding(f"{name} ({kind})", found.words) for found in look_at(name, window)]
    if screenshots is not None:
        screenshots.mkdir(parents=True, exist_ok=True)
        save(window, screenshots, f"{name}-{kind}")
    return findings


def _enter_lesson(app: App, box: SampleBox) -> None:
    app.desk.use_client(box.client)
    app.link.choose(sample_box())
    app.link.take_teacher(sample_teacher())
    app.link.move(LinkState.ONLINE)
    app.desk.use_live(SESSION_ID, box.client.live(SESSION_ID))
    fill(app.lesson)


def _leave_box(app: App) -> None:
    app.desk.use_live(None, None)
    app.lesson.leave()
    app.link.choose(None)
    app.desk.use_client(None)


def _no_keyring() -> Keyring:
    raise NoKeyringError("the self-test keeps nothing")


async def _quiet(app: App) -> None:
    """Wait until the page has heard all its answers."""
    await settle()
    news = asyncio.Event()
    leave = app.tasks.busy_changed.subscribe(lambda _: news.set())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while app.tasks.is_busy:
                news.clear()
                await news.wait()
    finally:
        leave()
    await settle()


def _dress_stage(page: StagePage) -> None:
    """Show a slide as if the box had sent it: the sample box has no picture."""
    page.preview.stop()
    slide = _slide()
    page.preview.picture.show_state(PlayerState(PlayerPhase.PLAYING))
    page.preview.picture.set_picture(
        VideoPicture(slide.width(), slide.height(), slide.width() * BYTES_PER_PIXEL, bytes(slide.constBits()))
    )
    for tile in page.tiles.values():
        tile.thumbnail.set_image(slide if tile.cast.width else None)


def _slide() -> QImage:
    image = QImage(*SLIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("#f4f1e6"))
    painter = QPainter(image)
    painter.fillRect(0, 0, SLIDE[0], 120, QColor("#1f6f54"))
    font = QFont()
    font.setPixelSize(56)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(QRectF(60, 0, 1160, 120), Qt.AlignmentFlag.AlignVCenter, "광합성 · Photosynthesis")
    painter.setPen(QColor("#22332c"))
    painter.drawText(QRectF(60, 220, 1160, 120), Qt.AlignmentFlag.AlignVCenter, "6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂")
    painter.setBrush(QColor("#7bb661"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QRectF(480, 420, 320, 200))
    painter.end()
    return image


def look_at(page: str, widget: QWidget) -> Iterator[Finding]:
    """What is wrong with a page that is open."""
    picture = widget.grab().toImage()
    colours = colours_of(picture)
    if colours < SMALLEST_COLOURS:
        yield Finding(page, f"shows almost nothing ({colours} colours)")
    for child in widget.findChildren(QWidget):
        if child.isVisibleTo(widget) and is_for_hands(child) and not names_itself(child):
            yield Finding(page, f"{type(child).__name__} {child.objectName() or '?'} has no accessible name")


def is_for_hands(widget: QWidget) -> bool:
    """Whether somebody types into it, presses it or chooses from it."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
    is_inner = isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    return isinstance(widget, kinds) and not is_inner and widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def names_itself(widget: QWidget) -> bool:
    """Whether a screen reader has something to say."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return bool(widget.accessibleName() or text)


def colours_of(picture: QImage) -> int:
    """How many colours a picture has, of the pixels that are looked at."""
    across, down = range(0, picture.width(), SAMPLE_STEP), range(0, picture.height(), SAMPLE_STEP)
    return len({picture.pixel(x, y) for y in down for x in across})


async def settle() -> None:
    """Let the window lay itself out and hear what was posted: Qt and asyncio share one loop, which goes round."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


def save(widget: QWidget, folder: Path, name: str) -> Path:
    """A picture of the window."""
    path = folder / f"{name}.png"
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    return path

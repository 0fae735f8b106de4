"""The join card on the projector: one window over a whole screen, with names that arrive calmly; Escape closes it."""

from PySide6.QtCore import QEvent, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.views.join_card_paint import Arrivals, JoinFacts, join_matrix, latest_names, paint_join_card
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S

CALM_MS = 700
"""A class that comes in together makes the wall change once in a while, not thirty times a second."""
APPEAR_MS = 500


class JoinCardWindow(QWidget):
    """Shows how one joins the lesson on the desk; `show_on` puts it on a screen."""

    closed = Signal()

    def __init__(self, lesson: Lesson, facts: JoinFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("join_card_window")
        self._lesson, self._facts = lesson, facts
        self._modules = join_matrix(facts.join_url)
        self.arrivals = self._read(fresh=0)
        self._gatherer = Gatherer(lambda _: self._arrive(), self, CALM_MS)
        self._leave = lesson.people.changed.subscribe(self._gatherer.add)
        self._appearing = QVariantAnimation(self)
        self._appearing.setStartValue(0.0)
        self._appearing.setEndValue(1.0)
        self._appearing.setDuration(APPEAR_MS)
        self._appearing.valueChanged.connect(self._appear)
        self.other_screen = Button("", IconName.MONITOR, "quiet")
        self.close_button = Button("", IconName.X, "quiet")
        self._lay_out()
        self.retranslate_ui()

    @property
    def facts(self) -> JoinFacts:
        """What is shown."""
        return self._facts

    def set_facts(self, facts: JoinFacts) -> None:
        """The title, the address or the Wi-Fi has changed."""
        if facts != self._facts:
            self._facts, self._modules = facts, join_matrix(facts.join_url)
            self.retranslate_ui()
            self.update()

    def show_on(self, screen: QScreen) -> None:
        """Fill this screen."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.other_screen.setVisible(len(QGuiApplication.screens()) > 1)
        self.activateWindow()
        self.setFocus()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now; the card itself speaks both."""
        self.setWindowTitle(self.tr("Join card: %1").replace("%1", self._facts.title))
        self.other_screen.set_text(self.tr("Other screen"))
        self.close_button.set_text(self.tr("Close (Esc)"))
        self.setAccessibleName(self.windowTitle())
        facts = (self._facts.address, self._facts.other_address, self._facts.class_code, self._facts.wifi_line)
        self.setAccessibleDescription(", ".join(each for each in facts if each))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_join_card(painter, QRectF(self.rect()), self._facts, self._modules, self.arrivals)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._leave()
        self._gatherer.close()
        self._appearing.stop()
        self.closed.emit()
        super().closeEvent(event)

    def flush(self) -> None:
        """Show who has come now."""
        self._gatherer.add(EVERYTHING)
        self._gatherer.flush()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(M, M, M, S)
        row.setSpacing(S)
        row.addStretch(1)
        corner = Qt.AlignmentFlag.AlignTop
        self.other_screen.setObjectName("join_card_screen_button")
        self.close_button.setObjectName("join_card_close_button")
        for button in (self.other_screen, self.close_button):
            row.addWidget(button, 0, corner)
        self.close_button.clicked.connect(self.close)
        self.other_screen.clicked.connect(self._move_on)
        self.other_screen.hide()

    def _move_on(self) -> None:
        screens = QGuiApplication.screens()
        place = screens.index(self.screen()) if self.screen() in screens else 0
        self.showNormal()
        self.show_on(screens[(place + 1) % len(screens)])

    def _read(self, fresh: int) -> Arrivals:
        admitted = self._lesson.people.admitted()
        names = latest_names([person.name for person in admitted])
        return Arrivals(len(admitted), names, fresh, 0.0 if fresh else 1.0)

    def _arrive(self) -> None:
        fresh = max(0, len(self._lesson.people.admitted()) - self.arrivals.joined)
        self.arrivals = self._read(fresh)
        if fresh:
            self._appearing.start()
        self.update()

    def _appear(self, share: float) -> None:
        seen = self.arrivals
        self.arrivals = Arrivals(seen.joined, seen.names, seen.fresh, share)
        self.update()


def projector_for(window: QWidget) -> QScreen:
    """The screen that is most likely the projector: another one than the app's, if there is one."""
    own = window.screen()
    return next((screen for screen in QGuiApplication.screens() if screen is not own), own)

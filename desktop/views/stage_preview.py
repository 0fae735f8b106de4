"""The stage as the class sees it, in the window: picture, sound switch, full screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from appliance.contract.session import StageState
from desktop.preview.picture_view import PictureView
from desktop.preview.player_state import PlayerState, SoundTrouble
from desktop.preview.preview_words import sound_words
from desktop.preview.whep_exchange import WhepTarget
from desktop.preview.whep_player import WhepPlayer
from desktop.state.stage import Stage
from desktop.tasks import Tasks
from desktop.views.parts.button import IconButton
from desktop.views.parts.flow_layout import FlowLayout

SMALLEST = QSize(320, 180)
FindTarget = Callable[[], WhepTarget | None]
"""The stage to watch now; None while no lesson is on the desk."""


class StagePreview(QWidget):
    """Plays while somebody looks (`start` to `stop`); silent until the teacher asks for sound."""

    def __init__(
        self,
        stage: Stage,
        tasks: Tasks,
        find_target: FindTarget,
        *,
        with_sound: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._tasks, self._find_target = stage, tasks, find_target
        self._player: WhepPlayer | None = None
        self._place: tuple[str, str | None] = ("", None)
        """Address and pinned certificate of what is played: a target's functions are new ones each time."""
        self.picture = PictureView()
        self.picture.setObjectName("stage_picture")
        self.picture.setMinimumSize(SMALLEST)
        self.sound, self.large = IconButton("volume-x"), IconButton("maximize")
        self.sound.setObjectName("preview_sound_button")
        self.large.setObjectName("preview_large_button")
        self.sound.setCheckable(True)
        self.sound.setChecked(with_sound)
        self._frame = QVBoxLayout(self)
        self.row = FlowLayout()
        """Under the picture; the page puts its own things beside the two switches."""
        self._lay_out()
        self.sound.toggled.connect(self._set_sound)
        self.large.clicked.connect(self.toggle_full_screen)
        self.picture.full_screen_wanted.connect(self.toggle_full_screen)
        self._leave = stage.changed.subscribe(lambda _: self._stage_changed())
        self.retranslate_ui()

    @property
    def player(self) -> WhepPlayer | None:
        """What plays now."""
        return self._player

    def start(self) -> None:
        """Play the stage of the lesson on the desk, where there is one."""
        target = self._find_target()
        if target is None:
            self.stop()
            return
        place = (target.url, target.certificate_pem)
        if self._player is None:
            self._player = WhepPlayer(self._tasks, target, self.picture.set_picture, self._show_state)
            self._place = place
            self.picture.hand_size_to(self._player.show_at)
        if place != self._place:
            self._place = place
            self._player.watch(target)
        self._player.set_sound(self.sound.isChecked())
        self._player.start()
        self._stage_changed()

    def stop(self) -> None:
        """Leave the stage; the picture is cleared."""
        player, self._player = self._player, None
        if player is not None:
            self.picture.hand_size_to(lambda _room: None)
            self._tasks.start(player.stop(), name="stop preview", shows_progress=False)
        self._leave_full_screen()

    def close_preview(self) -> None:
        """Listen no longer."""
        self.stop()
        self._leave()

    def toggle_full_screen(self) -> None:
        """Fill the screen with the picture, or come back into the page."""
        if self.picture.isWindow():
            self._leave_full_screen()
            return
        self.picture.setParent(None, Qt.WindowType.Window)
        self.picture.setWindowTitle(self.tr("Stage"))
        self.picture.showFullScreen()
        self.picture.setFocus()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.large.set_name(self.tr("Full screen"))
        self._name_sound()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._frame.addWidget(self.picture, 1)
        self.row.addWidget(self.sound)
        self.row.addWidget(self.large)
        self._frame.addLayout(self.row)

    def _leave_full_screen(self) -> None:
        if self.picture.isWindow():
            self._frame.insertWidget(0, self.picture, 1)
            self.picture.showNormal()

    def _show_state(self, state: PlayerState) -> None:
        self.picture.show_state(state)
        self._name_sound(state.sound_trouble)

    def _stage_changed(self) -> None:
        self.picture.show_stage_empty(self._stage.view.state is StageState.EMPTY)
        if self._player is not None:
            self._player.retry_now()

    def _set_sound(self, is_on: bool) -> None:
        if self._player is not None:
            self._player.set_sound(is_on)
        self._name_sound()

    def _name_sound(self, trouble: SoundTrouble = SoundTrouble.NONE) -> None:
        is_on = self.sound.isChecked()
        self.sound.set_icon("volume-2" if is_on else "volume-x")
        words = sound_words(trouble)
        self.sound.setEnabled(not words)
        self.sound.set_name(words or (self.tr("Sound off") if is_on else self.tr("Sound on")))

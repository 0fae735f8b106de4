"""The stage: what the class sees now, and every cast that could be shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from appliance.contract.cast import CastCreated, CastView
from appliance.contract.session import StageState
from desktop.actions.stage import GRID_MAX, ScreenCaster, StageActions
from desktop.models.casts_model import CastsModel
from desktop.models.held import Held
from desktop.preview.thumbnails import Thumbnails
from desktop.state.announcer import Announcer
from desktop.state.stage import Stage
from desktop.tasks import Tasks
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.page import Page
from desktop.views.parts.theme import M
from desktop.views.stage_device import DevicePanel
from desktop.views.stage_preview import StagePreview
from desktop.views.stage_tile import TILE_WIDTH, CastTile

UNDO_SECONDS = 6
SCROLL_BAR_ROOM = 24


class StagePage(Page):
    """Preview above, casts below; every button asks the box, and the page shows what the box then tells."""

    def __init__(
        self,
        stage: Stage,
        actions: StageActions,
        tasks: Tasks,
        preview: StagePreview,
        thumbnails: Thumbnails,
        *,
        screen_caster: ScreenCaster | None = None,
        leaving: Announcer[None] | None = None,
        box_changed: Sequence[Announcer[None]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`leaving` tells before the lesson is left; `box_changed` whenever the stage may be found elsewhere."""
        super().__init__(parent=parent)
        self.setObjectName("stage_page")
        self._stage, self._actions, self._tasks = stage, actions, tasks
        self._thumbnails, self._screen_caster = thumbnails, screen_caster
        self.preview = preview
        self.model = CastsModel(stage, self)
        self.tiles: dict[str, CastTile] = {}
        self._chosen: list[str] = []
        self._ending = Held(self._end, self)
        self._leaving, self._box_changed = leaving or Announcer(), box_changed
        self._is_looked_at = False
        self._state = Badge()
        self.cast_device, self.cast_screen = Button("", "smartphone", "primary"), Button("", "monitor")
        self.show_grid, self.clear_stage = Button("", "layout-grid"), Button("", "square")
        self.stop_all = Button("", "slash", "danger")
        self.device_panel = DevicePanel()
        self._empty = EmptyState("cast")
        self._tiles_area = QWidget()
        self._flow = FlowLayout(self._tiles_area)
        self._lay_out()
        self._connect()
        self._read_model()
        self.retranslate_ui()

    @property
    def state_words(self) -> str:
        """What the page says of the stage."""
        return self._state.text()

    def shown(self) -> None:
        """Play the stage and fetch thumbnails while somebody looks."""
        self._is_looked_at = True
        self.preview.start()
        self._thumbnails.start()

    def hidden(self) -> None:
        """Nobody looks: neither play nor fetch."""
        self._is_looked_at = False
        self.preview.stop()
        self._thumbnails.stop()

    def close_page(self) -> None:
        """Do what waits, and listen no longer."""
        self._ending.flush()
        self.preview.close_preview()
        self._thumbnails.close()
        self.model.close()
        for leave in self._leaves:
            leave()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("Stage"))
        words = (
            (self.cast_device, self.tr("Cast a phone")),
            (self.cast_screen, self.tr("Cast my screen")),
            (self.show_grid, self.tr("Show as grid ({count})").replace("{count}", str(len(self._chosen)))),
            (self.clear_stage, self.tr("Clear the stage")),
            (self.stop_all, self.tr("Stop all casts")),
        )
        for button, text in words:
            button.set_text(text)
        self.stop_all.set_hint(self.tr("Clears the stage and ends every cast at once."))
        self._empty.set_texts(
            self.tr("No casts yet"),
            self.tr("Cast a phone with a QR code, or send a picture from OBS. It appears here, and only you see it."),
            self.tr("Cast a phone"),
        )
        self._show_state()

    def _lay_out(self) -> None:
        for button, name in (
            (self.cast_device, "cast_device_button"),
            (self.cast_screen, "cast_screen_button"),
            (self.show_grid, "show_grid_button"),
            (self.clear_stage, "clear_stage_button"),
            (self.stop_all, "stop_all_button"),
        ):
            button.setObjectName(name)
        self.header.addWidget(self.cast_device)
        self.header.addWidget(self.cast_screen)
        self.header.addWidget(self.stop_all)
        self.device_panel.hide()
        self.body.addWidget(self.device_panel)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(M)
        split.setProperty("part", "gap")
        split.addWidget(self._stage_card())
        split.addWidget(self._casts_area())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        self.body.addWidget(split, 1)

    def _stage_card(self) -> QWidget:
        card = Card()
        row = self.preview.row
        row.arrange([self._state, self.preview.sound, self.preview.large, self.show_grid, self.clear_stage])
        card.body.addWidget(self.preview, 1)
        return card

    def _casts_area(self) -> QWidget:
        content = QWidget()
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._empty)
        lines.addWidget(self._tiles_area)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(TILE_WIDTH + SCROLL_BAR_ROOM)
        scroll.setWidget(content)
        return scroll

    def _connect(self) -> None:
        self.cast_device.clicked.connect(self._open_device_panel)
        self._empty.action.connect(self._open_device_panel)
        self.cast_screen.clicked.connect(self._cast_screen)
        self.device_panel.wanted.connect(self._make_cast)
        self.device_panel.closed.connect(self.device_panel.hide)
        self.show_grid.clicked.connect(lambda: self._show(list(self._chosen)))
        self.clear_stage.clicked.connect(self._clear)
        self.stop_all.clicked.connect(self._stop_all)
        self.stop_all.set_shortcut("Ctrl+.")
        self.model.rowsInserted.connect(lambda *_: self._read_model())
        self.model.rowsRemoved.connect(lambda *_: self._read_model())
        self.model.layoutChanged.connect(lambda *_: self._read_model())
        self.model.dataChanged.connect(self._refresh_tiles)
        self._leaves: tuple[Callable[[], None], ...] = (
            self._stage.changed.subscribe(lambda _: self._show_state()),
            self._thumbnails.changed.subscribe(self._take_thumbnail),
            self._ending.changed.subscribe(lambda _: self._read_model()),
            self._leaving.subscribe(lambda _: self._ending.flush()),
            *(each.subscribe(lambda _: self._look_anew()) for each in self._box_changed),
        )

    def _look_anew(self) -> None:
        """The box has moved, or another lesson lies on the desk: the preview follows; where it was, it stays."""
        if self._is_looked_at:
            self.preview.start()

    def _read_model(self) -> None:
        """Have one tile per row, in the model's order."""
        casts = [cast for cast in self.model.rows if cast.cast_id not in self._ending]
        ids = {cast.cast_id for cast in casts}
        for cast_id in [each for each in self.tiles if each not in ids]:
            tile = self.tiles.pop(cast_id)
            tile.deleteLater()
        self._chosen = [each for each in self._chosen if each in ids]
        for cast in casts:
            if cast.cast_id not in self.tiles:
                self.tiles[cast.cast_id] = self._make_tile(cast)
            self.tiles[cast.cast_id].show_cast(cast)
        self._flow.arrange([self.tiles[cast.cast_id] for cast in casts])
        self._empty.setVisible(not casts)
        self._tiles_area.setVisible(bool(casts))
        self._show_state()

    def _refresh_tiles(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            cast = self.model.rows[row]
            if cast.cast_id in self.tiles:
                self.tiles[cast.cast_id].show_cast(cast)
        self._show_state()

    def _make_tile(self, cast: CastView) -> CastTile:
        tile = CastTile(cast)
        tile.on_air_asked.connect(lambda cast_id: self._show([cast_id]))
        tile.off_air_asked.connect(self._take_off)
        tile.approve_asked.connect(self._approve)
        tile.deny_asked.connect(self._deny)
        tile.end_asked.connect(self._deny)
        tile.grid_toggled.connect(self._choose)
        tile.thumbnail.set_image(self._thumbnails.image(cast.cast_id))
        return tile

    def _take_thumbnail(self, cast_id: str) -> None:
        if cast_id in self.tiles:
            self.tiles[cast_id].thumbnail.set_image(self._thumbnails.image(cast_id))

    def _show_state(self) -> None:
        state = self._stage.view.state
        words: dict[StageState, tuple[str, Tone]] = {
            StageState.LIVE: (self.tr("On air: the class sees this"), "good"),
            StageState.WAITING: (self.tr("On air, but no picture arrives"), "warning"),
            StageState.EMPTY: (self.tr("Nothing on stage"), "neutral"),
        }
        self._state.set(*words[state])
        self.clear_stage.setEnabled(state is not StageState.EMPTY)
        self.show_grid.setEnabled(1 < len(self._chosen) <= GRID_MAX)
        self.show_grid.set_text(self.tr("Show as grid ({count})").replace("{count}", str(len(self._chosen))))
        self.stop_all.setEnabled(bool(self._stage.casts))

    def _choose(self, cast_id: str, is_chosen: bool) -> None:
        if is_chosen and cast_id not in self._chosen:
            self._chosen.append(cast_id)
        elif not is_chosen and cast_id in self._chosen:
            self._chosen.remove(cast_id)
        if len(self._chosen) > GRID_MAX:
            self.notice.show_warning(self.tr("A grid shows nine casts at most."))
        self._show_state()

    def _show(self, cast_ids: list[str]) -> None:
        before = list(self._stage.view.cast_ids)
        self._tasks.start(
            self._actions.show(cast_ids),
            name="put on stage",
            on_done=lambda _: self._offer_back(before, cast_ids),
            on_error=lambda error: self.notice.show_error(error, lambda: self._show(cast_ids)),
        )

    def _offer_back(self, before: list[str], now: list[str]) -> None:
        if before and before != now:
            self.notice.show_undo(self.tr("The stage was changed."), lambda: self._show(before), UNDO_SECONDS)
        else:
            self.notice.clear()

    def _clear(self) -> None:
        self._show([])

    def _take_off(self, cast_id: str) -> None:
        self._show([each for each in self._stage.view.cast_ids if each != cast_id])

    def _approve(self, cast_id: str) -> None:
        self._tasks.start(
            self._actions.approve(cast_id),
            name="approve cast",
            on_done=lambda _: self._offer_on_air(cast_id),
            on_error=lambda error: self.notice.show_error(error, lambda: self._approve(cast_id)),
        )

    def _offer_on_air(self, cast_id: str) -> None:
        cast = self._stage.cast(cast_id)
        if cast is not None:
            self.notice.show_success(
                self.tr("{name} is approved: put it on air when you like.").replace("{name}", cast.label)
            )

    def _deny(self, cast_id: str) -> None:
        """Hide the cast at once, and end it when the teacher has not thought better of it."""
        cast = self._stage.cast(cast_id)
        before = list(self._stage.view.cast_ids) if cast is not None and cast.on_stage else []
        if before:
            self._tasks.start(self._actions.take_off(cast_id), name="off air", on_error=self.notice.show_error)
        held = self._ending.hold([cast_id], UNDO_SECONDS)
        words = self.tr("{name} is ended.").replace("{name}", cast.label if cast is not None else "")
        self.notice.show_undo(words, lambda: self._keep(held, before), UNDO_SECONDS)

    def _keep(self, held: frozenset[str], before: list[str]) -> None:
        """Think better of it: the cast stays, and comes back on stage if it was there."""
        if self._ending.undo(held) and before:
            self._show(before)

    def _end(self, cast_ids: frozenset[str]) -> None:
        for cast_id in cast_ids:
            self._end_one(cast_id)

    def _end_one(self, cast_id: str) -> None:
        self._tasks.start(
            self._actions.end(cast_id),
            name="end cast",
            on_done=lambda _: self._ending.release(frozenset({cast_id})),
            on_error=lambda error: self._not_ended(cast_id, error),
        )

    def _not_ended(self, cast_id: str, error: Exception) -> None:
        self._ending.release(frozenset({cast_id}))
        self.notice.show_error(error, lambda: self._end_one(cast_id))

    def _stop_all(self) -> None:
        self._tasks.start(
            self._actions.stop_all(),
            name="stop all casts",
            on_done=lambda _: self.notice.show_success(
                self.tr("All casts are stopped. A device needs a new code to cast again.")
            ),
            on_error=lambda error: self.notice.show_error(error, self._stop_all),
        )

    def _open_device_panel(self) -> None:
        self.device_panel.ask_anew()
        self.device_panel.show()

    def _make_cast(self, label: str, needs_approval: bool) -> None:
        self._tasks.start(
            self._actions.create(label, needs_approval=needs_approval),
            name="make cast",
            on_done=self.device_panel.show_created,
            on_error=lambda error: self.notice.show_error(error, lambda: self._make_cast(label, needs_approval)),
        )

    def _cast_screen(self) -> None:
        """With a caster of its own, begin; without, show what OBS on this computer needs."""
        caster = self._screen_caster
        if caster is None:
            self._make_cast(self.tr("My screen"), needs_approval=False)
            self.device_panel.show()
            return

        def begin(created: CastCreated) -> None:
            caster.start(created.whip_url, self.tr("My screen"))

        self._tasks.start(
            self._actions.create(self.tr("My screen"), needs_approval=False),
            name="cast my screen",
            on_done=begin,
            on_error=self.notice.show_error,
        )

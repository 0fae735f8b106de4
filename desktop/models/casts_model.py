"""The casts of the session as a Qt model: those that ask to be let in first, then those on stage, then the others."""

from PySide6.QtCore import QObject

from appliance.contract.cast import CastView
from desktop.models.keyed_rows import KeyedRows
from desktop.state.stage import Stage


class CastsModel(KeyedRows[CastView]):
    """One row per cast."""

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._leave = stage.casts_changed.subscribe(lambda _: self._update())
        self._update()

    def key_of(self, row: CastView) -> str:
        """The cast's id."""
        return row.cast_id

    def words(self, row: CastView) -> str:
        """What its device is called."""
        return row.label

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _update(self) -> None:
        self.set_rows(sorted(self._stage.casts, key=_place))


def _place(cast: CastView) -> int:
    if cast.approval == "requested":
        return 0
    return 1 if cast.on_stage else 2

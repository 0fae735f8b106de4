"""The queue of raised hands as a Qt model: whoever raised first is first."""

from PySide6.QtCore import QObject

from appliance.contract.talk import HandView
from desktop.models.held import Held
from desktop.models.keyed_rows import KeyedRows
from desktop.state.talk import Talk


class HandsModel(KeyedRows[HandView]):
    """One row per hand that is not about to be lowered; the box tells the queue at most a few times a second."""

    def __init__(self, talk: Talk, lowering: Held, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = talk
        self._lowering = lowering
        self._leaves = (
            talk.hands_changed.subscribe(lambda _: self._update()),
            lowering.changed.subscribe(lambda _: self._update()),
        )
        self._update()

    def key_of(self, row: HandView) -> str:
        """The participant's id."""
        return row.participant_id

    def words(self, row: HandView) -> str:
        """Place in the queue, and name."""
        return f"{self._rows.index(row) + 1}. {row.name}"

    def close(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def _update(self) -> None:
        self.set_rows([hand for hand in self._talk.hands if hand.participant_id not in self._lowering])

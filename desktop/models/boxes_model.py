"""The boxes that can be chosen, as a Qt list: those that are heard now, then the paired ones that are not."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.models.gatherer import Gatherer
from desktop.models.keyed_rows import KeyedRows
from desktop.state.announcer import EVERYTHING
from desktop.state.boxes import Boxes, FoundBox, PairedBox


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One box: found, paired, or both."""

    found: FoundBox | None
    paired: PairedBox | None

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"found {self.found.announced.instance_name}" if self.found else f"paired {self.box_id}"

    @property
    def box_id(self) -> str:
        """As it is announced or pinned; anybody can announce any."""
        return self.found.box_id if self.found else self.paired.box_id if self.paired else ""

    @property
    def room_name(self) -> str:
        """The room; written by whoever announces it."""
        return self.found.room_name if self.found else self.paired.room_name if self.paired else ""

    @property
    def address(self) -> str:
        """Where it is, or was."""
        origins = self.found.origins if self.found else (self.paired.origin,) if self.paired else ()
        return origins[0].split("://", 1)[-1] if origins else ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where to try it: heard ones first, then where it was last."""
        heard = self.found.origins if self.found else ()
        return tuple(dict.fromkeys((*heard, *((self.paired.origin,) if self.paired else ()))))


class BoxesModel(KeyedRows[BoxRow]):
    """Paired and heard first, then heard, then paired only; by name within each."""

    def __init__(self, boxes: Boxes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._boxes = boxes
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._leave = boxes.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING))
        self._update()

    def key_of(self, row: BoxRow) -> str:
        """Found by name, paired by id."""
        return row.key

    def words(self, row: BoxRow) -> str:
        """Room and address."""
        return f"{row.room_name}, {row.address}"

    def close(self) -> None:
        """Listen no longer."""
        self._leave()
        self._gatherer.close()

    def _update(self) -> None:
        heard = [BoxRow(found, self._boxes.paired_with(found.box_id)) for found in self._boxes.found.values()]
        ids = {row.box_id for row in heard}
        silent = [BoxRow(None, paired) for paired in self._boxes.paired if paired.box_id not in ids]
        heard.sort(key=lambda row: (row.paired is None, row.room_name.casefold(), row.key))
        self.set_rows([*heard, *silent])

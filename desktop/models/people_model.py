"""The students of the lesson as Qt models: everybody, and a searched and sorted part of them."""

from enum import StrEnum

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from appliance.contract.session import ParticipantView
from desktop.models.held import Held
from desktop.models.held_rows import HeldRows
from desktop.models.keyed_rows import NO_PARENT, Index, RowRole
from desktop.models.people_words import person_words
from desktop.state.people import People


class PeopleModel(HeldRows[ParticipantView]):
    """One row per student who was not sent away and is not about to be, in the order in which they joined."""

    def __init__(self, people: People, removing: Held, parent: QObject | None = None) -> None:
        super().__init__(people.all, people.changed, removing, parent)

    def key_of(self, row: ParticipantView) -> str:
        """The participant's id."""
        return row.participant_id

    def words(self, row: ParticipantView) -> str:
        """Name, presence, and what to look at."""
        return person_words(row)


class PeopleOrder(StrEnum):
    """How students are ordered."""

    JOINED = "joined"
    NAME = "name"


class PeoplePart(QSortFilterProxyModel):
    """Those in one admission whose name has the sought text in it."""

    def __init__(self, source: PeopleModel, admission: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._admission = admission
        self._sought = ""
        self._order = PeopleOrder.JOINED
        self.setSortLocaleAware(True)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)

    def search(self, text: str) -> None:
        """Show only whose name has this in it; everybody for an empty text."""
        sought = text.strip().casefold()
        if sought != self._sought:
            self.beginFilterChange()
            self._sought = sought
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def order_by(self, order: PeopleOrder) -> None:
        """Order them otherwise."""
        self._order = order
        self.sort(0 if order is PeopleOrder.NAME else -1)

    def person(self, index: Index) -> ParticipantView:
        """The student at an index of this model."""
        person: ParticipantView = index.data(RowRole.ROW)
        return person

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """As Qt asks."""
        person = self._at(source_row)
        return person.admission == self._admission and self._sought in person.name.casefold()

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return self._at(left.row()).name.casefold() < self._at(right.row()).name.casefold()

    def _at(self, source_row: int) -> ParticipantView:
        person: ParticipantView = self.sourceModel().index(source_row, 0, NO_PARENT).data(RowRole.ROW)
        return person

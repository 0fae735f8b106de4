"""The seats of the class, kept true while the lesson goes on: many changes of the state become one of the seats."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.state.seats import OpenQuestions, Seat, SeatGroup, groups_of, read_seats

ANSWERS: frozenset[str] = frozenset({"answers"})
"""Gathered in place of ids when a tally has grown: who has answered is found out once for many of these events."""
FIGURES: frozenset[str] = frozenset({"figures"})
"""Gathered in place of ids when every student has new figures."""
NETWORK: frozenset[str] = frozenset({"network"})
"""Gathered when there are new figures of the network: no seat looks different for them."""


class SeatsSource(QObject):
    """All seats by participant, in no order, and how many each group has."""

    changed = Signal(object)
    """Ids (a frozenset) of seats that look different, have come or have gone."""
    figures_changed = Signal()
    """Figures beside the seats are new, whether or not a seat looks different."""

    def __init__(self, lesson: Lesson, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._seats: dict[str, Seat] = {}  # bounded by: the participants of the lesson
        self._asked = OpenQuestions()
        self._counts: Counter[SeatGroup] = Counter()
        self._gatherer = Gatherer(self._take, self)
        self._leave = [
            lesson.people.changed.subscribe(self._gatherer.add),
            lesson.runs.changed.subscribe(lambda _ids: self._gatherer.add(ANSWERS)),
            lesson.runs.tally_grown.subscribe(lambda _run_id: self._gatherer.add(ANSWERS)),
            lesson.talk.hands_changed.subscribe(lambda _none: self._gatherer.add(self._hand_ids())),
            lesson.engagement.changed.subscribe(lambda _none: self._gatherer.add(FIGURES)),
            lesson.network.changed.subscribe(lambda _none: self._gatherer.add(NETWORK)),
        ]
        self._take(EVERYTHING)

    def all(self) -> Iterable[Seat]:
        """Every seat."""
        return self._seats.values()

    def get(self, participant_id: str) -> Seat | None:
        """One seat."""
        return self._seats.get(participant_id)

    def count(self, group: SeatGroup) -> int:
        """How many seats belong to a group."""
        return self._counts[group]

    @property
    def is_asked(self) -> bool:
        """Whether the class can answer something now."""
        return bool(self._asked.answered)

    def flush(self) -> None:
        """Take at once what has been gathered."""
        self._gatherer.flush()

    def close(self) -> None:
        """Hear of nothing more."""
        for leave in self._leave:
            leave()
        self._gatherer.close()

    def _hand_ids(self) -> frozenset[str]:
        lowered = frozenset(seat.participant_id for seat in self._seats.values() if seat.hand)
        return lowered | frozenset(hand.participant_id for hand in self._lesson.talk.hands)

    def _take(self, gathered: frozenset[str]) -> None:
        asked = OpenQuestions.of(self._lesson) if gathered & (ANSWERS | EVERYTHING) else self._asked
        answered = asked.moved_since(self._asked)
        self._asked = asked
        is_whole = answered is None or bool(gathered & (EVERYTHING | FIGURES))
        if is_whole:
            everybody = frozenset(person.participant_id for person in self._lesson.people.all())
            self._read(everybody | self._seats.keys())
        else:
            self._read(gathered | (answered or frozenset()))
        if gathered & (EVERYTHING | FIGURES | NETWORK):
            self.figures_changed.emit()

    def _read(self, ids: frozenset[str]) -> None:
        fresh = read_seats(self._lesson, self._asked, ids)
        changed = {each for each in ids if self._seats.get(each) != fresh.get(each)}
        self._count(changed, fresh)
        # A seat that is as it was stays the same object: who paints it need not look twice.
        self._seats.update({each: fresh[each] for each in changed & fresh.keys()})
        for each in changed - fresh.keys():
            del self._seats[each]
        if changed:
            self.changed.emit(frozenset(changed))

    def _count(self, changed: set[str], fresh: dict[str, Seat]) -> None:
        for each in changed:
            before, after = self._seats.get(each), fresh.get(each)
            if before is not None:
                self._counts.subtract(groups_of(before))
            if after is not None:
                self._counts.update(groups_of(after))

"""Who has not answered a question of a run, and what came of the run: as the box lists it, kept true by live events."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from appliance.contract.quiz import MissingAnswers, RunResults
from appliance.contract.session import ParticipantView
from desktop.state.announcer import Announcer

ABSENT = "absent:"
"""Begins the id of a seat whose owner is on the roster and has never joined."""


class SeatState(StrEnum):
    """What is true of one student and one question; the first that is asked about comes first."""

    NOT_YET = "not_yet"
    """Here and connected, silent so far."""
    DISCONNECTED = "disconnected"
    NOT_PRESENT = "not_present"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Seat:
    """One student's place in the grid of a question."""

    seat_id: str
    name: str
    state: SeatState


@dataclass(frozen=True, slots=True)
class Listed:
    """Who the box listed when it was asked."""

    missing: MissingAnswers
    absent_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a grid of seats is made of."""

    people: Collection[ParticipantView]
    """Those who are admitted."""
    answered: frozenset[str]
    """Known to have answered, from live events."""
    closed_ms: int | None


class QuizWatch:
    """Lists of missing answers by run and question, and the results that were read last."""

    def __init__(self) -> None:
        self.seats_changed: Announcer[None] = Announcer()
        self.results_changed: Announcer[None] = Announcer()
        self.results: RunResults | None = None
        # bounded by: questions of the runs that the teacher looked at; emptied with the lesson
        self._listed: dict[tuple[str, str], Listed] = {}

    def listed(self, run_id: str, question_id: str) -> Listed | None:
        """The box's list, if it was read."""
        return self._listed.get((run_id, question_id))

    def take_listed(self, run_id: str, listed: Listed) -> None:
        """Take the box's list."""
        self._listed[(run_id, listed.missing.question_id)] = listed
        self.seats_changed.tell(None)

    def take_results(self, results: RunResults | None) -> None:
        """Take every answer to a run."""
        self.results = results
        self.results_changed.tell(None)

    def clear(self) -> None:
        """Forget everything: another lesson is on the desk."""
        self._listed.clear()
        self.seats_changed.tell(None)
        self.take_results(None)


def seats_of(listed: Listed | None, asked: Asked) -> list[Seat]:
    """Everybody's seat: those to look after first, by name within the same state."""
    answered = asked.answered | frozenset(listed.missing.answered if listed else ())
    away = frozenset(listed.missing.not_present if listed else ())
    seats = [
        Seat(person.participant_id, person.name, _state_of(person, asked, answered, away)) for person in asked.people
    ]
    absent = listed.absent_names if listed else ()
    seats += [Seat(f"{ABSENT}{place}", name, SeatState.NOT_PRESENT) for place, name in enumerate(absent)]
    order = list(SeatState)
    return sorted(seats, key=lambda seat: (order.index(seat.state), seat.name))


def _state_of(person: ParticipantView, asked: Asked, answered: frozenset[str], away: frozenset[str]) -> SeatState:
    if person.participant_id in answered:
        return SeatState.ANSWERED
    if asked.closed_ms is not None and person.joined_ms > asked.closed_ms:
        return SeatState.NOT_PRESENT
    if person.is_connected:
        return SeatState.NOT_YET
    return SeatState.NOT_PRESENT if person.participant_id in away else SeatState.DISCONNECTED

"""Every student as a seat in the room: what is true of each now, drawn from the parts of the lesson."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.contract.engagement import HelpReasonName
from appliance.contract.quiz import RunView
from appliance.contract.session import ParticipantView
from desktop.state.lesson import Lesson


class SeatPlace(StrEnum):
    """Whether a student is there."""

    WAITING = "waiting"
    """Asks to be let in."""
    DISCONNECTED = "disconnected"
    PRESENT = "present"
    """Connected, without seeing the picture."""
    WATCHING = "watching"


class SeatAnswer(StrEnum):
    """How far a student is with the open run."""

    NOT_ASKED = "not_asked"
    NOT_YET = "not_yet"
    PART = "part"
    """Some of its questions."""
    ANSWERED = "answered"


class SeatGroup(StrEnum):
    """Which seats are looked at."""

    ALL = "all"
    PRESENT = "present"
    WATCHING = "watching"
    ANSWERED = "answered"
    NOT_YET = "not_yet"
    NEEDS_HELP = "needs_help"
    HANDS = "hands"
    DISCONNECTED = "disconnected"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Seat:
    """One student now."""

    participant_id: str
    name: str
    place: SeatPlace
    joined_ms: int
    is_muted: bool = False
    answered: int = 0
    asked: int = 0
    """Questions of the open run; 0 while none is open, and for who waits."""
    needs_help: tuple[HelpReasonName, ...] = ()
    hand: int = 0
    """Place in the queue of hands, from 1; 0 without a raised hand."""

    @property
    def is_present(self) -> bool:
        """Whether the student is let in and connected."""
        return self.place in (SeatPlace.PRESENT, SeatPlace.WATCHING)

    @property
    def answer(self) -> SeatAnswer:
        """How far with the open run."""
        if not self.asked:
            return SeatAnswer.NOT_ASKED
        if self.answered >= self.asked:
            return SeatAnswer.ANSWERED
        return SeatAnswer.PART if self.answered else SeatAnswer.NOT_YET

    def is_in(self, group: SeatGroup) -> bool:
        """Whether the seat belongs to a group."""
        match group:
            case SeatGroup.ALL:
                return True
            case SeatGroup.PRESENT:
                return self.is_present
            case SeatGroup.ANSWERED:
                return self.answer is SeatAnswer.ANSWERED
            case SeatGroup.NOT_YET:
                return self.is_present and self.answer in (SeatAnswer.NOT_YET, SeatAnswer.PART)
            case SeatGroup.NEEDS_HELP:
                return bool(self.needs_help)
            case SeatGroup.HANDS:
                return self.hand > 0
            case _:
                return self.place.value == group.value


def groups_of(seat: Seat) -> tuple[SeatGroup, ...]:
    """The groups that a seat belongs to."""
    return tuple(group for group in SeatGroup if seat.is_in(group))


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """What the class is asked now, and who has answered which question."""

    run_id: str = ""
    answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Question id to participants; slides are not asked."""

    @classmethod
    def of(cls, lesson: Lesson) -> "OpenQuestions":
        """The questions of the open run."""
        run = open_run(lesson)
        if run is None:
            return cls()
        asked = [question.question_id for question in run.public_questions if question.kind != "slide"]
        return cls(run.run_id, {each: lesson.runs.answered(run.run_id, each) for each in asked})

    def moved_since(self, before: "OpenQuestions") -> frozenset[str] | None:
        """Who has answered since; None when other questions are asked than before."""
        if self.run_id != before.run_id or self.answered.keys() != before.answered.keys():
            return None
        moved = (ids ^ before.answered[question] for question, ids in self.answered.items())
        return frozenset().union(*moved)

    def answered_by(self, participant_id: str) -> int:
        """How many of the questions one student has answered."""
        return sum(participant_id in ids for ids in self.answered.values())


def open_run(lesson: Lesson) -> RunView | None:
    """The run that the class can answer now."""
    run = lesson.runs.current
    return run if run is not None and run.state == "open" else None


def read_seats(lesson: Lesson, asked: OpenQuestions, ids: Iterable[str]) -> dict[str, Seat]:
    """The seats of those of `ids` who are in the lesson."""
    hands = {hand.participant_id: place for place, hand in enumerate(lesson.talk.hands, 1)}
    people = ((each, lesson.people.get(each)) for each in ids)
    return {each: _seat(lesson, asked, person, hands.get(each, 0)) for each, person in people if person is not None}


def _seat(lesson: Lesson, asked: OpenQuestions, person: ParticipantView, hand: int) -> Seat:
    own_id = person.participant_id
    figures = lesson.engagement.of(own_id)
    is_asked = person.admission == "admitted"
    return Seat(
        participant_id=own_id,
        name=person.name,
        place=_place(person),
        joined_ms=person.joined_ms,
        is_muted=person.is_muted,
        answered=asked.answered_by(own_id) if is_asked else 0,
        asked=len(asked.answered) if is_asked else 0,
        needs_help=tuple(figures.needs_help) if figures is not None and is_asked else (),
        hand=hand,
    )


def _place(person: ParticipantView) -> SeatPlace:
    if person.admission == "waiting":
        return SeatPlace.WAITING
    if not person.is_connected:
        return SeatPlace.DISCONNECTED
    return SeatPlace.WATCHING if person.is_watching else SeatPlace.PRESENT

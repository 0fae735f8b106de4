"""What a teacher does with the students of the lesson on the desk."""

from collections.abc import Iterable

from appliance.contract.live import ParticipantChanged
from appliance.contract.session import ParticipantChange, ParticipantView
from desktop.actions.desk import Desk
from desktop.state.lesson_book import LessonBook
from desktop.state.people import People

OUT_OF_ORDER = 0
"""The number of an event that the box has not numbered: the answer to a request, told as what it means."""


class PeopleActions:
    """Each method raises BoxRefusedError or BoxUnreachableError, and puts the box's answer into the state."""

    def __init__(self, desk: Desk, people: People, book: LessonBook) -> None:
        self._desk = desk
        self._people = people
        self._book = book

    async def admit(self, participant_ids: Iterable[str]) -> None:
        """Let in who waits, or who was sent away."""
        for participant_id in participant_ids:
            await self._change(participant_id, ParticipantChange(admission="admitted"))

    async def admit_all(self) -> None:
        """Let everybody in who waits."""
        session_id = self._desk.session_id
        answer = await self._desk.client.participants.admit_all(session_id)
        if self._desk.follows(session_id):
            for person in answer.participants:
                self._take(person)
            self._book.take_absent(answer.absent)

    async def rename(self, participant_id: str, name: str) -> None:
        """Give a student another name."""
        await self._change(participant_id, ParticipantChange(name=name))

    async def mute(self, participant_ids: Iterable[str], *, is_muted: bool) -> None:
        """Let students write to the class no longer, or again."""
        for participant_id in participant_ids:
            await self._change(participant_id, ParticipantChange(is_muted=is_muted))

    async def remove(self, participant_ids: Iterable[str]) -> None:
        """Send students away; it holds for the whole lesson."""
        session_id = self._desk.session_id
        for participant_id in participant_ids:
            await self._desk.client.participants.remove(session_id, participant_id)
            person = self._people.get(participant_id)
            if person is not None and self._desk.follows(session_id):
                self._take(person.model_copy(update={"admission": "removed"}))

    async def load_absent(self) -> None:
        """Ask who of the lesson's roster is not there."""
        session_id = self._desk.session_id
        answer = await self._desk.client.participants.all(session_id)
        if self._desk.follows(session_id):
            self._book.take_absent(answer.absent)

    async def _change(self, participant_id: str, change: ParticipantChange) -> None:
        session_id = self._desk.session_id
        answer = await self._desk.client.participants.change(session_id, participant_id, change)
        if self._desk.follows(session_id):
            self._take(answer)

    def _take(self, answer: ParticipantView) -> None:
        known = self._people.get(answer.participant_id)
        # Whether somebody is there is told by events alone: one may have overtaken this answer.
        there = {"is_connected": known.is_connected, "is_watching": known.is_watching} if known is not None else {}
        person = answer.model_copy(update=there)
        if person != known:
            self._people.take(ParticipantChanged(number=OUT_OF_ORDER, participant=person))

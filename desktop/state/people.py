"""Who is in the class."""

from appliance.contract.live import AnyEvent, ParticipantChanged, Snapshot
from appliance.contract.session import ParticipantView
from desktop.state.announcer import EVERYTHING, Announcer


class People:
    """The students of the session, in the order in which they joined; those sent away are left out."""

    def __init__(self) -> None:
        self.changed: Announcer[frozenset[str]] = Announcer()
        """Ids of the participants that have changed, or EVERYTHING."""
        # bounded by: the box admits no more than its limit of participants to a session
        self._by_id: dict[str, ParticipantView] = {}

    def all(self) -> list[ParticipantView]:
        """Everybody who has joined and was not sent away."""
        return list(self._by_id.values())

    def get(self, participant_id: str) -> ParticipantView | None:
        """One student."""
        return self._by_id.get(participant_id)

    def waiting(self) -> list[ParticipantView]:
        """Those who wait to be let in."""
        return [person for person in self._by_id.values() if person.admission == "waiting"]

    def admitted(self) -> list[ParticipantView]:
        """Those who are in."""
        return [person for person in self._by_id.values() if person.admission == "admitted"]

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take the whole list."""
        told = snapshot.teacher.participants if snapshot.teacher is not None else []
        self._by_id = {person.participant_id: person for person in told if person.admission != "removed"}
        self.changed.tell(EVERYTHING)

    def take(self, event: AnyEvent) -> None:
        """Take one change."""
        if isinstance(event, ParticipantChanged):
            person = event.participant
            if person.admission == "removed":
                self._by_id.pop(person.participant_id, None)
            else:
                self._by_id[person.participant_id] = person
            self.changed.tell(frozenset({person.participant_id}))

    def clear(self) -> None:
        """Forget everybody."""
        self._by_id.clear()
        self.changed.tell(EVERYTHING)

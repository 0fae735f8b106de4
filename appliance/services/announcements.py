"""What the teacher tells everybody: announcements, a countdown, and who is picked by lot."""

import random
from collections.abc import Callable

from appliance.contract.live import Announced, Picked, TimerChanged
from appliance.contract.talk import AnnouncementView, TimerView
from appliance.domain.talk import MESSAGE_MAX_CHARACTERS, Announcement
from appliance.errors import BadRequest
from appliance.services.chat import cleaned
from appliance.services.session import Session

LABEL_MAX_CHARACTERS = 60


class Announcements:
    """Tells the class."""

    def __init__(self, wall_ms: Callable[[], int], new_id: Callable[[], str], lots: random.Random) -> None:
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._lots = lots
        self._timers: dict[str, TimerView] = {}  # bounded by: the open sessions
        self._picked: dict[str, list[str]] = {}  # bounded by: the participants of open sessions

    async def announce(self, session: Session, text: str) -> str | None:
        """Tell everybody; without a text the announcement goes away. Gives its id."""
        shown = cleaned(text, MESSAGE_MAX_CHARACTERS) if text.strip() else ""
        announcement = Announcement(self._new_id(), shown, self._wall_ms())
        session.store.announcements.put(announcement)
        await session.store.durable()
        view = self.current(session)
        session.events.publish(lambda number: Announced(number=number, announcement=view))
        return announcement.id if shown else None

    def current(self, session: Session) -> AnnouncementView | None:
        """The announcement that stands."""
        made = session.store.announcements.all()
        if not made or not made[-1].text:
            return None
        return AnnouncementView(announcement_id=made[-1].id, text=made[-1].text, at_ms=made[-1].at_ms)

    def start_timer(self, session: Session, seconds: int, label: str) -> None:
        """Count down on every page; 0 seconds stops it."""
        shown = cleaned(label, LABEL_MAX_CHARACTERS) if label.strip() else ""
        self._timers.pop(session.session_id, None)
        if seconds:
            ends_ms = self._wall_ms() + seconds * 1000
            self._timers[session.session_id] = TimerView(ends_ms=ends_ms, seconds=seconds, label=shown)
        timer = self.timer(session)
        session.events.publish(lambda number: TimerChanged(number=number, timer=timer))

    def timer(self, session: Session) -> TimerView | None:
        """The countdown that runs."""
        timer = self._timers.get(session.session_id)
        return timer if timer is not None and timer.ends_ms > self._wall_ms() else None

    def pick(self, session: Session) -> str:
        """Pick one connected student by lot; those picked before come last. Gives the id."""
        present = [each for each in session.presence.connected_ids if each in session.store.participants]
        if not present:
            raise BadRequest("Nobody is connected now.", 409, "nobody_there")
        before = self._picked.setdefault(session.session_id, [])
        fresh = sorted(set(present) - set(before))
        if not fresh:
            before.clear()
            fresh = sorted(present)
        picked = self._lots.choice(fresh)
        before.append(picked)
        participant = session.store.participants.get(picked)
        name = participant.name if participant is not None else ""
        session.events.publish(lambda number: Picked(number=number, participant_id=picked, name=name))
        return picked

    def forget(self, session_id: str) -> None:
        """The session has ended."""
        self._timers.pop(session_id, None)
        self._picked.pop(session_id, None)

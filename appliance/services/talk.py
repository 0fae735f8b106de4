"""Everything that a class says over the live socket, handed together to the commands and the snapshot."""

from dataclasses import dataclass

from appliance.services.announcements import Announcements
from appliance.services.chat import Chat
from appliance.services.class_questions import ClassQuestions
from appliance.services.hands import Hands
from appliance.services.session import Session
from appliance.services.signals import Signals
from appliance.services.telling import Telling


@dataclass(frozen=True, slots=True)
class Talk:
    """The services of the class's talk."""

    chat: Chat
    questions: ClassQuestions
    hands: Hands
    signals: Signals
    announcements: Announcements
    telling: Telling
    """Owned here: the services above are handed it."""

    async def forget(self, session: Session) -> None:
        """The session has ended."""
        self.chat.forget(session.session_id)
        self.signals.forget(session.session_id)
        self.announcements.forget(session.session_id)

    async def close(self) -> None:
        """Tell nothing more."""
        await self.telling.close()

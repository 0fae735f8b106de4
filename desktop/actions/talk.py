"""What a teacher says and hears: chat, questions, hands, the announcement, the countdown, the lot."""

from collections.abc import Iterable

from appliance.client.live_events import new_ref
from appliance.contract.live import (
    Announce,
    ChatAudienceName,
    DeleteChat,
    DeleteQuestion,
    LowerHand,
    MuteChat,
    PickRandom,
    ResolveQuestion,
    SendChat,
    StartTimer,
)
from desktop.actions.desk import Desk


class TalkActions:
    """Each method raises CommandRefusedError, ConnectionError or NoBoxError; what was done comes back as an event."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def send(self, text: str, audience: ChatAudienceName, ref: str) -> None:
        """Write a message; sent again with the same `ref`, it is the same message."""
        await self._desk.live.send(SendChat(ref=ref, type="chat_send", text=text, audience=audience))

    async def delete_message(self, message_id: str) -> None:
        """Take a message away."""
        await self._desk.live.send(DeleteChat(ref=new_ref(), type="chat_delete", message_id=message_id))

    async def mute(self, participant_id: str, *, is_muted: bool) -> None:
        """Let one student write to the class no longer, or again."""
        command = MuteChat(ref=new_ref(), type="chat_mute", participant_id=participant_id, is_muted=is_muted)
        await self._desk.live.send(command)

    async def mute_all(self, *, is_muted: bool) -> None:
        """Let only the teacher write to the class, or everybody again."""
        await self._desk.live.send(MuteChat(ref=new_ref(), type="chat_mute", is_muted=is_muted))

    async def resolve(self, question_id: str, *, is_resolved: bool) -> None:
        """Mark a question as answered, or as open again."""
        ref = new_ref()
        command = ResolveQuestion(ref=ref, type="question_resolve", question_id=question_id, is_resolved=is_resolved)
        await self._desk.live.send(command)

    async def delete_question(self, question_id: str) -> None:
        """Take a question away."""
        await self._desk.live.send(DeleteQuestion(ref=new_ref(), type="question_delete", question_id=question_id))

    async def lower_hand(self, participant_id: str) -> None:
        """Lower one hand."""
        await self._desk.live.send(LowerHand(ref=new_ref(), type="hand_lower", participant_id=participant_id))

    async def lower_hands(self, participant_ids: Iterable[str], *, is_everybody: bool) -> None:
        """Lower these hands; at once where no other hand is up."""
        if is_everybody:
            await self._desk.live.send(LowerHand(ref=new_ref(), type="hand_lower", lowers_all=True))
            return
        for participant_id in participant_ids:
            await self.lower_hand(participant_id)

    async def announce(self, text: str) -> None:
        """Tell everybody; an empty text takes the announcement away."""
        await self._desk.live.send(Announce(ref=new_ref(), type="announce", text=text))

    async def start_timer(self, seconds: int, label: str = "") -> None:
        """Count down on every page."""
        await self._desk.live.send(StartTimer(ref=new_ref(), type="timer", seconds=seconds, label=label))

    async def stop_timer(self) -> None:
        """End the countdown."""
        await self.start_timer(0)

    async def pick(self) -> None:
        """Pick one connected student by lot; who it is comes as an event to everybody."""
        await self._desk.live.send(PickRandom(ref=new_ref(), type="pick"))

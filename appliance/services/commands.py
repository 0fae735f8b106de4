"""What may be said on the live socket: one table of command, right and handler. What is not in it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appliance.contract import live
from appliance.contract.live import Command
from appliance.contract.quiz import RespondRequest
from appliance.contract.session import ParticipantChange, SessionChange
from appliance.domain.policy import Action
from appliance.errors import BadRequest, NotAllowed
from appliance.services.joining import Joining
from appliance.services.members import Member
from appliance.services.quiz_runs import QuizRuns
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.services.talk import Talk

ACTIONS: Mapping[type[Command], Action] = MappingProxyType(
    {
        live.Renew: Action.FOLLOW,
        live.AskTime: Action.FOLLOW,
        live.SetWatching: Action.FOLLOW,
        live.SendChat: Action.TALK,
        live.DeleteChat: Action.TALK,
        live.MuteChat: Action.MODERATE,
        live.AskQuestion: Action.SIGNAL,
        live.UpvoteQuestion: Action.SIGNAL,
        live.ResolveQuestion: Action.MODERATE,
        live.DeleteQuestion: Action.TALK,
        live.RaiseHand: Action.SIGNAL,
        live.LowerHand: Action.TALK,
        live.React: Action.TALK,
        live.SayLost: Action.SIGNAL,
        live.Announce: Action.MODERATE,
        live.StartTimer: Action.MODERATE,
        live.PickRandom: Action.MODERATE,
        live.Respond: Action.ANSWER_QUIZ,
    }
)
"""The right that each command needs; the socket itself serves the first three."""


@dataclass(frozen=True, slots=True)
class CommandServices:
    """What the commands call."""

    sessions: Sessions
    joining: Joining
    talk: Talk
    runs: QuizRuns


class Commands:
    """Does what followers ask for."""

    def __init__(self, services: CommandServices) -> None:
        self._sessions = services.sessions
        self._joining = services.joining
        self._talk = services.talk
        self._runs = services.runs

    async def do(self, session: Session, member: Member, command: Command) -> str | None:
        """Do a command whose right was checked; gives the id of what it made."""
        talk, ref = self._talk, command.ref
        match command:
            case live.SendChat(text=text, audience=audience):
                return await talk.chat.send(session, member, text, audience, ref)
            case live.DeleteChat(message_id=message_id):
                await talk.chat.delete(session, member, message_id)
            case live.AskQuestion(text=text):
                return await talk.questions.ask(session, member, text, ref)
            case live.UpvoteQuestion(question_id=question_id, is_on=is_on):
                await talk.questions.upvote(session, member, question_id, is_on=is_on)
            case live.DeleteQuestion(question_id=question_id):
                await talk.questions.delete(session, member, question_id)
            case live.RaiseHand():
                await talk.hands.raise_hand(session, member)
            case live.LowerHand(participant_id=participant_id, lowers_all=lowers_all):
                await talk.hands.lower(session, member, participant_id, lowers_all=lowers_all)
            case live.React(reaction=reaction):
                await talk.signals.react(session, member, reaction)
            case live.SayLost():
                await talk.signals.say_lost(session, member)
            case live.Respond():
                await self._respond(session, member, command)
            case _:
                return await self._moderate(session, member, command)
        return None

    async def _moderate(self, session: Session, member: Member, command: Command) -> str | None:
        talk = self._talk
        match command:
            case live.MuteChat():
                await self._mute(session, command)
            case live.ResolveQuestion(question_id=question_id, is_resolved=is_resolved):
                await talk.questions.resolve(session, question_id, is_resolved=is_resolved)
            case live.Announce(text=text):
                return await talk.announcements.announce(session, text)
            case live.StartTimer(seconds=seconds, label=label):
                talk.announcements.start_timer(session, seconds, label)
            case live.PickRandom():
                return talk.announcements.pick(session)
            case _:
                raise NotAllowed("The box does not know this command.")
        return None

    async def _mute(self, session: Session, command: live.MuteChat) -> None:
        if command.participant_id is None:
            mode = "teacher_only" if command.is_muted else "open"
            await self._sessions.change(session, SessionChange.model_validate({"chat_mode": mode}))
        else:
            change = ParticipantChange(is_muted=command.is_muted)
            await self._joining.change(session, command.participant_id, change)

    async def _respond(self, session: Session, member: Member, command: live.Respond) -> None:
        try:
            wish = RespondRequest(
                run_id=command.run_id,
                question_id=command.question_id,
                answer_id=command.ref,
                answer=command.answer,
                elapsed_ms=command.elapsed_ms,
            )
        except ValueError as error:
            raise BadRequest("An answer's ref has 8 to 64 characters.", 422, "invalid_request") from error
        await self._runs.respond(session, member.person_id, wish)

"""What becomes of a command that a follower sends: paced, its right asked anew, done to the end, answered once."""

import logging
from types import MappingProxyType

from appliance.contract.live import Ack, AskTime, CloseCode, Command, MuteChat, Refused, Renew, SetWatching
from appliance.errors import (
    AirclassError,
    BadRequest,
    CapacityExceeded,
    NotAllowed,
    NotFound,
    StorageFailed,
    StorageSealed,
)
from appliance.services.commands import ACTIONS, Commands
from appliance.services.event_bus import Ending
from appliance.services.live import LiveClasses, Seat

TOO_MANY = Ending(CloseCode.TOO_MANY, "This page says too much at once.")
_CODES = MappingProxyType(
    {
        StorageFailed: "storage_failed",
        StorageSealed: "session_ended",
        CapacityExceeded: "capacity_exceeded",
        NotFound: "not_found",
        NotAllowed: "not_allowed",
    }
)

logger = logging.getLogger(__name__)


class CommandDesk:
    """Takes the commands of every socket."""

    def __init__(self, live: LiveClasses, commands: Commands) -> None:
        self._live = live
        self._commands = commands

    async def take(self, seat: Seat, command: Command) -> Ack | Refused:
        """Do a command; the answer comes once what it has made is durable."""
        if not self._is_in_pace(seat):
            return Refused(ref=command.ref, code="too_many", detail="Too much at once: wait a moment.")
        known = seat.acks.get(command.ref)
        if known is not None:
            return known
        return await self._live.to_the_end(self._answer(seat, command))

    def refuse_unknown(self, seat: Seat, ref: str) -> Refused:
        """Answer a command of a page that is newer than the box."""
        self._is_in_pace(seat)
        return Refused(ref=ref, code="not_understood", detail="The box does not understand this command.")

    def _is_in_pace(self, seat: Seat) -> bool:
        is_in_pace = seat.pace.take(self._live.now_ms())
        if seat.pace.is_abused:
            seat.subscription.cut(TOO_MANY)
        return is_in_pace

    async def _answer(self, seat: Seat, command: Command) -> Ack | Refused:
        try:
            created_id = await self._do(seat, command)
        except AirclassError as error:
            return Refused(ref=command.ref, code=_code_of(error), detail=str(error))
        except Exception:
            # Of one command: the socket goes on, and so does whoever else waits for it.
            logger.exception("%s failed", type(command).__name__)
            return Refused(ref=command.ref, code="internal_error", detail="The box could not do this.")
        ack = Ack(ref=command.ref, created_id=created_id, server_ms=self._live.now_ms())
        if not isinstance(command, Renew | AskTime | SetWatching):
            seat.remember(ack)
        return ack

    async def _do(self, seat: Seat, command: Command) -> str | None:
        action = ACTIONS.get(type(command))
        if action is None:
            raise NotAllowed("The box does not know this command.")
        if isinstance(command, Renew):
            self._live.renew(seat, command.token)
            return None
        self._live.require(seat, action)
        match command:
            case AskTime():
                return None
            case SetWatching(is_watching=is_watching):
                self._live.set_watching(seat, is_watching=is_watching)
                return None
        created_id = await self._commands.do(seat.session, seat.member, command)
        if isinstance(command, MuteChat):
            self._live.look(seat.session, command.participant_id)  # so that the student is told at once
        return created_id


def _code_of(error: AirclassError) -> str:
    if isinstance(error, BadRequest):
        return error.code
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), "refused")

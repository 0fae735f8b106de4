"""The students of a session over HTTP, for its teachers."""

from typing import Annotated

from fastapi import APIRouter, Depends

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.session import ParticipantChange, ParticipantList, ParticipantView
from appliance.domain.policy import Action
from appliance.services.callers import Caller
from appliance.services.joining import Joining
from appliance.services.sessions import Sessions


def participants_router(joining: Joining, sessions: Sessions, auth: Authorization) -> APIRouter:
    """Routes under /sessions/{session_id}/participants."""
    router = APIRouter(prefix="/sessions/{session_id}/participants", tags=["participants"])
    Teacher = Annotated[Caller, Depends(auth(Action.MANAGE_PARTICIPANTS))]  # noqa: N806 - a type
    documented = problems(401, 403, 404, 507)

    @router.get("", responses=problems(401, 403, 404))
    async def list_participants(session_id: str, caller: Teacher) -> ParticipantList:
        """Everybody who has joined, in order, and who on the roster has not."""
        return joining.participants(sessions.get(session_id))

    @router.post("/admit-all", responses=documented)
    async def admit_all(session_id: str, caller: Teacher) -> ParticipantList:
        """Let everybody in who waits."""
        return await joining.admit_all(sessions.get(session_id))

    @router.patch("/{participant_id}", responses=problems(401, 403, 404, 422, 507))
    async def change_participant(
        session_id: str, participant_id: str, change: ParticipantChange, caller: Teacher
    ) -> ParticipantView:
        """Rename, let in, or mute."""
        return await joining.change(sessions.get(session_id), participant_id, change)

    @router.delete("/{participant_id}", status_code=204, responses=documented)
    async def remove_participant(session_id: str, participant_id: str, caller: Teacher) -> None:
        """Send a student away; it holds."""
        await joining.remove(sessions.get(session_id), participant_id, caller)

    return router

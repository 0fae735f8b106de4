"""Sessions, their participants and their casts."""

from dataclasses import dataclass

from appliance.client.connection import BoxConnection
from appliance.contract.account import TeacherList
from appliance.contract.cast import CastCreated, CastList, CastRequest, CastView
from appliance.contract.network import ClassNetwork
from appliance.contract.session import (
    CoTeacherAdded,
    ParticipantChange,
    ParticipantList,
    ParticipantView,
    SessionChange,
    SessionCreate,
    SessionList,
    SessionView,
    StageChange,
    StageView,
    TeacherSessionList,
)

NOT_MODIFIED = 304


class SessionsClient:
    """Routes under /sessions."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def joinable(self, code: str | None = None) -> SessionList:
        """The sessions that can be joined, or the one with this class code."""
        return await self._box.ask(SessionList, "GET", "/sessions", query={"code": code})

    async def mine(self, limit: int = 50, offset: int = 0) -> TeacherSessionList:
        """The teacher's own and co-taught sessions, newest first."""
        return await self._box.ask(
            TeacherSessionList, "GET", "/sessions/mine", query={"limit": limit, "offset": offset}
        )

    async def get(self, session_id: str) -> SessionView:
        """One session, ended or not."""
        return await self._box.ask(SessionView, "GET", f"/sessions/{session_id}")

    async def create(self, wish: SessionCreate) -> SessionView:
        """Make a session."""
        return await self._box.ask(SessionView, "POST", "/sessions", wish)

    async def change(self, session_id: str, change: SessionChange) -> SessionView:
        """Change what is given."""
        return await self._box.ask(SessionView, "PATCH", f"/sessions/{session_id}", change)

    async def open_lobby(self, session_id: str) -> SessionView:
        """Let students join."""
        return await self._box.ask(SessionView, "POST", f"/sessions/{session_id}/lobby")

    async def start(self, session_id: str) -> SessionView:
        """Begin the lesson."""
        return await self._box.ask(SessionView, "POST", f"/sessions/{session_id}/start")

    async def end(self, session_id: str) -> SessionView:
        """End the lesson."""
        return await self._box.ask(SessionView, "POST", f"/sessions/{session_id}/end")

    async def reopen(self, session_id: str) -> SessionView:
        """Go on with an ended lesson."""
        return await self._box.ask(SessionView, "POST", f"/sessions/{session_id}/reopen")

    async def network(self, session_id: str) -> ClassNetwork:
        """How the picture reaches each viewer, and whether the Wi-Fi carries the class."""
        return await self._box.ask(ClassNetwork, "GET", f"/sessions/{session_id}/network")

    async def join_code_svg(self, session_id: str) -> bytes:
        """The join link as a QR code."""
        return await self._box.fetch(f"/sessions/{session_id}/qr.svg")

    async def co_teachers(self, session_id: str) -> TeacherList:
        """The colleagues who teach this session too."""
        return await self._box.ask(TeacherList, "GET", f"/sessions/{session_id}/co-teachers")

    async def add_co_teacher(self, session_id: str, login: str) -> TeacherList:
        """Let a colleague teach this session too."""
        body = CoTeacherAdded(login=login)
        return await self._box.ask(TeacherList, "POST", f"/sessions/{session_id}/co-teachers", body)

    async def remove_co_teacher(self, session_id: str, teacher_id: str) -> TeacherList:
        """Let a colleague teach this session no longer."""
        return await self._box.ask(TeacherList, "DELETE", f"/sessions/{session_id}/co-teachers/{teacher_id}")


class ParticipantsClient:
    """Routes under /sessions/{id}/participants."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def all(self, session_id: str) -> ParticipantList:
        """Everybody who has joined, and who of the roster is absent."""
        return await self._box.ask(ParticipantList, "GET", f"/sessions/{session_id}/participants")

    async def change(self, session_id: str, participant_id: str, change: ParticipantChange) -> ParticipantView:
        """Rename, let in, or mute."""
        path = f"/sessions/{session_id}/participants/{participant_id}"
        return await self._box.ask(ParticipantView, "PATCH", path, change)

    async def admit_all(self, session_id: str) -> ParticipantList:
        """Let everybody in who waits."""
        return await self._box.ask(ParticipantList, "POST", f"/sessions/{session_id}/participants/admit-all")

    async def remove(self, session_id: str, participant_id: str) -> None:
        """Send somebody away; it holds."""
        await self._box.tell("DELETE", f"/sessions/{session_id}/participants/{participant_id}")


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One H.264 picture with its parameter sets, in Annex B, and what names it."""

    data: bytes
    etag: str


class CastsClient:
    """The stage and the casts of a session."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def create(self, session_id: str, label: str = "", *, needs_approval: bool = False) -> CastCreated:
        """Make a cast with its own publishing key."""
        wish = CastRequest(label=label, needs_approval=needs_approval)
        return await self._box.ask(CastCreated, "POST", f"/sessions/{session_id}/casts", wish)

    async def approve(self, session_id: str, cast_id: str) -> CastView:
        """Let a cast that was only requested come on stage."""
        return await self._box.ask(CastView, "POST", f"/sessions/{session_id}/casts/{cast_id}/approve")

    async def delete(self, session_id: str, cast_id: str) -> None:
        """Deny or end a cast; its key opens nothing any more."""
        await self._box.tell("DELETE", f"/sessions/{session_id}/casts/{cast_id}")

    async def stop_all(self, session_id: str) -> CastList:
        """Clear the stage and end every cast; what is left."""
        return await self._box.ask(CastList, "POST", f"/sessions/{session_id}/casts/stop-all")

    async def keyframe(self, session_id: str, cast_id: str, known_etag: str | None = None) -> KeyFrame | None:
        """The cast's latest keyframe, or None while it is the one that is known.

        Raises BoxRefusedError with the code `no_picture` when there is none.
        """
        path = f"/sessions/{session_id}/casts/{cast_id}/keyframe"
        answer = await self._box.send("GET", path, headers={"If-None-Match": known_etag} if known_etag else None)
        if answer.status_code == NOT_MODIFIED:
            return None
        return KeyFrame(answer.content, answer.headers.get("etag", ""))

    async def all(self, session_id: str) -> CastList:
        """Every cast with the codec doctor's findings."""
        return await self._box.ask(CastList, "GET", f"/sessions/{session_id}/casts")

    async def stage(self, session_id: str) -> StageView:
        """What is on stage."""
        return await self._box.ask(StageView, "GET", f"/sessions/{session_id}/stage")

    async def put_on_stage(self, session_id: str, cast_ids: list[str]) -> StageView:
        """Put a cast on stage, or clear it."""
        return await self._box.ask(StageView, "PUT", f"/sessions/{session_id}/stage", StageChange(cast_ids=cast_ids))

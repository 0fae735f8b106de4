"""The live socket: a snapshot of the session, then its numbered events."""

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from appliance.api.origins import is_foreign
from appliance.api.problems import problem
from appliance.contract.session import StageSnapshot
from appliance.errors import NotFound
from appliance.lifecycle import until_first_ends
from appliance.services.casting import Casting
from appliance.services.event_bus import Subscription
from appliance.services.sessions import Session, Sessions

MAX_SOCKETS = 2000
CLOSE_NOT_UNDERSTOOD = 4400
CLOSE_NOT_FOUND = 4404
CLOSE_TOO_SLOW = 4408
CLOSE_FULL = 1013
"""Try again later (IANA WebSocket close codes)."""


def live_socket_router(sessions: Sessions, casting: Casting, max_sockets: int = MAX_SOCKETS) -> APIRouter:
    """WS /ws/session/{session_id}."""
    router = APIRouter()
    open_sockets: set[WebSocket] = set()

    @router.websocket("/ws/session/{session_id}")
    async def live_socket(socket: WebSocket, session_id: str) -> None:
        """Follow a session until either side leaves."""
        if is_foreign(socket):
            detail = "Only the box's own page may follow a session."
            await socket.send_denial_response(problem(403, "not_allowed", detail))
            return
        # A browser tells its page the code of a close, never the status of a refused upgrade.
        await socket.accept()
        try:
            session = sessions.get(session_id)
        except NotFound as error:
            await socket.close(CLOSE_NOT_FOUND, str(error))
            return
        if len(open_sockets) >= max_sockets:
            await socket.close(CLOSE_FULL, "Too many pages follow this box.")
            return
        open_sockets.add(socket)
        try:
            await _follow(socket, session, casting)
        except WebSocketDisconnect:
            pass  # the page left while it was being told something
        finally:
            open_sockets.discard(socket)

    return router


async def _follow(socket: WebSocket, session: Session, casting: Casting) -> None:
    with session.events.subscribe() as subscription:
        stage = casting.stage_view(session.session_id)
        await _send(socket, StageSnapshot(number=session.events.number, stage=stage))
        await until_first_ends(_until_left(socket), _send_events(socket, subscription))


async def _send_events(socket: WebSocket, subscription: Subscription) -> None:
    while (event := await subscription.next()) is not None:
        assert isinstance(event.payload, BaseModel)
        await _send(socket, event.payload)
    await socket.close(CLOSE_TOO_SLOW, "This page fell too far behind.")


async def _until_left(socket: WebSocket) -> None:
    message = await socket.receive()
    if message["type"] != "websocket.disconnect":
        await socket.close(CLOSE_NOT_UNDERSTOOD, "A page has nothing to say on this socket.")


async def _send(socket: WebSocket, message: BaseModel) -> None:
    await socket.send_text(message.model_dump_json())

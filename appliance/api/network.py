"""How the picture reaches a session's viewers over HTTP, for its teachers."""

from fastapi import APIRouter, Depends

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.network import ClassNetwork
from appliance.domain.policy import Action
from appliance.services.class_networks import ClassNetworks
from appliance.services.sessions import Sessions


def network_router(networks: ClassNetworks, sessions: Sessions, auth: Authorization) -> APIRouter:
    """The route /sessions/{session_id}/network."""
    router = APIRouter(prefix="/sessions/{session_id}", tags=["network"])
    may_read = Depends(auth(Action.READ_NETWORK))

    @router.get("/network", dependencies=[may_read], responses=problems(401, 403, 404))
    async def get_network(session_id: str) -> ClassNetwork:
        """Loss, round trip and bitrate of every viewer, and whether the Wi-Fi carries the class."""
        return networks.current(sessions.get(session_id))

    return router

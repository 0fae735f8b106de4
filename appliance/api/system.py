"""The box's own condition: /health and /metrics."""

import ipaddress
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from appliance.api.authorization import Authorization
from appliance.api.documentation import Documentation, problems
from appliance.contract.system import Health
from appliance.domain.policy import Action
from appliance.errors import NotAllowed
from appliance.services.health import HealthCheck

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def system_router(
    health: HealthCheck,
    render_metrics: Callable[[], bytes],
    metrics_readers: Sequence[Network],
    auth: Authorization,
) -> APIRouter:
    """Routes for IT."""
    router = APIRouter(tags=["system"])

    degraded: Documentation = {503: {"model": Health, "description": "Something is not as it should be."}}

    @router.get("/health", dependencies=[Depends(auth(Action.READ_HEALTH))], responses=degraded)
    async def get_health(response: Response) -> Health:
        """What is true of the box now; 503 when something is not as it should be."""
        condition = await health.check()
        response.status_code = 200 if condition.status == "ok" else 503
        return condition

    may_read = Depends(auth(Action.READ_METRICS))

    @router.get("/metrics", dependencies=[may_read], response_class=PlainTextResponse, responses=problems(403))
    async def get_metrics(request: Request) -> Response:
        """Prometheus figures, for the box itself and the networks set by AIRCLASS_METRICS_ALLOW."""
        if not _may_read(request.client.host if request.client else "", metrics_readers):
            raise NotAllowed("The figures are not for this address: see AIRCLASS_METRICS_ALLOW.")
        return Response(render_metrics(), media_type=CONTENT_TYPE_LATEST)

    return router


def _may_read(host: str, readers: Sequence[Network]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or any(address in network for network in readers)

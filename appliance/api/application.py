"""The web application: every router of the box, composed."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from appliance.api import problems
from appliance.api.body_limit import BodyLimit
from appliance.api.documentation import any_problem
from appliance.api.live_socket import live_socket_router
from appliance.api.request_metrics import RequestMetrics
from appliance.api.sessions import sessions_router
from appliance.api.static_viewer import mount_viewer
from appliance.api.system import Network, system_router
from appliance.api.whep import whep_router
from appliance.api.whip import whip_router
from appliance.contract.version import VERSION
from appliance.observability.metrics import Metrics
from appliance.services.addresses import PublicAddresses
from appliance.services.casting import Casting
from appliance.services.health import HealthCheck
from appliance.services.publishing import Publishing
from appliance.services.sessions import Sessions
from appliance.services.viewing import Viewing


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the routers call."""

    sessions: Sessions
    casting: Casting
    viewing: Viewing
    publishing: Publishing
    health: HealthCheck
    addresses: PublicAddresses


def build_application(
    services: ApiServices, metrics: Metrics, metrics_readers: list[Network], viewer_folder: Path
) -> FastAPI:
    """The box's API and student page."""
    app = FastAPI(
        title="AIRClass",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=any_problem(),
    )
    problems.install(app)
    app.include_router(sessions_router(services.sessions, services.casting, services.addresses))
    app.include_router(whep_router(services.viewing, services.sessions, services.casting))
    app.include_router(whip_router(services.publishing))
    app.include_router(live_socket_router(services.sessions, services.casting))
    app.include_router(system_router(services.health, metrics.render, metrics_readers))
    mount_viewer(app, viewer_folder)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestMetrics, metrics=metrics)
    return app

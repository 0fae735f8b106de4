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
from appliance.services.health import HealthCheck
from appliance.services.use_cases import UseCases


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the routers call."""

    use_cases: UseCases
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
    use_cases = services.use_cases
    app.include_router(sessions_router(use_cases.sessions, use_cases.casting, services.addresses))
    app.include_router(whep_router(use_cases.viewing, use_cases.sessions, use_cases.casting))
    app.include_router(whip_router(use_cases.publishing))
    app.include_router(live_socket_router(use_cases.sessions, use_cases.casting))
    app.include_router(system_router(services.health, metrics.render, metrics_readers))
    mount_viewer(app, viewer_folder)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestMetrics, metrics=metrics)
    return app

"""The web application: every router of the box, composed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from appliance.api import problems
from appliance.api.auth import auth_router
from appliance.api.authorization import Authorization
from appliance.api.body_limit import BodyLimit
from appliance.api.casts import casts_router
from appliance.api.dashboard import dashboard_router
from appliance.api.documentation import any_problem
from appliance.api.host_guard import HostGuard
from appliance.api.identity import identity_router
from appliance.api.join_gate import JoinGate
from appliance.api.live_socket import LiveServices, live_socket_router
from appliance.api.network import network_router
from appliance.api.participants import participants_router
from appliance.api.quizzes import quizzes_router
from appliance.api.request_metrics import RequestMetrics
from appliance.api.rosters import rosters_router
from appliance.api.runs import RunServices, runs_router
from appliance.api.sessions import sessions_router
from appliance.api.static_viewer import mount_viewer
from appliance.api.system import Network, system_router
from appliance.api.whep import whep_router
from appliance.api.whip import whip_router
from appliance.contract.version import VERSION
from appliance.observability.metrics import Metrics
from appliance.services.accounts import Accounts
from appliance.services.addresses import PublicAddresses
from appliance.services.commands import Commands
from appliance.services.dashboard import Dashboard
from appliance.services.health import HealthCheck
from appliance.services.identity import IdentityProof
from appliance.services.joining import Joining
from appliance.services.live import LiveClasses
from appliance.services.quiz_bank import QuizBank
from appliance.services.quiz_images import QuizImages
from appliance.services.rights import Rights
from appliance.services.rosters import Rosters
from appliance.services.use_cases import UseCases

MIB = 1024 * 1024
FILE_ROUTES = {"/quizzes/import": 8 * MIB, "/rosters": 8 * MIB, "/quiz-images": 2 * MIB}
"""What may be uploaded, in bytes; everything else is at most 64 KB."""
QUIZ_BODY_BYTES = MIB
"""A quiz of 200 questions with explanations."""


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the routers call."""

    use_cases: UseCases
    health: HealthCheck
    identity: IdentityProof
    addresses: PublicAddresses
    accounts: Accounts
    rights: Rights
    joining: Joining
    rosters: Rosters
    bank: QuizBank
    images: QuizImages
    runs: RunServices
    dashboard: Dashboard
    live: LiveClasses
    commands: Commands


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the web server is set."""

    metrics_readers: Sequence[Network]
    host_names: Sequence[str]
    viewer_folder: Path


def build_application(services: ApiServices, metrics: Metrics, settings: WebSettings) -> FastAPI:
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
    auth = Authorization(services.rights, services.use_cases.sessions)
    _add_teaching(app, services, auth)
    _add_pictures(app, services, auth)
    app.include_router(system_router(services.health, metrics.render, settings.metrics_readers, auth))
    app.include_router(identity_router(services.identity, auth))
    mount_viewer(app, settings.viewer_folder)
    app.add_middleware(JoinGate, joining=services.joining)
    app.add_middleware(BodyLimit, larger=FILE_ROUTES, larger_below={"/quizzes": QUIZ_BODY_BYTES})
    app.add_middleware(HostGuard, allowed_names=settings.host_names)
    app.add_middleware(RequestMetrics, metrics=metrics)
    return app


def _add_teaching(app: FastAPI, services: ApiServices, auth: Authorization) -> None:
    sessions = services.use_cases.sessions
    app.include_router(auth_router(services.accounts, services.joining, auth))
    app.include_router(sessions_router(sessions, services.joining, services.accounts, services.addresses, auth))
    app.include_router(participants_router(services.joining, sessions, auth))
    app.include_router(rosters_router(services.rosters, auth))
    app.include_router(quizzes_router(services.bank, services.images, auth))
    app.include_router(runs_router(services.runs, auth))
    app.include_router(dashboard_router(services.dashboard, auth))
    app.include_router(live_socket_router(LiveServices(services.live, services.commands, auth)))


def _add_pictures(app: FastAPI, services: ApiServices, auth: Authorization) -> None:
    use_cases = services.use_cases
    app.include_router(casts_router(use_cases.casting, services.addresses, auth))
    app.include_router(network_router(use_cases.networks, use_cases.sessions, auth))
    app.include_router(whep_router(use_cases.viewing, use_cases.sessions, use_cases.casting, auth))
    app.include_router(whip_router(use_cases.publishing, auth))

"""Every route of the composed box and every command of its live socket has a right in the policy table."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from appliance.api.authorization import action_of
from appliance.api.static_viewer import viewer_folder
from appliance.contract.live import AnyCommand, Command
from appliance.domain.policy import POLICY, Action, Role
from appliance.services.commands import ACTIONS
from tests.support.composed_application import composed_application
from tests.support.routes import every_route

PAGE_FILES = frozenset({"/", "/src", "/styles", "/icons", "/openapi.json"})
"""The student page and the API's description: the same bytes for whoever asks, like READ_PAGE."""
READING = {"GET", "HEAD"}


def without_policy(routes: Iterable[BaseRoute]) -> list[str]:
    """The paths that nobody has thought about: no action, or one that the table does not know."""
    return [
        _path(route) for route in every_route(routes) if action_of(route) not in POLICY and not _is_page_file(route)
    ]


def commands() -> set[type[Command]]:
    """Everything that the live socket understands."""
    union, _ = get_args(AnyCommand)
    return set(get_args(union))


def _is_page_file(route: BaseRoute) -> bool:
    if _path(route) not in PAGE_FILES:
        return False
    return isinstance(route, Mount) or (isinstance(route, Route) and (route.methods or set()) <= READING)


def _path(route: BaseRoute) -> str:
    return str(getattr(route, "path", route))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    async with composed_application(tmp_path_factory.mktemp("box")) as composed:
        return composed


@pytest.mark.asyncio(loop_scope="module")
async def test_every_route_of_the_box_has_a_right(application: FastAPI) -> None:
    assert without_policy(application.routes) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_walk_sees_every_documented_route_and_the_live_socket(application: FastAPI) -> None:
    walked = {_path(route) for route in every_route(application.routes)}
    assert set(application.openapi()["paths"]) <= walked
    assert "/ws/session/{session_id}" in walked
    assert walked >= PAGE_FILES


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_mounted_is_the_page_and_nothing_else(application: FastAPI) -> None:
    mounts = [route for route in every_route(application.routes) if isinstance(route, Mount)]
    served = {route.path: Path(str(getattr(route.app, "directory", ""))) for route in mounts}
    assert served == {path: viewer_folder() / path[1:] for path in ("/src", "/styles", "/icons")}


def test_every_command_has_a_right() -> None:
    assert {command.__name__ for command in commands() ^ set(ACTIONS)} == set()
    assert set(ACTIONS.values()) <= set(POLICY)


def test_every_action_is_in_the_table() -> None:
    assert set(POLICY) == set(Action)


@pytest.mark.parametrize("role", [Role.NOBODY, Role.EXPIRED, Role.OUTSIDER, Role.REMOVED])
def test_who_is_not_of_the_class_does_nothing_in_it(role: Role) -> None:
    free = {action for action, roles in POLICY.items() if role in roles}
    assert free == {action for action, roles in POLICY.items() if roles == frozenset(Role)}


def test_a_route_without_a_right_is_noticed() -> None:
    router = APIRouter()

    @router.post("/forgotten")
    async def forgotten() -> None:
        """Nobody asked who may."""

    included, mounted = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), FastAPI()
    included.include_router(router)
    included.add_api_websocket_route("/ws/forgotten", forgotten)
    included.mount("/files", mounted)
    assert without_policy(included.routes) == ["/forgotten", "/ws/forgotten", "/files"]


def test_a_writing_route_under_a_pages_name_is_noticed() -> None:
    async def write() -> None:
        """Not a file of the page."""

    assert without_policy([APIRoute("/", write, methods=["POST"])]) == ["/"]

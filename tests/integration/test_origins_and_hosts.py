"""Pages of other sites against a running box: foreign and null origins, rebinding names, forged forms, frames."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from appliance.api.static_viewer import viewer_folder
from tests.support.appliance_process import ApplianceProcess
from tests.support.quiz_box import QuizBox, open_quiz_box

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVIL = "http://evil.example"
FOREIGN_ORIGINS = (
    EVIL,
    "null",
    "file://",
    "http://localhost.evil.example",
    "http://airclass.local.evil.example",
    "http://evil.example/{host}",
    "http://{host}@evil.example",
    "http://{host}.evil.example",
    "http://[",
    "",
)
FOREIGN_HOSTS = (
    "evil.example",
    "evil.example:80",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "airclass.local.evil.example",
    "2130706433.evil.example",
)
OWN_HOSTS = (
    "127.0.0.1",
    "localhost:8000",
    "airclass.local",
    "AIRCLASS.LOCAL:8000",
    "airclass.local.",
    "10.1.2.3",
    "[::1]:8000",
    "box",
)
FORM_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
STEERING: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("POST", "/sessions/practice/casts", {"label": "x"}),
    ("PUT", "/sessions/practice/stage", {"cast_ids": []}),
    ("PATCH", "/sessions/practice", {"title": "x"}),
    ("POST", "/sessions/practice/start", None),
    ("POST", "/sessions/practice/end", None),
    ("POST", "/sessions/practice/runs", {"questions": [{"kind": "slide", "text": "x"}]}),
    ("POST", "/sessions/practice/participants/admit-all", None),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A box with a lesson, its practice class, and what its API is made of."""

    lesson: QuizBox
    document: dict[str, Any]

    @property
    def box(self) -> ApplianceProcess:
        """The box."""
        return self.lesson.box

    def plain_routes(self) -> Iterator[tuple[str, str]]:
        """Method and path of every documented route that is not made for players and publishers of other sites."""
        for path, operations in self.document["paths"].items():
            if "/whep" not in path and "/whip" not in path:
                for method in operations:
                    filled = path.replace("{session_id}", self.lesson.session_id)
                    yield method.upper(), filled.replace("{", "").replace("}", "")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    data_dir: Path = tmp_path_factory.mktemp("box")
    async with ApplianceProcess(data_dir) as box:
        document = (await box.client.get("/openapi.json")).json()
        yield Place(await open_quiz_box(box, data_dir), document)


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
async def test_another_sites_page_hears_nothing_of_the_live_socket(place: Place, origin: str) -> None:
    for session_id in ("practice", place.lesson.session_id):
        with pytest.raises(InvalidStatus) as refused:
            await _open_socket(place, session_id, origin=origin)
        assert refused.value.response.status_code == 403


async def test_the_boxs_own_page_may_follow(place: Place) -> None:
    for origin in (place.box.http_url, place.box.http_url.upper().replace("HTTP", "http"), None):
        await _open_socket(place, "practice", origin=origin)


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
async def test_a_rebound_name_reaches_no_route_and_no_socket(place: Place, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}", **place.lesson.teacher.headers}
    paths = ("/", "/src/main.js", "/openapi.json", *(path for method, path in place.plain_routes() if method == "GET"))
    answers = [await place.box.client.get(path, headers=headers) for path in paths]
    assert {_code(answer) for answer in answers} == {(421, "unknown_host")}
    with pytest.raises(InvalidStatus) as refused:
        await _open_socket(place, "practice", host=host, origin=f"http://{host}")
    assert refused.value.response.status_code == 421


@pytest.mark.parametrize("host", OWN_HOSTS)
async def test_the_boxs_own_names_are_answered(place: Place, host: str) -> None:
    assert (await place.box.client.get("/sessions", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), STEERING, ids=lambda value: str(value)[:40])
async def test_another_site_open_on_the_box_itself_steers_nothing(
    place: Place, method: str, path: str, body: dict[str, Any] | None
) -> None:
    own_port = place.box.addresses.http.rpartition(":")[2]
    for origin in (EVIL, "null", f"http://127.0.0.1.nip.io:{own_port}", f"http://localhost:{own_port}"):
        answer = await place.box.client.request(method, path, json=body, headers={"Origin": origin})
        assert (origin, *_code(answer)) == (origin, 401, "not_signed_in")
    # A name that anybody in the network may answer to is none of the box itself, whatever page says it.
    named = {"Host": f"airclass.local:{own_port}", "Origin": f"http://airclass.local:{own_port}"}
    assert _code(await place.box.client.request(method, path, json=body, headers=named)) == (401, "not_signed_in")


@pytest.mark.parametrize("media_type", FORM_TYPES)
async def test_a_form_is_no_request_of_the_api(place: Place, media_type: str) -> None:
    """What a form of another site can send without asking first: the right bytes under a plain type."""
    for path in ("/auth/login", "/auth/join", "/auth/setup", "/auth/refresh", "/auth/invitations/accept"):
        example = _example(place.document, path)
        answer = await place.box.client.post(path, content=json.dumps(example), headers={"Content-Type": media_type})
        assert (path, *_code(answer)) == (path, 422, "invalid_request")


async def test_nothing_is_remembered_in_a_cookie(place: Place) -> None:
    login = {"login": "minji", "password": "correct horse battery"}
    answers = [await place.box.client.post("/auth/login", json=login), await place.box.client.get("/")]
    answers += [
        await place.box.client.request(method, path, headers=place.lesson.teacher.headers)
        for method, path in place.plain_routes()
        if method == "GET"
    ]
    assert [answer.url.path for answer in answers if "set-cookie" in answer.headers] == []


async def test_no_other_site_may_read_what_the_api_answers(place: Place) -> None:
    headers = {"Origin": EVIL, **place.lesson.teacher.headers}
    read = [
        (method, path)
        for method, path in place.plain_routes()
        if method == "GET"
        and (answer := await place.box.client.get(path, headers=headers)).is_success
        and "access-control-allow-origin" in answer.headers
    ]
    assert read == []


async def test_no_other_site_is_given_leave_to_ask(place: Place) -> None:
    for method, path in place.plain_routes():
        wish = {
            "Origin": EVIL,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        answer = await place.box.client.options(path, headers=wish)
        assert (path, answer.is_success) == (path, False)


async def test_the_page_and_its_parts_are_in_no_other_sites_frame(place: Place) -> None:
    folder = viewer_folder()
    files = [each for name in ("src", "styles", "icons") for each in sorted((folder / name).rglob("*.*"))]
    paths = ["/", *(f"/{each.relative_to(folder)}" for each in files)]
    for path in paths:
        answer = await place.box.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert (path, answer.status_code, "frame-ancestors 'self'" in policy) == (path, 200, True)
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/src/%2e%2e/index.html", "/src/..%2findex.html", "/src/....//index.html"])
async def test_the_page_gives_no_other_file(place: Place, path: str) -> None:
    answer = await place.box.client.get(path)
    assert answer.status_code == 404


async def _open_socket(place: Place, session_id: str, *, host: str = "", origin: str | None = None) -> None:
    """Open the live socket and leave it; raises InvalidStatus when the box refuses the upgrade."""
    box_host, _, port = place.box.addresses.http.rpartition(":")
    filled = origin.replace("{host}", f"{box_host}:{port}") if origin is not None else None
    address = f"ws://{host or place.box.addresses.http}/ws/session/{session_id}"
    wished = Origin(filled) if filled is not None else None
    async with connect(address, proxy=None, host=box_host, port=int(port), origin=wished):
        pass


def _example(document: dict[str, Any], path: str) -> Any:
    schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    described = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return described.get("examples", [{"login": "hana"}])[0]

"""Every route and every live command × every role, on a running box: what the policy table says is what happens."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from websockets.asyncio.client import connect

from appliance.api.authorization import action_of
from appliance.client.live_events import new_ref
from appliance.contract.live import AnyCommand, CloseCode, Command
from appliance.domain.policy import PRACTICE_GUESTS, Action, Role
from appliance.services.commands import ACTIONS
from tests.support.appliance_process import ApplianceProcess
from tests.support.composed_application import composed_application
from tests.support.live_room import Page
from tests.support.request_samples import Sample, sample_body
from tests.support.role_crowd import TEACHERS, Person, RoleCrowd, gather_crowd
from tests.support.routes import every_route

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROLE_CODES = {"not_signed_in", "token_expired", "not_allowed"}
BY_SECRET = {Action.SET_UP, Action.LOG_IN, Action.JOIN, Action.PUBLISH}
"""Here a code, a password or a key in the request is the right: a wrong one is refused to everybody, in other words."""
ELSEWHERE = {"Host": "airclass.local"}
"""As a pupil's device calls the box: who calls it by a loopback address sits at the box itself."""
OF_A_CLASS = ("{session_id}", "{cast_id}")
GENTLE_FIRST = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
LAST = ("/stop-all", "/end", "/auth/logout")
COMMANDS = get_args(get_args(AnyCommand)[0])
_VALUES: Mapping[object, object] = {bool: True, int: 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """One method of one route, and the right that it needs."""

    path: str
    method: str
    action: Action
    sample: Sample

    @property
    def in_class(self) -> bool:
        """Whether the route is about one class."""
        return any(parameter in self.path for parameter in OF_A_CLASS)

    @property
    def gentleness(self) -> tuple[int, int]:
        """What takes something away comes last."""
        ends = next((number for number, end in enumerate(LAST, 1) if self.path.endswith(end)), 0)
        return ends, GENTLE_FIRST.index(self.method)

    async def ask(self, place: "Place", person: Person, ids: Mapping[str, str], **headers: str) -> httpx.Response:
        """Send it as this person."""
        return await place.box.client.request(
            self.method,
            self.path.format_map(ids),
            content=self.sample.content,
            headers={**self.sample.headers, **person.headers, **headers},
        )


UNKNOWN = (Role.NOBODY, Role.EXPIRED)
"""Those who are told to sign in; all others are told that they may not."""


@dataclass(frozen=True, slots=True)
class Place:
    """A running box with a crowd, and everything that it can be asked."""

    box: ApplianceProcess
    crowd: RoleCrowd
    routes: tuple[Asked, ...]

    def every_request(self, *, allowed: bool) -> Iterator[tuple[Person, Asked]]:
        """Everybody with every request that they may, or may not, make; from who may least to who may all."""
        for person in self.crowd.persons:
            for asked in sorted(self.routes, key=lambda each: each.gentleness):
                if person.may(asked.action, in_class=asked.in_class) is allowed:
                    yield person, asked

    async def everything_kept(self) -> dict[str, Any]:
        """What the owner and the class's students can see of the box: nothing of it may change by what is refused."""
        teacher, session = self.crowd.person("teacher"), f"/sessions/{self.crowd.session_id}"
        bank = ("/teachers", "/sessions/mine", "/quizzes", "/rosters", f"/quizzes/{self.crowd.ids['quiz_id']}")
        class_ = (session, *(f"{session}/{part}" for part in ("participants", "co-teachers", "runs", "casts", "stage")))
        answers = {path: await self.box.client.get(path, headers=teacher.headers) for path in (*bank, *class_)}
        assert {path: each.status_code for path, each in answers.items() if each.status_code != 200} == {}
        return {path: each.json() for path, each in answers.items()}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def routes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, ...]:
    """What the routers of the composed box say."""
    async with composed_application(tmp_path_factory.mktemp("composed")) as application:
        document = application.openapi()
        return tuple(_asked(document, every_route(application.routes)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(data_dir: Path, routes: tuple[Asked, ...]) -> AsyncIterator[Place]:
    async with ApplianceProcess(data_dir) as box:
        yield Place(box, await gather_crowd(box, data_dir), routes)


def _asked(document: dict[str, Any], routes: Iterable[Any]) -> Iterator[Asked]:
    for route in routes:
        action = action_of(route)
        if isinstance(route, APIRoute) and action is not None:
            for method in sorted(route.methods or ()):
                yield Asked(route.path, method, action, sample_body(document, route.path, method))


async def test_the_routes_and_roles_are_all_there(routes: tuple[Asked, ...], place: Place) -> None:
    assert len(routes) > 80
    assert {asked.action for asked in routes} | set(ACTIONS.values()) == set(Action)
    assert {person.in_class for person in place.crowd.persons} == set(Role)


async def test_what_is_refused_is_refused_alike_and_changes_nothing(place: Place) -> None:
    before = await place.everything_kept()
    wrong = []
    for person, asked in place.every_request(allowed=False):
        answer = await asked.ask(place, person, place.crowd.ids)
        told = (answer.status_code, answer.json()["code"] if answer.content else "")
        if told != person.refusal(in_class=asked.in_class):
            wrong.append((person.name, asked.method, asked.path, told))
    assert wrong == []
    assert await place.everything_kept() == before


async def test_a_body_that_makes_no_sense_opens_nothing(place: Place) -> None:
    nested = b'{"x":' + b"[" * 50_000
    wrong = []
    for person, asked in place.every_request(allowed=False):
        if asked.sample.is_json:
            odd = replace(asked, sample=Sample(nested, asked.sample.media_type))
            answer = await odd.ask(place, person, place.crowd.ids)
            if not answer.is_client_error:
                wrong.append((person.name, asked.method, asked.path, answer.status_code))
    assert wrong == []


async def test_the_live_socket_lets_in_whom_the_table_lets_in(place: Place) -> None:
    closes = {
        Role.NOBODY: CloseCode.NOT_SIGNED_IN,
        Role.EXPIRED: CloseCode.NOT_SIGNED_IN,
        Role.OUTSIDER: CloseCode.NOT_ALLOWED,
        Role.REMOVED: CloseCode.REMOVED,
    }
    for person in place.crowd.persons:
        async with _socket(place) as page:
            await page.socket.send(json.dumps({"type": "hello", "token": person.token}))
            if person.may(Action.FOLLOW, in_class=True):
                snapshot = await page.hear()
                assert (snapshot["type"], snapshot["you"]["role"]) == ("snapshot", person.in_class.value)
                assert (snapshot["teacher"] is None) is (person.in_class not in TEACHERS)
            else:
                assert (person.name, (await page.closing())[0]) == (person.name, closes[person.in_class])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
async def test_a_command_is_done_for_whom_the_table_allows_it(place: Place, command: type[Command]) -> None:
    wrong = []
    for person in place.crowd.persons:
        if not person.may(Action.FOLLOW, in_class=True):
            continue
        async with _seat(place, person) as page:
            type_, values = _sample_command(command, person)
            answer = await page.say(type_, ref=new_ref(), **values)
            is_refused = answer.get("code") in ROLE_CODES
            if is_refused is person.may(ACTIONS[command], in_class=True) or answer.get("code") == "internal_error":
                wrong.append((person.name, answer))
    assert wrong == []


async def test_only_teachers_are_told_of_casts(place: Place) -> None:
    teacher, path = place.crowd.person("teacher"), f"/sessions/{place.crowd.session_id}/casts"
    followers = [person for person in place.crowd.persons if person.may(Action.FOLLOW, in_class=True)]
    async with AsyncExitStack() as stack:
        pages = {person: await stack.enter_async_context(_seat(place, person)) for person in followers}
        made = await place.box.client.post(path, json={"needs_approval": True}, headers=teacher.headers)
        await place.box.client.delete(f"{path}/{made.json()['cast_id']}", headers=teacher.headers)
        # Deleting is told after a pause that begins with the making: whoever is told of casts was told by then.
        told = await pages[teacher].hear_type("casts")
        while any(each["cast_id"] == made.json()["cast_id"] for each in told["casts"]):
            told = await pages[teacher].hear_type("casts")
        heard = {
            person.in_class: [each["type"] for each in await page.heard_until_answer("time")]
            for person, page in pages.items()
        }
    assert {role for role, types in heard.items() if "casts" in types} == {Role.CO_TEACHER}
    assert set(heard) == {Role.WAITING, Role.STUDENT, Role.CO_TEACHER, Role.TEACHER}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
async def test_nothing_is_done_for_who_has_not_said_hello(place: Place, command: type[Command]) -> None:
    type_, values = _sample_command(command, place.crowd.person("teacher"))
    async with _socket(place) as page:
        await page.send(type_, **values)
        assert (await page.closing())[0] == CloseCode.NOT_UNDERSTOOD


async def test_a_role_is_never_taken_from_what_a_page_says(place: Place) -> None:
    student, teacher = place.crowd.person("student"), place.crowd.person("teacher")
    for lie in ({"role": "teacher"}, {"admin": True}, {"person_id": teacher.person_id}):
        async with _socket(place) as page:
            await page.socket.send(json.dumps({"type": "hello", "token": student.token, **lie}))
            assert (await page.closing())[0] == CloseCode.NOT_UNDERSTOOD
    async with _socket(place) as page:
        await page.socket.send(json.dumps({"type": "hello", "token": student.token, "is_teacher": True}))
        assert (await page.hear())["you"]["role"] == "student"
        # Another person's token does not make somebody that person.
        assert await _code(page, "renew", token=teacher.token) == "not_allowed"
        assert await _code(page, "announce", text="Go home.") == "not_allowed"
        assert await _code(page, "register_as_remote", session_id=place.crowd.session_id) == "not_understood"
        assert await _code(page, "chat_send", text="x", author="teacher") == "not_understood"


async def test_a_token_in_the_address_opens_no_socket(place: Place) -> None:
    query = f"?token={place.crowd.person('teacher').token}"
    async with _socket(place, query) as page:
        await page.socket.send(json.dumps({"type": "hello"}))
        assert (await page.closing())[0] == CloseCode.NOT_SIGNED_IN


async def test_the_practice_class_is_for_looking_only_from_elsewhere(place: Place) -> None:
    """And what is allowed from the box itself is not for who only says so."""
    ids = {**place.crowd.ids, "session_id": "practice"}
    wrong = []
    for name in ("nobody", "other_teacher", "student", "expired_student", "removed"):
        person = place.crowd.person(name)
        for asked in place.routes:
            if "{session_id}" not in asked.path:
                continue
            answer = await asked.ask(place, person, ids, **ELSEWHERE)
            if asked.action in PRACTICE_GUESTS and person.at_box is not Role.EXPIRED:
                is_right = answer.status_code < 500 and answer.status_code not in (401, 403)
            else:
                is_right = answer.status_code == (401 if person.at_box in UNKNOWN else 403)
            if not is_right:
                wrong.append((name, asked.method, asked.path, answer.status_code))
    assert wrong == []


async def test_guests_of_the_practice_class_only_follow_it(place: Place) -> None:
    host, _, port = place.box.addresses.http.rpartition(":")
    address = f"ws://{ELSEWHERE['Host']}:{port}/ws/session/practice"
    async with connect(address, proxy=None, host=host, port=int(port)) as socket:
        page, guest = Page(socket), Person("guest", None, Role.NOBODY, Role.NOBODY)
        await socket.send(json.dumps({"type": "hello", "is_teacher": True}))
        assert (await page.hear())["you"]["role"] == "guest"
        for command in COMMANDS:
            type_, values = _sample_command(command, guest)
            answer = await page.say(type_, **values)
            may = ACTIONS[command] in PRACTICE_GUESTS
            assert (type_, answer["type"]) == (type_, "ack" if may else "refused")


async def test_what_is_allowed_is_done_and_never_breaks(place: Place) -> None:
    """The last test: everybody does whatever they may, up to ending the class."""
    wrong = []
    for person, asked in place.every_request(allowed=True):
        answer = await asked.ask(place, person, place.crowd.ids)
        is_broken = answer.is_server_error and asked.action is not Action.READ_HEALTH
        if is_broken or _is_refused_for_role(asked, answer):
            wrong.append((person.name, asked.method, asked.path, answer.status_code, answer.text))
    assert wrong == []


async def _code(page: Page, type_: str, **values: object) -> str:
    """How a command is refused."""
    return str((await page.say(type_, ref=new_ref(), **values))["code"])


@asynccontextmanager
async def _socket(place: Place, query: str = "") -> AsyncIterator[Page]:
    address = f"ws{place.box.http_url.removeprefix('http')}/ws/session/{place.crowd.session_id}{query}"
    async with connect(address, proxy=None) as socket:
        yield Page(socket)


@asynccontextmanager
async def _seat(place: Place, person: Person) -> AsyncIterator[Page]:
    async with _socket(place) as page:
        await page.socket.send(json.dumps({"type": "hello", "token": person.token}))
        assert (await page.hear())["type"] == "snapshot"
        yield page


def _sample_command(command: type[Command], person: Person) -> tuple[str, dict[str, Any]]:
    """A command with something in every field that must be there; what it names is not there."""
    values: dict[str, Any] = {"token": person.token or "x", "answer": {"option_ids": []}, "reaction": "clap"}
    fields = {name: field for name, field in command.model_fields.items() if name not in ("ref", "type")}
    wanted = {name: field for name, field in fields.items() if field.is_required()}
    made = {name: values.get(name, _VALUES.get(field.annotation, "nothing")) for name, field in wanted.items()}
    return get_args(command.model_fields["type"].annotation)[0], made


def _is_refused_for_role(asked: Asked, answer: httpx.Response) -> bool:
    if answer.status_code not in (401, 403):
        return False
    return asked.action not in BY_SECRET or answer.json()["code"] in ROLE_CODES

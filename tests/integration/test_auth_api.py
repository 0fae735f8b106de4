"""Accounts, joining, participants and rosters over real HTTP: what each may ask, and what everybody is told."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from appliance.api.authorization import action_of
from appliance.contract.account import Joined, JoinRequest, SignedIn, Tokens
from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.contract.roster import RosterImported
from appliance.contract.session import ParticipantList
from appliance.domain.policy import POLICY, Role
from appliance.services.accounts import REFRESH_RETRY_MS
from appliance.services.session import Session
from tests.support.class_box import ClassBox, open_class_box, people_application, serve
from tests.support.people_box import PASSWORD, SETUP_CODE
from tests.support.routes import every_route

TEACHER_PLACE, STUDENT_PLACE = "127.0.0.2", "127.0.0.3"
SETUP = {"setup_code": SETUP_CODE, "login": "minji", "name": "김민지", "password": PASSWORD}
ROSTER_CSV = "학년,반,번호,이름\r\n3,5,7,이서연\r\n3,5,8,\r\n3,5,9,박준\r\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A served box and how to reach it."""

    box: ClassBox
    app: FastAPI
    origin: str

    def client(self, token: str | None = None, address: str = STUDENT_PLACE) -> httpx.AsyncClient:
        """A browser or program at some address, signed in or not."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx.AsyncHTTPTransport(local_address=address)
        return httpx.AsyncClient(base_url=self.origin, headers=headers, transport=transport)

    async def set_up(self) -> SignedIn:
        """Make the first teacher."""
        async with self.client(address=TEACHER_PLACE) as client:
            answer = await client.post("/auth/setup", json=SETUP)
        assert answer.status_code == 201
        return SignedIn.model_validate_json(answer.content)

    async def join(self, session: Session, name: str = "이서연", secret: str = "") -> Joined:
        """Join a class."""
        secret = secret or secrets.token_urlsafe(24)
        wish = JoinRequest(class_code=session.class_code, name=name, device_secret=secret)
        async with self.client() as client:
            answer = await client.post("/auth/join", json=wish.model_dump())
        assert answer.status_code == 201
        return Joined.model_validate_json(answer.content)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with open_class_box(tmp_path) as box:
        app = people_application(box)
        async with serve(app) as origin:
            yield Place(box, app, origin)


def _routes(place: Place) -> list[APIRoute]:
    return [route for route in every_route(place.app.routes) if isinstance(route, APIRoute)]


def _told(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    return answer.status_code, answer.json()["code"]


async def test_from_the_first_boot_to_logging_out(place: Place) -> None:
    async with place.client(address=TEACHER_PLACE) as client:
        assert (await client.get("/auth/setup")).json() == {"needs_setup": True}
        assert _told(await client.post("/auth/setup", json=SETUP | {"setup_code": "AAAAAAAA"})) == (
            403,
            "wrong_setup_code",
        )
        made = await client.post("/auth/setup", json=SETUP)
        assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
        assert _told(await client.post("/auth/setup", json=SETUP)) == (409, "already_set_up")
        assert (await client.get("/auth/setup")).json() == {"needs_setup": False}
        assert _told(await client.get("/teachers")) == (401, "not_signed_in")
        signed_in = await client.post("/auth/login", json={"login": "minji", "password": PASSWORD})
        tokens = SignedIn.model_validate_json(signed_in.content).tokens
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        teachers = (await client.get("/teachers", headers=bearer)).json()["teachers"]
        assert [(each["login"], each["name"]) for each in teachers] == [("minji", "김민지")]
        assert (await client.post("/auth/logout", headers=bearer)).status_code == 204
        after = await client.get("/teachers", headers=bearer)
        assert (_told(after), after.headers["www-authenticate"]) == ((401, "token_expired"), "Bearer")
        renewed = await client.post("/auth/refresh", json={"refresh_token": tokens.refresh_token})
        assert _told(renewed) == (401, "login_over")


async def test_tokens_are_renewed_once(place: Place) -> None:
    first = (await place.set_up()).tokens
    async with place.client(address=TEACHER_PLACE) as client:
        answer = await client.post("/auth/refresh", json={"refresh_token": first.refresh_token})
        second = Tokens.model_validate_json(answer.content)
        place.box.people.clock.pass_seconds(REFRESH_RETRY_MS / 1000 + 1)
        again = await client.post("/auth/refresh", json={"refresh_token": first.refresh_token})
        assert _told(again) == (401, "token_reused")
        ended = await client.get("/teachers", headers={"Authorization": f"Bearer {second.access_token}"})
        assert _told(ended) == (401, "token_expired")


async def test_a_colleague_comes_by_invitation(place: Place) -> None:
    owner = await place.set_up()
    async with place.client(owner.tokens.access_token) as client:
        code = (await client.post("/auth/invitations")).json()["invitation_code"]
    wish = {"invitation_code": code, "login": "hana", "name": "이하나", "password": PASSWORD}
    async with place.client() as client:
        assert (await client.post("/auth/invitations/accept", json=wish)).status_code == 201
        assert _told(await client.post("/auth/invitations/accept", json=wish)) == (403, "wrong_invitation")


async def test_a_password_is_changed(place: Place) -> None:
    owner = await place.set_up()
    async with place.client(owner.tokens.access_token) as client:
        change = {"old_password": PASSWORD, "new_password": "another horse entirely"}
        assert (await client.post("/auth/password", json=change)).status_code == 204
        assert (await client.get("/teachers")).status_code == 200
        assert _told(await client.post("/auth/password", json=change)) == (403, "wrong_password")
        assert _told(await client.post("/auth/login", json={"login": "minji", "password": PASSWORD})) == (
            401,
            "wrong_login",
        )


async def test_guessing_a_password_is_slowed_down_for_the_guesser_only(place: Place) -> None:
    await place.set_up()
    async with place.client() as pupil:
        guesses = [await pupil.post("/auth/login", json={"login": "minji", "password": "12345"}) for _ in range(6)]
        assert [each.status_code for each in guesses] == [401, 401, 401, 429, 429, 429]
    async with place.client(address=TEACHER_PLACE) as teacher:
        answer = await teacher.post("/auth/login", json={"login": "minji", "password": PASSWORD})
        assert answer.status_code == 200


async def test_students_join_and_the_teacher_manages_them(place: Place) -> None:
    owner = await place.set_up()
    session = await place.box.open_class(needs_approval=True)
    joined = [await place.join(session, name) for name in ("이서연", "김민지")]
    assert [each.admission for each in joined] == ["waiting", "waiting"]
    path = f"/sessions/{session.session_id}/participants"
    async with place.client(owner.tokens.access_token, TEACHER_PLACE) as teacher:
        listed = ParticipantList.model_validate_json((await teacher.get(path)).content)
        assert [(each.name, each.warning) for each in listed.participants] == [
            ("이서연", ""),
            ("김민지", "like_teacher"),
        ]
        first, second = (f"{path}/{each.participant_id}" for each in joined)
        renamed = await teacher.patch(second, json={"name": "김민서", "is_muted": True})
        assert (renamed.json()["name"], renamed.json()["is_muted"], renamed.json()["warning"]) == ("김민서", True, "")
        let_in = (await teacher.post(f"{path}/admit-all")).json()["participants"]
        assert [each["admission"] for each in let_in] == ["admitted", "admitted"]
        assert (await teacher.delete(first)).status_code == 204
        assert _told(await teacher.patch(f"{path}/nobody", json={"is_muted": True})) == (404, "not_found")
        assert _told(await teacher.patch(second, json={"name": "\u200b"})) == (422, "invalid_text")
    async with place.client(joined[0].access_token) as removed:
        assert _told(await removed.get(path)) == (403, "not_allowed")


async def test_a_removed_student_does_not_get_back_in(place: Place) -> None:
    await place.set_up()
    session = await place.box.open_class()
    secret = secrets.token_urlsafe(24)
    joined = await place.join(session, secret=secret)
    await place.box.joining.remove(session, joined.participant_id, place.box.teacher(session))
    wish = {"class_code": session.class_code, "name": "다른 이름", "device_secret": secret}
    async with place.client() as client:
        assert _told(await client.post("/auth/join", json=wish)) == (403, "removed")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"class_code": "WRONG2"}, (404, "not_found")),
        ({"class_code": ""}, (404, "not_found")),
        ({"name": "\u202e"}, (422, "invalid_text")),
        ({"name": ""}, (422, "invalid_request")),
        ({"device_secret": "short"}, (422, "invalid_request")),
        ({"device_secret": "x" * 129}, (422, "invalid_request")),
        ({"device_secret": "한" * 30}, (422, "invalid_request")),
        ({"is_teacher": True}, (422, "invalid_request")),
        ({"name": {"en": "x"}}, (422, "invalid_request")),
    ],
)
async def test_what_is_no_join_is_refused(place: Place, change: dict[str, object], told: tuple[int, str]) -> None:
    await place.set_up()
    session = await place.box.open_class()
    wish = {"class_code": session.class_code, "name": "이서연", "device_secret": "x" * 30} | change
    async with place.client() as client:
        assert _told(await client.post("/auth/join", json=wish)) == told
    assert len(session.store.participants) == 0


async def test_a_lone_surrogate_is_refused_and_breaks_nothing(place: Place) -> None:
    await place.set_up()
    session = await place.box.open_class()
    body = f'{{"class_code":"{session.class_code}","name":"\\ud800","device_secret":"{"x" * 30}"}}'
    async with place.client() as client:
        answer = await client.post("/auth/join", content=body, headers={"Content-Type": "application/json"})
        assert _told(answer) == (422, "invalid_request")


async def test_code_guessing_ends_after_a_hundred(place: Place) -> None:
    await place.set_up()
    session = await place.box.open_class()
    async with place.client() as client:
        statuses = []
        for number in range(120):
            wish = {"class_code": f"GUESS{number}", "name": "이서연", "device_secret": "x" * 30}
            statuses.append((await client.post("/auth/join", json=wish)).status_code)
        assert statuses == [404] * 100 + [429] * 20
        right = {"class_code": session.class_code, "name": "이서연", "device_secret": "x" * 30}
        assert _told(await client.post("/auth/join", json=right)) == (429, "too_many")
    async with place.client(address="127.0.0.9") as elsewhere:
        assert (await elsewhere.post("/auth/join", json=right)).status_code == 201


async def test_rosters_are_imported_and_nobody_sees_another_teachers(place: Place) -> None:
    owner = await place.set_up()
    async with place.client(owner.tokens.access_token) as client:
        answer = await client.post(
            "/rosters",
            params={"title": "3학년 5반"},
            content=ROSTER_CSV.encode("cp949"),
            headers={"Content-Type": "text/csv"},
        )
        assert answer.status_code == 201
        imported = RosterImported.model_validate_json(answer.content)
        assert [each.name for each in imported.roster.entries] == ["이서연", "박준"]
        assert [(each.line, each.code) for each in imported.errors] == [(3, "no_name")]
        path = f"/rosters/{imported.roster.roster_id}"
        assert (await client.get(path)).json() == imported.roster.model_dump()
        listed = (await client.get("/rosters")).json()["rosters"]
        assert [(each["title"], each["pupils"]) for each in listed] == [("3학년 5반", 2)]
        assert _told(await client.post("/rosters", content=b"\x00\x01")) == (422, "unreadable_file")
        code = (await client.post("/auth/invitations")).json()["invitation_code"]
        wish = {"invitation_code": code, "login": "hana", "name": "이하나", "password": PASSWORD}
        colleague = SignedIn.model_validate_json((await client.post("/auth/invitations/accept", json=wish)).content)
    async with place.client(colleague.tokens.access_token) as other:
        assert (await other.get("/rosters")).json() == {"rosters": []}
        assert _told(await other.get(path)) == (404, "not_found")
        assert _told(await other.delete(path)) == (404, "not_found")
    async with place.client(owner.tokens.access_token) as client:
        assert (await client.delete(path)).status_code == 204
        assert _told(await client.get(path)) == (404, "not_found")


async def test_every_route_has_an_action(place: Place) -> None:
    routes = _routes(place)
    assert len(routes) == 18
    assert [route.path for route in routes if action_of(route) is None] == []


async def test_every_route_refuses_whom_its_action_refuses(place: Place) -> None:
    owner = await place.set_up()
    session = await place.box.open_class()
    student = await place.join(session)
    expired, _ = place.box.people.tokens.issue_access("teacher", owner.teacher.teacher_id, 0, seconds=0)
    for role, token, status in (
        (Role.NOBODY, None, 401),
        (Role.EXPIRED, expired, 401),
        (Role.STUDENT, student.access_token, 403),
    ):
        forbidden = _forbidden(place, role)
        assert len(forbidden) == 12
        async with place.client(token) as client:
            for method, path in forbidden:
                answer = await client.request(
                    method, path.format(session_id=session.session_id, participant_id="x", roster_id="x")
                )
                assert (method, path, answer.status_code) == (method, path, status)


def _forbidden(place: Place, role: Role) -> list[tuple[str, str]]:
    """The routes, by method and path, whose action the table does not give to the role."""
    found = []
    for route in _routes(place):
        action = action_of(route)
        assert action is not None
        if role not in POLICY[action]:
            found += [(method, route.path) for method in route.methods or ()]
    return found


async def test_a_token_in_the_address_is_not_read(place: Place) -> None:
    owner = await place.set_up()
    async with place.client() as client:
        answer = await client.get("/teachers", params={"access_token": owner.tokens.access_token})
        assert _told(answer) == (401, "not_signed_in")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic bWluamk6eA==", "Bearer a b", "Token x", "Bearer \xff"])
async def test_an_odd_header_is_nobodys(place: Place, header: str) -> None:
    async with place.client() as client:
        answer = await client.get("/teachers", headers={b"Authorization": header.encode("latin-1")})
        assert _told(answer) == (401, "not_signed_in")

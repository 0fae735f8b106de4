"""The quiz routes behind a real web server on a port of the loopback, over a real store, with real tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI

from appliance.api import problems
from appliance.api.authorization import Authorization
from appliance.api.body_limit import BodyLimit
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.quizzes import quizzes_router
from appliance.api.runs import RunServices, runs_router
from appliance.config import Endpoint
from appliance.contract.account import InvitationAccepted, SetupRequest
from appliance.services.accounts import AccountParts, Accounts
from appliance.services.own_data import OwnDataView
from appliance.services.passwords import Passwords
from appliance.services.rights import Rights
from appliance.services.session import Session
from appliance.services.tokens import Tokens
from appliance.storage.ids import new_id
from tests.support.people_box import BOX_ID, PASSWORD, SECRET, SETUP_CODE
from tests.support.quiz_class import QuizClass, quiz_class

LARGER_BODIES = {"/quizzes": 1 << 20, "/quizzes/import": 8 << 20, "/quiz-images": 2 << 20}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a token."""

    id: str
    headers: dict[str, str]


@dataclass(slots=True)
class QuizServer:
    """A box that serves quizzes: two teachers, and a class of the first."""

    box: QuizClass
    routers: tuple[APIRouter, ...]
    accounts: Accounts
    client: httpx.AsyncClient
    teacher: Person
    colleague: Person
    session: Session

    @property
    def runs_path(self) -> str:
        """Where the class's runs are."""
        return f"/sessions/{self.session.session_id}/runs"

    def student(self, name: str, session: Session | None = None) -> Person:
        """A student of the class, or of another one."""
        session = session or self.session
        person = self.box.room.join(session, name)
        token, _ = self.accounts.tokens.issue_access("student", person.id, 0, session_id=session.session_id)
        return Person(person.id, bearer(token))


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def quiz_server(folder: Path) -> AsyncIterator[QuizServer]:
    """The server until the block ends."""
    async with quiz_class(folder) as box:
        clock, sessions = box.room.clock, box.room.sessions
        parts = AccountParts(Passwords(), Tokens(SECRET, BOX_ID, clock), clock.wall_ms, clock.monotonic_ns, new_id)
        accounts = Accounts(box.room.catalogue, parts, SETUP_CODE)
        rights = Rights(accounts, sessions)
        services = RunServices(sessions, box.runs, box.results, OwnDataView(sessions, box.results, lambda *_: None))
        auth = Authorization(rights, sessions)
        app = FastAPI(title="quizzes", version="1")
        problems.install(app)
        routers = quizzes_router(box.bank, box.images, auth), runs_router(services, auth)
        for router in routers:
            app.include_router(router)
        app.add_middleware(BodyLimit, larger=LARGER_BODIES)
        async with _served(app) as client:
            teacher, colleague = await _teachers(accounts, rights)
            session = await box.room.open_class(teacher.id)
            yield QuizServer(box, routers, accounts, client, teacher, colleague, session)


@asynccontextmanager
async def _served(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    sockets = open_http_sockets(Endpoint("127.0.0.1", 0))
    server = HttpServer(app)
    await server.start(sockets)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{sockets[0].getsockname()[1]}") as client:
            yield client
    finally:
        await server.close()


async def _teachers(accounts: Accounts, rights: Rights) -> tuple[Person, Person]:
    wish = SetupRequest(setup_code=SETUP_CODE, login="minji", name="김민지", password=PASSWORD)
    first = await accounts.set_up(wish, "127.0.0.1")
    invitation = await accounts.invite(rights.read_token(first.tokens.access_token, is_on_box=False))
    code = invitation.invitation_code
    accepted = InvitationAccepted(invitation_code=code, login="hana", name="하나", password=PASSWORD)
    second = await accounts.accept_invitation(accepted, "127.0.0.1")
    people = [Person(each.teacher.teacher_id, bearer(each.tokens.access_token)) for each in (first, second)]
    return people[0], people[1]

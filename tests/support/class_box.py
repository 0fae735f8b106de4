"""Classes over real stores: accounts, sessions, joining, rosters and rights as in a box, without media."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from appliance.api import problems
from appliance.api.auth import auth_router
from appliance.api.authorization import Authorization
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.join_gate import JoinGate
from appliance.api.participants import participants_router
from appliance.api.rosters import rosters_router
from appliance.config import Endpoint
from appliance.contract.account import Joined, JoinRequest
from appliance.contract.session import SessionCreate
from appliance.services.accounts import AccountParts, Accounts
from appliance.services.callers import Caller
from appliance.services.event_bus import EventBus
from appliance.services.join_limits import JoinLimits
from appliance.services.joining import Joining, JoinParts
from appliance.services.passwords import Passwords
from appliance.services.presence import Presence
from appliance.services.rights import Rights
from appliance.services.rosters import Rosters
from appliance.services.session import Session, SessionParts
from appliance.services.sessions import Sessions
from appliance.services.tokens import Tokens
from appliance.storage.box_clock import BoxClock
from appliance.storage.catalogue import CATALOGUE_SCHEMA, Catalogue
from appliance.storage.engine import StoreEngine
from appliance.storage.file_system import DiskFiles, FileSystem
from appliance.storage.ids import new_id
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.session_stores import SessionStores
from tests.support.people_box import BOX_ID, SECRET, SETUP_CODE, HandBoxClock, PeopleBox
from tests.support.practice_session import practice_broadcast

SOURCE = "10.0.0.20"


@dataclass(frozen=True, slots=True)
class ClassBox:
    """What a test of classes holds."""

    people: PeopleBox
    sessions: Sessions
    joining: Joining
    rosters: Rosters
    rights: Rights

    async def open_class(self, login: str = "minji", **wishes: bool | str | None) -> Session:
        """A session with its lobby open, of the first teacher, who is made when there is none."""
        if self.people.accounts.needs_setup:
            await self.people.first_teacher(login)
        owner = self.people.accounts.by_login(login)
        return await self.sessions.create(owner.id, SessionCreate.model_validate({"title": "광합성", **wishes}))

    def teacher(self, session: Session) -> Caller:
        """The session's owner."""
        return Caller("teacher", session.lesson.owner_id)

    async def join(
        self, session: Session, name: str = "이서연", secret: str | None = None, source: str = SOURCE
    ) -> Joined:
        """Join from a device; from a new one without a secret."""
        wish = JoinRequest(class_code=session.class_code, name=name, device_secret=secret or device_secret())
        return await self.joining.join(wish, source)


def device_secret(number: int | None = None, _numbers: "itertools.count[int]" = itertools.count()) -> str:  # noqa: B008
    """A device's secret: another one each time, or that of a certain device."""
    return f"device-{next(_numbers) if number is None else f'n{number}':0>30}"


@asynccontextmanager
async def open_class_box(
    folder: Path,
    limits: JoinLimits | None = None,
    clock: HandBoxClock | None = None,
    *,
    files: FileSystem | None = None,
) -> AsyncIterator[ClassBox]:
    """The box whose data lies in `folder` until the block ends; its clock stands unless another is given."""
    clock = clock or HandBoxClock()
    async with JournalWriter(retry_seconds=0.01) as writer:
        engine = StoreEngine(files or DiskFiles(), BoxClock("node"), writer, Outbox())
        database = await engine.open(folder / "catalogue", CATALOGUE_SCHEMA)
        catalogue = Catalogue(database)
        tokens = Tokens(SECRET, BOX_ID, clock)
        parts = AccountParts(Passwords(), tokens, clock.wall_ms, clock.monotonic_ns, new_id)
        people = PeopleBox(clock, catalogue, tokens, Accounts(catalogue, parts, SETUP_CODE), database)
        stores = SessionStores(folder / "sessions", engine, lambda *_: None)
        codes = itertools.count()
        session_parts = SessionParts(
            practice_broadcast,
            partial(EventBus, "epoch"),
            lambda store: Presence(store, clock.wall_ms, new_id),
            new_id,
            lambda: f"CLASS{'ABCDEFGHJK'[next(codes) % 10]}",
            clock.wall_ms,
        )
        sessions = Sessions(catalogue, stores, session_parts)
        await sessions.restore()
        join_parts = JoinParts(clock.wall_ms, clock.monotonic_ns, new_id, limits or JoinLimits())
        joining = Joining(sessions, people.accounts, catalogue, join_parts)
        rosters = Rosters(catalogue, clock.wall_ms, new_id)
        try:
            yield ClassBox(people, sessions, joining, rosters, Rights(people.accounts, sessions))
        finally:
            await sessions.close()
            await stores.close()
            await database.close()


def people_application(box: ClassBox) -> FastAPI:
    """The routers of accounts, participants and rosters, behind the gate of joins."""
    app = FastAPI()
    problems.install(app)
    auth = Authorization(box.rights, box.sessions)
    app.include_router(auth_router(box.people.accounts, box.joining, auth))
    app.include_router(participants_router(box.joining, box.sessions, auth))
    app.include_router(rosters_router(box.rosters, auth))
    app.add_middleware(JoinGate, joining=box.joining)
    return app


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncIterator[str]:
    """The application behind the box's own web server: its origin."""
    sockets = open_http_sockets(Endpoint("127.0.0.1", 0))
    server = HttpServer(app)
    await server.start(sockets)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        await server.close()

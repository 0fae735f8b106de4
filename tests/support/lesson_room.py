"""A box without sockets and pictures: a real store in a folder, real sessions, and a clock that the test moves."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from appliance.contract.session import SessionCreate
from appliance.domain.participant import Admission, Participant
from appliance.media.broadcast import Broadcast
from appliance.services.event_bus import EventBus
from appliance.services.presence import Presence
from appliance.services.session import Session, SessionParts
from appliance.services.sessions import Sessions
from appliance.storage.box_clock import BoxClock
from appliance.storage.catalogue import CATALOGUE_SCHEMA, Catalogue
from appliance.storage.database import Database
from appliance.storage.engine import StoreEngine
from appliance.storage.file_system import DiskFiles, FileSystem
from appliance.storage.ids import new_id
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.session_stores import SessionStores
from appliance.storage.trouble import StorageTrouble
from tests.support.practice_session import practice_broadcast
from tests.support.recording_sink import HandClock

START_MS = 1_764_000_000_000
TEACHER = "teacher-1"


@dataclass(frozen=True, slots=True)
class LessonRoom:
    """The parts of the box that keep lessons."""

    monotonic: HandClock
    clock: BoxClock
    catalogue: Catalogue
    stores: SessionStores
    sessions: Sessions
    catalogue_database: Database
    data_dir: Path

    def pass_ms(self, milliseconds: int) -> None:
        """Let time pass."""
        self.monotonic.now_ns += milliseconds * 1_000_000

    async def open_class(self, owner_id: str = TEACHER, title: str = "광합성") -> Session:
        """A session that goes on."""
        session = await self.sessions.create(owner_id, SessionCreate(title=title))
        await self.sessions.start(session)
        return session

    def join(
        self, session: Session, name: str, *, participant_id: str = "", admission: Admission = Admission.ADMITTED
    ) -> Participant:
        """A student of the session, joined now."""
        person = Participant(
            id=participant_id or new_id(),
            name=name,
            secret_hash="0" * 64,
            admission=admission,
            joined_ms=self.clock.wall_ms(),
        )
        session.store.participants.put(person)
        return person


@asynccontextmanager
async def lesson_room(
    folder: Path,
    *,
    started_ms: int = START_MS,
    files: FileSystem | None = None,
    on_trouble: Callable[[str, StorageTrouble | None], None] = lambda name, trouble: None,
    make_broadcast: Callable[[], Broadcast] = practice_broadcast,
) -> AsyncIterator[LessonRoom]:
    """The room until the block ends; entered again on the same folder, it is the box after a restart."""
    monotonic = HandClock()
    clock = BoxClock("box-under-test", start_wall_ms=started_ms, monotonic_ns=monotonic)
    async with JournalWriter(retry_seconds=0.01) as writer:
        engine = StoreEngine(files or DiskFiles(), clock, writer, Outbox())
        database = await engine.open(folder / "catalogue", CATALOGUE_SCHEMA)
        catalogue = Catalogue(database)
        stores = SessionStores(folder / "sessions", engine, on_trouble)
        codes = _class_codes()
        parts = SessionParts(
            make_broadcast=make_broadcast,
            make_events=lambda: EventBus(new_id()),
            make_presence=lambda store: Presence(store, clock.wall_ms, new_id),
            new_id=new_id,
            new_class_code=lambda: next(codes),
            wall_ms=clock.wall_ms,
        )
        sessions = Sessions(catalogue, stores, parts)
        await sessions.restore()
        try:
            yield LessonRoom(monotonic, clock, catalogue, stores, sessions, database, folder)
        finally:
            await sessions.close()
            await stores.close()
            await database.close()


def _class_codes() -> Iterator[str]:
    letters = "ABCDEFGHJK"
    return ("".join(letters[int(digit)] for digit in f"{number:06d}") for number in count(1))

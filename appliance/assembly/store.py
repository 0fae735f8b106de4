"""Puts the store together: lock, clock, writer, catalogue, sessions; and ends it in the opposite order."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from appliance.storage.box_clock import BoxClock, last_seen_ms
from appliance.storage.box_identity import BoxIdentity
from appliance.storage.catalogue import CATALOGUE_SCHEMA, Catalogue
from appliance.storage.database import Database
from appliance.storage.engine import StoreEngine
from appliance.storage.file_system import FileSystem
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import load_outbox
from appliance.storage.session_stores import SessionStores
from appliance.storage.store_lock import StoreLock
from appliance.storage.trouble import StorageTrouble

CATALOGUE_FOLDER = "catalogue"
SESSIONS_FOLDER = "sessions"
REMEMBER_SECONDS = 60.0
"""After a power cut the box's clock is at most this far behind."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenStore:
    """The box's store, open."""

    engine: StoreEngine
    database: Database
    """The catalogue's."""
    catalogue: Catalogue
    sessions: SessionStores


async def open_store(
    stack: AsyncExitStack,
    data_dir: Path,
    files: FileSystem,
    identity: BoxIdentity,
    on_trouble: Callable[[str, StorageTrouble | None], None],
) -> OpenStore:
    """Open everything in the data folder; raises ConfigurationError when another box runs on it."""
    clock = BoxClock(identity.instance_id, await asyncio.to_thread(last_seen_ms, data_dir, files))
    stack.enter_context(StoreLock(data_dir, clock.boot_id))
    outbox = await asyncio.to_thread(load_outbox, data_dir, files)
    writer = JournalWriter()
    writer.start()
    stack.push_async_callback(writer.close)
    engine = StoreEngine(files, clock, writer, outbox)

    def remember() -> None:
        clock.remember(data_dir, files)
        outbox.remember(data_dir, files)

    stack.push_async_callback(_try_in_thread, remember)
    sessions = SessionStores(data_dir / SESSIONS_FOLDER, engine, on_trouble)
    await sessions.observe_counters()
    database = await engine.open(data_dir / CATALOGUE_FOLDER, CATALOGUE_SCHEMA)
    database.tell_trouble_to(partial(on_trouble, CATALOGUE_FOLDER))
    stack.push_async_callback(database.close)
    stack.push_async_callback(sessions.close)
    return OpenStore(engine, database, Catalogue(database), sessions)


async def keep_time(store: OpenStore, data_dir: Path) -> None:
    """Note the time every minute, for a box whose clock forgets it."""
    while True:
        await asyncio.sleep(REMEMBER_SECONDS)
        await _try_in_thread(lambda: store.engine.clock.remember(data_dir, store.engine.files))


async def _try_in_thread(work: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(work)
    except OSError as error:
        logger.warning("the time could not be noted on the disk: %s", error)

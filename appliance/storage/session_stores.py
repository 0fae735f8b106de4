"""The databases of all sessions, one folder each: open while a session goes on, sealed once it has ended."""

import asyncio
import logging
import shutil
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from appliance.errors import NotFound
from appliance.storage.database import last_counter_in, looks_sealed
from appliance.storage.engine import StoreEngine
from appliance.storage.personal_data import folder_mentions
from appliance.storage.session_store import SESSION_SCHEMA, SessionStore
from appliance.storage.trouble import StorageTrouble

PRACTICE_ID = "practice"
SEALED_IN_MEMORY_MAX = 8
"""Ended sessions that somebody looks at; the one not looked at for longest makes room."""

OnTrouble = Callable[[str, StorageTrouble | None], None]
"""Told of a session whose disk fails, and with None when it stores again."""


logger = logging.getLogger(__name__)


class SessionStores:
    """Opens, seals and forgets the databases of sessions."""

    def __init__(
        self, folder: Path, engine: StoreEngine, on_trouble: Callable[[str, StorageTrouble | None], None]
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._on_trouble = on_trouble
        self._open: dict[str, SessionStore] = {}
        self._sealed: OrderedDict[str, SessionStore] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def observe_counters(self) -> None:
        """Let no outbox counter be given twice: sealed sessions, which are not opened, may have used the largest."""

        def look() -> None:
            for name in self._engine.files.list(self._folder):
                try:
                    self._engine.outbox.observe(last_counter_in(self._folder / name, self._engine.files))
                except (OSError, ValueError):
                    # Of one session: its damage must not keep the box from starting.
                    logger.exception("the files of session %s cannot be read", name)

        await asyncio.to_thread(look)

    async def open(self, session_id: str) -> SessionStore:
        """The store of a session that goes on; made when there is none."""
        return await self._opened(session_id)

    async def open_practice(self) -> SessionStore:
        """An empty store; what the last practice left is removed."""
        await asyncio.to_thread(self._remove, self._folder / PRACTICE_ID)
        return await self._opened(PRACTICE_ID, travels=False)

    async def sealed(self, session_id: str) -> SessionStore:
        """The store of an ended session, to read from; raises NotFound."""
        async with self._one_at_a_time:
            store = self._open.get(session_id) or self._sealed.get(session_id)
            if store is None:
                if not await asyncio.to_thread((self._folder / session_id).is_dir):
                    raise NotFound("The facts of this session are no longer on the box.")
                folder = self._folder / session_id
                store = SessionStore(await self._engine.open(folder, SESSION_SCHEMA, read_only=True))
                self._sealed[session_id] = store
                if len(self._sealed) > SEALED_IN_MEMORY_MAX:
                    self._sealed.popitem(last=False)
            elif session_id in self._sealed:
                self._sealed.move_to_end(session_id)
            return store

    async def seal(self, session_id: str) -> None:
        """Make an ended session's facts immutable; StorageFailed leaves them open."""
        async with self._one_at_a_time:
            database = self._open[session_id].database
            await database.seal()
            await database.close()
            del self._open[session_id]

    async def unsealed(self, session_ids: Sequence[str]) -> list[str]:
        """Which of these sessions can still be written to: those that the box did not get to seal."""

        def look() -> list[str]:
            return [each for each in session_ids if not looks_sealed(self._folder / each, self._engine.files)]

        return await asyncio.to_thread(look)

    async def unseal(self, session_id: str) -> SessionStore:
        """Open an ended session's facts for changes."""
        store = await self._opened(session_id)
        await store.database.unseal()
        return store

    async def mentions(self, session_id: str, needles: frozenset[bytes]) -> bool:
        """Whether any file of the session, damaged ones included, holds one of the byte strings."""
        return await asyncio.to_thread(folder_mentions, self._folder / session_id, self._engine.files, needles)

    async def forget(self, session_id: str) -> None:
        """Delete every file of a session, if there is any; returns when that is on the disk. Raises OSError."""
        async with self._one_at_a_time:
            self._sealed.pop(session_id, None)
            if (store := self._open.pop(session_id, None)) is not None:
                if store.database.failed is not None:
                    self._on_trouble(session_id, None)  # nobody else would ever say that it is over
                await store.database.close()
            await asyncio.to_thread(self._remove, self._folder / session_id)

    async def close(self) -> None:
        """Store what is pending and let go of every file."""
        for store in list(self._open.values()):
            await store.database.close()
        self._open.clear()
        self._sealed.clear()

    async def _opened(self, session_id: str, *, travels: bool = True) -> SessionStore:
        async with self._one_at_a_time:
            found = self._open.get(session_id)
            if found is not None:
                return found
            self._sealed.pop(session_id, None)
            database = await self._engine.open(self._folder / session_id, SESSION_SCHEMA)
            database.tell_trouble_to(partial(self._on_trouble, session_id))
            store = self._open[session_id] = SessionStore(database, travels=travels)
            return store

    def _remove(self, folder: Path) -> None:
        if folder.is_dir():
            shutil.rmtree(folder)
            self._engine.files.sync_folder(self._folder)

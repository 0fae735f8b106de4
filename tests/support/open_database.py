"""A real database in a folder of the test, with its own writer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import DiskFiles, FileSystem
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.schema import Schema

SCHEMA = Schema(1)


@asynccontextmanager
async def open_database(
    folder: Path, schema: Schema = SCHEMA, files: FileSystem | None = None, *, retry_seconds: float = 0.01
) -> AsyncIterator[Database]:
    """The database until the block ends."""
    async with JournalWriter(retry_seconds=retry_seconds) as writer:
        database = Database.open(folder, files or DiskFiles(), BoxClock("box-under-test"), writer, schema)
        try:
            yield database
        finally:
            await database.close()

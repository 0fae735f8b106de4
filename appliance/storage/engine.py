"""What every database of one box shares: its disk, its clock, the one writer and the outbox."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import FileSystem
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.schema import Schema

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreEngine:
    """Opens databases."""

    files: FileSystem
    clock: BoxClock
    writer: JournalWriter
    outbox: Outbox

    async def open(self, folder: Path, schema: Schema, *, read_only: bool = False) -> Database:
        """The database in `folder`, without holding up the event loop; raises ConfigurationError for newer data."""
        database = await asyncio.to_thread(
            Database.open,
            folder,
            self.files,
            self.clock,
            self.writer,
            schema,
            read_only=read_only,
            outbox=self.outbox,
        )
        if (sentence := database.report.sentence) is not None:
            logger.error("%s: %s", folder.name, sentence.en)
        return database

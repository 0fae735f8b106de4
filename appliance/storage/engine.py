"""What every database of one box shares: its disk, its clock, the one writer and the outbox."""

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import FileSystem
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.quarantine import Quarantine
from appliance.storage.schema import Schema

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreEngine:
    """Opens databases."""

    files: FileSystem
    clock: BoxClock
    writer: JournalWriter
    outbox: Outbox
    quarantine: Quarantine = field(default_factory=Quarantine)

    def damage(self) -> list[str]:
        """One sentence for each database whose damaged files were put aside and still lie there; it reads the disk."""
        try:
            return [sentence.en for sentence in self.quarantine.sentences(self.files)]
        except OSError as error:
            logger.warning("it is not known whether damaged files are left: %s", error)
            return []

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
        if database.report.quarantined or database.report.quarantined_before:
            self.quarantine.note(folder)
        return database

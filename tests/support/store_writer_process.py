"""`python -m tests.support.store_writer_process FOLDER`: write the script until killed, say what is durable.

Says `opened SECONDS` first and then the number of each step once `durable()` returned after it.
"""

import asyncio
import random
import sys
import time
from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.schema import Schema
from tests.support.store_script import do_step, read_stored
from tests.support.store_workload import Note

SNAPSHOT_EVERY_STEPS = 150
STEPS_AT_ONCE = 12
WRITERS = 8
"""So that something is on its way to the disk at each moment."""


class ScriptWriter:
    """Several tasks that go on with the script where it stands."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._notes = database.collection("notes", Note, travels=True)
        self._step = read_stored(database).step
        self._chance = random.Random(self._step)

    async def write(self) -> None:
        """Write steps, and say each time how far the script is durable."""
        while True:
            for _ in range(self._chance.randint(1, STEPS_AT_ONCE)):
                self._do_next_step()
            reached = self._step
            await self._database.durable()
            _say(str(reached))

    def _do_next_step(self) -> None:
        self._step += 1
        with self._database.transaction():
            do_step(self._step, self._notes)
        if self._step % SNAPSHOT_EVERY_STEPS == 0:
            self._database.snapshot()


async def main(folder: Path) -> None:
    """Open and write until somebody kills this process."""
    async with JournalWriter() as writer:
        started = time.monotonic()
        database = Database.open(folder, DiskFiles(), BoxClock("box"), writer, Schema(1))
        script = ScriptWriter(database)
        _say(f"opened {time.monotonic() - started:.3f}")
        await asyncio.gather(*(script.write() for _ in range(WRITERS)))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""What storing one more document costs at the start of a term and at its end."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB

from appliance.domain.quiz import Answer
from appliance.domain.quiz_run import QuizResponse
from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.schema import Schema
from tests.benchmarks.bench_result import BenchResult, at_most, percentile

SESSIONS = 200
DOCUMENTS_PER_SESSION = 500
FEW = 100
MANY = SESSIONS * DOCUMENTS_PER_SESSION
INSERTS = 2_000
INSERTS_PER_COMMIT = 20
STOCK_DOCUMENTS = 10_000
STOCK_INSERTS = 20
FACTOR_MAX = 2.0
METHOD = (
    f"Quiz answers are put one by one and made durable after every {INSERTS_PER_COMMIT}; the cost of an insert is the "
    f"median over {INSERTS:,} of the time that the event loop spends on it. Few: a new box with {FEW} documents. "
    f"A term: {SESSIONS} ended sessions of {DOCUMENTS_PER_SESSION} answers each on the disk, and the same inserts into "
    f"the next session. One table: a single database that holds {MANY:,} documents. The same with TinyDB's own insert. "
    f"Stock TinyDB for comparison: its JSON file with {STOCK_DOCUMENTS:,} documents."
)


async def run() -> BenchResult:
    """Measure at the start and at the end."""
    result = BenchResult("insert_cost", "One more document, at the start and at the end of a term", METHOD)
    with tempfile.TemporaryDirectory() as folder:
        async with JournalWriter() as writer:
            box = _Box(Path(folder), writer)
            await box.insert_cost("warm-up", FEW)
            few = await box.insert_cost("first", FEW)
            for number in range(SESSIONS):
                await box.hold_session(f"session-{number}")
            term = await box.insert_cost("next", FEW)
            one_table = await box.insert_cost("one-table", MANY)
        stock = _stock_insert_ms(Path(folder) / "stock.json")
    result.add("insert, few documents", few.put, "µs")
    result.add("insert, after a term", term.put, "µs")
    result.add("after a term ÷ few", term.put / few.put, "times", at_most(FACTOR_MAX))
    result.add("insert, one table of a term", one_table.put, "µs")
    result.add("one table ÷ few", one_table.put / few.put, "times", at_most(FACTOR_MAX))
    result.add("TinyDB insert, few documents", few.tinydb, "µs")
    result.add("TinyDB insert, one table of a term", one_table.tinydb, "µs")
    result.add("TinyDB: one table ÷ few", one_table.tinydb / few.tinydb, "times", at_most(FACTOR_MAX))
    result.add("stock TinyDB, 10,000 documents", stock, "ms")
    return result


class _Cost:
    """Medians in microseconds."""

    def __init__(self, put: float, tinydb: float) -> None:
        self.put = put
        self.tinydb = tinydb


class _Box:
    """Databases on the machine's disk."""

    def __init__(self, folder: Path, writer: JournalWriter) -> None:
        self._folder = folder
        self._writer = writer
        self._clock = BoxClock("box")
        self._outbox = Outbox()

    async def hold_session(self, name: str) -> None:
        """A session with its answers, ended."""
        database = self._open(name)
        responses = database.collection("responses", QuizResponse, travels=True)
        responses.put_many([_response(number) for number in range(DOCUMENTS_PER_SESSION)])
        await database.seal()
        await database.close()

    async def insert_cost(self, name: str, documents: int) -> _Cost:
        """The cost in a database that already holds so many documents."""
        database = self._open(name)
        responses = database.collection("responses", QuizResponse, travels=True)
        table = database.tinydb.table("things")
        for first in range(0, documents, 1000):
            numbers = range(first, min(first + 1000, documents))
            responses.put_many([_response(number) for number in numbers])
            table.insert_multiple({"n": number} for number in numbers)
            await database.durable()
        await database.compact()
        cost = _Cost(
            await _median(database, lambda number: responses.put(_response(documents + number))),
            await _median(database, lambda number: table.insert({"n": number, "text": "답"})),
        )
        await database.close()
        return cost

    def _open(self, name: str) -> Database:
        return Database.open(
            self._folder / name, DiskFiles(), self._clock, self._writer, Schema(1), outbox=self._outbox
        )


async def _median(database: Database, insert: Callable[[int], object]) -> float:
    seconds = []
    for number in range(INSERTS):
        started = time.perf_counter()
        insert(number)
        seconds.append(time.perf_counter() - started)
        if number % INSERTS_PER_COMMIT == 0:
            await database.durable()
    return percentile(seconds, 0.5) * 1e6


def _stock_insert_ms(path: Path) -> float:
    with TinyDB(path) as stock:
        stock.insert_multiple({"n": number, "text": "답"} for number in range(STOCK_DOCUMENTS))
        seconds = []
        for number in range(STOCK_INSERTS):
            started = time.perf_counter()
            stock.insert({"n": number, "text": "답"})
            seconds.append(time.perf_counter() - started)
    return percentile(seconds, 0.5) * 1e3


def _response(number: int) -> QuizResponse:
    answer = Answer(option_ids=("a",))
    return QuizResponse(f"run.q.p{number}", "run", "q", f"p{number}", answer, "device", number, 900, 1.0, True, 1.0)

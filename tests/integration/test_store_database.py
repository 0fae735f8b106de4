"""A database of the store: collections, transactions, acknowledgements, snapshots, sealing and the outbox."""

import asyncio
import contextlib
import dataclasses
from pathlib import Path

import pytest
from tinydb import Query

from appliance.domain.quiz import Answer, Option, Question, QuestionKind
from appliance.domain.quiz_run import QuizResponse, QuizRun, RunRules, RunState
from appliance.errors import ConfigurationError, StorageSealed
from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database, last_counter_in
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.ledger import DOCUMENT_MAX_BYTES
from appliance.storage.outbox import Outbox, load_outbox
from appliance.storage.schema import Schema
from appliance.storage.store_lock import StoreLock
from tests.support.open_database import open_database
from tests.support.store_workload import Note

RUN = QuizRun(
    "run",
    "session",
    "Title",
    (Question("q", QuestionKind.SINGLE_CHOICE, "무엇?", (Option("a", "1", True), Option("b", "2"))),),
    (("a", "x"), ("b", "y")),
    RunRules(seconds=30),
    RunState.OPEN,
)


def _response(participant: int, *, received_ms: int = 0) -> QuizResponse:
    key = f"run.q.p{participant}"
    return QuizResponse(key, "run", "q", f"p{participant}", Answer(("a",)), "device", received_ms, 5, 1.0, True, 1.0)


async def test_entities_come_back_after_a_restart(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        runs = database.collection("runs", QuizRun)
        runs.put(RUN)
        runs.put(dataclasses.replace(RUN, id="other", state=RunState.CLOSED))
        runs.put(dataclasses.replace(RUN, state=RunState.REVEALED))
        runs.remove("nobody")
    async with open_database(tmp_path / "db") as database:
        runs = database.collection("runs", QuizRun)
        assert runs.all() == [
            dataclasses.replace(RUN, state=RunState.REVEALED),
            dataclasses.replace(RUN, id="other", state=RunState.CLOSED),
        ]
        assert runs.get("run") is runs.get("run")
        assert (runs.get("nobody"), "run" in runs, "nobody" in runs, len(runs)) == (None, True, False, 2)
        assert runs.where(Query().rules.seconds == 30) == runs.all()
        assert runs.where(Query().state == "closed") == [runs.all()[1]]


async def test_what_would_not_come_back_is_refused(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        notes = database.collection("notes", Note)
        for wrong in (Note("a", "x", 1.5), Note("a", "\ud800"), Note("", "x")):  # type: ignore[arg-type]
            with pytest.raises(ValueError, match=r"Note|surrogates|key"):
                notes.put(wrong)
        with pytest.raises(ValueError, match="too large"):
            notes.put(Note("a", "x" * DOCUMENT_MAX_BYTES))
        assert notes.all() == []
        before = database.sequence
        with database.transaction():
            pass
        assert database.sequence == before


async def test_a_transaction_is_one_record_or_nothing(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        notes, table = database.collection("notes", Note), database.tinydb.table("t")
        notes.put_many([Note("a", "1"), Note("b", "2"), Note("c", "3")])
        table.insert({"n": 1})
        before = notes.all(), table.all(), database.sequence

        def change_and_fail() -> None:
            with database.transaction():
                notes.put(Note("d", "4"))
                notes.remove("a")
                with database.transaction():
                    notes.put(Note("a", "again"))
                    table.update({"n": 2})
                notes.remove("d")
                raise RuntimeError("changed my mind")

        with pytest.raises(RuntimeError, match="changed my mind"):
            change_and_fail()
        assert (notes.all(), table.all(), database.sequence) == before
        with database.transaction():
            notes.put(Note("b", "new"))
            notes.remove("a")
        assert database.sequence == before[2] + 1
        assert notes.all() == [Note("b", "new"), Note("c", "3")]


async def test_a_part_that_fails_inside_a_transaction_leaves_the_rest(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        notes = database.collection("notes", Note)
        notes.put(Note("z", "0"))

        def fail_inside() -> None:
            with database.transaction():
                notes.put(Note("b", "2"))
                notes.remove("a")
                notes.put(Note("", "no key"))

        with database.transaction():
            notes.put(Note("a", "1"))
            notes.remove("z")
            with pytest.raises(ValueError, match="key"):
                fail_inside()
            notes.put(Note("c", "3"))
        assert notes.all() == [Note("a", "1"), Note("c", "3")]
    async with open_database(tmp_path / "db") as database:
        assert database.collection("notes", Note).all() == [Note("a", "1"), Note("c", "3")]


async def test_a_transaction_that_awaits_is_found_out(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        notes = database.collection("notes", Note)
        may_end = asyncio.Event()

        async def slow() -> None:
            with database.transaction():
                notes.put(Note("a", "1"))
                await may_end.wait()

        task = asyncio.ensure_future(slow())
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="awaited"):
            notes.put(Note("b", "2"))
        may_end.set()
        await task
        assert notes.all() == [Note("a", "1")]


async def test_450_writers_lose_no_update(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        responses = database.collection("responses", QuizResponse, travels=True)
        tallies = database.collection("tallies", Note)
        tallies.put(Note("tally", "", 0))

        async def answer(number: int) -> None:
            await asyncio.sleep(0)
            with database.transaction():
                responses.put(_response(number))
                tally = tallies.get("tally")
                assert tally is not None
                tallies.put(dataclasses.replace(tally, number=tally.number + 1))
            await database.durable()

        await asyncio.gather(*(answer(number) for number in range(450)))
        assert database.durable_sequence == database.sequence
    async with open_database(tmp_path / "db") as database:
        assert len(database.collection("responses", QuizResponse)) == 450
        assert database.collection("tallies", Note).all() == [Note("tally", "", 450)]


async def test_answers_of_one_moment_share_their_syncs(tmp_path: Path) -> None:
    files = _CountingFiles()
    async with open_database(tmp_path / "db", files=files) as database:
        responses = database.collection("responses", QuizResponse)
        await database.durable()
        before = files.syncs
        for number in range(450):
            responses.put(_response(number))
        await database.durable()
        assert 1 <= files.syncs - before <= 450 / 50


async def test_a_snapshot_takes_over_and_three_generations_stay(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        notes = database.collection("notes", Note)
        for number in range(6):
            notes.put(Note(f"n{number}", "x" * 100))
            await database.compact()
        names = sorted(path.name for path in folder.iterdir())
        assert sum(name.startswith("snapshot-") for name in names) == 3
        assert sum(name.startswith("journal-") for name in names) == 3
        notes.put(Note("last", ""))
    async with open_database(folder) as database:
        assert [note.id for note in database.collection("notes", Note).all()] == [*(f"n{n}" for n in range(6)), "last"]
        assert database.report.records_replayed == 1


async def test_a_long_journal_becomes_a_snapshot_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        notes = database.collection("notes", Note)
        for number in range(120):
            notes.put(Note(f"n{number % 3}", "x" * 100_000, number))
            await database.durable()
        await database.compact()
        assert len(list(folder.glob("snapshot-*.json"))) >= 2
    async with open_database(folder) as database:
        numbers = [note.number for note in database.collection("notes", Note).all()]
        assert sorted(numbers) == [117, 118, 119]


async def test_forgetting_leaves_no_byte_of_what_was_removed(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        notes = database.collection("notes", Note, travels=True)
        notes.put_many([Note("a", "canary-pupil"), Note("b", "stays")])
        await database.compact()
        (folder / "snapshot-1.json.corrupt.x").write_bytes(b"canary-pupil")
        notes.remove("a")
        await database.compact(forget=True)
        left = b"".join(path.read_bytes() for path in folder.iterdir())
        assert b"canary-pupil" not in left
        assert b"stays" in left


async def test_an_ended_session_does_not_change_any_more(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        notes = database.collection("notes", Note)
        notes.put(Note("a", "1"))
        await database.seal()
        with pytest.raises(StorageSealed):
            notes.put(Note("b", "2"))
        with pytest.raises(StorageSealed):
            database.tinydb.table("notes").truncate()
        await database.durable()
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    async with open_database(folder) as database:
        assert database.is_sealed
        assert database.collection("notes", Note).all() == [Note("a", "1")]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept
    async with open_database(folder) as database:
        await database.unseal()
        database.collection("notes", Note).put(Note("b", "2"))
    async with open_database(folder) as database:
        assert not database.is_sealed
        assert database.collection("notes", Note).all() == [Note("a", "1"), Note("b", "2")]
        await database.seal()
        await database.seal()
    async with open_database(folder) as database:
        assert database.is_sealed


async def test_reading_only_touches_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        database.collection("notes", Note).put(Note("a", "1"))
    journal = next(folder.glob("journal-*"))
    journal.write_bytes(journal.read_bytes() + b"torn")
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    clock = BoxClock("reader")
    reader = Database.open(folder, DiskFiles(), clock, JournalWriter(), Schema(1), read_only=True)
    notes = reader.collection("notes", Note)
    assert notes.all() == [Note("a", "1")]
    with pytest.raises(StorageSealed):
        notes.remove("a")
    await reader.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept


async def test_what_travels_is_noted_with_the_change(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    async with open_database(folder) as database:
        notes = database.collection("notes", Note, travels=True)
        local = database.collection("local", Note)
        with database.transaction():
            notes.put_many([Note("a", "1"), Note("b", "2")])
            local.put(Note("c", "3"))
            notes.remove("a")
        assert database.pending_entries() == []
        await database.durable()
        entries = [
            (entry.counter, entry.collection, entry.entity_id, entry.action) for entry in database.pending_entries()
        ]
        assert entries == [(2, "notes", "b", "put"), (3, "notes", "a", "remove")]
        assert {entry.instance_id for entry in database.pending_entries()} == {"box-under-test"}
        with contextlib.suppress(ZeroDivisionError), database.transaction():
            notes.put(Note("c", str(1 / 0)))
        await database.compact()
        notes.put(Note("d", "4"))
    assert last_counter_in(folder, DiskFiles()) == 4
    async with open_database(folder) as database:
        assert [entry.counter for entry in database.pending_entries()] == [2, 3, 4]
        await database.compact()
    assert last_counter_in(folder, DiskFiles()) == 4


async def test_the_outbox_counts_over_all_databases_and_forgets_what_arrived(tmp_path: Path) -> None:
    files, outbox = DiskFiles(), Outbox()
    async with JournalWriter() as writer:
        clock = BoxClock("box")
        one, other = (
            Database.open(tmp_path / name, files, clock, writer, Schema(1), outbox=outbox) for name in ("one", "other")
        )
        for number in range(3):
            one.collection("notes", Note, travels=True).put(Note(f"a{number}", ""))
            other.collection("notes", Note, travels=True).put(Note(f"b{number}", ""))
        await one.durable()
        await other.durable()
        assert [entry.counter for entry in outbox.pending(one, 2)] == [1, 3]
        assert [entry.counter for entry in outbox.pending(other, 9)] == [2, 4, 6]
        outbox.acknowledge(4)
        outbox.remember(tmp_path, files)
        assert [entry.counter for entry in outbox.pending(one, 9)] == [5]
        await one.compact()
        await one.close()
        await other.close()
        again = load_outbox(tmp_path, files)
        assert (again.acknowledged, again.last_counter) == (4, 6)
        reader = Database.open(tmp_path / "one", files, clock, writer, Schema(1), read_only=True)
        assert [entry.counter for entry in reader.pending_entries()] == [5]


async def test_counters_and_stamps_go_on_after_a_restart(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        database.collection("notes", Note, travels=True).put(Note("a", ""))
        await database.durable()
        first = database.pending_entries()[-1]
    files, outbox, behind = DiskFiles(), Outbox(), BoxClock("box-under-test", start_wall_ms=0)
    async with JournalWriter() as writer:
        database = Database.open(tmp_path / "db", files, behind, writer, Schema(1), outbox=outbox)
        database.collection("notes", Note, travels=True).put(Note("b", ""))
        await database.durable()
        second = database.pending_entries()[-1]
        await database.close()
    assert second.counter == first.counter + 1
    assert second.hlc > first.hlc


def test_a_second_process_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with (
        StoreLock(tmp_path, "boot"),
        pytest.raises(ConfigurationError, match=r"in use by another AIRClass \(process [0-9]+"),
        StoreLock(tmp_path, "boot"),
    ):
        pass
    with StoreLock(tmp_path, "boot"):
        pass


class _CountingFiles(DiskFiles):
    """The disk, counting how often it is asked to sync."""

    def __init__(self) -> None:
        self.syncs = 0

    def sync(self, handle: int) -> None:
        self.syncs += 1
        super().sync(handle)

"""A session's course when two steer at once, when the disk fails in the middle, and when the box went down in it."""

import asyncio
import errno
from pathlib import Path

import pytest

from appliance.contract.live import Trouble
from appliance.contract.session import SessionChange, SessionCreate
from appliance.domain.lesson import LessonState
from appliance.domain.talk import Announcement
from appliance.errors import AirclassError, BadRequest, CapacityExceeded, StorageFailed
from appliance.services.lesson_summaries import LessonSummaries
from appliance.services.session import Session
from appliance.services.sessions import MAX_OPEN_OF_ONE
from appliance.services.storage_watch import StorageWatch
from appliance.storage.engine import StoreEngine
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.schema import Schema
from appliance.storage.trouble import SENTENCES
from tests.support.crash_files import CrashFiles, Fault
from tests.support.lesson_room import TEACHER, LessonRoom, lesson_room
from tests.support.turns import until

DISK = Path("/disk")
NO_SPACE = {"change": Fault(errno.ENOSPC), "write": Fault(errno.ENOSPC)}


async def _planned(room: LessonRoom) -> Session:
    return await room.sessions.create(TEACHER, SessionCreate(title="빛"))


async def _write(session: Session) -> None:
    """Shows that the session's facts can be written."""
    session.store.announcements.put(Announcement("told", "다음 시간에", 0))
    await session.store.durable()


# Two at once


async def test_of_two_changes_at_once_both_hold(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await _planned(room)
        await asyncio.gather(
            room.sessions.start(session),
            room.sessions.change(session, SessionChange(topic="굴절")),
            room.sessions.add_co_teacher(session, "colleague-1"),
            room.sessions.add_co_teacher(session, "colleague-2"),
        )
        lesson = session.lesson
        assert (lesson.state, lesson.topic) == (LessonState.LIVE, "굴절")
        assert lesson.co_teacher_ids == ("colleague-1", "colleague-2")
        assert room.catalogue.lessons.get(session.session_id) == lesson


async def test_of_two_who_start_at_once_one_is_told_that_it_has_begun(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await _planned(room)
        ends = await asyncio.gather(room.sessions.start(session), room.sessions.start(session), return_exceptions=True)
        assert ends[0] is None
        assert isinstance(ends[1], BadRequest)
        assert ends[1].status == 409


async def test_of_two_who_end_at_once_one_is_told_that_it_is_over(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        ends = await asyncio.gather(room.sessions.end(session), room.sessions.end(session), return_exceptions=True)
        assert [isinstance(end, AirclassError) for end in ends] == [False, True]
        assert room.sessions.lesson(session.session_id).state is LessonState.ENDED


async def test_a_change_that_meets_the_end_does_not_bring_the_session_back(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        await asyncio.gather(
            room.sessions.end(session),
            room.sessions.change(session, SessionChange(topic="굴절")),
            return_exceptions=True,
        )
        kept = room.catalogue.lessons.get(session.session_id)
        assert kept is not None
        assert kept.state is LessonState.ENDED


async def test_a_session_that_is_reopened_while_it_ends_can_be_written_to(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        is_ending = asyncio.Event()

        async def linger(_: Session) -> None:
            is_ending.set()
            for _turn in range(50):
                await asyncio.sleep(0)
            await room.catalogue.durable()

        async def reopen() -> Session:
            await is_ending.wait()
            return await room.sessions.reopen(session.session_id)

        room.sessions.when_ending.append(linger)
        _, reopened = await asyncio.gather(room.sessions.end(session), reopen())
        assert room.sessions.get(session.session_id) is reopened
        await _write(reopened)


async def test_reopening_keeps_to_the_number_of_open_sessions(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        ended = await room.open_class()
        await room.sessions.end(ended)
        for number in range(MAX_OPEN_OF_ONE):
            await room.open_class(title=f"{number}")
        with pytest.raises(CapacityExceeded, match="You have 8"):
            await room.sessions.reopen(ended.session_id)


async def test_what_one_teacher_forgot_to_end_keeps_no_colleague_out(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        planned = [
            await room.sessions.create("forgetful", SessionCreate(title=f"{number}", opens_lobby=False))
            for number in range(MAX_OPEN_OF_ONE)
        ]
        with pytest.raises(CapacityExceeded):
            await room.open_class("forgetful")
        assert (await room.open_class("colleague")).is_joinable
        await room.sessions.end(planned[0])
        assert (await room.open_class("forgetful")).is_joinable


# A disk that fails in the middle


async def test_what_was_refused_has_not_happened() -> None:
    files = CrashFiles()
    async with lesson_room(DISK, files=files) as room:
        session = await _planned(room)
        number = session.events.number
        files.faults = dict(NO_SPACE)
        with pytest.raises(StorageFailed):
            await room.sessions.start(session)
        with pytest.raises(StorageFailed):
            await room.sessions.end(session)
        assert session.state is LessonState.LOBBY
        assert room.catalogue.lessons.get(session.session_id) == session.lesson
        assert session.events.number == number
        files.faults.clear()
        await until(lambda: room.catalogue_database.failed is None)
        await room.sessions.start(session)
        assert room.catalogue.lessons.get(session.session_id) == session.lesson


async def test_a_session_that_could_not_be_kept_is_not_there(tmp_path: Path) -> None:
    files = CrashFiles()
    async with lesson_room(DISK, files=files) as room:
        files.faults = dict(NO_SPACE)
        for _ in range(40):
            with pytest.raises(StorageFailed):
                await _planned(room)
        assert (room.sessions.all(), room.sessions.of_teacher(TEACHER)) == ([], [])
        files.faults.clear()
        await until(lambda: room.catalogue_database.failed is None)
        await _write(await _planned(room))


async def test_a_session_ends_whole_though_one_part_of_it_fails(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        let_go: list[str] = []

        async def fail(_: Session) -> None:
            raise StorageFailed(SENTENCES["full"])

        async def note(ended: Session) -> None:
            let_go.append(ended.session_id)

        room.sessions.when_ending += [fail, note]
        assert (await room.sessions.end(session)).state is LessonState.ENDED
        assert let_go == [session.session_id]
        assert session.store.database.is_sealed
        await _write(await room.sessions.reopen(session.session_id))


async def test_a_session_whose_facts_cannot_be_sealed_now_is_sealed_at_the_next_start() -> None:
    files = CrashFiles()
    async with lesson_room(DISK, files=files) as room:
        session = await room.open_class()
        await _write(session)

        async def fill_the_disk(_: Session) -> None:
            files.faults = dict(NO_SPACE)

        room.sessions.when_ending.append(fill_the_disk)
        assert (await room.sessions.end(session)).state is LessonState.ENDED
        assert not (await room.sessions.store_of(session.session_id)).database.is_sealed
        files.faults.clear()
        await until(lambda: session.store.database.failed is None)
    async with lesson_room(DISK, files=files) as room:
        finished: list[str] = []

        async def note(ended: Session) -> None:
            finished.append(ended.session_id)

        room.sessions.when_ending.append(note)
        assert await room.sessions.finish_interrupted() == 1
        assert finished == [session.session_id]
        assert await room.sessions.finish_interrupted() == 0
        assert room.sessions.all() == []
        await _write(await room.sessions.reopen(session.session_id))


# A start on what the last life left


async def test_one_session_that_cannot_be_read_keeps_no_other_from_going_on(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        newer, whole, broken = [await room.open_class(title=title) for title in ("newer", "whole", "broken")]
        clock = room.clock
    async with JournalWriter() as writer:
        engine = StoreEngine(DiskFiles(), clock, writer, Outbox())
        folder = tmp_path / "sessions" / newer.session_id
        await (await engine.open(folder, Schema(99, {1: lambda tables: tables}))).close()
    folder = tmp_path / "sessions" / broken.session_id
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_bytes(b"no folder")
    async with lesson_room(tmp_path) as room:
        await room.stores.observe_counters()
        assert [session.session_id for session in room.sessions.all()] == [whole.session_id]
        await _write(room.sessions.get(whole.session_id))
        assert room.sessions.lesson(newer.session_id).state is LessonState.LIVE


async def test_a_session_that_goes_on_can_be_written_to_though_its_facts_were_sealed(tmp_path: Path) -> None:
    """A backup that was made while the lesson ended holds both."""
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        live = session.lesson
        await room.sessions.end(session)
        room.catalogue.lessons.put(live)
        await room.catalogue.durable()
    async with lesson_room(tmp_path) as room:
        await _write(room.sessions.get(session.session_id))


async def test_one_ended_session_that_cannot_be_read_does_not_keep_the_others_from_being_summed_up(
    tmp_path: Path,
) -> None:
    async with lesson_room(tmp_path) as room:
        broken, whole = [(await room.sessions.end(await room.open_class())).id for _ in range(2)]
    for file in (tmp_path / "sessions" / broken).iterdir():
        file.unlink()
    (tmp_path / "sessions" / broken / "snapshot-1.json").mkdir()
    async with lesson_room(tmp_path) as room:
        assert await LessonSummaries(room.catalogue, room.sessions).rebuild_missing() == 2
        assert [summary.id for summary in room.catalogue.summaries.all()] == [whole]


async def test_a_disk_that_fails_from_the_start_on_is_told_to_the_classes() -> None:
    files, told = CrashFiles(), list[Trouble | None]()
    async with lesson_room(DISK, files=files) as room:
        await room.open_class()
    files.faults = dict(NO_SPACE)
    watch = StorageWatch(lambda: 0, 0)
    async with lesson_room(DISK, files=files, on_trouble=watch.note):
        await until(lambda: watch.current is not None)
        watch.tell = told.append
        watch.start()
        assert [trouble.code for trouble in told if trouble is not None] == ["storage_failed"]
        files.faults.clear()
        await until(lambda: told[-1] is None)
        await watch.close()

"""The whole box loses its power, is copied, and runs out of disk in the middle of a lesson: nobody loses a thing."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.client.live_events import CommandRefusedError, new_ref
from appliance.contract.live import RunChanged, SendChat, TroubleChanged
from appliance.contract.quiz import RunCreate
from appliance.domain.quiz_run import NETWORK_GRACE_MS
from tests.support.appliance_process import ApplianceProcess
from tests.support.box_killer import kill_the_box_again_and_again
from tests.support.busy_students import BusyStudent, BusyStudents, assert_kept, promises_of
from tests.support.full_disk import BoundedDisk, file_size_limit, small_file_system
from tests.support.lesson_client import (
    RIGHT,
    Follower,
    Student,
    answer_to,
    choice_question,
    lesson,
    teacher_of,
)
from tests.support.practice_stage import stage_is_live, stage_whep
from tests.support.received_media import ReceiveOptions
from tests.support.watching import Watching
from tests.support.webrtc_viewer import ViewerOptions, WebRtcViewer

KILLS = 15
SEED = 16
START_SECONDS_MAX = 2.0
SHORT_RUN_SECONDS = 5
CLOSED_LATE_MS = 1_500
ASK_AGAIN_SECONDS = 0.1
SMALL_CLASS = ("이서연", "박준호", "최유나")
WRITTEN_BEFORE_BACKUP, WRITTEN_DURING_BACKUP = 20, 5
STORED_UNTIL_FULL_MAX = 100
"""What still fits into the last page of a journal is stored and acknowledged."""
TROUBLE_SECONDS = 20.0
DONE_SECONDS = 20.0
PLAYED_FRAMES = 45


async def test_a_box_that_is_killed_again_and_again_loses_nothing_of_the_lesson(tmp_path: Path) -> None:
    report = await kill_the_box_again_and_again(tmp_path, KILLS, SEED)
    print(report)
    assert len(report.starts) == KILLS
    assert report.acknowledged > KILLS
    assert report.own_cpu_seconds <= START_SECONDS_MAX
    assert report.own_wall_seconds <= START_SECONDS_MAX


async def test_a_run_that_was_open_when_the_box_died_closes_when_it_should(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box, lesson(box.http_url, tmp_path) as led:
        student = await led.student("이서연")
        session_id = led.session.session_id
        wish = RunCreate(questions=[choice_question()], seconds=SHORT_RUN_SECONDS)
        run = await led.teacher.runs.create(session_id, wish)
        pushed = (await student.follower.hears(RunChanged)).run
        answered = await student.follower.live.deliver(answer_to(pushed, RIGHT))
        await box.kill()
        await box.start()
        started_ms = time.time_ns() // 1_000_000
        async with asyncio.timeout(DONE_SECONDS):
            while (after := (await led.teacher.runs.results(session_id, run.run_id)).run).state == "open":
                await asyncio.sleep(ASK_AGAIN_SECONDS)
        assert (after.state, after.closes_ms) == ("closed", run.closes_ms)
        assert run.closes_ms is not None
        assert after.closed_ms is not None
        due_ms = run.closes_ms + NETWORK_GRACE_MS
        assert due_ms <= after.closed_ms <= max(due_ms + CLOSED_LATE_MS, started_ms)
        # The device that missed its acknowledgement gets it after the close too; a new answer comes too late.
        again = await student.follower.live.deliver(answer_to(pushed, RIGHT, ref=answered.ref))
        assert again.ref == answered.ref
        with pytest.raises(CommandRefusedError) as late:
            await student.follower.live.deliver(answer_to(pushed, RIGHT))
        assert late.value.code == "too_late"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of a lesson that its teacher can read."""

    class_code: str
    people: list[tuple[str, str, int]]
    results: str
    table: bytes
    messages: list[str]


async def test_a_backup_taken_under_load_is_the_same_lesson_as_another_instance(tmp_path: Path) -> None:
    folders = data_dir, copy, later_copy = tmp_path / "data", tmp_path / "copy", tmp_path / "later-copy"
    async with ApplianceProcess(data_dir, practice=False) as box, lesson(box.http_url, data_dir) as led:
        students = BusyStudents([await led.student(name) for name in SMALL_CLASS], SEED)
        run = await led.teacher.runs.create(led.session.session_id, RunCreate(questions=[choice_question()]))
        students.begin_to_answer(run.run_id)
        await students.are_done(DONE_SECONDS)
        students.begin_to_write()
        await students.have_been_answered(students.acknowledged + WRITTEN_BEFORE_BACKUP)
        promises = promises_of(students)
        async with asyncio.TaskGroup() as group:
            group.create_task(_command("backup", tmp_path / "backup", data_dir))
            await students.have_been_answered(students.acknowledged + WRITTEN_DURING_BACKUP)
        await students.close()
        await _command("backup", tmp_path / "later-backup", data_dir)
        facts = await _facts(led.teacher, led.session.session_id, run.run_id)

    await _command("restore", tmp_path / "backup", copy)
    async with (
        ApplianceProcess(copy, practice=False) as box,
        teacher_of(box.http_url, copy) as teacher,
        _come_to(box, students) as comers,
    ):
        await assert_kept(promises, teacher, comers, [run.run_id])
    await _command("restore", tmp_path / "later-backup", later_copy)
    async with ApplianceProcess(later_copy, practice=False) as box, teacher_of(box.http_url, later_copy) as teacher:
        assert await _facts(teacher, led.session.session_id, run.run_id) == facts
    identities = [json.loads((folder / "box.json").read_text(encoding="utf-8")) for folder in folders]
    assert len({identity["instance_id"] for identity in identities}) == len(folders)
    assert len({identity["box_id"] for identity in identities}) == 1


@pytest.mark.parametrize(
    "bounded_disk",
    [pytest.param(small_file_system, marks=pytest.mark.namespaces), file_size_limit],
    ids=["a small file system", "a limit for files"],
)
async def test_a_full_disk_stops_nothing_but_what_must_be_stored(
    tmp_path: Path, bounded_disk: Callable[[Path], AbstractContextManager[BoundedDisk]]
) -> None:
    with bounded_disk(tmp_path) as disk:
        box = ApplianceProcess(disk.data_dir, settings={"AIRCLASS_DISK_RESERVE_MB": "0"})
        async with box, lesson(box.http_url, disk.data_dir) as led, Watching(stage_whep(box)) as watching:
            await stage_is_live(box)
            viewer = await watching.join(ViewerOptions(receive=ReceiveOptions(probe=True)))
            student = await led.student("이서연")
            run = await led.teacher.runs.create(led.session.session_id, RunCreate(questions=[choice_question()]))
            pushed = (await student.follower.hears(RunChanged)).run
            stored = [await _write(student, "vorher")]

            disk.fill(box)
            stored += await _write_until_refused(student)
            unsent = answer_to(pushed, RIGHT)
            with pytest.raises(CommandRefusedError) as refused:
                await student.follower.live.deliver(unsent)
            assert refused.value.code == "storage_failed"
            for follower in (student.follower, led.follower):
                told = await follower.hears(TroubleChanged, lambda heard: heard.trouble is not None)
                assert told.trouble is not None
                assert (told.trouble.code, bool(told.trouble.en), bool(told.trouble.ko)) == (
                    "storage_failed",
                    True,
                    True,
                )
            await _plays_on(viewer)

            disk.make_room(box)
            await student.follower.hears(TroubleChanged, lambda heard: heard.trouble is None, TROUBLE_SECONDS)
            await student.follower.live.deliver(unsent)
            stored.append(await _write(student, "nachher"))
            await box.kill()
            await box.start()
            own = await student.client.runs.own_data(led.session.session_id)
            assert [message.text for message in own.messages if message.text in stored] == stored
            assert len({message.message_id for message in own.messages}) == len(own.messages)
            results = await led.teacher.runs.results(led.session.session_id, run.run_id)
            assert [row.answer_text for row in results.responses] == [RIGHT]


async def _write(student: Student, text: str) -> str:
    await student.follower.live.deliver(SendChat(ref=new_ref(), type="chat_send", text=text))
    return text


async def _write_until_refused(student: Student) -> list[str]:
    """Write until the box says that it cannot store; gives what it has acknowledged."""
    stored = []
    for number in range(STORED_UNTIL_FULL_MAX):
        try:
            stored.append(await _write(student, f"{number}"))
        except CommandRefusedError as refused:
            if refused.code != "storage_failed":
                raise
            return stored
    raise AssertionError("the box acknowledges what a full disk cannot hold")


async def _plays_on(viewer: WebRtcViewer) -> None:
    """Wait until the viewer has had more frames."""
    video = viewer.media.stream("video")
    assert video is not None
    lost = video.census.lost
    with viewer.media.frame_ends() as frames:
        async with asyncio.timeout(DONE_SECONDS):
            for _ in range(PLAYED_FRAMES):
                await frames.get()
    assert video.census.lost == lost


async def _facts(teacher: BoxClient, session_id: str, run_id: str) -> Facts:
    session = await teacher.sessions.get(session_id)
    people = (await teacher.participants.all(session_id)).participants
    async with Follower(teacher, session_id) as follower:
        messages = [message.model_dump_json() for message in follower.snapshot.messages]
    return Facts(
        class_code=session.class_code,
        people=[(person.participant_id, person.name, person.joined_ms) for person in people],
        results=(await teacher.runs.results(session_id, run_id)).model_dump_json(exclude={"missing"}),
        table=await teacher.runs.results_file(session_id, "csv"),
        messages=messages,
    )


@asynccontextmanager
async def _come_to(box: ApplianceProcess, students: BusyStudents) -> AsyncIterator[list[BusyStudent]]:
    """The same devices at another box: who they are there is the same."""
    async with AsyncExitStack() as stack:
        comers = []
        for one in students.each:
            client = await stack.enter_async_context(BoxClient(BoxConnection(box.http_url)))
            joined = await client.accounts.join(one.student.request)
            assert joined.participant_id == one.student.id
            comers.append(replace(one, student=replace(one.student, client=client, joined=joined)))
        yield comers


async def _command(name: str, file: Path, data_dir: Path) -> None:
    """Run `airclass-appliance NAME FILE --data-dir DATA_DIR`."""
    command = [sys.executable, "-m", "appliance", name, str(file), "--data-dir", str(data_dir)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()

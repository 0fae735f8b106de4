"""The commands beside `serve`, as real processes: backup while the box runs, restore, a pupil's export and erasure."""

import asyncio
import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.client.live_events import new_ref
from appliance.contract.account import Joined, JoinRequest, SetupRequest
from appliance.contract.live import SendChat
from appliance.contract.session import SessionCreate, SessionView
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import Follower

EXIT_CONFIGURATION = 78
CANARY = "카나리아새"
SAID = "저는 카나리아의 비밀을 알아요"
PASSWORD = "correct horse battery"


@dataclass
class Outcome:
    """How a run of the command ended."""

    status: int
    output: str
    errors: str


async def _run(*arguments: str) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "AIRCLASS_ANNOUNCE": "false"},
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return Outcome(process.returncode, output.decode(), errors.decode())


async def _lesson(box: ApplianceProcess, data_dir: Path) -> tuple[BoxClient, SessionView, Joined]:
    """A class in which one pupil has said something; the teacher is still signed in."""
    code = json.loads((data_dir / "box.json").read_text())["setup_code"]
    teacher = BoxClient(BoxConnection(box.http_url))
    await teacher.accounts.set_up(SetupRequest(setup_code=code, login="minji", name="김민지", password=PASSWORD))
    session = await teacher.sessions.create(SessionCreate(title="광합성"))
    async with BoxClient(BoxConnection(box.http_url)) as pupil:
        wish = JoinRequest(class_code=session.class_code, name=CANARY, device_secret=secrets.token_urlsafe(24))
        joined = await pupil.accounts.join(wish)
        async with Follower(pupil, session.session_id) as follower:
            await follower.live.send(SendChat(ref=new_ref(), type="chat_send", text=SAID))
    return teacher, session, joined


def _files_with(folder: Path, text: str) -> list[str]:
    needles = (text.encode(), json.dumps(text).strip('"').encode())
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if any(needle in path.read_bytes() for needle in needles)]


@pytest.mark.timeout(180)
async def test_a_backup_of_a_running_box_is_restored_as_another_instance(tmp_path: Path) -> None:
    data_dir, restored = tmp_path / "data", tmp_path / "restored"
    async with ApplianceProcess(data_dir) as box:
        teacher, session, _ = await _lesson(box, data_dir)
        made = await _run("backup", str(tmp_path / "backup"), "--data-dir", str(data_dir))
        assert made.status == 0, made.errors
        await teacher.connection.close()
    done = await _run("restore", str(tmp_path / "backup"), "--data-dir", str(restored))
    assert done.status == 0, done.errors
    again = await _run("restore", str(tmp_path / "backup"), "--data-dir", str(restored))
    assert again.status == EXIT_CONFIGURATION
    assert "not empty" in again.errors
    before, after = (json.loads((folder / "box.json").read_text()) for folder in (data_dir, restored))
    assert after["box_id"] == before["box_id"]
    assert after["instance_id"] != before["instance_id"]
    async with ApplianceProcess(restored) as box, BoxClient(BoxConnection(box.http_url)) as teacher:
        await teacher.accounts.log_in("minji", PASSWORD)
        (kept,) = (await teacher.sessions.mine()).sessions
        assert (kept.session_id, kept.class_code, kept.participants) == (session.session_id, session.class_code, 1)


@pytest.mark.timeout(180)
async def test_one_pupil_is_exported_whole_and_erased_without_a_trace(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    async with ApplianceProcess(data_dir) as box:
        teacher, session, joined = await _lesson(box, data_dir)
        refused = await _run("erase", "--student", joined.participant_id, "--data-dir", str(data_dir))
        assert refused.status == EXIT_CONFIGURATION
        assert "in use by another AIRClass" in refused.errors
        await teacher.connection.close()
    assert _files_with(data_dir, CANARY)
    exported = await _run("export", "--student", joined.participant_id, "--data-dir", str(data_dir))
    assert exported.status == 0, exported.errors
    assert json.loads(exported.output)["student_id"] == joined.participant_id
    for said in (CANARY, SAID, session.session_id):
        assert said in exported.output
    erased = await _run("erase", "--student", joined.participant_id, "--data-dir", str(data_dir))
    assert erased.status == 0, erased.errors
    assert json.loads(erased.output)["sessions"] == 1
    assert _files_with(data_dir, CANARY) == []
    assert _files_with(data_dir, SAID) == []
    async with ApplianceProcess(data_dir) as box, BoxClient(BoxConnection(box.http_url)) as teacher:
        await teacher.accounts.log_in("minji", PASSWORD)
        (kept,) = (await teacher.sessions.mine()).sessions
        assert kept.participants == 0
        assert _files_with(data_dir, CANARY) == []


@pytest.mark.parametrize("command", ["backup", "export", "erase"])
async def test_a_folder_that_is_no_box_is_left_as_it_is(tmp_path: Path, command: str) -> None:
    empty = tmp_path / "empty"
    arguments = [str(tmp_path / "file")] if command == "backup" else ["--student", "nobody"]
    refused = await _run(command, *arguments, "--data-dir", str(empty))
    assert refused.status == EXIT_CONFIGURATION
    assert "box.json" in refused.errors
    assert not empty.exists()


async def test_nobody_is_erased_for_an_unknown_id(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path):
        pass
    for command in ("export", "erase"):
        refused = await _run(command, "--student", "0" * 32, "--data-dir", str(tmp_path))
        assert (refused.status, refused.output) == (EXIT_CONFIGURATION, "")
        assert "knows nobody" in refused.errors

"""What the command does while the box does not run: backup, restore, and one pupil's export and erasure."""

import json
import time
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.assembly.store import open_store
from appliance.assembly.teaching import assemble_personal_data, assemble_sessions
from appliance.errors import ConfigurationError, NotFound
from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.negotiation import Listening
from appliance.media.transcode.slate import slate
from appliance.media.transport.media_port import MediaPort
from appliance.services.personal_data import PersonalData
from appliance.storage.backup import back_up, restore
from appliance.storage.box_identity import FILE_NAME, load_or_create
from appliance.storage.file_system import DiskFiles

OPERATOR = "operator"
"""Who it was, in the audit: somebody at the box itself."""


def run_backup(data_dir: Path, target: Path) -> str:
    """Back the data folder up, while the box runs or not; gives what to say."""
    report = back_up(data_dir, target)
    return f"{target}: {report.files} files, {report.sessions} sessions, {report.content_bytes:,} bytes."


def run_restore(source: Path, data_dir: Path) -> str:
    """Restore a backup into an empty data folder; gives what to say."""
    report = restore(source, data_dir)
    return (
        f"{data_dir}: {report.files} files, {report.sessions} sessions of {report.made_at}. "
        "This is a new instance of the box; teachers sign in anew."
    )


async def run_export(data_dir: Path, student_id: str) -> str:
    """Everything about one pupil as JSON."""
    _require_box(data_dir)
    async with AsyncExitStack() as stack:
        personal_data = await _open(stack, data_dir)
        try:
            found = await personal_data.export_student(student_id)
        except NotFound as error:
            raise ConfigurationError(str(error)) from error
    return json.dumps(found, ensure_ascii=False, indent=2)


async def run_erase(data_dir: Path, student_id: str) -> str:
    """Erase one pupil; gives the receipt as JSON."""
    _require_box(data_dir)
    async with AsyncExitStack() as stack:
        personal_data = await _open(stack, data_dir)
        try:
            receipt = await personal_data.erase_student(student_id, OPERATOR)
        except NotFound as error:
            raise ConfigurationError(str(error)) from error
    mentions = [f"{each.session_id} {each.kind} {each.id}" for each in receipt.mentions]
    return json.dumps(
        {
            "student_id": receipt.student_id,
            "sessions": receipt.sessions,
            "records": receipt.records,
            "mentions_by_others": mentions,
        },
        ensure_ascii=False,
        indent=2,
    )


def _require_box(data_dir: Path) -> None:
    if not (data_dir / FILE_NAME).is_file():
        raise ConfigurationError(f"{data_dir} is not the data folder of a box: there is no {FILE_NAME}.")


async def _open(stack: AsyncExitStack, data_dir: Path) -> PersonalData:
    """The facts alone: nothing is sent out and no port is opened. Refused while the box runs."""
    store = await open_store(stack, data_dir, DiskFiles(), load_or_create(data_dir), lambda name, trouble: None)
    listening = Listening(MediaPort(time.monotonic_ns, max_peers=1), list)
    parts = BroadcastParts(listening, time.monotonic_ns, WallClock(0), slate())
    sessions = assemble_sessions(store, lambda: Broadcast(parts))
    stack.push_async_callback(sessions.close)
    await sessions.restore()
    return assemble_personal_data(store, sessions)

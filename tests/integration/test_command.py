"""The command `airclass-appliance serve`: what it prints, how it ends, and in which words it refuses to start."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from appliance.contract.version import VERSION
from tests.support.appliance_process import ApplianceProcess
from tests.support.practice_stage import stage_is_live
from tests.support.watching import Watching

EXIT_CONFIGURATION = 78
START_SECONDS = 30.0
STOP_SECONDS = 3.0
LOOPBACK = {"http": "127.0.0.1:0", "rtmp": "127.0.0.1:0", "media": "127.0.0.1:0"}


@dataclass
class Outcome:
    """How a run of the command ended."""

    status: int
    output: str
    errors: str


@asynccontextmanager
async def _running(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "AIRCLASS_ANNOUNCE": "false", **environment},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _run(*arguments: str, **environment: str) -> Outcome:
    """Run a command that ends by itself."""
    async with _running(*arguments, **environment) as process, asyncio.timeout(START_SECONDS):
        output, errors = await process.communicate()
        assert process.returncode is not None
        return Outcome(process.returncode, output.decode(), errors.decode())


def _serve(data_dir: Path, **addresses: str) -> list[str]:
    flags = [text for name, address in {**LOOPBACK, **addresses}.items() for text in (f"--{name}", address)]
    return ["serve", "--data-dir", str(data_dir), *flags]


async def _first_line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        return await process.stdout.readline()


async def _end(process: asyncio.subprocess.Process, number: signal.Signals) -> tuple[int | None, bytes, bytes]:
    """Signal it and give its status and all that it still says; it has three seconds."""
    process.send_signal(number)
    async with asyncio.timeout(STOP_SECONDS):
        output, errors = await process.communicate()
    return process.returncode, output, errors


async def test_the_real_addresses_are_one_json_line_and_all_of_standard_output(tmp_path: Path) -> None:
    async with _running(*_serve(tmp_path), "--print-addresses") as process:
        addresses = json.loads(await _first_line(process))
        status, rest, errors = await _end(process, signal.SIGTERM)
    assert list(addresses) == ["http", "rtmp", "media"]
    ports = {int(address.removeprefix("127.0.0.1:")) for address in addresses.values()}
    assert len(ports - {0}) == 3
    assert (status, rest) == (0, b"")
    assert b"Traceback" not in errors
    assert b"ERROR" not in errors


async def test_without_flags_the_environment_says_where_to_listen(tmp_path: Path) -> None:
    environment = {f"AIRCLASS_{name.upper()}": address for name, address in LOOPBACK.items()}
    environment |= {"AIRCLASS_DATA_DIR": str(tmp_path), "AIRCLASS_PRACTICE": "false", "AIRCLASS_ROOM_NAME": "3-2"}
    async with _running("serve", "--print-addresses", **environment) as process:
        addresses = json.loads(await _first_line(process))
        async with httpx.AsyncClient(base_url=f"http://{addresses['http']}", trust_env=False) as client:
            assert (await client.get("/sessions")).json() == {"sessions": []}
        assert (await _end(process, signal.SIGTERM))[0] == 0
    assert (tmp_path / "box.json").exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("http", socket.SOCK_STREAM),
        ("rtmp", socket.SOCK_STREAM),
        ("media", socket.SOCK_DGRAM),
        ("media", socket.SOCK_STREAM),
    ],
)
async def test_a_port_that_is_taken_is_named_in_one_sentence(
    name: str, kind: socket.SocketKind, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        outcome = await _run(*_serve(tmp_path, **{name: address}), "--print-addresses", AIRCLASS_LOG_LEVEL="error")
    assert outcome.status == EXIT_CONFIGURATION
    assert outcome.output == ""
    assert outcome.errors.count("\n") == 1
    assert outcome.errors.startswith("airclass-appliance: The ")
    assert outcome.errors.endswith(f"{address} cannot be opened: Address already in use.\n")


async def test_an_address_of_another_machine_is_refused_in_words(tmp_path: Path) -> None:
    outcome = await _run(*_serve(tmp_path, http="192.0.2.1:0"), AIRCLASS_LOG_LEVEL="error")
    assert outcome.status == EXIT_CONFIGURATION
    assert outcome.errors.endswith("192.0.2.1:0 cannot be opened: Cannot assign requested address.\n")


async def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    outcome = await _run(*_serve(tmp_path / "taken" / "data"), AIRCLASS_LOG_LEVEL="error")
    assert outcome.status == EXIT_CONFIGURATION
    assert outcome.output == ""
    assert outcome.errors == (
        f"airclass-appliance: The data folder {tmp_path / 'taken' / 'data'} cannot be used: Not a directory.\n"
    )


async def test_a_wrong_setting_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    outcome = await _run(*_serve(tmp_path / "data", http="everywhere:80"))
    assert outcome.status == EXIT_CONFIGURATION
    assert "AIRCLASS_HTTP" in outcome.errors
    assert not (tmp_path / "data").exists()


async def test_the_version_is_the_contracts() -> None:
    outcome = await _run("--version")
    assert (outcome.status, outcome.output) == (0, f"{VERSION}\n")


async def test_the_terminal_shows_the_card_even_where_it_knows_no_korean(tmp_path: Path) -> None:
    async with _running(*_serve(tmp_path), PYTHONIOENCODING="ascii", PYTHONUTF8="0") as process:
        first = await _first_line(process)
        status, rest, _ = await _end(process, signal.SIGINT)
    identity = json.loads((tmp_path / "box.json").read_text())
    card = (first + rest).decode("ascii")
    assert status == 0
    for said in (identity["setup_code"], identity["practice_class_code"], "http://127.0.0.1:", str(tmp_path)):
        assert said in card, said
    assert identity["box_id"] not in card


async def test_the_box_stops_within_three_seconds_while_everybody_watches(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        await stage_is_live(box)
        stage = (await box.client.get("/sessions/practice/stage")).json()
        async with (
            Watching(f"{box.http_url}/sessions/practice/whep") as class_,
            Watching(f"{box.http_url}/casts/{stage['cast_ids'][0]}/whep") as teacher,
            connect(f"{box.http_url.replace('http', 'ws')}/ws/session/practice", proxy=None) as page,
        ):
            await asyncio.gather(*(class_.join() for _ in range(10)))
            await teacher.join()
            await page.send('{"type": "hello"}')
            await page.recv()
            _, caster = await asyncio.open_connection(*box.addresses.rtmp.split(":"))
            begun = time.monotonic()
            status = await box.stop()
            took = time.monotonic() - begun
            await page.wait_closed()
            caster.close()
        assert "Traceback" not in box.log
        assert "ERROR" not in box.log
    assert status == 0
    assert took < STOP_SECONDS
    assert page.close_code == 1012  # the box restarts: the page comes back


async def test_a_restart_keeps_the_codes_and_the_addresses(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        before, addresses = json.loads((tmp_path / "box.json").read_text()), box.addresses
        await box.kill()
        await box.start()
        assert box.addresses == addresses
        assert json.loads((tmp_path / "box.json").read_text()) == before
        found = await box.client.get("/sessions", params={"code": before["practice_class_code"].lower()})
        assert [each["session_id"] for each in found.json()["sessions"]] == ["practice"]


async def test_without_the_practice_class_no_session_is_open(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box:
        assert (await box.client.get("/sessions")).json() == {"sessions": []}
        assert (await box.client.get("/sessions/practice/stage")).status_code == 404
        assert (await box.client.get("/health")).json()["status"] == "ok"

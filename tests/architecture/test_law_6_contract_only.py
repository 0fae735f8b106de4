"""Law 6: the programs outside of the box speak only the contract, and importing it costs them no server."""

import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.architecture.source_tree import REPOSITORY, Module, hold, read_modules, sample

OUTSIDE = ("desktop", "broadcaster")
OPEN_TO_THEM = ("appliance.contract", "appliance.client", "appliance.protocols")
SERVER_ONLY = ("fastapi", "starlette", "uvicorn", "aiortc", "aioice", "av", "pylibsrtp", "tinydb", "numpy")
QT = ("PySide6", "shiboken6", "qasync")


def outside_reaching_in(modules: Iterable[Module]) -> list[str]:
    """Give every import by which an outside program knows more of the appliance than its contract."""
    return [
        f"{module.name}:{entry.line}: imports {entry.full_name}"
        for module in modules
        if module.is_in(OUTSIDE)
        for entry in module.imports
        if entry.target.split(".")[0] == "appliance" and not _lies_in(entry.full_name, OPEN_TO_THEM)
    ]


def qt_in_state(modules: Iterable[Module]) -> list[str]:
    """Give every import of Qt in the part of the desktop that must run without a screen."""
    return [
        f"{module.name}:{entry.line}: imports {entry.full_name}"
        for module in modules
        if module.is_in(["desktop.state"])
        for entry in module.imports
        if _lies_in(entry.full_name, QT)
    ]


def loaded_by(modules: Iterable[str], watched: Iterable[str]) -> list[str]:
    """Give which of `watched` a fresh interpreter has loaded after importing `modules`."""
    lines = [f"import {name}" for name in modules]
    program = "\n".join(["import sys", *lines, f"print(*[name for name in {list(watched)} if name in sys.modules])"])
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True
    )
    return result.stdout.split()


def _lies_in(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_outside_programs_import_only_the_contract() -> None:
    hold(outside_reaching_in(read_modules()))


def test_desktop_state_knows_no_qt() -> None:
    hold(qt_in_state(read_modules()))


def test_the_contract_loads_no_server() -> None:
    names = [module.name for module in read_modules() if module.is_in(OPEN_TO_THEM)]
    assert names != []
    assert loaded_by(names, SERVER_ONLY) == []


def test_a_loaded_server_is_noticed() -> None:
    assert loaded_by(["fastapi"], SERVER_ONLY) == ["fastapi", "starlette"]


@pytest.mark.parametrize(
    "source",
    ["from appliance.media.hub import StreamHub", "import appliance.app", "from appliance import domain"],
)
def test_reaching_in_is_noticed(source: str) -> None:
    assert len(outside_reaching_in([sample("desktop.app", source)])) == 1


@pytest.mark.parametrize("source", ["from appliance.contract.quiz import Quiz", "from appliance import client"])
def test_the_contract_is_open(source: str) -> None:
    assert outside_reaching_in([sample("broadcaster.app", source)]) == []


def test_qt_in_state_is_noticed() -> None:
    module = sample("desktop.state.lesson", "from PySide6.QtCore import QObject")
    assert len(qt_in_state([module])) == 1

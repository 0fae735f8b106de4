"""Law 1: domain, protocols and contract open nothing, start nothing, read no clock or chance, and log nothing."""

import sys
from collections.abc import Iterable

import pytest

from tests.architecture.source_tree import PURE, Module, calls, hold, read_modules, sample, words

IMPURE_MODULES = words(
    "asyncio atexit concurrent ctypes fcntl glob http logging mmap multiprocessing os pathlib queue random "
    "resource sched secrets select selectors shutil signal socket socketserver sqlite3 ssl subprocess tempfile "
    "threading time urllib.request uuid.uuid1 uuid.uuid4"
)
IMPURE_CALLS = words(
    "open input print exec eval breakpoint __import__ datetime.now datetime.utcnow datetime.today date.today "
    "datetime.datetime.now datetime.datetime.utcnow datetime.date.today uuid.uuid1 uuid.uuid4"
)
LIBRARIES = {
    "appliance.contract": frozenset({"pydantic", "annotated_types", "typing_extensions"}),
    # Bytes in, values out: spreadsheets and XML are read and written in memory.
    "appliance.domain.quiz_formats": frozenset({"openpyxl", "defusedxml"}),
}


def impurities(modules: Iterable[Module]) -> list[str]:
    """Give every import and call by which a pure module touches the world."""
    pure = [module for module in modules if module.is_in(PURE)]
    return [complaint for module in pure for complaint in [*_impure_imports(module), *_impure_calls(module)]]


def _impure_imports(module: Module) -> list[str]:
    allowed = frozenset().union(*(names for row, names in LIBRARIES.items() if module.is_in([row])))
    complaints = []
    for entry in module.imports:
        top = entry.target.split(".")[0]
        if IMPURE_MODULES & {top, entry.target, entry.full_name}:
            complaints.append(f"{module.name}:{entry.line}: a pure module imports {entry.full_name}")
        elif top != "appliance" and top not in sys.stdlib_module_names and top not in allowed:
            complaints.append(f"{module.name}:{entry.line}: a pure module depends on the library {top}")
    return complaints


def _impure_calls(module: Module) -> list[str]:
    return [
        module.at(node, f"a pure module calls {name}()") for node, name in calls(module.tree) if name in IMPURE_CALLS
    ]


def test_pure_rows_touch_nothing() -> None:
    hold(impurities(read_modules()))


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio",
        "import time",
        "from time import monotonic",
        "from os import urandom",
        "import os.path",
        "import logging",
        "from uuid import uuid4",
        "import uuid\nident = lambda: uuid.uuid4()",
        "from datetime import datetime\ndef f() -> object:\n    return datetime.now()",
        "import datetime\ndef f() -> object:\n    return datetime.datetime.now(datetime.UTC)",
        "def f() -> object:\n    import random\n    return random",
        "def f(path: str) -> object:\n    return open(path)",
        "from pydantic import BaseModel",
        "import numpy",
    ],
)
def test_the_law_notices(source: str) -> None:
    assert len(impurities([sample("appliance.domain.quiz", source)])) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("appliance.domain.quiz", "from datetime import datetime, timedelta\nimport hashlib, struct, enum"),
        ("appliance.contract.quiz", "from pydantic import BaseModel"),
        ("appliance.protocols.rtp.packet", "from appliance.protocols.rtp.errors import RtpError"),
        ("appliance.media.hub", "import asyncio"),
    ],
)
def test_the_law_lets_through(name: str, source: str) -> None:
    assert impurities([sample(name, source)]) == []

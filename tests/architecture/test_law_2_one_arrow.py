"""Law 2: imports point down the rows, siblings never meet, and nobody but app.py makes an adapter."""

import ast
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.architecture.source_tree import Import, Module, calls, hold, read_modules, sample

ADAPTERS = ("media", "storage", "sync", "discovery", "ai")
LEAVES = ("config", "lifecycle", "observability")
PURE = ("domain", "protocols", "contract")
BASE = "errors"

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "__main__": frozenset({"app", "maintenance", "welcome_card", *LEAVES, *PURE, BASE}),
    "app": frozenset({"api", "assembly", "services", "client", "welcome_card", *ADAPTERS, *LEAVES, *PURE, BASE}),
    "assembly": frozenset({"services", *ADAPTERS, *LEAVES, *PURE, BASE}),
    "maintenance": frozenset({"assembly", "services", *ADAPTERS, *LEAVES, *PURE, BASE}),
    "welcome_card": frozenset({*LEAVES, *PURE, BASE}),
    "api": frozenset({"services", *LEAVES, *PURE, BASE}),
    "services": frozenset({*ADAPTERS, *LEAVES, *PURE, BASE}),
    **{adapter: frozenset({*LEAVES, *PURE, BASE}) for adapter in ADAPTERS},
    # What outside programs load: no settings of the box, no metrics, no rules.
    "client": frozenset({"contract", "protocols", "lifecycle", BASE}),
    **{leaf: frozenset({BASE}) for leaf in LEAVES},
    **{row: frozenset({BASE}) for row in PURE},
    BASE: frozenset(),
}


def wrong_arrows(modules: Iterable[Module]) -> list[str]:
    """Give every import inside the appliance that the picture in ARCHITECTURE.md has no arrow for."""
    return [
        f"{module.name}:{entry.line}: {source} must not import {target} ({entry.full_name})"
        for module in modules
        if (source := _row(module.name)) is not None
        for entry in module.imports
        if (target := _row(entry.full_name)) is not None
        if target != source and target not in MAY_IMPORT.get(source, frozenset())
    ]


def adapters_made_by_services(modules: Iterable[Module]) -> list[str]:
    """Give every place where a service makes or calls an adapter that app.py should have handed in."""
    modules = list(modules)
    values = {f"{module.name}.{name}" for module in modules for name in _value_types(module)}
    complaints = []
    for module in modules:
        if _row(module.name) == "services":
            adapters = _imported_adapters(module.imports, values)
            complaints += [
                module.at(node, f"a service calls {adapters[name]}: declare a port, app.py hands the adapter in")
                for node, name in calls(module.tree)
                if name in adapters
            ]
    return complaints


def unknown_rows(modules: Iterable[Module]) -> list[str]:
    """Give the modules of the appliance that stand in no row of the picture."""
    return [module.name for module in modules if (row := _row(module.name)) is not None and row not in MAY_IMPORT]


def _row(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "appliance" and len(parts) > 1 else None


def _imported_adapters(imports: Iterable[Import], values: set[str]) -> dict[str, str]:
    return {
        entry.name: entry.full_name
        for entry in imports
        if entry.name and _row(entry.target) in ADAPTERS and entry.full_name not in values
    }


def _value_types(module: Module) -> Iterator[str]:
    """Give the dataclasses and enums: plain values that any row above may make."""
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef):
            marks = [ast.unparse(mark) for mark in [*node.decorator_list, *node.bases]]
            if any("dataclass" in mark or mark.endswith("Enum") for mark in marks):
                yield node.name


def test_imports_point_down() -> None:
    hold(wrong_arrows(read_modules()))


def test_services_are_handed_their_adapters() -> None:
    hold(adapters_made_by_services(read_modules()))


def test_every_module_stands_in_a_row() -> None:
    hold(unknown_rows(read_modules()))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("appliance.services.casting", "from appliance.api import casts"),
        ("appliance.services.casting", "import appliance.app"),
        ("appliance.media.hub", "from appliance.storage.journal import Journal"),
        ("appliance.media.hub", "from appliance.services.casting import Casting"),
        ("appliance.media.hub", "def f() -> None:\n    from appliance import discovery"),
        ("appliance.api.casts", "from appliance.media.hub import StreamHub"),
        ("appliance.domain.quiz", "from appliance.contract.quiz import Quiz"),
        ("appliance.domain.quiz", "from appliance.config import Settings"),
        ("appliance.observability.metrics", "from appliance.media.hub import StreamHub"),
        ("appliance.config", "from appliance.media.hub import StreamHub"),
        ("appliance.client.http", "from appliance.domain.stage import Stage"),
        ("appliance.errors", "from appliance.contract.problems import Problem"),
    ],
)
def test_a_wrong_arrow_is_noticed(name: str, source: str) -> None:
    assert len(wrong_arrows([sample(name, source)])) == 1


def test_a_relative_import_is_followed() -> None:
    assert len(wrong_arrows([sample("appliance.media.hub", "from ..storage import journal")])) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("appliance.app", "from appliance.media.hub import StreamHub\nfrom appliance.api.casts import router"),
        ("appliance.services.casting", "from appliance.media.unit import VideoFrame"),
        ("appliance.media.ingest.gate", "from appliance.media.unit import VideoFrame"),
        ("appliance.media.hub", "from appliance.observability.metrics import Counters"),
        ("appliance.domain.codec_doctor", "from appliance.errors import Sentence"),
        ("tests.unit.test_x", "from appliance.api import casts"),
    ],
)
def test_an_arrow_of_the_picture_is_allowed(name: str, source: str) -> None:
    assert wrong_arrows([sample(name, source)]) == []


def test_a_service_that_makes_an_adapter_is_noticed() -> None:
    hub = sample("appliance.media.hub", "class StreamHub:\n    pass")
    service = sample(
        "appliance.services.casting", "from appliance.media.hub import StreamHub\ndef f():\n    StreamHub()"
    )
    assert len(adapters_made_by_services([hub, service])) == 1


def test_a_service_may_make_plain_values_of_an_adapter() -> None:
    unit = sample("appliance.media.unit", "@dataclass(frozen=True)\nclass VideoFrame:\n    pts_ns: int")
    service = sample("appliance.services.x", "from appliance.media.unit import VideoFrame\ndef f():\n    VideoFrame(1)")
    assert adapters_made_by_services([unit, service]) == []


def test_a_module_outside_the_rows_is_noticed() -> None:
    assert unknown_rows([sample("appliance.magic.wand", "")]) == ["appliance.magic.wand"]

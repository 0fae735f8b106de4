"""Law 5: every queue has a size. One that cannot grow for another reason says so: `# bounded by: ...` on its line."""

import ast
from collections.abc import Iterable, Mapping

import pytest

from tests.architecture.source_tree import Module, dotted, hold, read_modules, sample, words

QUEUES = words("Queue LifoQueue PriorityQueue deque SimpleQueue")
BOUND: Mapping[str, tuple[str, int]] = {
    "Queue": ("maxsize", 0),
    "LifoQueue": ("maxsize", 0),
    "PriorityQueue": ("maxsize", 0),
    "deque": ("maxlen", 1),
}
"""The argument that bounds a queue, by name and by position; SimpleQueue has none."""
EXPLANATION = "# bounded by: "


def unbounded_queues(modules: Iterable[Module]) -> list[str]:
    """Give every queue that the network could fill without end."""
    return [
        module.at(node, f"{name} without a bound")
        for module in modules
        for node, name in _queues_without_bound(module)
        if EXPLANATION not in module.lines[node.lineno - 1]
    ]


def _queues_without_bound(module: Module) -> list[tuple[ast.expr, str]]:
    found: list[tuple[ast.expr, str]] = []
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=function) if (name := _class_name(function)) in QUEUES:
                if not _is_bounded(node, name):
                    found.append((node, f"{name}()"))
            case ast.keyword(arg="default_factory", value=value) if (name := _class_name(value)) in QUEUES:
                found.append((value, f"default_factory={name}"))
    return found


def _class_name(function: ast.expr) -> str:
    """Give `deque` for `collections.deque` and for `deque[int]`."""
    plain = function.value if isinstance(function, ast.Subscript) else function
    return dotted(plain).rsplit(".", 1)[-1]


def _is_bounded(call: ast.Call, name: str) -> bool:
    if name not in BOUND:
        return False
    keyword, position = BOUND[name]
    given = [entry.value for entry in call.keywords if entry.arg == keyword]
    if len(call.args) > position:
        given.append(call.args[position])
    return bool(given) and ast.unparse(given[0]) not in ("None", "0", "-1")


def test_every_queue_is_bounded() -> None:
    hold(unbounded_queues(read_modules()))


@pytest.mark.parametrize(
    "source",
    [
        "queue = asyncio.Queue()",
        "queue = asyncio.Queue(0)",
        "queue: Queue[bytes] = Queue[bytes]()",
        "queue = queue.PriorityQueue(maxsize=0)",
        "queue = SimpleQueue()",
        "frames = deque()",
        "frames = collections.deque(old)",
        "frames = deque[int](old, maxlen=None)",
        "class Hub:\n    frames: deque[int] = field(default_factory=deque)",
    ],
)
def test_the_law_notices(source: str) -> None:
    assert len(unbounded_queues([sample("appliance.media.hub", source)])) == 1


@pytest.mark.parametrize(
    "source",
    [
        "queue = asyncio.Queue(64)",
        "queue = asyncio.Queue(maxsize=SIZE)",
        "frames = deque(maxlen=512)",
        "frames = deque[int](old, 512)",
        "class Hub:\n    frames: deque[int] = field(default_factory=lambda: deque(maxlen=4))",
        "frames = deque()  # bounded by: push() drops the oldest above 2 MB",
    ],
)
def test_the_law_lets_through(source: str) -> None:
    assert unbounded_queues([sample("appliance.media.hub", source)]) == []

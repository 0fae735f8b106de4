"""Law 3: no state of a module, no work at import time; only app.py puts things together."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.source_tree import PURE, Module, dotted, hold, read_modules, sample, words

CONSTANT_MAKERS = words(
    "logging.getLogger re.compile struct.Struct Struct struct.calcsize NewType TypeVar ParamSpec TypeVarTuple "
    "Final frozenset tuple bytes bytes.fromhex int float str len range sum min max sorted zip enumerate "
    "MappingProxyType TypeAdapter Field ConfigDict namedtuple NamedTuple itertools.accumulate Decimal Fraction "
    "timedelta Path PurePosixPath str.maketrans .join chr zip "
    ".encode .split .keys .values .items .with_name .joinpath .resolve .removeprefix .to_bytes "
    ".pack Literal Annotated Query Header Depends Body PathParam Discriminator Tag StringConstraints "
    "AfterValidator BeforeValidator dict.fromkeys cast np.array get_args QColor QSize QModelIndex"
)
"""Calls that only make a constant, a type or a logger; of Qt's values those that a widget copies when it takes them."""
OWN_CONSTANT_MAKERS = words("arc colour _turned")
"""Our own functions that may make a constant: they compute the shapes and colours of the slate out of literals."""
MUTABLE_MAKERS = words("dict list set bytearray defaultdict deque Counter OrderedDict WeakSet")
MUTATORS = words("append add update pop popitem setdefault clear extend insert remove discard appendleft popleft")
MUTABLE_DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
INERT = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.Pass


def module_state(modules: Iterable[Module]) -> list[str]:
    """Give every piece of state that lives in a module, and every piece of work done while it is imported."""
    modules = list(modules)
    values = frozenset().union(*(_value_types(module) for module in modules))
    return [complaint for module in modules for complaint in _complaints(module, values)]


def _complaints(module: Module, values: frozenset[str]) -> Iterator[str]:
    if module.is_in(PURE):
        # What a pure function gives is a constant, as law 1 sees to it.
        values |= {node.name for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    for statement in module.tree.body:
        yield from _statement(module, statement, values)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield module.at(node, f"state in a module: global {', '.join(node.names)}")
    yield from _mutated_tables(module)


def _statement(module: Module, statement: ast.stmt, values: frozenset[str]) -> Iterator[str]:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.ClassDef():
            return
        case ast.If() if dotted(statement.test).endswith("TYPE_CHECKING") or _is_main_guard(module, statement):
            return
        case ast.If() | ast.Try():
            for inner in [*statement.body, *statement.orelse]:
                yield from _statement(module, inner, values)
        case ast.Assign() | ast.AnnAssign():
            yield from _assignment(module, statement, values)
        case _ if not isinstance(statement, INERT):
            yield module.at(statement, f"work at import time: {ast.unparse(statement).splitlines()[0]}")


def _assignment(module: Module, statement: ast.Assign | ast.AnnAssign, values: frozenset[str]) -> Iterator[str]:
    value = statement.value
    if value is None:
        return
    if ast.unparse(value) in ("[]", "{}"):
        if not _is_all(statement):
            yield module.at(statement, "state in a module: an empty container can only be there to be filled")
        return
    for call in _calls_made_now(value):
        name = dotted(call.func.value if isinstance(call.func, ast.Subscript) else call.func)
        last = name.rsplit(".", 1)[-1]
        if call is value and last in MUTABLE_MAKERS:
            yield module.at(statement, f"state in a module: {name}()")
        elif not {name, last, f".{last}"} & (CONSTANT_MAKERS | MUTABLE_MAKERS | OWN_CONSTANT_MAKERS | values):
            yield module.at(statement, f"work at import time: {name or ast.unparse(call.func)}()")


def _calls_made_now(value: ast.expr) -> Iterator[ast.Call]:
    """Give the calls of an expression that run with it, not those inside a lambda."""
    if isinstance(value, ast.Lambda):
        return
    if isinstance(value, ast.Call):
        yield value
    for child in ast.iter_child_nodes(value):
        if isinstance(child, ast.expr):
            yield from _calls_made_now(child)
        elif isinstance(child, ast.keyword | ast.comprehension):
            for part in ast.iter_child_nodes(child):
                if isinstance(part, ast.expr):
                    yield from _calls_made_now(part)


def _mutated_tables(module: Module) -> Iterator[str]:
    tables = {
        name
        for statement in module.tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, MUTABLE_DISPLAYS)
        for name in _targets(statement)
    }
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                changed = name if attribute in MUTATORS else ""
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed = name
            case ast.AugAssign(target=ast.Name(id=name)):
                changed = name
            case _:
                changed = ""
        if changed in tables:
            yield module.at(node, f"state in a module: {changed} is changed")


def _targets(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _is_all(statement: ast.Assign | ast.AnnAssign) -> bool:
    return _targets(statement) == ["__all__"]


def _is_main_guard(module: Module, statement: ast.If) -> bool:
    return module.name.endswith("__main__") and ast.unparse(statement.test) == "__name__ == '__main__'"


def _value_types(module: Module) -> frozenset[str]:
    """Give the frozen dataclasses, enums and named tuples: making one at import time is a constant."""
    return frozenset(
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        if any("frozen=True" in ast.unparse(mark) for mark in node.decorator_list)
        or any(ast.unparse(base).endswith(("Enum", "NamedTuple", "Flag")) for base in node.bases)
    )


def test_no_module_has_state_or_works_on_import() -> None:
    hold(module_state(read_modules()))


@pytest.mark.parametrize(
    "source",
    [
        "app = FastAPI()",
        "router = APIRouter()",
        "VIEWERS = {}",
        "seen: set[str] = set()",
        "seen = set[str]()",
        "queue = asyncio.Queue(5)",
        "viewers_total = Counter('viewers', 'help')",
        "settings = load(Settings())",
        "load_dotenv()",
        "for name in NAMES:\n    print(name)",
        "STARTED = time.monotonic()",
        "def f() -> None:\n    global COUNT\n    COUNT = 1",
        "TABLE = {'a': 1}\ndef f() -> None:\n    TABLE['b'] = 2",
        "TABLE = ['a']\ndef f() -> None:\n    TABLE.append('b')",
        "if True:\n    connect()",
        "with open('x') as file:\n    pass",
    ],
)
def test_the_law_notices(source: str) -> None:
    assert module_state([sample("appliance.services.casting", source)]) != []


@pytest.mark.parametrize(
    "source",
    [
        '"""Docstring."""\nimport logging\nlogger = logging.getLogger(__name__)',
        "PATTERN = re.compile('x')\nHEADER = struct.Struct('!I')",
        "CastId = NewType('CastId', str)",
        "NAMES = {'a': 1, 'b': 2}\nLETTERS = frozenset('ab')",
        "@dataclass(frozen=True)\nclass Limit:\n    size: int\nLIMIT = Limit(4)",
        "handlers = {'a': lambda: connect()}",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from x import y",
        "try:\n    import fast\nexcept ImportError:\n    fast = None",
        "__all__ = ['a']",
        "def f() -> object:\n    table = {}\n    table['a'] = 1\n    return table",
    ],
)
def test_the_law_lets_through(source: str) -> None:
    assert module_state([sample("appliance.services.casting", source)]) == []


def test_a_pure_module_may_compute_its_tables() -> None:
    source = "def _table() -> bytes:\n    return bytes(range(256))\nTABLE = _table()"
    assert module_state([sample("appliance.domain.scoring", source)]) == []
    assert module_state([sample("appliance.services.casting", source)]) != []


def test_main_may_call_main() -> None:
    source = "if __name__ == '__main__':\n    main()"
    assert module_state([sample("appliance.__main__", source)]) == []
    assert module_state([sample("appliance.services.casting", source)]) != []

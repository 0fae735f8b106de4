"""The Python sources as the laws see them: modules, their syntax trees and what they import."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = ("appliance", "desktop", "broadcaster")
PURE = ("appliance.domain", "appliance.protocols", "appliance.contract", "appliance.errors")
"""What touches nothing: errors belongs to it, since the rows above the pure one are not alone in raising."""


@dataclass(frozen=True)
class Import:
    """One imported module, and the name taken from it if any."""

    target: str
    name: str
    line: int
    at_run_time: bool
    """False below `if TYPE_CHECKING`."""
    at_import_time: bool
    """False inside a function."""

    @property
    def full_name(self) -> str:
        return f"{self.target}.{self.name}" if self.name else self.target


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    path: Path
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, str(self.path))

    @cached_property
    def lines(self) -> list[str]:
        return self.source.splitlines()

    @cached_property
    def imports(self) -> list[Import]:
        return list(_imports(self.tree.body, self, at_run_time=True, at_import_time=True))

    def at(self, node: ast.AST, complaint: str) -> str:
        """Give the complaint with the place it is about."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {complaint}"

    def is_in(self, packages: Iterable[str]) -> bool:
        """Tell whether the module is one of `packages` or lies in one."""
        return any(self.name == package or self.name.startswith(f"{package}.") for package in packages)


def read_modules(packages: Iterable[str] = PROGRAMS, root: Path = REPOSITORY) -> list[Module]:
    """Read every module of the packages that exist so far."""
    paths = [path for package in packages for path in sorted((root / package).rglob("*.py"))]
    return [Module(module_name(path, root), path, path.read_text(encoding="utf-8")) for path in paths]


def module_name(path: Path, root: Path) -> str:
    """Give the dotted name of the module at `path`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sample(name: str, source: str) -> Module:
    """Make a module out of a string, to show that a law notices it."""
    return Module(name, Path(f"{name.replace('.', '/')}.py"), source)


def hold(complaints: Iterable[str]) -> None:
    """Fail with every complaint told, not only the first."""
    lines = list(complaints)
    if lines:
        pytest.fail("\n".join(["", *lines]), pytrace=False)


def words(text: str) -> frozenset[str]:
    """Make a set of the words of `text`: long lists of names stay readable as a paragraph."""
    return frozenset(text.split())


def dotted(node: ast.AST) -> str:
    """Give `a.b.c` for a name or attribute access, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else f".{node.attr}"
    return ""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Give every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def _imports(body: Iterable[ast.AST], module: Module, at_run_time: bool, at_import_time: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno, at_run_time, at_import_time)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(_absolute(node, module), alias.name, node.lineno, at_run_time, at_import_time)
        else:
            inside = at_import_time and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typed_only = isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
            yield from _imports(ast.iter_child_nodes(node), module, at_run_time and not typed_only, inside)


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".")
    is_package = module.path.name == "__init__.py"
    base = package[: len(package) - node.level + (1 if is_package else 0)]
    return ".".join([*base, *([node.module] if node.module else [])])

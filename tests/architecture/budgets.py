"""How long functions and files are, how many parameters and how deep: ceilings are tested, budgets are reported.

`python -m tests.architecture.budgets` prints what is over budget. A budget is an aim to judge by: a thing that reads
well as one stays one.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from tests.architecture.source_tree import Module, read_modules

FUNCTION_BUDGET, FUNCTION_CEILING = 40, 60
FILE_BUDGET, FILE_CEILING = 400, 500
CLASS_BUDGET = 250
PARAMETER_BUDGET = 6
NESTING_BUDGET = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef
NESTING = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.Match


@dataclass(frozen=True, slots=True)
class FunctionSize:
    """The measures of one function."""

    name: str
    line: int
    lines: int
    parameters: int
    nesting: int


@dataclass(frozen=True, slots=True)
class ModuleSize:
    """The measures of one module."""

    name: str
    lines: int
    classes: tuple[tuple[str, int], ...]
    functions: tuple[FunctionSize, ...]


def measure(module: Module) -> ModuleSize:
    """Count what a reader would count."""
    classes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    return ModuleSize(
        module.name,
        len(module.lines),
        tuple((node.name, _lines(node)) for node in classes),
        tuple(_functions(module.tree, "")),
    )


def over_ceiling(module: Module) -> Iterator[str]:
    """Give what nobody can keep in the head."""
    size = measure(module)
    if size.lines > FILE_CEILING:
        yield f"{size.name}: {size.lines} lines"
    for function in size.functions:
        if function.lines > FUNCTION_CEILING:
            yield f"{size.name}:{function.line}: {function.name} is {function.lines} lines"


def over_budget(size: ModuleSize) -> Iterator[str]:
    """Give what deserves a second look."""
    if size.lines > FILE_BUDGET:
        yield f"{size.name}: {size.lines} lines"
    for name, lines in size.classes:
        if lines > CLASS_BUDGET:
            yield f"{size.name}: class {name} is {lines} lines"
    for function in size.functions:
        place = f"{size.name}:{function.line}: {function.name}"
        if function.lines > FUNCTION_BUDGET:
            yield f"{place} is {function.lines} lines"
        if function.parameters > PARAMETER_BUDGET:
            yield f"{place} takes {function.parameters} parameters"
        if function.nesting > NESTING_BUDGET:
            yield f"{place} is nested {function.nesting} deep"


def report() -> str:
    """Give the whole report as text."""
    sizes = [measure(module) for module in read_modules(("appliance", "desktop", "broadcaster"))]
    lengths = [function.lines for size in sizes for function in size.functions]
    p90 = quantiles(lengths, n=10)[-1]
    head = f"budgets: {len(sizes)} modules, {len(lengths)} functions, median {median(lengths):.0f} lines, p90 {p90:.0f}"
    return "\n".join([head, *(f"  over budget: {line}" for size in sizes for line in over_budget(size))])


def _functions(node: ast.AST, prefix: str) -> Iterator[FunctionSize]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            name = f"{prefix}{child.name}"
            yield FunctionSize(name, child.lineno, _lines(child), _parameters(child), _nesting(child))
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix)


def _lines(node: ast.ClassDef | Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _parameters(function: Function) -> int:
    arguments = function.args
    names = [entry.arg for entry in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]
    return len(names) - (1 if names[:1] in (["self"], ["cls"]) else 0)


def _nesting(node: ast.AST) -> int:
    """Depth of blocks; an `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, _nesting(child) + (1 if isinstance(child, NESTING) and not is_elif else 0))
    return deepest


if __name__ == "__main__":
    print(report())

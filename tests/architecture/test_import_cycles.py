"""No module imports itself round a corner."""

from collections.abc import Iterable, Iterator, Mapping

from tests.architecture.source_tree import Module, hold, read_modules, sample

Graph = Mapping[str, frozenset[str]]


def import_graph(modules: Iterable[Module]) -> Graph:
    """Give which module needs which others before it can be imported."""
    modules = list(modules)
    names = {module.name for module in modules}
    return {module.name: frozenset(_needed(module, names)) for module in modules}


def cycles(graph: Graph) -> list[str]:
    """Give one cycle for each module that depends on itself, as `a -> b -> a`."""
    told: dict[frozenset[str], list[str]] = {}
    for name in graph:
        path = _path_back(graph, name)
        if path:
            told.setdefault(frozenset(path), path)
    return [" -> ".join(path) for path in told.values()]


def _needed(module: Module, names: set[str]) -> Iterator[str]:
    for entry in module.imports:
        if entry.at_run_time and entry.at_import_time:
            # `from package import name` needs the submodule if there is one, else what the package itself holds.
            target = entry.full_name if entry.full_name in names else entry.target
            if target in names and target != module.name:
                yield target


def _path_back(graph: Graph, start: str) -> list[str]:
    """Breadth first, so that the cycle told is the shortest one."""
    paths = [[start]]
    seen = {start}
    for path in paths:
        for following in sorted(graph.get(path[-1], ())):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []


def test_no_import_cycles() -> None:
    hold(cycles(import_graph(read_modules(("appliance", "desktop", "broadcaster", "tests")))))


def test_a_cycle_is_noticed() -> None:
    modules = [sample("a.x", "from a import y"), sample("a.y", "import a.z"), sample("a.z", "from a.x import thing")]
    assert cycles(import_graph(modules)) == ["a.x -> a.y -> a.z -> a.x"]


def test_an_import_for_the_type_checker_or_inside_a_function_is_no_cycle() -> None:
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import x"
    late = "def f():\n    from a import x"
    modules = [sample("a.x", "import a.y, a.z"), sample("a.y", typed), sample("a.z", late)]
    assert cycles(import_graph(modules)) == []

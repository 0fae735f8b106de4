"""What a reader may rely on in every module: a docstring, a telling name, explained exceptions, a readable size."""

import re
from collections.abc import Iterable

import pytest

from tests.architecture.budgets import FILE_CEILING, FUNCTION_CEILING, measure, over_ceiling
from tests.architecture.source_tree import Module, hold, read_modules, sample, words

EVERYTHING = ("appliance", "desktop", "broadcaster", "tests")
SAYS_NOTHING = words("utils util helpers helper common manager misc base core tools stuff")
_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<code>\[[a-z-]+(?:,\s*[a-z-]+)*\])?")
_NOQA = re.compile(r"#\s*noqa(?P<code>:\s*[A-Z]+[0-9]+)?", re.IGNORECASE)


def missing_docstrings(modules: Iterable[Module]) -> list[str]:
    """Give the modules with content whose reader is not told what lives there."""
    return [module.name for module in modules if module.tree.body and not _docstring(module)]


def names_that_say_nothing(modules: Iterable[Module]) -> list[str]:
    """Give the modules named after nothing in particular."""
    return [module.name for module in modules if module.name.rsplit(".", 1)[-1] in SAYS_NOTHING]


def blanket_exceptions(modules: Iterable[Module]) -> list[str]:
    """Give the lines that silence a checker without naming what is silenced."""
    return [
        f"{module.name}:{number}: {found[0]}"
        for module in modules
        for number, line in enumerate(module.lines, 1)
        for pattern in (_IGNORE, _NOQA)
        if (found := pattern.search(line)) and not found["code"]
    ]


def _docstring(module: Module) -> str:
    first = module.tree.body[0]
    return str(getattr(getattr(first, "value", None), "value", "")).strip()


def test_every_module_says_what_lives_in_it() -> None:
    hold(missing_docstrings(read_modules(EVERYTHING)))


def test_module_names_say_something() -> None:
    hold(names_that_say_nothing(read_modules(EVERYTHING)))


def test_every_exception_to_a_checker_names_its_code() -> None:
    here = __name__
    hold(blanket_exceptions(module for module in read_modules(EVERYTHING) if module.name != here))


def test_nothing_is_above_the_ceilings() -> None:
    hold([over for module in read_modules(EVERYTHING) for over in over_ceiling(module)])


def test_a_missing_docstring_is_noticed() -> None:
    assert missing_docstrings([sample("a.b", "import os"), sample("a.c", ""), sample("a.d", '"""Doc."""')]) == ["a.b"]


def test_an_empty_name_is_noticed() -> None:
    assert names_that_say_nothing([sample("appliance.media.utils", "")]) == ["appliance.media.utils"]


@pytest.mark.parametrize("line", ["x = 1  # type: ignore", "x = 1  # noqa", "x = 1  #type:ignore"])
def test_a_blanket_exception_is_noticed(line: str) -> None:
    assert len(blanket_exceptions([sample("a", line)])) == 1


@pytest.mark.parametrize("line", ["x = 1  # type: ignore[arg-type]", "x = 1  # noqa: S104", "x = 1  # plain"])
def test_an_exception_with_its_code_is_allowed(line: str) -> None:
    assert blanket_exceptions([sample("a", line)]) == []


def test_a_long_function_and_a_long_file_are_noticed() -> None:
    long_function = "def f():\n" + "    pass\n" * FUNCTION_CEILING
    assert [over.rsplit(": ", 1)[1] for over in over_ceiling(sample("a", long_function))] == ["f is 61 lines"]
    assert list(over_ceiling(sample("a", "x = 1\n" * FILE_CEILING))) == []
    assert len(list(over_ceiling(sample("a", "x = 1\n" * (FILE_CEILING + 1))))) == 1


def test_measures_are_what_a_reader_counts() -> None:
    source = (
        "class A:\n"
        "    def f(self, a, b, *, c):\n"
        "        if a:\n"
        "            for _ in b:\n"
        "                pass\n"
        "        elif b:\n"
        "            pass\n"
    )
    function = measure(sample("a", source)).functions[0]
    assert (function.name, function.lines, function.parameters, function.nesting) == ("A.f", 6, 3, 2)

"""The files around the code: links that lead somewhere, a change log, nothing of one developer's machine."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source_tree import REPOSITORY, hold, words

_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+\s+(?P<text>.+?)\s*$", re.MULTILINE)
# Home of root, and of the folder that sessions of the project work in, at the start of an absolute path.
_MACHINE_PATH = re.compile(r"(?<![\w./}<>-])/(?:root|work)(?![\w-])(?!\s*\|)")
TEXT_SUFFIXES = words(".py .js .ts .html .css .md .toml .cfg .txt .json .yaml .yml .sh .service .conf")


def repository_files(root: Path = REPOSITORY) -> list[Path]:
    """Give the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True, timeout=30).stdout
    return [path for name in listing.split("\0") if name and (path := root / name).is_file()]


def dead_links(page: Path, root: Path) -> list[str]:
    """Give the links of a page that lead to no file, or to no heading of a file."""
    text = _CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))
    targets = [match["target"] for match in _LINK.finditer(text)]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    return [f"{page.relative_to(root)}: {target}" for target in local if not _leads_somewhere(page, target)]


def machine_paths(path: Path) -> list[str]:
    """Give the lines that only make sense on the machine they were written on."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [
        f"{path.name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if _MACHINE_PATH.search(line)
    ]


def _leads_somewhere(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = page.parent / name if name else page
    if not file.exists() or not anchor:
        return file.exists()
    return anchor in {_anchor(match["text"]) for match in _HEADING.finditer(file.read_text(encoding="utf-8"))}


def _anchor(heading: str) -> str:
    """Give the fragment that code hosts make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _text_files(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix in TEXT_SUFFIXES or path.name in ("Makefile", "run", "LICENSE")]


def test_links_of_the_documents_lead_somewhere() -> None:
    pages = [path for path in repository_files() if path.suffix == ".md"]
    assert pages != []
    hold([link for page in pages for link in dead_links(page, REPOSITORY)])


def test_no_file_names_a_machines_paths() -> None:
    hold([line for path in _text_files(repository_files()) for line in machine_paths(path)])


def test_the_change_log_has_a_place_for_the_next_change() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]$", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "Makefile", ".ci/run"])
def test_a_newcomer_finds(name: str) -> None:
    assert (REPOSITORY / name).stat().st_size > 0


def test_ci_runs_what_a_developer_runs() -> None:
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "there.md").write_text("# A heading, with: signs\n", encoding="utf-8")
    page.write_text(
        "[a](there.md) [b](gone.md) [c](there.md#a-heading-with-signs) [d](there.md#gone) [e](https://example.org/x)\n"
        "```\n[f](in-code.md)\n```\n![g](gone.png)\n",
        encoding="utf-8",
    )
    assert dead_links(page, tmp_path) == ["page.md: gone.md", "page.md: there.md#gone", "page.md: gone.png"]


@pytest.mark.parametrize("line", ['cd "/~/x"', "see /~/main", "PATH=/~"])
@pytest.mark.parametrize("folder", ["root", "work"])
def test_a_machines_path_is_noticed(line: str, folder: str, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text(line.replace("~", folder), encoding="utf-8")
    assert len(machine_paths(file)) == 1


@pytest.mark.parametrize("line", ["GET /session/work/3", "the chroot/root", "homework/works", "./root/x", "</root>"])
def test_other_words_are_no_machines_path(line: str, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text(line, encoding="utf-8")
    assert machine_paths(file) == []

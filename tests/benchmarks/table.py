"""The benchmark results as tables: on the terminal, and in the README from the committed copies.

`python -m tests.benchmarks.table` rewrites what stands between the bench markers of README.md from docs/bench/*.json.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.bench_result import REPOSITORY, BenchResult, Figure, RecordedResult

BEGIN = "<!-- bench:begin -->"
END = "<!-- bench:end -->"
COMMITTED_FOLDER = REPOSITORY / "docs" / "bench"
ORDER = (
    "fanout_100",
    "fanout_450",
    "joins",
    "janus",
    "first_frame",
    "glass_to_glass",
    "impaired",
    "insert_cost",
    "quiz_450",
    "desktop_450",
)
MARKS = {True: "✓", False: "✗", None: ""}


def text_table(result: BenchResult) -> str:
    """One result for the terminal."""
    lines = [f"  {result.title}"]
    if result.skipped:
        return f"{lines[0]}\n    skipped: {result.skipped}"
    for figure in result.figures:
        aim = f"{figure.aim.comparison} {figure.aim.limit:g}" if figure.aim else ""
        lines.append(f"    {figure.name:<48} {figure.value:>12g} {figure.unit:<16} {aim:<14} {MARKS[figure.passes]}")
    return "\n".join([*lines, *(f"    · {note}" for note in result.notes)])


def markdown_table(recorded: Sequence[RecordedResult]) -> str:
    """All results for the README, in the order in which they are told."""
    lines = ["| what | measured | aim | |", "|---|---:|---:|:---:|"]
    for result in sorted((one.result for one in recorded), key=_place):
        lines.append(f"| **{result.title}** | | | |")
        if result.skipped:
            lines.append(f"| not run: {result.skipped} | | | |")
        lines += [_row(figure) for figure in result.figures]
    return "\n".join([*lines, "", _provenance(recorded)])


def rewrite(page: str, table: str) -> str:
    """`page` with the table between its markers."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def read_results(folder: Path) -> list[RecordedResult]:
    """Every committed result."""
    return [RecordedResult.read(path) for path in sorted(folder.glob("*.json"))]


def main() -> int:
    """Rewrite the README's table."""
    results = read_results(COMMITTED_FOLDER)
    if not results:
        print(f"no results in {COMMITTED_FOLDER.relative_to(REPOSITORY)}", file=sys.stderr)
        return 1
    page = REPOSITORY / "README.md"
    page.write_text(rewrite(page.read_text(encoding="utf-8"), markdown_table(results)), encoding="utf-8")
    return 0


def _place(result: BenchResult) -> int:
    return ORDER.index(result.name) if result.name in ORDER else len(ORDER)


def _row(figure: Figure) -> str:
    sign = {"at most": "≤", "at least": "≥"}
    bound = f"{sign[figure.aim.comparison]} {figure.aim.limit:g}" if figure.aim else ""
    return f"| {figure.name} | {figure.value:g} {figure.unit} | {bound} | {MARKS[figure.passes]} |"


def _provenance(recorded: Sequence[RecordedResult]) -> str:
    machines = "; ".join(sorted({one.machine for one in recorded}))
    return f"Measured on {machines}, the server alone on one core. Methods and raw figures: [docs/bench](docs/bench)."


if __name__ == "__main__":
    sys.exit(main())

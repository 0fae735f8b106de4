"""What a benchmark says: figures with their aims, how they were measured, on what. Written as JSON."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

REPOSITORY = Path(__file__).parents[2]
RESULTS_FOLDER = REPOSITORY / "var" / "bench"


@dataclass(frozen=True, slots=True)
class Aim:
    """The bound that a figure is to keep."""

    comparison: Literal["at most", "at least"]
    limit: float

    def is_met_by(self, value: float) -> bool:
        """Whether `value` keeps the bound."""
        return value <= self.limit if self.comparison == "at most" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str
    aim: Aim | None = None

    @property
    def passes(self) -> bool | None:
        """Whether its aim is met; None without an aim."""
        return None if self.aim is None else self.aim.is_met_by(self.value)


@dataclass(slots=True)
class BenchResult:
    """One benchmark, run or skipped."""

    name: str
    title: str
    method: str
    seed: int = 0
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""
    """Why it was not run, in words."""

    def add(self, name: str, value: float, unit: str, aim: Aim | None = None) -> None:
        """Note a figure, rounded to what can be told apart."""
        self.figures.append(Figure(name, round(value, 3), unit, aim))

    @property
    def passes(self) -> bool:
        """Whether it ran and every aim is met."""
        return not self.skipped and all(figure.passes is not False for figure in self.figures)

    def to_json(self) -> str:
        """The result with the machine and the commit that it is about."""
        values = asdict(self)
        for figure, written in zip(self.figures, values["figures"], strict=True):
            written["passes"] = figure.passes
        values |= {
            "passes": self.passes,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": _commit(),
            "machine": machine_facts(),
        }
        return json.dumps(values, indent=2, ensure_ascii=False) + "\n"

    def write(self, folder: Path = RESULTS_FOLDER) -> Path:
        """Write NAME.json into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        path.write_text(self.to_json(), encoding="utf-8")
        return path


@dataclass(frozen=True, slots=True)
class RecordedResult:
    """A result as it was written, with the machine it was measured on."""

    result: BenchResult
    machine: str

    @classmethod
    def read(cls, path: Path) -> "RecordedResult":
        """Read what `BenchResult.write` wrote."""
        values = json.loads(path.read_text(encoding="utf-8"))
        figures = [
            Figure(figure["name"], figure["value"], figure["unit"], Aim(**figure["aim"]) if figure["aim"] else None)
            for figure in values["figures"]
        ]
        result = BenchResult(
            name=values["name"],
            title=values["title"],
            method=values["method"],
            seed=values["seed"],
            figures=figures,
            notes=values["notes"],
            skipped=values["skipped"],
        )
        facts = values["machine"]
        machine = "{cores} cores of {processor}, Linux {kernel}, Python {python}".format(**facts)
        return cls(result, machine)


def at_most(limit: float) -> Aim:
    """An upper bound."""
    return Aim("at most", limit)


def at_least(limit: float) -> Aim:
    """A lower bound."""
    return Aim("at least", limit)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank); NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine_facts() -> dict[str, str | int]:
    """What a reader needs to compare figures: cores, processor, kernel, Python."""
    return {
        "cores": os.cpu_count() or 0,
        "processor": _processor(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=10)
    return done.stdout.strip() or "not committed"

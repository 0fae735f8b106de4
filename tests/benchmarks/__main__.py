"""`python -m tests.benchmarks [NAME ...]`: run the benchmarks, write var/bench/NAME.json, print a table."""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Coroutine

from tests.benchmarks import (
    desktop_450,
    fanout_100,
    fanout_450,
    first_frame,
    glass_to_glass,
    impaired,
    insert_cost,
    janus,
    joins,
    quiz_450,
)
from tests.benchmarks.bench_result import REPOSITORY, BenchResult
from tests.benchmarks.table import text_table

BENCHES: dict[str, Callable[[], Coroutine[None, None, BenchResult]]] = {
    "fanout_100": fanout_100.run,
    "fanout_450": fanout_450.run,
    "joins": joins.run,
    "janus": janus.run,
    "first_frame": first_frame.run,
    "glass_to_glass": glass_to_glass.run,
    "impaired": impaired.run,
    "insert_cost": insert_cost.run,
    "quiz_450": quiz_450.run,
    "desktop_450": desktop_450.run,
}


def main(arguments: list[str]) -> int:
    """Run what is named, or everything; 1 when an aim was missed, 2 for an unknown name."""
    logging.basicConfig(level=logging.WARNING)
    names = [argument.removeprefix("NAME=") for argument in arguments if argument.removeprefix("NAME=")]
    unknown = sorted(set(names) - set(BENCHES))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    results = [_run(name) for name in names or BENCHES]
    return 0 if all(result.passes or result.skipped for result in results) else 1


def _run(name: str) -> BenchResult:
    started = time.monotonic()
    print(f"{name} ...", flush=True)
    result = asyncio.run(BENCHES[name]())
    path = result.write()
    print(text_table(result))
    print(f"  {time.monotonic() - started:.0f} s, written to {path.relative_to(REPOSITORY)}\n", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

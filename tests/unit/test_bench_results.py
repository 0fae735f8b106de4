"""Benchmark results survive their file, and the README's table says what they say."""

from pathlib import Path

import pytest

from tests.benchmarks.bench_result import BenchResult, RecordedResult, at_least, at_most, percentile
from tests.benchmarks.table import BEGIN, END, markdown_table, rewrite, text_table


def _result() -> BenchResult:
    result = BenchResult("fanout_100", "100 viewers", "as described", seed=7, notes=["a note"])
    result.add("CPU per packet", 3.4, "µs", at_most(5))
    result.add("viewers", 99, "viewers", at_least(100))
    result.add("rate", 1000.1234, "packets/s")
    return result


def test_a_result_survives_its_file(tmp_path: Path) -> None:
    path = _result().write(tmp_path)
    assert path.name == "fanout_100.json"
    assert RecordedResult.read(path).result == _result()


def test_a_missed_aim_fails_the_result() -> None:
    assert [figure.passes for figure in _result().figures] == [True, False, None]
    assert not _result().passes


def test_a_figure_that_could_not_be_measured_meets_no_aim() -> None:
    result = BenchResult("x", "x", "x")
    result.add("delay", percentile([], 0.99), "ms", at_most(50))
    assert not result.passes


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(value) for value in range(100)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1.0)) == (50, 99, 99)


def test_the_readme_gets_the_table_between_its_markers(tmp_path: Path) -> None:
    recorded = RecordedResult.read(_result().write(tmp_path))
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = rewrite(page, markdown_table([recorded]))
    assert "| CPU per packet | 3.4 µs | ≤ 5 | ✓ |" in once
    assert "| viewers | 99 viewers | ≥ 100 | ✗ |" in once
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.endswith("\nafter\n")
    assert rewrite(once, markdown_table([recorded])) == once


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="bench:begin"):
        rewrite("nothing here", "table")


def test_a_skipped_benchmark_says_why() -> None:
    result = BenchResult("janus", "beside Janus", "method", skipped="janus is not installed")
    assert "janus is not installed" in text_table(result)
    assert not result.passes

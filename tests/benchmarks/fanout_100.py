"""A large class: 100 viewers."""

from tests.benchmarks.bench_result import BenchResult
from tests.benchmarks.fanout import FanoutSize, run_fanout

SIZE = FanoutSize(viewers=100, seconds=20.0, ramp_seconds=4.0, core_percent=30.0)


async def run() -> BenchResult:
    """100 viewers at 2 Mbit/s."""
    return await run_fanout("fanout_100", SIZE)

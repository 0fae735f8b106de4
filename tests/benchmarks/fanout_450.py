"""A whole school year: 450 viewers."""

from tests.benchmarks.bench_result import BenchResult
from tests.benchmarks.fanout import FanoutSize, run_fanout

SIZE = FanoutSize(viewers=450, seconds=20.0, ramp_seconds=15.0, core_percent=60.0)


async def run() -> BenchResult:
    """450 viewers at 2 Mbit/s."""
    return await run_fanout("fanout_450", SIZE)

"""What /health says is what is true: each fault has its sentence, and without one all is well."""

import pytest

from appliance.contract.system import EventLoopLag
from appliance.services.health import LAG_LIMIT_SECONDS, HealthCheck, HealthProbes

NO_LAG = EventLoopLag(p50=0.0, p99=0.0, maximum=0.0)


DAMAGED = "Stored data in catalogue was damaged."


def _check(
    *, bound: bool = True, writable: bool = True, lag: EventLoopLag = NO_LAG, damaged: tuple[str, ...] = ()
) -> HealthCheck:
    return HealthCheck(HealthProbes(lambda: bound, lambda: writable, lambda: lag, damaged_data=lambda: [*damaged]))


async def test_without_a_fault_all_is_well() -> None:
    health = await _check().check()
    assert (health.status, health.problems) == ("ok", [])
    assert health.media_port_bound
    assert health.store_writable


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        (_check(bound=False), "The media port is not open: nobody can watch."),
        (_check(writable=False), "The data folder cannot be written: the disk is full or read-only."),
        (
            _check(lag=EventLoopLag(p50=0.0, p99=LAG_LIMIT_SECONDS + 0.1, maximum=1.0)),
            "The box is overloaded: its event loop runs 0.35 s late.",
        ),
        (_check(damaged=(DAMAGED,)), DAMAGED),
    ],
)
async def test_each_fault_has_its_sentence(check: HealthCheck, sentence: str) -> None:
    health = await check.check()
    assert (health.status, health.problems) == ("degraded", [sentence])


async def test_a_single_stall_is_no_fault() -> None:
    health = await _check(lag=EventLoopLag(p50=0.0, p99=LAG_LIMIT_SECONDS, maximum=3.0)).check()
    assert health.status == "ok"


async def test_facts_are_looked_at_anew_each_time() -> None:
    writable = [False, True]
    check = HealthCheck(HealthProbes(lambda: True, lambda: writable.pop(0), lambda: NO_LAG))
    assert [(await check.check()).status for _ in range(2)] == ["degraded", "ok"]

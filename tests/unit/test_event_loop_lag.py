"""The lag sampler: exact figures from a scripted clock, and a stall seen in a real loop."""

import asyncio
import time

import pytest

from appliance.lifecycle import TaskOwner
from appliance.observability.event_loop_lag import EventLoopLag, LagSummary, LagWindow


def test_no_sample_is_no_lag() -> None:
    assert LagWindow().summary(now=1000.0) == LagSummary(0.0, 0.0, 0.0, 0)


def test_figures_are_nearest_rank() -> None:
    window = LagWindow()
    for milliseconds in range(1, 101):
        window.add(milliseconds / 1000, now=10.0)
    assert window.summary(now=10.0) == LagSummary(p50=0.050, p99=0.099, maximum=0.100, samples=100)


def test_one_sample_is_every_figure() -> None:
    window = LagWindow()
    window.add(0.25, now=0.0)
    assert window.summary(now=0.0) == LagSummary(0.25, 0.25, 0.25, 1)


def test_a_sample_older_than_the_window_is_forgotten() -> None:
    window = LagWindow(window=60.0)
    window.add(2.0, now=0.0)
    window.add(0.001, now=59.0)
    assert window.summary(now=60.0).maximum == 2.0
    assert window.summary(now=60.1) == LagSummary(0.001, 0.001, 0.001, 1)


def test_an_early_wakeup_counts_as_no_lag() -> None:
    window = LagWindow()
    window.add(-0.0001, now=0.0)
    assert window.summary(now=0.0).maximum == 0.0


def test_the_window_keeps_no_more_than_its_capacity() -> None:
    window = LagWindow(window=1e9, capacity=10)
    for index in range(1000):
        window.add(index, now=float(index))
    assert window.summary(now=1000.0).samples == 10


async def test_a_blocked_loop_shows_as_lag() -> None:
    lag = EventLoopLag(interval=0.005)
    async with asyncio.timeout(10), TaskOwner("test") as owner:
        owner.start(lag.run(), name="lag")
        await _until_samples(lag, 2)
        time.sleep(0.2)
        await _until_samples(lag, lag.summary().samples + 1)
        assert lag.summary().maximum == pytest.approx(0.2, abs=0.15)
        assert lag.summary().maximum > 0.1


async def _until_samples(lag: EventLoopLag, count: int) -> None:
    while lag.summary().samples < count:
        await asyncio.sleep(0)

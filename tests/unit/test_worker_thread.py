"""The thread beside the event loop, and its bounded way back."""

import asyncio
import logging
import threading

import pytest

from appliance.media.transcode.worker_thread import MAX_HANDOVERS, WorkerThread


async def test_a_loop_that_is_too_far_behind_is_not_handed_more() -> None:
    results: list[bool] = []
    delivered: list[int] = []
    done = threading.Event()

    def work() -> None:
        results.extend(worker.deliver(lambda: delivered.append(1)) for _ in range(MAX_HANDOVERS + 3))
        done.set()

    worker = WorkerThread("busy", work, asyncio.get_running_loop())
    worker.start()
    assert done.wait(10)  # the loop stands still meanwhile, on purpose
    await worker.wait_closed()
    assert results == [True] * MAX_HANDOVERS + [False] * 3
    assert len(delivered) == MAX_HANDOVERS


async def test_what_was_handed_over_makes_room_again() -> None:
    seen = asyncio.Event()
    rounds: list[bool] = []

    def work() -> None:
        for _ in range(3 * MAX_HANDOVERS):
            taken = threading.Event()
            rounds.append(worker.deliver(taken.set) and taken.wait(10))
        worker.deliver(seen.set)

    worker = WorkerThread("steady", work, asyncio.get_running_loop())
    worker.start()
    async with asyncio.timeout(10):
        await seen.wait()
    await worker.wait_closed()
    assert rounds == [True] * 3 * MAX_HANDOVERS


async def test_work_that_fails_is_logged_and_over(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        raise ValueError("the encoder is gone")

    worker = WorkerThread("failing", work, asyncio.get_running_loop())
    worker.start()
    with caplog.at_level(logging.ERROR):
        await worker.wait_closed()
    assert "thread failing failed" in caplog.text
    assert "the encoder is gone" in caplog.text


def test_a_loop_that_is_gone_ends_the_thread_quietly() -> None:
    loop = asyncio.new_event_loop()
    go, results = threading.Event(), list[bool]()

    def work() -> None:
        go.wait(10)
        results.append(worker.deliver(lambda: None))

    worker = WorkerThread("orphan", work, loop)
    worker.start()
    [thread] = [thread for thread in threading.enumerate() if thread.name == "orphan"]
    loop.close()
    go.set()
    thread.join(10)
    assert results == [False]
    assert not thread.is_alive()

"""Who starts a task ends it: owners of background work."""

import asyncio
import logging

import pytest

from appliance.lifecycle import TaskOwner, until_first_ends


async def _forever() -> None:
    await asyncio.Event().wait()


async def test_closing_ends_every_task_and_waits_until_it_is_over() -> None:
    over: list[str] = []

    async def slow_to_end() -> None:
        try:
            await _forever()
        finally:
            await asyncio.sleep(0)
            over.append("really")

    async with TaskOwner("owner") as owner:
        task = owner.start(slow_to_end(), name="slow")
        assert task.get_name() == "owner/slow"
        assert len(owner) == 1
        await asyncio.sleep(0)
    assert over == ["really"]
    assert len(owner) == 0


async def test_a_closed_owner_starts_nothing_more() -> None:
    owner = TaskOwner("owner")
    await owner.close()
    # The coroutine is closed too, or Python warns that nobody awaited it: here warnings are errors.
    with pytest.raises(RuntimeError, match="owner is closed: cannot start late"):
        owner.start(_forever(), name="late")


async def test_a_task_may_close_its_own_owner() -> None:
    owner = TaskOwner("owner")
    closed = asyncio.Event()

    async def close_owner() -> None:
        await owner.close()
        closed.set()

    owner.start(_forever(), name="other")
    owner.start(close_owner(), name="closer")
    async with asyncio.timeout(2):
        await closed.wait()


async def test_a_task_that_fails_is_told_once_and_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError("broken")

    async with TaskOwner("owner") as owner:
        healthy = owner.start(_forever(), name="healthy")
        with caplog.at_level(logging.ERROR):
            await asyncio.wait([owner.start(fail(), name="faulty")])
            await asyncio.sleep(0)
        assert [record.getMessage() for record in caplog.records] == ["task owner/faulty failed"]
        assert not healthy.done()


async def test_finishing_lets_tasks_end_by_themselves() -> None:
    owner, may_end, ended = TaskOwner("owner"), asyncio.Event(), []

    async def work() -> None:
        await may_end.wait()
        ended.append("by itself")

    owner.start(work(), name="work")
    finishing = asyncio.ensure_future(owner.finish())
    await asyncio.sleep(0)
    may_end.set()
    async with asyncio.timeout(2):
        await finishing
    assert ended == ["by itself"]
    assert len(owner) == 0


async def test_the_first_to_end_ends_the_rest() -> None:
    cancelled: list[str] = []

    async def other() -> None:
        try:
            await _forever()
        except asyncio.CancelledError:
            cancelled.append("other")
            raise

    async with asyncio.timeout(2):
        await until_first_ends(other(), asyncio.sleep(0))
    assert cancelled == ["other"]


async def test_the_first_failure_is_raised() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    async with asyncio.timeout(2):
        with pytest.raises(ValueError, match="broken"):
            await until_first_ends(_forever(), fail())


async def test_cancelling_the_whole_cancels_each_part() -> None:
    ended = asyncio.Event()

    async def part() -> None:
        try:
            await _forever()
        finally:
            ended.set()

    whole = asyncio.ensure_future(until_first_ends(part(), _forever()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert ended.is_set()

"""Work beside the window: it tells how it ended, shows that it runs, and is over when `close` returns."""

import asyncio
import logging
import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop.tasks import Tasks, TasksClosedError, WorkerLoop

SECONDS = 5


class TroubleError(Exception):
    """What goes wrong in these tests."""


async def answer(value: str) -> str:
    return value


async def fail() -> str:
    raise TroubleError("on purpose")


async def wait_for_ever(ended: list[str], began: asyncio.Event) -> None:
    began.set()
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def test_success_is_told_once() -> None:
    tasks, told = Tasks(), []
    await tasks.start(answer("yes"), name="asking", on_done=told.append, on_error=lambda error: told.append(str(error)))
    await tasks.close()
    assert told == ["yes"]


async def test_failure_is_told_as_what_was_raised() -> None:
    tasks, told = Tasks(), list[Exception]()
    task = tasks.start(fail(), name="failing", on_done=lambda _: pytest.fail("it failed"), on_error=told.append)
    await asyncio.wait({task})
    await tasks.close()
    assert [(type(error), str(error)) for error in told] == [(TroubleError, "on purpose")]


async def test_a_failure_that_nobody_hears_of_is_logged_by_name(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    with caplog.at_level(logging.ERROR, "desktop.tasks"):
        await asyncio.wait({tasks.start(fail(), name="counting heads")})
    await tasks.close()
    assert [record.message for record in caplog.records] == ["counting heads failed"]


async def test_close_cancels_and_waits_and_tells_nobody() -> None:
    tasks, ended, told, began = Tasks(), list[str](), list[object](), asyncio.Event()
    tasks.start(wait_for_ever(ended, began), name="waiting", on_done=told.append, on_error=told.append)
    await began.wait()
    await tasks.close()
    assert ended == ["ended"]
    assert told == []


async def test_what_was_wished_for_is_finished_and_the_rest_is_not_waited_for() -> None:
    tasks, told, ended, began = Tasks(), list[str](), list[str](), asyncio.Event()
    quiet = tasks.start(wait_for_ever(ended, began), name="keep the link", shows_progress=False)
    tasks.start(answer("deleted"), name="delete", on_done=told.append)
    await tasks.finish(SECONDS)
    assert (told, quiet.done()) == (["deleted"], False)
    await tasks.close()


async def test_a_wish_that_is_never_answered_does_not_hold_up_the_end() -> None:
    tasks, ended, began = Tasks(), list[str](), asyncio.Event()
    tasks.start(wait_for_ever(ended, began), name="delete")
    await tasks.finish(0.05)
    await tasks.close()
    assert ended == ["ended"]


async def test_the_tasks_that_an_act_starts_are_told_from_the_others() -> None:
    tasks, ended, began = Tasks(), list[str](), asyncio.Event()
    before = tasks.start(wait_for_ever(ended, began), name="before")
    started = tasks.started_by(lambda: tasks.start(answer("now"), name="now"))
    assert [task.get_name() for task in started] == ["now"]
    assert before not in started
    await tasks.close()


async def test_what_starts_while_the_app_closes_is_refused() -> None:
    tasks = Tasks()
    await tasks.close()
    with pytest.raises(TasksClosedError):
        tasks.start(answer("late"), name="late")
    with pytest.raises(TasksClosedError):
        await tasks.in_thread(len, "late")
    with pytest.raises(TasksClosedError):
        tasks.open_loop("late")
    await tasks.close()


async def test_a_task_may_close_the_app() -> None:
    tasks, ended, began = Tasks(), list[str](), asyncio.Event()
    tasks.start(wait_for_ever(ended, began), name="waiting")
    await began.wait()
    await asyncio.wait_for(tasks.start(tasks.close(), name="quitting"), SECONDS)
    assert ended == ["ended"]


async def test_busy_is_told_at_the_first_and_the_last() -> None:
    tasks, told = Tasks(), list[bool]()
    tasks.busy_changed.subscribe(lambda _: told.append(tasks.is_busy))
    gate = asyncio.Event()
    started = [tasks.start(gate.wait(), name=f"task {number}") for number in range(3)]
    tasks.start(answer("quietly"), name="quiet", shows_progress=False)
    assert told == [True]
    gate.set()
    await asyncio.wait(started)
    await tasks.close()
    assert told == [True, False]


async def test_quiet_work_does_not_look_busy() -> None:
    tasks, told = Tasks(), list[None]()
    tasks.busy_changed.subscribe(told.append)
    await tasks.start(answer("quietly"), name="quiet", shows_progress=False)
    await tasks.close()
    assert told == []


async def test_replacing_ends_what_was_there() -> None:
    tasks, ended, began = Tasks(), list[str](), asyncio.Event()
    first = tasks.start(wait_for_ever(ended, began), name="first")
    await began.wait()
    second = tasks.replace(first, answer("second"), name="second")
    assert await second == "second"
    await tasks.close()
    assert ended == ["ended"]


async def test_blocking_work_runs_in_a_named_thread_and_raises_what_it_raises() -> None:
    tasks = Tasks()
    name = await tasks.in_thread(lambda: threading.current_thread().name)
    with pytest.raises(ZeroDivisionError):
        await tasks.in_thread(divmod, 1, 0)
    await tasks.close()
    assert name.startswith("airclass-worker")


async def test_the_loop_goes_on_while_close_waits_for_a_thread() -> None:
    tasks, may_end, has_begun = Tasks(), threading.Event(), threading.Event()

    def block() -> bool:
        has_begun.set()
        return may_end.wait(SECONDS)

    waiting = tasks.start(tasks.in_thread(block), name="blocking")
    await asyncio.to_thread(has_begun.wait, SECONDS)
    closing = asyncio.ensure_future(tasks.close())
    # Only a loop that runs comes round to this.
    asyncio.get_running_loop().call_soon(lambda: asyncio.get_running_loop().call_soon(may_end.set))
    await asyncio.wait_for(closing, SECONDS)
    assert waiting.cancelled()


async def test_a_loop_of_its_own_runs_in_its_own_thread() -> None:
    tasks = Tasks()
    loop = tasks.open_loop("testing")

    async def where() -> str:
        return threading.current_thread().name

    assert await loop.run(where()) == "airclass-testing"
    with pytest.raises(TroubleError):
        await loop.run(fail())
    await tasks.close()
    assert loop.is_closed


async def test_a_loop_that_closes_cancels_and_awaits_its_tasks() -> None:
    loop, ended, began = WorkerLoop("closing"), list[str](), threading.Event()

    async def wait_twice() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(threading.current_thread().name)

    loop.submit(wait_twice())
    await asyncio.to_thread(began.wait, SECONDS)
    await asyncio.to_thread(loop.close)
    await asyncio.to_thread(loop.close)
    assert ended == ["airclass-closing"]


async def test_a_closed_loop_takes_nothing_and_leaves_no_coroutine_behind() -> None:
    loop = WorkerLoop("closed")
    await asyncio.to_thread(loop.close)
    loop.submit(fail())
    with pytest.raises(TasksClosedError):
        await loop.run(fail())


async def test_a_failure_of_submitted_work_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    loop = WorkerLoop("logging")
    with caplog.at_level(logging.ERROR, "desktop.tasks"):
        loop.submit(fail())
        await loop.run(answer("after it"))
        await asyncio.to_thread(loop.close)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [TroubleError]


def test_tasks_run_while_the_window_waits(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> None:
    tasks, done, failed = Tasks(), list[str](), list[Exception]()
    tasks.start(answer("done"), name="asking", on_done=done.append)
    tasks.start(fail(), name="failing", on_error=failed.append)
    qtbot.waitUntil(lambda: bool(done and failed))
    closing = window_loop.create_task(tasks.close())
    qtbot.waitUntil(closing.done)
    assert (done, [str(error) for error in failed]) == (["done"], ["on purpose"])


def test_the_window_closes_threads_loops_and_tasks(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> None:
    tasks, ended, began = Tasks(), list[str](), asyncio.Event()
    threads: list[str] = []
    tasks.start(wait_for_ever(ended, began), name="waiting")
    tasks.start(tasks.in_thread(lambda: threading.current_thread().name), name="thread", on_done=threads.append)
    loop = tasks.open_loop("window")
    qtbot.waitUntil(lambda: began.is_set() and bool(threads))
    closing = window_loop.create_task(tasks.close())
    qtbot.waitUntil(closing.done)
    assert ended == ["ended"]
    assert loop.is_closed

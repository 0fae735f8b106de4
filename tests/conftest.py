"""Guards around every test: nothing it started may outlive it, and what it needs of the machine is checked first."""

import asyncio
import os
import resource
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

GRACE_SECONDS = 2.0
"""A thread or task that is already on its way out may need this long on a busy machine."""
OPEN_FILES = 65_536
"""The crowd tests open thousands of sockets."""
LONG_MARKS = ("bench", "torture")


def pytest_configure() -> None:
    """Raise the soft limit of open files as far as this machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs out unless they are asked for with `-m`."""
    if config.getoption("markexpr"):
        return
    long_runs = [item for item in items if any(item.get_closest_marker(mark) for mark in LONG_MARKS)]
    if long_runs:
        config.hook.pytest_deselected(items=long_runs)
        items[:] = [item for item in items if item not in long_runs]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say what the machine lacks: a skip on a desk, a failure where everything must run."""
    for mark, lack in (("browser", _no_browser), ("namespaces", _no_namespaces)):
        reason = lack() if item.get_closest_marker(mark) else ""
        if reason and os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        if reason:
            pytest.skip(reason)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test whose threads or tasks outlive it and all its fixtures."""
    threads = set(threading.enumerate())
    with _leftover_tasks() as tasks:
        yield
    left = [f"task {name}" for name in tasks] + [f"thread {thread.name}" for thread in _leftover_threads(threads)]
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


def _leftover_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    deadline = time.monotonic() + GRACE_SECONDS
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in started if thread.is_alive()]


@contextmanager
def _leftover_tasks() -> Iterator[list[str]]:
    """Collect the names of the tasks that still run when a test's loop is about to close.

    asyncio.Runner cancels them without a word, after the last fixture of the loop ended: the only place where a leak
    can be told from a server that a fixture is about to stop.
    """
    names: list[str] = []
    cancel_all: Callable[[asyncio.AbstractEventLoop], None] = vars(asyncio.runners)["_cancel_all_tasks"]

    def note_and_cancel(loop: asyncio.AbstractEventLoop) -> None:
        running = asyncio.all_tasks(loop)
        if running:
            _, pending = loop.run_until_complete(asyncio.wait(running, timeout=GRACE_SECONDS))
            names.extend(sorted(f"{task.get_name()} ({task.get_coro()})" for task in pending))
        cancel_all(loop)

    setattr(asyncio.runners, "_cancel_all_tasks", note_and_cancel)  # noqa: B010
    try:
        yield names
    finally:
        setattr(asyncio.runners, "_cancel_all_tasks", cancel_all)  # noqa: B010


def _no_browser() -> str:
    return "" if shutil.which("chromium") else "chromium is not installed: see `make test`"


def _no_namespaces() -> str:
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not shutil.which("ip"):
        return "iproute2 is not installed: see `make test`"
    return "" if Path("/proc/self/ns/net").exists() else "this kernel has no network namespaces"

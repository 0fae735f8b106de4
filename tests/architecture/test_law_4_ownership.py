"""Law 4: whoever starts it ends it. Tasks, threads and processes are started in a few named places only."""

from collections.abc import Iterable, Mapping

import pytest

from tests.architecture.source_tree import Module, calls, hold, read_modules, sample, words

TASKS = words("create_task ensure_future start_server start_unix_server run_coroutine_threadsafe")
"""start_server counts: with a coroutine as its callback it makes a task per connection that nobody owns."""
THREADS = words("Thread Timer ThreadPoolExecutor start_new_thread")
PROCESSES = words(
    "Process ProcessPoolExecutor Popen create_subprocess_exec create_subprocess_shell subprocess_exec subprocess_shell "
    "subprocess.run subprocess.call subprocess.check_call subprocess.check_output os.fork os.system os.popen os.spawnv"
)
OWNERS: Mapping[str, frozenset[str]] = {
    "appliance.lifecycle": TASKS,
    "desktop.tasks": TASKS | THREADS | PROCESSES,
    "broadcaster.pipeline": TASKS | THREADS | PROCESSES,
    # Encoding for the practice class and of B-frame casts takes whole milliseconds of CPU: it may not run in the loop.
    "appliance.media.transcode": THREADS,
    "appliance.storage.journal_writer": THREADS,
    # A developer's tool beside the texts that it keeps: it runs Qt's own translation tools and ends with them.
    "desktop.resources.translate": PROCESSES,
}


def starts_outside_owners(modules: Iterable[Module]) -> list[str]:
    """Give every place that starts a task, thread or process and is not its owner by law."""
    return [
        module.at(node, f"{name}() outside of its owner modules")
        for module in modules
        for node, name in calls(module.tree)
        if (kind := _starter(name)) and kind not in _allowed(module)
    ]


def _starter(name: str) -> str:
    last = name.rsplit(".", 1)[-1]
    every = TASKS | THREADS | PROCESSES
    return name if name in every else last if last in every else ""


def _allowed(module: Module) -> frozenset[str]:
    return frozenset().union(*(kinds for owner, kinds in OWNERS.items() if module.is_in([owner])))


def test_only_owners_start_tasks_threads_and_processes() -> None:
    hold(starts_outside_owners(read_modules()))


@pytest.mark.parametrize(
    "source",
    [
        "asyncio.create_task(work())",
        "asyncio.get_running_loop().create_task(work())",
        "asyncio.ensure_future(work())",
        "async def f():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(work())",
        "await asyncio.start_server(serve, port=0)",
        "threading.Thread(target=work).start()",
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)",
        "subprocess.run(['ffmpeg'])",
        "await asyncio.create_subprocess_exec('ffmpeg')",
        "multiprocessing.Process(target=work)",
    ],
)
def test_the_law_notices(source: str) -> None:
    wrapped = source if source.startswith(("async def", "from")) else f"async def f():\n    {source}"
    assert len(starts_outside_owners([sample("appliance.services.casting", wrapped)])) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("appliance.lifecycle", "loop.create_task(work())"),
        ("appliance.media.transcode.scene_thread", "threading.Thread(target=work)"),
        ("appliance.services.casting", "owner.start(work(), name='casting')"),
        ("appliance.services.casting", "match.run()"),
        ("tests.support.x", "owner.start(work(), name='x')"),
    ],
)
def test_the_law_lets_through(name: str, source: str) -> None:
    assert starts_outside_owners([sample(name, source)]) == []


def test_a_transcoder_may_not_start_a_process() -> None:
    assert len(starts_outside_owners([sample("appliance.media.transcode.x", "subprocess.Popen(['ffmpeg'])")])) == 1

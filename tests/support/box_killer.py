"""Kills the whole box in the middle of a lesson, again and again, and looks each time what is left of the lesson."""

import asyncio
import random
import resource
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from appliance.contract.quiz import RunCreate, RunView
from tests.benchmarks.process_usage import usage_of
from tests.support.appliance_process import ApplianceProcess
from tests.support.busy_students import BusyStudents, assert_kept, promises_of
from tests.support.lesson_client import Lesson, choice_question, lesson

REPOSITORY = Path(__file__).parents[2]
NAMES = ("이서연", "박준호", "최유나", "정하늘")
QUESTIONS = 6
THINGS_OF_A_LIFE = len(NAMES) * (QUESTIONS + 2)
"""What the students answer and write after one push."""
RUN_SECONDS = 600
DONE_SECONDS = 60.0
IMPORT = "import appliance.__main__"
IMPORTS_MEASURED = 3


@dataclass(frozen=True, slots=True)
class StartCost:
    """What starting cost until the box said that it listens."""

    wall_seconds: float
    cpu_seconds: float


@dataclass(slots=True)
class RestartReport:
    """What was seen over all lives."""

    imports: StartCost
    starts: list[StartCost] = field(default_factory=list)
    acknowledged: int = 0

    @property
    def own_cpu_seconds(self) -> float:
        """The dearest start, less what importing the modules costs."""
        return max(start.cpu_seconds for start in self.starts) - self.imports.cpu_seconds

    @property
    def own_wall_seconds(self) -> float:
        """The median start, less the imports; other programs of the machine are in it."""
        return median(start.wall_seconds for start in self.starts) - self.imports.wall_seconds

    def __str__(self) -> str:
        return (
            f"{len(self.starts)} kills, {self.acknowledged} things acknowledged; beyond the imports' "
            f"{self.imports.cpu_seconds:.2f} s of CPU and {self.imports.wall_seconds:.2f} s, a start took at most "
            f"{self.own_cpu_seconds:.2f} s of CPU and in the median {self.own_wall_seconds:.2f} s"
        )


async def kill_the_box_again_and_again(folder: Path, kills: int, seed: int) -> RestartReport:
    """One lesson over `kills` lives of the box; AssertionError when something is not as it was."""
    report, chance = RestartReport(await _cost_of_imports()), random.Random(seed)
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(ApplianceProcess(folder, practice=False))
        led = await stack.enter_async_context(lesson(box.http_url, folder))
        students = BusyStudents([await led.student(name) for name in NAMES], seed)
        stack.push_async_callback(students.close)
        run_ids: list[str] = []
        for number in range(kills):
            wish = RunCreate(questions=[choice_question(f"{n}?") for n in range(QUESTIONS)], seconds=RUN_SECONDS)
            run = await led.teacher.runs.create(led.session.session_id, wish)
            run_ids.append(run.run_id)
            students.begin_to_answer(run.run_id)
            await students.have_been_answered(students.acknowledged + chance.randrange(THINGS_OF_A_LIFE))
            await box.kill()
            promises = promises_of(students)
            report.starts.append(await _start(box))
            await assert_kept(promises, led.teacher, students.each, run_ids[-2:])
            await _assert_the_same_lesson(led, run, students, number)
            await students.are_done(DONE_SECONDS)
            await _close(led, run, students)
        await assert_kept(promises_of(students), led.teacher, students.each, run_ids)
        for one in students.each:
            assert one.acknowledged_texts == set(one.written)
            assert one.acknowledged_answers == set(one.chosen)
        report.acknowledged = students.acknowledged
    return report


async def _start(box: ApplianceProcess) -> StartCost:
    started = time.monotonic()
    await box.start()
    return StartCost(time.monotonic() - started, usage_of(box.pid).cpu_seconds)


async def _assert_the_same_lesson(led: Lesson, run: RunView, students: BusyStudents, number: int) -> None:
    """Class code, students and the open run with its deadline are as before; one student comes back by hand."""
    session_id = led.session.session_id
    session = await led.teacher.sessions.get(session_id)
    assert (session.class_code, session.state) == (led.session.class_code, led.session.state)
    going_on = (await led.teacher.runs.results(session_id, run.run_id)).run
    assert (going_on.state, going_on.opened_ms, going_on.closes_ms) == ("open", run.opened_ms, run.closes_ms)
    comer = students.each[number % len(students.each)].student
    before = comer.id
    assert (await comer.join_again()).participant_id == before
    people = (await led.teacher.participants.all(session_id)).participants
    assert [person.participant_id for person in people] == [one.student.id for one in students.each]


async def _close(led: Lesson, run: RunView, students: BusyStudents) -> None:
    """Close the run: everybody has answered everything."""
    closed = await led.teacher.runs.move(led.session.session_id, run.run_id, "close")
    assert [tally.answered for tally in closed.tallies] == [len(students.each)] * QUESTIONS


async def _cost_of_imports() -> StartCost:
    """The least that loading the box's modules took in some processes of its own."""
    costs = []
    for _ in range(IMPORTS_MEASURED):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", IMPORT, cwd=REPOSITORY)
        assert await process.wait() == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        costs.append(StartCost(time.monotonic() - started, cpu_seconds))
    return StartCost(min(cost.wall_seconds for cost in costs), min(cost.cpu_seconds for cost in costs))

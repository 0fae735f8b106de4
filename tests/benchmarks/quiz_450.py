"""A whole year is asked at once: 450 live sockets and 450 answers within a second, while 100 viewers watch."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.benchmarks.fleet_run import FleetOrder, FleetRun, run_fleet
from tests.support.crowd_lesson import AskedRound, ask_crowd
from tests.support.lesson_client import Lesson, lesson, teacher_of
from tests.support.media_files import MediaRecipe
from tests.support.quiz_crowd import CrowdPlan, RunningCrowd, running_crowd
from tests.support.rtmp_source import looping_source

STUDENTS = 450
VIEWERS = 100
ROUNDS = 6
SECONDS = 24.0
SEED = 450
RECIPE = MediaRecipe(video_bits=2_000_000)
METHOD = (
    f"The box runs on core 0; students, viewers and source run on core 1. {STUDENTS} students join a lesson with the "
    "class code, from nine addresses of the loopback, because a class lets only 60 new students in at once from one "
    f"address, and follow it over one live socket each. {VIEWERS} real viewers (ICE, DTLS, SRTP, every packet counted) "
    "watch the stage of the same lesson, 720p30 with 2 Mbit/s over RTMP, each as another student. The teacher pushes "
    f"{ROUNDS} questions one after the other over the API, closing and revealing each; each student chooses an option "
    "by lot and answers at a moment drawn from the second after the push has reached the first student. Push: from "
    "just before the teacher's request until the bytes of run_changed have arrived at each student's socket. "
    "Acknowledgement: from sending the answer until the bytes of its ack have arrived, which the box sends after "
    "fdatasync only. Both are told of all rounds together and of the worst round. At the end the box is killed with "
    "SIGKILL and started again, and its stored answers are compared with what each student has chosen."
)


@dataclass(frozen=True, slots=True)
class QuizRun450:
    """What was measured."""

    rounds: Sequence[AskedRound]
    fleet: FleetRun
    rounds_watched: int
    """Those that ended while the viewers were counted."""
    stored: int
    """Answers found after the kill that are what their student has chosen, each once."""
    tree_megabytes: float


async def run() -> BenchResult:
    """Ask while everybody watches."""
    result = BenchResult("quiz_450", f"{STUDENTS} live sockets answer a quiz, {VIEWERS} viewers", METHOD, seed=SEED)
    async with BoxUnderTest() as box:
        async with AsyncExitStack() as stack:
            led = await stack.enter_async_context(lesson(box.process.http_url, box.data_dir))
            await _put_picture_on_stage(stack, led)
            plan = CrowdPlan(box.process.addresses.http, led.session.class_code, STUDENTS, seed=SEED)
            crowd = await stack.enter_async_context(running_crowd(plan))
            joined = await crowd.joined()
            rounds, fleet, watched = await _ask_while_watched(box, led, crowd, joined.tokens[:VIEWERS])
            await box.process.kill()
        await box.process.start()
        async with teacher_of(box.process.http_url, box.data_dir) as teacher:
            stored = 0
            for asked in rounds:
                results = await teacher.runs.results(led.session.session_id, asked.crowd.run_id)
                stored += asked.stored_as_chosen(results)
    measured = QuizRun450(rounds, fleet, watched, stored, fleet.usage["window_end"].rss_megabytes)
    _add_quiz_figures(result, measured)
    _add_viewer_figures(result, measured)
    return result


async def _put_picture_on_stage(stack: AsyncExitStack, led: Lesson) -> None:
    session_id = led.session.session_id
    cast = await led.teacher.casts.create(session_id)
    await led.teacher.casts.put_on_stage(session_id, [cast.cast_id])
    source = await stack.enter_async_context(looping_source(cast.rtmp_url, RECIPE))
    await source.sending(RECIPE.keyframe_frames)


async def _ask_while_watched(
    box: BoxUnderTest, led: Lesson, crowd: RunningCrowd, tokens: Sequence[str]
) -> tuple[list[AskedRound], FleetRun, int]:
    session_id = led.session.session_id
    order = FleetOrder(
        viewers=VIEWERS,
        seconds=SECONDS,
        whep=f"{box.process.http_url}/sessions/{session_id}/whep",
        tokens=tokens,
        ramp_seconds=5.0,
        settle_seconds=2.0,
    )
    has_begun, has_ended = asyncio.Event(), asyncio.Event()

    def hear(event: str) -> None:
        if event == "window_start":
            has_begun.set()
        elif event == "window_end":
            has_ended.set()

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(run_fleet(order, box.process_id, hear))
        await has_begun.wait()
        rounds, watched = [], 0
        for number in range(1, ROUNDS + 1):
            rounds.append(await ask_crowd(led.teacher, session_id, crowd, number))
            watched += not has_ended.is_set()
    return rounds, watching.result(), watched


def _add_quiz_figures(result: BenchResult, measured: QuizRun450) -> None:
    rounds = measured.rounds
    pushes = [ms for asked in rounds for ms in asked.push_ms]
    answers = [ms for asked in rounds for ms in asked.crowd.answer_ms]
    everybody = STUDENTS * ROUNDS
    result.add("questions that reached a student", len(pushes), "pushes", at_least(everybody))
    result.add("push, median", percentile(pushes, 0.5), "ms")
    result.add("push, 99th percentile", percentile(pushes, 0.99), "ms", at_most(250))
    worst_push = max(percentile(asked.push_ms, 0.99) for asked in rounds)
    result.add("push, 99th percentile of the worst round", worst_push, "ms", at_most(250))
    spread = max(asked.answers_within_seconds for asked in rounds)
    result.add(f"{STUDENTS} answers sent within", spread, "s", at_most(1.1))
    result.add("durable acknowledgement, median", percentile(answers, 0.5), "ms")
    result.add("durable acknowledgement, 99th percentile", percentile(answers, 0.99), "ms", at_most(1000))
    worst_answer = max(percentile(asked.crowd.answer_ms, 0.99) for asked in rounds)
    result.add("durable acknowledgement, 99th percentile of the worst round", worst_answer, "ms", at_most(1000))
    result.add("answers acknowledged", len(answers), "answers", at_least(everybody))
    result.add(
        "answers stored after the kill, each once and as chosen", measured.stored, "answers", at_least(everybody)
    )
    result.add("rounds with an exact tally", sum(asked.is_tally_exact for asked in rounds), "rounds", at_least(ROUNDS))


def _add_viewer_figures(result: BenchResult, measured: QuizRun450) -> None:
    report, fleet = measured.fleet.report, measured.fleet
    frames = RECIPE.frame_rate * report.seconds * VIEWERS
    result.add("rounds that ended while viewers were counted", measured.rounds_watched, "rounds", at_least(ROUNDS))
    result.add("viewers that stayed", report.alive, "viewers", at_least(VIEWERS))
    result.add("packets lost by viewers meanwhile", report.lost, "packets", at_most(0))
    result.add("frames delivered of those published", 100 * report.video.frames / frames, "%", at_least(99.5))
    result.add("server CPU while asked and watched", fleet.core_percent, "% of one core")
    result.add("server memory (RSS)", measured.tree_megabytes, "MB", at_most(400))
    result.notes.append(f"the viewers' process used {fleet.load_core_percent:.0f} % of its core")
    result.notes.append(f"other programs used {fleet.disturbance_percent:.0f} % of the server's core")

"""Sixty students are asked at once: everybody gets the question and a durable answer, and the tally is exact."""

from pathlib import Path

from tests.benchmarks.bench_result import percentile
from tests.support.appliance_process import ApplianceProcess
from tests.support.cpu_pinning import SERVER_CPU, pin_process
from tests.support.crowd_lesson import ask_crowd
from tests.support.lesson_client import lesson, teacher_of
from tests.support.quiz_crowd import CrowdPlan, running_crowd

STUDENTS = 60
ROUNDS = 2
PUSH_MS, ACKNOWLEDGED_MS = 1_000, 2_000
"""The benchmark holds the real bounds; these only notice a class that is held up."""


async def test_everybody_is_asked_and_every_answer_is_stored_before_it_is_acknowledged(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box:
        pin_process(box.pid, SERVER_CPU)
        async with lesson(box.http_url, tmp_path) as led:
            plan = CrowdPlan(box.addresses.http, led.session.class_code, STUDENTS, students_per_address=30, seed=60)
            async with running_crowd(plan) as crowd:
                assert (await crowd.joined()).students == STUDENTS
                rounds = [await ask_crowd(led.teacher, led.session.session_id, crowd, n) for n in range(ROUNDS)]
            # A power cut right after the last acknowledgement takes nothing away.
            await box.kill()
        await box.start()
        async with teacher_of(box.http_url, tmp_path) as teacher:
            for asked in rounds:
                results = await teacher.runs.results(led.session.session_id, asked.crowd.run_id)
                assert asked.stored_as_chosen(results) == STUDENTS
    for asked in rounds:
        push, answers = percentile(asked.push_ms, 0.99), percentile(asked.crowd.answer_ms, 0.99)
        print(f"push p99 {push:.0f} ms, acknowledged p99 {answers:.0f} ms")
        assert (len(asked.push_ms), len(asked.crowd.answer_ms), asked.crowd.refused) == (STUDENTS, STUDENTS, [])
        assert asked.is_tally_exact
        assert push <= PUSH_MS
        assert answers <= ACKNOWLEDGED_MS

"""Runs of a quiz in a class: what teachers do and see, deadlines, restarts, and a disk that fails."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.contract.quiz import RunCreate, RunView
from appliance.domain.participant import Admission
from appliance.errors import AirclassError, NotFound, StorageFailed
from appliance.services.quiz_runs import OPEN_RUNS_MAX
from appliance.storage.file_system import DiskFiles
from tests.support.lesson_room import START_MS, TEACHER
from tests.support.quiz_class import (
    CHOICE,
    NUMBER,
    POLL,
    SEVERAL,
    TEXT,
    answering,
    public_id,
    quiz_class,
    written,
)
from tests.support.quiz_hearing import AS_TEACHER, as_student, counts, heard, refusal
from tests.support.turns import until

RIGHT, WRONG = "엽록체", "미토콘드리아"


class TestingDisk(DiskFiles):
    """A disk that can be full for a while."""

    __test__ = False
    is_full = False

    def write(self, handle: int, data: bytes) -> None:
        if self.is_full:
            raise OSError(28, "No space left on device")
        super().write(handle, data)


# What teachers do and see.


async def test_the_tally_is_exact_and_says_who_has_answered(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        pupils = box.join(*(f"학생 {n}" for n in range(30)))
        run = await box.ask(CHOICE, NUMBER)
        texts = [(RIGHT, WRONG, "핵")[n % 3] for n in range(30)]
        wishes = [answering(run, text) for text in texts]
        sent = [box.runs.respond(box.session, who.id, wish) for who, wish in zip(pupils, wishes, strict=True)]
        await asyncio.gather(*sent)
        await box.runs.answers.tell_tally(box.session)
        (grown,) = [event for event in heard(box, AS_TEACHER) if event["type"] == "tally"]
        question_id = run.public_questions[0].question_id
        assert grown["answered_ids"] == {question_id: [who.id for who in pupils]}
        assert [each["question_id"] for each in grown["tallies"]] == [question_id]
        view = box.runs.run_view(box.session, box.runs.run(box.session, run.run_id))
        assert counts(view) == Counter(texts)
        assert (view.tallies[0].answered, view.tallies[0].correct, view.tallies[1].answered) == (30, 10, 0)
        assert grown["tallies"][0] == view.tallies[0].model_dump()
        await box.runs.answers.tell_tally(box.session)
        assert len([event for event in heard(box, AS_TEACHER) if event["type"] == "tally"]) == 1


async def test_tallies_are_told_by_themselves_a_few_times_a_second(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box, AsyncExitStack() as running:
        pupils = box.join(*(f"학생 {n}" for n in range(100)))
        run = await box.ask()
        box.runs.start()
        running.push_async_callback(box.runs.stop)
        for pupil in pupils:
            await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))

        def tallies() -> list[dict[str, Any]]:
            return [event for event in heard(box, AS_TEACHER) if event["type"] == "tally"]

        await until(lambda: bool(tallies()) and tallies()[-1]["tallies"][0]["answered"] == 100)
        assert len(tallies()) < 20
        answered = [who for each in tallies() for ids in each["answered_ids"].values() for who in ids]
        assert sorted(answered) == sorted(pupil.id for pupil in pupils)


async def test_polls_have_counts_and_no_right_answers(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(POLL, SEVERAL)
        await box.runs.respond(box.session, pupil.id, answering(run, "good"))
        await box.runs.respond(box.session, pupil.id, answering(run, "light", "salt", question=1))
        view = await box.runs.close(box.session, run.run_id)
        assert (view.tallies[0].correct, view.tallies[1].correct) == (None, 0)
        stored = {each.question_id: each for each in box.session.store.responses.all()}
        worth = [(each.credit, each.points) for each in stored.values()]
        assert worth == [(None, 0.0), (0.0, 0.0)]


async def test_a_run_takes_the_wanted_questions_of_the_own_bank(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        quiz = await box.bank.create(TEACHER, written(CHOICE, TEXT, NUMBER))
        ids = [question.id or "" for question in quiz.questions]
        wish = RunCreate(quiz_id=quiz.quiz_id, question_ids=[ids[2], ids[0]])
        run = await box.runs.create(box.session, box.teacher, wish)
        assert [question.question_id for question in run.public_questions] == [ids[2], ids[0]]
        assert (run.title, run.quiz_id, run.state) == ("광합성", quiz.quiz_id, "open")
        await box.bank.delete(TEACHER, quiz.quiz_id)
        assert len(box.runs.run(box.session, run.run_id).questions) == 2
        with pytest.raises(NotFound):
            await box.runs.create(box.session, box.teacher, wish)


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"questions": []},
        {"questions": [CHOICE], "quiz_id": "quiz"},
        {"questions": [{**CHOICE, "options": []}]},
        {"questions": [CHOICE], "title": "\u202e\u200b"},
    ],
)
async def test_a_run_of_nothing_or_of_what_cannot_be_asked_is_refused(tmp_path: Path, wish: dict[str, Any]) -> None:
    async with quiz_class(tmp_path) as box:
        attempt = box.runs.create(box.session, box.teacher, RunCreate.model_validate(wish))
        assert (await refusal(attempt))[0] == 422
        assert len(box.session.store.runs) == 0


async def test_another_teachers_quiz_cannot_be_pushed(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        quiz = await box.bank.create("teacher-2", written())
        with pytest.raises(NotFound):
            await box.runs.create(box.session, box.teacher, RunCreate(quiz_id=quiz.quiz_id))


async def test_asked_again_it_is_a_run_of_its_own(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=30)
        await box.runs.respond(box.session, pupil.id, answering(run, WRONG))
        await box.runs.close(box.session, run.run_id)
        await box.runs.reveal(box.session, run.run_id)
        again = await box.runs.ask_again(box.session, run.run_id)
        assert (again.again_of, again.state, again.seconds) == (run.run_id, "open", 30)
        assert public_id(again, RIGHT) != public_id(run, RIGHT)
        await box.runs.respond(box.session, pupil.id, answering(again, RIGHT))
        assert [counts(view) for view in box.runs.run_views(box.session)] == [{RIGHT: 1}, {WRONG: 1}]


async def test_reopened_before_the_reveal_it_takes_answers_again(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        first, second = box.join("하나", "둘")
        run = await box.ask(seconds=5)
        await box.runs.respond(box.session, first.id, answering(run, RIGHT))
        await box.runs.close(box.session, run.run_id)
        reopened = await box.runs.reopen(box.session, run.run_id, 20)
        assert reopened.closes_ms == START_MS + 20_000
        await box.runs.respond(box.session, second.id, answering(run, WRONG))
        assert await refusal(box.runs.respond(box.session, first.id, answering(run, WRONG, answer_id="another-1"))) == (
            409,
            "already_answered",
        )
        closed = await box.runs.close(box.session, run.run_id)
        assert counts(closed) == {RIGHT: 1, WRONG: 1}


async def test_extended_it_stays_open_for_longer(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=30)
        extended = await box.runs.extend(box.session, run.run_id, 15)
        assert extended.closes_ms == START_MS + 45_000
        assert heard(box, as_student(pupil.id))[-1]["run"]["closes_ms"] == START_MS + 45_000
        box.room.pass_ms(46_000)
        await box.runs.close_due()
        assert box.runs.run(box.session, run.run_id).state == "open"
        assert (await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))).outcome == "accepted"
        box.room.pass_ms(1)
        await box.runs.close_due()
        assert box.runs.run(box.session, run.run_id).state == "closed"


@pytest.mark.parametrize(
    ("before", "move"),
    [
        ((), "reveal"),
        ((), "reopen"),
        ((), "open"),
        (("close",), "close"),
        (("close",), "extend"),
        (("close", "reveal"), "reopen"),
        (("close", "reveal"), "reveal"),
        (("close", "reveal"), "open"),
    ],
)
async def test_moves_that_do_not_fit_are_refused(tmp_path: Path, before: tuple[str, ...], move: str) -> None:
    async with quiz_class(tmp_path) as box:
        run = await box.ask(seconds=30)
        moves: dict[str, Callable[[], Awaitable[RunView]]] = {
            "open": lambda: box.runs.open(box.session, run.run_id),
            "close": lambda: box.runs.close(box.session, run.run_id),
            "extend": lambda: box.runs.extend(box.session, run.run_id, 10),
            "reopen": lambda: box.runs.reopen(box.session, run.run_id, 10),
            "reveal": lambda: box.runs.reveal(box.session, run.run_id),
        }
        for name in before:
            await moves[name]()
        told = box.session.events.number
        assert await refusal(moves[move]()) == (409, "wrong_state")
        assert box.session.events.number == told


async def test_only_so_many_runs_are_open_at_once(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        runs = [await box.ask() for _ in range(OPEN_RUNS_MAX)]
        assert await refusal(box.ask()) == (409, "too_many_runs")
        await box.runs.close(box.session, runs[0].run_id)
        assert (await box.ask()).state == "open"


async def test_a_run_of_another_session_is_not_there(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        run = await box.ask()
        other = await box.room.open_class("teacher-2", "other")
        for attempt in (
            box.runs.close(other, run.run_id),
            box.runs.reveal(other, run.run_id),
            box.runs.ask_again(other, run.run_id),
        ):
            with pytest.raises(NotFound):
                await attempt
        assert box.runs.run(box.session, run.run_id).state == "open"


# Restarts, endings, and a disk that fails.


async def test_an_open_run_survives_a_restart_with_its_deadline(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        first, second = box.join("하나", "둘")
        run = await box.ask(seconds=30)
        await box.runs.respond(box.session, first.id, answering(run, RIGHT))
        box.room.pass_ms(10_000)
    async with quiz_class(tmp_path, started_ms=START_MS + 20_000) as box:
        (shown,) = box.runs.public_runs(box.session)
        assert (shown.state, shown.closes_ms) == ("open", START_MS + 30_000)
        again = await box.runs.respond(box.session, first.id, answering(run, RIGHT))
        assert (again.outcome, again.received_ms) == ("same", START_MS)
        await box.runs.respond(box.session, second.id, answering(run, WRONG))
        box.room.pass_ms(11_000)
        await box.runs.close_due()
        assert box.runs.run(box.session, run.run_id).state == "open"
        box.room.pass_ms(1)
        await box.runs.close_due()
        assert counts(box.runs.run_views(box.session)[0]) == {RIGHT: 1, WRONG: 1}
        assert box.runs.run(box.session, run.run_id).state == "closed"


async def test_a_run_whose_time_ran_out_while_the_box_was_off_is_closed_at_the_start(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        run = await box.ask(seconds=30)
    async with quiz_class(tmp_path, started_ms=START_MS + 3_600_000) as box, AsyncExitStack() as running:
        box.runs.start()
        running.push_async_callback(box.runs.stop)
        await until(lambda: box.runs.run(box.session, run.run_id).state == "closed")
        assert box.runs.run(box.session, run.run_id).closed_ms == START_MS + 3_600_000


async def test_the_box_wakes_up_by_itself_when_the_time_is_over(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box, AsyncExitStack() as running:
        box.runs.start()
        running.push_async_callback(box.runs.stop)
        run = await box.ask(seconds=30)
        other = await box.ask(seconds=60)
        # The other one's new deadline wakes whoever waits for the first; by then the first is due.
        box.room.pass_ms(31_001)
        await box.runs.extend(box.session, other.run_id, 10)
        await until(lambda: box.runs.run(box.session, run.run_id).state == "closed")
        assert box.runs.run(box.session, other.run_id).state == "open"


async def test_the_end_of_a_session_closes_what_is_open(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=30)
        await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        await box.room.sessions.end(box.session)
        (view,) = (await box.results.runs(box.session.session_id)).runs
        assert (view.state, counts(view)) == ("closed", {RIGHT: 1})
        with pytest.raises(AirclassError):
            await box.runs.respond(box.session, pupil.id, answering(run, RIGHT, answer_id="another-1"))


async def test_nothing_is_acknowledged_or_told_while_the_disk_keeps_nothing(tmp_path: Path) -> None:
    disk = TestingDisk()
    async with quiz_class(tmp_path, files=disk) as box, AsyncExitStack() as running:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=60)
        told = box.session.events.number
        disk.is_full = True
        for _ in range(2):
            with pytest.raises(StorageFailed):
                await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        await box.runs.answers.tell_tally(box.session)
        with pytest.raises(StorageFailed):
            await box.runs.close(box.session, run.run_id)
        assert box.session.events.number == told

        disk.is_full = False
        box.runs.start()
        running.push_async_callback(box.runs.stop)
        await until(lambda: box.session.events.number > told)
        last = next(event for event in reversed(heard(box, AS_TEACHER)) if event["type"] == "run_for_teacher")
        assert (last["run"]["state"], last["run"]["tallies"][0]["answered"]) == ("closed", 1)
        receipt = await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        assert receipt.outcome == "same"


async def test_a_removed_student_is_still_counted_in_what_was_answered(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask()
        await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        box.session.store.participants.put(replace(pupil, admission=Admission.REMOVED))
        assert counts(await box.runs.close(box.session, run.run_id)) == {RIGHT: 1}

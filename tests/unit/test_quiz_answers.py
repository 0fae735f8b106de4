"""Answers to a run: taken once and in time, from whom they may come; and what students are told, and when."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from appliance.contract.quiz import Receipt, RespondRequest
from appliance.domain.participant import Admission
from appliance.domain.policy import Role
from appliance.domain.quiz_run import NETWORK_GRACE_MS
from appliance.errors import BadRequest, NotAllowed, NotFound
from appliance.services.event_bus import Recipient
from tests.support.lesson_room import START_MS, TEACHER
from tests.support.quiz_class import (
    CHOICE,
    EVERY_KIND,
    NUMBER,
    ORDER,
    POLL,
    SLIDE,
    TEXT,
    answering,
    public_id,
    quiz_class,
)
from tests.support.quiz_hearing import AS_TEACHER, as_student, counts, everything_said, heard, refusal

RIGHT, WRONG = "엽록체", "미토콘드리아"
SECRETS = ("is_correct", "correct_option_ids", "numeric_key", "text_key", "accepted", "explanation", "엽록소", "credit")


# Answers.


async def test_of_fifty_duplicates_at_once_exactly_one_is_stored(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask()
        sent = [box.runs.respond(box.session, pupil.id, answering(run, RIGHT)) for _ in range(50)]
        receipts = await asyncio.gather(*sent)
        assert Counter(receipt.outcome for receipt in receipts) == {"accepted": 1, "same": 49}
        assert len({(receipt.received_ms, receipt.answer_id) for receipt in receipts}) == 1
        assert len(box.session.store.responses) == 1


async def test_of_fifty_different_answers_at_once_exactly_one_is_taken(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask()
        wishes = [answering(run, (RIGHT, WRONG)[n % 2], answer_id=f"answer-number-{n}") for n in range(50)]
        sent = [box.runs.respond(box.session, pupil.id, wish) for wish in wishes]
        done = await asyncio.gather(*sent, return_exceptions=True)
        accepted = [each for each in done if isinstance(each, Receipt)]
        refused = [each.code for each in done if isinstance(each, BadRequest)]
        assert ([each.outcome for each in accepted], Counter(refused)) == (["accepted"], {"already_answered": 49})
        (stored,) = box.session.store.responses.all()
        assert stored.device_answer_id == accepted[0].answer_id


async def test_a_change_counts_where_it_is_allowed_and_the_last_one_stands(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(allows_change=True)
        for number, text in enumerate((RIGHT, WRONG, "핵")):
            receipt = await box.runs.respond(box.session, pupil.id, answering(run, text, answer_id=f"answer-{number}"))
            assert receipt.outcome == ("accepted" if number == 0 else "replaced")
        assert counts(box.runs.run_view(box.session, box.runs.run(box.session, run.run_id))) == {"핵": 1}
        assert len(box.session.store.responses) == 1


@pytest.mark.parametrize(("late_ms", "is_taken"), [(0, True), (NETWORK_GRACE_MS, True), (NETWORK_GRACE_MS + 1, False)])
async def test_an_answer_is_late_by_a_millisecond_after_the_grace(tmp_path: Path, late_ms: int, is_taken: bool) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=30)
        box.room.pass_ms(30_000 + late_ms)
        if is_taken:
            assert (await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))).outcome == "accepted"
        else:
            late = box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
            assert await refusal(late) == (409, "too_late")
        assert len(box.session.store.responses) == (1 if is_taken else 0)


async def test_a_device_that_lost_the_receipt_gets_it_again_even_after_the_close(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask()
        first = await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        await box.runs.close(box.session, run.run_id)
        box.room.pass_ms(60_000)
        again = await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        assert again == first.model_copy(update={"outcome": "same"})


async def test_nothing_is_taken_before_the_opening_nor_after_the_close(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(opens=False)
        wish = answering(run, RIGHT)
        assert await refusal(box.runs.respond(box.session, pupil.id, wish)) == (409, "not_open")
        await box.runs.open(box.session, run.run_id)
        await box.runs.close(box.session, run.run_id)
        assert await refusal(box.runs.respond(box.session, pupil.id, wish)) == (409, "too_late")
        await box.runs.reveal(box.session, run.run_id)
        assert await refusal(box.runs.respond(box.session, pupil.id, wish)) == (409, "too_late")
        assert len(box.session.store.responses) == 0


async def test_forged_ids_are_refused(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        run, other_run = await box.ask(CHOICE, SLIDE), await box.ask(CHOICE)
        other_class = await box.room.open_class("teacher-2", "other")
        stranger = box.room.join(other_class, "낯선이")
        waiting = box.room.join(box.session, "대기", admission=Admission.WAITING)
        removed = box.room.join(box.session, "나감", admission=Admission.REMOVED)
        wish = answering(run, RIGHT)
        bank_id = run.questions[0].options[1].id or ""
        foreign = answering(other_run, RIGHT).answer

        def attempt(**changes: Any) -> Awaitable[Receipt]:
            return box.runs.respond(box.session, pupil.id, wish.model_copy(update=changes))

        for absent in (
            attempt(run_id="no-such-run"),
            attempt(question_id="no-such-question"),
            attempt(question_id=other_run.public_questions[0].question_id),
            attempt(question_id=run.public_questions[1].question_id),
            box.runs.respond(other_class, stranger.id, wish),
        ):
            with pytest.raises(NotFound):
                await absent
        for forged in (
            attempt(answer=foreign),
            attempt(answer=wish.answer.model_copy(update={"option_ids": [bank_id]})),
            attempt(answer=wish.answer.model_copy(update={"option_ids": []})),
            attempt(answer=wish.answer.model_copy(update={"option_ids": wish.answer.option_ids * 2})),
            attempt(answer=wish.answer.model_copy(update={"option_ids": [], "text": RIGHT})),
        ):
            assert await refusal(forged) == (422, "invalid_answer")
        for nobody in (stranger.id, waiting.id, removed.id, "", TEACHER):
            with pytest.raises(NotAllowed):
                await box.runs.respond(box.session, nobody, wish)
        assert len(box.session.store.responses) == len(other_class.store.responses) == 0


async def test_a_late_joiner_answers_while_it_is_open(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        run = await box.ask(seconds=60, scoring="speed")
        box.room.pass_ms(50_000)
        (pupil,) = box.join("늦음")
        assert [shown.run_id for shown in box.runs.public_runs(box.session)] == [run.run_id]
        box.runs.note_shown(box.session, pupil.id)
        box.room.pass_ms(3_000)
        await box.runs.respond(box.session, pupil.id, answering(run, RIGHT, elapsed_ms=3_000))
        (stored,) = box.session.store.responses.all()
        assert stored.elapsed_ms == 3_000
        assert stored.points == pytest.approx(1 + 0.5 * 57 / 60)


async def test_a_device_cannot_claim_to_have_answered_before_it_was_asked(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("서연")
        box.session.presence.joined(pupil.id)
        run = await box.ask(seconds=60, scoring="speed")
        box.room.pass_ms(30_000)
        # Coming back does not start the time anew for somebody who was asked before.
        box.runs.note_shown(box.session, pupil.id)
        await box.runs.respond(box.session, pupil.id, answering(run, RIGHT, elapsed_ms=0))
        (stored,) = box.session.store.responses.all()
        assert (stored.elapsed_ms, stored.received_ms) == (28_000, START_MS + 30_000)


@pytest.mark.parametrize(("scoring", "points"), [("accuracy", 1.0), ("points", 3.0), ("speed", 1.25)])
async def test_points_follow_the_rules_of_the_run(tmp_path: Path, scoring: str, points: float) -> None:
    async with quiz_class(tmp_path) as box:
        right, wrong = box.join("하나", "둘")
        run = await box.ask(seconds=60, scoring=scoring)
        box.room.pass_ms(30_000)
        await box.runs.respond(box.session, right.id, answering(run, RIGHT, elapsed_ms=30_000))
        await box.runs.respond(box.session, wrong.id, answering(run, WRONG, elapsed_ms=30_000))
        stored = {each.participant_id: each for each in box.session.store.responses.all()}
        assert (stored[right.id].points, stored[wrong.id].points) == (points, 0.0)
        assert (stored[right.id].is_correct, stored[wrong.id].is_correct) == (True, False)
        assert stored[right.id].elapsed_ms == 30_000


# What students are told.


async def test_the_receipt_says_nothing_about_right_or_wrong(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        pupils = box.join("하나", "둘", "셋")
        run = await box.ask()
        sizes = set()
        for pupil, text in zip(pupils, (RIGHT, WRONG, "핵"), strict=True):
            receipt = await box.runs.respond(box.session, pupil.id, answering(run, text))
            sizes.add(len(receipt.model_dump_json()))
            assert set(receipt.model_dump()) == {"run_id", "question_id", "answer_id", "outcome", "received_ms"}
        assert len(sizes) == 1


async def test_no_key_and_no_other_answer_leaves_the_box_before_the_reveal(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        one, other = box.join("하나", "둘")
        following = box.session.events.subscribe(as_student(one.id))
        run = await box.ask(*EVERY_KIND, seconds=60)
        await box.runs.respond(box.session, other.id, answering(run, question=4, text="광합성"))
        await box.runs.respond(box.session, other.id, answering(run, RIGHT))
        await box.runs.extend(box.session, run.run_id, 30)
        await box.runs.close(box.session, run.run_id)
        await box.runs.reopen(box.session, run.run_id, None)
        await box.runs.close(box.session, run.run_id)
        await box.runs.answers.tell_tally(box.session)

        told = await everything_said(box, following)
        shown = [view.model_dump_json() for view in box.runs.public_runs(box.session)]
        own = [view.model_dump_json() for view in box.runs.own_answers(box.session, one.id)]
        bank_ids = [option.id or "" for question in run.questions for option in question.options]
        for text in [*told, *shown, *own, *map(str, box.runs.results_for(box.session, one.id))]:
            assert not [secret for secret in (*SECRETS, *bank_ids, other.id, "tally", "counts") if secret in text]
        assert len([event for event in told if '"run_changed"' in event]) == 5
        assert (shown != [], own, box.runs.results_for(box.session, one.id)) == (True, [], [])


async def test_the_order_of_the_options_says_nothing_about_the_key(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        first, orders = Counter[str](), set()
        for _ in range(40):
            run = await box.ask(CHOICE, ORDER, POLL)
            choice, order, poll = run.public_questions
            assert [option.id for option in choice.options] == sorted(option.id for option in choice.options)
            first[choice.options[0].text] += 1
            orders.add(tuple(option.text for option in order.options))
            assert [option.text for option in poll.options] == ["good", "bad"]
            await box.runs.close(box.session, run.run_id)
    assert len(first) == 3
    assert max(first.values()) < 30
    assert len(orders) > 2


async def test_each_student_is_told_the_own_results_with_the_reveal(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        right, wrong, silent = box.join("하나", "둘", "셋")
        run = await box.ask(CHOICE, ORDER, NUMBER, TEXT)
        await box.runs.respond(box.session, right.id, answering(run, RIGHT))
        await box.runs.respond(box.session, right.id, answering(run, "seed", "sprout", "plant", question=1))
        await box.runs.respond(box.session, wrong.id, answering(run, WRONG))
        await box.runs.respond(box.session, wrong.id, answering(run, question=3, text="호흡"))
        await box.runs.close(box.session, run.run_id)
        await box.runs.reveal(box.session, run.run_id)

        results = {}
        for pupil in (right, wrong, silent):
            *_, last = heard(box, as_student(pupil.id))
            assert (last["type"], last["run"]["state"]) == ("run_revealed", "revealed")
            results[pupil.id] = last["result"]
            assert box.runs.results_for(box.session, pupil.id)[0].model_dump() == last["result"]
        question, order, number, text = results[right.id]["questions"]
        assert question["correct_option_ids"] == [public_id(run, RIGHT)]
        assert order["correct_option_ids"] == [public_id(run, text) for text in ("seed", "sprout", "plant")]
        assert number["numeric_key"] == {"minimum": 3.1, "maximum": 3.2}
        assert (text["accepted_texts"], text["explanation"]) == (["광합성", "photosynthesis"], "secret explanation")
        assert text["tally"]["counts"] == [{"key": "호흡", "count": 1}]
        assert [each["is_correct"] for each in results[right.id]["own"]] == [True, True, None, None]
        assert [each["is_correct"] for each in results[wrong.id]["own"]] == [False, None, None, False]
        assert results[wrong.id]["own"][0]["answer"]["option_ids"] == [public_id(run, WRONG)]
        assert [each["answer"] for each in results[silent.id]["own"]] == [None] * 4
        everything = json.dumps(results[silent.id])
        assert not [pupil for pupil in (right, wrong) if pupil.id in everything or pupil.name in everything]


async def test_guests_see_the_key_after_the_reveal_and_drafts_are_only_the_teachers(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        guest = Recipient(Role.NOBODY)
        run = await box.ask(opens=False)
        assert "run_changed" not in [event["type"] for event in heard(box, guest)]
        assert box.runs.public_runs(box.session) == []
        assert heard(box, AS_TEACHER)[-1]["run"]["state"] == "draft"
        await box.runs.open(box.session, run.run_id)
        await box.runs.close(box.session, run.run_id)
        await box.runs.reveal(box.session, run.run_id)
        (*_, last) = heard(box, guest)
        assert (last["type"], last["result"]["own"]) == ("run_revealed", [])


async def test_own_answers_are_there_for_a_page_that_comes_back(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        one, other = box.join("하나", "둘")
        run = await box.ask(CHOICE, TEXT)
        await box.runs.respond(box.session, one.id, answering(run, WRONG))
        await box.runs.respond(box.session, other.id, answering(run, RIGHT))
        (own,) = box.runs.own_answers(box.session, one.id)
        assert (own.run_id, own.answer.option_ids) == (run.run_id, [public_id(run, WRONG)])
        assert set(own.model_dump()) == {"run_id", "question_id", "answer"}


def test_an_answer_id_is_needed() -> None:
    with pytest.raises(ValueError, match="answer_id"):
        RespondRequest.model_validate({"run_id": "r", "question_id": "q", "answer": {}, "answer_id": ""})

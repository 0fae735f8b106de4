"""Questions on the student page, and what a bad network does to the answers. Against the stand-in."""

import re

import pytest
from playwright.async_api import expect

from appliance.contract.live import (
    Respond,
    RunChanged,
    RunRevealed,
)
from appliance.contract.quiz import AnswerBody
from tests.support.chromium import Chromium
from tests.support.class_page import student_in
from tests.support.quiz_shapes import OPTION_TEXTS, open_run, revealed
from tests.support.stand_in_class import StandInClass

pytestmark = pytest.mark.browser


def _answer(box: StandInClass, question_id: str = "q0") -> AnswerBody:
    return box.answers[box.person_ids[0], "run1", question_id].answer


async def test_a_question_takes_the_focus_and_is_answered_once(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    await expect(page.quiz.get_by_role("heading", name="Question 0?")).to_be_focused()
    await expect(page.quiz.get_by_role("timer")).to_contain_text(re.compile(r"0:5\d|1:00"))
    await page.pick("Ribosome")
    await page.send()
    await page.sees("Your answer is stored.")
    assert _answer(box) == AnswerBody(option_ids=["q0-2"])
    assert len(box.said("quiz_respond")) == 1
    await expect(page.quiz.get_by_role("radio").first).to_be_disabled()
    assert await page.answers_on_device() == 0


async def test_a_question_does_not_take_the_focus_from_somebody_who_writes(
    browser: Chromium, box: StandInClass
) -> None:
    page = await student_in(browser, box)
    field = page.page.get_by_label("Write a message")
    await field.fill("half a sen")
    await open_run(page, box, "single_choice")
    await expect(field).to_be_focused()


async def test_every_kind_of_question_is_answered_by_keyboard_alone(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    kinds = ("single_choice", "multiple_choice", "true_false", "numeric", "short_text", "ordering", "poll")
    await open_run(page, box, *kinds)
    press = page.page.keyboard.press
    for kind in kinds:
        await expect(page.quiz.get_by_role("heading")).to_be_focused()
        await press("Tab")
        if kind in ("numeric", "short_text"):
            await page.page.keyboard.type("6,5" if kind == "numeric" else "chlorophyll")
            await press("Enter")
            continue
        if kind == "ordering":
            first = page.quiz.get_by_role("listitem").first
            text = await first.locator(".ordering__text").inner_text()
            await page.quiz.get_by_role("button", name=f"Move “{text}” down").focus()
            await press("Enter")
            await expect(page.quiz.get_by_role("listitem").nth(1)).to_contain_text(text)
        else:
            await press("Space")
        await expect(page.quiz.locator(".quiz__act")).to_be_enabled()
        await page.quiz.locator(".quiz__act").focus()
        await press("Enter")
    await box.until(lambda: len(box.answers) == len(kinds))
    assert len(_answer(box, "q0").option_ids) == 1
    assert len(_answer(box, "q1").option_ids) == 1
    assert _answer(box, "q2").option_ids == ["q2-0"]
    assert _answer(box, "q3").number == 6.5
    assert _answer(box, "q4").text == "chlorophyll"
    assert sorted(_answer(box, "q5").option_ids) == [f"q5-{index}" for index in range(len(OPTION_TEXTS))]
    assert page.complaints == []


async def test_ordering_by_dragging(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "ordering")
    before = await page.quiz.locator(".ordering__text").all_inner_texts()
    grips = page.quiz.locator(".ordering__grip")
    first, third = await grips.nth(0).bounding_box(), await grips.nth(2).bounding_box()
    assert first is not None
    assert third is not None
    await page.page.mouse.move(first["x"] + 20, first["y"] + 20)
    await page.page.mouse.down()
    await page.page.mouse.move(third["x"] + 20, third["y"] + 22, steps=8)
    await page.page.mouse.up()
    after = await page.quiz.locator(".ordering__text").all_inner_texts()
    assert after == [before[1], before[2], before[0], *before[3:]]


async def test_students_see_the_options_in_orders_of_their_own(browser: Chromium, box: StandInClass) -> None:
    pages = [await student_in(browser, box, name) for name in ("A", "B", "C")]
    await open_run(pages[0], box, "single_choice")
    orders = [tuple(await page.option_texts()) for page in pages]
    assert all(sorted(order) == sorted(OPTION_TEXTS) for order in orders)
    assert len(set(orders)) > 1
    await pages[0].page.reload()
    await expect(pages[0].quiz).to_be_visible()
    assert tuple(await pages[0].option_texts()) == orders[0]


async def test_an_answer_without_network_is_kept_and_stored_once_after_a_reload(
    browser: Chromium, box: StandInClass
) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    await page.stage_page.set_offline(True)
    await box.drop_sockets()
    await page.pick("Nucleus")
    await page.send()
    await page.sees(re.compile("Saved on this device"))
    assert await page.answers_on_device() == 1
    await page.stage_page.set_offline(False)
    await page.page.reload()
    await page.sees("Your answer is stored.")
    assert _answer(box) == AnswerBody(option_ids=["q0-3"])
    assert await page.answers_on_device() == 0


async def test_an_answer_that_was_not_acknowledged_is_sent_again_under_the_same_id(
    browser: Chromium, box: StandInClass
) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    box.acknowledges = False
    await page.pick("Nucleus")
    await page.send()
    await page.sees(re.compile("Sent. Waiting for the box"))
    await box.until(lambda: len(box.said("quiz_respond")) == 1)
    box.acknowledges = True
    await box.drop_sockets()
    await page.sees("Your answer is stored.")
    assert len({command.ref for command in box.said("quiz_respond")}) == 1
    assert len(box.said("quiz_respond")) >= 2


async def test_without_a_live_socket_an_answer_goes_by_a_plain_request(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    box.takes_sockets = False
    await box.drop_sockets()
    await page.pick("Nucleus")
    await page.send()
    await page.sees("Your answer is stored.")
    [plain] = box.plain_answers
    assert plain.answer == AnswerBody(option_ids=["q0-3"])
    assert box.said("quiz_respond") == []


async def test_a_late_answer_is_told_plainly(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    box.refuse = lambda command: ("too_late", "Too late.") if isinstance(command, Respond) else None
    await page.pick("Nucleus")
    await page.send()
    await page.sees(re.compile("came after the end and does not count"))
    assert await page.answers_on_device() == 0


async def test_a_reload_in_the_middle_keeps_what_was_picked(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    await page.pick("Vacuole")
    await page.page.reload()
    await expect(page.quiz.get_by_role("radio", name="Vacuole")).to_be_checked()


async def test_time_counts_from_when_the_question_was_first_shown(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    shown_ms = box.now_ms
    await page.page.reload()
    await expect(page.quiz).to_be_visible()
    await page.pick("Vacuole")
    await page.send()
    await page.sees("Your answer is stored.")
    [command] = box.said("quiz_respond")
    assert isinstance(command, Respond)
    assert abs(command.elapsed_ms - (box.now_ms - shown_ms)) < 1500


async def test_an_answer_may_be_changed_where_the_teacher_allows_it(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice", allows_change=True)
    await page.pick("Nucleus")
    await page.send()
    await page.sees(re.compile("You can change it until time is up"))
    await page.pick("Chloroplast")
    await page.page.get_by_role("button", name="Change my answer").click()
    await box.until(lambda: len(box.said("quiz_respond")) == 2)
    assert _answer(box) == AnswerBody(option_ids=["q0-0"])


async def test_nothing_tells_right_from_wrong_before_the_reveal_and_then_everything_does(
    browser: Chromium, box: StandInClass
) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    await page.pick("Nucleus")
    await page.send()
    await page.sees("Your answer is stored.")
    run = box.facts.runs[0].model_copy(update={"state": "closed"})
    await box.tell(lambda number: RunChanged(number=number, run=run))
    await page.sees(re.compile("Your teacher shows the results soon"))
    assert await page.quiz.get_by_text("Right answer").count() == 0
    shown = run.model_copy(update={"state": "revealed"})
    result = revealed(shown, AnswerBody(option_ids=["q0-3"]), is_correct=False)
    await box.tell(lambda number: RunRevealed(number=number, run=shown, result=result))
    await page.sees("Not right this time")
    await page.sees("It holds the chlorophyll.")
    key = page.quiz.locator(".outcome--key")
    await expect(key).to_contain_text("Chloroplast")
    await expect(key).to_contain_text("9 · 36 %")
    await expect(page.quiz.locator(".outcome--own")).to_contain_text("your answer")
    await page.page.get_by_role("button", name="Close the results").click()
    await expect(page.quiz).to_be_hidden()


async def test_the_quiz_can_be_put_aside_and_comes_back(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await open_run(page, box, "single_choice")
    await page.page.keyboard.press("Escape")
    await expect(page.quiz).to_be_hidden()
    tab = page.page.get_by_role("button", name=re.compile(r"Quiz · \d:\d\d"))
    await expect(tab).to_be_focused()
    await page.page.keyboard.press("Enter")
    await expect(page.quiz.get_by_role("heading")).to_be_focused()

"""Joining a class in Chromium, coming back to it, and leaving it. Against the stand-in."""

import re

import pytest
from playwright.async_api import expect

from appliance.contract.live import (
    CloseCode,
    SessionChanged,
    YouChanged,
)
from appliance.contract.problems import Problem
from appliance.contract.session import SessionState
from tests.support.chromium import Chromium
from tests.support.class_page import open_class, student_in
from tests.support.stand_in_class import CLASS_CODE, StandInClass

pytestmark = pytest.mark.browser


async def test_a_student_joins_with_a_link_and_a_name(browser: Chromium, box: StandInClass) -> None:
    page = await open_class(browser, box.link)
    await page.sees("Join 광합성")
    assert await page.page.get_by_label("Class code").is_hidden()
    await page.join("Seoyeon")
    await page.stage_page.wait_for_state("waiting")
    [joined] = box.joins
    assert (joined.class_code, joined.name) == (CLASS_CODE, "Seoyeon")
    assert page.complaints == []


async def test_without_a_link_the_code_is_typed_on_the_same_screen(browser: Chromium, box: StandInClass) -> None:
    page = await open_class(browser, box.url)
    await page.page.get_by_label("Class code").fill("k7m pq2")
    await page.join("Seoyeon")
    assert box.joins[0].class_code == CLASS_CODE
    assert page.page.url == box.link


async def test_what_is_missing_is_said_beside_the_field(browser: Chromium, box: StandInClass) -> None:
    page = await open_class(browser, box.link)
    await page.page.get_by_role("button", name="Join").click()
    await page.sees("Write your name.")
    name = page.page.get_by_label("Your name")
    await expect(name).to_be_focused()
    assert await name.get_attribute("aria-invalid") == "true"
    assert box.joins == []


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (422, "invalid_text", "cannot take this name"),
        (403, "class_locked", "The class is locked"),
        (403, "removed", "You are no longer in this class"),
        (404, "not_found", "No class has this code"),
        (503, "at_capacity", "The class is full"),
        (429, "too_many", "Many are joining right now"),
    ],
)
async def test_why_somebody_is_not_let_in_is_said_in_words(
    browser: Chromium, box: StandInClass, status: int, code: str, sentence: str
) -> None:
    box.refuse_join = Problem(title="No", status=status, detail="No.", code=code)
    page = await open_class(browser, box.link)
    await page.page.get_by_label("Your name").fill("Seoyeon")
    await page.page.get_by_role("button", name="Join").click()
    await page.sees(re.compile(sentence))


async def test_a_reload_brings_the_same_person_back_without_a_question(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await page.page.reload()
    await page.page.wait_for_selector('html[data-part="student"]', state="attached")
    first, second = box.joins
    assert (first.name, first.device_secret) == (second.name, second.device_secret)


async def test_somebody_else_at_the_same_device_is_another_person(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await page.tab("Me")
    await page.page.get_by_role("button", name="Not you? Join as somebody else").click()
    await page.page.get_by_role("button", name="Yes, somebody else").click()
    await page.join("Jun")
    first, second = box.joins
    assert second.name == "Jun"
    assert first.device_secret != second.device_secret


async def test_who_waits_for_approval_sees_it_and_comes_in_by_itself(browser: Chromium, box: StandInClass) -> None:
    box.facts.admission = "waiting"
    page = await open_class(browser, box.link)
    await page.page.get_by_label("Your name").fill("Seoyeon")
    await page.page.get_by_role("button", name="Join").click()
    await page.stage_page.wait_for_state("approval")
    await page.sees(re.compile("Seoyeon, please wait"))
    box.facts.admission = "admitted"
    await box.until(lambda: box.person_ids != [])
    [person_id] = box.person_ids
    await box.tell(lambda number: YouChanged(number=number, you=box.you(person_id, "Seoyeon")))
    await page.stage_page.wait_for_state("waiting")


async def test_the_lobby_greets_and_the_start_comes_by_itself(browser: Chromium, box: StandInClass) -> None:
    box.facts.state = SessionState.LOBBY
    page = await student_in(browser, box)
    await page.stage_page.wait_for_state("lobby")
    await page.sees("You are in, Seoyeon")
    box.facts.state = SessionState.LIVE
    await box.tell(lambda number: SessionChanged(number=number, session=box.session()))
    await page.stage_page.wait_for_state("waiting")


async def test_who_is_removed_is_told_and_asks_for_nothing_more(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await box.drop_sockets(CloseCode.REMOVED)
    await page.stage_page.wait_for_state("removed")
    assert len(box.joins) == 1


async def test_an_ended_class_keeps_the_own_results_at_hand(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    box.facts.state = SessionState.ENDED
    await box.tell(lambda number: SessionChanged(number=number, session=box.session()))
    await box.drop_sockets(CloseCode.ENDED)
    await page.stage_page.wait_for_state("ended")
    await page.sees("My answers")


async def test_a_token_is_renewed_before_its_end_by_joining_again(browser: Chromium, box: StandInClass) -> None:
    box.facts.token_seconds = 60
    page = await student_in(browser, box)
    await box.until(lambda: box.said("renew") != [])
    first, second = box.joins
    assert (first.device_secret, first.name) == (second.device_secret, second.name)
    await page.follows()


async def test_a_token_that_the_box_refuses_is_replaced_by_joining_again(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    box.forget_tokens()
    await box.drop_sockets()
    await box.until(lambda: len(box.joins) == 2)
    await page.follows()

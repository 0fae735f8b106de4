"""Every screen of a class by axe-core, and whether it fits: phones, a laptop, a projector. Against the stand-in."""

import re

import pytest

from appliance.contract.live import (
    Announced,
    RunRevealed,
)
from appliance.contract.talk import AnnouncementView, ClassQuestionView
from tests.support.chromium import Chromium, Screen
from tests.support.class_page import ClassPage, open_class, student_in
from tests.support.quiz_shapes import open_run, revealed
from tests.support.stand_in_class import StandInClass, chat_message

pytestmark = pytest.mark.browser


SCREENS = {
    "phone": Screen(width=360, height=740, locale="ko-KR"),
    "phone in English": Screen(width=360, height=740, scheme="dark"),
    "phone held sideways": Screen(width=740, height=360, locale="ko-KR", scheme="dark"),
    "laptop": Screen(width=1280, height=800),
    "projector": Screen(width=1920, height=1080, locale="ko-KR"),
}
TABS = ("#tab-questions", "#tab-me", "#tab-chat")


@pytest.mark.parametrize("screen", SCREENS.values(), ids=list(SCREENS))
async def test_every_screen_is_accessible_and_fits(browser: Chromium, box: StandInClass, screen: Screen) -> None:
    box.facts.messages = [chat_message("Page 42"), chat_message("Mine", author="student")]
    box.facts.questions = [ClassQuestionView(question_id="k1", text="Why?", asked_ms=1, upvotes=3, is_resolved=False)]
    page = await open_class(browser, box.link, screen)
    await page.page.wait_for_selector('html[data-state="join"]', state="attached")
    await _assert_good(page)
    await page.join("Seoyeon")
    await page.stage_page.wait_for_state("waiting")
    toggle = page.page.locator('[data-role="class-toggle"]')
    if await page.page.locator("#tab-chat").is_hidden():
        await toggle.click()
    for tab in TABS:
        await page.page.locator(tab).click()
        await _assert_good(page)
    announced = AnnouncementView(announcement_id="a", text="Page 42, please. " * 3, at_ms=1)
    await box.tell(lambda number: Announced(number=number, announcement=announced))
    await page.sees(re.compile("Page 42, please"))
    await _assert_good(page)


@pytest.mark.parametrize("screen", SCREENS.values(), ids=list(SCREENS))
async def test_every_question_and_result_is_accessible_and_fits(
    browser: Chromium, box: StandInClass, screen: Screen
) -> None:
    page = await student_in(browser, box, screen=screen)
    kinds = ("single_choice", "multiple_choice", "true_false", "numeric", "short_text", "ordering", "poll", "slide")
    await open_run(page, box, *kinds)
    for _ in kinds[1:]:
        await _assert_good(page)
        await page.quiz.locator(".quiz__step--next").click()
    run = box.facts.runs[0].model_copy(update={"state": "revealed"})
    await box.tell(lambda number: RunRevealed(number=number, run=run, result=revealed(run, None)))
    await page.quiz.locator(".result").wait_for()
    for _ in kinds[1:]:
        await _assert_good(page)
        await page.quiz.locator(".quiz__step--next").click()


async def _assert_good(page: ClassPage) -> None:
    assert await page.accessibility_complaints() == []
    await page.assert_fits()

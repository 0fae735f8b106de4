"""What students and teacher say to each other on the page, and what the page keeps. Against the stand-in."""

import re

import pytest
from playwright.async_api import expect

from appliance.contract.engagement import FormulaText, OwnEngagement
from appliance.contract.live import (
    Announced,
    ChatAdded,
    HandsChanged,
    Picked,
    QuestionChanged,
    RunChanged,
    SendChat,
    SessionChanged,
    TimerChanged,
    Trouble,
    TroubleChanged,
    YouChanged,
)
from appliance.contract.talk import AnnouncementView, ClassQuestionView, HandView, TimerView
from tests.support.chromium import Chromium
from tests.support.class_page import student_in
from tests.support.quiz_shapes import public_run, question
from tests.support.stand_in_class import StandInClass, chat_message

pytestmark = pytest.mark.browser

HOSTILE_TEXTS = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
)


async def test_chat_is_sent_shown_and_deleted(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await page.page.get_by_label("Only the teacher").check()
    await page.write("I do not understand")
    await box.until(lambda: box.said("chat_send") != [])
    [command] = box.said("chat_send")
    assert isinstance(command, SendChat)
    assert (command.text, command.audience) == ("I do not understand", "teacher")
    own = chat_message("Mine", author="student").model_copy(update={"author_id": box.person_ids[0]})
    await box.tell(lambda number: ChatAdded(number=number, message=own))
    await page.page.get_by_role("button", name="Delete this message").click()
    await box.until(lambda: box.said("chat_delete") != [])


async def test_texts_of_others_are_never_markup(browser: Chromium, box: StandInClass) -> None:
    box.facts.title = HOSTILE_TEXTS[0]
    page = await student_in(browser, box, HOSTILE_TEXTS[1])
    asked = [question(text=text) for text in HOSTILE_TEXTS[:1]]
    for text in HOSTILE_TEXTS:
        await box.tell(lambda number, text=text: ChatAdded(number=number, message=chat_message(text)))  # type: ignore[misc]
        announced = AnnouncementView(announcement_id=text, text=text, at_ms=1)
        await box.tell(lambda number, view=announced: Announced(number=number, announcement=view))  # type: ignore[misc]
        await page.sees(text)
    await box.tell(lambda number: RunChanged(number=number, run=public_run(box.now_ms, asked)))
    await expect(page.quiz.get_by_role("heading", name=HOSTILE_TEXTS[0])).to_be_visible()
    assert await page.page.evaluate("window.hit") is None
    assert page.complaints == []


async def test_muted_and_teacher_only_are_said_in_words(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    box.facts.chat_mode = "teacher_only"
    await box.tell(lambda number: SessionChanged(number=number, session=box.session()))
    await page.sees(re.compile("You can still write to your teacher"))
    await expect(page.page.get_by_label("Everybody")).to_be_disabled()
    await expect(page.page.get_by_label("Only the teacher")).to_be_checked()
    box.facts.is_muted = True
    await box.tell(lambda number: YouChanged(number=number, you=box.you(box.person_ids[0], "Seoyeon")))
    await page.sees(re.compile("Your teacher has muted you"))
    await expect(page.page.get_by_label("Write a message")).to_be_hidden()


async def test_questions_are_asked_and_shared(browser: Chromium, box: StandInClass) -> None:
    asked = ClassQuestionView(question_id="k1", text="Why green?", asked_ms=1, upvotes=3, is_resolved=False)
    box.facts.questions = [asked]
    page = await student_in(browser, box)
    await page.tab("Questions")
    upvote = page.page.get_by_role("button", name="I wonder too: 3")
    await upvote.click()
    await expect(upvote).to_have_attribute("aria-pressed", "true")
    more = asked.model_copy(update={"upvotes": 4})
    await box.tell(lambda number: QuestionChanged(number=number, question=more))
    await page.page.get_by_role("button", name="I wonder too: 4").wait_for()
    await page.page.get_by_label("Ask your question").fill("Is it in the exam?")
    await page.page.get_by_role("button", name="Ask", exact=True).click()
    await box.until(lambda: box.said("question_ask") != [])


async def test_a_hand_shows_its_place_in_the_queue(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await page.page.get_by_role("button", name="Raise hand").click()
    await box.until(lambda: box.said("hand_raise") != [])
    queue = [HandView(participant_id=each, name=each, raised_ms=1) for each in ("other", box.person_ids[0])]
    await box.tell(lambda number: HandsChanged(number=number, hands=queue))
    hand = page.page.get_by_role("button", name="Hand up · no. 2")
    await expect(hand).to_have_attribute("aria-pressed", "true")
    await hand.click()
    await box.until(lambda: box.said("hand_lower") != [])


async def test_lost_and_reactions_reach_the_teacher(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await page.page.get_by_role("button", name="I’m lost").click()
    await page.page.get_by_role("button", name="Teacher knows").wait_for()
    await page.page.get_by_role("button", name="React").click()
    await page.page.get_by_role("button", name="Slower, please").click()
    await box.until(lambda: box.said("react") != [] and box.said("lost") != [])


async def test_what_the_teacher_tells_everybody_lies_over_the_picture(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    announced = AnnouncementView(announcement_id="a", text="Page 42, please.", at_ms=1)
    timer = TimerView(ends_ms=box.now_ms + 65_000, seconds=65, label="Groups")
    trouble = Trouble(code="storage_failed", en="The box cannot store.", ko="저장할 수 없어요.")
    await box.tell(lambda number: Announced(number=number, announcement=announced))
    await box.tell(lambda number: TimerChanged(number=number, timer=timer))
    await box.tell(lambda number: TroubleChanged(number=number, trouble=trouble))
    await box.tell(lambda number: Picked(number=number, participant_id=box.person_ids[0], name="Seoyeon"))
    await page.sees("Page 42, please.")
    await expect(page.page.locator(".countdown")).to_contain_text(re.compile(r"1:0[0-5]"))
    await page.sees("The box cannot store.")
    await page.sees("You were picked!")
    await page.page.get_by_role("button", name="Close the announcement").click()
    await expect(page.page.get_by_text("Page 42, please.", exact=True)).to_be_hidden()


async def test_own_data_with_the_published_formula(browser: Chromium, box: StandInClass) -> None:
    formula = FormulaText(en="40 × presence + 40 × participation + 20 × activity", ko="공식")
    box.facts.engagement = OwnEngagement(
        presence=0.97,
        participation=0.8,
        accuracy=None,
        activity=0.4,
        composite=78.8,
        answered=4,
        asked=5,
        correct=3,
        formula=formula,
    )
    page = await student_in(browser, box)
    await page.tab("Me")
    for text in ("97 %", "4 of 5", "nothing yet", "Connected", "20 min"):
        await page.sees(text)
    await page.page.get_by_text("How this is computed").click()
    await page.sees(formula.en)


async def test_missed_events_are_caught_up_by_number(browser: Chromium, box: StandInClass) -> None:
    page = await student_in(browser, box)
    await box.tell(lambda number: ChatAdded(number=number, message=chat_message("before")))
    await page.sees("before")
    await box.drop_sockets()
    await box.tell(lambda number: ChatAdded(number=number, message=chat_message("meanwhile")))
    await page.sees("meanwhile")
    assert await page.page.get_by_text("before", exact=True).count() == 1

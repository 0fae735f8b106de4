"""The student page in a class: joining, talking, answering, and what a bad network does to it. Against a stand-in."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from appliance.contract.engagement import FormulaText, OwnEngagement
from appliance.contract.live import (
    Announced,
    ChatAdded,
    CloseCode,
    HandsChanged,
    Picked,
    QuestionChanged,
    Respond,
    RunChanged,
    RunRevealed,
    SendChat,
    SessionChanged,
    TimerChanged,
    Trouble,
    TroubleChanged,
    YouChanged,
)
from appliance.contract.problems import Problem
from appliance.contract.quiz import AnswerBody
from appliance.contract.session import SessionState
from appliance.contract.talk import AnnouncementView, ChatMessageView, ClassQuestionView, HandView, TimerView
from tests.support.chromium import Chromium, Screen, chromium
from tests.support.class_page import ClassPage, open_class
from tests.support.quiz_shapes import OPTION_TEXTS, public_run, question, revealed
from tests.support.stand_in_class import CLASS_CODE, StandInClass

pytestmark = pytest.mark.browser

HOSTILE_TEXTS = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
)


@pytest.fixture
async def box() -> AsyncIterator[StandInClass]:
    """A class that nobody is in yet."""
    async with StandInClass() as stand_in:
        yield stand_in


@pytest.fixture
async def browser() -> AsyncIterator[Chromium]:
    """A Chromium of the test's own."""
    async with chromium() as started:
        yield started


async def _student(
    browser: Chromium, box: StandInClass, name: str = "Seoyeon", screen: Screen | None = None
) -> ClassPage:
    page = await open_class(browser, box.link, screen)
    await page.join(name)
    await page.page.wait_for_function("window.airclass.classroom.state.link === 'following'")
    return page


def _message(text: str, *, author: str = "teacher") -> ChatMessageView:
    view = {
        "message_id": f"m-{text}",
        "author": author,
        "author_id": "t1",
        "author_name": "Ms Kim",
        "text": text,
        "sent_ms": 1_764_000_000_000,
        "audience": "class",
    }
    return ChatMessageView.model_validate(view)


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
    page = await _student(browser, box)
    await page.page.reload()
    await page.page.wait_for_selector('html[data-part="student"]', state="attached")
    first, second = box.joins
    assert (first.name, first.device_secret) == (second.name, second.device_secret)


async def test_somebody_else_at_the_same_device_is_another_person(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
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
    page = await _student(browser, box)
    await page.stage_page.wait_for_state("lobby")
    await page.sees("You are in, Seoyeon")
    box.facts.state = SessionState.LIVE
    await box.tell(lambda number: SessionChanged(number=number, session=box.session()))
    await page.stage_page.wait_for_state("waiting")


async def test_who_is_removed_is_told_and_asks_for_nothing_more(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await box.drop_sockets(CloseCode.REMOVED)
    await page.stage_page.wait_for_state("removed")
    assert len(box.joins) == 1


async def test_an_ended_class_keeps_the_own_results_at_hand(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    box.facts.state = SessionState.ENDED
    await box.tell(lambda number: SessionChanged(number=number, session=box.session()))
    await box.drop_sockets(CloseCode.ENDED)
    await page.stage_page.wait_for_state("ended")
    await page.sees("My answers")


async def test_chat_is_sent_shown_and_deleted(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await page.page.get_by_label("Only the teacher").check()
    await page.write("I do not understand")
    await box.until(lambda: box.said("chat_send") != [])
    [command] = box.said("chat_send")
    assert isinstance(command, SendChat)
    assert (command.text, command.audience) == ("I do not understand", "teacher")
    own = _message("Mine", author="student").model_copy(update={"author_id": box.person_ids[0]})
    await box.tell(lambda number: ChatAdded(number=number, message=own))
    await page.page.get_by_role("button", name="Delete this message").click()
    await box.until(lambda: box.said("chat_delete") != [])


async def test_texts_of_others_are_never_markup(browser: Chromium, box: StandInClass) -> None:
    box.facts.title = HOSTILE_TEXTS[0]
    page = await _student(browser, box, HOSTILE_TEXTS[1])
    asked = [question(text=text) for text in HOSTILE_TEXTS[:1]]
    for text in HOSTILE_TEXTS:
        await box.tell(lambda number, text=text: ChatAdded(number=number, message=_message(text)))  # type: ignore[misc]
        announced = AnnouncementView(announcement_id=text, text=text, at_ms=1)
        await box.tell(lambda number, view=announced: Announced(number=number, announcement=view))  # type: ignore[misc]
        await page.sees(text)
    await box.tell(lambda number: RunChanged(number=number, run=public_run(box.now_ms, asked)))
    await expect(page.quiz.get_by_role("heading", name=HOSTILE_TEXTS[0])).to_be_visible()
    assert await page.page.evaluate("window.hit") is None
    assert page.complaints == []


async def test_muted_and_teacher_only_are_said_in_words(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
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
    page = await _student(browser, box)
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
    page = await _student(browser, box)
    await page.page.get_by_role("button", name="Raise hand").click()
    await box.until(lambda: box.said("hand_raise") != [])
    queue = [HandView(participant_id=each, name=each, raised_ms=1) for each in ("other", box.person_ids[0])]
    await box.tell(lambda number: HandsChanged(number=number, hands=queue))
    hand = page.page.get_by_role("button", name="Hand up · no. 2")
    await expect(hand).to_have_attribute("aria-pressed", "true")
    await hand.click()
    await box.until(lambda: box.said("hand_lower") != [])


async def test_lost_and_reactions_reach_the_teacher(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await page.page.get_by_role("button", name="I’m lost").click()
    await page.page.get_by_role("button", name="Teacher knows").wait_for()
    await page.page.get_by_role("button", name="React").click()
    await page.page.get_by_role("button", name="Slower, please").click()
    await box.until(lambda: box.said("react") != [] and box.said("lost") != [])


async def test_what_the_teacher_tells_everybody_lies_over_the_picture(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
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


async def _open_run(page: ClassPage, box: StandInClass, *kinds: str, **more: object) -> None:
    asked = [question(f"q{index}", kind, f"Question {index}?") for index, kind in enumerate(kinds)]  # type: ignore[arg-type]
    run = public_run(box.now_ms, asked, **more)  # type: ignore[arg-type]
    box.facts.runs = [run]
    await box.tell(lambda number: RunChanged(number=number, run=run))
    await expect(page.quiz).to_be_visible()


def _answer(box: StandInClass, question_id: str = "q0") -> AnswerBody:
    return box.answers[box.person_ids[0], "run1", question_id].answer


async def test_a_question_takes_the_focus_and_is_answered_once(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
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
    page = await _student(browser, box)
    field = page.page.get_by_label("Write a message")
    await field.fill("half a sen")
    await _open_run(page, box, "single_choice")
    await expect(field).to_be_focused()


async def test_every_kind_of_question_is_answered_by_keyboard_alone(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    kinds = ("single_choice", "multiple_choice", "true_false", "numeric", "short_text", "ordering", "poll")
    await _open_run(page, box, *kinds)
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
    page = await _student(browser, box)
    await _open_run(page, box, "ordering")
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
    pages = [await _student(browser, box, name) for name in ("A", "B", "C")]
    await _open_run(pages[0], box, "single_choice")
    orders = [tuple(await page.option_texts()) for page in pages]
    assert all(sorted(order) == sorted(OPTION_TEXTS) for order in orders)
    assert len(set(orders)) > 1
    await pages[0].page.reload()
    await expect(pages[0].quiz).to_be_visible()
    assert tuple(await pages[0].option_texts()) == orders[0]


async def test_an_answer_without_network_is_kept_and_stored_once_after_a_reload(
    browser: Chromium, box: StandInClass
) -> None:
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
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
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
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
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
    box.takes_sockets = False
    await box.drop_sockets()
    await page.pick("Nucleus")
    await page.send()
    await page.sees("Your answer is stored.")
    [plain] = box.plain_answers
    assert plain.answer == AnswerBody(option_ids=["q0-3"])
    assert box.said("quiz_respond") == []


async def test_a_late_answer_is_told_plainly(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
    box.refuse = lambda command: ("too_late", "Too late.") if isinstance(command, Respond) else None
    await page.pick("Nucleus")
    await page.send()
    await page.sees(re.compile("came after the end and does not count"))
    assert await page.answers_on_device() == 0


async def test_a_reload_in_the_middle_keeps_what_was_picked(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
    await page.pick("Vacuole")
    await page.page.reload()
    await expect(page.quiz.get_by_role("radio", name="Vacuole")).to_be_checked()


async def test_time_counts_from_when_the_question_was_first_shown(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
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
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice", allows_change=True)
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
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
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
    page = await _student(browser, box)
    await _open_run(page, box, "single_choice")
    await page.page.keyboard.press("Escape")
    await expect(page.quiz).to_be_hidden()
    tab = page.page.get_by_role("button", name=re.compile(r"Quiz · \d:\d\d"))
    await expect(tab).to_be_focused()
    await page.page.keyboard.press("Enter")
    await expect(page.quiz.get_by_role("heading")).to_be_focused()


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
    page = await _student(browser, box)
    await page.tab("Me")
    for text in ("97 %", "4 of 5", "nothing yet", "Connected", "20 min"):
        await page.sees(text)
    await page.page.get_by_text("How this is computed").click()
    await page.sees(formula.en)


async def test_missed_events_are_caught_up_by_number(browser: Chromium, box: StandInClass) -> None:
    page = await _student(browser, box)
    await box.tell(lambda number: ChatAdded(number=number, message=_message("before")))
    await page.sees("before")
    await box.drop_sockets()
    await box.tell(lambda number: ChatAdded(number=number, message=_message("meanwhile")))
    await page.sees("meanwhile")
    assert await page.page.get_by_text("before", exact=True).count() == 1


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
    box.facts.messages = [_message("Page 42"), _message("Mine", author="student")]
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
    page = await _student(browser, box, screen=screen)
    kinds = ("single_choice", "multiple_choice", "true_false", "numeric", "short_text", "ordering", "poll", "slide")
    await _open_run(page, box, *kinds)
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

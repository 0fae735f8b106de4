"""A whole lesson on the real box: the Python client teaches, three students in Chromium watch, talk and answer.

One of them reloads and one loses the network in the middle of answering; each stays the same person with one answer.
With AIRCLASS_SCREENSHOTS set to a folder the pictures of the docs are taken on the way.
"""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from appliance.client.live_events import new_ref
from appliance.contract.live import (
    Announce,
    ChatAdded,
    HandsChanged,
    LostSaid,
    ParticipantChanged,
    QuestionChanged,
    SendChat,
    TallyGrown,
)
from appliance.contract.quiz import RunCreate, RunView
from appliance.contract.session import ParticipantChange, SessionChange
from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Chromium, Screen, chromium
from tests.support.class_page import ClassPage, open_class
from tests.support.lesson_client import RIGHT, WRONG, Lesson, choice_question, lesson
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source

pytestmark = pytest.mark.browser

PICTURE = MediaRecipe(width=960, height=540, video_bits=1_200_000, keyframe_seconds=2.0)
NAMES = ("이서연", "박준호", "Emma")
SCREENS = (Screen(width=1280, height=800), Screen(width=360, height=740), Screen(width=740, height=360, scheme="dark"))
OFFLINE_SECONDS = 20.0
OFFLINE_WORDS = "ERR_INTERNET_DISCONNECTED"
"""What the browser itself says of the lost network."""
SCREENSHOT_FOLDER = "AIRCLASS_SCREENSHOTS"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    """A box without a practice class: its classes are those of teachers."""
    async with ApplianceProcess(tmp_path, practice=False) as appliance:
        yield appliance


@pytest.fixture
async def browser() -> AsyncIterator[Chromium]:
    """A Chromium of the test's own."""
    async with chromium() as started:
        yield started


def _link(box: ApplianceProcess, led: Lesson) -> str:
    return f"{box.http_url}/?code={led.session.class_code}"


async def _open_run(led: Lesson, **wish: object) -> RunView:
    made = RunCreate.model_validate({"questions": [choice_question()], "seconds": 120, **wish})
    return await led.teacher.runs.create(led.session.session_id, made)


async def _students(browser: Chromium, box: ApplianceProcess, led: Lesson) -> list[ClassPage]:
    pages = []
    for name, screen in zip(NAMES, SCREENS, strict=True):
        page = await open_class(browser, _link(box, led), screen)
        await page.join(name)
        pages.append(page)
    return pages


async def _take_picture(page: ClassPage, name: str) -> None:
    if folder := os.environ.get(SCREENSHOT_FOLDER):
        await page.screenshot(Path(folder) / f"{name}.png")


async def _answer(page: ClassPage, text: str) -> None:
    await page.pick(text)
    await page.send()


@pytest.mark.timeout(180)
async def test_three_students_watch_talk_and_answer_through_reloads_and_a_lost_network(
    tmp_path: Path, browser: Chromium, box: ApplianceProcess
) -> None:
    async with lesson(box.http_url, tmp_path) as led:
        session_id = led.session.session_id
        cast = await led.teacher.casts.create(session_id)
        await led.teacher.casts.put_on_stage(session_id, [cast.cast_id])
        async with looping_source(cast.rtmp_url, PICTURE) as source:
            await source.sending(60)
            students = await _students(browser, box, led)
            for page in students:
                await page.stage_page.wait_for_state("live")
                await page.stage_page.seconds_for_frames(30)
            await _talk(led, students)
            run = await _open_run(led)
            await _answer_in_a_bad_network(led, students)
            results = await led.teacher.runs.results(session_id, run.run_id)
            assert sorted(row.name for row in results.responses) == sorted(NAMES)
            [tally] = results.run.tallies
            assert (tally.answered, tally.correct) == (3, 2)
            await led.teacher.runs.move(session_id, run.run_id, "close")
            await led.teacher.runs.move(session_id, run.run_id, "reveal")
            for page, verdict in zip(students, ("Right", "Not right this time", "Right"), strict=True):
                await expect(page.quiz.locator(".verdict")).to_have_text(verdict)
            await _take_picture(students[1], "student-result")
            people = await led.teacher.participants.all(session_id)
            assert sorted(each.name for each in people.participants) == sorted(NAMES)
            for page in students:
                assert [text for text in page.complaints if OFFLINE_WORDS not in text] == []


async def _talk(led: Lesson, students: list[ClassPage]) -> None:
    first, second, third = students
    await first.write("Good morning!")
    await led.follower.hears(ChatAdded, lambda event: event.message.text == "Good morning!")
    await led.follower.live.send(SendChat(ref=new_ref(), type="chat_send", text="Page 42, please."))
    for page in (first, second):
        await page.sees("Page 42, please.")
    await second.page.get_by_role("button", name="Raise hand").click()
    await led.follower.hears(HandsChanged, lambda event: [hand.name for hand in event.hands] == [NAMES[1]])
    await second.page.get_by_role("button", name="Hand up · no. 1").wait_for()
    await third.toggle_class()
    await third.page.get_by_role("button", name="I’m lost").click()
    await led.follower.hears(LostSaid)
    await third.tab("Questions")
    await third.page.get_by_label("Ask your question").fill("Why green?")
    await third.page.get_by_role("button", name="Ask", exact=True).click()
    await led.follower.hears(QuestionChanged, lambda event: event.question.text == "Why green?")
    await third.toggle_class()
    await led.follower.live.send(Announce(ref=new_ref(), type="announce", text="A quiz comes next."))
    await first.sees("A quiz comes next.")
    await _take_picture(first, "student-class")
    await led.follower.live.send(Announce(ref=new_ref(), type="announce"))


async def _answer_in_a_bad_network(led: Lesson, students: list[ClassPage]) -> None:
    first, second, third = students
    for page in students:
        await expect(page.quiz).to_be_visible()
    await _take_picture(second, "student-quiz")
    await second.stage_page.set_offline(True)
    await _answer(second, WRONG)
    await second.sees(re.compile("Saved on this device|Sent. Waiting"))
    back_at = asyncio.get_running_loop().time() + OFFLINE_SECONDS
    await first.pick(RIGHT)
    await first.page.reload()
    await expect(first.quiz.get_by_role("radio", name=RIGHT)).to_be_checked()
    await first.send()
    await first.sees("Your answer is stored.")
    await first.page.reload()
    await first.sees("Your answer is stored.")
    await _answer(third, RIGHT)
    await third.sees("Your answer is stored.")
    await asyncio.sleep(back_at - asyncio.get_running_loop().time())
    await second.stage_page.set_offline(False)
    await second.sees("Your answer is stored.")
    await led.follower.hears(TallyGrown, lambda event: event.tallies[0].answered == len(NAMES))


async def test_approval_muting_and_removal_reach_the_page(
    tmp_path: Path, browser: Chromium, box: ApplianceProcess
) -> None:
    async with lesson(box.http_url, tmp_path) as led:
        session_id, people = led.session.session_id, led.teacher.participants
        await led.teacher.sessions.change(session_id, SessionChange(needs_approval=True))
        page = await open_class(browser, _link(box, led))
        await page.page.get_by_label("Your name").fill("Jun")
        await page.page.get_by_role("button", name="Join").click()
        await page.stage_page.wait_for_state("approval")
        waiting = (await led.follower.hears(ParticipantChanged)).participant
        await people.change(session_id, waiting.participant_id, ParticipantChange(admission="admitted"))
        await page.stage_page.wait_for_state("waiting")
        await people.change(session_id, waiting.participant_id, ParticipantChange(is_muted=True, name="Jun Park"))
        await page.sees(re.compile("Your teacher has muted you"))
        await people.remove(session_id, waiting.participant_id)
        await page.stage_page.wait_for_state("removed")
        await page.page.reload()
        await page.stage_page.wait_for_state("removed")


async def test_an_ended_lesson_says_so_and_a_reopened_one_is_joined_again(
    tmp_path: Path, browser: Chromium, box: ApplianceProcess
) -> None:
    async with lesson(box.http_url, tmp_path) as led:
        page = await open_class(browser, _link(box, led))
        await page.join("Jun")
        await led.teacher.sessions.end(led.session.session_id)
        await page.stage_page.wait_for_state("ended")
        await led.teacher.sessions.reopen(led.session.session_id)
        await page.stage_page.wait_for_state("waiting", seconds=30)


async def test_the_own_data_view_holds_what_the_box_holds(
    tmp_path: Path, browser: Chromium, box: ApplianceProcess
) -> None:
    async with lesson(box.http_url, tmp_path) as led:
        page = await open_class(browser, _link(box, led))
        await page.join("Jun")
        await page.write("Good morning!")
        run = await _open_run(led)
        await _answer(page, RIGHT)
        await page.sees("Your answer is stored.")
        await led.teacher.runs.move(led.session.session_id, run.run_id, "close")
        await led.teacher.runs.move(led.session.session_id, run.run_id, "reveal")
        await page.page.get_by_role("button", name="Close the results").click()
        await page.page.reload()
        await page.tab("Me")
        own = page.page.locator(".own-answers")
        await expect(own.first).to_contain_text("광합성이 일어나는 곳은?")
        await expect(own.first).to_contain_text("Right")
        await expect(own.nth(1)).to_contain_text("Good morning!")
        assert page.complaints == []


async def test_a_guest_of_the_practice_class_watches_at_once_and_takes_part_by_name(
    tmp_path: Path, browser: Chromium
) -> None:
    async with ApplianceProcess(tmp_path) as box:
        code = json.loads((tmp_path / "box.json").read_text(encoding="utf-8"))["practice_class_code"]
        page = await open_class(browser, f"{box.http_url}/?code={code}")
        await page.stage_page.wait_for_state("live")
        await page.page.get_by_role("button", name="Take part").click()
        await page.stage_page.wait_for_state("join")
        await page.page.get_by_role("button", name="Only watch").click()
        await page.stage_page.wait_for_state("live")
        await page.page.get_by_role("button", name="Take part").click()
        await page.join("Jun")
        await page.stage_page.wait_for_state("live")
        await page.write("Good morning!")
        await expect(page.page.locator(".message--own:not(.message--on-way)")).to_contain_text("Good morning!")
        assert page.complaints == []

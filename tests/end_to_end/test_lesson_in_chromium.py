"""A lesson as it happens: the teacher's client opens a class, three browsers join, watch, talk and answer; two fail."""

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import expect

from appliance.client.live_events import new_ref
from appliance.contract.live import ChatAdded, SendChat
from appliance.contract.quiz import RunCreate, RunResults, RunView
from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Chromium, chromium
from tests.support.class_page import ClassPage, open_class
from tests.support.lesson_client import OTHER, RIGHT, WRONG, Lesson, choice_question, lesson
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source
from tests.support.tcp_relay import TcpRelay

pytestmark = pytest.mark.browser

PICTURE = MediaRecipe(width=640, height=360, video_bits=800_000, keyframe_seconds=2.0)
QUESTIONS = ("1. 어디에서?", "2. 무엇으로?", "3. 언제?")
RUN_SECONDS = 120
OUTAGE_SECONDS = 20.0
PLAYED_FRAMES = 20
SEEN_SECONDS = 15.0
ASK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Browser:
    """One student's browser, and what they are going to answer."""

    name: str
    page: ClassPage
    answers: tuple[str, str, str]

    async def answer(self, number: int) -> None:
        """Answer that question, which the card shows by itself."""
        await self.shows_question(number)
        await self.page.pick(self.answers[number])
        await self.page.send()

    async def shows_question(self, number: int) -> None:
        """Wait for the question."""
        await expect(self.page.quiz.get_by_role("heading", name=QUESTIONS[number])).to_be_visible()

    async def has_sent_everything(self) -> None:
        """Wait until nothing that was answered waits on the device for the box's word."""
        async with asyncio.timeout(SEEN_SECONDS):
            while await self.page.answers_on_device() > 0:
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def watches(self) -> None:
        """Wait until the picture moves."""
        await self.page.stage_page.wait_for_state("live")
        await self.page.stage_page.seconds_for_frames(PLAYED_FRAMES)


@pytest.mark.timeout(240)
async def test_three_students_learn_in_their_browsers_whatever_their_network_does(tmp_path: Path) -> None:
    async with (
        ApplianceProcess(tmp_path, practice=False) as box,
        lesson(box.http_url, tmp_path) as led,
        TcpRelay(box.addresses.http) as relay,
        chromium() as chrome,
    ):
        cast = await led.teacher.casts.create(led.session.session_id)
        await led.teacher.casts.put_on_stage(led.session.session_id, [cast.cast_id])
        async with looping_source(cast.rtmp_url, PICTURE) as source:
            await source.sending(PICTURE.keyframe_frames)
            calm = await _come_in(chrome, led, box.http_url, "이서연", (RIGHT, RIGHT, RIGHT))
            reloading = await _come_in(chrome, led, box.http_url, "박준호", (RIGHT, WRONG, OTHER))
            cut_off = await _come_in(chrome, led, relay.origin, "최유나", (WRONG, RIGHT, WRONG))
            browsers = (calm, reloading, cut_off)
            people = await _people(led)
            await _talk(led, browsers)
            run = await led.teacher.runs.create(
                led.session.session_id,
                RunCreate(questions=[choice_question(text) for text in QUESTIONS], seconds=RUN_SECONDS),
            )
            for number in range(len(QUESTIONS)):
                await calm.answer(number)
            await _answer_around_a_reload(reloading)
            await _answer_around_an_outage(led, run, cut_off, relay)
            for browser in browsers:
                await expect(browser.page.page.get_by_text("Your answer is stored.").first).to_be_visible()
                await browser.has_sent_everything()
            await _reveal(led, run)
            for browser in browsers:
                await browser.page.sees("2 of 3 right")
                await browser.watches()
            results = await led.teacher.runs.results(led.session.session_id, run.run_id)
            assert await _people(led) == people
    assert _answers(results) == {browser.name: browser.answers for browser in browsers}
    assert len(results.responses) == len(browsers) * len(QUESTIONS)
    for number, tally in enumerate(results.run.tallies):
        texts = {option.id: option.text for option in results.run.public_questions[number].options}
        counted = {texts[each.key]: each.count for each in tally.counts if each.count}
        assert counted == Counter(browser.answers[number] for browser in browsers)
    assert calm.page.complaints == []
    assert reloading.page.complaints == []


async def _come_in(chrome: Chromium, led: Lesson, origin: str, name: str, answers: tuple[str, str, str]) -> Browser:
    """Open the link of the class, write the name, and see the picture."""
    page = await open_class(chrome, f"{origin}/?code={led.session.class_code}")
    await page.join(name)
    browser = Browser(name, page, answers)
    await browser.watches()
    return browser


async def _people(led: Lesson) -> list[tuple[str, str]]:
    people = (await led.teacher.participants.all(led.session.session_id)).participants
    return [(person.participant_id, person.name) for person in people]


async def _talk(led: Lesson, browsers: tuple[Browser, ...]) -> None:
    """A student and the teacher write; everybody reads both."""
    await browsers[0].page.write("안녕하세요")
    heard = await led.follower.hears(ChatAdded)
    assert (heard.message.author_name, heard.message.text) == (browsers[0].name, "안녕하세요")
    await led.follower.live.deliver(SendChat(ref=new_ref(), type="chat_send", text="교과서 42쪽"))
    for browser in browsers:
        messages = browser.page.page.get_by_role("region", name="Messages")
        await expect(messages).to_contain_text("안녕하세요")
        await expect(messages).to_contain_text("교과서 42쪽")


async def _answer_around_a_reload(browser: Browser) -> None:
    """Reload with one answer given and the next one picked but not sent."""
    await browser.answer(0)
    await browser.shows_question(1)
    await browser.page.pick(browser.answers[1])
    await browser.page.page.reload()
    await browser.shows_question(1)
    await expect(browser.page.quiz.get_by_role("radio", name=browser.answers[1])).to_be_checked()
    await browser.page.send()
    await browser.answer(2)


async def _answer_around_an_outage(led: Lesson, run: RunView, browser: Browser, relay: TcpRelay) -> None:
    """Send one answer into a silent network and another one without any, for as long as a phone roams at worst."""
    await browser.answer(0)
    await browser.has_sent_everything()
    await browser.shows_question(1)
    cut_at = time.monotonic()
    relay.silence()
    await browser.answer(1)
    relay.tear()
    await browser.answer(2)
    await browser.page.sees(re.compile("Saved on this device"))
    await _is_disconnected(led, run, browser)
    await asyncio.sleep(cut_at + OUTAGE_SECONDS - time.monotonic())
    assert await browser.page.answers_on_device() == 2
    relay.mend()
    await browser.page.sees("Your answer is stored.")


async def _is_disconnected(led: Lesson, run: RunView, browser: Browser) -> None:
    """Wait until the teacher sees that the student is away, not that they do not answer."""
    question_id, session_id = run.public_questions[1].question_id, led.session.session_id
    async with asyncio.timeout(SEEN_SECONDS):
        while True:
            missing = await led.teacher.runs.missing(session_id, run.run_id, question_id)
            names = dict(await _people(led))
            if [names[each] for each in missing.disconnected] == [browser.name]:
                assert missing.not_answered == []
                return
            await asyncio.sleep(ASK_AGAIN_SECONDS)


async def _reveal(led: Lesson, run: RunView) -> None:
    await led.teacher.runs.move(led.session.session_id, run.run_id, "close")
    await led.teacher.runs.move(led.session.session_id, run.run_id, "reveal")


def _answers(results: RunResults) -> dict[str, tuple[str, ...]]:
    """What each student has answered, in the order of the questions."""
    order = [question.question_id for question in results.run.public_questions]
    given = {(row.name, row.question_id): row.answer_text for row in results.responses}
    return {name: tuple(given[name, question_id] for question_id in order) for name in {name for name, _ in given}}

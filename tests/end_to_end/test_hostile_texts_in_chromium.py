"""Texts that attack: as names, messages, questions, quizzes and titles, in a student's Chromium and in spreadsheets."""

import asyncio
import csv
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from playwright.async_api import Dialog, WebSocket, expect
from playwright.async_api import Page as Tab
from websockets.asyncio.client import connect

from appliance.domain.names import clean_text
from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Chromium, chromium
from tests.support.class_page import ClassPage
from tests.support.hostile_texts import EVERYTHING, FORMULAS, INVISIBLE, MARKUP, NAMES
from tests.support.live_room import Page
from tests.support.quiz_box import Device, QuizBox, open_quiz_box, response_to

pytestmark = pytest.mark.browser

WATCH = """
window.violations = [];
window.hits = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`));
Object.defineProperty(window, 'hit', { set: (value) => hits.push(value) });
"""
FORMULA_START = re.compile(r"[=+\-@\t\r＝＋－＠]")
SECRETS = re.compile(r'"(device_secret|token)":"([^"]+)"')
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TITLE, TEACHER = "<img src=x onerror=hit=1> 광합성", "<svg onload=hit=1>"
MESSAGE_CHARACTERS = 500
ASK_AGAIN_SECONDS = 0.2


@dataclass(slots=True)
class Watched:
    """A tab, and everything in it that would be a successful attack."""

    page: ClassPage
    dialogs: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    secrets: set[tuple[str, str]] = field(default_factory=set)
    """What the page has sent that nobody else may know."""

    def note_sent(self, body: str | bytes | None) -> None:
        """Look for secrets in what the page sends."""
        self.secrets |= set(SECRETS.findall(body)) if isinstance(body, str) else set()

    def note_socket(self, socket: WebSocket) -> None:
        """A live socket is being opened."""
        self.sockets.append(socket.url)
        socket.on("framesent", lambda frame: self.note_sent(frame))

    async def assert_unharmed(self, origin: str) -> None:
        """No script ran, nothing was tried that the policy forbids, and no other site was asked for anything."""
        tab = self.page.page
        assert (await tab.evaluate("window.hits"), self.dialogs) == ([], [])
        assert await tab.evaluate("window.violations") == []
        assert self.page.complaints == []
        elsewhere = [
            url for url in self.page.stage_page.requested if not url.startswith((f"{origin}/", "blob:", "data:"))
        ]
        assert elsewhere == []
        addresses = "\n".join([*self.page.stage_page.requested, *self.sockets, tab.url])
        assert [name for name, secret in self.secrets if secret in addresses] == []
        shown: str = await tab.evaluate("document.body.innerText")
        assert INVISIBLE.isdisjoint(shown)

    async def reads(self, text: str) -> None:
        """The text is on the page as its author wrote it, without what cannot be seen."""
        await expect(self.page.page.locator("body")).to_contain_text(text)


async def _open(browser: Chromium, url: str) -> Watched:
    opened: list[Tab] = []

    async def prepare(tab: Tab) -> None:
        opened.append(tab)
        await tab.add_init_script(WATCH)

    watched = Watched(ClassPage(await browser.open(url, before=prepare)))
    [tab] = opened

    async def dismiss(dialog: Dialog) -> None:
        watched.dialogs.append(dialog.message)
        await dialog.dismiss()

    tab.on("dialog", dismiss)
    tab.on("websocket", lambda socket: watched.note_socket(socket))
    tab.on("request", lambda request: watched.note_sent(request.post_data))
    return watched


@asynccontextmanager
async def _seat(lesson: QuizBox, device: Device) -> AsyncIterator[Page]:
    address = f"ws{lesson.box.http_url.removeprefix('http')}/ws/session/{lesson.session_id}"
    async with connect(address, proxy=None, max_size=2**24) as socket:
        await socket.send(json.dumps({"type": "hello", "token": device.token}))
        page = Page(socket)
        await page.hear_type("snapshot")
        yield page


def _cleaned(texts: tuple[str, ...]) -> list[str]:
    return [clean_text(text, MESSAGE_CHARACTERS) for text in texts]


async def test_no_text_of_anybody_runs_on_a_students_page(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box, chromium() as browser:
        lesson = await open_quiz_box(box, tmp_path, TITLE, teacher_name=TEACHER)
        watched = await _open(browser, f"{box.http_url}/?code={lesson.class_code}")
        await watched.reads(TITLE)
        await watched.page.join(MARKUP[1])
        await watched.page.follows()
        attacker = await lesson.join(MARKUP[2])
        async with _seat(lesson, attacker) as student, _seat(lesson, lesson.teacher) as teacher:
            await _talk(watched, student, teacher)
            await _quiz(watched, lesson, attacker)
        await watched.page.tab("Me")
        await watched.reads(MARKUP[1])
        await watched.page.page.reload()
        await watched.page.follows()
        await watched.reads(TITLE)
        # The page has shown its secrets to the box, and never in an address.
        assert {name for name, _ in watched.secrets} == {"device_secret", "token"}
        await watched.assert_unharmed(box.http_url)


async def _talk(watched: Watched, student: Page, teacher: Page) -> None:
    """Every text as a message and, of a few, as a question, an announcement, a label and a hand."""
    for number, text in enumerate(EVERYTHING):
        await _say(student if number % 2 else teacher, "chat_send", text=text)
    messages = watched.page.page.get_by_role("region", name="Messages")
    for text in _cleaned(EVERYTHING):
        await expect(messages).to_contain_text(text)
    for text in MARKUP[:4]:
        await _say(student, "question_ask", text=text)
    await _say(student, "hand_raise")
    await _say(teacher, "announce", text=MARKUP[5])
    await _say(teacher, "timer", seconds=600, label=MARKUP[1])
    await _say(teacher, "pick")
    await watched.reads(MARKUP[5])
    await watched.page.tab("Questions")
    for text in MARKUP[:4]:
        await watched.reads(text)


async def _say(page: Page, type_: str, **values: Any) -> None:
    """Say it as soon as the box listens to so much."""
    while (said := await page.say(type_, **values)).get("code") == "too_many":
        await asyncio.sleep(ASK_AGAIN_SECONDS)
    assert said["type"] == "ack", (type_, values, said)


def _question(texts: list[str]) -> dict[str, Any]:
    first, *options = texts
    marked = [{"text": text, "is_correct": number == 0} for number, text in enumerate(options)]
    return {"kind": "single_choice", "text": first, "options": marked, "explanation": first, "topic": first}


async def _quiz(watched: Watched, lesson: QuizBox, attacker: Device) -> None:
    """Texts as questions, options, explanations, and as what somebody answered."""
    texts = [text for text in dict.fromkeys(_cleaned(EVERYTHING)) if text.strip("'")]
    choices = [_question(texts[start : start + 5]) for start in range(0, len(texts) - 4, 5)]
    open_text = {"kind": "short_text", "text": MARKUP[7], "text_key": {"accepted": list(MARKUP[:3])}}
    run = await lesson.ask(open_text, *choices, title=MARKUP[8])
    async with attacker.client() as client:
        for number in range(len(choices) + 1):
            body = response_to(run, question=number, text=MARKUP[3]) if number == 0 else _first_option(run, number)
            assert (await client.post("/quiz/respond", json=body)).status_code == 200
    card = watched.page.quiz
    await expect(card).to_contain_text(MARKUP[7])
    await _look_at_every_question(watched, run)
    for move in ("close", "reveal"):
        await lesson.steer("POST", f"runs/{run['run_id']}/{move}")
    await expect(card).to_contain_text(MARKUP[3])
    await _look_at_every_question(watched, run)


async def _look_at_every_question(watched: Watched, run: dict[str, Any]) -> None:
    """Go through the card to its last question and back."""
    card, asked = watched.page.quiz, run["public_questions"]
    for question in asked[1:]:
        await card.get_by_role("button", name="Next").click()
        await expect(card).to_contain_text(question["text"])
        for option in question["options"]:
            await expect(card).to_contain_text(option["text"])
    for _ in asked[1:]:
        await card.get_by_role("button", name="Back").click()
    await expect(card).to_contain_text(asked[0]["text"])


def _first_option(run: dict[str, Any], number: int) -> dict[str, Any]:
    return response_to(run, run["public_questions"][number]["options"][0]["text"], question=number)


async def test_a_hostile_link_runs_nothing(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        for text in (MARKUP[1], MARKUP[7], MARKUP[9], "\u202e" + MARKUP[0], "../../etc/passwd", "\x00"):
            hostile = quote(text)
            watched = await _open(browser, f"{box.http_url}/?code={hostile}&lang={hostile}&session={hostile}#{hostile}")
            await expect(watched.page.page.get_by_role("button").first).to_be_visible()
            await watched.assert_unharmed(box.http_url)


async def test_an_attack_that_reaches_the_page_is_noticed(tmp_path: Path) -> None:
    """What the other tests rely on: the watch sees the policy at work, and a script that runs in spite of it."""
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        watched = await _open(browser, box.http_url)
        tab = watched.page.page
        await tab.evaluate("text => { document.body.innerHTML = text; }", MARKUP[1] + MARKUP[11])
        await tab.wait_for_function("window.violations.length >= 2")
        assert await tab.evaluate("window.hits") == []
        await tab.evaluate("window.hit = 1")
        assert await tab.evaluate("window.hits") == [1]
        with pytest.raises(AssertionError):
            await watched.assert_unharmed(box.http_url)


async def test_no_export_holds_a_formula(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box:
        lesson = await open_quiz_box(box, tmp_path, FORMULAS[0])
        question = {
            "kind": "short_text",
            "text": FORMULAS[1],
            "text_key": {"accepted": list(FORMULAS)},
            "explanation": FORMULAS[2],
            "topic": FORMULAS[3],
        }
        run = await lesson.ask(question, title=FORMULAS[4])
        for number, name in enumerate(NAMES):
            device = await lesson.join(name)
            async with device.client() as client:
                body = response_to(run, text=EVERYTHING[number])
                assert (await client.post("/quiz/respond", json=body)).status_code == 200
        quiz = await lesson.steer("POST", "/quizzes", {"title": FORMULAS[0], "questions": [question]})
        session = f"/sessions/{lesson.session_id}"
        bank = f"/quizzes/{quiz['quiz_id']}/export?format=csv"
        for path in (f"{session}/results.csv", f"{session}/results.csv?lang=ko", bank):
            cells = [cell for row in _csv_rows(await _file(lesson, path)) for cell in row]
            assert [cell for cell in cells if FORMULA_START.match(cell) and not NUMBER.fullmatch(cell)] == []
        book = openpyxl.load_workbook(io.BytesIO(await _file(lesson, f"{session}/results.xlsx")))
        filled = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in filled} == {"s", "n", "b"}
        guarded = [cell for cell in filled if cell.data_type == "s" and FORMULA_START.match(str(cell.value))]
        assert guarded
        assert {cell.quotePrefix for cell in guarded} == {True}
        answers = {str(cell.value) for cell in filled}
        assert set(_cleaned(FORMULAS[:3])) <= answers
        assert INVISIBLE.isdisjoint("".join(answers))


async def _file(lesson: QuizBox, path: str) -> bytes:
    answer = await lesson.box.client.get(path, headers=lesson.teacher.headers)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-disposition"].isascii()
    return answer.content


def _csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

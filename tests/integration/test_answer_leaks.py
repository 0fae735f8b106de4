"""Every byte that a running box sends to its students until the reveal: no key, no flag, nothing of anybody else."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from appliance.api.static_viewer import viewer_folder
from tests.support.appliance_process import ApplianceProcess
from tests.support.live_room import Page
from tests.support.made_images import png
from tests.support.offers import an_offer
from tests.support.quiz_box import Device, QuizBox, open_quiz_box, response_to
from tests.support.wire_tap import WireTap, wire_tap

CANARY = "canary"
"""In everything that nobody may see before the reveal."""
RIGHT_NUMBER = 271_828.25
KEY_WORDS = ("is_correct", "correct_option_ids", "numeric_key", "text_key", "accepted_texts", '"explanation"', "credit")
QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "text": "Where?",
        "options": [{"text": "here", "is_correct": True}, {"text": "there"}, {"text": "nowhere"}],
        "explanation": f"{CANARY}-explanation-1",
    },
    {
        "kind": "multiple_choice",
        "text": "Which?",
        "options": [{"text": "one", "is_correct": True}, {"text": "two", "is_correct": True}, {"text": "three"}],
        "explanation": f"{CANARY}-explanation-2",
    },
    {"kind": "true_false", "text": "Is it so?", "options": [{"text": "true", "is_correct": True}, {"text": "false"}]},
    {
        "kind": "numeric",
        "text": "How many?",
        "numeric_key": {"minimum": RIGHT_NUMBER, "maximum": RIGHT_NUMBER},
        "explanation": f"{CANARY}-explanation-3",
    },
    {"kind": "short_text", "text": "Name it.", "text_key": {"accepted": [f"{CANARY}-text", f"{CANARY}-other"]}},
    {"kind": "ordering", "text": "Order!", "options": [{"text": text} for text in ("a-1", "b-2", "c-3", "d-4")]},
    {"kind": "poll", "text": "How was it?", "options": [{"text": "good"}, {"text": "bad"}]},
]
RIGHT_ANSWERS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("here",), {}),
    (("one", "two"), {}),
    (("true",), {}),
    ((), {"number": RIGHT_NUMBER}),
    ((), {"text": f"{CANARY}-text"}),
    (("a-1", "b-2", "c-3", "d-4"), {}),
    (("good",), {}),
]
WRONG_ANSWERS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("nowhere",), {}),
    (("three",), {}),
    (("false",), {}),
    ((), {"number": 314_159.25}),
    ((), {"text": "secret-of-the-other"}),
    (("d-4", "c-3", "b-2", "a-1"), {}),
    (("bad",), {}),
]
TRIES = 20


@dataclass(slots=True)
class Pupil:
    """A student whose every byte is written down."""

    name: str
    device: Device
    tap: WireTap
    page: Page

    def heard(self) -> str:
        """All of it, as text."""
        return self.tap.heard.decode("utf-8", "replace")


@dataclass(slots=True)
class Place:
    """A lesson, its two tapped students and the stack that more of them come onto."""

    lesson: QuizBox
    stack: AsyncExitStack
    right: Pupil
    wrong: Pupil

    async def enter(self, name: str) -> Pupil:
        """One more student."""
        return await _enter(self.lesson, self.stack, name)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        settings = {"AIRCLASS_LOG_LEVEL": "debug"}
        box = await stack.enter_async_context(ApplianceProcess(tmp_path, practice=False, settings=settings))
        lesson = await open_quiz_box(box, tmp_path)
        pupils = await stack.enter_async_context(AsyncExitStack())
        right, wrong = [await _enter(lesson, pupils, name) for name in ("Ada-the-first", "Bob-the-second")]
        yield Place(lesson, pupils, right, wrong)


async def _enter(lesson: QuizBox, stack: AsyncExitStack, name: str) -> Pupil:
    tap = await stack.enter_async_context(wire_tap(lesson.box.addresses.http))
    device = await lesson.join(name, tap.origin)
    page = Page(await stack.enter_async_context(_socket(lesson, tap)))
    await page.socket.send(json.dumps({"type": "hello", "token": device.token}))
    await page.hear_type("snapshot")
    return Pupil(name, device, tap, page)


def _socket(lesson: QuizBox, tap: WireTap) -> connect:
    return connect(f"ws{tap.origin.removeprefix('http')}/ws/session/{lesson.session_id}", proxy=None)


async def _ask_for_everything(pupil: Pupil, lesson: QuizBox, image_url: str) -> None:
    """What the page calls, and what a curious pupil calls besides."""
    folder, session = viewer_folder(), f"/sessions/{lesson.session_id}"
    parts = [f"/{each.relative_to(folder)}" for name in ("src", "styles") for each in (folder / name).rglob("*.*")]
    own = ("stage", "my-results", "runs", "results.csv", "participants", "casts")
    async with pupil.device.client() as client:
        for path in ("/", *parts, "/openapi.json", "/sessions", "/quiz/formula", "/health", "/quizzes", image_url):
            await client.get(path)
        for part in own:
            await client.get(f"{session}/{part}")
        await client.get("/sessions", params={"code": lesson.class_code})
        await client.post(f"{session}/whep", content=an_offer(), headers={"Content-Type": "application/sdp"})
        await client.get(f"/dashboard/session/{lesson.session_id}")


def _bodies(run: dict[str, Any], answers: list[tuple[tuple[str, ...], dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        response_to(run, *texts, question=number, answer_id=f"answer-id-{number:04d}", **other)
        for number, (texts, other) in enumerate(answers)
    ]


def _bank_ids(run: dict[str, Any]) -> Iterator[str]:
    for question in run["questions"]:
        yield from (option["id"] for option in question["options"])


def _secrets_in(text: str, run: dict[str, Any], *others: str) -> list[str]:
    """What of the key, or of others, is in a text that a student was sent."""
    # The page's own scripts and the API's description name the fields; no answer of the box may.
    answers = "".join(_json_texts(text))
    found = [word for word in KEY_WORDS if word in answers]
    kept_secret = (CANARY, str(RIGHT_NUMBER), *_bank_ids(run), *others)
    return found + [secret for secret in kept_secret if secret in text]


def _json_texts(text: str) -> Iterator[str]:
    """What was sent as JSON about this class: bodies of answers and messages of the live socket, not the page."""
    for part in re.split(r"(?=HTTP/1\.1 \d{3} )", text):
        head, _, body = part.partition("\r\n\r\n")
        if "101 Switching" in head or ("application/json" in head and '"openapi"' not in body[:40]):
            yield body


async def _image(lesson: QuizBox) -> str:
    headers = {**lesson.teacher.headers, "Content-Type": "image/png"}
    stored = await lesson.box.client.post("/quiz-images", content=png(), headers=headers)
    return str(stored.json()["image_id"])


async def test_until_the_reveal_no_byte_tells_the_key_or_anything_of_others(place: Place) -> None:
    lesson, right, wrong = place.lesson, place.right, place.wrong
    image_id, hidden_image = await _image(lesson), "0" * 64
    questions = [{**QUESTIONS[0], "image_id": image_id}, *QUESTIONS[1:]]
    await lesson.steer("POST", "/quizzes", {"title": f"{CANARY}-bank", "questions": questions})
    await lesson.ask({"kind": "slide", "text": f"{CANARY}-draft"}, opens=False, title=f"{CANARY}-draft")
    run = await lesson.ask(*questions, title="Leaves")
    for pupil, answers in ((right, RIGHT_ANSWERS), (wrong, WRONG_ANSWERS)):
        await pupil.page.hear_type("run_changed")
        await _ask_for_everything(pupil, lesson, f"/quiz-images/{image_id}")
        for body in _bodies(run, answers):
            async with pupil.device.client() as client:
                assert (await client.post("/quiz/respond", json=body)).status_code == 200
    late = await place.enter("Eve-the-late")
    await lesson.steer("POST", f"runs/{run['run_id']}/extend", {"seconds": 60})
    await lesson.steer("POST", f"runs/{run['run_id']}/close")
    for pupil in (right, wrong, late):
        await _hear_until_closed(pupil.page)
        await _ask_for_everything(pupil, lesson, f"/quiz-images/{image_id}")
        snapshot = await (await _follow(place, pupil.device, pupil.tap)).hear_type("snapshot")
        assert [each["run_id"] for each in snapshot["runs"]] == [run["run_id"]]
        assert snapshot["results"] == []

    typed = ["secret-of-the-other", "314159.25"]
    told = {
        right.name: _secrets_in(right.heard(), run, wrong.name, wrong.device.person_id, *typed, hidden_image),
        wrong.name: _secrets_in(wrong.heard(), run, right.name, right.device.person_id),
        late.name: _secrets_in(late.heard(), run, right.name, wrong.name, *typed),
    }
    # What a student typed comes back to that student only: the right answers are canaries themselves.
    own_words = [CANARY, str(RIGHT_NUMBER)]
    assert told == {right.name: own_words, wrong.name: [], late.name: []}
    assert set(re.findall(rf"{CANARY}-[a-z0-9-]+", right.heard())) == {f"{CANARY}-text"}


async def _hear_until_closed(page: Page) -> None:
    while (await page.hear_type("run_changed"))["run"]["state"] != "closed":
        pass


async def test_after_the_reveal_everybody_sees_the_key_and_only_the_own_result(place: Place) -> None:
    """The tap does hear it; and still no name stands beside an answer."""
    lesson, right, wrong = place.lesson, place.right, place.wrong
    run = await lesson.ask(*QUESTIONS)
    for pupil, answers in ((right, RIGHT_ANSWERS), (wrong, WRONG_ANSWERS)):
        async with pupil.device.client() as client:
            for body in _bodies(run, answers):
                assert (await client.post("/quiz/respond", json=body)).status_code == 200
    await lesson.steer("POST", f"runs/{run['run_id']}/close")
    await lesson.steer("POST", f"runs/{run['run_id']}/reveal")
    revealed = {pupil.name: await pupil.page.hear_type("run_revealed") for pupil in (right, wrong)}
    own = {name: [each["is_correct"] for each in event["result"]["own"]] for name, event in revealed.items()}
    assert own == {right.name: [True] * 6 + [None], wrong.name: [False] * 6 + [None]}
    for pupil, other in ((right, wrong), (wrong, right)):
        heard = pupil.heard()
        assert f"{CANARY}-explanation-3" in heard
        assert [secret for secret in (other.name, other.device.person_id, *_bank_ids(run)) if secret in heard] == []
    # An option's random id is of one run: what a first run has told is worth nothing in the next.
    again = await lesson.steer("POST", f"runs/{run['run_id']}/again")
    assert _public_ids(run).isdisjoint(_public_ids(again))


async def test_receipts_of_right_and_wrong_answers_are_alike_to_the_byte(place: Place) -> None:
    run = await place.lesson.ask(*QUESTIONS)
    sizes: dict[str, list[tuple[int, int]]] = {}
    for pupil, answers in ((place.right, RIGHT_ANSWERS), (place.wrong, WRONG_ANSWERS)):
        await pupil.page.hear_type("run_changed")
        sizes[pupil.name] = [await _receipt_sizes(pupil, body) for body in _bodies(run, answers)]
    assert sizes[place.right.name] == sizes[place.wrong.name]
    assert len({size for each in sizes.values() for size in each}) == 1


async def _receipt_sizes(pupil: Pupil, body: dict[str, Any]) -> tuple[int, int]:
    """Of the answer to a request, with its headers, and of the same answer sent again over the socket."""
    async with pupil.device.client() as client:
        receipt = await client.post("/quiz/respond", json=body)
    assert receipt.json()["outcome"] == "accepted"
    ref, fields = body["answer_id"], {key: body[key] for key in ("run_id", "question_id", "answer")}
    ack = await pupil.page.say("quiz_respond", ref=ref, **fields)
    assert ack["type"] == "ack"
    return len(receipt.content) + sum(len(name) + len(value) for name, value in receipt.headers.raw), len(
        json.dumps(ack)
    )


async def test_no_figure_of_the_own_engagement_tells_who_was_right(place: Place) -> None:
    """Otherwise somebody who may change the answer tries one option after the other, and looks."""
    lesson, right, wrong = place.lesson, place.right, place.wrong
    teacher = await _follow(place, lesson.teacher, right.tap)
    run = await lesson.ask(*QUESTIONS, allows_change=True)
    for pupil, answers in ((right, RIGHT_ANSWERS), (wrong, WRONG_ANSWERS)):
        async with pupil.device.client() as client:
            for body in _bodies(run, answers):
                assert (await client.post("/quiz/respond", json=body)).status_code == 200
    assert await _accuracies(teacher, 1.0) == {right.device.person_id: 1.0, wrong.device.person_id: 0.0}
    nothing_told = [(None, 0, len(QUESTIONS))] * 2
    for move in ("close", "reveal"):
        assert [await _own_figures(place, pupil) for pupil in (right, wrong)] == [nothing_told] * 2
        await lesson.steer("POST", f"runs/{run['run_id']}/{move}")
    for _ in range(2):  # of which one may have been on its way
        await teacher.hear_type("engagement")
    assert await _own_figures(place, right) == [(1.0, 6, len(QUESTIONS))] * 2
    assert await _own_figures(place, wrong) == [(0.0, 0, len(QUESTIONS))] * 2


async def _follow(place: Place, device: Device, tap: WireTap) -> Page:
    page = Page(await place.stack.enter_async_context(_socket(place.lesson, tap)))
    await page.socket.send(json.dumps({"type": "hello", "token": device.token}))
    return page


async def _accuracies(teacher: Page, best: float) -> dict[str, float | None]:
    """What the teacher is told of every student, once the best is as good as that."""
    told: dict[str, float | None] = {}
    while best not in told.values():
        students = (await teacher.hear_type("engagement"))["engagement"]["students"]
        told = {each["participant_id"]: each["accuracy"] for each in students}
    return told


async def _own_figures(place: Place, pupil: Pupil) -> list[tuple[float | None, int, int]]:
    """As the own data show them, and as a page that comes anew is told."""
    snapshot = await (await _follow(place, pupil.device, pupil.tap)).hear_type("snapshot")
    async with pupil.device.client() as client:
        own = (await client.get(f"/sessions/{place.lesson.session_id}/my-results")).json()
    figures = (own["engagement"], snapshot["own_engagement"])
    return [(each["accuracy"], each["correct"], each["answered"]) for each in figures]


async def test_the_order_of_the_options_tells_nothing(place: Place) -> None:
    """Many teachers write the right option first, and the bank keeps an ordering question in its right order."""
    choice = {
        "kind": "single_choice",
        "text": "?",
        "options": [{"text": text, "is_correct": text == "right"} for text in ("right", "b", "c", "d")],
    }
    order = {"kind": "ordering", "text": "?", "options": [{"text": text} for text in ("1", "2", "3", "4")]}
    shown: list[list[dict[str, str]]] = []
    for questions in ([choice] * TRIES, [order] * TRIES):
        run = await place.lesson.ask(*questions)
        event = await place.right.page.hear_type("run_changed")
        options = [question["options"] for question in event["run"]["questions"]]
        assert _public_ids(run) == {option["id"] for each in options for option in each}
        shown += options
    texts = [[option["text"] for option in options] for options in shown]
    places = Counter(each.index("right") for each in texts if "right" in each)
    straight = sum(each == ["1", "2", "3", "4"] for each in texts)
    # By chance each place is the right one's 5 times of 20, and one order of 24 is the right one.
    assert max(places.values()) <= 16
    assert straight <= 8
    ids = [option["id"] for options in shown for option in options]
    assert len(set(ids)) == len(ids)
    assert {len(option_id) for option_id in ids} == {12}


async def test_another_class_and_who_waits_hear_nothing_of_the_quiz(place: Place) -> None:
    lesson = place.lesson
    await lesson.steer("PATCH", f"/sessions/{lesson.session_id}", {"needs_approval": True})
    waiting = await place.enter("Wes-who-waits")
    await lesson.ask(QUESTIONS[0], title="Only for the class")
    await place.right.page.hear_type("run_changed")
    async with waiting.device.client() as client:
        for path in ("my-results", "runs", "stage"):
            assert (await client.get(f"/sessions/{lesson.session_id}/{path}")).status_code == 403
    assert (await waiting.page.say("time"))["type"] == "ack"
    assert [secret for secret in ("Where?", "here", "Only for the class") if secret in waiting.heard()] == []


async def test_the_boxs_log_says_nothing_of_answers_keys_and_secrets(place: Place) -> None:
    lesson = place.lesson
    run = await lesson.ask(*QUESTIONS)
    for pupil, answers in ((place.right, RIGHT_ANSWERS), (place.wrong, WRONG_ANSWERS)):
        async with pupil.device.client() as client:
            for body in _bodies(run, answers):
                await client.post("/quiz/respond", json=body)
            await client.post("/quiz/respond", json={"nonsense": "secret-of-the-other"})
            await client.get("/nowhere", params={"token": pupil.device.token or ""})
        await pupil.page.say("chat_send", text="secret-of-the-other")
        await pupil.page.say("nonsense", text="secret-of-the-other")
    await lesson.steer("POST", f"runs/{run['run_id']}/close")
    await lesson.steer("POST", f"runs/{run['run_id']}/reveal")
    await lesson.steer("POST", "end")
    await place.stack.aclose()
    assert await lesson.box.stop() == 0
    log = lesson.box.log
    assert log
    devices = (place.right.device, place.wrong.device, lesson.teacher)
    tokens = [secret for device in devices for secret in (device.token, device.secret) if secret]
    forbidden = [CANARY, "secret-of-the-other", "correct horse", place.right.name, place.wrong.name, *tokens]
    assert [secret for secret in forbidden if secret in log] == []


def _public_ids(run: dict[str, Any]) -> set[str]:
    return {option["id"] for question in run["public_questions"] for option in question["options"]}

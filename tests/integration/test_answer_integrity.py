"""Cheating at the running box: duplicates, late, early and forged answers, stolen tokens, and guessed class codes."""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from appliance.contract.live import CloseCode
from tests.support.appliance_process import ApplianceProcess
from tests.support.live_room import Page
from tests.support.quiz_box import Device, QuizBox, open_class, open_quiz_box, response_to
from tests.support.quiz_class import CHOICE, NUMBER, ORDER, TEXT

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT_ONCE = 50
RIGHT, WRONG = "엽록체", "핵"
GRACE_MS = 1_000
"""What the network is given after the deadline."""
GUESSES_OF_SOURCE, GUESSES_IN_ALL = 100, 1_000
GUESSERS = 12
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(slots=True)
class Place:
    """A lesson and two of its students."""

    lesson: QuizBox
    first: Device
    second: Device


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    # Addresses are looked up in a thread; one is enough, and is there before the tests.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    await asyncio.to_thread(int)
    data_dir: Path = tmp_path_factory.mktemp("box")
    async with ApplianceProcess(data_dir, practice=False) as box:
        lesson = await open_quiz_box(box, data_dir)
        yield Place(lesson, await lesson.join("이서연"), await lesson.join("박준"))


async def _respond(device: Device, body: dict[str, Any]) -> httpx.Response:
    async with device.client() as client:
        return await client.post("/quiz/respond", json=body)


def _told(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    return answer.status_code, str(body.get("outcome") or body["code"])


async def _told_at_once(device: Device, bodies: list[dict[str, Any]]) -> Counter[tuple[int, str]]:
    async with device.client() as client:
        answers = await asyncio.gather(*(client.post("/quiz/respond", json=body) for body in bodies))
    return Counter(_told(answer) for answer in answers)


@asynccontextmanager
async def _seat(lesson: QuizBox, device: Device) -> AsyncIterator[Page]:
    address = f"ws{lesson.box.http_url.removeprefix('http')}/ws/session/{lesson.session_id}"
    async with connect(address, proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "token": device.token}))
        yield Page(socket)


async def test_fifty_copies_at_once_are_one_answer(place: Place) -> None:
    run = await place.lesson.ask(CHOICE)
    body = response_to(run, RIGHT)
    assert await _told_at_once(place.first, [body] * AT_ONCE) == {(200, "accepted"): 1, (200, "same"): AT_ONCE - 1}
    assert [each["participant_id"] for each in await place.lesson.stored(run)] == [place.first.person_id]


async def test_fifty_answers_at_once_are_the_first_one(place: Place) -> None:
    run = await place.lesson.ask(CHOICE)
    bodies = [response_to(run, RIGHT if number % 2 else WRONG) for number in range(AT_ONCE)]
    told = await _told_at_once(place.first, bodies)
    assert told == {(200, "accepted"): 1, (409, "already_answered"): AT_ONCE - 1}
    [kept] = await place.lesson.stored(run)
    async with place.first.client() as client:
        own = (await client.get(f"/sessions/{place.lesson.session_id}/my-results")).text
    assert response_to(run, kept["answer_text"])["answer"]["option_ids"][0] in own


async def test_socket_and_http_at_once_are_one_answer(place: Place) -> None:
    run = await place.lesson.ask(CHOICE)
    bodies = [response_to(run, WRONG) for _ in range(20)]
    async with _seat(place.lesson, place.first) as page:
        await page.hear_type("snapshot")
        over_http = asyncio.gather(*(_respond(place.first, body) for body in bodies[:10]))
        refs = []
        for body in bodies[10:]:
            refs.append(await page.send("quiz_respond", **_over_socket(body)))
        heard = [await _answer(page) for _ in refs]
        told = Counter(_told(answer) for answer in await over_http)
    told += Counter((200, "accepted") if each["type"] == "ack" else (409, each["code"]) for each in heard)
    assert told == {(200, "accepted"): 1, (409, "already_answered"): 19}
    assert len(await place.lesson.stored(run)) == 1


async def test_who_may_change_an_answer_has_one_and_the_last_one_counts(place: Place) -> None:
    run = await place.lesson.ask(CHOICE, allows_change=True)
    first, second = response_to(run, RIGHT), response_to(run, WRONG)
    assert [_told(await _respond(place.first, body)) for body in (first, second)] == [
        (200, "accepted"),
        (200, "replaced"),
    ]
    # The first one once more, as a network may bring it: it was answered already and changes nothing.
    assert _told(await _respond(place.first, first)) == (200, "same")
    assert [each["answer_text"] for each in await place.lesson.stored(run)] == [WRONG]


async def test_an_answers_id_is_its_students_own(place: Place) -> None:
    run = await place.lesson.ask(CHOICE)
    shared = secrets.token_urlsafe(12)
    first, second = response_to(run, RIGHT, answer_id=shared), response_to(run, WRONG, answer_id=shared)
    assert _told(await _respond(place.first, first)) == (200, "accepted")
    assert _told(await _respond(place.second, second)) == (200, "accepted")
    kept = {each["participant_id"]: each["answer_text"] for each in await place.lesson.stored(run)}
    assert kept == {place.first.person_id: RIGHT, place.second.person_id: WRONG}


async def test_before_the_run_is_open_nothing_is_taken(place: Place) -> None:
    run = await place.lesson.ask(CHOICE, opens=False)
    assert _told(await _respond(place.first, response_to(run, RIGHT))) == (409, "not_open")
    assert await place.lesson.stored(run) == []


async def test_after_the_close_only_what_was_acknowledged_is_acknowledged_again(place: Place) -> None:
    run = await place.lesson.ask(CHOICE)
    kept = response_to(run, WRONG)
    assert _told(await _respond(place.first, kept)) == (200, "accepted")
    await place.lesson.steer("POST", f"runs/{run['run_id']}/close")
    forged = {**kept, "answer": response_to(run, RIGHT)["answer"]}
    assert _told(await _respond(place.first, forged)) == (200, "same")
    assert _told(await _respond(place.first, response_to(run, RIGHT))) == (409, "too_late")
    assert _told(await _respond(place.second, response_to(run, RIGHT))) == (409, "too_late")
    await place.lesson.steer("POST", f"runs/{run['run_id']}/reveal")
    assert _told(await _respond(place.second, response_to(run, RIGHT))) == (409, "too_late")
    assert [each["answer_text"] for each in await place.lesson.stored(run)] == [WRONG]


async def test_the_boxs_clock_alone_says_what_is_late(place: Place) -> None:
    """Answers around the deadline, a few milliseconds apart: each is either in time and stored, or late and nowhere."""
    crowd = [await place.lesson.join(f"학생 {number}") for number in range(40)]
    run = await place.lesson.ask(CHOICE, seconds=5)
    body = response_to(run, RIGHT)
    box_ms = await _box_clock(place)
    ends_in = (run["closes_ms"] + GRACE_MS - box_ms) / 1_000
    started = asyncio.get_running_loop().time()

    async def answer(number: int, device: Device) -> httpx.Response:
        async with device.client() as client:
            await client.get("/quiz/formula")  # the connection is there before it counts
            await asyncio.sleep(started + ends_in + (number - 20) * 0.004 - asyncio.get_running_loop().time())
            return await client.post("/quiz/respond", json={**body, "answer_id": secrets.token_urlsafe(12)})

    answers = await asyncio.gather(*(answer(number, device) for number, device in enumerate(crowd)))
    told = Counter(_told(each) for each in answers)
    assert set(told) == {(200, "accepted"), (409, "too_late")}
    stored = await place.lesson.stored(run)
    acknowledged = {each.json()["received_ms"] for each in answers if each.is_success}
    assert len(stored) == told[200, "accepted"]
    assert max(acknowledged) <= run["closes_ms"] + GRACE_MS
    assert {each["received_ms"] for each in stored} == acknowledged


@pytest.mark.parametrize("claimed_ms", [0, 1, 86_400_000])
async def test_a_forged_time_is_worth_nothing(place: Place, claimed_ms: int) -> None:
    """Whoever says to have answered at once, long after the question came, is believed two seconds at most."""
    run = await place.lesson.ask(CHOICE, seconds=10, scoring="speed")
    asked = asyncio.get_running_loop().time()
    async with _seat(place.lesson, place.first) as page:
        await page.hear_type("snapshot")
        await _until_box_clock(place, run["opened_ms"] + 2_500)
        body = {**response_to(run, RIGHT), "elapsed_ms": claimed_ms}
        assert _told(await _respond(place.first, body)) == (200, "accepted")
    passed_ms = (asyncio.get_running_loop().time() - asked) * 1_000
    [kept] = await place.lesson.stored(run)
    assert 500 <= kept["elapsed_ms"] <= passed_ms
    assert 1.0 <= kept["points"] < 1.5 - 0.5 * 500 / 10_000 + 1e-9


async def test_ids_of_elsewhere_are_refused(place: Place) -> None:
    other_class = await open_class(place.lesson.box, place.lesson.teacher, "세포")
    elsewhere = await other_class.ask(CHOICE)
    run, twin = await place.lesson.ask(CHOICE, TEXT), await place.lesson.ask(CHOICE)
    good = response_to(run, RIGHT)
    bank_id = run["questions"][0]["options"][1]["id"]
    foreign_option = response_to(twin, RIGHT)["answer"]
    other_question = {"question_id": response_to(twin, RIGHT)["question_id"]}
    forged = {
        "another class's run": ({**response_to(elsewhere, RIGHT)}, (404, "not_found")),
        "another run's question": ({**good, **other_question}, (404, "not_found")),
        "a run of nobody": ({**good, "run_id": "0190f3c2d1117c4d8e9fa0b1c2d3e4f5"}, (404, "not_found")),
        "the bank's option": ({**good, "answer": {"option_ids": [bank_id]}}, (422, "invalid_answer")),
        "another run's option": ({**good, "answer": foreign_option}, (422, "invalid_answer")),
        "two options": ({**good, "answer": response_to(run, RIGHT, WRONG)["answer"]}, (422, "invalid_answer")),
        "one option twice": ({**good, "answer": response_to(run, RIGHT, RIGHT)["answer"]}, (422, "invalid_answer")),
        "another student": ({**good, "participant_id": place.second.person_id}, (422, "invalid_request")),
        "a time of its own": ({**good, "received_ms": 0}, (422, "invalid_request")),
        "its own worth": ({**good, "is_correct": True, "points": 99}, (422, "invalid_request")),
        "a time before the question": ({**good, "elapsed_ms": -1}, (422, "invalid_request")),
        "no finite number": ({**response_to(run, question=1), "answer": {"number": "NaN"}}, (422, "invalid_answer")),
        "a path for an id": ({**good, "answer_id": "../../../x"}, (422, "invalid_request")),
    }
    told = {name: _told(await _respond(place.first, body)) for name, (body, _) in forged.items()}
    assert told == {name: expected for name, (_, expected) in forged.items()}
    assert [await place.lesson.stored(each) for each in (run, twin)] == [[], []]
    assert await other_class.stored(elsewhere) == []


async def test_a_student_of_another_class_answers_nothing_here(place: Place) -> None:
    other_class = await open_class(place.lesson.box, place.lesson.teacher, "세포")
    stranger = await other_class.join("정하준")
    run = await place.lesson.ask(ORDER)
    body = response_to(run, "seed", "sprout", "plant")
    assert _told(await _respond(stranger, body)) == (404, "not_found")
    assert _told(await _respond(place.lesson.teacher, body)) == (403, "not_allowed")
    assert _told(await _respond(Device(place.lesson.box.http_url), body)) == (401, "not_signed_in")
    async with _seat(place.lesson, stranger) as page:
        assert (await page.closing())[0] == CloseCode.NOT_ALLOWED
    assert await place.lesson.stored(run) == []


async def test_a_removed_students_token_socket_and_device_open_nothing(place: Place) -> None:
    thrown_out = await place.lesson.join("나쁜 학생")
    run = await place.lesson.ask(NUMBER)
    body = response_to(run, number=3.14)
    async with _seat(place.lesson, thrown_out) as page:
        await page.hear_type("snapshot")
        await place.lesson.steer("DELETE", f"participants/{thrown_out.person_id}")
        assert (await page.closing())[0] == CloseCode.REMOVED
    async with _seat(place.lesson, thrown_out) as page:
        assert (await page.closing())[0] == CloseCode.REMOVED
    assert _told(await _respond(thrown_out, body)) == (403, "not_allowed")
    again = {"class_code": place.lesson.class_code, "name": "새 이름", "device_secret": thrown_out.secret}
    async with thrown_out.client() as client:
        assert _told(await client.post("/auth/join", json=again)) == (403, "removed")
        for path in ("stage", "my-results"):
            answer = await client.get(f"/sessions/{place.lesson.session_id}/{path}")
            assert (path, *_told(answer)) == (path, 403, "not_allowed")
    assert await place.lesson.stored(run) == []


async def test_who_waits_to_be_let_in_neither_answers_nor_hears(place: Place) -> None:
    await place.lesson.steer("PATCH", f"/sessions/{place.lesson.session_id}", {"needs_approval": True})
    waiting = await place.lesson.join("최유나")
    await place.lesson.steer("PATCH", f"/sessions/{place.lesson.session_id}", {"needs_approval": False})
    async with _seat(place.lesson, waiting) as page:
        snapshot = await page.hear_type("snapshot")
        assert (snapshot["runs"], snapshot["results"]) == ([], [])
        run = await place.lesson.ask(CHOICE)
        assert (await page.say("time"))["type"] == "ack"
        heard = await page.heard_until_answer("quiz_respond", **_over_socket(response_to(run, RIGHT)))
        assert [each["type"] for each in heard] == []
    assert _told(await _respond(waiting, response_to(run, RIGHT))) == (403, "not_allowed")
    assert await place.lesson.stored(run) == []


async def test_codes_cannot_be_guessed_and_pupils_come_in_meanwhile(place: Place) -> None:
    """From one address and from a dozen: so many guesses an hour, and not one more."""
    lesson, known = place.lesson, place.first
    guessers = [f"127.0.3.{number + 1}" for number in range(GUESSERS)]
    told = await asyncio.gather(*(_guess(lesson, address, GUESSES_OF_SOURCE + 20) for address in guessers))
    assert {told_of[404, "not_found"] <= GUESSES_OF_SOURCE for told_of in told} == {True}
    assert sum((each for each in told), Counter())[404, "not_found"] <= GUESSES_IN_ALL
    assert {told_of[429, "too_many"] >= 20 for told_of in told} == {True}
    right = {"class_code": lesson.class_code, "name": "추측", "device_secret": secrets.token_urlsafe(24)}
    async with Device(lesson.box.http_url).client(guessers[0]) as guesser:
        # One who guesses is not told when a guess is right, by whatever route.
        assert _told(await guesser.post("/auth/join", json=right)) == (429, "too_many")
        # Nor by looking for its class.
        looked = await guesser.get("/sessions", params={"code": lesson.class_code})
        assert _told(looked) == (429, "too_many")
    async with Device(lesson.box.http_url).client("127.0.4.1") as pupil:
        assert _told(await pupil.post("/auth/join", json={**right, "class_code": _code()})) == (404, "not_found")
        assert (await pupil.post("/auth/join", json={**right, "device_secret": "p" * 30})).status_code == 201
    again = {"class_code": lesson.class_code, "name": "이서연", "device_secret": known.secret}
    async with Device(lesson.box.http_url).client(guessers[0]) as own:
        assert (await own.post("/auth/join", json=again)).json()["participant_id"] == known.person_id


async def _answer(page: Page) -> dict[str, Any]:
    """The next answer to a command."""
    while "ref" not in (message := await page.hear()):
        pass
    return message


async def _guess(lesson: QuizBox, address: str, guesses: int) -> Counter[tuple[int, str]]:
    async with Device(lesson.box.http_url).client(address) as client:
        told: Counter[tuple[int, str]] = Counter()
        for _ in range(guesses):
            wish = {"class_code": _code(), "name": "추측", "device_secret": secrets.token_urlsafe(24)}
            told[_told(await client.post("/auth/join", json=wish))] += 1
        return told


def _code() -> str:
    """A class code that is nobody's, but for a chance of one in hundreds of millions."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


def _over_socket(body: dict[str, Any]) -> dict[str, Any]:
    return {"ref": body["answer_id"], **{key: body[key] for key in ("run_id", "question_id", "answer")}}


async def _box_clock(place: Place) -> int:
    async with _seat(place.lesson, place.first) as page:
        return int((await page.hear_type("snapshot"))["server_ms"])


async def _until_box_clock(place: Place, wanted_ms: int) -> None:
    async with asyncio.timeout(10), _seat(place.lesson, place.second) as page:
        await page.hear_type("snapshot")
        while (await page.say("time", ref=secrets.token_urlsafe(8)))["server_ms"] < wanted_ms:
            await asyncio.sleep(0.2)

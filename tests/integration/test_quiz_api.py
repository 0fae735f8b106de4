"""Quizzes over HTTP, on a real server and a real store: the whole way of a run, and who may go it."""

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from appliance.api.authorization import action_of
from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.domain.participant import Admission
from tests.support.lesson_room import START_MS
from tests.support.made_images import png
from tests.support.quiz_class import CHOICE, EVERY_KIND, TEXT, answering, quiz_class
from tests.support.quiz_server import QuizServer, quiz_server

RIGHT, WRONG = "엽록체", "미토콘드리아"
REPOSITORY = Path(__file__).resolve().parents[2]
CRASH = """
import asyncio, json, os, signal, sys
from pathlib import Path
from tests.support.quiz_class import answering, quiz_class

async def answer_and_die() -> None:
    async with quiz_class(Path(sys.argv[1])) as box:
        (pupil,) = box.join("서연")
        run = await box.ask(seconds=30)
        receipt = await box.runs.respond(box.session, pupil.id, answering(run, "엽록체"))
        print(json.dumps({"pupil": pupil.id, "run": run.model_dump(), "receipt": receipt.model_dump()}), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(answer_and_die())
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[QuizServer]:
    async with quiz_server(tmp_path) as running:
        yield running


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE, response.text
    return response.status_code, response.json()["code"]


def answer_to(run: dict[str, Any], text: str, answer_id: str = "device-answer-1") -> dict[str, Any]:
    """What the page sends."""
    question = run["public_questions"][0]
    chosen = next(option["id"] for option in question["options"] if option["text"] == text)
    return {
        "run_id": run["run_id"],
        "question_id": question["question_id"],
        "answer_id": answer_id,
        "answer": {"option_ids": [chosen]},
        "elapsed_ms": 900,
    }


async def pushed(server: QuizServer, **wish: Any) -> dict[str, Any]:
    """A run of one question."""
    body = {"questions": [CHOICE], **wish}
    created = await server.client.post(server.runs_path, json=body, headers=server.teacher.headers)
    assert created.status_code == 201, created.text
    run: dict[str, Any] = created.json()
    return run


async def test_a_quiz_goes_from_the_bank_to_the_class_and_its_results_to_a_spreadsheet(server: QuizServer) -> None:
    client, mine = server.client, server.teacher.headers
    quiz = (await client.post("/quizzes", json={"title": "광합성", "questions": [CHOICE, TEXT]}, headers=mine)).json()
    one, two = server.student("하나"), server.student("둘")
    run = await pushed(server, questions=None, quiz_id=quiz["quiz_id"], seconds=60)
    assert (run["state"], run["title"], len(run["questions"])) == ("open", "광합성", 2)

    receipts = [
        await client.post("/quiz/respond", json=answer_to(run, text), headers=who.headers)
        for who, text in ((one, RIGHT), (two, WRONG))
    ]
    assert [each.json()["outcome"] for each in receipts] == ["accepted", "accepted"]
    assert len({len(each.content) for each in receipts}) == 1
    assert len({json.dumps(sorted(each.headers)) for each in receipts}) == 1

    path = f"{server.runs_path}/{run['run_id']}"
    assert refusal(await client.post(f"{path}/reveal", headers=mine)) == (409, "wrong_state")
    assert (await client.post(f"{path}/extend", json={"seconds": 10}, headers=mine)).json()["closes_ms"] == (
        START_MS + 70_000
    )
    assert (await client.post(f"{path}/close", headers=mine)).json()["state"] == "closed"
    assert (await client.post(f"{path}/reopen", headers=mine)).json()["closes_ms"] is None
    assert (await client.post(f"{path}/close", headers=mine)).json()["state"] == "closed"
    before = (await client.get(f"/sessions/{server.session.session_id}/my-results", headers=one.headers)).text
    assert "is_correct" not in before
    assert (await client.post(f"{path}/reveal", headers=mine)).json()["state"] == "revealed"
    own = (await client.get(f"/sessions/{server.session.session_id}/my-results", headers=one.headers)).json()
    assert [each["is_correct"] for each in own["results"][0]["own"]] == [True, None]
    assert two.id not in json.dumps(own)

    results = (await client.get(path, headers=mine)).json()
    assert [(each["name"], each["answer_text"], each["is_correct"]) for each in results["responses"]] == [
        ("하나", RIGHT, True),
        ("둘", WRONG, False),
    ]
    question_id = quiz["questions"][1]["id"]
    missing = (await client.get(f"{path}/missing", params={"question_id": question_id}, headers=mine)).json()
    assert (missing["answered"], missing["disconnected"]) == ([], [one.id, two.id])
    again = await client.post(f"{path}/again", headers=mine)
    assert (again.status_code, again.json()["again_of"]) == (201, run["run_id"])
    listed = (await client.get(server.runs_path, headers=mine)).json()["runs"]
    assert [each["state"] for each in listed] == ["open", "revealed"]

    table = await client.get(f"/sessions/{server.session.session_id}/results.csv", params={"lang": "ko"}, headers=mine)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("학년,반,번호,이름,퀴즈")
    assert "filename*=UTF-8''%EA%B4%91%ED%95%A9%EC%84%B1.csv" in table.headers["content-disposition"]
    book = await client.get(f"/sessions/{server.session.session_id}/results.xlsx", headers=mine)
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["Students", "Questions", "Answers"]


async def test_fifty_requests_at_once_store_one_answer(server: QuizServer) -> None:
    pupil, run = server.student("하나"), await pushed(server)
    sent = [server.client.post("/quiz/respond", json=answer_to(run, RIGHT), headers=pupil.headers) for _ in range(50)]
    outcomes = sorted(response.json()["outcome"] for response in await asyncio.gather(*sent))
    assert outcomes == ["accepted"] + ["same"] * 49
    assert len(server.session.store.responses) == 1


async def test_only_the_class_itself_goes_through_its_routes(server: QuizServer) -> None:
    pupil, run = server.student("하나"), await pushed(server)
    other_class = await server.box.room.open_class(server.colleague.id, "other")
    stranger, sent_out = server.student("낯선이", other_class), server.student("나감")
    participants = server.session.store.participants
    removed = participants.get(sent_out.id)
    assert removed is not None
    participants.put(replace(removed, admission=Admission.REMOVED))
    path, session_path = f"{server.runs_path}/{run['run_id']}", f"/sessions/{server.session.session_id}"
    for method, url in (
        ("POST", server.runs_path),
        *(("POST", f"{path}/{move}") for move in ("open", "extend", "close", "reopen", "reveal", "again")),
        ("GET", server.runs_path),
        ("GET", path),
        ("GET", f"{path}/missing?question_id=x"),
        ("GET", f"{session_path}/results.csv"),
        ("GET", f"{session_path}/results.xlsx"),
    ):
        body = {"questions": [CHOICE], "seconds": 10} if method == "POST" else None
        assert refusal(await server.client.request(method, url, json=body)) == (401, "not_signed_in"), url
        for who in (pupil, stranger, sent_out, server.colleague):
            answer = await server.client.request(method, url, headers=who.headers, json=body)
            assert refusal(answer) == (403, "not_allowed"), url
    assert len(server.session.store.runs) == 1

    wish = answer_to(run, RIGHT)
    assert refusal(await server.client.post("/quiz/respond", json=wish)) == (401, "not_signed_in")
    forged = await server.client.post("/quiz/respond", json=wish, headers={"Authorization": "Bearer x.y.z"})
    assert refusal(forged) == (401, "not_signed_in")
    for teacher in (server.teacher, server.colleague):
        answer = await server.client.post("/quiz/respond", json=wish, headers=teacher.headers)
        assert refusal(answer) == (403, "not_allowed")
    assert refusal(await server.client.post("/quiz/respond", json=wish, headers=sent_out.headers)) == (
        403,
        "not_allowed",
    )
    # The other class has no such run, whoever asks.
    assert refusal(await server.client.post("/quiz/respond", json=wish, headers=stranger.headers)) == (404, "not_found")
    own = f"{session_path}/my-results"
    assert refusal(await server.client.get(own, headers=stranger.headers)) == (403, "not_allowed")
    assert len(server.session.store.responses) == 0


async def test_a_co_teacher_leads_runs_with_the_own_bank(server: QuizServer) -> None:
    await server.box.room.sessions.add_co_teacher(server.session, server.colleague.id)
    theirs = server.colleague.headers
    quiz = (await server.client.post("/quizzes", json={"title": "mine", "questions": [CHOICE]}, headers=theirs)).json()
    created = await server.client.post(server.runs_path, json={"quiz_id": quiz["quiz_id"]}, headers=theirs)
    assert created.status_code == 201
    taken = await server.client.post(
        server.runs_path, json={"quiz_id": quiz["quiz_id"]}, headers=server.teacher.headers
    )
    assert refusal(taken) == (404, "not_found")


async def test_the_bank_is_its_owners_alone(server: QuizServer) -> None:
    client, mine, theirs = server.client, server.teacher.headers, server.colleague.headers
    quiz = (await client.post("/quizzes", json={"title": "광합성", "questions": [*EVERY_KIND]}, headers=mine)).json()
    path = f"/quizzes/{quiz['quiz_id']}"
    pupil = server.student("하나")
    for method, url in (
        ("GET", path),
        ("DELETE", path),
        ("POST", f"{path}/duplicate"),
        ("GET", f"{path}/export?format=csv"),
    ):
        assert refusal(await client.request(method, url)) == (401, "not_signed_in")
        assert refusal(await client.request(method, url, headers=pupil.headers)) == (403, "not_allowed")
        assert refusal(await client.request(method, url, headers=theirs)) == (404, "not_found")
    changed = {"title": "Changed", "questions": quiz["questions"], "version": quiz["version"]}
    assert (await client.put(path, json=changed, headers=mine)).json()["version"] == 2
    assert refusal(await client.put(path, json=changed, headers=mine)) == (409, "quiz_changed")
    assert refusal(await client.put(path, json={**changed, "extra": 1}, headers=mine)) == (422, "invalid_request")
    assert (await client.post(f"{path}/duplicate", headers=mine)).json()["title"] == "Changed (2)"
    assert (await client.delete(path, headers=mine)).status_code == 204
    titles = [each["title"] for each in (await client.get("/quizzes", headers=mine)).json()["quizzes"]]
    assert titles == ["Changed (2)"]
    assert (await client.get("/quizzes", headers=theirs)).json() == {"quizzes": []}


async def test_a_file_is_imported_and_exported_as_it_is(server: QuizServer) -> None:
    client, mine = server.client, server.teacher.headers
    gift = "::하나:: 광합성은 어디에서? {=엽록체 ~핵 ~세포벽}\n\n::둘:: Why? {}\n".encode()
    imported = await client.post("/quizzes/import?format=gift&title=%EC%9E%8E", content=gift, headers=mine)
    assert imported.status_code == 201, imported.text
    body = imported.json()
    assert (body["quiz"]["title"], [each["line"] for each in body["warnings"]]) == ("잎", [3])
    exported = await client.get(f"/quizzes/{body['quiz']['quiz_id']}/export?format=gift", headers=mine)
    assert "엽록체" in exported.text
    assert exported.headers["content-disposition"].startswith('attachment; filename="_.gift.txt"')
    seen = await client.post("/quizzes/import", content=exported.content, headers=mine)
    assert [each["text"] for each in seen.json()["quiz"]["questions"]] == ["광합성은 어디에서?"]
    unreadable = await client.post("/quizzes/import?format=kahoot_xlsx", content=b"PK\x03\x04", headers=mine)
    assert refusal(unreadable) == (422, "unreadable_file")
    too_long = await client.post("/quizzes/import", content=bytes((8 << 20) + 1), headers=mine)
    assert refusal(too_long) == (413, "body_too_long")


async def test_images_are_for_questions_and_nothing_else(server: QuizServer) -> None:
    client, mine = server.client, server.teacher.headers
    stored = (await client.post("/quiz-images", content=png(), headers=mine)).json()
    image = await client.get(stored["image_url"])
    assert (image.content, image.headers["content-type"]) == (png(), "image/png")
    assert image.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in image.headers["cache-control"]
    asked = {**CHOICE, "image_id": stored["image_id"]}
    run = await pushed(server, questions=[asked])
    assert run["public_questions"][0]["image_url"] == stored["image_url"]

    assert refusal(await client.post("/quiz-images", content=png())) == (401, "not_signed_in")
    assert refusal(await client.post("/quiz-images", content=b"<svg/>", headers=mine)) == (422, "not_an_image")
    too_long = await client.post("/quiz-images", content=png(padding=2 << 20), headers=mine)
    assert refusal(too_long) == (413, "body_too_long")
    for name in ("0" * 64, "..%2f..%2fbox.json", "x" * 300):
        assert (await client.get(f"/quiz-images/{name}")).status_code == 404
    unknown = {**CHOICE, "image_id": "0" * 64}
    refused = await client.post(server.runs_path, json={"questions": [unknown]}, headers=mine)
    assert refusal(refused) == (422, "unknown_image")


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer_id": "short"},
        {"answer": {"option_ids": ["x" * 65]}},
        {"answer": {"text": "가" * 501}},
        {"answer": {"number": "NaN"}},
        {"elapsed_ms": -1},
        {"participant_id": "somebody-else"},
        {"received_ms": 1},
    ],
)
async def test_what_the_page_never_sends_is_refused(server: QuizServer, wrong: dict[str, Any]) -> None:
    pupil, run = server.student("하나"), await pushed(server)
    wish = {**answer_to(run, RIGHT), **wrong}
    answer = await server.client.post("/quiz/respond", json=wish, headers=pupil.headers)
    assert answer.status_code == 422
    assert len(server.session.store.responses) == 0


async def test_every_route_has_an_action_and_answering_is_documented(server: QuizServer) -> None:
    routes = [route for router in server.routers for route in router.routes]
    assert len(routes) == 25
    assert [route for route in routes if action_of(route) is None] == []
    documented = (await server.client.get("/openapi.json")).json()
    schemas = documented["components"]["schemas"]
    assert schemas["RespondRequest"]["examples"][0]["answer"] == {"option_ids": ["q8XkT2"]}
    assert schemas["Receipt"]["examples"][0]["outcome"] == "accepted"
    assert set(documented["paths"]["/quiz/respond"]["post"]["responses"]) >= {"200", "401", "403", "404", "409", "507"}
    formula = (await server.client.get("/quiz/formula")).json()
    assert [rule["name"] for rule in formula["rules"]][:2] == ["single_choice", "multiple_choice"]


async def test_an_acknowledged_answer_and_its_run_outlive_the_process(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CRASH,
        str(tmp_path),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == -signal.SIGKILL
    before = json.loads(said)
    async with quiz_class(tmp_path, started_ms=START_MS + 30_000) as box:
        (run,) = box.runs.run_views(box.session)
        assert run.model_dump() == {**before["run"], "tallies": [run.tallies[0].model_dump()]}
        assert (run.state, run.closes_ms, run.tallies[0].answered) == ("open", START_MS + 30_000, 1)
        again = await box.runs.respond(box.session, before["pupil"], answering(run, RIGHT))
        assert again.model_dump() == {**before["receipt"], "outcome": "same"}
        box.room.pass_ms(1_001)
        await box.runs.close_due()
        assert [each.state for each in box.runs.run_views(box.session)] == ["closed"]

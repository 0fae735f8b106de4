"""What is under way when a session ends or a student is sent away: runs, casts, sockets, viewers, results."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from appliance.contract.live import CloseCode
from appliance.errors import BadRequest
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.services.casting import Casting
from appliance.services.own_data import OwnDataView
from appliance.services.session import Session
from tests.support.composed_application import composed_application
from tests.support.lesson_room import lesson_room
from tests.support.live_room import live_room
from tests.support.offers import an_offer
from tests.support.quiz_class import CHOICE, NUMBER, answering, quiz_class
from tests.support.recording_sink import HandClock

PASSWORD = "correct horse battery"


async def test_no_run_is_opened_in_a_session_that_is_ending(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        draft = await box.ask(CHOICE, opens=False)
        closed = await box.ask(NUMBER)
        refused: list[str] = []

        async def be_late(session: Session) -> None:
            moves = (
                box.runs.open(session, draft.run_id),
                box.runs.reopen(session, closed.run_id, 60),
                box.runs.ask_again(session, closed.run_id),
            )
            for move in moves:
                with pytest.raises(BadRequest) as late:
                    await move
                refused.append(late.value.code)

        box.room.sessions.when_ending.append(be_late)
        await box.room.sessions.end(box.session)
        assert refused == ["wrong_state"] * 3
        assert {run.state.value for run in (await box.room.sessions.store_of(box.session.session_id)).runs.all()} == {
            "draft",
            "closed",
        }


async def test_runs_of_other_classes_are_closed_in_time_though_one_class_cannot_be_written_to(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        await box.ask(CHOICE, seconds=5)
        broken, box.session = box.session, await box.room.open_class(title="other")
        run = await box.ask(CHOICE, seconds=5)
        await broken.store.database.seal()
        box.room.pass_ms(6_001)
        await box.runs.close_due()
        assert box.runs.run(box.session, run.run_id).state.value == "closed"


async def test_a_picture_that_comes_while_the_session_ends_does_no_harm(tmp_path: Path) -> None:
    clock = HandClock()
    async with lesson_room(tmp_path) as room:
        session = await room.open_class()
        casting = Casting(
            room.sessions,
            lambda: StreamHub(clock),
            lambda hub, left: CastInput(hub, ReencodeSlots(1), clock, left),
            clock,
        )
        cast = casting.create(session.session_id)
        casting.put_on_stage(session.session_id, [cast.cast_id])
        seen: list[bool] = []

        async def publish(_: Session) -> None:
            cast.hub.publisher_came()
            seen.append(cast.hub.has_publisher)

        room.sessions.when_ending.append(publish)
        await room.sessions.end(session)
        assert seen == [True]


async def test_a_page_that_says_hello_after_the_end_is_told_of_it(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        student = room.student("이서연")
        page = await room.open_socket()
        await page.socket.send(json.dumps({"type": "nonsense"}))
        assert (await page.closing())[0] == CloseCode.NOT_UNDERSTOOD
        late = await room.open_socket()
        await room.room.sessions.end(room.session)
        await late.socket.send(json.dumps({"type": "hello", "token": room.token_of(student)}))
        assert (await late.closing())[0] == CloseCode.ENDED


async def test_results_of_an_ended_session_are_counted_once_for_everybody_who_looks(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        pupils = box.join("이서연", "박지호")
        run = await box.ask(CHOICE)
        for pupil in pupils:
            await box.runs.respond(box.session, pupil.id, answering(run, "엽록체"))
        session_id = box.session.session_id
        await box.room.sessions.end(box.session)
        first, second = await asyncio.gather(box.results.book(session_id), box.results.book(session_id))
        assert first is second
        own = OwnDataView(box.room.sessions, box.results, lambda session, who: None)
        assert [len((await own.of(session_id, pupil.id)).answers) for pupil in pupils] == [1, 1]
        reopened = await box.room.sessions.reopen(session_id)
        await box.runs.reveal(reopened, run.run_id)
        await box.room.sessions.end(reopened)
        assert [len((await own.of(session_id, pupil.id)).results) for pupil in pupils] == [1, 1]


async def test_who_is_sent_away_between_asking_and_offering_sees_no_picture(tmp_path: Path) -> None:
    async with composed_application(tmp_path) as application:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://box") as box:
            code = json.loads((tmp_path / "box.json").read_text(encoding="utf-8"))["setup_code"]
            wish = {"setup_code": code, "login": "minji", "name": "김민지", "password": PASSWORD}
            token = (await box.post("/auth/setup", json=wish)).json()["tokens"]["access_token"]
            teacher = {"Authorization": f"Bearer {token}"}
            made = (await box.post("/sessions", json={"title": "광합성"}, headers=teacher)).json()
            join = {"class_code": made["class_code"], "name": "이서연", "device_secret": "d" * 40}
            joined = (await box.post("/auth/join", json=join)).json()
            path = f"/sessions/{made['session_id']}"

            async def offer() -> AsyncIterator[bytes]:
                gone = await box.delete(f"{path}/participants/{joined['participant_id']}", headers=teacher)
                assert gone.status_code == 204
                yield an_offer().encode()

            headers = {"Authorization": f"Bearer {joined['access_token']}", "Content-Type": "application/sdp"}
            answer = await box.post(f"{path}/whep", content=offer(), headers=headers)
            assert answer.status_code == 403, answer.text

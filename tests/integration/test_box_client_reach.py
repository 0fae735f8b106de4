"""The Python client reaches what the box offers a teacher beside the lesson: rosters, copies, colleagues, formulas."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection, BoxRefusedError
from appliance.contract.account import InvitationAccepted, SetupRequest
from appliance.contract.quiz import QuizWrite, RunCreate
from appliance.contract.session import SessionCreate
from tests.support.composed_application import composed_application
from tests.support.quiz_class import CHOICE

PASSWORD = "correct horse battery"
PUPILS = "학년,반,번호,이름\r\n3,5,7,김민지\r\n3,5,8,이서연\r\n3,5,9,\r\n".encode("cp949")


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[BoxClient]:
    async with composed_application(tmp_path) as application:
        code = json.loads((tmp_path / "box.json").read_text(encoding="utf-8"))["setup_code"]
        async with BoxClient(BoxConnection("http://box", transport=httpx.ASGITransport(application))) as client:
            await client.accounts.set_up(SetupRequest(setup_code=code, login="minji", name="김민지", password=PASSWORD))
            yield client


async def test_a_roster_is_imported_used_and_forgotten(box: BoxClient) -> None:
    imported = await box.rosters.import_file(PUPILS, title="3-5")
    assert [entry.name for entry in imported.roster.entries] == ["김민지", "이서연"]
    assert [error.line for error in imported.errors] == [4]
    roster_id = imported.roster.roster_id
    assert [each.roster_id for each in (await box.rosters.all()).rosters] == [roster_id]
    assert (await box.rosters.get(roster_id)).pupils == 2
    session = await box.sessions.create(SessionCreate(title="광합성", roster_id=roster_id))
    assert (await box.participants.all(session.session_id)).absent == ["김민지", "이서연"]
    await box.rosters.delete(roster_id)
    with pytest.raises(BoxRefusedError) as gone:
        await box.rosters.get(roster_id)
    assert gone.value.status == 404


async def test_a_quiz_is_copied_and_a_run_is_reopened_without_a_deadline(box: BoxClient) -> None:
    quiz = await box.quizzes.create(QuizWrite.model_validate({"title": "광합성", "questions": [CHOICE]}))
    copy = await box.quizzes.duplicate(quiz.quiz_id)
    assert (copy.title, copy.quiz_id == quiz.quiz_id) == ("광합성 (2)", False)
    session = await box.sessions.create(SessionCreate(title="광합성"))
    run = await box.runs.create(session.session_id, RunCreate(quiz_id=copy.quiz_id, seconds=30))
    await box.runs.move(session.session_id, run.run_id, "close")
    reopened = await box.runs.reopen(session.session_id, run.run_id)
    assert (reopened.state, reopened.closes_ms) == ("open", None)
    english, korean = [await box.runs.results_file(session.session_id, "csv", lang) for lang in ("en", "ko")]
    assert english.splitlines()[0] != korean.splitlines()[0]
    assert (await box.runs.formula()).model_dump() != {}


async def test_colleagues_are_listed(box: BoxClient) -> None:
    session = await box.sessions.create(SessionCreate(title="광합성"))
    code = (await box.accounts.invite()).invitation_code
    mine = box.connection.tokens
    await box.accounts.accept_invitation(
        InvitationAccepted(invitation_code=code, login="hana", name="이하나", password=PASSWORD)
    )
    box.connection.keep(mine)
    added = await box.sessions.add_co_teacher(session.session_id, "hana")
    assert await box.sessions.co_teachers(session.session_id) == added
    assert [each.name for each in added.teachers] == ["이하나"]

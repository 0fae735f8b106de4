"""Lessons made, opened, started, ended, set up and repeated against a real box; rosters imported with their errors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.connection import BoxRefusedError, BoxUnreachableError
from appliance.contract.account import InvitationAccepted
from appliance.contract.live import CloseCode
from appliance.contract.session import SessionChange, SessionCreate, SessionState
from desktop.actions.desk import NoBoxError
from desktop.actions.lesson import LessonActions
from tests.support.followed_lesson import FollowedLesson, followed_lesson

ROSTER = "번호,이름\n1,김민지\n2,이서연\n3,\n".encode()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


@pytest.fixture
def actions(room: FollowedLesson) -> LessonActions:
    return LessonActions(room.desk, room.lesson, room.book)


async def test_a_made_session_stands_first_in_the_book(room: FollowedLesson, actions: LessonActions) -> None:
    await actions.create(SessionCreate(title="물의 순환"))
    made = await actions.create(SessionCreate(title="광합성", topic="biology"))
    assert [each.title for each in room.book.sessions] == ["광합성", "물의 순환"]
    assert made.state is SessionState.LOBBY
    await actions.load()
    assert room.book.sessions[0].session_id == made.session_id
    assert room.book.is_loaded


async def test_from_last_time_copies_title_topic_roster_and_approval(
    room: FollowedLesson, actions: LessonActions
) -> None:
    imported = await actions.import_roster(ROSTER, "3학년 5반")
    roster_id = imported.roster.roster_id
    first = await actions.create(
        SessionCreate(title="광합성", topic="biology", roster_id=roster_id, needs_approval=True)
    )
    await actions.end(first.session_id)
    again = await actions.create_like(first)
    assert again.session_id != first.session_id
    assert (again.title, again.topic, again.roster_id, again.needs_approval, again.state) == (
        "광합성",
        "biology",
        roster_id,
        True,
        SessionState.LOBBY,
    )


async def test_a_roster_that_is_gone_does_not_keep_the_lesson_from_being_repeated(
    room: FollowedLesson, actions: LessonActions
) -> None:
    imported = await actions.import_roster(ROSTER, "3학년 5반")
    first = await actions.create(SessionCreate(title="광합성", roster_id=imported.roster.roster_id))
    await actions.delete_roster(imported.roster.roster_id)
    assert room.book.rosters == []
    again = await actions.create_like(first)
    assert (again.title, again.roster_id) == ("광합성", None)


async def test_rows_that_cannot_be_read_are_told_beside_the_roster(
    room: FollowedLesson, actions: LessonActions
) -> None:
    imported = await actions.import_roster(ROSTER, "3학년 5반")
    assert [entry.name for entry in imported.roster.entries] == ["김민지", "이서연"]
    assert [error.line for error in imported.errors] == [4]
    assert [(each.title, each.pupils) for each in room.book.rosters] == [("3학년 5반", 2)]


async def test_a_file_that_is_no_roster_is_refused_in_words(actions: LessonActions) -> None:
    with pytest.raises(BoxRefusedError) as refused:
        await actions.import_roster(b"\x00\x01\x02")
    assert refused.value.status == 422


async def test_enter_opens_the_lobby_of_a_planned_one_and_goes_on_with_an_ended_one(
    room: FollowedLesson, actions: LessonActions
) -> None:
    planned = await actions.create(SessionCreate(title="내일", opens_lobby=False))
    lobby = await actions.enter(planned)
    live = await actions.start(lobby.session_id)
    assert await actions.enter(live) is live
    ended = await actions.end(live.session_id)
    again = await actions.enter(ended)
    states = [each.state for each in (planned, lobby, live, ended, again)]
    assert states == ["planned", "lobby", "live", "ended", "live"]
    assert room.book.in_state(SessionState.LIVE) == [again]


async def test_a_change_is_in_the_view_on_the_desk_and_told_to_the_class(
    room: FollowedLesson, actions: LessonActions
) -> None:
    await room.open()
    await actions.change(SessionChange(is_locked=True, chat_mode="teacher_only", shows_engagement=False))
    assert room.lesson.view is not None
    assert room.lesson.view.is_locked
    await room.sees(lambda: room.lesson.facts is not None and room.lesson.facts.chat_mode == "teacher_only")
    assert room.lesson.facts is not None
    assert (room.lesson.facts.is_locked, room.lesson.facts.shows_engagement) == (True, False)


async def test_what_another_app_changes_is_seen_after_refresh(room: FollowedLesson, actions: LessonActions) -> None:
    view = await room.open()
    await room.teacher.sessions.change(view.session_id, SessionChange(needs_approval=True))
    assert (await actions.refresh()).needs_approval
    assert room.lesson.view is not None
    assert room.lesson.view.needs_approval


async def test_ending_takes_the_lesson_off_and_reopening_brings_it_back(
    room: FollowedLesson, actions: LessonActions
) -> None:
    view = await room.open()
    await actions.start(view.session_id)
    await room.sees(lambda: room.lesson.facts is not None and room.lesson.facts.state is SessionState.LIVE)
    async with room.ending() as ended:
        await actions.end(view.session_id)
    assert ended[0].code == CloseCode.ENDED
    reopened = await actions.reopen(view.session_id)
    assert (reopened.state, reopened.class_code) == (SessionState.LIVE, view.class_code)
    await room.follow(reopened)


async def test_a_colleague_is_named_by_login_and_taken_out_again(room: FollowedLesson, actions: LessonActions) -> None:
    invitation = await room.teacher.accounts.invite()
    tokens = room.teacher.connection.tokens
    wish = InvitationAccepted(
        invitation_code=invitation.invitation_code, login="hana", name="이하나", password="correct horse battery"
    )
    await room.teacher.accounts.accept_invitation(wish)
    room.teacher.connection.keep(tokens)
    await room.open()
    await actions.add_co_teacher("hana")
    assert [each.name for each in room.book.co_teachers] == ["이하나"]
    await actions.load_co_teachers()
    await actions.remove_co_teacher(room.book.co_teachers[0].teacher_id)
    assert room.book.co_teachers == []
    with pytest.raises(BoxRefusedError):
        await actions.add_co_teacher("nobody")


async def test_without_a_box_or_without_its_answer_one_is_told(room: FollowedLesson, actions: LessonActions) -> None:
    with pytest.raises(NoBoxError):
        await actions.change(SessionChange(is_locked=True))
    await room.box.kill()
    with pytest.raises(BoxUnreachableError):
        await actions.load()
    room.desk.use_client(None)
    with pytest.raises(NoBoxError):
        await actions.load()

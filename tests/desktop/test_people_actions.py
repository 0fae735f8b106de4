"""Students let in, renamed, muted and sent away on a real box; what comes of it is in the state and on their pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.connection import BoxRefusedError, BoxUnreachableError
from appliance.contract.live import CloseCode, Snapshot, YouChanged
from desktop.actions.lesson import LessonActions
from desktop.actions.people import PeopleActions
from tests.support.followed_lesson import FollowedLesson, followed_lesson

ROSTER = "번호,이름\n1,김민지\n2,이서연\n3,박준호\n".encode()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


@pytest.fixture
def actions(room: FollowedLesson) -> PeopleActions:
    return PeopleActions(room.desk, room.lesson.people, room.book)


async def test_one_is_let_in_and_then_everybody(room: FollowedLesson, actions: PeopleActions) -> None:
    await room.open(needs_approval=True)
    first, *_ = [await room.student(name) for name in ("이서연", "박준호", "최지우")]
    assert len(room.lesson.people.waiting()) == 3
    await actions.admit([first.id])
    assert [person.name for person in room.lesson.people.admitted()] == ["이서연"]
    await first.follower.hears(Snapshot, lambda told: told.you.role == "student")
    await actions.admit_all()
    assert room.lesson.people.waiting() == []
    assert len(room.lesson.people.admitted()) == 3


async def test_a_new_name_is_in_the_state_and_on_the_students_page(
    room: FollowedLesson, actions: PeopleActions
) -> None:
    await room.open()
    student = await room.student("poopmaster")
    await actions.rename(student.id, "이서연")
    renamed = room.lesson.people.get(student.id)
    assert renamed is not None
    assert (renamed.name, renamed.is_connected) == ("이서연", True)
    await student.follower.hears(YouChanged, lambda told: told.you.name == "이서연")
    with pytest.raises(BoxRefusedError) as refused:
        await actions.rename(student.id, "\u200b")
    assert refused.value.code == "invalid_text"


async def test_muting_is_told_to_the_student_and_can_be_taken_back(
    room: FollowedLesson, actions: PeopleActions
) -> None:
    await room.open()
    student = await room.student("이서연")
    await actions.mute([student.id], is_muted=True)
    await student.follower.hears(YouChanged, lambda told: told.you.is_muted)
    await actions.mute([student.id], is_muted=False)
    person = room.lesson.people.get(student.id)
    assert person is not None
    assert not person.is_muted


async def test_who_is_sent_away_is_gone_and_may_be_taken_back(room: FollowedLesson, actions: PeopleActions) -> None:
    await room.open()
    student, stays = await room.student("이서연"), await room.student("박준호")
    await actions.remove([student.id])
    assert [person.name for person in room.lesson.people.all()] == ["박준호"]
    assert (await student.follower.ends()).code == CloseCode.REMOVED
    with pytest.raises(BoxRefusedError):
        await student.join_again()
    await actions.admit([student.id])
    assert (await student.join_again()).admission == "admitted"
    assert {person.participant_id for person in room.lesson.people.admitted()} == {student.id, stays.id}


async def test_absent_is_who_of_the_roster_has_not_joined(room: FollowedLesson, actions: PeopleActions) -> None:
    imported = await LessonActions(room.desk, room.lesson, room.book).import_roster(ROSTER, "3-5")
    await room.open(roster_id=imported.roster.roster_id)
    await room.student("이서연")
    await actions.load_absent()
    assert room.book.absent == ["김민지", "박준호"]


async def test_a_box_that_is_away_changes_nothing_in_the_state(room: FollowedLesson, actions: PeopleActions) -> None:
    await room.open()
    student = await room.student("이서연")
    await room.box.kill()
    with pytest.raises(BoxUnreachableError):
        await actions.remove([student.id])
    assert [person.name for person in room.lesson.people.admitted()] == ["이서연"]

"""Joining over real stores: who comes back, who comes in, who waits, who is sent away, and what survives a restart."""

import asyncio
import errno
import json
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from appliance.contract.account import Joined
from appliance.contract.session import ParticipantChange, SessionChange
from appliance.domain.participant import Roster, RosterEntry
from appliance.domain.policy import Role
from appliance.errors import BadRequest, CapacityExceeded, NotFound, StorageFailed, TooManyTries
from appliance.services.event_bus import Recipient, Subscription
from appliance.services.join_limits import JoinLimits
from appliance.services.session import Session
from tests.support.class_box import SOURCE, ClassBox, device_secret, open_class_box
from tests.support.crash_files import CrashFiles, Fault
from tests.support.event_ear import listening
from tests.support.turns import until

DISK = Path("/disk")
NO_SPACE = {"change": Fault(errno.ENOSPC), "write": Fault(errno.ENOSPC)}
TINY = JoinLimits(class_max=12, rows_max=20, burst_of_source=4, open_places=8, few_of_source=2, crowded_per_minute=2)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ClassBox]:
    async with open_class_box(tmp_path) as opened:
        yield opened


@pytest.fixture
async def tiny_box(tmp_path: Path) -> AsyncIterator[ClassBox]:
    async with open_class_box(tmp_path, TINY) as opened:
        yield opened


async def _code_of(work: Awaitable[object]) -> str:
    with pytest.raises(BadRequest) as refused:
        await work
    return refused.value.code


def _names(box: ClassBox, session: Session) -> list[str]:
    return [each.name for each in box.joining.participants(session).participants]


async def _events(subscription: Subscription, count: int) -> list[dict[str, object]]:
    texts = [await asyncio.wait_for(subscription.next(), 5) for _ in range(count)]
    return [json.loads(text or "null") for text in texts]


async def test_a_student_joins_and_is_on_the_list(box: ClassBox) -> None:
    session = await box.open_class()
    joined = await box.join(session, "  이\u202e서연 ")
    assert (joined.session_id, joined.session_title) == (session.session_id, "광합성")
    assert (joined.name, joined.admission, joined.expires_in) == ("이서연", "admitted", 900)
    caller = box.rights.read_token(joined.access_token, is_on_box=False)
    assert (caller.kind, caller.person_id, caller.name) == ("student", joined.participant_id, "이서연")
    assert box.rights.role(caller, session) is Role.STUDENT
    [listed] = box.joining.participants(session).participants
    assert (listed.participant_id, listed.is_connected, listed.warning) == (joined.participant_id, False, "")


async def test_the_code_is_taken_in_lower_case_and_with_spaces(box: ClassBox) -> None:
    session = await box.open_class()
    assert box.joining.find(f" {session.class_code.lower()} ", SOURCE) is session


async def test_the_same_device_comes_back_as_the_same_student_under_any_name(box: ClassBox) -> None:
    session = await box.open_class()
    first = await box.join(session, "이서연", device_secret(1))
    again = await box.join(session, "김민지", device_secret(1))
    assert (again.participant_id, again.name) == (first.participant_id, "이서연")
    assert _names(box, session) == ["이서연"]


async def test_fifty_parallel_joins_of_one_device_are_one_student(box: ClassBox) -> None:
    session = await box.open_class()
    joined = await asyncio.gather(*(box.join(session, "이서연", device_secret(1)) for _ in range(50)))
    assert len({each.participant_id for each in joined}) == 1
    assert _names(box, session) == ["이서연"]


async def test_a_student_is_the_same_after_a_restart(tmp_path: Path) -> None:
    async with open_class_box(tmp_path) as box:
        session = await box.open_class()
        before = await box.join(session, "이서연", device_secret(1))
    async with open_class_box(tmp_path) as box:
        session = box.sessions.get(before.session_id)
        assert box.rights.read_token(before.access_token, is_on_box=False).kind == "student"
        after = await box.join(session, "이서연", device_secret(1))
        assert after.participant_id == before.participant_id
        assert _names(box, session) == ["이서연"]


async def test_a_student_is_the_same_in_the_next_lesson_and_a_sibling_is_not(box: ClassBox) -> None:
    first, second = await box.open_class(), await box.open_class()
    in_first = await box.join(first, "이서연", device_secret(1))
    in_second = await box.join(second, "이 서연", device_secret(1))
    assert in_second.participant_id == in_first.participant_id
    third = await box.open_class()
    sibling = await box.join(third, "이준서", device_secret(1))
    assert sibling.participant_id != in_first.participant_id
    assert len(box.people.catalogue.students) == 2


async def test_a_corrected_name_is_the_same_student_in_the_next_lesson(box: ClassBox) -> None:
    first, second = await box.open_class(), await box.open_class()
    joined = await box.join(first, "이서욘", device_secret(1))
    await box.joining.rename(first, joined.participant_id, "이서연")
    again = await box.join(second, "이서연", device_secret(1))
    assert again.participant_id == joined.participant_id


async def test_equal_names_live_side_by_side_and_the_later_one_is_pointed_out(box: ClassBox) -> None:
    session = await box.open_class()
    joined = [await box.join(session, "이서연") for _ in range(3)]
    assert len({each.participant_id for each in joined}) == 3
    warnings = [each.warning for each in box.joining.participants(session).participants]
    assert warnings == ["", "like_another", "like_another"]


@pytest.mark.parametrize("name", ["김민지", "김민지 선생님", "김 민지", "선생님", "Teacher"])
async def test_a_student_called_like_the_teacher_is_pointed_out(box: ClassBox, name: str) -> None:
    session = await box.open_class()
    await box.join(session, name)
    assert box.joining.participants(session).participants[0].warning == "like_teacher"


@pytest.mark.parametrize("name", ["\u200b", "  ", "\u202e", "가" * 41])
async def test_a_name_that_is_none_joins_nobody(box: ClassBox, name: str) -> None:
    session = await box.open_class()
    assert await _code_of(box.join(session, name)) == "invalid_text"
    assert _names(box, session) == []


async def test_a_wrong_code_finds_nothing_and_a_hundred_of_them_close_the_door(box: ClassBox) -> None:
    session = await box.open_class()
    known = await box.join(session, "이서연", device_secret(1))
    for number in range(100):
        with pytest.raises(NotFound):
            box.joining.find(f"WRONG{number}", SOURCE)
    with pytest.raises(TooManyTries):
        await box.join(session, "김하나")
    assert (await box.join(session, "김하나", source="10.0.0.21")).admission == "admitted"
    again = await box.join(session, "이서연", device_secret(1))
    assert again.participant_id == known.participant_id


async def test_nobody_joins_a_planned_or_an_ended_class(box: ClassBox) -> None:
    planned = await box.open_class(opens_lobby=False)
    with pytest.raises(NotFound):
        await box.join(planned)
    ended = await box.open_class()
    await box.join(ended, "이서연", device_secret(1))
    await box.sessions.end(ended)
    with pytest.raises(NotFound):
        await box.join(ended, "이서연", device_secret(1))


async def test_a_locked_class_lets_back_in_whom_it_knows_and_nobody_else(box: ClassBox) -> None:
    session = await box.open_class()
    known = await box.join(session, "이서연", device_secret(1))
    await box.sessions.change(session, SessionChange(is_locked=True))
    assert await _code_of(box.join(session, "김하나")) == "class_locked"
    assert (await box.join(session, "이서연", device_secret(1))).participant_id == known.participant_id


async def test_who_waits_is_let_in_by_the_teacher(box: ClassBox) -> None:
    session = await box.open_class(needs_approval=True)
    let_in: list[str] = []
    box.joining.on_admitted.append(lambda _, participant_id: _note(let_in, participant_id))
    waiting = [await box.join(session, f"학생{number}", device_secret(number)) for number in range(3)]
    caller = box.rights.read_token(waiting[0].access_token, is_on_box=False)
    assert (waiting[0].admission, box.rights.role(caller, session)) == ("waiting", Role.WAITING)
    assert len(box.people.catalogue.students) == 0
    await box.joining.admit(session, waiting[0].participant_id)
    assert box.rights.role(caller, session) is Role.STUDENT
    listed = (await box.joining.admit_all(session)).participants
    assert [each.admission for each in listed] == ["admitted"] * 3
    assert let_in == [each.participant_id for each in waiting]
    assert len(box.people.catalogue.students) == 3


async def _note(told: list[str], participant_id: str) -> None:
    told.append(participant_id)


async def test_who_is_sent_away_stays_away(tmp_path: Path) -> None:
    async with open_class_box(tmp_path) as box:
        session = await box.open_class()
        removed: list[str] = []
        box.joining.on_removed.append(lambda _, participant_id: _note(removed, participant_id))
        joined = await box.join(session, "이서연", device_secret(1))
        await box.joining.remove(session, joined.participant_id, box.teacher(session))
        await box.joining.remove(session, joined.participant_id, box.teacher(session))
        assert removed == [joined.participant_id]
        assert _role(box, joined, session) is Role.REMOVED
        assert await _code_of(box.join(session, "다른 이름", device_secret(1))) == "removed"
    async with open_class_box(tmp_path) as box:
        session = box.sessions.get(joined.session_id)
        assert _role(box, joined, session) is Role.REMOVED
        assert await _code_of(box.join(session, "이서연", device_secret(1))) == "removed"


async def test_a_token_from_before_the_removal_stays_worthless_when_the_teacher_forgives(box: ClassBox) -> None:
    session = await box.open_class()
    joined = await box.join(session, "이서연", device_secret(1))
    await box.joining.remove(session, joined.participant_id, box.teacher(session))
    await box.joining.admit(session, joined.participant_id)
    assert box.rights.read_token(joined.access_token, is_on_box=False).kind == "expired"
    again = await box.join(session, "이서연", device_secret(1))
    assert again.participant_id == joined.participant_id
    assert _role(box, again, session) is Role.STUDENT


def _role(box: ClassBox, joined: Joined, session: Session) -> Role:
    return box.rights.role(box.rights.read_token(joined.access_token, is_on_box=False), session)


async def test_teachers_are_told_of_each_change_and_students_are_not(box: ClassBox) -> None:
    session = await box.open_class()
    with (
        session.events.subscribe(Recipient(Role.TEACHER)) as teacher,
        session.events.subscribe(Recipient(Role.STUDENT)) as student,
    ):
        joined = await box.join(session, "이서연")
        await box.joining.change(session, joined.participant_id, ParticipantChange(name="이서윤", is_muted=True))
        await box.joining.remove(session, joined.participant_id, box.teacher(session))
        told = await _events(teacher, 3)
        assert [event["type"] for event in told] == ["participant_changed"] * 3
        seen = [event["participant"] for event in told]
        assert [(each["name"], each["is_muted"], each["admission"]) for each in seen if isinstance(each, dict)] == [
            ("이서연", False, "admitted"),
            ("이서윤", True, "admitted"),
            ("이서윤", True, "removed"),
        ]
        box.sessions.tell(session)
        [only] = await _events(student, 1)
        assert only["type"] == "session_changed"


async def test_a_roster_knows_who_has_come(box: ClassBox) -> None:
    session = await box.open_class()
    entries = (RosterEntry("1", "이서연", "3", "5", "7"), RosterEntry("2", "이서연", "3", "5", "8"))
    box.people.catalogue.rosters.put(Roster("r1", session.lesson.owner_id, "3-5", (*entries, RosterEntry("3", "박준"))))
    session = await box.open_class(roster_id="r1")
    assert box.joining.participants(session).absent == ["이서연", "이서연", "박준"]
    first, second = await box.join(session, "이서연"), await box.join(session, "이서연")
    guest = await box.join(session, "손님")
    listed = box.joining.participants(session)
    assert [each.roster_entry_id for each in listed.participants] == ["1", "2", None]
    assert listed.absent == ["박준"]
    await box.joining.remove(session, first.participant_id, box.teacher(session))
    await box.joining.rename(session, guest.participant_id, "이서연")
    listed = box.joining.participants(session)
    assert {each.participant_id: each.roster_entry_id for each in listed.participants} == {
        first.participant_id: None,
        second.participant_id: "2",
        guest.participant_id: "1",
    }


async def test_classes_are_strictly_apart(box: ClassBox) -> None:
    one, other = await box.open_class(), await box.open_class()
    joined = await box.join(one, "이서연")
    assert _names(box, other) == []
    assert _role(box, joined, other) is Role.OUTSIDER
    for work in (
        box.joining.rename(other, joined.participant_id, "다른 이름"),
        box.joining.remove(other, joined.participant_id, box.teacher(other)),
    ):
        with pytest.raises(NotFound):
            await work


async def test_one_address_fills_its_allowance_and_no_more(tiny_box: ClassBox) -> None:
    session = await tiny_box.open_class()
    for _ in range(4):
        await tiny_box.join(session)
    with pytest.raises(TooManyTries) as refused:
        await tiny_box.join(session)
    assert refused.value.retry_after == 10
    await tiny_box.join(session, source="10.0.0.21")
    tiny_box.people.clock.pass_seconds(10)
    await tiny_box.join(session)
    with pytest.raises(TooManyTries):
        await tiny_box.join(session)


async def test_the_last_places_are_kept_for_addresses_from_which_few_have_come(tiny_box: ClassBox) -> None:
    session = await tiny_box.open_class()
    for source in ("10.0.0.1", "10.0.0.2"):
        for _ in range(4):
            await tiny_box.join(session, source=source)
    tiny_box.people.clock.pass_seconds(60)
    with pytest.raises(TooManyTries):
        await tiny_box.join(session, source="10.0.0.1")
    assert (await tiny_box.join(session, source="10.0.0.3")).admission == "admitted"


async def test_a_crowded_class_grows_slowly_and_a_full_one_not_at_all(tiny_box: ClassBox) -> None:
    session = await tiny_box.open_class()
    sources = [f"10.0.1.{number}" for number in range(12)]
    for source in sources[:10]:
        await tiny_box.join(session, source=source)
    with pytest.raises(TooManyTries):
        await tiny_box.join(session, source=sources[10])
    tiny_box.people.clock.pass_seconds(60)
    for source in sources[10:]:
        await tiny_box.join(session, source=source)
    tiny_box.people.clock.pass_seconds(60)
    with pytest.raises(CapacityExceeded):
        await tiny_box.join(session, source="10.0.2.1")


async def test_who_was_in_an_earlier_lesson_comes_in_through_any_flood(tiny_box: ClassBox) -> None:
    earlier = await tiny_box.open_class()
    await tiny_box.join(earlier, "이서연", device_secret(1), source="10.0.0.50")
    session = await tiny_box.open_class()
    for _ in range(4):
        await tiny_box.join(session)
    with pytest.raises(TooManyTries):
        await tiny_box.join(session)
    assert (await tiny_box.join(session, "이서연", device_secret(1))).admission == "admitted"


async def test_nobody_of_the_practice_class_is_remembered(box: ClassBox) -> None:
    practice = await box.sessions.open_practice("PRACTC")
    joined = await box.join(practice, "이서연", device_secret(1))
    assert (joined.session_id, len(box.people.catalogue.students)) == ("practice", 0)
    assert _role(box, joined, practice) is Role.STUDENT


async def test_who_is_known_comes_back_while_the_disk_keeps_nothing() -> None:
    files = CrashFiles()
    async with open_class_box(DISK, files=files) as box:
        session = await box.open_class()
        known, secret = device_secret(), device_secret()
        first = await box.join(session, "이서연", known)
        with listening(session.events, Role.TEACHER) as teacher:
            files.faults = dict(NO_SPACE)
            for _ in range(2):
                with pytest.raises(StorageFailed):
                    await box.join(session, "박지호", secret)
                assert (await box.join(session, "이서연", known)).participant_id == first.participant_id
            assert await teacher.heard() == []
            files.faults.clear()
            await until(lambda: session.store.database.failed is None and box.people.database.failed is None)
            await asyncio.gather(box.join(session, "박지호", secret), box.join(session, "박지호", secret))
            assert [event["participant"]["name"] for event in await teacher.heard()] == ["박지호"]


async def test_a_removal_that_the_disk_refused_is_done_whole_when_it_is_asked_for_again() -> None:
    files, ended = CrashFiles(), list[str]()
    async with open_class_box(DISK, files=files) as box:
        session = await box.open_class()
        joined = await box.join(session)

        async def end(_: Session, participant_id: str) -> None:
            ended.append(participant_id)

        box.joining.on_removed.append(end)
        files.faults = dict(NO_SPACE)
        with pytest.raises(StorageFailed):
            await box.joining.remove(session, joined.participant_id, box.teacher(session))
        assert ended == []
        files.faults.clear()
        await until(lambda: session.store.database.failed is None and box.people.database.failed is None)
        await box.joining.remove(session, joined.participant_id, box.teacher(session))
        assert ended == [joined.participant_id]

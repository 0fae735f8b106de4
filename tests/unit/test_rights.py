"""What each kind of caller may do in each kind of session, by the one table; and that nothing lingers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.contract.account import InvitationAccepted
from appliance.contract.session import SessionChange
from appliance.domain.policy import POLICY, PRACTICE_GUESTS, Action, Role
from appliance.errors import BadRequest, NotAllowed
from appliance.services.callers import Caller
from appliance.services.session import Session
from tests.support.class_box import ClassBox, device_secret, open_class_box
from tests.support.people_box import PASSWORD


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ClassBox]:
    async with open_class_box(tmp_path) as opened:
        yield opened


async def _everybody(box: ClassBox, session: Session) -> dict[Role, Caller]:
    """One caller of each role towards the session, with real tokens."""
    accounts, read = box.people.accounts, box.rights.read_token
    owner = read((await box.people.log_in()).tokens.access_token, is_on_box=False)
    invitation = await accounts.invite(owner)
    wish = InvitationAccepted(
        invitation_code=invitation.invitation_code, login="hana", name="이하나", password=PASSWORD
    )
    colleague = read((await accounts.accept_invitation(wish, "10.0.0.3")).tokens.access_token, is_on_box=False)
    await box.sessions.add_co_teacher(session, colleague.person_id)
    student, removed, elsewhere = (
        await box.join(session),
        await box.join(session),
        await box.join(await box.open_class()),
    )
    await box.joining.remove(session, removed.participant_id, owner)
    await box.sessions.change(session, SessionChange(needs_approval=True))
    waiting = await box.join(session)
    expired, _ = box.people.tokens.issue_access("teacher", owner.person_id, 0, family_id=owner.family_id, seconds=0)
    tokens = {
        Role.EXPIRED: expired,
        Role.OUTSIDER: elsewhere.access_token,
        Role.REMOVED: removed.access_token,
        Role.WAITING: waiting.access_token,
        Role.STUDENT: student.access_token,
    }
    of_tokens = {role: read(token, is_on_box=False) for role, token in tokens.items()}
    return {Role.NOBODY: read(None, is_on_box=False), Role.CO_TEACHER: colleague, Role.TEACHER: owner, **of_tokens}


async def test_every_role_may_do_what_the_table_says_and_nothing_else(box: ClassBox) -> None:
    session = await box.open_class()
    callers = await _everybody(box, session)
    assert set(callers) == set(Role)
    for role, caller in callers.items():
        assert box.rights.role(caller, session) is role
        may = {action for action in Action if box.rights.allows(caller, action, session)}
        assert may == {action for action, roles in POLICY.items() if role in roles}


async def test_who_may_not_is_told_why(box: ClassBox) -> None:
    session = await box.open_class()
    callers = await _everybody(box, session)
    refused = {}
    for role, caller in callers.items():
        try:
            box.rights.require(caller, Action.OWN_SESSION, session)
        except BadRequest as error:
            refused[role] = (error.status, error.code)
        except NotAllowed as error:
            refused[role] = (403, str(error))
    assert refused == {
        Role.NOBODY: (401, "not_signed_in"),
        Role.EXPIRED: (401, "token_expired"),
        Role.OUTSIDER: (403, "This is another class's."),
        Role.REMOVED: (403, "The teacher has sent you out of this class."),
        Role.WAITING: (403, "The teacher has not let you in yet."),
        Role.STUDENT: (403, "This is for the teacher."),
        Role.CO_TEACHER: (403, "This is for the teacher whose class it is."),
    }


async def test_a_teacher_of_another_class_is_an_outsider_here_and_a_teacher_of_the_box(box: ClassBox) -> None:
    session = await box.open_class()
    callers = await _everybody(box, session)
    colleague = callers[Role.CO_TEACHER]
    await box.sessions.remove_co_teacher(session, colleague.person_id)
    assert box.rights.role(colleague, session) is Role.OUTSIDER
    assert box.rights.role(colleague, None) is Role.TEACHER
    assert not box.rights.allows(colleague, Action.READ_RESULTS, session)


async def test_towards_the_box_a_student_is_what_the_own_class_says(box: ClassBox) -> None:
    session = await box.open_class()
    callers = await _everybody(box, session)
    roles = {role: box.rights.role(caller, None) for role, caller in callers.items()}
    assert roles[Role.STUDENT] is Role.STUDENT
    assert roles[Role.WAITING] is Role.WAITING
    assert roles[Role.REMOVED] is Role.REMOVED
    assert not box.rights.allows(callers[Role.STUDENT], Action.READ_DASHBOARD, None)


async def test_a_caller_that_was_read_before_loses_the_right_at_once(box: ClassBox) -> None:
    session = await box.open_class()
    callers = await _everybody(box, session)
    owner, student = callers[Role.TEACHER], callers[Role.STUDENT]
    await box.joining.remove(session, student.person_id, owner)
    assert not box.rights.allows(student, Action.TALK, session)
    await box.people.accounts.log_out(owner)
    assert box.rights.role(owner, session) is Role.EXPIRED
    assert not box.rights.allows(owner, Action.STEER_SESSION, session)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "\ud800", "." * 10_000])
async def test_what_is_no_token_is_nobody(box: ClassBox, token: str) -> None:
    assert box.rights.read_token(token, is_on_box=False) == Caller("nobody")


async def test_a_token_of_a_person_who_is_no_longer_there_is_over(box: ClassBox) -> None:
    session = await box.open_class()
    for token, _ in (
        box.people.tokens.issue_access("teacher", "nobody", 0, family_id="f"),
        box.people.tokens.issue_access("teacher", session.lesson.owner_id, 0),
        box.people.tokens.issue_access("student", "nobody", 0, session_id=session.session_id),
        box.people.tokens.issue_access("student", "nobody", 0, session_id="nowhere"),
        box.people.tokens.issue_access("student", "nobody", 0),
    ):
        assert box.rights.read_token(token, is_on_box=False).kind == "expired"


async def test_a_student_sees_the_own_results_after_the_class_until_the_token_ends(box: ClassBox) -> None:
    session = await box.open_class()
    student, removed = await box.join(session), await box.join(session)
    await box.joining.remove(session, removed.participant_id, box.teacher(session))
    await box.sessions.end(session)
    lesson = box.sessions.lesson(session.session_id)
    caller = box.rights.read_token(student.access_token, is_on_box=False)
    assert box.rights.allows(caller, Action.READ_OWN_RESULTS, lesson)
    sent_away = box.rights.read_token(removed.access_token, is_on_box=False)
    assert box.rights.role(sent_away, lesson) is Role.REMOVED
    box.people.clock.pass_seconds(900)
    assert box.rights.read_token(student.access_token, is_on_box=False).kind == "expired"


async def test_an_ended_class_still_has_its_teacher(box: ClassBox) -> None:
    session = await box.open_class()
    owner = (await _everybody(box, session))[Role.TEACHER]
    lesson = await box.sessions.end(session)
    assert box.rights.role(owner, lesson) is Role.TEACHER


@pytest.mark.parametrize(("is_on_box", "expected"), [(True, Role.TEACHER), (False, Role.NOBODY)])
async def test_the_practice_class_is_steered_from_the_box_only(box: ClassBox, is_on_box: bool, expected: Role) -> None:
    practice = await box.sessions.open_practice("PRACTC")
    caller = box.rights.read_token(None, is_on_box=is_on_box)
    assert box.rights.role(caller, practice) is expected


async def test_guests_of_the_practice_class_watch_and_do_nothing_else(box: ClassBox) -> None:
    practice = await box.sessions.open_practice("PRACTC")
    session = await box.open_class()
    callers = await _everybody(box, session)
    everybody = {action for action, roles in POLICY.items() if Role.NOBODY in roles}
    for role in (Role.NOBODY, Role.STUDENT, Role.TEACHER):
        assert {a for a in Action if box.rights.allows(callers[role], a, practice)} == everybody | PRACTICE_GUESTS
        assert not box.rights.allows(callers[Role.NOBODY], Action.WATCH, session)


async def test_sitting_at_the_box_gives_no_right_in_a_class_with_a_teacher(box: ClassBox) -> None:
    session = await box.open_class()
    caller = box.rights.read_token(None, is_on_box=True)
    assert box.rights.role(caller, session) is Role.NOBODY
    assert box.rights.role(caller, None) is Role.NOBODY


async def test_who_joined_the_practice_class_at_the_box_is_a_student_there(box: ClassBox) -> None:
    practice = await box.sessions.open_practice("PRACTC")
    joined = await box.join(practice, secret=device_secret(1), source="127.0.0.1")
    caller = box.rights.read_token(joined.access_token, is_on_box=True)
    assert box.rights.role(caller, practice) is Role.STUDENT
    assert not box.rights.allows(caller, Action.STEER_STAGE, practice)

"""A class on the live socket: who may follow and say what, at this moment and not a moment longer."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from appliance.api.live_socket import SocketLimits
from appliance.contract.live import CloseCode, Trouble
from appliance.contract.quiz import QuestionInBank, RunCreate
from appliance.domain.participant import Admission
from appliance.domain.policy import Role
from appliance.services.callers import Caller
from appliance.services.command_pace import COMMANDS_BURST, REFUSED_MAX
from appliance.services.event_bus import Ending
from appliance.services.live import RENEW_GRACE_MS, SEATS_OF_ONE_MAX
from appliance.services.tokens import ACCESS_SECONDS
from tests.support.crash_files import CrashFiles, Fault
from tests.support.event_ear import listening
from tests.support.lesson_room import TEACHER
from tests.support.live_room import LiveRoom, Page, live_room

CO_TEACHER = "teacher-2"
STEERING: tuple[tuple[str, dict[str, object]], ...] = (
    ("pick", {}),
    ("announce", {"text": "x"}),
    ("chat_send", {"text": "x"}),
    ("timer", {"seconds": 9}),
)
QUESTION = {
    "kind": "single_choice",
    "text": "Plants breathe.",
    "options": [{"text": "t", "is_correct": True}, {"text": "f"}],
}
SECRETS = ("is_correct", "explanation", "tallies")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LiveRoom]:
    async with live_room(tmp_path) as opened:
        yield opened


async def _turned_away(room: LiveRoom, token: str | None) -> int | None:
    return (await (await room.follow(token)).closing())[0]


# Who may follow.


async def test_without_a_good_token_nobody_follows(room: LiveRoom) -> None:
    student = room.student("이서연")
    token = room.token_of(student)
    for none in (None, "", "x.y.z", token[:-2], token + "x"):
        assert await _turned_away(room, none) == CloseCode.NOT_SIGNED_IN
    room.room.pass_ms(ACCESS_SECONDS * 1000)
    assert await _turned_away(room, token) == CloseCode.NOT_SIGNED_IN


async def test_other_classes_and_other_teachers_do_not_follow(room: LiveRoom) -> None:
    other = await room.room.open_class(title="another class")
    stranger = room.room.join(other, "stranger")
    token = room.accounts.tokens.issue_access("student", stranger.id, 0, session_id=other.session_id)[0]
    assert await _turned_away(room, token) == CloseCode.NOT_ALLOWED
    assert await _turned_away(room, room.teacher_token(CO_TEACHER)) == CloseCode.NOT_ALLOWED


async def test_who_was_sent_away_does_not_come_back(room: LiveRoom) -> None:
    gone = room.student("gone", Admission.REMOVED)
    assert await _turned_away(room, room.token_of(gone)) == CloseCode.REMOVED


async def test_after_the_end_one_is_told_that_it_is_over(room: LiveRoom) -> None:
    token = room.token_of(room.student("이서연"))
    page = await room.sit_down(token)
    for seat in room.live.seats_of(room.session.session_id):
        seat.dismiss(Ending(CloseCode.ENDED, "over"))
    room.tell(1)
    assert await page.closing() == (CloseCode.ENDED, "over")
    await room.room.sessions.end(room.session)
    assert await _turned_away(room, token) == CloseCode.ENDED


async def test_the_end_is_told_before_the_socket_is_closed(room: LiveRoom) -> None:
    _, page = await room.enter("이서연")

    async def let_go(_: object) -> None:
        for seat in room.live.seats_of(room.session.session_id):
            seat.dismiss(Ending(CloseCode.ENDED, "over"))

    room.room.sessions.when_ending.append(let_go)
    await room.room.sessions.end(room.session)
    assert (await page.hear_type("session_changed"))["session"]["state"] == "ended"
    assert await page.closing() == (CloseCode.ENDED, "over")


# What each role is told.


async def test_teachers_see_the_class_and_students_nothing_of_one_another(room: LiveRoom) -> None:
    seoyeon, _ = await room.enter("이서연")
    await room.runs.create(
        room.session,
        Caller("teacher", TEACHER),
        RunCreate(questions=[QuestionInBank.model_validate(QUESTION)]),
    )
    teacher = await room.follow(room.teacher_token())
    snapshot = await teacher.hear()
    assert [each["participant_id"] for each in snapshot["teacher"]["participants"]] == [seoyeon.id]
    assert [each["is_connected"] for each in snapshot["teacher"]["participants"]] == [True]
    assert len(snapshot["teacher"]["runs"]) == 1
    student = await room.follow(room.token_of(room.student("김민준")))
    told = json.dumps(await student.hear(), ensure_ascii=False)
    assert "Plants breathe." in told
    assert "이서연" not in told
    assert [each for each in SECRETS if each in told] == []


async def test_who_waits_is_told_little_and_everything_once_let_in(room: LiveRoom) -> None:
    waiting = room.student("이서연", Admission.WAITING)
    teacher = await room.teacher()
    await teacher.say("announce", text="secret of the class")
    page = await room.follow(room.token_of(waiting))
    snapshot = await page.hear()
    assert (snapshot["you"]["role"], snapshot["announcement"], snapshot["runs"]) == ("waiting", None, [])
    await teacher.say("chat_send", text="only for the class")
    assert (await page.say("chat_send", text="let me in"))["code"] == "not_allowed"
    place = dict(page.place)
    await room.joining.admit(room.session, waiting.id)
    room.live.look(room.session)
    heard = [await page.hear() for _ in range(1)]
    assert [each["type"] for each in heard] == ["snapshot"]
    assert heard[0]["you"]["role"] == "student"
    assert heard[0]["announcement"]["text"] == "secret of the class"
    assert [each["text"] for each in heard[0]["messages"]] == ["only for the class"]
    assert (await page.say("chat_send", text="thanks"))["type"] == "ack"
    assert set(room.session.presence.connected_ids) == {waiting.id}
    # The events since the place where one waited are not all that one has missed.
    again = await room.follow(room.token_of(waiting), place)
    assert (await again.hear())["type"] == "snapshot"
    resumed = await room.follow(room.token_of(waiting), page.place)
    assert (await resumed.hear())["type"] == "resumed"


async def test_who_is_let_in_while_away_begins_with_a_snapshot(room: LiveRoom) -> None:
    waiting = room.student("이서연", Admission.WAITING)
    page = await room.sit_down(room.token_of(waiting))
    await page.socket.close()
    await room.followed_by(0)
    await room.joining.admit(room.session, waiting.id)
    again = await room.follow(room.token_of(waiting), page.place)
    assert (await again.hear())["type"] == "snapshot"


async def test_who_is_renamed_or_muted_is_told_on_every_socket(room: LiveRoom) -> None:
    student, phone = await room.enter("이서연")
    laptop = await room.sit_down(room.token_of(student))
    teacher = await room.teacher()
    assert (await teacher.say("chat_mute", participant_id=student.id, is_muted=True))["type"] == "ack"
    for page in (phone, laptop):
        assert (await page.hear_type("you_changed"))["you"]["is_muted"] is True
    assert (await phone.say("chat_send", text="hi"))["code"] == "muted"
    await room.joining.rename(room.session, student.id, "이서윤")
    room.live.look(room.session)
    for page in (phone, laptop):
        assert (await page.hear_type("you_changed"))["you"]["name"] == "이서윤"
    await teacher.say("chat_mute", participant_id=student.id, is_muted=False)
    await phone.say("chat_send", text="hi")
    assert (await teacher.hear_type("chat_added"))["message"]["author_name"] == "이서윤"


async def test_who_was_renamed_while_away_is_told_on_coming_back(room: LiveRoom) -> None:
    student, page = await room.enter("이서연")
    await page.socket.close()
    await room.followed_by(0)
    await room.joining.rename(room.session, student.id, "이서윤")
    again = await room.follow(room.token_of(student), page.place)
    assert (await again.hear())["you"]["name"] == "이서윤"


async def test_everybody_is_muted_by_the_chats_mode(room: LiveRoom) -> None:
    _, page = await room.enter("이서연")
    teacher = await room.teacher()
    await teacher.say("chat_mute", is_muted=True)
    assert (await page.hear_type("session_changed"))["session"]["chat_mode"] == "teacher_only"
    assert (await page.say("chat_send", text="hi"))["code"] == "chat_closed"
    await teacher.say("chat_mute", is_muted=False)
    assert (await page.say("chat_send", text="hi"))["type"] == "ack"


async def test_a_change_of_the_classs_size_is_told(room: LiveRoom) -> None:
    _, page = await room.enter("이서연")
    room.live.look(room.session)
    room.student("김민준")
    room.live.look(room.session)
    room.live.look(room.session)
    heard = await page.heard_until_answer("time")
    assert [each["session"]["participants"] for each in heard if each["type"] == "session_changed"] == [2]


# Rights that end while somebody follows.


async def test_who_is_sent_away_is_told_so_and_hears_nothing_more(room: LiveRoom) -> None:
    student, page = await room.enter("이서연")
    await room.joining.remove(room.session, student.id, Caller("teacher", TEACHER))
    assert (await page.say("chat_send", text="still here"))["code"] == "not_allowed"
    room.tell(5)
    room.live.look(room.session)
    assert (await page.closing())[0] == CloseCode.REMOVED
    assert len(room.session.store.messages) == 0


async def test_a_co_teacher_who_is_one_no_more_can_do_nothing_and_is_let_go(room: LiveRoom) -> None:
    await room.room.sessions.add_co_teacher(room.session, CO_TEACHER)
    page = await room.sit_down(room.teacher_token(CO_TEACHER, "하루"))
    assert (await page.say("announce", text="hello"))["type"] == "ack"
    await room.room.sessions.remove_co_teacher(room.session, CO_TEACHER)
    assert (await page.say("announce", text="still here"))["code"] == "not_allowed"
    room.live.look(room.session)
    assert (await page.closing())[0] == CloseCode.NOT_ALLOWED


async def test_who_logs_out_is_let_go(room: LiveRoom) -> None:
    page = await room.teacher()
    await room.accounts.log_out(Caller("teacher", TEACHER, family_id=f"family-{TEACHER}"))
    assert (await page.say("announce", text="still here"))["code"] == "token_expired"
    room.live.look(room.session)
    assert (await page.closing())[0] == CloseCode.NOT_SIGNED_IN


async def test_a_token_whose_time_is_over_can_be_renewed_for_a_moment(room: LiveRoom) -> None:
    student, page = await room.enter("이서연")
    room.room.pass_ms(ACCESS_SECONDS * 1000)
    room.live.look(room.session)
    assert (await page.say("chat_send", text="hi"))["code"] == "token_expired"
    assert (await page.say("renew", token="x"))["code"] == "not_signed_in"
    other = room.token_of(room.student("김민준"))
    assert (await page.say("renew", token=other))["code"] == "not_allowed"
    assert (await page.say("renew", token=room.token_of(student)))["type"] == "ack"
    assert (await page.say("chat_send", text="hi"))["type"] == "ack"
    room.room.pass_ms(ACCESS_SECONDS * 1000 + RENEW_GRACE_MS - 1)
    room.live.look(room.session)
    assert (await page.say("time"))["code"] == "token_expired"
    room.room.pass_ms(1)
    room.live.look(room.session)
    assert (await page.closing())[0] == CloseCode.NOT_SIGNED_IN


async def test_the_oldest_of_too_many_sockets_of_one_person_goes(room: LiveRoom) -> None:
    student = room.student("이서연")
    pages = [await room.sit_down(room.token_of(student)) for _ in range(SEATS_OF_ONE_MAX + 1)]
    assert (await pages[0].closing())[0] == CloseCode.TOO_MANY
    assert [(await page.say("time"))["type"] for page in pages[1:]] == ["ack"] * SEATS_OF_ONE_MAX


# What becomes of commands.


async def test_several_teachers_follow_and_steer_at_once(room: LiveRoom) -> None:
    await room.room.sessions.add_co_teacher(room.session, CO_TEACHER)
    desk, tablet = await room.teacher(), await room.teacher()
    colleague = await room.sit_down(room.teacher_token(CO_TEACHER, "하루"))
    await asyncio.gather(*(page.say("announce", text=f"from {number}") for number, page in enumerate((desk, tablet))))
    assert (await colleague.say("timer", seconds=60))["type"] == "ack"
    for page in (desk, tablet):
        assert (await page.hear_type("timer_changed"))["timer"]["seconds"] == 60


async def test_a_command_that_is_sent_again_is_answered_alike_and_changes_nothing(room: LiveRoom) -> None:
    student, _ = await room.enter("이서연")
    teacher = await room.teacher()
    for type_, values in STEERING:
        ref = f"again-{type_}"
        answers = [await teacher.say(type_, ref=ref, **values) for _ in range(2)]
        tablet = await room.teacher()
        answers.append(await tablet.say(type_, ref=ref, **values))
        assert answers == [answers[0]] * 3
        assert answers[0]["type"] == "ack"
    assert [len(each) for each in (room.session.store.announcements, room.session.store.messages)] == [1, 1]
    assert student.id in room.session.store.participants


async def test_what_two_persons_call_alike_are_two_commands(room: LiveRoom) -> None:
    pages = [(await room.enter(name))[1] for name in ("이서연", "김민준")]
    ids = [(await page.say("chat_send", ref="same", text="hi"))["created_id"] for page in pages]
    assert len(set(ids)) == 2


async def test_who_says_too_much_is_refused_then_closed_and_nobody_else_is(room: LiveRoom) -> None:
    _, noisy = await room.enter("noisy")
    _, quiet = await room.enter("quiet")
    answers = [await noisy.say("time") for _ in range(COMMANDS_BURST + 2)]
    assert [each["type"] for each in answers] == ["ack"] * COMMANDS_BURST + ["refused"] * 2
    assert answers[-1]["code"] == "too_many"
    room.room.pass_ms(100)
    assert (await noisy.say("time"))["type"] == "ack"
    for _ in range(REFUSED_MAX + 1):
        await noisy.send("time")
    assert (await noisy.closing())[0] == CloseCode.TOO_MANY
    assert (await quiet.say("time"))["type"] == "ack"


async def test_several_sockets_of_a_person_share_one_pace(room: LiveRoom) -> None:
    student, phone = await room.enter("이서연")
    laptop = await room.sit_down(room.token_of(student))
    for _ in range(COMMANDS_BURST):
        await phone.say("time")
    assert (await laptop.say("time"))["code"] == "too_many"


async def test_what_is_stored_is_told_even_when_its_author_has_gone(tmp_path: Path) -> None:
    files = CrashFiles()
    async with live_room(tmp_path, files=files) as room:
        _, page = await room.enter("이서연")
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def note() -> None:
            loop.call_soon_threadsafe(begun.set)

        files.on_operation = note
        with listening(room.session.events) as ear:
            await page.send("chat_send", text="goodbye")
            await begun.wait()
            page.socket.transport.abort()
            while (event := await ear.next())["type"] != "chat_added":
                pass
            assert event["message"]["text"] == "goodbye"
        await page.socket.wait_closed()


async def test_what_the_disk_does_not_take_is_not_acknowledged(tmp_path: Path) -> None:
    files = CrashFiles()
    async with live_room(tmp_path, files=files) as room:
        _, page = await room.enter("이서연")
        await room.session.store.durable()
        files.faults = {"change": Fault(5)}
        answer = await page.say("chat_send", ref="kept", text="hi")
        assert (answer["type"], answer["code"]) == ("refused", "storage_failed")
        assert (await page.say("time"))["type"] == "ack"
        files.faults = {}
        async with asyncio.timeout(5):
            while room.session.store.database.failed is not None:
                await asyncio.sleep(0)
        assert (await page.say("chat_send", ref="kept", text="hi"))["type"] == "ack"
        assert [each.text for each in room.session.store.messages.all()] == ["hi"]


async def test_a_quiz_is_answered_over_the_socket_once(room: LiveRoom) -> None:
    student, page = await room.enter("이서연")
    teacher = Caller("teacher", TEACHER)
    await room.runs.create(room.session, teacher, RunCreate(questions=[QuestionInBank.model_validate(QUESTION)]))
    run = (await page.hear_type("run_changed"))["run"]
    question = run["questions"][0]
    values: dict[str, Any] = {
        "run_id": run["run_id"],
        "question_id": question["question_id"],
        "answer": {"option_ids": [question["options"][0]["id"]]},
    }
    assert (await page.say("quiz_respond", ref="short", **values))["code"] == "invalid_request"
    answers = [await page.say("quiz_respond", ref="answer-0001", **values) for _ in range(3)]
    assert [each["type"] for each in answers] == ["ack"] * 3
    assert (await page.say("quiz_respond", ref="answer-0002", **values))["code"] == "already_answered"
    (response,) = room.session.store.responses.all()
    assert response.participant_id == student.id


async def test_presence_follows_the_sockets(room: LiveRoom) -> None:
    teacher = await room.teacher()
    student, page = await room.enter("이서연")
    assert (await teacher.hear_type("participant_changed"))["participant"]["is_connected"] is True
    await page.say("watching", is_watching=True)
    assert (await teacher.hear_type("participant_changed"))["participant"]["is_watching"] is True
    await page.say("watching", is_watching=True)
    await page.socket.close()
    left = (await teacher.hear_type("participant_changed"))["participant"]
    assert (left["participant_id"], left["is_connected"], left["is_watching"]) == (student.id, False, False)


async def test_a_message_without_a_right_is_refused_in_every_role(room: LiveRoom) -> None:
    waiting = await room.sit_down(room.token_of(room.student("waiting", Admission.WAITING)))
    _, student = await room.enter("이서연")
    teacher = await room.teacher()
    allowed: dict[str, set[Role]] = {
        "time": {Role.WAITING, Role.STUDENT, Role.TEACHER},
        "chat_send": {Role.STUDENT, Role.TEACHER},
        "hand_raise": {Role.STUDENT},
        "lost": {Role.STUDENT},
        "announce": {Role.TEACHER},
        "timer": {Role.TEACHER},
        "pick": {Role.TEACHER},
        "chat_mute": {Role.TEACHER},
    }
    values: dict[str, dict[str, object]] = {
        "chat_send": {"text": "hi"},
        "timer": {"seconds": 5},
        "chat_mute": {"is_muted": False},
    }
    pages: dict[Role, Page] = {Role.WAITING: waiting, Role.STUDENT: student, Role.TEACHER: teacher}
    for type_, roles in allowed.items():
        answers = {role: await page.say(type_, **values.get(type_, {})) for role, page in pages.items()}
        assert {role for role, answer in answers.items() if answer["type"] == "ack"} == roles
        assert {answer["code"] for answer in answers.values() if answer["type"] == "refused"} <= {"not_allowed"}


# The practice class.


async def test_guests_follow_the_practice_class_and_say_nothing(tmp_path: Path) -> None:
    async with live_room(tmp_path, practice=True, limits=SocketLimits(guests=1)) as room:
        guest = await room.follow(None)
        snapshot = await guest.hear()
        assert (snapshot["you"]["role"], snapshot["you"]["person_id"], snapshot["messages"]) == ("guest", "", [])
        for type_, values in STEERING:
            assert (await guest.say(type_, **values))["code"] == "not_signed_in"
        assert (await guest.say("time"))["type"] == "ack"
        assert await _turned_away(room, None) == CloseCode.BOX_FULL
        await guest.socket.close()
        await room.followed_by(0)
        again = await room.follow(None, guest.place)
        assert (await again.hear())["type"] == "resumed"


async def test_from_the_box_itself_the_practice_class_is_steered_without_an_account(tmp_path: Path) -> None:
    async with live_room(tmp_path, practice=True) as room:
        page = await room.open_socket()
        await page.socket.send(json.dumps({"type": "hello", "token": None, "is_teacher": True}))
        snapshot = await page.hear()
        assert (snapshot["you"]["role"], snapshot["teacher"]["participants"]) == ("teacher", [])
        assert (await page.say("announce", text="hello"))["type"] == "ack"


async def test_the_trouble_of_the_box_is_told_to_all_and_first_thing_to_newcomers(room: LiveRoom) -> None:
    trouble = Trouble(code="storage_failed", en="The disk fails.", ko="디스크 오류")
    waiting = await room.sit_down(room.token_of(room.student("waiting", Admission.WAITING)))
    teacher = await room.teacher()
    room.live.tell_trouble(trouble)
    for page in (waiting, teacher):
        assert (await page.hear_type("trouble"))["trouble"]["code"] == "storage_failed"
    late = await room.follow(room.token_of(room.student("late")))
    assert (await late.hear())["trouble"]["en"] == "The disk fails."
    room.live.tell_trouble(None)
    assert (await late.hear_type("trouble"))["trouble"] is None

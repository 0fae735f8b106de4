"""The Python client against a real box: a whole lesson, tokens that end, networks that fail, and refusals in words."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection, BoxRefusedError, BoxUnreachableError
from appliance.client.live_events import CommandRefusedError, LiveEndedError, new_ref
from appliance.contract.account import JoinRequest, Tokens
from appliance.contract.live import (
    AskQuestion,
    AskTime,
    ChatAdded,
    CloseCode,
    Command,
    HandsChanged,
    LostSaid,
    MuteChat,
    QuestionChanged,
    RaiseHand,
    Respond,
    Resumed,
    RunChanged,
    RunRevealed,
    SayLost,
    SendChat,
    Snapshot,
    TallyGrown,
)
from appliance.contract.quiz import QuizWrite, RunCreate
from appliance.services.tokens import Tokens as BoxTokens
from appliance.storage.box_clock import BoxClock
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import (
    LOGIN,
    PASSWORD,
    RIGHT,
    WRONG,
    Follower,
    Lesson,
    Student,
    answer_to,
    choice_question,
    lesson,
)
from tests.support.tcp_relay import TcpRelay

OVER = -1
SOON_SECONDS = 2
DEADLINE_SECONDS = 10.0
BETWEEN_SECONDS = 0.15
MESSAGES = 24
TORN_EVERY = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A running box and its folder."""

    process: ApplianceProcess
    data_dir: Path

    @property
    def origin(self) -> str:
        """Where it is."""
        return self.process.http_url

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return self.process.addresses.http

    def with_access_for(self, tokens: Tokens, seconds: int) -> Tokens:
        """The same login with an access token that is good for so long, signed with the box's own key."""
        identity = json.loads((self.data_dir / "box.json").read_text(encoding="utf-8"))
        signer = BoxTokens(bytes.fromhex(identity["token_secret"]), identity["box_id"], BoxClock("test"))
        claims = signer.read(tokens.access_token)
        access_token, _ = signer.issue_access(
            claims.kind,
            claims.person_id,
            claims.generation,
            session_id=claims.session_id,
            family_id=claims.family_id,
            seconds=seconds,
        )
        return tokens.model_copy(update={"access_token": access_token, "expires_in": seconds})


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with ApplianceProcess(tmp_path, practice=False) as process:
        yield Box(process, tmp_path)


async def test_a_whole_lesson_is_led_and_followed(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        teacher, session_id = led.teacher, led.session.session_id
        students = [await led.student(name) for name in ("이서연", "박준호", "최유나")]
        first, second, third = students
        written = await first.follower.live.send(_chat("안녕하세요"))
        await second.follower.live.send(RaiseHand(ref=new_ref(), type="hand_raise"))
        await second.follower.live.send(AskQuestion(ref=new_ref(), type="question_ask", text="왜 초록색인가요?"))
        await third.follower.live.send(SayLost(ref=new_ref(), type="lost"))
        heard = led.follower
        assert (await heard.hears(ChatAdded)).message.message_id == written.created_id
        assert [hand.name for hand in (await heard.hears(HandsChanged)).hands] == ["박준호"]
        assert (await third.follower.hears(QuestionChanged)).question.text == "왜 초록색인가요?"
        assert (await heard.hears(LostSaid)).participant_id == third.id

        quiz = await teacher.quizzes.create(QuizWrite(title="광합성 퀴즈", questions=[choice_question()]))
        run = await teacher.runs.create(session_id, RunCreate(quiz_id=quiz.quiz_id, seconds=30))
        for student, text in zip(students, (RIGHT, RIGHT, WRONG), strict=True):
            pushed = (await student.follower.hears(RunChanged)).run
            await student.follower.live.send(answer_to(pushed, text))
        await heard.hears(TallyGrown, lambda told: told.tallies[0].answered == 3)
        missing = await teacher.runs.missing(session_id, run.run_id, run.public_questions[0].question_id)
        assert sorted(missing.answered) == sorted(student.id for student in students)
        await teacher.runs.move(session_id, run.run_id, "close")
        await teacher.runs.move(session_id, run.run_id, "reveal")
        for student, is_correct in zip(students, (True, True, False), strict=True):
            revealed = await student.follower.hears(RunRevealed)
            assert [own.is_correct for own in revealed.result.own] == [is_correct]
        own = await first.client.runs.own_data(session_id)
        assert ([each.text for each in own.messages], len(own.results)) == (["안녕하세요"], 1)

        ended = await teacher.sessions.end(session_id)
        assert (ended.state, ended.participants) == ("ended", 3)
        for follower in (heard, *(student.follower for student in students)):
            assert (await follower.ends()).code == CloseCode.ENDED
        table = (await teacher.runs.results_file(session_id, "csv")).decode("utf-8-sig")
        assert [name for name in ("이서연", "박준호", "최유나") if name in table] == ["이서연", "박준호", "최유나"]
        assert (await teacher.dashboard.session(session_id)).lesson.session_id == session_id


async def test_what_the_box_refuses_is_an_exception_with_its_code_and_words(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        async with BoxClient(BoxConnection(box.origin)) as stranger:
            with pytest.raises(BoxRefusedError, match=r"\w+ \w+") as refused:
                await stranger.sessions.mine()
            assert (refused.value.status, refused.value.code) == (401, "not_signed_in")
            with pytest.raises(BoxRefusedError) as refused:
                await stranger.accounts.log_in(LOGIN, PASSWORD + "x")
            assert (refused.value.status, refused.value.code) == (401, "wrong_login")
            with pytest.raises(BoxRefusedError) as refused:
                await stranger.accounts.join(JoinRequest(class_code="AAAAAA", name="x", device_secret="s" * 32))
            assert (refused.value.status, refused.value.code) == (404, "not_found")
        kept = led.teacher.connection.tokens
        with pytest.raises(BoxRefusedError) as refused:
            await led.teacher.accounts.log_in(LOGIN, PASSWORD + "x")
        assert refused.value.code == "wrong_login"
        assert led.teacher.connection.tokens is kept
        student = await led.student("이서연")
        with pytest.raises(BoxRefusedError) as refused:
            await student.client.runs.all(led.session.session_id)
        assert (refused.value.status, refused.value.code) == (403, "not_allowed")
        with pytest.raises(CommandRefusedError, match=r"\w+ \w+") as answer:
            await student.follower.live.send(_mute(student, is_muted=True))
        assert answer.value.code == "not_allowed"
        await led.follower.live.send(_mute(student, is_muted=True))
        with pytest.raises(CommandRefusedError) as answer:
            await student.follower.live.deliver(_chat("여기요"))
        assert answer.value.code == "muted"
        await led.teacher.participants.remove(led.session.session_id, student.id)
        assert (await student.follower.ends()).code == CloseCode.REMOVED
        with pytest.raises(LiveEndedError):
            await student.follower.live.deliver(_chat("여기요"))


async def test_a_box_that_is_not_there_or_is_none_is_told(box: Box) -> None:
    async with TcpRelay(box.address) as relay, BoxClient(BoxConnection(relay.origin)) as client:
        relay.tear()
        with pytest.raises(BoxUnreachableError, match="does not answer"):
            await client.accounts.needs_setup()
        relay.mend()
        assert await client.accounts.needs_setup()
        with pytest.raises(BoxUnreachableError, match="box of this version"):
            await client.connection.ask(Tokens, "GET", "/auth/setup")


async def test_a_token_that_is_over_is_renewed_once_for_many_requests(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        connection = led.teacher.connection
        over = box.with_access_for(_tokens(connection), OVER)
        connection.keep(over)
        lists = await asyncio.gather(*(led.teacher.sessions.mine() for _ in range(8)))
        assert [len(each.sessions) for each in lists] == [1] * 8
        assert _tokens(connection).refresh_token != over.refresh_token
        assert await connection.renew()  # the box lets the last pair come again for a moment, but not the one before
        # Somebody who has copied the old pair ends the login for both; the client says so instead of trying for ever.
        kept: list[Tokens | None] = []
        async with BoxClient(BoxConnection(box.origin, tokens=over, on_tokens=kept.append)) as thief:
            with pytest.raises(BoxRefusedError) as refused:
                await thief.sessions.mine()
        assert (refused.value.status, kept) == (401, [None])
        with pytest.raises(BoxRefusedError) as refused:
            await led.teacher.sessions.mine()
        assert refused.value.status == 401
        assert connection.tokens is None
        await led.teacher.accounts.log_in(LOGIN, PASSWORD)


async def test_a_students_token_is_renewed_by_joining_again(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        student = await led.student("이서연")
        connection = student.client.connection
        over = connection.tokens = box.with_access_for(_tokens(connection), OVER)
        assert (await student.client.runs.own_data(led.session.session_id)).participant_id == student.id
        assert _tokens(connection).access_token != over.access_token
        assert len((await led.teacher.participants.all(led.session.session_id)).participants) == 1


async def test_a_token_that_ends_while_the_class_is_followed_ends_nothing(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        student = await led.student("이서연")
        connection = student.client.connection
        short = connection.tokens = box.with_access_for(_tokens(connection), SOON_SECONDS)
        async with Follower(student.client, led.session.session_id) as follower:
            async with asyncio.timeout(DEADLINE_SECONDS):
                while connection.tokens is short:
                    await follower.live.deliver(AskTime(ref=new_ref(), type="time"))
                    await asyncio.sleep(BETWEEN_SECONDS)
            await follower.live.deliver(_chat("아직 여기"))
            assert len(follower.of(Snapshot)) == 1
            assert follower.of(Resumed) == []


async def test_a_torn_connection_is_resumed_without_loss_or_doubles(box: Box) -> None:
    async with (
        lesson(box.origin, box.data_dir) as led,
        TcpRelay(box.address) as relay,
    ):
        writer = await led.student("박준호")
        student = await led.student("이서연", relay.origin)
        for number in range(MESSAGES):
            if number % TORN_EVERY == 0:
                relay.tear()
            await writer.follower.live.deliver(_chat(f"{number}"))
            if number % TORN_EVERY == 1:
                relay.mend()
        relay.mend()
        await student.follower.hears(ChatAdded, lambda heard: heard.message.text == f"{MESSAGES - 1}")
        assert [heard.message.text for heard in student.follower.of(ChatAdded)] == [f"{n}" for n in range(MESSAGES)]
        assert len(student.follower.of(Snapshot)) == 1
        assert len(student.follower.of(Resumed)) >= 1

        # An old token is renewed on the way back in.
        connection = student.client.connection
        over = connection.tokens = box.with_access_for(_tokens(connection), OVER)
        relay.tear()
        relay.mend()
        await student.follower.live.deliver(_chat("wieder da"))
        assert _tokens(connection).access_token != over.access_token


async def test_a_command_whose_answer_was_lost_is_done_once(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led, TcpRelay(box.address) as relay:
        student = await led.student("이서연", relay.origin)
        run = await led.teacher.runs.create(led.session.session_id, RunCreate(questions=[choice_question()]))
        pushed = (await student.follower.hears(RunChanged)).run
        for command in (_chat("한 번만"), answer_to(pushed, RIGHT), RaiseHand(ref=new_ref(), type="hand_raise")):
            relay.silence(only_answers=True)
            async with asyncio.TaskGroup() as group:
                sent = group.create_task(student.follower.live.deliver(command))
                await _is_done(led, command)
                relay.tear()
                relay.mend()
            assert sent.result().ref == command.ref
        results = await led.teacher.runs.results(led.session.session_id, run.run_id)
        assert [row.answer_text for row in results.responses] == [RIGHT]
        own = await student.client.runs.own_data(led.session.session_id)
        assert [message.text for message in own.messages] == ["한 번만"]
        assert own.hands == 1


async def test_who_leaves_hears_no_more(box: Box) -> None:
    async with lesson(box.origin, box.data_dir) as led:
        student = await led.student("이서연")
        await student.follower.live.close()
        assert student.follower.end is None
        with pytest.raises(LiveEndedError):
            await student.follower.live.deliver(_chat("zu spät"))
        with pytest.raises(ConnectionError):
            await student.follower.live.send(_chat("zu spät"))
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (await led.teacher.participants.all(led.session.session_id)).participants[0].is_connected:
                await asyncio.sleep(BETWEEN_SECONDS)


async def _is_done(led: Lesson, command: Command) -> None:
    """Wait until the teacher hears what the command has done, though its sender has not been answered."""
    match command:
        case SendChat(text=text):
            await led.follower.hears(ChatAdded, lambda heard: heard.message.text == text)
        case Respond(run_id=run_id):
            await led.follower.hears(TallyGrown, lambda heard: heard.run_id == run_id)
        case _:
            await led.follower.hears(HandsChanged, lambda heard: len(heard.hands) == 1)


def _tokens(connection: BoxConnection) -> Tokens:
    assert connection.tokens is not None
    return connection.tokens


def _chat(text: str) -> SendChat:
    return SendChat(ref=new_ref(), type="chat_send", text=text)


def _mute(student: Student, *, is_muted: bool) -> MuteChat:
    return MuteChat(ref=new_ref(), type="chat_mute", participant_id=student.id, is_muted=is_muted)

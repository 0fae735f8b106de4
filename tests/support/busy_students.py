"""Students who answer and write without a pause, whatever happens to the box, and who know what it has acknowledged."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from appliance.client.box_client import BoxClient
from appliance.client.live_events import CommandRefusedError, new_ref
from appliance.contract.live import Ack, Command, SendChat
from appliance.contract.quiz import PublicRun
from appliance.lifecycle import TaskOwner
from tests.support.lesson_client import OPTIONS, Student, answer_to

CHAT_EVERY = 3
TOO_MUCH_SECONDS = 0.3
"""A person may say ten things a second, after the first thirty."""


@dataclass(slots=True)
class BusyStudent:
    """One student, what they have said, and what of it was acknowledged."""

    student: Student
    chance: random.Random
    written: list[str] = field(default_factory=list)
    """Every message that was begun to be sent, in order."""
    acknowledged_texts: set[str] = field(default_factory=set)
    chosen: dict[tuple[str, str], str] = field(default_factory=dict)
    """Run and question to the option's text."""
    acknowledged_answers: set[tuple[str, str]] = field(default_factory=set)

    async def answer_all(self, run_id: str, crowd: "BusyStudents") -> None:
        """Answer every question of a run once it is heard of, with a message after some of them."""
        run = await self.student.follower.sees_run(run_id)
        for number in range(len(run.questions)):
            await self._answer(run, number, crowd)
            if number % CHAT_EVERY == 0:
                await self.write(crowd)

    async def write(self, crowd: "BusyStudents") -> None:
        """Write the next message."""
        text = f"{self.student.joined.name} {len(self.written)}"
        self.written.append(text)
        await _deliver(self.student, SendChat(ref=new_ref(), type="chat_send", text=text))
        self.acknowledged_texts.add(text)
        crowd.note()

    async def _answer(self, run: PublicRun, number: int, crowd: "BusyStudents") -> None:
        place = run.run_id, run.questions[number].question_id
        text = self.chosen[place] = self.chance.choice(OPTIONS)
        await _deliver(self.student, answer_to(run, text, number))
        self.acknowledged_answers.add(place)
        crowd.note()


class BusyStudents:
    """All of them."""

    def __init__(self, students: list[Student], seed: int) -> None:
        chance = random.Random(seed)
        self.each = [BusyStudent(student, random.Random(chance.random())) for student in students]
        self.acknowledged = 0
        self._news = asyncio.Condition()
        self._tasks = TaskOwner("students")
        self._working: list[asyncio.Task[None]] = []

    def begin_to_answer(self, run_id: str) -> None:
        """Let everybody answer the run."""
        self._working = [self._tasks.start(one.answer_all(run_id, self), name="answers") for one in self.each]

    def begin_to_write(self) -> None:
        """Let everybody write until they are told to stop."""
        self._working = [self._tasks.start(self._write_for_ever(one), name="writes") for one in self.each]

    async def are_done(self, seconds: float) -> None:
        """Wait until everybody has answered everything."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._working)

    async def stop(self) -> None:
        """Let nobody begin anything more."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    def note(self) -> None:
        """One more thing was acknowledged."""
        self.acknowledged += 1
        self._tasks.start(self._tell(), name="tell")

    async def have_been_answered(self, times: int, seconds: float = 30.0) -> None:
        """Wait until the box has acknowledged so much in all."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: self.acknowledged >= times)

    async def close(self) -> None:
        """End what still goes on."""
        await self._tasks.close()

    async def _write_for_ever(self, one: BusyStudent) -> None:
        while True:
            await one.write(self)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


@dataclass(frozen=True, slots=True)
class Promises:
    """What the box had acknowledged at one moment: it must be there ever after, once."""

    texts: dict[str, frozenset[str]]
    """By participant."""
    answers: dict[str, dict[tuple[str, str], str]]


def promises_of(students: BusyStudents) -> Promises:
    """Everything that was acknowledged until now."""
    return Promises(
        {one.student.id: frozenset(one.acknowledged_texts) for one in students.each},
        {one.student.id: {place: one.chosen[place] for place in one.acknowledged_answers} for one in students.each},
    )


async def assert_kept(promises: Promises, teacher: BoxClient, students: list[BusyStudent], run_ids: list[str]) -> None:
    """Compare the box with what it has promised and with what was said at all; nothing may be there twice."""
    session_id = students[0].student.joined.session_id
    stored: dict[str, dict[tuple[str, str], str]] = {one.student.id: {} for one in students}
    for run_id in run_ids:
        results = await teacher.runs.results(session_id, run_id)
        places = [(row.participant_id, row.question_id) for row in results.responses]
        assert len(places) == len(set(places))
        for row in results.responses:
            stored[row.participant_id][run_id, row.question_id] = row.answer_text
    for one in students:
        own = await one.student.client.runs.own_data(session_id)
        texts = Counter(message.text for message in own.messages)
        assert set(texts.values()) <= {1}
        assert promises.texts[one.student.id] <= set(texts) <= set(one.written)
        kept = stored[one.student.id]
        promised = {place: text for place, text in promises.answers[one.student.id].items() if place[0] in run_ids}
        assert promised.items() <= kept.items() <= one.chosen.items()


async def _deliver(student: Student, command: Command) -> Ack:
    while True:
        try:
            return await student.follower.live.deliver(command)
        except CommandRefusedError as refused:
            if refused.code != "too_many":
                raise
        await asyncio.sleep(TOO_MUCH_SECONDS)

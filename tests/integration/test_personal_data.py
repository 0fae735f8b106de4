"""A pupil of a box with open and ended classes: exported whole, erased from every file, and only that pupil."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from appliance.domain.account import AuditEntry
from appliance.domain.lesson import Lesson
from appliance.domain.participant import Roster, RosterEntry, Student
from appliance.domain.quiz import Answer, QuestionKind
from appliance.domain.talk import Author, ChatMessage, ClassQuestion, Signal, SignalKind
from appliance.errors import NotFound, StorageSealed
from appliance.services.audit_trail import AuditTrail
from appliance.services.lesson_summaries import LessonSummaries
from appliance.services.personal_data import BEGUN, DONE, PersonalData
from appliance.services.session import Session
from appliance.storage.ids import new_id
from tests.support.lesson_room import LessonRoom, lesson_room
from tests.support.made_quizzes import made_question, made_response, made_run

NAME, SECRET, SAID = "카나리아 Canary", "5ecre7" * 10, "tweet tweet said the bird"
CANARIES = tuple(text.encode() for text in ("카나리아", "Canary", SECRET, "tweet"))
PUPIL, OTHER = "0190f3c1b0007c4d8e9fa0b1c2d3e4f5", "0190f3c1b0017c4d8e9fa0b1c2d3e4f6"
QUESTION = made_question(QuestionKind.SHORT_TEXT)


@dataclass(frozen=True, slots=True)
class Office:
    """Who asks for exports and erasures, and the box."""

    room: LessonRoom
    personal_data: PersonalData

    def files_of_canary(self) -> list[str]:
        """The files in which a byte of the pupil stands."""
        files = [path for path in self.room.data_dir.rglob("*") if path.is_file()]
        found = [path for path in files if any(canary in path.read_bytes() for canary in CANARIES)]
        return [str(path.relative_to(self.room.data_dir)) for path in found]

    async def open_class(self) -> Session:
        """A class that goes on, in which the canary and another pupil did everything a pupil can do."""
        session = await self.room.open_class()
        for participant_id, name, said in ((PUPIL, NAME, SAID), (OTHER, "이서연", "안녕")):
            person = self.room.join(session, name, participant_id=participant_id)
            session.store.participants.put(replace(person, secret_hash=SECRET if participant_id == PUPIL else "0"))
            _act(session, participant_id, name, said)
        session.store.runs.put(made_run(QUESTION))
        session.presence.joined(PUPIL)
        self.room.pass_ms(60_000)
        session.presence.left(PUPIL)
        await session.store.durable()
        return session

    async def ended_class(self) -> Lesson:
        """The same, ended."""
        return await self.room.sessions.end(await self.open_class())


def _act(session: Session, who: str, name: str, said: str) -> None:
    store = session.store
    store.messages.put(ChatMessage(new_id(), Author.STUDENT, who, name, said, 1))
    store.questions.put(ClassQuestion(new_id(), who, said, 2))
    store.signals.put(Signal(new_id(), who, SignalKind.LOST, 3, "biology"))
    store.responses.put(made_response(QUESTION, Answer(text=said), who))


def _enrol(room: LessonRoom) -> None:
    room.catalogue.students.put(Student(PUPIL, NAME, SECRET, "카나리아canary", 1, 2, "entry"))
    room.catalogue.students.put(Student(OTHER, "이서연", "0", "이서연", 1, 2))
    entries = (RosterEntry("entry", NAME, number="7"), RosterEntry("other", "이서연"))
    room.catalogue.rosters.put(Roster("roster", "teacher-1", "3-2", entries))


def _office(room: LessonRoom) -> Office:
    summaries = LessonSummaries(room.catalogue, room.sessions)
    room.sessions.when_ending.append(summaries.when_ending)
    audit = AuditTrail(room.catalogue, room.clock, new_id)

    async def forget_removed() -> None:
        await room.catalogue_database.compact(forget=True)

    data = PersonalData(room.catalogue, room.sessions, room.stores, summaries, audit, forget_removed=forget_removed)
    return Office(room, data)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with lesson_room(tmp_path) as room:
        _enrol(room)
        yield _office(room)


async def test_an_export_holds_every_class_in_one_json_document(office: Office) -> None:
    ended, session = await office.ended_class(), await office.open_class()
    exported = await office.personal_data.export_student(PUPIL)
    text = json.dumps(exported, ensure_ascii=False)
    assert json.loads(text)["student"]["name"] == NAME
    sessions = {each["session_id"]: each for each in json.loads(text)["sessions"]}
    assert set(sessions) == {ended.id, session.session_id}
    for each in sessions.values():
        assert [message["text"] for message in each["messages"]] == [SAID]
        assert [answer["answer"]["text"] for answer in each["answers"]] == [SAID]
    assert [entry["number"] for entry in json.loads(text)["roster_entries"]] == ["7"]
    assert "이서연" not in text
    assert OTHER not in text


async def test_of_a_stranger_there_is_nothing_to_export_or_erase(office: Office) -> None:
    await office.ended_class()
    with pytest.raises(NotFound):
        await office.personal_data.export_student("stranger")
    with pytest.raises(NotFound):
        await office.personal_data.erase_student("stranger", "teacher-1")
    assert len(office.room.catalogue.audit) == 0


async def test_after_an_erasure_no_byte_of_the_pupil_is_left_in_the_data_folder(office: Office) -> None:
    ended, session = await office.ended_class(), await office.open_class()
    before = office.files_of_canary()
    assert {path.split("/")[0] for path in before} == {"catalogue", "sessions"}
    receipt = await office.personal_data.erase_student(PUPIL, "teacher-1")
    assert office.files_of_canary() == []
    assert receipt.sessions == 2
    assert receipt.records >= 2 * 6 + 2
    assert session.store.participants.get(PUPIL) is None
    assert (await office.room.sessions.store_of(ended.id)).participants.get(PUPIL) is None
    with pytest.raises(NotFound):
        await office.personal_data.export_student(PUPIL)


async def test_nothing_comes_back_after_a_restart(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        _enrol(room)
        office = _office(room)
        await office.ended_class()
        await office.open_class()
        await office.personal_data.erase_student(PUPIL, "teacher-1")
    async with lesson_room(tmp_path) as room:
        office = _office(room)
        assert office.files_of_canary() == []
        (session,) = room.sessions.all()
        assert [each.name for each in session.store.participants.all()] == ["이서연"]
        with pytest.raises(NotFound):
            await office.personal_data.export_student(PUPIL)


async def test_the_other_pupils_keep_everything(office: Office) -> None:
    ended, session = await office.ended_class(), await office.open_class()
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    for store in (session.store, await office.room.sessions.store_of(ended.id)):
        assert [each.name for each in store.participants.all()] == ["이서연"]
        counts = [len(each) for each in (store.messages, store.questions, store.signals, store.responses)]
        assert counts == [1, 1, 1, 1]
    exported = await office.personal_data.export_student(OTHER)
    assert len(json.loads(json.dumps(exported))["sessions"]) == 2


async def test_an_ended_class_is_sealed_again_and_summed_up_without_the_pupil(office: Office) -> None:
    ended = await office.ended_class()
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    summary = office.room.catalogue.summaries.get(ended.id)
    assert summary is not None
    assert [(student.name, student.answered) for student in summary.students] == [("이서연", 1)]
    store = await office.room.sessions.store_of(ended.id)
    with pytest.raises(StorageSealed):
        store.messages.remove(store.messages.all()[0].id)


async def test_the_evidence_says_who_and_when_but_not_whom_by_name(office: Office) -> None:
    await office.ended_class()
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    entries = office.room.catalogue.audit.all()
    assert [(each.who, each.what, each.about) for each in entries] == [
        ("teacher-1", BEGUN, PUPIL),
        ("teacher-1", DONE, PUPIL),
    ]


async def test_the_erasure_goes_upstream_as_tombstones(office: Office) -> None:
    session = await office.open_class()
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    removed = [entry for entry in session.store.database.pending_entries() if entry.action == "remove"]
    assert {entry.collection for entry in removed} >= {"participants", "messages", "questions", "responses"}
    assert PUPIL in {entry.entity_id for entry in removed if entry.collection == "participants"}


async def test_whoever_remembers_the_pupil_is_told_before_the_facts_go(office: Office) -> None:
    session = await office.open_class()
    told: list[tuple[str, bool]] = []

    async def forget(of: Session, student_id: str) -> None:
        of.presence.forget(student_id)
        told.append((student_id, student_id in of.store.participants))

    office.personal_data.when_erasing.append(forget)
    session.presence.joined(PUPIL)
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    assert told == [(PUPIL, True), (PUPIL, False)]
    assert session.presence.left(PUPIL) is False
    await session.store.durable()
    assert office.files_of_canary() == []


async def test_texts_of_others_with_the_name_are_left_and_pointed_out(office: Office) -> None:
    session = await office.open_class()
    text = f"{NAME} is right!"
    session.store.messages.put(ChatMessage("said-by-other", Author.STUDENT, OTHER, "이서연", text, 9))
    receipt = await office.personal_data.erase_student(PUPIL, "teacher-1")
    assert [(each.session_id, each.id) for each in receipt.mentions] == [(session.session_id, "said-by-other")]
    message = session.store.messages.get("said-by-other")
    assert message is not None
    assert message.text == text


async def test_an_interrupted_erasure_is_finished_at_the_next_start(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        _enrol(room)
        office = _office(room)
        await office.ended_class()
        room.catalogue.audit.put(AuditEntry("begun", 1, "teacher-1", BEGUN, PUPIL))
        await room.catalogue.durable()
        assert office.files_of_canary() != []
    async with lesson_room(tmp_path) as room:
        office = _office(room)
        assert await office.personal_data.finish_interrupted() == 1
        assert office.files_of_canary() == []
        assert await office.personal_data.finish_interrupted() == 0


async def test_a_pupil_of_whom_only_a_damaged_file_speaks_is_found(office: Office) -> None:
    lesson = await office.room.sessions.end(await office.room.open_class())
    damaged = office.room.data_dir / "sessions" / lesson.id / "journal-0.log.corrupt.20261124T100000Z"
    damaged.write_bytes(f'{{"id":"{PUPIL}","name":"{NAME}"}}'.encode())
    office.room.catalogue.students.remove(PUPIL)
    await office.personal_data.erase_student(PUPIL, "teacher-1")
    assert not damaged.exists()

"""A pupil in real databases: gathered whole, and after an erasure in no byte of any file."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from appliance.domain.account import AuditEntry
from appliance.domain.lesson_summary import LessonSummary
from appliance.domain.participant import Admission, Participant, Roster, RosterEntry, Student
from appliance.domain.quiz import Answer, QuestionKind
from appliance.domain.talk import (
    Announcement,
    Author,
    ChatMessage,
    ClassQuestion,
    PresenceSpan,
    RaisedHand,
    Signal,
    SignalKind,
)
from appliance.services.personal_records import (
    erase_from_catalogue,
    erase_from_session,
    gather_from_catalogue,
    gather_from_session,
    mentions,
    roster_entries_of,
)
from appliance.storage.box_clock import BoxClock
from appliance.storage.catalogue import CATALOGUE_SCHEMA, Catalogue
from appliance.storage.database import Database
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.personal_data import folder_mentions
from appliance.storage.session_store import SESSION_SCHEMA, SessionStore
from tests.support.lesson_year import Year, made_year
from tests.support.made_quizzes import made_question, made_response, made_run

PUPIL, OTHER = "0190f3c1b0007c4d8e9fa0b1c2d3e4f5", "0190f3c1b0017c4d8e9fa0b1c2d3e4f6"
NAME, SECRET = '카나리아 "새" Canary', "5ecre7" * 10
SAID, ASKED, ANSWERED = "canary said this", "카나리아가 물었다", "canary answered this"
CANARIES = tuple(text.encode() for text in ("카나리아", "Canary", "canary", SECRET))
QUESTION = made_question(QuestionKind.SHORT_TEXT)


@dataclass
class Box:
    """A catalogue and the store of one session, in one data folder."""

    folder: Path
    catalogue_database: Database
    store: SessionStore

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.catalogue_database)

    def bytes_of_canary(self) -> list[str]:
        """The files in which anything of the pupil stands."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path.name for path in files if any(canary in path.read_bytes() for canary in CANARIES)]


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    clock, files = BoxClock("box-under-test"), DiskFiles()
    async with JournalWriter() as writer:
        catalogue = Database.open(tmp_path / "catalogue", files, clock, writer, CATALOGUE_SCHEMA)
        session = Database.open(tmp_path / "sessions" / "s", files, clock, writer, SESSION_SCHEMA)
        try:
            box = Box(tmp_path, catalogue, SessionStore(session))
            _fill(box)
            await box.store.durable()
            await box.catalogue.durable()
            yield box
        finally:
            await session.close()
            await catalogue.close()


def _fill(box: Box) -> None:
    store, catalogue = box.store, box.catalogue
    store.participants.put(Participant(PUPIL, NAME, SECRET, Admission.ADMITTED, 1, roster_entry_id="entry"))
    store.participants.put(Participant(OTHER, "Other", "hash", Admission.ADMITTED, 2))
    store.messages.put(ChatMessage("m1", Author.STUDENT, PUPIL, NAME, SAID, 3))
    store.messages.put(ChatMessage("m2", Author.STUDENT, OTHER, "Other", "Hello", 4))
    store.questions.put(ClassQuestion("q1", PUPIL, ASKED, 5, upvoter_ids=(OTHER,)))
    store.questions.put(ClassQuestion("q2", OTHER, "Why?", 6, upvoter_ids=(PUPIL, "third")))
    store.hands.put(RaisedHand(PUPIL, 7))
    store.signals.put(Signal("t1", PUPIL, SignalKind.LOST, 8, "biology"))
    store.signals.put(Signal("t2", OTHER, SignalKind.LOST, 8, "biology"))
    store.spans.put(PresenceSpan("p1", PUPIL, 1, 9, 8))
    store.runs.put(made_run(QUESTION))
    store.responses.put(made_response(QUESTION, Answer(text=ANSWERED), PUPIL))
    store.responses.put(made_response(QUESTION, Answer(text="plants"), OTHER))
    catalogue.students.put(Student(PUPIL, NAME, SECRET, "카나리아canary", 1, 9, "entry"))
    catalogue.students.put(Student(OTHER, "Other", "hash", "other", 1, 9))
    catalogue.rosters.put(Roster("r", "teacher", "3-2", (RosterEntry("entry", NAME), RosterEntry("e2", "Other"))))
    catalogue.summaries.put(_summary())
    catalogue.audit.put(AuditEntry("a1", 1, "teacher", "removed", PUPIL))


def _summary() -> LessonSummary:
    (_, made), *_ = made_year(Year(lessons=1, students=2))
    canary, other = made.students
    canary = replace(canary, participant_id=PUPIL, name=NAME)
    return replace(made, students=(canary, replace(other, participant_id=OTHER, name="Other")))


async def _erase(box: Box) -> None:
    entries = roster_entries_of(box.catalogue, box.store, PUPIL)
    erase_from_session(box.store, PUPIL)
    erase_from_catalogue(box.catalogue, PUPIL, entries)
    await box.store.database.compact(forget=True)
    await box.catalogue_database.compact(forget=True)


async def test_everything_about_a_pupil_is_gathered(box: Box) -> None:
    found = gather_from_session(box.store, PUPIL)
    assert found is not None
    assert [len(found[key]) for key in ("messages", "questions", "signals", "presence", "answers")] == [1] * 5  # type: ignore[arg-type]
    assert found["upvoted_question_ids"] == ["q2"]
    (answer,) = found["answers"]  # type: ignore[misc]
    assert (answer["answer"]["text"], answer["question"]) == (ANSWERED, QUESTION.text)  # type: ignore[has-type]
    catalogue = gather_from_catalogue(box.catalogue, PUPIL)
    assert [entry["name"] for entry in catalogue["roster_entries"]] == [NAME]  # type: ignore[attr-defined]
    assert [entry["what"] for entry in catalogue["audit"]] == ["removed"]  # type: ignore[attr-defined]
    assert [entry["name"] for entry in catalogue["lesson_summaries"]] == [NAME]  # type: ignore[attr-defined]
    whole = json.dumps([found, catalogue], ensure_ascii=False)
    for text in (SECRET, SAID, ASKED, ANSWERED):
        assert text in whole


async def test_nothing_of_others_is_gathered(box: Box) -> None:
    whole = json.dumps([gather_from_session(box.store, PUPIL), gather_from_catalogue(box.catalogue, PUPIL)])
    assert OTHER not in whole
    assert "Other" not in whole


async def test_of_a_stranger_nothing_is_gathered(box: Box) -> None:
    assert gather_from_session(box.store, "stranger") is None
    assert not any(gather_from_catalogue(box.catalogue, "stranger").values())


async def test_the_canary_stands_in_the_files_before_the_erasure(box: Box) -> None:
    assert len(box.bytes_of_canary()) >= 2


async def test_after_the_erasure_no_byte_of_the_pupil_is_left(box: Box) -> None:
    await box.store.database.compact()
    await _erase(box)
    assert box.bytes_of_canary() == []


async def test_older_snapshots_and_damaged_copies_go_too(box: Box) -> None:
    for number in range(3):
        box.store.messages.put(ChatMessage(f"more-{number}", Author.STUDENT, PUPIL, NAME, SAID, number))
        await box.store.database.compact()
    damaged = box.folder / "sessions" / "s" / "journal-0.log.corrupt.20261124T100000Z"
    damaged.write_bytes(b"half a record of " + NAME.encode())
    assert len(box.bytes_of_canary()) >= 4
    await _erase(box)
    assert box.bytes_of_canary() == []


async def test_what_others_did_stays(box: Box) -> None:
    await _erase(box)
    store = box.store
    assert [each.id for each in store.participants.all()] == [OTHER]
    assert [each.text for each in store.messages.all()] == ["Hello"]
    assert [(each.id, each.upvoter_ids) for each in store.questions.all()] == [("q2", ("third",))]
    assert [each.participant_id for each in store.responses.all()] == [OTHER]
    assert [each.id for each in store.signals.all()] == ["t2"]
    assert [entry.name for roster in box.catalogue.rosters.all() for entry in roster.entries] == ["Other"]
    (summary,) = box.catalogue.summaries.all()
    assert [student.name for student in summary.students] == ["Other"]


async def test_the_erasure_travels_as_tombstones(box: Box) -> None:
    before = max(entry.counter for entry in box.store.database.pending_entries())
    await _erase(box)
    later = [entry for entry in box.store.database.pending_entries() if entry.counter > before]
    removed = {entry.collection for entry in later if entry.action == "remove"}
    assert removed == {"participants", "messages", "questions", "signals", "spans", "responses"}
    assert [(entry.collection, entry.entity_id) for entry in later if entry.action == "put"] == [("questions", "q2")]


async def test_an_erasure_can_be_done_again(box: Box) -> None:
    await _erase(box)
    assert erase_from_session(box.store, PUPIL) == 0
    assert erase_from_catalogue(box.catalogue, PUPIL, frozenset({"entry"})) == 0


async def test_the_erased_state_is_what_the_next_start_finds(box: Box) -> None:
    await _erase(box)
    async with JournalWriter() as writer:
        folder, clock = box.folder / "sessions" / "s", BoxClock("box-under-test")
        again = Database.open(folder, DiskFiles(), clock, writer, SESSION_SCHEMA, read_only=True)
        assert [each.id for each in SessionStore(again).participants.all()] == [OTHER]


async def test_others_texts_with_the_name_are_pointed_out(box: Box) -> None:
    box.store.announcements.put(Announcement("an", f"{NAME}, please stay", 9))
    found = list(mentions(box.store, "s", frozenset({NAME})))
    assert [(each.kind, each.id) for each in found] == [("announcement", "an")]
    assert list(mentions(box.store, "s", frozenset())) == []


async def test_a_folder_is_searched_byte_by_byte(box: Box) -> None:
    folder, files = box.folder / "sessions" / "s", DiskFiles()
    assert folder_mentions(folder, files, frozenset({PUPIL.encode()}))
    assert not folder_mentions(folder, files, frozenset({b"stranger"}))
    assert not folder_mentions(box.folder / "nowhere", files, frozenset({PUPIL.encode()}))

"""Erasure by age: sessions that are too old go whole, with pupils of whom nothing else is left, and with evidence."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.domain.account import AuditEntry
from appliance.domain.lesson import Lesson
from appliance.domain.participant import Student
from appliance.domain.talk import Author, ChatMessage
from appliance.errors import NotFound
from appliance.services.audit_trail import AuditTrail
from appliance.services.lesson_summaries import LessonSummaries
from appliance.services.retention import BEGUN, BY_AGE, DAY_MS, DONE, STUDENT_DONE, Retention
from appliance.storage.ids import new_id
from tests.support.lesson_room import LessonRoom, lesson_room

DAYS = 30
CANARY = "카나리아".encode()


@dataclass(frozen=True, slots=True)
class Archive:
    """The box and its retention."""

    room: LessonRoom
    retention: Retention

    async def lesson(self, name: str) -> Lesson:
        """An ended lesson with one pupil of that name, who is known by it."""
        session = await self.room.open_class()
        person = self.room.join(session, name, participant_id=f"pupil-{len(name)}")
        now_ms = self.room.clock.wall_ms()
        session.store.messages.put(ChatMessage(new_id(), Author.STUDENT, person.id, name, f"{name} was here", now_ms))
        self.room.catalogue.students.put(Student(person.id, name, "hash", name, now_ms, now_ms))
        self.room.pass_ms(60_000)
        return await self.room.sessions.end(session)

    def files_of_canary(self) -> list[str]:
        """The files in which the canary's name stands."""
        files = [path for path in self.room.data_dir.rglob("*") if path.is_file()]
        return [path.name for path in files if CANARY in path.read_bytes()]


def _retention(room: LessonRoom, days: int | None = DAYS) -> Retention:
    async def forget_removed() -> None:
        await room.catalogue_database.compact(forget=True)

    audit = AuditTrail(room.catalogue, room.clock, new_id)
    return Retention(room.catalogue, room.sessions, room.stores, audit, days=days, forget_removed=forget_removed)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with lesson_room(tmp_path) as room:
        room.sessions.when_ending.append(LessonSummaries(room.catalogue, room.sessions).when_ending)
        yield Archive(room, _retention(room))


async def test_a_session_goes_when_it_is_older_than_the_setting(archive: Archive) -> None:
    old = await archive.lesson("카나리아")
    archive.room.pass_ms(DAYS * DAY_MS)
    assert await archive.retention.erase_old() == 0
    archive.room.pass_ms(1)
    assert await archive.retention.erase_old() == 1
    assert archive.room.catalogue.summaries.get(old.id) is None
    assert not (archive.room.data_dir / "sessions" / old.id).exists()
    assert archive.files_of_canary() == []
    with pytest.raises(NotFound):
        archive.room.sessions.lesson(old.id)


async def test_newer_sessions_and_their_pupils_stay(archive: Archive) -> None:
    await archive.lesson("카나리아")
    archive.room.pass_ms(DAYS * DAY_MS)
    newer = await archive.lesson("이서연")
    assert await archive.retention.erase_old() == 1
    assert archive.room.sessions.lesson(newer.id) == newer
    assert [student.name for student in archive.room.catalogue.students.all()] == ["이서연"]
    store = await archive.room.sessions.store_of(newer.id)
    assert len(store.messages) == 1


async def test_a_pupil_of_a_class_that_goes_on_stays_known(archive: Archive) -> None:
    await archive.lesson("카나리아")
    session = await archive.room.open_class()
    archive.room.join(session, "카나리아", participant_id="pupil-4")
    archive.room.pass_ms((DAYS + 1) * DAY_MS)
    assert await archive.retention.erase_old() == 1
    assert "pupil-4" in archive.room.catalogue.students


async def test_an_open_session_is_never_too_old(archive: Archive) -> None:
    session = await archive.room.open_class()
    archive.room.pass_ms(10 * DAYS * DAY_MS)
    assert await archive.retention.erase_old() == 0
    assert archive.room.sessions.get(session.session_id) is session


async def test_the_evidence_names_no_pupil(archive: Archive) -> None:
    old = await archive.lesson("카나리아")
    archive.room.pass_ms((DAYS + 1) * DAY_MS)
    await archive.retention.erase_old()
    entries = [(each.who, each.what, each.about) for each in archive.room.catalogue.audit.all()]
    assert entries[:2] == [(BY_AGE, BEGUN, old.id), (BY_AGE, DONE, old.id)]
    assert [what for _, what, _ in entries[2:]] == [STUDENT_DONE]


async def test_lesson_and_summary_go_upstream_as_tombstones(archive: Archive) -> None:
    old = await archive.lesson("카나리아")
    archive.room.pass_ms((DAYS + 1) * DAY_MS)
    await archive.retention.erase_old()
    removed = [entry for entry in archive.room.catalogue_database.pending_entries() if entry.action == "remove"]
    assert {(entry.collection, entry.entity_id) for entry in removed} == {("lessons", old.id), ("summaries", old.id)}


async def test_without_a_setting_everything_is_kept(archive: Archive) -> None:
    await archive.lesson("카나리아")
    archive.room.pass_ms(100 * DAYS * DAY_MS)
    assert await _retention(archive.room, None).erase_old() == 0


async def test_what_was_begun_before_a_power_cut_is_finished(archive: Archive) -> None:
    recent = await archive.lesson("카나리아")
    archive.room.catalogue.audit.put(AuditEntry("cut", 1, BY_AGE, BEGUN, recent.id))
    assert await archive.retention.erase_old() == 1
    assert not (archive.room.data_dir / "sessions" / recent.id).exists()
    assert await archive.retention.erase_old() == 0


async def test_the_rounds_begin_and_end_with_their_owner(archive: Archive) -> None:
    archive.retention.start()
    await archive.retention.close()

"""Summaries in the catalogue: written when a session ends, there after a restart, rebuilt when they are missing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.lesson import Lesson
from appliance.services.lesson_summaries import LessonSummaries
from tests.support.lesson_room import LessonRoom, lesson_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LessonRoom]:
    async with lesson_room(tmp_path) as made:
        yield made


async def _held_lesson(room: LessonRoom, name: str = "이서연") -> Lesson:
    """A lesson of ten minutes with one student, ended."""
    session = await room.open_class()
    student = room.join(session, name)
    session.presence.joined(student.id)
    room.pass_ms(600_000)
    session.presence.left(student.id)
    return await room.sessions.end(session)


async def test_an_ended_session_is_summed_up_before_its_facts_are_sealed(room: LessonRoom) -> None:
    summaries = LessonSummaries(room.catalogue, room.sessions)
    room.sessions.when_ending.append(summaries.when_ending)
    lesson = await _held_lesson(room)
    summary = room.catalogue.summaries.get(lesson.id)
    assert summary is not None
    assert (summary.started_ms, summary.ended_ms) == (lesson.started_ms, lesson.ended_ms)
    assert [(each.name, each.present_ms) for each in summary.students] == [("이서연", 600_000)]


async def test_the_summary_is_there_after_a_restart(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        room.sessions.when_ending.append(LessonSummaries(room.catalogue, room.sessions).when_ending)
        lesson = await _held_lesson(room)
        written = room.catalogue.summaries.get(lesson.id)
    async with lesson_room(tmp_path) as room:
        assert room.catalogue.summaries.get(lesson.id) == written
        assert await LessonSummaries(room.catalogue, room.sessions).rebuild_missing() == 0


async def test_a_summary_that_was_not_written_is_made_at_the_next_start(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        lesson = await _held_lesson(room)
        assert room.catalogue.summaries.get(lesson.id) is None
    async with lesson_room(tmp_path) as room:
        assert await LessonSummaries(room.catalogue, room.sessions).rebuild_missing() == 1
        summary = room.catalogue.summaries.get(lesson.id)
        assert summary is not None
        assert [each.name for each in summary.students] == ["이서연"]


async def test_a_session_that_was_reopened_is_summed_up_anew_when_it_ends_again(room: LessonRoom) -> None:
    summaries = LessonSummaries(room.catalogue, room.sessions)
    room.sessions.when_ending.append(summaries.when_ending)
    lesson = await _held_lesson(room)
    again = await room.sessions.reopen(lesson.id)
    room.join(again, "김민준")
    room.pass_ms(60_000)
    ended = await room.sessions.end(again)
    summary = room.catalogue.summaries.get(lesson.id)
    assert summary is not None
    assert {each.name for each in summary.students} == {"이서연", "김민준"}
    assert summary.ended_ms == ended.ended_ms


async def test_a_crash_between_reopening_and_the_second_end_is_noticed(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as room:
        room.sessions.when_ending.append(LessonSummaries(room.catalogue, room.sessions).when_ending)
        lesson = await _held_lesson(room)
        room.sessions.when_ending.clear()
        again = await room.sessions.reopen(lesson.id)
        room.pass_ms(60_000)
        ended = await room.sessions.end(again)
    async with lesson_room(tmp_path) as room:
        assert await LessonSummaries(room.catalogue, room.sessions).rebuild_missing() == 1
        summary = room.catalogue.summaries.get(lesson.id)
        assert summary is not None
        assert summary.ended_ms == ended.ended_ms


async def test_a_session_whose_facts_are_gone_stops_nothing(room: LessonRoom) -> None:
    lost, kept = await _held_lesson(room, "A"), await _held_lesson(room, "B")
    await room.stores.forget(lost.id)
    assert await LessonSummaries(room.catalogue, room.sessions).rebuild_missing() == 2
    assert room.catalogue.summaries.get(lost.id) is None
    assert room.catalogue.summaries.get(kept.id) is not None

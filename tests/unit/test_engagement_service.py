"""The figures of a class that goes on: what is told to whom, what is kept, and silence while they are turned off."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from appliance.contract.live import TroubleChanged
from appliance.contract.session import SessionChange, SessionCreate
from appliance.domain.participant import Admission
from appliance.domain.policy import Role
from appliance.domain.quiz_run import RunState
from appliance.domain.talk import Author, ChatMessage, Signal, SignalKind
from appliance.services.class_figures import Presences, class_figures
from appliance.services.engagement import FRESH_MS, KEEP_EVERY_MS, TELL_OWN_EVERY_MS, TIMELINE_POINTS_MAX, Engagement
from appliance.services.event_bus import Audience, Recipient, Subscription
from appliance.services.session import Session
from appliance.storage.ids import new_id
from tests.support.class_records import MINJUN, MINUTE_MS, SEOYEON, small_class
from tests.support.lesson_room import LessonRoom, lesson_room

TEACHER = Recipient(Role.TEACHER, "teacher-1")
NOW_MS = 30 * MINUTE_MS


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LessonRoom]:
    async with lesson_room(tmp_path) as made:
        yield made


@pytest.fixture
async def lesson(room: LessonRoom) -> Session:
    return await room.open_class()


@pytest.fixture
def figures(room: LessonRoom) -> Engagement:
    return Engagement(room.sessions, room.clock, new_id)


async def _heard(lesson: Session, subscription: Subscription) -> list[dict[str, Any]]:
    """The events that were told up to now."""
    to_role = Audience(frozenset({subscription.recipient.role}))
    lesson.events.publish(lambda number: TroubleChanged(number=number, trouble=None), to_role)
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(1):
        while (text := await subscription.next()) is not None:
            events.append(json.loads(text))
            if events[-1]["type"] == "trouble":
                return events[:-1]
    raise AssertionError("the socket was ended")


def test_a_class_is_told_by_student_with_reasons_to_look() -> None:
    told = class_figures(small_class(), Presences(frozenset({SEOYEON}), frozenset({SEOYEON})), NOW_MS)
    seoyeon, minjun = told.view.students
    assert (seoyeon.participant_id, seoyeon.presence, seoyeon.participation, seoyeon.accuracy) == (SEOYEON, 1, 1, 1)
    assert (seoyeon.is_connected, seoyeon.needs_help) == (True, [])
    assert (minjun.participant_id, minjun.presence, minjun.accuracy, minjun.is_connected) == (MINJUN, 1, 0, False)
    assert (told.view.connected, told.view.watching, told.view.mean) == (1, 1, seoyeon.composite)
    assert told.view.formula.ko.startswith("참여도")


def test_confusion_is_told_by_topic() -> None:
    told = class_figures(small_class(), Presences(frozenset({SEOYEON, MINJUN})), NOW_MS)
    assert [(topic.topic, topic.level) for topic in told.view.confusion] == [("biology", 0.5), ("plants", 0.5)]


def test_who_is_not_in_the_class_has_no_figures() -> None:
    told = class_figures(small_class(), Presences(), NOW_MS)
    assert set(told.own) == {SEOYEON, MINJUN}
    assert told.view.mean is None


def test_own_figures_carry_their_counts_and_the_formula() -> None:
    records = small_class()
    revealed = replace(records, runs=tuple(replace(run, state=RunState.REVEALED) for run in records.runs))
    own = class_figures(revealed, Presences(), NOW_MS).own[MINJUN]
    assert (own.asked, own.answered, own.correct, own.accuracy) == (1, 1, 0, 0)
    assert "40" in own.formula.en


def test_own_figures_do_not_tell_what_is_right_before_the_reveal() -> None:
    figures = class_figures(small_class(), Presences(), NOW_MS)
    own = figures.own[MINJUN]
    assert (own.asked, own.answered, own.correct, own.accuracy) == (1, 1, 0, None)
    assert {each.participant_id: each.accuracy for each in figures.view.students}[MINJUN] == 0


async def test_teachers_are_told_the_class_and_each_student_the_own_figures(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    seoyeon = room.join(lesson, "이서연")
    room.pass_ms(1)
    minjun = room.join(lesson, "김민준")
    lesson.presence.joined(seoyeon.id)
    room.pass_ms(MINUTE_MS)
    bus = lesson.events
    with (
        bus.subscribe(TEACHER) as teacher,
        bus.subscribe(Recipient(Role.STUDENT, seoyeon.id)) as student,
        bus.subscribe(Recipient(Role.WAITING, "w")) as waiting,
    ):
        await figures.tell_all()
        (event,) = await _heard(lesson, teacher)
        assert event["type"] == "engagement"
        students = event["engagement"]["students"]
        assert [each["name"] for each in students] == ["이서연", "김민준"]
        (own,) = await _heard(lesson, student)
        assert own["type"] == "own_engagement"
        assert minjun.name not in json.dumps(own, ensure_ascii=False)
        assert await _heard(lesson, waiting) == []


async def test_own_figures_are_told_when_they_changed_and_not_more_often_than_every_half_minute(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    with lesson.events.subscribe(Recipient(Role.STUDENT, student.id)) as ear:
        await figures.tell(lesson)
        assert len(await _heard(lesson, ear)) == 1
        room.pass_ms(TELL_OWN_EVERY_MS - 1)
        lesson.store.signals.put(Signal("s", student.id, SignalKind.REACTION, room.clock.wall_ms(), "clap"))
        await figures.tell(lesson)
        assert await _heard(lesson, ear) == []
        room.pass_ms(1)
        await figures.tell(lesson)
        (own,) = await _heard(lesson, ear)
        assert own["own_engagement"]["activity"] > 0
        room.pass_ms(TELL_OWN_EVERY_MS)
        await figures.tell(lesson)
        assert await _heard(lesson, ear) == []


async def test_who_resumes_hears_the_latest_figures_only(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    room.join(lesson, "이서연")
    number = lesson.events.number
    for _ in range(5):
        room.pass_ms(5_000)
        await figures.tell(lesson)
    missed = lesson.events.since(lesson.events.epoch, number, TEACHER)
    assert missed is not None
    assert [json.loads(text)["engagement"]["at_ms"] for text in missed] == [room.clock.wall_ms()]


async def test_a_student_who_resumes_hears_the_latest_own_figures_only(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    number = lesson.events.number
    for _ in range(3):
        room.pass_ms(TELL_OWN_EVERY_MS)
        lesson.store.signals.put(Signal(new_id(), student.id, SignalKind.REACTION, room.clock.wall_ms(), "clap"))
        await figures.tell(lesson)
    missed = lesson.events.since(lesson.events.epoch, number, Recipient(Role.STUDENT, student.id))
    assert missed is not None
    (own,) = [json.loads(text)["own_engagement"] for text in missed]
    assert own["activity"] == 1.0


async def test_the_curve_of_the_lesson_is_kept_once_a_minute(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    lesson.presence.joined(student.id)
    lesson.presence.watches(student.id, is_watching=True)
    for _ in range(25):
        room.pass_ms(5_000)
        await figures.tell(lesson)
    points = lesson.store.timeline.all()
    assert [after.at_ms - before.at_ms for before, after in pairwise(points)] == [
        KEEP_EVERY_MS,
        KEEP_EVERY_MS,
    ]
    assert (points[-1].connected, points[-1].watching) == (1, 1)
    assert points[-1].engagement is not None
    await lesson.store.durable()


async def test_a_session_left_open_does_not_fill_the_box(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    await figures.tell(lesson)
    (point,) = lesson.store.timeline.all()
    lesson.store.timeline.put_many(replace(point, id=f"p{n}") for n in range(TIMELINE_POINTS_MAX - 1))
    room.pass_ms(KEEP_EVERY_MS)
    await figures.tell(lesson)
    assert len(lesson.store.timeline) == TIMELINE_POINTS_MAX


async def test_turned_off_no_figure_leaves_the_box_and_none_is_kept(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    await figures.tell(lesson)
    await room.sessions.change(lesson, SessionChange(shows_engagement=False))
    kept = len(lesson.store.timeline)
    with (
        lesson.events.subscribe(TEACHER) as teacher,
        lesson.events.subscribe(Recipient(Role.STUDENT, student.id)) as ear,
    ):
        room.pass_ms(KEEP_EVERY_MS)
        await figures.tell_all()
        assert await _heard(lesson, teacher) == []
        assert await _heard(lesson, ear) == []
    assert figures.class_figures(lesson) is None
    assert figures.own(lesson, student.id) is None
    assert len(lesson.store.timeline) == kept


async def test_turned_off_a_student_who_resumes_is_not_told_what_was_before(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    number = lesson.events.number
    await figures.tell(lesson)
    await room.sessions.change(lesson, SessionChange(shows_engagement=False))
    missed = lesson.events.since(lesson.events.epoch, number, Recipient(Role.STUDENT, student.id))
    assert missed is not None
    assert [json.loads(text)["type"] for text in missed] == ["session_changed"]


async def test_turned_on_again_the_figures_come_back(room: LessonRoom, lesson: Session, figures: Engagement) -> None:
    room.join(lesson, "이서연")
    for shows in (False, True):
        await room.sessions.change(lesson, SessionChange(shows_engagement=shows))
        await figures.tell(lesson)
    assert figures.class_figures(lesson) is not None


async def test_a_lobby_is_not_told_about(room: LessonRoom, figures: Engagement) -> None:
    lesson = await room.sessions.create("teacher-1", SessionCreate(title="광합성"))
    room.join(lesson, "이서연")
    number = lesson.events.number
    await figures.tell_all()
    assert lesson.events.number == number


async def test_a_newcomer_sees_the_own_figures_at_once(room: LessonRoom, lesson: Session, figures: Engagement) -> None:
    room.join(lesson, "이서연")
    assert figures.class_figures(lesson) is not None
    late = room.join(lesson, "김민준")
    own = figures.own(lesson, late.id)
    assert own is not None
    assert (own.asked, own.participation) == (0, None)


@pytest.mark.parametrize("admission", [Admission.WAITING, Admission.REMOVED])
async def test_who_is_not_let_in_has_no_own_figures(
    room: LessonRoom, lesson: Session, figures: Engagement, admission: Admission
) -> None:
    person = room.join(lesson, "이서연", admission=admission)
    assert figures.own(lesson, person.id) is None
    assert figures.own(lesson, "stranger") is None


async def test_figures_are_computed_anew_once_they_are_old(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    first = figures.class_figures(lesson)
    room.pass_ms(FRESH_MS)
    assert figures.class_figures(lesson) is first
    room.pass_ms(1)
    newer = figures.class_figures(lesson)
    assert newer is not None
    assert newer.at_ms == room.clock.wall_ms()


async def test_a_student_who_is_connected_now_counts_up_to_now(
    room: LessonRoom, lesson: Session, figures: Engagement
) -> None:
    student = room.join(lesson, "이서연")
    lesson.presence.joined(student.id)
    lesson.presence.watches(student.id, is_watching=True)
    room.pass_ms(10 * MINUTE_MS)
    own = figures.own(lesson, student.id)
    assert own is not None
    assert own.presence == 1.0
    (summed,) = (await figures.live_summary(lesson)).students
    assert (summed.present_ms, summed.watched_ms) == (10 * MINUTE_MS, 10 * MINUTE_MS)


async def test_a_class_that_ends_meanwhile_stops_nothing(room: LessonRoom, figures: Engagement) -> None:
    ended, other = await room.open_class(), await room.open_class()
    await ended.store.database.seal()
    with other.events.subscribe(TEACHER) as ear:
        await figures.tell_all()
        assert [event["type"] for event in await _heard(other, ear)] == ["engagement"]
    await ended.store.database.unseal()


async def test_the_telling_begins_and_ends_with_its_owner(figures: Engagement) -> None:
    figures.start()
    await figures.close()


async def test_activity_is_counted_from_what_is_said(room: LessonRoom, lesson: Session, figures: Engagement) -> None:
    student = room.join(lesson, "이서연")
    now = room.clock.wall_ms()
    lesson.store.messages.put(ChatMessage("m", Author.STUDENT, student.id, student.name, "안녕", now))
    room.pass_ms(FRESH_MS + 1)
    own = figures.own(lesson, student.id)
    assert own is not None
    assert own.activity == pytest.approx(1 / 3, abs=0.001)

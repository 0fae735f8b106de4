"""A year of lessons as the dashboards read it, with pupils, questions and minutes; the same each time."""

import random
from dataclasses import dataclass

from appliance.domain.lesson import Lesson, LessonState
from appliance.domain.lesson_summary import (
    LessonSummary,
    OptionSummary,
    QuestionSummary,
    StudentSummary,
    TimelinePoint,
)
from appliance.domain.quiz import QuestionKind
from appliance.domain.quiz_analytics import ItemSummary, OptionCount, PairSums

START_MS = 1_772_409_600_000
"""2 March 2026, 00:00 UTC: a school year begins."""
DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
MINUTES = 50
TOPICS = ("biology", "physics", "history", "")


@dataclass(frozen=True, slots=True)
class Year:
    """How much there is."""

    lessons: int = 200
    students: int = 35
    questions: int = 10
    owner_id: str = "teacher"


def made_year(year: Year = Year()) -> list[tuple[Lesson, LessonSummary]]:  # frozen
    """Each lesson of the catalogue with its summary."""
    chance = random.Random(20260302)  # figures, not secrets
    return [_lesson(year, number, chance) for number in range(year.lessons)]


def _lesson(year: Year, number: int, chance: random.Random) -> tuple[Lesson, LessonSummary]:
    started_ms = START_MS + number * DAY_MS + (number % 6) * HOUR_MS
    ended_ms = started_ms + MINUTES * MINUTE_MS
    topic = TOPICS[number % len(TOPICS)]
    lesson = Lesson(
        id=f"lesson-{number:03}",
        title=f"Lesson {number}",
        owner_id=year.owner_id,
        class_code=f"C{number:05}",
        state=LessonState.ENDED,
        topic=topic,
        created_ms=started_ms - HOUR_MS,
        started_ms=started_ms,
        ended_ms=ended_ms,
    )
    summary = LessonSummary(
        id=lesson.id,
        title=lesson.title,
        topic=topic,
        owner_id=year.owner_id,
        co_teacher_ids=(),
        started_ms=started_ms,
        ended_ms=ended_ms,
        students=tuple(_student(year, pupil, started_ms, chance) for pupil in range(year.students)),
        questions=tuple(_question(year, number, place, started_ms, chance) for place in range(year.questions)),
        timeline=tuple(_point(number, minute, started_ms, topic, chance) for minute in range(1, MINUTES + 1)),
        messages=chance.randrange(40),
        class_questions=chance.randrange(8),
        items=tuple(_item(year, number, place, chance) for place in range(year.questions)),
    )
    return lesson, summary


def _student(year: Year, pupil: int, started_ms: int, chance: random.Random) -> StudentSummary:
    answered = chance.randint(0, year.questions)
    watched_ms = chance.randint(20, MINUTES) * MINUTE_MS
    return StudentSummary(
        participant_id=f"pupil-{pupil:02}",
        name=f"학생 {pupil:02}",
        joined_ms=started_ms + chance.randrange(MINUTE_MS),
        session_ms=MINUTES * MINUTE_MS,
        present_ms=watched_ms,
        watched_ms=watched_ms,
        asked=year.questions,
        answered=answered,
        graded=answered,
        correct=chance.randint(0, answered),
        points=float(answered),
        activity_events=chance.randrange(20),
        lost_taps=chance.randrange(3),
    )


def _question_id(number: int, place: int) -> tuple[str, str]:
    """Ten quizzes come again and again over the year."""
    return f"quiz-{number % 10}", f"question-{number % 10}-{place}"


def _question(year: Year, number: int, place: int, started_ms: int, chance: random.Random) -> QuestionSummary:
    quiz_id, question_id = _question_id(number, place)
    correct = chance.randint(0, year.students)
    return QuestionSummary(
        run_id=f"run-{number}-{place}",
        run_title="Check",
        question_id=question_id,
        quiz_id=quiz_id,
        kind=QuestionKind.SINGLE_CHOICE,
        text="광합성이 일어나는 곳은 어디인가? " * 3,
        topic="",
        opened_ms=started_ms + place * 4 * MINUTE_MS,
        asked=year.students,
        answered=year.students,
        graded=year.students,
        correct=correct,
        credit_sum=float(correct),
        options=tuple(OptionSummary(f"{question_id}-{n}", f"Option {n} of four", n == 0) for n in range(4)),
    )


def _item(year: Year, number: int, place: int, chance: random.Random) -> ItemSummary:
    _, question_id = _question_id(number, place)
    correct = chance.randint(0, year.students)
    group = round(0.27 * year.students)
    return ItemSummary(
        question_id=question_id,
        answered=year.students,
        graded=year.students,
        correct=correct,
        credit=float(correct),
        pairs=PairSums(year.students, float(correct), 17.5, float(correct), 11.0, correct * 0.6),
        weak_count=group,
        weak_credit=float(chance.randint(0, group // 2)),
        strong_count=group,
        strong_credit=float(chance.randint(group // 2, group)),
        options=tuple(
            OptionCount(f"{question_id}-{n}", *(chance.randint(0, most) for most in (year.students, group, group)))
            for n in range(4)
        ),
    )


def _point(number: int, minute: int, started_ms: int, topic: str, chance: random.Random) -> TimelinePoint:
    return TimelinePoint(
        id=f"point-{number}-{minute}",
        at_ms=started_ms + minute * MINUTE_MS,
        connected=chance.randint(25, 35),
        watching=chance.randint(20, 25),
        engagement=round(chance.uniform(40, 95), 1),
        confusion=round(chance.uniform(0, 0.4), 3),
        topic=topic,
    )

"""What came of a quiz: every answer, who is missing and why, tables for spreadsheets, and a student's own data."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from appliance.domain.participant import Roster, RosterEntry
from appliance.domain.talk import Author, ChatAudience, ChatMessage, ClassQuestion, Signal, SignalKind
from appliance.errors import NotFound
from appliance.services.own_data import OwnDataView
from appliance.services.scoring_words import scoring_formula
from tests.support.lesson_room import START_MS, TEACHER
from tests.support.quiz_class import CHOICE, NUMBER, ORDER, POLL, SLIDE, TEXT, QuizClass, answering, quiz_class

RIGHT, WRONG = "엽록체", "미토콘드리아"


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def read_sheet(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    """The cells of one sheet."""
    return list(openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True))


def seat_on_roster(box: QuizClass, *entries: RosterEntry) -> None:
    """Give the class a school's list."""
    box.room.catalogue.rosters.put(Roster("roster-1", TEACHER, "3-2", entries))
    box.session.lesson = replace(box.session.lesson, roster_id="roster-1")
    box.room.catalogue.lessons.put(box.session.lesson)


async def test_everybody_is_in_exactly_one_list(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        seat_on_roster(box, RosterEntry("entry-1", "온유"), RosterEntry("entry-2", "지아"))
        answered, silent, gone, gone_before = box.join("하나", "둘", "셋", "넷")
        box.session.store.participants.put(replace(silent, roster_entry_id="entry-1"))
        presence = box.session.presence
        for pupil in (answered, silent, gone, gone_before):
            presence.joined(pupil.id)
        box.room.pass_ms(1_000)
        presence.left(gone_before.id)
        box.room.pass_ms(60_000)
        run = await box.ask(CHOICE, SLIDE, TEXT)
        await box.runs.respond(box.session, answered.id, answering(run, RIGHT))
        box.room.pass_ms(5_000)
        presence.left(gone.id)
        await box.runs.close(box.session, run.run_id)
        box.room.pass_ms(1_000)
        (late,) = box.join("늦음")
        presence.joined(late.id)

        results = await box.results.results(box.session.session_id, run.run_id)
        first, second = results.missing
        assert (first.answered, second.answered) == ([answered.id], [])
        assert (first.not_answered, first.disconnected) == ([silent.id], [gone.id])
        assert first.not_present == [gone_before.id, late.id, "entry-2"]
        assert second.not_answered == [answered.id, silent.id]
        asked = [run.public_questions[0].question_id, run.public_questions[2].question_id]
        assert [each.question_id for each in results.missing] == asked
        missing = await box.results.missing(box.session.session_id, run.run_id, asked[0])
        assert missing == first
        for run_id, question_id in (
            (run.run_id, run.public_questions[1].question_id),
            (run.run_id, "no-such-question"),
            ("no-such-run", asked[0]),
        ):
            with pytest.raises(NotFound):
                await box.results.missing(box.session.session_id, run_id, question_id)


async def test_results_name_every_answer_with_the_banks_ids(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        one, two = box.join("하나", "둘")
        run = await box.ask(CHOICE, ORDER, NUMBER)
        box.room.pass_ms(4_000)
        await box.runs.respond(box.session, one.id, answering(run, RIGHT, elapsed_ms=3_500))
        await box.runs.respond(box.session, two.id, answering(run, "plant", "seed", "sprout", question=1))
        await box.runs.respond(box.session, two.id, answering(run, question=2, text="3,14"))
        results = await box.results.results(box.session.session_id, run.run_id)
        choice, order, number = results.responses
        assert (choice.participant_id, choice.name, choice.answer_text) == (one.id, "하나", RIGHT)
        assert choice.answer.option_ids == [run.questions[0].options[1].id]
        assert (choice.is_correct, choice.credit, choice.points, choice.elapsed_ms) == (True, 1.0, 1.0, 3_500)
        assert (order.answer_text, order.credit, order.is_correct) == ("plant → seed → sprout", 0.5, False)
        assert (number.answer_text, number.answer.number, number.is_correct) == ("3.14", 3.14, True)
        assert results.run.tallies[0].answered == 1


async def test_an_ended_sessions_results_are_still_there(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        (pupil,) = box.join("하나")
        run = await box.ask()
        await box.runs.respond(box.session, pupil.id, answering(run, RIGHT))
        before = await box.results.results(box.session.session_id, run.run_id)
        await box.room.sessions.end(box.session)
        after = await box.results.results(box.session.session_id, run.run_id)
        assert after.responses == before.responses
        assert (after.run.state, after.missing[0].answered) == ("closed", [pupil.id])
        (listed,) = (await box.results.runs(box.session.session_id)).runs
        assert listed == after.run
        with pytest.raises(NotFound):
            await box.results.runs("no-such-session")


async def test_the_table_keeps_numbers_as_numbers_and_runs_no_formula(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        seat_on_roster(box, RosterEntry("entry-1", "하나", grade="3", class_name="2", number="7"))
        (evil,) = box.join("=HYPERLINK(0)")
        box.session.store.participants.put(replace(evil, roster_entry_id="entry-1"))
        run = await box.ask(CHOICE, NUMBER, TEXT, POLL, seconds=60, scoring="points")
        box.room.pass_ms(2_000)
        await box.runs.respond(box.session, evil.id, answering(run, RIGHT, elapsed_ms=1_250))
        await box.runs.respond(box.session, evil.id, answering(run, question=1, number=3.15))
        await box.runs.respond(box.session, evil.id, answering(run, question=2, text="@SUM(A1)"))
        await box.runs.respond(box.session, evil.id, answering(run, "bad", question=3))

        data = await box.results.as_csv(box.session.session_id, "en")
        assert data.startswith(b"\xef\xbb\xbf")
        choice, number, text, poll = read_csv(data)
        assert choice["name"] == "'=HYPERLINK(0)"
        assert (choice["grade"], choice["class"], choice["number"]) == ("3", "2", "7")
        assert (choice["answer"], choice["correct"], choice["credit"], choice["points"]) == (
            RIGHT,
            "TRUE",
            "1.0",
            "3.0",
        )
        assert (choice["seconds"], choice["received (UTC)"]) == ("1.25", "2025-11-24 16:00:02")
        assert (number["answer"], text["answer"], text["correct"]) == ("3.15", "'@SUM(A1)", "FALSE")
        assert (poll["answer"], poll["correct"], poll["credit"]) == ("bad", "", "")

        book = await box.results.as_xlsx(box.session.session_id, "en")
        (_, *answers) = read_sheet(book, "Answers")
        assert answers[1][8] == 3.15
        assert answers[0][3] == "=HYPERLINK(0)"
        assert openpyxl.load_workbook(io.BytesIO(book))["Answers"]["D2"].data_type == "s"


async def test_the_workbook_sums_up_by_student_and_by_question(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        one, two = box.join("하나", "둘")
        run = await box.ask(CHOICE, TEXT)
        await box.runs.respond(box.session, one.id, answering(run, RIGHT))
        await box.runs.respond(box.session, one.id, answering(run, question=1, text="호흡"))
        await box.runs.respond(box.session, two.id, answering(run, WRONG))
        await box.runs.close(box.session, run.run_id)
        box.room.pass_ms(1_000)
        box.join("늦음")
        await box.ask(POLL, opens=False)
        book = await box.results.as_xlsx(box.session.session_id, "ko")
        heading, *students = read_sheet(book, "학생")
        assert heading[3:8] == ("이름", "출제 수", "응답 수", "맞힌 수", "정답률 합")
        assert [row[3:8] for row in students] == [("하나", 2, 2, 1, 1), ("둘", 2, 1, 0, 0), ("늦음", 0, 0, 0, 0)]
        _, choice, text = read_sheet(book, "문항")
        assert choice[1:] == (1, CHOICE["text"], "광합성", RIGHT, 2, 1, 0.5)
        assert text[4:] == ("광합성 / photosynthesis", 1, 0, 0)


async def test_a_session_without_runs_gives_an_empty_table(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        assert read_csv(await box.results.as_csv(box.session.session_id, "en")) == []
        book = await box.results.as_xlsx(box.session.session_id, "ko")
        assert [len(read_sheet(book, name)) for name in ("학생", "문항", "답")] == [1, 1, 1]


async def test_a_students_own_data_is_everything_of_the_student_and_nothing_of_others(tmp_path: Path) -> None:
    async with quiz_class(tmp_path) as box:
        own, other = box.join("하나", "둘")
        store = box.session.store
        revealed, open_run = await box.ask(), await box.ask(TEXT)
        for pupil, text in ((own, "own words"), (other, "other words")):
            message = ChatMessage(f"m-{pupil.id}", Author.STUDENT, pupil.id, pupil.name, text, START_MS)
            store.messages.put(message)
            store.messages.put(replace(message, id=f"d-{pupil.id}", text="taken back", is_deleted=True))
            store.messages.put(replace(message, id=f"t-{pupil.id}", audience=ChatAudience.TEACHER))
            store.questions.put(ClassQuestion(f"q-{pupil.id}", pupil.id, text, START_MS))
            store.signals.put(Signal(f"s-{pupil.id}", pupil.id, SignalKind.LOST, START_MS))
            await box.runs.respond(box.session, pupil.id, answering(revealed, RIGHT))
            await box.runs.respond(box.session, pupil.id, answering(open_run, text=text))
        box.session.presence.joined(own.id)
        box.room.pass_ms(90_000)
        box.session.presence.left(own.id)
        await box.runs.close(box.session, revealed.run_id)
        await box.runs.reveal(box.session, revealed.run_id)

        view = OwnDataView(box.room.sessions, box.results, lambda session, who: None)
        data = await view.of(box.session.session_id, own.id)
        assert (data.name, data.joined_ms, data.present_ms, data.lost_taps) == ("하나", START_MS, 90_000, 1)
        assert [(each.text, each.audience) for each in data.messages] == [
            ("own words", "class"),
            ("own words", "teacher"),
        ]
        assert [each.question_id for each in data.questions] == [f"q-{own.id}"]
        assert [(each.run_id, each.answer.text) for each in data.answers] == [(open_run.run_id, "own words")]
        assert [(each.run_id, each.own[0].is_correct) for each in data.results] == [(revealed.run_id, True)]
        everything = data.model_dump_json()
        assert not [secret for secret in ("other words", other.id, "taken back", "secret expl") if secret in everything]
        with pytest.raises(NotFound):
            await view.of(box.session.session_id, "no-such-student")

        await box.room.sessions.end(box.session)
        assert (await view.of(box.session.session_id, own.id)).messages == data.messages


def test_the_scoring_rules_are_told_in_both_languages() -> None:
    rules = scoring_formula().rules
    names = {rule.name for rule in rules}
    assert {"single_choice", "multiple_choice", "ordering", "numeric", "short_text", "poll"} <= names
    assert {"accuracy", "points", "speed"} <= names
    assert all(rule.sentence.en and rule.sentence.ko for rule in rules)

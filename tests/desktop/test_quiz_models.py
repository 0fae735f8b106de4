"""The models of a run: bars that grow, seats that stay true, and the table of results; no widget is made."""

from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import (
    AnswerBody,
    MissingAnswers,
    NumericKeyInBank,
    QuestionInBank,
    ResponseRow,
    RunResults,
    TextKeyInBank,
)
from desktop.models.answers_model import AnswerRole, AnswersModel
from desktop.models.quiz_seats_model import QuizSeatRole, QuizSeatsModel
from desktop.models.quiz_words import fill
from desktop.models.tally_model import TallyModel, TallyRole
from desktop.state.quiz_watch import Listed, QuizWatch, SeatState
from tests.support.made_runs import RUN_ID, SERVER_MS, changed, choice, grown, lesson_with, person, run_of, tally, told

Role = Qt.ItemDataRole


def shown(model: TallyModel) -> list[tuple[object, object, object]]:
    """Text, count and mark of each bar."""
    rows = [model.index(row) for row in range(model.rowCount())]
    return [(row.data(), row.data(TallyRole.COUNT), row.data(TallyRole.IS_RIGHT)) for row in rows]


def test_bars_stand_in_the_order_of_the_bank_and_know_the_right_one(qtbot: QtBot) -> None:
    lesson = lesson_with(runs=(run_of(),))
    model = TallyModel(lesson.runs)
    model.show(RUN_ID, "q1")
    lesson.apply(grown(tally({"r-q1-1": 3, "r-q1-0": 1})))
    with qtbot.waitSignal(model.grown):
        pass
    assert shown(model) == [("핵", 1, False), ("엽록체", 3, True), ("세포벽", 0, False)]
    assert model.index(1).data(Role.AccessibleTextRole) == "엽록체: 3, 75%, right"
    model.close()


def test_a_hundred_growths_between_two_frames_are_one_change(qtbot: QtBot) -> None:
    lesson = lesson_with(runs=(run_of(),))
    model = TallyModel(lesson.runs)
    model.show(RUN_ID, "q1")
    changes: list[int] = []
    resets: list[int] = []
    model.dataChanged.connect(lambda *_: changes.append(1))
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.grown):
        for count in range(1, 101):
            lesson.apply(grown(tally({"r-q1-1": count})))
    assert (len(changes), len(resets)) == (1, 0)
    assert model.index(1).data(TallyRole.COUNT) == 100
    model.close()


def test_hidden_results_leave_neither_counts_nor_key_anywhere(qtbot: QtBot) -> None:
    run = run_of().model_copy(update={"tallies": [tally({"r-q1-1": 3})]})
    model = TallyModel(lesson_with(runs=(run,)).runs)
    model.show(RUN_ID, "q1")
    model.hide_results(True)
    assert shown(model) == [("핵", None, False), ("엽록체", None, False), ("세포벽", None, False)]
    assert model.index(1).data(Role.AccessibleTextRole) == "엽록체"
    model.hide_results(False)
    assert shown(model)[1] == ("엽록체", 3, True)
    model.close()


def test_typed_answers_are_marked_as_their_key_compares_them(qtbot: QtBot) -> None:
    text = QuestionInBank(id="q1", kind="short_text", text="?", text_key=TextKeyInBank(accepted=["Photo synthesis"]))
    number = QuestionInBank(id="q2", kind="numeric", text="π", numeric_key=NumericKeyInBank(minimum=3.1, maximum=3.2))
    counts = [
        tally({"photosynthesis": 2, "Photo-synthesis": 1}),
        tally({"3.14": 2, "3": 1, "3.12–3.18": 1, "3–3.15": 1}, "q2"),
    ]
    run = run_of(text, number).model_copy(update={"tallies": counts})
    model = TallyModel(lesson_with(runs=(run,)).runs)
    model.show(RUN_ID, "q1")
    assert [row[2] for row in shown(model)] == [True, False]
    model.show(RUN_ID, "q2")
    assert [row[2] for row in shown(model)] == [True, False, True, False]
    model.close()


def test_a_new_typed_answer_becomes_a_row(qtbot: QtBot) -> None:
    text = QuestionInBank(id="q1", kind="short_text", text="?", text_key=TextKeyInBank(accepted=["a"]))
    lesson = lesson_with(runs=(run_of(text),))
    model = TallyModel(lesson.runs)
    model.show(RUN_ID, "q1")
    assert model.rowCount() == 0
    with qtbot.waitSignal(model.grown):
        lesson.apply(grown(tally({"<b>a</b>": 1})))
    assert shown(model) == [("<b>a</b>", 1, False)]
    model.close()


def seats(model: QuizSeatsModel) -> dict[object, object]:
    """Name to state."""
    rows = [model.index(row) for row in range(model.rowCount())]
    return {row.data(): row.data(QuizSeatRole.STATE) for row in rows}


def test_each_seat_is_in_the_one_state_that_is_true_of_it(qtbot: QtBot) -> None:
    people = (
        person("a", "이서연"),
        person("b", "박준호"),
        person("c", "최유나", is_connected=False),
        person("d", "정하늘", is_connected=False),
    )
    lesson, watch = lesson_with(*people, runs=(run_of(),)), QuizWatch()
    model = QuizSeatsModel(lesson, watch)
    model.show(RUN_ID, "q1")
    missing = MissingAnswers(
        question_id="q1", answered=["a"], not_answered=["b"], disconnected=["c"], not_present=["d", "entry"]
    )
    with qtbot.waitSignal(model.counted):
        watch.take_listed(RUN_ID, Listed(missing, ("한결",)))
    assert list(seats(model).items()) == [
        ("박준호", SeatState.NOT_YET),
        ("최유나", SeatState.DISCONNECTED),
        ("정하늘", SeatState.NOT_PRESENT),
        ("한결", SeatState.NOT_PRESENT),
        ("이서연", SeatState.ANSWERED),
    ]
    with qtbot.waitSignal(model.counted):
        lesson.apply(grown(tally({"r-q1-1": 2}), "b"))
        lesson.apply(changed(person("d", "정하늘")))
        lesson.apply(changed(person("c", "최유나", is_connected=False)))
    assert seats(model)["박준호"] == SeatState.ANSWERED
    assert seats(model)["정하늘"] == SeatState.NOT_YET
    assert model.counts() == {
        SeatState.NOT_YET: 1,
        SeatState.DISCONNECTED: 1,
        SeatState.NOT_PRESENT: 1,
        SeatState.ANSWERED: 2,
    }
    model.close()


def test_somebody_who_joined_after_the_end_was_not_present(qtbot: QtBot) -> None:
    lesson = lesson_with(person("late", "늦은이", joined_ms=SERVER_MS + 5_000), runs=(run_of(state="closed"),))
    model = QuizSeatsModel(lesson, QuizWatch())
    model.show(RUN_ID, "q1")
    assert seats(model) == {"늦은이": SeatState.NOT_PRESENT}
    model.close()


def test_the_current_seat_stays_with_its_student_when_others_answer(qtbot: QtBot) -> None:
    lesson = lesson_with(person("a", "가"), person("b", "나"), person("c", "다"), runs=(run_of(),))
    model = QuizSeatsModel(lesson, QuizWatch())
    model.show(RUN_ID, "q1")
    current = QPersistentModelIndex(model.index(1))
    assert current.data() == "나"
    with qtbot.waitSignal(model.counted):
        lesson.apply(grown(tally({"r-q1-1": 1}), "a"))
    assert (current.row(), current.data()) == (0, "나")
    model.close()


def response(participant_id: str, name: str, question_id: str, text: str, is_correct: bool | None) -> ResponseRow:
    """One answer, in two seconds."""
    return ResponseRow(
        participant_id=participant_id,
        name=name,
        question_id=question_id,
        answer=AnswerBody(),
        answer_text=text,
        is_correct=is_correct,
        credit=None,
        points=1.0 if is_correct else 0.0,
        elapsed_ms=2_000,
        received_ms=SERVER_MS,
    )


def test_results_have_a_row_for_each_student_and_a_column_for_each_question(qtbot: QtBot) -> None:
    slide = QuestionInBank(id="s", kind="slide", text="보세요")
    run = run_of(choice(), slide, choice("q2"))
    responses = [
        response("b", "박준호", "q1", "핵", False),
        response("a", "이서연", "q1", "엽록체", True),
        response("a", "이서연", "q2", "<i>핵</i>", True),
    ]
    watch = QuizWatch()
    model = AnswersModel(watch)
    watch.take_results(RunResults(run=run, responses=responses, missing=[]))
    headings = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert headings == ["Name", "Question 1", "Question 2", "Right", "Points", "Seconds"]
    cells = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    assert cells == [["박준호", "핵", "–", "0", "0", "2"], ["이서연", "엽록체", "<i>핵</i>", "2", "2", "4"]]
    assert model.index(0, 1).data(Role.AccessibleTextRole) == "핵, Wrong"
    assert model.index(1, 2).data(AnswerRole.IS_RIGHT) is True
    assert model.index(0, 2).data(AnswerRole.IS_RIGHT) is None
    model.close()


def test_braces_in_a_name_stay_what_they_are() -> None:
    assert fill("{name}: {state}", name="{state}{x", state="Answered") == "{state}{x: Answered"


def test_a_run_of_another_lesson_is_gone_with_it(qtbot: QtBot) -> None:
    lesson = lesson_with(runs=(run_of(),))
    model = TallyModel(lesson.runs)
    model.show(RUN_ID, "q1")
    with qtbot.waitSignal(model.grown):
        lesson.leave()
    assert (model.rowCount(), model.tally) == (0, None)
    lesson.apply(told(run_of()))
    model.close()

"""The talk as lists, without widgets: messages by audience, questions by those who share them, hands in their order."""

from appliance.contract.live import (
    ChatAdded,
    ChatDeleted,
    HandsChanged,
    QuestionChanged,
    QuestionDeleted,
)
from desktop.models.hands_model import HandsModel
from desktop.models.held import Held
from desktop.models.keyed_rows import RowRole
from desktop.models.messages_model import AudiencePart, MessagesModel
from desktop.models.questions_model import QuestionsInOrder, QuestionsModel
from desktop.state.lesson import Lesson
from desktop.state.talk import MESSAGES_KEPT
from tests.support.class_samples import SESSION, hand, message, question, session_view, snapshot
from tests.support.hostile_texts import EVERYTHING


def open_lesson() -> Lesson:
    lesson = Lesson()
    lesson.open(SESSION, session_view())
    lesson.apply(snapshot())
    return lesson


def nothing(ids: frozenset[str]) -> None:
    """Does nothing."""


def ids(model: QuestionsInOrder) -> list[str]:
    return [str(model.index(row, 0).data(RowRole.KEY)) for row in range(model.rowCount())]


def test_messages_are_added_deleted_and_filtered_by_audience() -> None:
    lesson = open_lesson()
    model = MessagesModel(lesson.talk, Held(nothing))
    part = AudiencePart(model)
    for number, audience in enumerate(("class", "teacher", "class")):
        lesson.apply(ChatAdded(number=number + 2, message=message(number, audience=audience)))
    model.flush()
    assert [each.message_id for each in model.rows] == ["m0", "m1", "m2"]
    part.show_audience("teacher")
    assert part.rowCount() == 1
    part.show_audience(None)
    lesson.apply(ChatDeleted(number=9, message_id="m1"))
    model.flush()
    assert part.rowCount() == 2
    model.close()


def test_the_oldest_messages_leave_the_panel() -> None:
    lesson = open_lesson()
    model = MessagesModel(lesson.talk, Held(nothing))
    for number in range(MESSAGES_KEPT + 3):
        lesson.apply(ChatAdded(number=number + 2, message=message(number)))
    model.flush()
    assert len(model.rows) == MESSAGES_KEPT
    assert model.rows[0].message_id == "m3"
    model.close()


def test_a_message_is_text_whatever_it_looks_like() -> None:
    lesson = open_lesson()
    for number, text in enumerate(EVERYTHING):
        lesson.apply(ChatAdded(number=number + 2, message=message(number, text, author_name="가은")))
    model = MessagesModel(lesson.talk, Held(nothing))
    assert [model.words(row) for row in model.rows] == [f"가은: {text}" for text in EVERYTHING]
    model.close()


def test_open_questions_come_first_and_those_most_shared_before_others() -> None:
    lesson = open_lesson()
    model = QuestionsModel(lesson.talk, Held(nothing))
    ordered = QuestionsInOrder(model)
    for number, (upvotes, is_resolved) in enumerate(((1, False), (9, True), (4, False), (1, False))):
        told = question(number, upvotes=upvotes, is_resolved=is_resolved)
        lesson.apply(QuestionChanged(number=number + 2, question=told))
    model.flush()
    assert ids(ordered) == ["q2", "q0", "q3", "q1"]
    lesson.apply(QuestionChanged(number=9, question=question(3, upvotes=7)))
    model.flush()
    assert ids(ordered) == ["q3", "q2", "q0", "q1"]
    ordered.show_resolved(False)
    assert ids(ordered) == ["q3", "q2", "q0"]
    lesson.apply(QuestionDeleted(number=10, question_id="q2"))
    model.flush()
    assert ids(ordered) == ["q3", "q0"]
    model.close()


def test_hands_are_in_their_order_and_say_their_place() -> None:
    lesson = open_lesson()
    lowering = Held(nothing)
    model = HandsModel(lesson.talk, lowering)
    lesson.apply(HandsChanged(number=2, hands=[hand(3, "가은"), hand(1, "하윤")]))
    assert [model.words(row) for row in model.rows] == ["1. 가은", "2. 하윤"]
    held = lowering.hold(["p3"], 60)
    assert [model.words(row) for row in model.rows] == ["1. 하윤"]
    lowering.undo(held)
    lesson.apply(HandsChanged(number=3, hands=[hand(1, "하윤")]))
    assert [row.name for row in model.rows] == ["하윤"]
    model.close()

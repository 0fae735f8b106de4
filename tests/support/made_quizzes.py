"""Questions, runs and responses for the tests of the quiz rules: valid unless a test changes them."""

from dataclasses import replace

from hypothesis import strategies as st

from appliance.domain.quiz import Answer, NumericKey, Option, Question, QuestionKind, TextKey
from appliance.domain.quiz_run import QuizResponse, QuizRun, RunRules, response_id
from appliance.domain.scoring import grade, points

KINDS_WITH_KEY = (
    QuestionKind.SINGLE_CHOICE,
    QuestionKind.MULTIPLE_CHOICE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.NUMERIC,
    QuestionKind.SHORT_TEXT,
    QuestionKind.ORDERING,
)
ALL_RIGHT: dict[QuestionKind, tuple[int, ...]] = {
    QuestionKind.SINGLE_CHOICE: (0,),
    QuestionKind.MULTIPLE_CHOICE: (0, 2),
    QuestionKind.TRUE_FALSE: (1,),
}


def made_question(kind: QuestionKind, question_id: str = "q", options: int = 4) -> Question:
    """A question of this kind that can be asked; the options are called a, b, c …"""
    question = Question(question_id, kind, "What is it?", topic="plants", points=3)
    if kind is QuestionKind.NUMERIC:
        return replace(question, numeric_key=NumericKey(3.0, 4.0))
    if kind is QuestionKind.SHORT_TEXT:
        return replace(question, text_key=TextKey(("광합성", "photosynthesis")))
    if kind is QuestionKind.SLIDE:
        return question
    texts = ["true", "false"] if kind is QuestionKind.TRUE_FALSE else [f"option {n}" for n in range(options)]
    right = ALL_RIGHT.get(kind, ())
    made = (Option(f"{question_id}-{'abcdefghijkl'[n]}", text, n in right) for n, text in enumerate(texts))
    return replace(question, options=tuple(made))


def right_answer(question: Question) -> Answer:
    """The answer with full credit; of a poll the first option."""
    if question.numeric_key is not None:
        return Answer(number=question.numeric_key.minimum)
    if question.text_key is not None:
        return Answer(text=question.text_key.accepted[0])
    if question.kind is QuestionKind.ORDERING:
        return Answer(tuple(option.id for option in question.options))
    right = tuple(option.id for option in question.options if option.is_correct)
    return Answer(right or tuple(option.id for option in question.options[:1]))


def made_run(*questions: Question, rules: RunRules = RunRules(), run_id: str = "run") -> QuizRun:  # noqa: B008  # frozen
    """A draft with these questions; the random id of option x is r-x."""
    asked = questions or (made_question(QuestionKind.SINGLE_CHOICE),)
    pairs = tuple((option.id, f"r-{option.id}") for question in asked for option in question.options)
    return QuizRun(run_id, "session", "Quiz", asked, pairs, rules)


def made_response(
    question: Question, answer: Answer, participant_id: str = "p", *, run_id: str = "run", received_ms: int = 0
) -> QuizResponse:
    """The graded response to a question."""
    graded = grade(question, answer)
    return QuizResponse(
        id=response_id(run_id, question.id, participant_id),
        run_id=run_id,
        question_id=question.id,
        participant_id=participant_id,
        answer=answer,
        device_answer_id=f"device-{participant_id}-{question.id}",
        received_ms=received_ms,
        elapsed_ms=0,
        credit=graded.credit,
        is_correct=graded.is_correct,
        points=points(RunRules(), question, graded, 0),
    )


@st.composite
def questions_with_answers(draw: st.DrawFn) -> tuple[Question, Answer]:
    """Any question that can be answered, with any checked answer to it."""
    kind = draw(st.sampled_from([kind for kind in QuestionKind if kind is not QuestionKind.SLIDE]))
    question = made_question(kind, options=draw(st.integers(2, 12)))
    ids = [option.id for option in question.options]
    if kind is QuestionKind.NUMERIC:
        return question, Answer(number=draw(st.floats(allow_nan=False, allow_infinity=False)))
    if kind is QuestionKind.SHORT_TEXT:
        return question, Answer(text=draw(st.sampled_from(["광합성", "광 합성", "Photosynthesis", "?"])))
    if kind is QuestionKind.ORDERING:
        return question, Answer(tuple(draw(st.permutations(ids))))
    if kind is QuestionKind.MULTIPLE_CHOICE:
        ticked = draw(st.sets(st.sampled_from(ids), min_size=1))
        return question, Answer(tuple(option_id for option_id in ids if option_id in ticked))
    return question, Answer((draw(st.sampled_from(ids)),))

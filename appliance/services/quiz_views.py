"""Quizzes and runs between the rules and the API: what teachers see with the key, and students without it."""

from collections.abc import Callable, Collection, Iterable, Sequence

from appliance.contract.quiz import (
    AnswerBody,
    NumericKeyInBank,
    OptionInBank,
    OwnAnswer,
    OwnResult,
    PublicOption,
    PublicQuestion,
    PublicRun,
    QuestionInBank,
    QuizSummary,
    QuizView,
    RevealedQuestion,
    RunView,
    TallyCount,
    TallyView,
    TextKeyInBank,
)
from appliance.domain.answers import to_public
from appliance.domain.quiz import Answer, Difficulty, NumericKey, Option, Question, QuestionKind, Quiz, TextKey
from appliance.domain.quiz_course import asked_questions, public_options
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.tally import NumberBin, Tally, tally

_UNGRADED = frozenset({QuestionKind.POLL, QuestionKind.SLIDE})
_WHOLE_BELOW = 1e15
"""Above it a float no longer tells neighbouring whole numbers apart."""


def image_url(image_id: str) -> str:
    """Where an image of the bank is served."""
    return f"/quiz-images/{image_id}"


# The bank.


def question_from(body: QuestionInBank, known_ids: Collection[str], new_id: Callable[[], str]) -> Question:
    """The question as it was written; an id that the quiz does not know yet is replaced by a new one."""

    def kept(given: str | None) -> str:
        return given if given is not None and given in known_ids else new_id()

    key, texts = body.numeric_key, body.text_key
    return Question(
        id=kept(body.id),
        kind=QuestionKind(body.kind),
        text=body.text,
        options=tuple(Option(kept(option.id), option.text, option.is_correct) for option in body.options),
        numeric_key=NumericKey(key.minimum, key.maximum) if key else None,
        text_key=TextKey(tuple(texts.accepted), texts.ignores_case, texts.ignores_spacing) if texts else None,
        explanation=body.explanation,
        topic=body.topic,
        difficulty=Difficulty(body.difficulty) if body.difficulty else None,
        image_id=body.image_id,
        seconds=body.seconds,
        points=body.points,
    )


def question_view(question: Question) -> QuestionInBank:
    """The question with its key, for those who teach with it."""
    return QuestionInBank(
        id=question.id,
        kind=question.kind.value,
        text=question.text,
        options=[OptionInBank(id=each.id, text=each.text, is_correct=each.is_correct) for each in question.options],
        numeric_key=_numeric_key(question),
        text_key=_text_key(question),
        explanation=question.explanation,
        topic=question.topic,
        difficulty=question.difficulty.value if question.difficulty else None,
        image_id=question.image_id,
        seconds=question.seconds,
        points=question.points,
    )


def quiz_view(quiz: Quiz) -> QuizView:
    """The quiz with its keys, for its owner."""
    return QuizView(
        quiz_id=quiz.id,
        title=quiz.title,
        description=quiz.description,
        questions=[question_view(question) for question in quiz.questions],
        version=quiz.version,
        updated_ms=quiz.updated_ms,
        is_from_upstream=quiz.is_from_upstream,
    )


def quiz_summary(quiz: Quiz) -> QuizSummary:
    """The quiz in a list."""
    return QuizSummary(
        quiz_id=quiz.id,
        title=quiz.title,
        question_count=len(quiz.questions),
        updated_ms=quiz.updated_ms,
        is_from_upstream=quiz.is_from_upstream,
    )


# A run without its key.


def public_question(run: QuizRun, question: Question) -> PublicQuestion:
    """The question as it leaves the box before the reveal."""
    return PublicQuestion(
        question_id=question.id,
        kind=question.kind.value,
        text=question.text,
        options=[PublicOption(id=option.id, text=option.text) for option in public_options(run, question)],
        image_url=image_url(question.image_id) if question.image_id else None,
        points=question.points,
    )


def public_run(run: QuizRun) -> PublicRun:
    """The run as students see it."""
    return PublicRun(
        run_id=run.id,
        title=run.title,
        state=run.state.value,
        questions=[public_question(run, question) for question in run.questions],
        seconds=run.rules.seconds,
        opened_ms=run.opened_ms,
        closes_ms=run.closes_ms,
        allows_change=run.rules.allows_change,
        scoring=run.rules.scoring.value,
    )


def answer_from(body: AnswerBody) -> Answer:
    """What was answered, unchecked."""
    return Answer(tuple(body.option_ids), body.number, body.text)


def answer_view(answer: Answer) -> AnswerBody:
    """An answer with the ids that it has."""
    return AnswerBody(option_ids=list(answer.option_ids), number=answer.number, text=answer.text)


def own_answer(run: QuizRun, question: Question, response: QuizResponse) -> OwnAnswer:
    """A student's own answer, and nothing about its worth."""
    answer = answer_view(to_public(run, question, response.answer))
    return OwnAnswer(run_id=run.id, question_id=question.id, answer=answer)


# A run with its key: for teachers, and for students after the reveal.


def run_view(run: QuizRun, tallies: Iterable[TallyView]) -> RunView:
    """The run as teachers see it."""
    return RunView(
        run_id=run.id,
        title=run.title,
        state=run.state.value,
        questions=[question_view(question) for question in run.questions],
        public_questions=[public_question(run, question) for question in run.questions],
        seconds=run.rules.seconds,
        allows_change=run.rules.allows_change,
        scoring=run.rules.scoring.value,
        quiz_id=run.quiz_id,
        again_of=run.again_of,
        opened_ms=run.opened_ms,
        closes_ms=run.closes_ms,
        closed_ms=run.closed_ms,
        revealed_ms=run.revealed_ms,
        tallies=list(tallies),
    )


def tally_view(run: QuizRun, question: Question, responses: Iterable[QuizResponse]) -> TallyView:
    """What the class answered to one question, under the random option ids."""
    counted = tally(question, responses)
    return TallyView(
        question_id=question.id,
        answered=counted.answered,
        correct=None if question.kind in _UNGRADED else counted.correct,
        counts=_counts(dict(run.public_option_ids), counted),
    )


def revealed_questions(run: QuizRun, tallies: Sequence[TallyView]) -> list[RevealedQuestion]:
    """The asked questions with key, explanation and tally."""
    by_question = {each.question_id: each for each in tallies}
    return [_revealed(run, question, by_question[question.id]) for question in asked_questions(run)]


def own_result(run: QuizRun, question: Question, response: QuizResponse | None) -> OwnResult:
    """What came of a student's own answer; only after the reveal."""
    if response is None:
        return OwnResult(
            question_id=question.id, answer=None, is_correct=None, credit=None, points=0.0, elapsed_ms=None
        )
    return OwnResult(
        question_id=question.id,
        answer=answer_view(to_public(run, question, response.answer)),
        is_correct=response.is_correct,
        credit=response.credit,
        points=response.points,
        elapsed_ms=response.elapsed_ms,
    )


def answer_text(question: Question, answer: Answer) -> str:
    """The answer as a person reads it in a list."""
    if answer.number is not None:
        return number_text(answer.number)
    if answer.text is not None:
        return answer.text
    texts = {option.id: option.text for option in question.options}
    between = " → " if question.kind is QuestionKind.ORDERING else ", "
    return between.join(texts.get(option_id, "") for option_id in answer.option_ids)


def number_text(number: float) -> str:
    """The number as a person writes it: 3, not 3.0."""
    return str(int(number)) if number.is_integer() and abs(number) < _WHOLE_BELOW else repr(number)


def _revealed(run: QuizRun, question: Question, tally_of_class: TallyView) -> RevealedQuestion:
    public_ids = dict(run.public_option_ids)
    is_ordered = question.kind is QuestionKind.ORDERING
    return RevealedQuestion(
        question=public_question(run, question),
        correct_option_ids=[public_ids[each.id] for each in question.options if each.is_correct or is_ordered],
        numeric_key=_numeric_key(question),
        accepted_texts=list(question.text_key.accepted) if question.text_key else [],
        explanation=question.explanation,
        tally=tally_of_class,
    )


def _numeric_key(question: Question) -> NumericKeyInBank | None:
    key = question.numeric_key
    return NumericKeyInBank(minimum=key.minimum, maximum=key.maximum) if key else None


def _text_key(question: Question) -> TextKeyInBank | None:
    key = question.text_key
    if key is None:
        return None
    return TextKeyInBank(
        accepted=list(key.accepted), ignores_case=key.ignores_case, ignores_spacing=key.ignores_spacing
    )


def _counts(public_ids: dict[str, str], counted: Tally) -> list[TallyCount]:
    by_option = [(public_ids[option_id], count) for option_id, count in counted.option_counts]
    by_text = [(group.text, group.count) for group in counted.texts]
    by_number = [(_bin_text(group), group.count) for group in counted.numbers]
    return [TallyCount(key=key, count=count) for key, count in (*by_option, *by_text, *by_number)]


def _bin_text(group: NumberBin) -> str:
    low, high = number_text(group.minimum), number_text(group.maximum)
    return low if low == high else f"{low}–{high}"

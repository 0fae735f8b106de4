"""Quizzes for tests: strategies for any quiz of the bank, ids, and a quiz without its ids."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import strategies as st

from appliance.domain.names import TextError, clean_text, name_key
from appliance.domain.quiz import (
    Difficulty,
    NumericKey,
    Option,
    Question,
    QuestionKind,
    Quiz,
    TextKey,
)

OWNER = "teacher"
_ODD_TEXTS = (
    "=1+1",
    "'=1+1",
    "-5",
    "@a",
    "+1",
    "[html]<b>x</b>",
    "// remark",
    "$CATEGORY: x",
    "::a::",
    "a -> b",
    "{=a ~b}",
    "%50%a",
    "#1:2",
    "####",
    "\\",
    "\\n",
    "a\\",
    "a;b,c\td",
    '"quoted"',
    "가나다 (정답)",
    "① 하나",
    "1. x",
    "true",
    "1,2",
    "a/b//c/",
    "$course$/top/x",
)


def new_ids() -> Callable[[], str]:
    """Give ids as a box would make them, each once."""
    numbers = count(1)
    return lambda: f"id{next(numbers)}"


def texts(limit: int, *, multiline: bool = False) -> st.SearchStrategy[str]:
    """Texts as the bank keeps them: cleaned, not empty."""
    raw = st.one_of(
        st.sampled_from(_ODD_TEXTS),
        st.text(st.sampled_from("ab1 ,;:=~#{}\\\n\"'/%[]()<>&*-|가각한글①é🙂\u3000"), max_size=30),
        st.text(max_size=30),
    )
    return raw.map(lambda text: _cleaned(text, limit, multiline=multiline)).filter(bool)


def quizzes(max_questions: int = 6) -> st.SearchStrategy[Quiz]:
    """Any quiz that the bank may hold."""
    return st.builds(
        Quiz,
        id=st.just("quiz"),
        owner_id=st.just(OWNER),
        title=texts(200) | st.just(""),
        description=texts(2_000, multiline=True) | st.just(""),
        questions=st.lists(questions(), max_size=max_questions).map(_with_ids),
    )


def questions() -> st.SearchStrategy[Question]:
    """Any question, with its ids still empty."""
    return st.sampled_from(list(QuestionKind)).flatmap(_question)


def without_ids(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Give the questions as they are compared after a trip through a file."""
    return tuple(
        replace(question, id="", options=tuple(replace(option, id="") for option in question.options))
        for question in questions
    )


def as_quiz(title: str, description: str, questions: tuple[Question, ...]) -> Quiz:
    """Give an imported quiz an owner, as the bank does."""
    return Quiz("quiz", OWNER, title, description, questions)


def _question(kind: QuestionKind) -> st.SearchStrategy[Question]:
    return st.builds(
        Question,
        id=st.just(""),
        kind=st.just(kind),
        text=texts(2_000, multiline=True),
        options=_options(kind),
        numeric_key=_numeric_keys() if kind is QuestionKind.NUMERIC else st.none(),
        text_key=_text_keys() if kind is QuestionKind.SHORT_TEXT else st.none(),
        explanation=texts(2_000, multiline=True) | st.just(""),
        topic=texts(100) | st.just(""),
        difficulty=st.none() | st.sampled_from(Difficulty),
        image_id=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
        seconds=st.none() | st.integers(5, 3_600),
        points=st.integers(0, 1_000),
    )


def _options(kind: QuestionKind) -> st.SearchStrategy[tuple[Option, ...]]:
    if kind in (QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT, QuestionKind.SLIDE):
        return st.just(())
    if kind is QuestionKind.TRUE_FALSE:
        return st.booleans().map(lambda truth: (Option("", "true", truth), Option("", "false", not truth)))
    listed = st.lists(texts(500), min_size=2, max_size=12, unique=True)
    return listed.flatmap(lambda options: _marks(kind, len(options)).map(lambda marks: _marked(options, marks)))


def _marks(kind: QuestionKind, count: int) -> st.SearchStrategy[list[bool]]:
    if kind is QuestionKind.SINGLE_CHOICE:
        return st.integers(0, count - 1).map(lambda right: [place == right for place in range(count)])
    if kind is QuestionKind.MULTIPLE_CHOICE:
        return st.lists(st.booleans(), min_size=count, max_size=count).filter(any)
    return st.just([False] * count)


def _marked(options: list[str], marks: list[bool]) -> tuple[Option, ...]:
    return tuple(Option("", text, is_right) for text, is_right in zip(options, marks, strict=True))


def _numeric_keys() -> st.SearchStrategy[NumericKey]:
    numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1_000, 1_000).map(float)
    return st.tuples(numbers, numbers).map(lambda pair: NumericKey(min(pair), max(pair)))


def _text_keys() -> st.SearchStrategy[TextKey]:
    accepted = st.lists(texts(500).filter(name_key), min_size=1, max_size=5, unique=True).map(tuple)
    return st.builds(TextKey, accepted=accepted, ignores_case=st.booleans(), ignores_spacing=st.booleans())


def _with_ids(questions: list[Question]) -> tuple[Question, ...]:
    new_id = new_ids()
    return tuple(
        replace(question, id=new_id(), options=tuple(replace(option, id=new_id()) for option in question.options))
        for question in questions
    )


def _cleaned(text: str, limit: int, *, multiline: bool) -> str:
    try:
        return clean_text(text, limit, multiline=multiline)
    except TextError:
        return ""

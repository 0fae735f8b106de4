"""Quizzes as GIFT, Moodle's text format: how it is written.

GIFT carries: the question, its kind, options, key and explanation; the topic as `$CATEGORY`; title, description and
difficulty in comments, the difficulty as Moodle's `[tag:…]`; an opinion poll as a choice without a right answer and a
tag; an ordering question as one that matches places to items.

GIFT does not carry: images, seconds, points, whether case and spacing count in a short text (they do not when it is
read), and the explanation of a slide.
"""

from collections.abc import Iterator
from html import escape as escape_html

from appliance.domain.quiz import NumericKey, Option, Question, QuestionKind, Quiz
from appliance.domain.quiz_formats.gift import CATEGORY, POLL_TAG, TOP_CATEGORY
from appliance.domain.quiz_formats.gift_escapes import escape

_MISLEADING_STARTS = ("[", "%", "//")
"""At the start of a text these would be a marker, a weight or a comment."""
_ARROW = "->"


def write_gift(quiz: Quiz) -> bytes:
    """Write everything that GIFT can carry, in UTF-8."""
    return "\n".join(_lines(quiz)).encode()


def _lines(quiz: Quiz) -> Iterator[str]:
    yield f"// title: {quiz.title}"
    yield from (f"// description: {line}" for line in quiz.description.split("\n"))
    yield ""
    topic = ""
    for question in quiz.questions:
        if question.topic != topic:
            topic = question.topic
            yield f"{CATEGORY} {TOP_CATEGORY}{topic.replace('/', '//')}"
            yield ""
        if tags := _tags(question):
            yield f"// {tags}"
        yield f"{_text(question.text)}{_answers(question)}"
        yield ""


def _tags(question: Question) -> str:
    tags = [question.difficulty.value] if question.difficulty else []
    tags += [POLL_TAG] if question.kind is QuestionKind.POLL else []
    return " ".join(f"[tag:{tag}]" for tag in tags)


def _answers(question: Question) -> str:
    if question.kind is QuestionKind.SLIDE:
        return ""
    explanation = f"####{_text(question.explanation)}" if question.explanation else ""
    return f" {{{_key(question)}{explanation}}}"


def _key(question: Question) -> str:
    options = question.options
    if question.numeric_key is not None:
        return f"#{_range(question.numeric_key)}"
    if question.text_key is not None:
        return " ".join(f"={_accepted(text)}" for text in question.text_key.accepted)
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return "TRUE" if options[0].is_correct else "FALSE"
        case QuestionKind.ORDERING:
            return " ".join(f"={place} {_ARROW} {escape(option.text)}" for place, option in enumerate(options, 1))
        case QuestionKind.MULTIPLE_CHOICE:
            return _weighted(options)
        case _:
            return " ".join(f"{'=' if option.is_correct else '~'}{_text(option.text)}" for option in options)


def _weighted(options: tuple[Option, ...]) -> str:
    share = 100 / sum(option.is_correct for option in options)
    right = f"{share:.5f}".rstrip("0").rstrip(".")
    return " ".join(f"~%{right if option.is_correct else -100}%{_text(option.text)}" for option in options)


def _range(key: NumericKey) -> str:
    return repr(key.minimum) if key.minimum == key.maximum else f"{key.minimum!r}..{key.maximum!r}"


def _accepted(text: str) -> str:
    # An arrow would make a matching question of it.
    return f"[html]{escape(escape_html(text))}" if _ARROW in text else _text(text)


def _text(text: str) -> str:
    return f"[plain]{escape(text)}" if text.startswith(_MISLEADING_STARTS) else escape(text)

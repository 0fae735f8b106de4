"""Quizzes as JSON: our own export, in the words of the API, with every field of a question but the ids."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import TEXT_MAX_CHARACTERS, Difficulty, NumericKey, Question, QuestionKind, Quiz
from appliance.domain.quiz_formats.draft import Assembly, Draft, DraftOption
from appliance.domain.quiz_formats.imported import FormatError, ImportedQuiz
from appliance.domain.quiz_formats.texts import decode

FORMAT_NAME = "airclass-quiz"
FORMAT_VERSION = 1
VALUES_MAX = 300_000
"""Each value costs many times its one or two characters once it is read."""
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read a quiz, or a bare list of questions."""
    text = decode(data)
    found = _load(text)
    quiz = found if isinstance(found, dict) else {"questions": found}
    questions = quiz.get("questions")
    if not isinstance(questions, list):
        raise FormatError('This JSON has no list of "questions".', '이 JSON에는 "questions" 목록이 없습니다.')
    assembly = Assembly(new_id)
    title = assembly.text_line(0, _text(quiz.get("title")), TITLE_MAX_CHARACTERS)
    description = assembly.text(0, _text(quiz.get("description")), TEXT_MAX_CHARACTERS)
    lines = _question_lines(text)
    for question in questions:
        if assembly.is_full:
            break
        if isinstance(question, dict):
            _add(assembly, question, next(lines, 0))
        else:
            assembly.complaints.add(0, "not_understood", _shown(question))
    return ImportedQuiz(title, description, assembly.questions, assembly.complaints.warnings)


def write_json(quiz: Quiz) -> bytes:
    """Write title, description and questions, without ids and owner."""
    document = {
        "format": FORMAT_NAME,
        "version": FORMAT_VERSION,
        "title": quiz.title,
        "description": quiz.description,
        "questions": [_question(question) for question in quiz.questions],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _load(text: str) -> object:
    if sum(map(text.count, "[{,")) > VALUES_MAX:
        raise FormatError("This JSON holds too many values.", "이 JSON에는 값이 너무 많습니다.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise FormatError("This JSON is nested too deeply.", "이 JSON은 너무 깊이 중첩되어 있습니다.") from None
    except ValueError as error:
        raise FormatError(f"This is no JSON: {error}.", f"JSON 파일이 아닙니다: {error}.") from None


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _question_lines(text: str) -> Iterator[int]:
    """Give the line on which each object in the list of questions begins."""
    is_bare = text.lstrip().startswith("[")
    in_list, depth, last_string = is_bare, 0, ""
    line, counted_to = 1, 0
    for token in _TOKENS.finditer(text):
        match found := token[0]:
            case "[" | "{":
                in_list |= depth == 1 and last_string == '"questions"'
                if in_list and found == "{" and depth == (1 if is_bare else 2):
                    line += text.count("\n", counted_to, token.start())
                    counted_to = token.start()
                    yield line
                depth += 1
            case "]" | "}":
                depth -= 1
                in_list &= is_bare or depth > 1
            case _ if depth == 1:
                last_string = found


def _add(assembly: Assembly, question: Mapping[str, object], line: int) -> None:
    kind = _text(question.get("kind"))
    if kind not in list(QuestionKind):
        assembly.complaints.add(line, "unsupported", kind)
        return
    draft = Draft(line, QuestionKind(kind), _text(question.get("text")))
    _read_key(draft, question)
    _read_particulars(assembly, draft, question)
    assembly.add(draft)


def _read_key(draft: Draft, question: Mapping[str, object]) -> None:
    draft.options = [
        DraftOption(_text(option.get("text")), option.get("is_correct") is True)
        for option in _entries(question.get("options"))
        if isinstance(option, dict)
    ]
    if draft.kind is QuestionKind.TRUE_FALSE:
        draft.truth = next((option.text == "true" for option in draft.options if option.is_correct), None)
    match question.get("numeric_key"):
        case {"minimum": int() | float() as minimum, "maximum": int() | float() as maximum}:
            draft.numeric_key = _numeric_key(minimum, maximum)
    match question.get("text_key"):
        case dict() as key:
            draft.accepted = [text for text in _entries(key.get("accepted")) if isinstance(text, str)]
            draft.ignores_case = key.get("ignores_case") is not False
            draft.ignores_spacing = key.get("ignores_spacing") is not False


def _read_particulars(assembly: Assembly, draft: Draft, question: Mapping[str, object]) -> None:
    draft.explanation = _text(question.get("explanation"))
    draft.topic = _text(question.get("topic"))
    draft.image_id = _text(question.get("image_id"))
    difficulty = question.get("difficulty")
    if isinstance(difficulty, str) and difficulty in list(Difficulty):
        draft.difficulty = Difficulty(difficulty)
    elif difficulty is not None:
        assembly.complaints.add(draft.line, "bad_value", _shown(difficulty))
    draft.seconds = _whole(assembly, draft.line, question.get("seconds"))
    points = _whole(assembly, draft.line, question.get("points"))
    draft.points = 1 if points is None else points


def _whole(assembly: Assembly, line: int, value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is not None:
        assembly.complaints.add(line, "bad_value", _shown(value))
    return None


def _numeric_key(minimum: float, maximum: float) -> NumericKey | None:
    try:
        low, high = sorted((float(minimum), float(maximum)))
    except OverflowError:
        return None
    return NumericKey(low, high) if math.isfinite(low) and math.isfinite(high) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _shown(value: object) -> str:
    """Give a value as a warning shows it; lists and objects may be endless."""
    return value if isinstance(value, str) else "…" if isinstance(value, list | dict) else str(value)


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _question(question: Question) -> dict[str, object]:
    key, texts = question.numeric_key, question.text_key
    return {
        "kind": question.kind.value,
        "text": question.text,
        "options": [{"text": option.text, "is_correct": option.is_correct} for option in question.options],
        "numeric_key": key and {"minimum": key.minimum, "maximum": key.maximum},
        "text_key": texts
        and {
            "accepted": list(texts.accepted),
            "ignores_case": texts.ignores_case,
            "ignores_spacing": texts.ignores_spacing,
        },
        "explanation": question.explanation,
        "topic": question.topic,
        "difficulty": question.difficulty and question.difficulty.value,
        "image_id": question.image_id,
        "seconds": question.seconds,
        "points": question.points,
    }

"""Quizzes as plain text that a teacher types or copies, in Korean or English; whatever is not understood is said so."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import QUESTIONS_MAX
from appliance.domain.quiz_formats.draft import Assembly, Draft, DraftOption
from appliance.domain.quiz_formats.imported import ImportedQuiz, ImportWarning  # noqa: A004
from appliance.domain.quiz_formats.paste_answers import finish_question
from appliance.domain.quiz_formats.paste_lines import Line, LineKind, as_option, classify, split_options
from appliance.domain.quiz_formats.question_table import DIFFICULTIES
from appliance.domain.quiz_formats.texts import decode, unify_lines

_KEY_PAIR = re.compile(r"(\d{1,3})\s*[.):번=-]+\s*([①-⑫]|[a-lA-L](?![a-z])|[oOxX○×](?!\w)|\d{1,2}(?![\d.)번]))[\s,;/]*")
_WHOLE = re.compile(r"(\d{1,4})\s*(?:초|점|s|secs?|seconds?|points?|pts?)?\.?", re.IGNORECASE)
_ENDS_LIKE_A_QUESTION = ("?", "？", ":", "：")


@dataclass(slots=True)
class _Pasted:
    """One question being read."""

    draft: Draft
    number: int | None = None
    key: str = ""
    star_count: int = 0
    has_options_in_question_style: bool = False

    @property
    def is_answered(self) -> bool:
        return bool(self.key) or any(option.is_correct for option in self.draft.options)


@dataclass(slots=True)
class _Reading:
    """How far the text is read."""

    assembly: Assembly
    questions: list[_Pasted] = field(default_factory=list)
    loose: list[tuple[int, str]] = field(default_factory=list)
    """Lines whose place is not known yet: a title, or the text of a question that has no number."""
    title: str = ""
    topic: str = ""
    question_style: str = ""
    open_text: Literal["", "question", "explanation"] = ""
    """What plain lines go on with."""
    is_after_blank: bool = False
    is_key_list: bool = False
    """Below a bare "Answers", where each question's number has its answer."""

    @property
    def current(self) -> _Pasted | None:
        return self.questions[-1] if self.questions else None

    def complain(self, line: int, text: str) -> None:
        self.assembly.complaints.add(line, "not_understood", text)


def read_paste(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read the questions, and warn of every line that was not understood."""
    reading = _Reading(Assembly(new_id))
    for number, raw in enumerate(io.StringIO(unify_lines(decode(data))), 1):
        if len(reading.questions) > QUESTIONS_MAX or reading.assembly.complaints.are_hopeless:
            break
        for part in split_options(raw):
            _take(reading, number, part)
    _drop_loose(reading, with_title=bool(reading.questions))
    for question in reading.questions:
        finish_question(reading.assembly, question.draft, question.key, question.star_count)
    title = reading.assembly.text_line(0, reading.title, TITLE_MAX_CHARACTERS)
    warnings = sorted(reading.assembly.complaints.warnings, key=_place)
    return ImportedQuiz(title, "", reading.assembly.questions, tuple(warnings))


def _place(warning: ImportWarning) -> tuple[bool, int]:
    """Order warnings by line, those about the whole file last."""
    return (warning.line == 0, warning.line)


def _take(reading: _Reading, number: int, raw: str) -> None:
    if reading.is_key_list and (pairs := _key_pairs(raw)) is not None:
        _set_keys(reading, number, pairs)
        return
    line = _seen_in_place(reading, number, classify(raw, reading.question_style))
    if reading.is_key_list and line.kind in (LineKind.PLAIN, LineKind.OPTION):
        line = Line(LineKind.ANSWER, raw.strip())
    reading.is_key_list = False
    if line.kind is LineKind.QUESTION:
        _begin(reading, number, line)
    elif line.kind is LineKind.OPTION:
        _add_option(reading, number, line)
    elif line.kind is LineKind.ANSWER:
        _add_answer(reading, number, line.text)
    elif line.kind is LineKind.TITLE and not reading.questions and not reading.title:
        reading.title = line.text
    elif line.kind in (LineKind.PLAIN, LineKind.TITLE):
        _add_plain(reading, number, line.text)
    elif line.kind is not LineKind.BLANK:
        _add_remark(reading, number, line)
    elif reading.open_text == "explanation":
        reading.open_text = ""
    reading.is_after_blank = line.kind is LineKind.BLANK


def _seen_in_place(reading: _Reading, number: int, line: Line) -> Line:
    """Take a number for that of an option where it cannot be that of a question, and the other way round."""
    current = reading.current
    if current and line.kind is LineKind.OPTION and line.number is not None:
        counts_options = line.number == len(current.draft.options) + 1
        counts_questions = reading.is_after_blank and line.number == (current.number or 0) + 1
        return replace(line, kind=LineKind.QUESTION) if counts_questions and not counts_options else line
    if line.kind is not LineKind.QUESTION or line.number is None:
        return line
    if not reading.question_style and line.number == 1 and _asks_something(reading.loose, number - 1):
        reading.question_style = "none"
        return as_option(line)
    if current is None or line.style != reading.question_style or line.style == "word":
        return line
    if line.number == 1 and not current.draft.options and not current.is_answered:
        current.has_options_in_question_style = True
        return as_option(line)
    is_next_option = current.has_options_in_question_style and line.number == len(current.draft.options) + 1
    may_be_question = reading.is_after_blank and line.number == (current.number or 0) + 1
    return as_option(line) if is_next_option and not may_be_question else line


def _asks_something(loose: Sequence[tuple[int, str]], number: int) -> bool:
    return bool(loose) and loose[-1][0] == number and loose[-1][1].endswith(_ENDS_LIKE_A_QUESTION)


def _begin(reading: _Reading, number: int, line: Line) -> None:
    _drop_loose(reading, with_title=not reading.questions)
    reading.question_style = reading.question_style or line.style
    reading.questions.append(_Pasted(Draft(number, text=line.text, topic=reading.topic), line.number))
    reading.open_text = "question"


def _add_option(reading: _Reading, number: int, line: Line) -> None:
    if reading.loose:
        _promote_loose(reading)
    if (current := reading.current) is None:
        reading.complain(number, line.text)
        return
    current.draft.options.append(DraftOption(line.text, line.is_marked))
    current.star_count += line.is_starred
    reading.open_text = ""


def _add_answer(reading: _Reading, number: int, text: str) -> None:
    if not text:
        reading.is_key_list = True
        return
    if (pairs := _key_pairs(text)) is not None and len(pairs) > 1:
        _set_keys(reading, number, pairs)
        return
    current = reading.current
    if reading.loose and (current is None or current.is_answered or not current.draft.options):
        _promote_loose(reading)
        current = reading.current
    if current is None:
        reading.complain(number, text)
        return
    current.key = f"{current.key}, {text}" if current.key else text
    reading.open_text = ""


def _add_plain(reading: _Reading, number: int, text: str) -> None:
    current = reading.current
    if current and reading.open_text == "question":
        current.draft.text += f"\n{text}"
    elif current and reading.open_text == "explanation":
        current.draft.explanation += f"\n{text}"
    else:
        reading.loose.append((number, text))


def _add_remark(reading: _Reading, number: int, line: Line) -> None:
    current = reading.current
    if current is None and line.kind is LineKind.TOPIC:
        reading.topic = line.text
        return
    if current is None:
        reading.complain(number, line.text)
        return
    if line.kind is LineKind.EXPLANATION:
        current.draft.explanation, reading.open_text = line.text, "explanation"
    elif not _set_particular(current.draft, line):
        reading.assembly.complaints.add(number, "bad_value", line.text)


def _set_particular(draft: Draft, line: Line) -> bool:
    """Set what the line says about the question; False when it says nothing that can be used."""
    whole = _WHOLE.fullmatch(line.text)
    if line.kind is LineKind.TOPIC:
        draft.topic = line.text
    elif line.kind is LineKind.DIFFICULTY:
        draft.difficulty = DIFFICULTIES.get(line.text.strip().casefold())
        return draft.difficulty is not None
    elif line.kind is LineKind.SECONDS and whole:
        draft.seconds = int(whole[1])
    elif line.kind is LineKind.POINTS and whole:
        draft.points = int(whole[1])
    return line.kind is LineKind.TOPIC or whole is not None


def _promote_loose(reading: _Reading) -> None:
    """Make the last paragraph of loose lines the text of a question without a number."""
    lines = reading.loose
    start = len(lines) - 1
    while start > 0 and lines[start - 1][0] == lines[start][0] - 1:
        start -= 1
    reading.loose = lines[:start]
    _drop_loose(reading, with_title=not reading.questions)
    text = "\n".join(text for _, text in lines[start:])
    reading.questions.append(_Pasted(Draft(lines[start][0], text=text, topic=reading.topic)))


def _drop_loose(reading: _Reading, *, with_title: bool) -> None:
    """Warn of the lines that found no place; the first of a quiz is its title."""
    if with_title and reading.loose and not reading.title:
        reading.title = reading.loose.pop(0)[1]
    for number, text in reading.loose:
        reading.complain(number, text)
    reading.loose = []


def _key_pairs(raw: str) -> list[tuple[int, str]] | None:
    """Read "1. ② 2. ④"; None when there is anything else in the line."""
    text, place, pairs = raw.strip(), 0, []
    while place < len(text):
        if (found := _KEY_PAIR.match(text, place)) is None:
            return None
        pairs.append((int(found[1]), found[2]))
        place = found.end()
    return pairs


def _set_keys(reading: _Reading, line: int, pairs: Sequence[tuple[int, str]]) -> None:
    _drop_loose(reading, with_title=False)
    by_number = {question.number: question for question in reading.questions}
    for number, key in pairs:
        if number in by_number:
            by_number[number].key = key
        else:
            reading.complain(line, f"{number}. {key}")

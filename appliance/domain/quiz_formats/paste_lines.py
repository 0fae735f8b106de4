"""What each line of a pasted quiz is: a question, an option, an answer, a remark about the question, or just text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

LINE_MAX_CHARACTERS = 8_000
"""Longer than any text that is kept; what follows is not looked at."""
TAIL_CHARACTERS = 200
"""Where marks and answers behind a question are looked for."""


class LineKind(StrEnum):
    """What a line is for."""

    BLANK = auto()
    QUESTION = auto()
    OPTION = auto()
    ANSWER = auto()
    EXPLANATION = auto()
    TOPIC = auto()
    DIFFICULTY = auto()
    SECONDS = auto()
    POINTS = auto()
    TITLE = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without the signs that told what it is."""

    kind: LineKind
    text: str = ""
    style: str = ""
    """How a question or an option is numbered."""
    number: int | None = None
    is_marked: bool = False
    """Marked as the right one."""
    is_starred: bool = False
    """The mark is a leading star, which may be a mere bullet."""


_NAMED: Mapping[LineKind, re.Pattern[str]] = {
    kind: re.compile(rf"[(\[<【]?\s*(?:{names})\s*(?:[\])>】]\s*[:：]?|[:：=]|(?=[①-⑫]))\s*(.*)", re.IGNORECASE)
    for kind, names in (
        (
            LineKind.ANSWER,
            r"정답(?:은|는)?|모범 ?답안|답안|답|(?:correct |right )?answers?(?: key)?|ans|correct|key",
        ),
        (LineKind.EXPLANATION, "해설|풀이|설명|explanation|rationale|feedback|why|reason"),
        (LineKind.TOPIC, "단원|주제|topic|category"),
        (LineKind.DIFFICULTY, "난이도|difficulty"),
        (LineKind.SECONDS, "제한 ?시간|시간|time limit|time|seconds"),
        (LineKind.POINTS, "배점|점수|points?|score"),
        (LineKind.TITLE, "제목|title|quiz"),
    )
}
_BARE_ANSWER = re.compile(r"(?:정답|정답표|답안|answers|answer key)", re.IGNORECASE)
_WORD_QUESTION = re.compile(
    r"[\[<【]?(?:문제|문항|질문|문|question|q)\s*[.#]?\s*(\d{1,3})\s*번?\s*[\]>】]?\s*[.):：-]?\s*(.*)", re.IGNORECASE
)
_BARE_QUESTION = re.compile(r"(?:문제|질문|question|q)\s*[.:：)]\s*()(\S.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,3})\s*([.)]|번)(?!\d)[.)]?\s*(.*)")
_BRACKETED = re.compile(r"([(\[])(\d{1,3})[)\]]\s*(.*)")
_CHECKBOX = re.compile(r"[-*•]?\s*\[([ xXvV✓✔]?)\]\s*(\S.*)")
_OPTIONS = (
    re.compile(r"([①-⑫])\s*(.*)"),
    re.compile(r"[(\[]?([A-La-l])(?:[)\]]|[.:](?=\s))\s*(.+)"),
    re.compile(r"\(?([가나다라마바사아자차카타])[.)]\s*(.+)"),
    re.compile(r"([-–—•·∙▪‣])\s+(.+)"),
)
_LEADING_MARK = re.compile(r"(\*+|[✓✔☑√✅★])\s*(.+)")
_TRAILING_MARK = re.compile(
    r"(?:\*+|[✓✔☑√✅★]|[(\[<【](?:정답|답|correct|right|answer|✓|✔|v)[)\]>】]|(?:←|<-+|<=)\s*(?:정답|답|answer|correct))$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_CIRCLED_AHEAD = re.compile(r"(?=[①-⑫])")
_LETTERED_AHEAD = re.compile(r"[ \t]+(?=\(?[b-lB-L나-타]\)\s)")


def classify(raw: str, question_style: str) -> Line:
    """Tell what a line is; numbers in another style than the one of the questions number options."""
    text = _without_bold(raw[:LINE_MAX_CHARACTERS].strip())
    if not text:
        return Line(LineKind.BLANK)
    if found := _HEADING.fullmatch(text):
        if len(found[1]) == 1:
            return Line(LineKind.TITLE, found[2])
        text = found[2]
    if _BARE_ANSWER.fullmatch(text):
        return Line(LineKind.ANSWER)
    for kind, pattern in _NAMED.items():
        if found := pattern.fullmatch(text):
            return Line(kind, found[1].rstrip(")]】") if text[0] in "([【" else found[1])
    return _question(text, question_style) or _option(text) or Line(LineKind.PLAIN, text)


def split_options(text: str) -> list[str]:
    """Give the options of a line apart: ① red ② green, or a) red b) green."""
    stripped = text.strip()
    if "①" <= stripped[:1] <= "⑫":
        return [part for part in _CIRCLED_AHEAD.split(stripped[:LINE_MAX_CHARACTERS]) if part]
    if re.match(r"\(?[aA가]\)\s", stripped):
        return _LETTERED_AHEAD.split(stripped[:LINE_MAX_CHARACTERS])
    return [text]


def as_option(line: Line) -> Line:
    """Take a line that looked like a question for an option."""
    return _marked(line.text, line.style, line.number, is_marked=False)


def _question(text: str, question_style: str) -> Line | None:
    if found := _WORD_QUESTION.fullmatch(text) or _BARE_QUESTION.fullmatch(text):
        return Line(LineKind.QUESTION, found[2], "word", int(found[1]) if found[1] else None)
    found, style = _NUMBERED.fullmatch(text), ""
    if found:
        number, style, rest = int(found[1]), found[2], found[3]
    elif found := _BRACKETED.fullmatch(text):
        number, style, rest = int(found[2]), found[1], found[3]
    else:
        return None
    if question_style in ("", style):
        return Line(LineKind.QUESTION, rest, style, number)
    return _marked(rest, style, number, is_marked=False)


def _option(text: str) -> Line | None:
    if found := _CHECKBOX.fullmatch(text):
        return _marked(found[2], "-", None, is_marked=bool(found[1].strip()))
    if line := _labelled(text, is_marked=False):
        return line
    if not (found := _LEADING_MARK.fullmatch(text)):
        return None
    is_star = found[1].startswith("*")
    if line := _labelled(found[2], is_marked=True):
        return line
    if is_star and not text[len(found[1])].isspace():
        return None
    return Line(LineKind.OPTION, found[2], "-", None, is_marked=True, is_starred=is_star)


def _labelled(text: str, *, is_marked: bool) -> Line | None:
    for pattern in _OPTIONS:
        if found := pattern.fullmatch(text):
            return _marked(found[2], found[1], None, is_marked=is_marked)
    if is_marked and (found := _NUMBERED.fullmatch(text)):
        return _marked(found[3], found[2], int(found[1]), is_marked=True)
    return None


def _marked(text: str, style: str, number: int | None, *, is_marked: bool) -> Line:
    """Make an option, of which a mark at either end is taken off."""
    body = text.strip()
    if len(body) > 1 and (found := re.match(r"[✓✔☑√✅★]\s*", body)):
        is_marked, body = True, body[found.end() :]
    tail_start = max(len(body) - TAIL_CHARACTERS, 0)
    if (found := _TRAILING_MARK.search(body, tail_start)) and body[: found.start()].strip():
        is_marked, body = True, body[: found.start()].rstrip()
    return Line(LineKind.OPTION, body, style, number, is_marked)


def _without_bold(text: str) -> str:
    """Take off the double stars by which Markdown makes bold."""
    return text.replace("**", "") if text.count("**") % 2 == 0 else text

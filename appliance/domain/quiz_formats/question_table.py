"""Questions out of the rows of a table, whoever made it: columns are found by what their headings say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from appliance.domain.quiz import Difficulty, NumericKey, QuestionKind
from appliance.domain.quiz_formats.answer_words import read_number, read_numeric_key, read_truth
from appliance.domain.quiz_formats.csv_rows import Row
from appliance.domain.quiz_formats.draft import Assembly, Draft, DraftOption, mark_right

_OPTION_HEADING = re.compile(
    r"(?:option|answer|choice|보기|선택지|선지|답안)\s*\(?(?:[1-9]\d?|[a-l①-⑫])\)?(?!\w)"
    r"|[1-9]\d?(?:st|nd|rd|th) (?:answer|option|choice)|[a-l①-⑫]$"
)
_HEADING_END = r"(?:$|\s*[-–(:*/])"
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:{names}){_HEADING_END}")
    for name, names in (
        ("correct", r"correct(?: answers?| options?)?(?:\(s\))?|right answers?|answers?|(?:answer )?key|정답|답"),
        ("kind", r"kind|(?:question )?type|(?:문제 ?|문항 ?|질문 ?)?(?:유형|종류)"),
        ("question", r"questions?(?: text)?|text|stem|문제(?: ?내용)?|문항(?: ?내용)?|질문(?: ?내용)?|발문"),
        ("seconds", r"seconds|time(?: limit)?|제한 ?시간|시간"),
        ("points", r"points?|score|배점|점수"),
        ("explanation", r"explanation|해설|설명|풀이"),
        ("topic", r"topic|category|단원|주제|분류"),
        ("difficulty", r"difficulty(?: level)?|난이도"),
        ("minimum", r"minimum|min|최솟값|최소"),
        ("maximum", r"maximum|max|최댓값|최대"),
        ("accepted", r"accepted"),
        ("ignores_case", r"ignores case"),
        ("ignores_spacing", r"ignores spacing"),
        ("image", r"image"),
    )
}
_KINDS: Mapping[str, QuestionKind] = {
    **{kind.value: kind for kind in QuestionKind},
    **dict.fromkeys(("multiple choice", "quiz", "mc", "객관식", "선택형", "선다형"), QuestionKind.SINGLE_CHOICE),
    **dict.fromkeys(("checkbox", "multiple select", "복수 선택", "복수정답"), QuestionKind.MULTIPLE_CHOICE),
    **dict.fromkeys(("true/false", "true or false", "tf", "ox", "o/x", "진위형"), QuestionKind.TRUE_FALSE),
    **dict.fromkeys(("number", "numerical", "수치", "숫자"), QuestionKind.NUMERIC),
    **dict.fromkeys(("short answer", "type answer", "fill in the blank", "주관식", "단답형"), QuestionKind.SHORT_TEXT),
    **dict.fromkeys(("puzzle", "order", "순서", "순서 배열"), QuestionKind.ORDERING),
    **dict.fromkeys(("survey", "opinion", "설문", "의견"), QuestionKind.POLL),
    **dict.fromkeys(("content", "information", "안내", "설명"), QuestionKind.SLIDE),
}
DIFFICULTIES: Mapping[str, Difficulty] = {
    **{difficulty.value: difficulty for difficulty in Difficulty},
    **dict.fromkeys(("하", "쉬움", "1"), Difficulty.EASY),
    **dict.fromkeys(("중", "보통", "2"), Difficulty.MEDIUM),
    **dict.fromkeys(("상", "어려움", "3"), Difficulty.HARD),
}
_FALSE_CELLS = frozenset(("false", "no", "0", "n", "아니요"))
_WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?")


@dataclass(slots=True)
class Columns:
    """Where the columns of a table are."""

    options: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    @property
    def hold_questions(self) -> bool:
        """True when the row they were found in is the heading of a table of questions."""
        return "question" in self.places and bool(self.options or "correct" in self.places or "kind" in self.places)

    def cell(self, row: Sequence[str], name: str) -> str:
        """Give the row's cell of that column; empty where there is none."""
        place = self.places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""


def find_columns(heading: Sequence[str]) -> Columns:
    """Find the columns by their headings; what is not known is passed over."""
    columns = Columns()
    for place, cell in enumerate(heading):
        name = " ".join(cell[:200].casefold().replace("_", " ").split())
        if name and _OPTION_HEADING.match(name):
            columns.options.append(place)
        elif found := next((key for key, pattern in _HEADINGS.items() if pattern.match(name)), None):
            columns.places.setdefault(found, place)
    return columns


def find_heading(rows: Sequence[Row]) -> tuple[int, Columns] | None:
    """Find the heading: its place among the rows, and its columns."""
    for place, (_, cells) in enumerate(rows):
        if (columns := find_columns(cells)).hold_questions:
            return place, columns
    return None


def add_questions(assembly: Assembly, columns: Columns, rows: Iterable[Row]) -> None:
    """Take over the rows below the heading."""
    for number, cells in rows:
        if assembly.is_full:
            return
        draft = _draft(assembly, columns, number, cells)
        # Templates number rows that nobody has filled in.
        if draft is not None and (draft.text or draft.options):
            assembly.add(draft)


def _draft(assembly: Assembly, columns: Columns, line: int, row: Sequence[str]) -> Draft | None:
    kind_word = columns.cell(row, "kind").casefold()
    kind = _KINDS.get(kind_word)
    if kind_word and kind is None:
        assembly.complaints.add(line, "unsupported", kind_word)
        return None
    draft = Draft(line, kind, columns.cell(row, "question"))
    options = [row[place].strip() if place < len(row) else "" for place in columns.options]
    _read_key(assembly, draft, options, columns.cell(row, "correct"))
    _read_own_keys(draft, columns, row)
    _read_particulars(assembly, draft, columns, row)
    return draft


def _read_key(assembly: Assembly, draft: Draft, options: list[str], correct: str) -> None:
    """Read the right answer: numbers or texts of options; without options a word, a number or a text."""
    draft.options = [DraftOption(text) for text in options if text]
    if not draft.options:
        draft.truth = read_truth(correct)
        draft.numeric_key = read_numeric_key(correct)
        draft.accepted = [correct] if correct else []
        return
    if draft.kind is QuestionKind.SHORT_TEXT:
        draft.accepted = [option.text for option in draft.options]
    by_place = iter(draft.options)
    placed = [next(by_place) if text else None for text in options]
    for word in mark_right(placed, correct):
        if read_truth(correct) is None:
            assembly.complaints.add(draft.line, "unknown_key", word)
    if draft.kind is QuestionKind.TRUE_FALSE and not any(option.is_correct for option in draft.options):
        draft.truth = read_truth(correct)


def _read_own_keys(draft: Draft, columns: Columns, row: Sequence[str]) -> None:
    """Read the columns that only our own export has."""
    low, high = (read_number(columns.cell(row, name)) for name in ("minimum", "maximum"))
    if low is not None and high is not None:
        draft.numeric_key = NumericKey(min(low, high), max(low, high))
    if accepted := columns.cell(row, "accepted"):
        draft.accepted = accepted.split("\n")
    draft.ignores_case = columns.cell(row, "ignores_case").casefold() not in _FALSE_CELLS
    draft.ignores_spacing = columns.cell(row, "ignores_spacing").casefold() not in _FALSE_CELLS
    draft.image_id = columns.cell(row, "image") or None


def _read_particulars(assembly: Assembly, draft: Draft, columns: Columns, row: Sequence[str]) -> None:
    draft.explanation = columns.cell(row, "explanation")
    draft.topic = columns.cell(row, "topic")
    difficulty = columns.cell(row, "difficulty").casefold()
    draft.difficulty = DIFFICULTIES.get(difficulty)
    if difficulty and draft.difficulty is None:
        assembly.complaints.add(draft.line, "bad_value", difficulty)
    draft.seconds = _whole(assembly, draft.line, columns.cell(row, "seconds"))
    points = _whole(assembly, draft.line, columns.cell(row, "points"))
    draft.points = 1 if points is None else points


def _whole(assembly: Assembly, line: int, cell: str) -> int | None:
    if _WHOLE.fullmatch(cell):
        return int(float(cell))
    if cell:
        assembly.complaints.add(line, "bad_value", cell)
    return None

"""Quizzes as GIFT, Moodle's text format: how it is read.

Blocks of lines, apart by empty lines, are questions; what a block is depends on what stands between its braces.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import TEXT_MAX_CHARACTERS, Difficulty, QuestionKind
from appliance.domain.quiz_formats.answer_words import read_number, read_numeric_key, read_truth
from appliance.domain.quiz_formats.complaints import Complaints
from appliance.domain.quiz_formats.draft import Assembly, Draft, DraftOption
from appliance.domain.quiz_formats.gift_escapes import TextFormat, protect, read_text
from appliance.domain.quiz_formats.imported import ImportedQuiz
from appliance.domain.quiz_formats.texts import decode, unify_lines

CATEGORY = "$CATEGORY:"
TOP_CATEGORY = "$course$/top/"
POLL_TAG = "poll"
_GAP = "_____"
_BLOCK_MAX_CHARACTERS = 100_000
"""Longer than any question may be: the rest of the block is left out."""
_TAG = re.compile(r"\[tag:([^\]]*)\]")
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_TRUTH = re.compile(r"(true|false|t|f)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_ANSWER = re.compile(r"([~=])([^~=]*)")
_WEIGHT = re.compile(r"%(-?[\d.]{1,12})%")
_FULL_WEIGHT = 100.0


@dataclass(slots=True)
class _Block:
    """Lines between empty lines, and the comments among them."""

    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def tags(self) -> set[str]:
        return {tag.strip().casefold() for comment in self.comments for tag in _TAG.findall(comment[:1_000])}


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer between the braces."""

    is_marked: bool
    """It begins with = and not with ~."""
    text: str
    weight: float | None
    has_feedback: bool

    @property
    def is_right(self) -> bool:
        return self.weight is None or self.weight >= _FULL_WEIGHT


def read_gift(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read the questions; those of a kind that cannot be asked here become warnings."""
    assembly = Assembly(new_id)
    opening: list[str] = []
    topic = ""
    for block in _blocks(unify_lines(decode(data))):
        if assembly.is_full:
            break
        if not assembly.questions:
            opening += block.comments[:TEXT_MAX_CHARACTERS]
        while block.lines and block.lines[0].startswith(CATEGORY):
            topic = _topic(block.lines.pop(0)[len(CATEGORY) :])
            block.line += 1
        if block.lines and (draft := _draft(assembly.complaints, block)):
            draft.topic = topic
            assembly.add(draft)
    return ImportedQuiz(
        assembly.text_line(0, _remark(opening, "title"), TITLE_MAX_CHARACTERS),
        assembly.text(0, _remark(opening, "description"), TEXT_MAX_CHARACTERS),
        assembly.questions,
        assembly.complaints.warnings,
    )


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block(1)
    for number, line in enumerate(io.StringIO(text), 1):
        content = line.strip()
        if content.startswith("//"):
            block.comments.append(content[2:].strip())
        elif content:
            block.line = block.line if block.lines else number
            block.lines.append(content)
        elif block.lines or block.comments:
            yield block
            block = _Block(number + 1)
    yield block


def _remark(comments: list[str], name: str) -> str:
    """Give what the comments at the top say under a name; our export writes title and description so."""
    start = f"{name}:"
    return "\n".join(comment[len(start) :].strip() for comment in comments if comment.startswith(start))


def _topic(path: str) -> str:
    """Give the last name of a category's path; a slash in a name is written twice."""
    rest = path.strip()
    for prefix in ("$course$/", "$system$/", "top/"):
        rest = rest.removeprefix(prefix)
    return re.split("(?<!/)/(?!/)", rest)[-1].replace("//", "/")


def _draft(complaints: Complaints, block: _Block) -> Draft | None:
    """Read one question; None, and a complaint, when it cannot be asked."""
    source = protect("\n".join(block.lines)[:_BLOCK_MAX_CHARACTERS])
    name = _NAME.match(source)
    stem, _, rest = source[name.end() if name else 0 :].partition("{")
    inner, closing, after = rest.partition("}")
    text, text_format = read_text(f"{stem}{_GAP}{after}" if after.strip() else stem)
    draft = Draft(block.line, text=text or (read_text(name[1])[0] if name else ""))
    _read_tags(draft, block.tags)
    if "{" not in source:
        draft.kind = QuestionKind.SLIDE
        return draft
    key, _, general = inner.partition("####")
    draft.explanation = read_text(general, text_format)[0]
    if not closing or not _read_key(complaints, draft, key.strip(), text_format):
        complaints.add(block.line, "unsupported" if closing else "not_understood", key.strip()[:60] or text)
        return None
    return draft


def _read_tags(draft: Draft, tags: set[str]) -> None:
    draft.difficulty = next((difficulty for difficulty in Difficulty if difficulty.value in tags), None)
    if POLL_TAG in tags:
        draft.kind = QuestionKind.POLL


def _read_key(complaints: Complaints, draft: Draft, key: str, text_format: TextFormat) -> bool:
    """Read what stands between the braces; False when no question of ours can be made of it."""
    if found := _TRUTH.fullmatch(key):
        draft.truth = read_truth(found[1])
        _note_feedback(complaints, draft, bool(found[2]))
        return True
    if key.startswith("#"):
        return _read_numeric(complaints, draft, key[1:].strip())
    answers = [_answer(sign, raw, text_format) for sign, raw in _ANSWER.findall(key)]
    if not answers or key[0] not in "~=":
        return False
    _note_feedback(complaints, draft, any(answer.has_feedback for answer in answers))
    if any(not answer.is_marked for answer in answers):
        _read_choice(complaints, draft, answers)
        return True
    if all("->" in raw for _, raw in _ANSWER.findall(key)):
        return _read_order(draft, answers)
    draft.accepted = [answer.text for answer in answers if answer.is_right]
    _note_partial(complaints, draft, answers)
    return True


def _answer(sign: str, raw: str, text_format: TextFormat = "moodle") -> _Answer:
    body, _, feedback = raw.partition("#")
    body = body.strip()
    found = _WEIGHT.match(body)
    weight = (read_number(found[1]) or 0.0) if found else None
    text, _ = read_text(body[found.end() :] if found else body, text_format)
    return _Answer(sign == "=", text, weight, bool(feedback.strip()))


def _read_choice(complaints: Complaints, draft: Draft, answers: list[_Answer]) -> None:
    has_marked = any(answer.is_marked and answer.is_right for answer in answers)
    if has_marked:
        right = [answer.is_marked and answer.is_right for answer in answers]
        draft.kind = QuestionKind.SINGLE_CHOICE
        _note_partial(complaints, draft, [answer for answer in answers if answer.weight and answer.weight > 0])
    else:
        # Without a whole answer, those that give points are right together.
        right = [answer.weight is not None and answer.weight > 0 for answer in answers]
        draft.kind = draft.kind or QuestionKind.MULTIPLE_CHOICE
    draft.options = [DraftOption(answer.text, is_right) for answer, is_right in zip(answers, right, strict=True)]


def _read_order(draft: Draft, answers: list[_Answer]) -> bool:
    """Read a matching question as one of ordering where it matches places to items: =1 -> first =2 -> second."""
    pairs = [answer.text.partition("->") for answer in answers]
    draft.kind = QuestionKind.ORDERING
    draft.options = [DraftOption(item.strip()) for _, _, item in pairs]
    return [place.strip() for place, _, _ in pairs] == [str(place) for place in range(1, len(pairs) + 1)]


def _read_numeric(complaints: Complaints, draft: Draft, key: str) -> bool:
    answers = [_answer(sign, raw) for sign, raw in _ANSWER.findall(key)] or [_answer("=", key)]
    right = [answer for answer in answers if answer.is_right]
    keys = [found for answer in right if (found := read_numeric_key(answer.text.replace(":", "±"))) is not None]
    draft.kind, draft.numeric_key = QuestionKind.NUMERIC, keys[0] if keys else None
    _note_feedback(complaints, draft, any(answer.has_feedback for answer in answers))
    if len(answers) > 1:
        complaints.add(draft.line, "part_right")
    return bool(keys)


def _note_feedback(complaints: Complaints, draft: Draft, has_feedback: bool) -> None:
    if has_feedback:
        complaints.add(draft.line, "feedback")


def _note_partial(complaints: Complaints, draft: Draft, answers: list[_Answer]) -> None:
    if not all(answer.is_right for answer in answers):
        complaints.add(draft.line, "part_right")

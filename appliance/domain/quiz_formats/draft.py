"""A question as a reader finds it, and how questions of the bank are made of drafts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from appliance.domain.names import name_key
from appliance.domain.questions import (
    IMAGE_ID_LENGTH,
    POINTS_MAX,
    RAW_LENGTH_FACTOR,
    TOPIC_MAX_CHARACTERS,
    check_question,
)
from appliance.domain.quiz import (
    ACCEPTED_TEXTS_MAX,
    ANSWER_MAX_CHARACTERS,
    OPTION_MAX_CHARACTERS,
    OPTIONS_MAX,
    QUESTIONS_MAX,
    TEXT_MAX_CHARACTERS,
    Difficulty,
    InvalidQuestionError,
    NumericKey,
    Option,
    Question,
    QuestionKind,
    TextKey,
)
from appliance.domain.quiz_formats.answer_words import are_truth_options, option_number, read_truth
from appliance.domain.quiz_formats.complaints import Complaints
from appliance.domain.quiz_formats.texts import tidy, tidy_line
from appliance.domain.quiz_run import SECONDS_MAX, SECONDS_MIN

QUIZ_MAX_CHARACTERS = 2_100_000
"""All raw texts of a file together: two hundred choices, each as long as it may be. Cleaning takes a second or two."""
_KEY_MAX_CHARACTERS = 1_000
_CIRCLED = re.compile("[①-⑫]")
_SEPARATORS = re.compile(r"[,;/&+、\s]+(?:(?:and|그리고|및)\s+)?|와 |과 ")
_CHOICES = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.POLL, QuestionKind.ORDERING)


@dataclass(slots=True)
class DraftOption:
    """One option as found."""

    text: str
    is_correct: bool = False


@dataclass(slots=True)
class Draft:
    """One question as found in a file: raw texts, nothing checked."""

    line: int
    kind: QuestionKind | None = None
    """None where the format leaves it to the options and the key."""
    text: str = ""
    options: list[DraftOption] = field(default_factory=list)
    truth: bool | None = None
    numeric_key: NumericKey | None = None
    accepted: list[str] = field(default_factory=list)
    ignores_case: bool = True
    ignores_spacing: bool = True
    explanation: str = ""
    topic: str = ""
    difficulty: Difficulty | None = None
    image_id: str | None = None
    seconds: int | None = None
    points: int = 1


class Assembly:
    """Makes questions of drafts, and says what it had to leave out."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self.complaints = Complaints()
        self._new_id = new_id
        self._questions: list[Question] = []
        self._is_full = False
        self._characters_left = QUIZ_MAX_CHARACTERS

    @property
    def questions(self) -> tuple[Question, ...]:
        """Give what was made so far."""
        return tuple(self._questions)

    @property
    def is_full(self) -> bool:
        """True when a reader may stop: whatever it finds now is left out."""
        return self._is_full or self.complaints.are_hopeless

    def add(self, draft: Draft) -> None:
        """Make a question of `draft`, or say why not."""
        if self.is_full or self._fills_up(draft.line):
            return
        draft.text = self.text(draft.line, draft.text, TEXT_MAX_CHARACTERS)
        if not draft.text:
            self.complaints.add(draft.line, "no_text")
            return
        draft.options = self._options(draft)
        draft.accepted = self._accepted(draft)
        kind = self._settle_kind(draft)
        if kind is None or (reason := _lacks(draft, kind)):
            self.complaints.add(draft.line, "no_answer" if kind is None else reason)
        else:
            self._keep(draft.line, self._question(draft, kind))

    def text(self, line: int, raw: str, limit: int) -> str:
        """Clean a text of several lines, cut to its limit."""
        return self._cut(line, tidy(self._raw(line, raw, limit)), limit)

    def text_line(self, line: int, raw: str, limit: int) -> str:
        """Clean a text of one line, cut to its limit."""
        return self._cut(line, tidy_line(self._raw(line, raw, limit)), limit)

    def _fills_up(self, line: int) -> bool:
        if len(self._questions) == QUESTIONS_MAX:
            self.complaints.add(line, "too_many_questions", QUESTIONS_MAX)
            self._is_full = True
        elif self._characters_left == 0:
            self.complaints.add(line, "too_much_text", f"{QUIZ_MAX_CHARACTERS:,}")
            self._is_full = True
        return self._is_full

    def _keep(self, line: int, question: Question) -> None:
        try:
            check_question(question)
        except InvalidQuestionError as error:
            self.complaints.add(line, "not_askable", str(error))
        else:
            self._questions.append(question)

    def _settle_kind(self, draft: Draft) -> QuestionKind | None:
        """Find out what is asked for; None when nothing is."""
        kind = draft.kind or _kind_of(draft)
        if kind is QuestionKind.TRUE_FALSE:
            _settle_truth(draft)
        if kind not in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE) or len(draft.options) < 2:
            return kind
        right = sum(option.is_correct for option in draft.options)
        if right == 0:
            self.complaints.add(draft.line, "no_right_option")
            return QuestionKind.POLL
        if right > 1 and kind is QuestionKind.SINGLE_CHOICE:
            self.complaints.add(draft.line, "several_right")
            return QuestionKind.MULTIPLE_CHOICE
        return kind

    def _options(self, draft: Draft) -> list[DraftOption]:
        seen: dict[str, DraftOption] = {}
        for option in draft.options:
            text = self.text_line(draft.line, option.text, OPTION_MAX_CHARACTERS)
            if text in seen:
                self.complaints.add(draft.line, "same_option", text)
                seen[text].is_correct |= option.is_correct
            elif text and len(seen) == OPTIONS_MAX:
                self.complaints.add(draft.line, "too_many_options", OPTIONS_MAX)
                break
            elif text:
                seen[text] = DraftOption(text, option.is_correct)
        return list(seen.values())

    def _accepted(self, draft: Draft) -> list[str]:
        texts: dict[str, None] = {}
        for raw in draft.accepted:
            if len(texts) == ACCEPTED_TEXTS_MAX:
                self.complaints.add(draft.line, "too_many_answers", ACCEPTED_TEXTS_MAX)
                break
            if text := self.text_line(draft.line, raw, ANSWER_MAX_CHARACTERS):
                texts[text] = None
        return [text for text in texts if name_key(text)]

    def _question(self, draft: Draft, kind: QuestionKind) -> Question:
        line = draft.line
        return Question(
            id=self._new_id(),
            kind=kind,
            text=draft.text,
            options=tuple(Option(self._new_id(), text, is_correct) for text, is_correct in _final_options(draft, kind)),
            numeric_key=draft.numeric_key if kind is QuestionKind.NUMERIC else None,
            text_key=_text_key(draft) if kind is QuestionKind.SHORT_TEXT else None,
            explanation=self.text(line, draft.explanation, TEXT_MAX_CHARACTERS),
            topic=self.text_line(line, draft.topic, TOPIC_MAX_CHARACTERS),
            difficulty=draft.difficulty,
            image_id=self._image_id(line, draft.image_id),
            seconds=None if draft.seconds is None else self._within(line, draft.seconds, SECONDS_MIN, SECONDS_MAX),
            points=self._within(line, draft.points, 0, POINTS_MAX),
        )

    def _image_id(self, line: int, image_id: str | None) -> str | None:
        if image_id and (len(image_id) != IMAGE_ID_LENGTH or not set(image_id) <= set("0123456789abcdef")):
            self.complaints.add(line, "bad_value", image_id)
            return None
        return image_id or None

    def _within(self, line: int, value: int, low: int, high: int) -> int:
        if not low <= value <= high:
            self.complaints.add(line, "out_of_range", f"{low}–{high:,}")
        return min(max(value, low), high)

    def _raw(self, line: int, raw: str, limit: int) -> str:
        """Give what of a raw text is worth cleaning, within what is left for the whole file."""
        allowed = min(RAW_LENGTH_FACTOR * limit, self._characters_left)
        if len(raw) > allowed:
            self.complaints.add(line, "cut", limit)
        self._characters_left -= min(len(raw), allowed)
        return raw[:allowed]

    def _cut(self, line: int, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self.complaints.add(line, "cut", limit)
        return tidy(text[:limit])


def mark_right(options: Sequence[DraftOption | None], key: str) -> list[str]:
    """Mark the options that `key` names by number, letter or text; give the words that name none.

    `options` are in their places, None where a place is empty.
    """
    apart = _CIRCLED.sub(r"\g<0> ", key[:_KEY_MAX_CHARACTERS])
    words = [word for word in _SEPARATORS.split(apart) if word]
    by_place = {word: _at(options, option_number(word)) for word in words}
    if None in by_place.values() and (whole := _with_text(options, key)):
        whole.is_correct = True
        return []
    named = {word: by_place[word] or _with_text(options, word) for word in words}
    for option in named.values():
        if option:
            option.is_correct = True
    return [word for word, option in named.items() if option is None]


def _at(options: Sequence[DraftOption | None], place: int | None) -> DraftOption | None:
    return options[place] if place is not None and place < len(options) else None


def _with_text(options: Sequence[DraftOption | None], text: str) -> DraftOption | None:
    """Give the option of that text, which may stand behind its own number or letter."""
    wanted = text.strip().casefold()
    label, _, rest = wanted.partition(" ")
    for place, option in enumerate(options):
        if option and option.text.strip().casefold() in (wanted, rest if option_number(label) == place else wanted):
            return option
    return None


def _kind_of(draft: Draft) -> QuestionKind | None:
    if len(draft.options) >= 2 and not _are_truth_words(draft.options):
        right = sum(option.is_correct for option in draft.options)
        return QuestionKind.MULTIPLE_CHOICE if right > 1 else QuestionKind.SINGLE_CHOICE
    if draft.truth is not None or _are_truth_words(draft.options):
        return QuestionKind.TRUE_FALSE
    if draft.numeric_key is not None:
        return QuestionKind.NUMERIC
    if draft.accepted:
        return QuestionKind.SHORT_TEXT
    return QuestionKind.SINGLE_CHOICE if draft.options else None


def _are_truth_words(options: list[DraftOption]) -> bool:
    """True for two options that say right and wrong, of which one is marked."""
    return len(options) == 2 and are_truth_options(options[0].text, options[1].text) and _marked(options) is not None


def _marked(options: list[DraftOption]) -> DraftOption | None:
    marked = [option for option in options if option.is_correct]
    return marked[0] if len(marked) == 1 else None


def _settle_truth(draft: Draft) -> None:
    if draft.truth is None and (option := _marked(draft.options)):
        draft.truth = read_truth(option.text)


def _final_options(draft: Draft, kind: QuestionKind) -> list[tuple[str, bool]]:
    if kind is QuestionKind.TRUE_FALSE:
        return [("true", draft.truth is True), ("false", draft.truth is False)]
    if kind not in _CHOICES:
        return []
    has_right_options = kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)
    return [(option.text, has_right_options and option.is_correct) for option in draft.options]


def _lacks(draft: Draft, kind: QuestionKind) -> str:
    """Give what the question cannot be asked without, as the code of the complaint; empty when nothing is missing."""
    if kind in _CHOICES:
        return "too_few_options" if len(draft.options) < 2 else ""
    has_key = {
        QuestionKind.TRUE_FALSE: draft.truth is not None,
        QuestionKind.NUMERIC: draft.numeric_key is not None,
        QuestionKind.SHORT_TEXT: bool(draft.accepted),
    }
    return "" if has_key.get(kind, True) else "no_answer"


def _text_key(draft: Draft) -> TextKey:
    return TextKey(tuple(draft.accepted), draft.ignores_case, draft.ignores_spacing)

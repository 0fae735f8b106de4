"""Names and other texts that people type: how they are cleaned and compared, and which of them look alike."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

MARKS_PER_LETTER_MAX = 4
"""Living scripts stack up to four marks; a tower of them covers the lines above it."""

_PLAIN = re.compile(r"[ -~\n\u3131-\u3163\u4e00-\u9fff\uac00-\ud7a3]*")
"""Most texts: ASCII, Hangul and Han, in which there is nothing to clean."""
_INVISIBLE_LETTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # Joiner, Hangul fillers, Khmer inherent vowels, empty Braille.
    "\u180b\u180c\u180d\u180f"  # Mongolian variation selectors.
)
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_BASELESS = ("", " ", "\n")
_TEACHER_WORDS = ("선생님", "선생", "교사", "쌤", "teacher", "mrs", "mr", "ms")


class TextError(ValueError):
    """A text cannot be taken; the message says why, `code` is stable."""

    def __init__(self, code: Literal["empty", "too_long"], message: str) -> None:
        super().__init__(message)
        self.code = code


def clean_text(text: str, max_characters: int, *, multiline: bool = False) -> str:
    """The text as it may be shown to anybody: NFC, nothing invisible, single spaces; TextError if empty or too long."""
    shown = visible(text)
    lines = [" ".join(line.split()) for line in shown.split("\n")]
    cleaned = "\n".join(_without_gaps(lines)) if multiline else " ".join(line for line in lines if line)
    if not cleaned:
        raise TextError("empty", "The text is empty.")
    if len(cleaned) > max_characters:
        raise TextError("too_long", f"The text is longer than {max_characters:,} characters.")
    return cleaned


def visible(text: str) -> str:
    """The text in NFC without control, direction, zero-width and other invisible characters; line ends become \\n."""
    if _PLAIN.fullmatch(text):
        return text
    text = text.replace("\r\n", "\n")
    # Before NFC too: sorting a tower of thousands of marks would take quadratic time. After it, because some marks
    # decompose into several.
    for _ in range(2):
        text = unicodedata.normalize("NFC", "".join(_shown_characters(text)))
    return text


def name_key(name: str) -> str:
    """The name as names are compared: without letter case, width, spaces and the way it was composed."""
    # Cleaned again: folding takes a spacing accent apart into a space and a mark without a letter.
    return "".join(visible(_folded(_folded(visible(name)))).split())


def looks_like(name: str, other: str) -> bool:
    """Whether readers would take one name for the other, whatever scripts they are spelled in."""
    if name_key(name) == name_key(other):
        return True
    skeleton = _skeleton(name)
    return skeleton != "" and skeleton == _skeleton(other)


def looks_like_teacher(name: str, teacher_names: Iterable[str]) -> bool:
    """Whether a pupil's name passes for a teacher: one of these, with or without a title, or nothing but a title."""
    untitled = _without_title(_skeleton(name))
    if not untitled:
        return bool(_skeleton(name))
    return any(untitled == _without_title(_skeleton(teacher)) or looks_like(name, teacher) for teacher in teacher_names)


def _without_gaps(lines: list[str]) -> list[str]:
    """The lines with at most one empty line in a row, and none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept


def _shown_characters(text: str) -> Iterator[str]:
    marks = 0
    before = ""
    for index, character in enumerate(text):
        shown = _shown(character, before, text[index + 1 : index + 2])
        if not shown:
            continue
        is_mark = unicodedata.category(shown)[0] == "M"
        marks = marks + 1 if is_mark else 0
        # A mark without a letter would sit on whatever stands beside the text.
        if not is_mark or (before not in _BASELESS and marks <= MARKS_PER_LETTER_MAX):
            yield shown
            before = shown


def _shown(character: str, before: str, after: str) -> str:
    """What is left of a character: itself, a plain space or line end, or nothing."""
    if character in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if character == _EMOJI_STYLE:
        return character if _is_pictograph(before) else ""
    if character == _JOINER:
        return character if _is_pictograph(before) and _is_pictograph(after) else ""
    return "" if category in {"Cc", "Cf", "Cs", "Co"} or _is_blank(character) else character


def _is_pictograph(character: str) -> bool:
    # A skin tone (category Sk) and the emoji style belong to the pictograph before them.
    return character == _EMOJI_STYLE or "\U0001f3fb" <= character <= "\U0001f3ff" or _category(character) == "So"


def _category(character: str) -> str:
    return unicodedata.category(character) if character else ""


def _is_blank(character: str) -> bool:
    point = ord(character)
    return (
        character in _INVISIBLE_LETTERS
        or 0xFE00 <= point <= 0xFE0F
        or 0xE0000 <= point <= 0xE0FFF
        or 0xFDD0 <= point <= 0xFDEF
        or point & 0xFFFE == 0xFFFE
        or 0xFFF0 <= point <= 0xFFF8
        or point == 0x2065
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _without_title(skeleton: str) -> str:
    for word in _TEACHER_WORDS:
        title = _skeleton(word)
        skeleton = skeleton.removesuffix(title) if skeleton.endswith(title) else skeleton.removeprefix(title)
    return skeleton


def _skeleton(name: str) -> str:
    """A form that all look-alikes share, after Unicode Technical Standard 39 section 4 with a table of our own."""
    text = visible(name).translate(_SYLLABLES)
    text = unicodedata.normalize("NFKD", text).translate(_LOOK_ALIKES)
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_LOOK_ALIKES)
    # Accents of Latin, Cyrillic and Greek go; a dakuten makes another kana and stays.
    text = "".join(letter for letter in text if not "\u0300" <= letter <= "\u036f" and not letter.isspace())
    for pair, single in _PAIRS:
        text = text.replace(pair, single)
    return text


def _by_code_point(characters: Mapping[str, str]) -> dict[int, str]:
    return {ord(character): other for character, other in characters.items()}


# Syllables that pupils swap for one another because they look alike.
_SYLLABLES = _by_code_point(dict(zip("머커띵네", "대귀명비", strict=True)))

_PAIRS = (("rn", "m"), ("vv", "w"))

# Keys as they stand in NFKD, before and after folding the case: Η looks like H, but η looks like n.
_LOOK_ALIKES = _by_code_point(
    {
        **dict(zip("АВЕІЈКМНОРСТУҮХЅԚԜаеіјкморсуүхѕԛԝһԁьвнт", "abeijkmhopctyyxsqwaeijkmopcyyxsqwhdbbht", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγειηκνορτυχω", "abezhikmnoptyxabyeinkvoptuxw", strict=True)),
        **dict(zip("ɑɡʀɴʟ", "agrnl", strict=True)),
        **dict.fromkeys("iI1|!ıɩΙιІіӏӀ\u1175", "l"),
        **dict.fromkeys("0○〇◯\u110b\u11bc", "o"),
        # What joins words unread.
        **dict.fromkeys("-_.,·'’`~", ""),
        # A final consonant looks like the same consonant standing alone.
        **dict(zip("ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆽᆾᆿᇀᇁᇂ", "ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄌᄎᄏᄐᄑᄒ", strict=True)),
        **{"ᆪ": "ᄀᄉ", "ᆬ": "ᄂᄌ", "ᆭ": "ᄂᄒ", "ᆹ": "ᄇᄉ"},
        **{"ᆰ": "ᄅᄀ", "ᆱ": "ᄅᄆ", "ᆲ": "ᄅᄇ", "ᆳ": "ᄅᄉ", "ᆴ": "ᄅᄐ", "ᆵ": "ᄅᄑ", "ᆶ": "ᄅᄒ"},
    }
)

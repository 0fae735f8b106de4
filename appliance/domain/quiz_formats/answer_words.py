"""How answers are written in files: right and wrong, numbers with a tolerance, the names of options."""

import math
import re

from appliance.domain.quiz import NumericKey

_TRUE_WORDS = frozenset(("true", "t", "yes", "o", "○", "◯", "⭕", "참", "맞음", "맞다", "옳음", "그렇다", "예"))
_FALSE_WORDS = frozenset(
    ("false", "f", "no", "x", "✕", "×", "✗", "✘", "❌", "거짓", "틀림", "틀리다", "아님", "아니다", "아니요", "아니오")
)
_TRUTH_OPTIONS = frozenset(
    (
        ("true", "false"),
        ("t", "f"),
        ("o", "x"),
        ("○", "×"),
        ("○", "x"),
        ("참", "거짓"),
        ("맞다", "틀리다"),
        ("맞음", "틀림"),
    )
)
"""Pairs of options that say nothing but right and wrong."""
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_HANGUL = "가나다라마바사아자차카타"
_LETTERS = "abcdefghijkl"
_OPTIONS_MAX = 12
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_PLAIN_NUMBER = re.compile(_NUMBER)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\.\.+|…|~|∼|～|–|to|부터)\s*({_NUMBER})\s*(?:까지)?", re.IGNORECASE)
_TOLERANCE = re.compile(rf"({_NUMBER})\s*(?:±|\+/-|\+-)\s*({_NUMBER})")
_NUMBER_MAX_CHARACTERS = 60
"""No number needs more, and none of the patterns sees more."""


def read_truth(text: str) -> bool | None:
    """Read a word for right or wrong, in English or Korean; None for any other text."""
    word = text.strip().strip(".()[]").casefold()
    if word in _TRUE_WORDS:
        return True
    return False if word in _FALSE_WORDS else None


def are_truth_options(one: str, other: str) -> bool:
    """Tell whether two options, in either order, are those of a true/false question."""
    words = (one.strip().casefold(), other.strip().casefold())
    return words in _TRUTH_OPTIONS or words[::-1] in _TRUTH_OPTIONS


def read_number(text: str) -> float | None:
    """Read one finite number; 1,234.5 has thousands, 3,5 a decimal comma."""
    word = text.strip()
    if len(word) > _NUMBER_MAX_CHARACTERS or not _PLAIN_NUMBER.fullmatch(word):
        return None
    value = float(word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", "."))
    return value if math.isfinite(value) else None


def read_numeric_key(text: str) -> NumericKey | None:
    """Read "3", "3±0.1", "1..5" or "1~5"."""
    word = text.strip().replace("−", "-")
    if len(word) > _NUMBER_MAX_CHARACTERS:
        return None
    if (value := read_number(word)) is not None:
        return NumericKey(value, value)
    if found := _RANGE.fullmatch(word):
        return _key(read_number(found[1]), read_number(found[2]))
    if found := _TOLERANCE.fullmatch(word):
        middle, tolerance = read_number(found[1]), read_number(found[2])
        if middle is not None and tolerance is not None:
            return _key(middle - abs(tolerance), middle + abs(tolerance))
    return None


def option_number(text: str) -> int | None:
    """Give the place, from 0, that a name of an option means: "2", "2.0", "B", "②", "나", "(b)", "3번"."""
    word = text.strip().removesuffix(".0").strip("().[]:").removesuffix("번").strip().casefold()
    if word.isascii() and word.isdigit() and 0 < int(word[:3]) <= _OPTIONS_MAX:
        return int(word) - 1
    for names in (_CIRCLED, _HANGUL, _LETTERS):
        if len(word) == 1 and word in names:
            return names.index(word)
    return None


def _key(one: float | None, other: float | None) -> NumericKey | None:
    if one is None or other is None or not math.isfinite(one) or not math.isfinite(other):
        return None
    return NumericKey(min(one, other), max(one, other))

"""A number as people type it, read like the student's page reads it."""

import math
import re
import unicodedata

CHARACTERS_MAX = 60
WHOLE_BELOW = 1e15
"""Above it a float no longer tells neighbouring whole numbers apart."""
_MINUS = re.compile("^[\u2212\u2013-]")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_ZERO_COMMA = re.compile(r"[+-]?0,")


def read_number(typed: str) -> float | None:
    """3.5, 3,5, -2, 1,234.5 or 1 234; None for what is no number."""
    if len(typed) > CHARACTERS_MAX:
        return None
    text = re.sub(r"[\s'_]", "", unicodedata.normalize("NFKC", typed))
    text = _MINUS.sub("-", text)
    is_grouped = _GROUPED.fullmatch(text) is not None and _ZERO_COMMA.match(text) is None
    plain = text.replace(",", "") if is_grouped else text.replace(",", ".", 1)
    if _PLAIN.fullmatch(plain) is None:
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def number_text(number: float) -> str:
    """The number as a person writes it: 3, not 3.0."""
    return str(int(number)) if number.is_integer() and abs(number) < WHOLE_BELOW else repr(number)

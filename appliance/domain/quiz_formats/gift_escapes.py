"""The escapes of GIFT, and the marker that says in which format a text is written."""

import re
from collections.abc import Iterable
from typing import Literal

from appliance.domain.quiz_formats.markup import plain_text

TextFormat = Literal["moodle", "html", "plain", "markdown"]

_SPECIAL = "~=#{}:\\n"
"""What may follow a backslash."""
_MEANINGS = "~=#{}:\\\n"
"""What it means then: an n is a line feed, all others are themselves."""
_PLACEHOLDERS = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7"
"""Noncharacters, one for each special sign: no text of ours holds them."""
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_MARKER = re.compile(r"\[(moodle|html|plain|markdown)\]", re.IGNORECASE)


def escape(text: str) -> str:
    """Write a text in one line, with nothing in it that GIFT takes for a sign."""
    return text.translate(_ESCAPE)


def protect(source: str) -> str:
    """Hide the escaped signs, so that those that are left are signs; `read_text` brings them back."""
    return _ESCAPED.sub(lambda found: _PROTECT[ord(found[1])], source.translate(_REMOVE))


def read_text(protected: str, default: TextFormat = "moodle") -> tuple[str, TextFormat]:
    """Give a protected text as it is meant, and its format: its own, or the one of the question around it."""
    raw = protected.strip()
    found = _MARKER.match(raw)
    text_format = _format(found[1].lower(), default) if found else default
    text = raw[found.end() :] if found else raw
    plain = text.translate(_RELEASE)
    return (plain_text(plain) if text_format == "html" else plain), text_format


def _format(name: str, default: TextFormat) -> TextFormat:
    match name:
        case "moodle" | "html" | "plain" | "markdown":
            return name
        case _:
            return default


def _table(signs: str, replacements: Iterable[str]) -> dict[int, str]:
    """Make a table for `str.translate`."""
    return {ord(sign): replacement for sign, replacement in zip(signs, replacements, strict=True)}


_PROTECT = _table(_SPECIAL, _PLACEHOLDERS)
_RELEASE = _table(_PLACEHOLDERS, _MEANINGS)
_REMOVE = _table(_PLACEHOLDERS, [""] * 8)
_ESCAPE = _table(_MEANINGS, [f"\\{special}" for special in _SPECIAL])

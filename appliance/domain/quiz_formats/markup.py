"""HTML that learning platforms put into questions, as plain text.

A scanner of our own: every character is looked at once, whatever is left open.
"""

import re
from html import unescape

_MARKUP_MAX_CHARACTERS = 20_000
"""Much more than a question may have; what stands behind it is cut anyway."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_SILENT_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre"))
_SILENT = frozenset(("script", "style"))
_ENDLESS_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


def plain_text(markup: str) -> str:
    """Give the text of HTML; comments, scripts and styles say nothing."""
    source = _ENDLESS_REFERENCE.sub("", markup[:_MARKUP_MAX_CHARACTERS])
    parts: list[str] = []
    place = 0
    while (start := source.find("<", place)) >= 0:
        parts.append(unescape(source[place:start]))
        shown, place = _read_markup(source, start)
        parts.append(shown)
    return "".join([*parts, unescape(source[place:])])


def _read_markup(source: str, start: int) -> tuple[str, int]:
    """Give what the markup at `start` shows, and where it ends."""
    if source.startswith("<!--", start):
        return "", _end(source, source.find("-->", start), 3)
    if (tag := _TAG.match(source, start)) is None:
        return "<", start + 1
    name = tag[2].lower()
    if name in _SILENT and not tag[1]:
        closing = _SILENT_END.search(source, tag.end())
        return "", closing.end() if closing else len(source)
    return "\n" if name in _BREAKS else "", tag.end()


def _end(source: str, found: int, length: int) -> int:
    return len(source) if found < 0 else found + length

"""The key of a pasted question: marks, an answer line, or what stands in brackets behind its text."""

import re

from appliance.domain.quiz import QuestionKind
from appliance.domain.quiz_formats.answer_words import read_numeric_key, read_truth
from appliance.domain.quiz_formats.draft import Assembly, Draft, mark_right

_TAIL_CHARACTERS = 200
"""Where remarks behind a question are looked for."""
_ANSWER_BEHIND = re.compile(r"[(\[]\s*(?:정답|답|answer)\s*[:：]\s*([^()\[\]]{1,100})[)\]]$", re.IGNORECASE)
_TRUTH_BEHIND = re.compile(r"(?<=\s)[(\[]\s*(O|X|○|×|T|F|[Tt]rue|[Ff]alse|참|거짓)\s*[)\]]$")
_TRUTH_ASKED = re.compile(r"[(\[]?\s*\b(?:O\s*/\s*X|T\s*/\s*F|true\s*/\s*false|참\s*/\s*거짓)\s*[)\]]?$", re.IGNORECASE)
_POLL_ASKED = re.compile(r"[(\[](?:의견|의견 ?조사|설문|투표|poll|survey)[)\]]$", re.IGNORECASE)
_POINTS_BEHIND = re.compile(r"[(\[](\d{1,3})\s*(?:점|points?|pts?)[)\]]$", re.IGNORECASE)
_GAP_BEHIND = re.compile(r"[(\[]\s*[)\]]$")
_REMARKS_MAX = 4
_ALTERNATIVES = re.compile(r"\s*[/|;]\s*|\s+or\s+|\s+또는\s+", re.IGNORECASE)


def finish_question(assembly: Assembly, draft: Draft, key: str, star_count: int) -> None:
    """Settle what is right, and hand the question over."""
    key = _read_remarks_behind(draft, key).strip()
    if draft.options and star_count == len(draft.options):
        # Every option begins with a star: they were bullets.
        for option in draft.options:
            option.is_correct = False
    if draft.options:
        for word in mark_right(draft.options, key):
            assembly.complaints.add(draft.line, "unknown_key", word)
    else:
        draft.truth = read_truth(key)
        draft.numeric_key = read_numeric_key(key)
        draft.accepted = _ALTERNATIVES.split(key) if key else []
    assembly.add(draft)


def _read_remarks_behind(draft: Draft, key: str) -> str:
    """Take remarks in brackets off the end of the text; give the key that they or the answer line name."""
    for _ in range(_REMARKS_MAX):
        text = draft.text.rstrip()
        start = max(len(text) - _TAIL_CHARACTERS, 0)
        if found := _ANSWER_BEHIND.search(text, start) or _TRUTH_BEHIND.search(text, start):
            key = key or found[1]
        elif found := _POINTS_BEHIND.search(text, start):
            draft.points = int(found[1])
        elif found := _POLL_ASKED.search(text, start):
            draft.kind = QuestionKind.POLL
        else:
            found = _TRUTH_ASKED.search(text, start) or _GAP_BEHIND.search(text, start)
        if found is None or not text[: found.start()].strip():
            break
        draft.text = text[: found.start()]
    return key

"""One item of QTI 2.1 as a draft: choice, text and order; what else an item may ask is left out."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from appliance.domain.quiz import NumericKey, QuestionKind
from appliance.domain.quiz_formats.answer_words import read_number
from appliance.domain.quiz_formats.complaints import Complaints
from appliance.domain.quiz_formats.draft import Draft, DraftOption
from appliance.domain.quiz_formats.xml_tree import local_name, named

_GAP = "_____"
_BLOCKS = frozenset(("p", "div", "li", "br", "blockquote", "tr", "pre", "prompt", "itemBody"))
_SILENT = frozenset(("rubricBlock", "feedbackBlock", "feedbackInline", "stylesheet", "simpleChoice", "script"))
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Response:
    """What an item says about the answers to one interaction."""

    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapped: Mapping[str, float]
    is_case_sensitive: bool


def read_item(complaints: Complaints, item: Element, number: int) -> Draft | None:
    """Read one assessment item; None, and a complaint, when it cannot be asked here."""
    body = next(named(item, "itemBody"), None)
    interactions = [] if body is None else [found for found in body.iter() if local_name(found).endswith("Interaction")]
    text = "" if body is None else "".join(_flat(body))
    draft = Draft(number, text=text if text.strip() else item.get("title", ""))
    draft.explanation = _explanation(complaints, item, number)
    if not interactions:
        draft.kind = QuestionKind.SLIDE
        return draft
    name = local_name(interactions[0])
    reader = _READERS.get(name)
    responses = {found.get("identifier", ""): _response(found) for found in named(item, "responseDeclaration")}
    response = responses.get(interactions[0].get("responseIdentifier", ""))
    if len(interactions) > 1 or reader is None or response is None or not reader(draft, interactions[0], response):
        complaints.add(number, "unsupported", f"{len(interactions)} × {name}" if len(interactions) > 1 else name)
        return None
    if draft.numeric_key is not None:
        draft.numeric_key = _with_tolerance(draft.numeric_key, item)
    return draft


def image_source(item: Element) -> str:
    """Give where the first picture of the item lies; empty when it has none."""
    return next((found.get("src", "") for found in named(item, "img")), "")


def _response(declaration: Element) -> _Response:
    correct = [
        _content(value) for response in named(declaration, "correctResponse") for value in named(response, "value")
    ]
    entries = list(named(declaration, "mapEntry"))
    return _Response(
        declaration.get("cardinality", "single"),
        declaration.get("baseType", "identifier"),
        tuple(correct),
        {entry.get("mapKey", ""): read_number(entry.get("mappedValue", "")) or 0.0 for entry in entries},
        any(entry.get("caseSensitive") == "true" for entry in entries),
    )


def _read_choice(draft: Draft, interaction: Element, response: _Response) -> bool:
    right = set(response.correct) or {key for key, value in response.mapped.items() if value > 0}
    draft.options = [
        DraftOption("".join(_flat(choice)), choice.get("identifier") in right)
        for choice in named(interaction, "simpleChoice")
    ]
    draft.kind = QuestionKind.MULTIPLE_CHOICE if response.cardinality == "multiple" else None
    return bool(draft.options)


def _read_order(draft: Draft, interaction: Element, response: _Response) -> bool:
    texts = {choice.get("identifier", ""): "".join(_flat(choice)) for choice in named(interaction, "simpleChoice")}
    draft.kind = QuestionKind.ORDERING
    draft.options = [DraftOption(texts[key]) for key in response.correct if key in texts]
    return bool(texts) and len(draft.options) == len(texts)


def _read_text_entry(draft: Draft, _: Element, response: _Response) -> bool:
    best = max(response.mapped.values(), default=0.0)
    texts = [*response.correct, *(key for key, value in response.mapped.items() if value == best > 0)]
    if response.base_type in ("float", "integer"):
        numbers = [number for text in texts if (number := read_number(text)) is not None]
        draft.numeric_key = NumericKey(numbers[0], numbers[0]) if numbers else None
    draft.accepted = texts
    draft.ignores_case = not response.is_case_sensitive
    return bool(texts)


_READERS: Mapping[str, Callable[[Draft, Element, _Response], bool]] = {
    "choiceInteraction": _read_choice,
    "orderInteraction": _read_order,
    "textEntryInteraction": _read_text_entry,
}


def _with_tolerance(key: NumericKey, item: Element) -> NumericKey:
    """Widen the key by what the response processing allows on either side."""
    comparison = next(named(item, "equal"), None)
    if comparison is None or not (numbers := [read_number(part) for part in comparison.get("tolerance", "").split()]):
        return key
    below, above = abs(numbers[0] or 0.0), abs(numbers[-1] or 0.0)
    if comparison.get("toleranceMode") == "relative":
        below, above = (abs(key.minimum) * part / 100 for part in (below, above))
    return NumericKey(key.minimum - below, key.maximum + above)


def _explanation(complaints: Complaints, item: Element, number: int) -> str:
    """Give the only feedback of an item; several belong to single answers."""
    feedback = [text for found in named(item, "modalFeedback") if (text := "".join(_flat(found)).strip())]
    if len(feedback) > 1:
        complaints.add(number, "feedback")
    return feedback[0] if len(feedback) == 1 else ""


def _content(element: Element) -> str:
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def _flat(element: Element) -> Iterator[str]:
    """Give the text of an element, blocks in lines of their own; it is no deeper than XML may be."""
    name = local_name(element)
    if name in _BLOCKS:
        yield "\n"
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        child_name = local_name(child)
        if child_name in ("textEntryInteraction", "inlineChoiceInteraction"):
            yield _GAP
        elif child_name not in _SILENT:
            yield from _flat(child)
        yield _SPACE.sub(" ", child.tail or "")
    if name in _BLOCKS:
        yield "\n"

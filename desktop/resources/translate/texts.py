"""Finds every text that is shown to people in the source of the app.

They are read off the syntax tree: `self.tr`, `translate` with its context, and a module's own `_tr`, which lupdate does
not know.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DESKTOP = Path(__file__).resolve().parents[2]
SHELL = "shell"
FEATURES = {
    "pairing": "pairing boxes box searching find",
    "lesson": "lesson people join",
    "talk": "talk messages questions hands chat",
    "stage": "stage casts",
    "bank": "bank quizzes",
    "quiz": "quiz tally answers",
    "dashboard": "dashboard seats engagement network",
    "records": "records sessions record",
    "settings": "settings",
}
"""The first words of the file names of a feature; everything else belongs to the shell."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate, as the source says it."""

    context: str
    source: str
    comment: str = ""
    is_counted: bool = False


def feature_of(path: Path) -> str:
    """The feature that a module belongs to."""
    inside = path.relative_to(DESKTOP).parts
    if "parts" in inside:
        return SHELL
    if inside[0] == "preview":
        return "stage"
    first = path.stem.split("_")[0]
    return next((name for name, firsts in FEATURES.items() if first in firsts.split()), SHELL)


def texts_of(source: str) -> list[Text]:
    """Every text of a module that is shown to people, in its order; raises ValueError for one that cannot be found."""
    tree = ast.parse(source)
    own = _own_context(tree)
    return list(dict.fromkeys(_texts(tree, "", own)))


def texts_by_feature() -> dict[str, list[Text]]:
    """Every text of the app, by feature."""
    found: dict[str, list[Text]] = {}
    for path in sorted(DESKTOP.rglob("*.py")):
        try:
            texts = texts_of(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path.relative_to(DESKTOP)}, {error}") from error
        if texts:
            found.setdefault(feature_of(path), []).extend(texts)
    return found


def _texts(node: ast.AST, context: str, own: str) -> Iterator[Text]:
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Call):
        text = _text_of(node, context, own)
        if text is not None:
            yield text
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, context, own)


def _text_of(call: ast.Call, context: str, own: str) -> Text | None:
    match call.func:
        case ast.Attribute(value=ast.Name(id="self"), attr="tr"):
            return _made(context, call.args, call)
        case ast.Attribute(value=ast.Name(id="QCoreApplication"), attr="translate") | ast.Name(id="translate"):
            if own and isinstance(call.args[1], ast.Name):
                return None  # the body of the module's own `_tr`
            return _made(_constant(call.args[0], call), call.args[1:], call)
        case ast.Name(id="_tr"):
            return _made(own, call.args, call)
        case _:
            return None


def _made(context: str, arguments: list[ast.expr], call: ast.Call) -> Text:
    comment = _constant(arguments[1], call) if len(arguments) > 1 and not _is_none(arguments[1]) else ""
    is_counted = len(arguments) > 2 or any(keyword.arg == "n" for keyword in call.keywords)
    return Text(context, _constant(arguments[0], call), comment, is_counted)


def _constant(node: ast.expr, call: ast.Call) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"line {call.lineno}: only a text that stands there as it is can be translated")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _own_context(tree: ast.Module) -> str:
    """The context with which a module's own `_tr` translates; empty without one."""
    own = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "_tr"]
    calls = [node for function in own for node in ast.walk(function) if isinstance(node, ast.Call)]
    contexts = [_constant(call.args[0], call) for call in calls if ast.unparse(call.func).endswith("translate")]
    return contexts[0] if contexts else ""

"""Lets lupdate and lrelease do their part: texts of the source into .ts files, those into .qm files."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from desktop.resources.translate.texts import DESKTOP, Text, texts_by_feature

TRANSLATIONS = DESKTOP / "resources" / "translations"
TOOL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Lack:
    """A text that a translator still has to write."""

    feature: str
    context: str
    source: str


def update(translations: Path = TRANSLATIONS, only: Collection[str] = ()) -> None:
    """Take the texts of the source, or of some features, into the .ts files, and make the .qm files of them."""
    for feature, texts in texts_by_feature().items():
        if only and feature not in only:
            continue
        _merge(translations / f"{feature}.ko.ts", texts, "ko")
        counted = [text for text in texts if text.is_counted]
        if counted:
            _merge(translations / f"{feature}.en.ts", counted, "en", "-pluralonly")
    release(translations, only)


def release(translations: Path = TRANSLATIONS, only: Collection[str] = ()) -> None:
    """Make a .qm file of each .ts file."""
    for path in sorted(translations.glob("*.ts")):
        if only and path.name.split(".")[0] not in only:
            continue
        _run("pyside6-lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm")))


def lacking(translations: Path = TRANSLATIONS) -> list[Lack]:
    """Every text without a finished translation."""
    return [lack for path in sorted(translations.glob("*.ts")) for lack in _lacking_in(path)]


def _merge(path: Path, texts: list[Text], language: str, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder, "texts.py")
        listing.write_text("".join(map(_listed, dict.fromkeys(texts))), encoding="utf-8")
        languages = ("-source-language", "en", "-target-language", language)
        kept = ("-no-obsolete", "-locations", "none", "-silent")
        _run("pyside6-lupdate", *options, *kept, *languages, str(listing), "-ts", str(path))


def _listed(text: Text) -> str:
    """One call on one line, which lupdate can read."""
    comment = f", {_quoted(text.comment)}" if text.comment or text.is_counted else ""
    count = ", 1" if text.is_counted else ""
    return f"QCoreApplication.translate({_quoted(text.context)}, {_quoted(text.source)}{comment}{count})\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _lacking_in(path: Path) -> Iterator[Lack]:
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314 - a file of our own
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [] if translation is None else (translation.findall("numerusform") or [translation])
            is_whole = bool(forms) and all((form.text or "").strip() for form in forms)
            if translation is None or translation.get("type") == "unfinished" or not is_whole:
                yield Lack(path.stem, context.findtext("name", ""), message.findtext("source", ""))


def _run(tool: str, *arguments: str) -> None:
    beside = Path(sys.executable).with_name(tool)
    program = str(beside) if beside.exists() else shutil.which(tool)
    if program is None:
        raise FileNotFoundError(f"{tool} comes with PySide6 and is not there")
    subprocess.run([program, *arguments], check=True, timeout=TOOL_SECONDS, stdout=subprocess.DEVNULL)  # noqa: S603

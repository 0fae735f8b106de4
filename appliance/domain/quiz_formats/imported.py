"""What an import gives: a quiz without an owner, and sentences about what could not be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from appliance.domain.quiz import Question

FILE_MAX_BYTES = 8 * 1024 * 1024
"""A class's quiz is some kilobytes; with pictures, a few megabytes."""


class QuizFormat(StrEnum):
    """The formats that can be read."""

    PASTE = "paste"
    """Plain text as teachers type it."""
    GIFT = "gift"
    KAHOOT_XLSX = "kahoot_xlsx"
    CLASSQUIZ_XLSX = "classquiz_xlsx"
    CSV = "csv"
    QTI = "qti"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ImportWarning:  # noqa: A001
    """Something that could not be taken over as it stood."""

    line: int
    """Counted from 1: the line of a text, the row of a spreadsheet, the item of a package. 0 is the whole file."""
    code: str
    en: str
    ko: str


@dataclass(frozen=True, slots=True)
class ImportedQuiz:
    """A quiz as it was found in a file; the title is empty where the file has none."""

    title: str
    description: str
    questions: tuple[Question, ...]
    warnings: tuple[ImportWarning, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """By the SHA-256 that the questions name in `image_id`."""


class FormatError(ValueError):
    """The file is not of this format at all, or breaks the limits; the message says so in English, `ko` in Korean."""

    def __init__(self, en: str, ko: str) -> None:
        super().__init__(en)
        self.ko = ko

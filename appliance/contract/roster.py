"""Shapes of rosters: a school's lists of pupils."""

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

ROSTER_EXAMPLE: JsonDict = {
    "roster_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
    "title": "3학년 5반",
    "pupils": 28,
    "updated_ms": 1764000000000,
}
ENTRY_EXAMPLE: JsonDict = {"entry_id": "7", "name": "김민지", "grade": "3", "class_name": "5", "number": "7"}


class RosterSummary(BaseModel):
    """One roster of a teacher."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROSTER_EXAMPLE]})

    roster_id: str
    title: str
    pupils: int
    updated_ms: int


class RosterList(BaseModel):
    """A teacher's rosters, last changed first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rosters": [ROSTER_EXAMPLE]}]})

    rosters: list[RosterSummary]


class RosterEntryView(BaseModel):
    """One pupil of a roster."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENTRY_EXAMPLE]})

    entry_id: str
    name: str
    grade: str
    class_name: str
    number: str


class RosterView(RosterSummary):
    """A roster with its pupils, in the order of the file."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**ROSTER_EXAMPLE, "entries": [ENTRY_EXAMPLE]}]})

    entries: list[RosterEntryView]


class RowError(BaseModel):
    """A row of an imported file that could not be taken over as it stood."""

    line: int
    """Counted from 1; 0 when it is about the whole file."""
    code: str
    en: str
    ko: str


class RosterImported(BaseModel):
    """What came of an import: the roster is kept, the errors say what is missing."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"roster": {**ROSTER_EXAMPLE, "entries": [ENTRY_EXAMPLE]}, "errors": []}]}
    )

    roster: RosterView
    errors: list[RowError]

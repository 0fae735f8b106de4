"""A script of mixed writes without an end: step n is the same in every process."""

import random
from dataclasses import dataclass, replace
from typing import Protocol

from appliance.storage.database import Database
from tests.support.store_workload import Note

KEYS = 60
PROGRESS = "progress"


class Sink(Protocol):
    """What a step writes to."""

    def put(self, note: Note) -> None:
        """Add or replace."""

    def remove(self, key: str) -> None:
        """Take away, if it is there."""

    def get(self, key: str) -> Note | None:
        """Look."""


def do_step(number: int, sink: Sink) -> None:
    """Step `number` of the script, its own number last."""
    chance = random.Random(number)
    for _ in range(chance.choice((1, 1, 1, 4))):
        key = f"k{chance.randrange(KEYS)}"
        there = sink.get(key)
        match chance.randrange(4):
            case 0:
                sink.remove(key)
            case 1 if there is not None:
                sink.put(replace(there, number=there.number + 1))
            case _:
                sink.put(Note(key, "답" * chance.choice((5, 50, 2000)), number))
    sink.put(Note(PROGRESS, "", number))


class InMemory:
    """The plain dictionary that a database has to equal."""

    def __init__(self) -> None:
        self.notes: dict[str, Note] = {}

    def put(self, note: Note) -> None:
        self.notes[note.id] = note

    def remove(self, key: str) -> None:
        self.notes.pop(key, None)

    def get(self, key: str) -> Note | None:
        return self.notes.get(key)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is found in a database: how far the script got, and all notes."""

    step: int
    notes: dict[str, Note]


def read_stored(database: Database) -> Stored:
    """Look into a database that the script was written to."""
    notes = {note.id: note for note in database.collection("notes", Note, travels=True).all()}
    progress = notes.get(PROGRESS)
    return Stored(progress.number if progress else 0, notes)

"""Mixed writes to a database, drawn from a seed, and what it held after each record."""

import json
import random
from dataclasses import dataclass

from tinydb import Query

from appliance.storage.database import Database

TABLE_OF_NOTES = "notes"
TABLE_OF_THINGS = "things"


@dataclass(frozen=True, slots=True)
class Note:
    """An entity of the tests."""

    id: str
    text: str
    number: int = 0
    tags: tuple[str, ...] = ()


class StoreWorkload:
    """Puts, removals, TinyDB calls and transactions; `states[n]` is what the database held at record n."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self._database = database
        self._chance = chance
        self.notes = database.collection(TABLE_OF_NOTES, Note, travels=True)
        self._things = database.tinydb.table(TABLE_OF_THINGS)
        # The record before is that of the boot, which changes nothing.
        self.states = {database.sequence - 1: contents(database)}
        self.note_state()

    def note_state(self) -> None:
        """Keep what the database holds now."""
        self.states[self._database.sequence] = contents(self._database)

    def change(self) -> None:
        """One record."""
        if self._chance.random() < 0.2:
            with self._database.transaction():
                for _ in range(self._chance.randint(2, 6)):
                    self._one_change()
        else:
            self._one_change()
        self.note_state()

    def _one_change(self) -> None:
        number = self._chance.randrange(40)
        key = f"n{self._chance.randrange(30)}"
        match self._chance.randrange(8):
            case 0 | 1 | 2 | 3:
                self.notes.put(Note(key, "글" * number, number, ("a",) * (number % 3)))
            case 4:
                self.notes.remove(key)
            case 5:
                self._things.insert({"n": number, "text": "x" * self._chance.randrange(1200)})
            case 6:
                self._things.update({"k": number}, Query().n < number)
            case _:
                self._things.remove(Query().n == number)


def contents(database: Database) -> str:
    """Everything a database holds, in its order."""
    return json.dumps(database.tinydb.storage.read(), ensure_ascii=False)

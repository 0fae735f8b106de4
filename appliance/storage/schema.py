"""The version of what a database holds, and how older data becomes newer data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

DocId = int | str
"""A key of an entity, or the number that TinyDB gives to a document."""
Document = dict[str, object]
Tables = dict[str, dict[DocId, Document]]
Migration = Callable[[Tables], Tables]


@dataclass(frozen=True, slots=True)
class Schema:
    """`migrations[n]` makes version n + 1 out of version n; a migration that was released is never edited."""

    version: int
    migrations: Mapping[int, Migration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for step in self.migrations:
            if not 1 <= step < self.version:
                raise ValueError(f"a migration from version {step} leads nowhere")

    def migrate(self, tables: Tables, version: int, target: int) -> Tables:
        """`tables` as `target` wants them; a version without a migration changed nothing that is stored."""
        for step in range(version, target):
            if step in self.migrations:
                tables = self.migrations[step](tables)
        return tables

"""A table of entities: frozen dataclasses in and out, read from memory."""

from collections.abc import Iterable
from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from tinydb.queries import QueryLike

from appliance.storage.ledger import Ledger, TableRows

T = TypeVar("T")


class EntityCodec(Generic[T]):
    """Entities as JSON and back."""

    def __init__(self, of: type[T]) -> None:
        self._of = of
        self._adapter = TypeAdapter[T](of)

    def encode(self, entity: T) -> bytes:
        """The entity as JSON; ValueError when it would not come back equal."""
        encoded = self._adapter.dump_json(entity, warnings=False)
        if self.decode(encoded) != entity:
            raise ValueError(f"this {self._of.__name__} would not be read as it was written")
        return encoded

    def decode(self, encoded: bytes) -> T:
        """The entity of the JSON; ValueError when it is none."""
        try:
            return self._adapter.validate_json(encoded)
        except ValidationError as error:
            raise ValueError(f"this is no {self._of.__name__}: {error.error_count()} fields are wrong") from error


class Collection(Generic[T]):
    """The entities of one table by their key."""

    def __init__(self, ledger: Ledger, table: TableRows, codec: EntityCodec[T], key: str) -> None:
        self._ledger = ledger
        self._table = table
        self._codec = codec
        self._key = key

    def __len__(self) -> int:
        return len(self._table.rows)

    def __contains__(self, key: object) -> bool:
        return key in self._table.rows

    def get(self, key: str) -> T | None:
        """The entity of that key."""
        entity = self._table.entities.get(key)
        if entity is None:
            encoded = self._table.rows.get(key)
            if encoded is None:
                return None
            entity = self._table.entities[key] = self._codec.decode(encoded)
        return cast(T, entity)

    def all(self) -> list[T]:
        """Every entity, in the order in which their keys came."""
        return self._of_keys(self._table.rows)

    def where(self, query: QueryLike) -> list[T]:
        """The entities whose documents match a TinyDB query."""
        table = self._table
        return self._of_keys([key for key in table.rows if query(table.document(key))])

    def put(self, entity: T) -> None:
        """Add the entity, or replace the one of the same key; ValueError when it cannot be kept as it is."""
        key = self._key_of(entity)
        self._ledger.put(self._table, key, self._codec.encode(entity))
        self._table.entities[key] = entity

    def put_many(self, entities: Iterable[T]) -> None:
        """Put all of them in one record, or none."""
        with self._ledger.transaction():
            for entity in entities:
                self.put(entity)

    def remove(self, key: str) -> None:
        """Remove the entity of that key, if there is one."""
        if key in self._table.rows:
            self._ledger.remove(self._table, key)

    def _key_of(self, entity: T) -> str:
        key = getattr(entity, self._key)
        if not isinstance(key, str) or not key:
            raise ValueError(f"a key is a text, and {key!r} is none")
        return str(key)

    def _of_keys(self, keys: Iterable[object]) -> list[T]:
        found = (self.get(cast(str, key)) for key in keys)
        return [entity for entity in found if entity is not None]

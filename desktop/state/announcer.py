"""How state tells that it has changed: a list of listeners, called at once and in order."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

EVERYTHING: frozenset[str] = frozenset({"*"})
"""Announced in place of ids when everything may have changed."""


class Announcer(Generic[T]):
    """Tells every listener of a change; a listener that ends another one, or itself, while it is told does no harm."""

    def __init__(self) -> None:
        # bounded by: listeners are parts of the app, each of which subscribes once and leaves when it closes
        self._listeners: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Hear of every change from now on; the returned function ends it."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def tell(self, change: T) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            if listener in self._listeners:
                listener(change)

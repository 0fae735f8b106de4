"""The way from the network's thread to the decoder's: bounded, and short when the decoder is slow."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

MAX_ITEMS = 300
"""Ten seconds at 30 pictures a second: a joiner is sent a whole group of pictures at once."""
MAX_BYTES = 16 * 1024 * 1024
BACKLOG = 30
"""With so much undecoded, a keyframe makes what is before it superfluous."""


class Encoded(NamedTuple):
    """One encoded picture, or one packet of sound."""

    data: bytes
    is_keyframe: bool = True


class EncodedUser(Protocol):
    """Who decodes; called in the decoder's thread only."""

    def use(self, encoded: Encoded) -> bool:
        """Decode; False when it could not be decoded."""

    def wait_seconds(self) -> float | None:
        """When `idle` wants to be called if nothing comes; None for never."""

    def idle(self) -> None:
        """Nothing came within `wait_seconds`."""


class DecodingQueue:
    """Any thread puts; one thread runs `decode_until_closed`."""

    def __init__(self, user: EncodedUser, wants_keyframe: Callable[[], None] = lambda: None) -> None:
        """`wants_keyframe` is called from either thread when something is missing that only a keyframe repairs."""
        self._user = user
        self._wants_keyframe = wants_keyframe
        self._items: deque[Encoded] = deque()  # bounded by: _make_room drops above MAX_ITEMS and MAX_BYTES
        self._bytes = 0
        self._awaits_keyframe = False
        self._is_closed = False
        self._changed = threading.Condition()
        self.dropped = 0
        """What was never decoded because the decoder was too slow."""
        self.decoder_cpu_seconds = 0.0

    def put(self, encoded: Encoded) -> None:
        """Leave something to be decoded; never waits."""
        with self._changed:
            if self._is_closed:
                return
            has_overflown = self._make_room(encoded)
            if self._awaits_keyframe and not encoded.is_keyframe:
                self.dropped += 1
            else:
                self._awaits_keyframe = False
                self._items.append(encoded)
                self._bytes += len(encoded.data)
                self._changed.notify()
        if has_overflown:
            self._wants_keyframe()

    def close(self) -> None:
        """End the decoder's thread after the item it is at."""
        with self._changed:
            self._is_closed = True
            self._items.clear()
            self._changed.notify()

    def decode_until_closed(self) -> None:
        """Decode what comes; to be run in a thread of its own."""
        while True:
            encoded = self._take(self._user.wait_seconds())
            if encoded is None and self._is_closed:
                return
            if encoded is None:
                self._user.idle()
            elif not self._user.use(encoded):
                self._wants_keyframe()
            self.decoder_cpu_seconds = time.thread_time()

    def _take(self, timeout: float | None) -> Encoded | None:
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._is_closed, timeout)
            if not self._items:
                return None
            encoded = self._items.popleft()
            self._bytes -= len(encoded.data)
            return encoded

    def _make_room(self, encoded: Encoded) -> bool:
        is_full = len(self._items) >= MAX_ITEMS or self._bytes + len(encoded.data) > MAX_BYTES
        is_superfluous = encoded.is_keyframe and len(self._items) > BACKLOG
        if not is_full and not is_superfluous:
            return False
        self.dropped += len(self._items)
        self._items.clear()
        self._bytes = 0
        self._awaits_keyframe = not encoded.is_keyframe
        return self._awaits_keyframe

"""The box's clock as this computer sees it: deadlines are the box's, whatever the computer's clock says."""

import time
from collections.abc import Callable


def monotonic_ms() -> int:
    """Milliseconds that never go back."""
    return time.monotonic_ns() // 1_000_000


class BoxClock:
    """Knows the box's time from what the box last said."""

    def __init__(self, local_ms: Callable[[], int] = monotonic_ms) -> None:
        self._local_ms = local_ms
        self._offset_ms: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether the box has told its time yet."""
        return self._offset_ms is not None

    def heard(self, server_ms: int) -> None:
        """Take the box's time (epoch milliseconds) as of now; the least delayed message is the best."""
        offset = server_ms - self._local_ms()
        self._offset_ms = offset

    def now_ms(self) -> int:
        """The box's time now, in epoch milliseconds; 0 while it is not known."""
        return 0 if self._offset_ms is None else self._local_ms() + self._offset_ms

    def seconds_until(self, moment_ms: int) -> float:
        """Seconds until a moment of the box's clock; negative once it is past."""
        return (moment_ms - self.now_ms()) / 1000

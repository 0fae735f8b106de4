"""How much one person may say on the live socket, over all of their sockets."""

from dataclasses import dataclass

COMMANDS_PER_SECOND = 10
COMMANDS_BURST = 30
REFUSED_MAX = 60
"""So many commands in a row that came too fast, and the socket is closed."""


@dataclass(slots=True)
class CommandPace:
    """A token bucket."""

    tokens: float = COMMANDS_BURST
    last_ms: int = 0
    refused: int = 0

    def take(self, now_ms: int) -> bool:
        """Whether one more command may come now."""
        grown = (now_ms - self.last_ms) * COMMANDS_PER_SECOND / 1_000
        self.tokens, self.last_ms = min(COMMANDS_BURST, self.tokens + grown), now_ms
        if self.tokens < 1:
            self.refused += 1
            return False
        self.tokens -= 1
        self.refused = 0
        return True

    @property
    def is_abused(self) -> bool:
        """Whether somebody does not mean to stop."""
        return self.refused > REFUSED_MAX

"""When an acknowledgement is due (RTMP 1.0, 5.4.3 and 5.4.4)."""

SEQUENCE_MODULUS = 1 << 32
MIN_WINDOW = 1024
"""A smaller window would only make us send more than we receive."""


class AcknowledgementWindow:
    """Counts received bytes against the window that the peer asked for."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._acknowledged = 0
        self.received = 0
        """Bytes since the connection began."""

    def resize(self, window: int) -> None:
        """The peer wants an acknowledgement every `window` bytes."""
        self._window = max(window, MIN_WINDOW)

    def take_due(self) -> int | None:
        """The sequence number to acknowledge now, once per window; None when nothing is due."""
        if self.received - self._acknowledged < self._window:
            return None
        self._acknowledged = self.received
        return self.received % SEQUENCE_MODULUS

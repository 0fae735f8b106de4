"""How long a session waits for its peer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PatienceLimits:
    """Seconds that a peer may take."""

    admission_seconds: float = 10.0
    """From the connection to an accepted publication: ends slow-loris connections."""
    ping_seconds: float = 20.0
    """After so much silence a publisher is asked whether it lives."""
    silence_seconds: float = 60.0
    """After so much silence a publisher is gone; a static screen may be silent for 30 s."""


class Patience:
    """The one deadline of a session, moved by what the peer does."""

    def __init__(self, limits: PatienceLimits, now: float) -> None:
        self._limits = limits
        self._admission_deadline: float | None = now + limits.admission_seconds
        self._last_received_at = now
        self._is_pinged = False

    @property
    def deadline(self) -> float:
        """When something is due: the end of admission, a ping, or the end of a silent publisher."""
        if self._admission_deadline is not None:
            return self._admission_deadline
        seconds = self._limits.silence_seconds if self._is_pinged else self._limits.ping_seconds
        return self._last_received_at + seconds

    def received(self, now: float) -> None:
        """The peer sent something."""
        self._last_received_at = now
        self._is_pinged = False

    def admitted(self) -> None:
        """The peer publishes: from here on only silence ends it."""
        self._admission_deadline = None

    def await_admission(self) -> None:
        """The publication has ended: the peer has to start another one in time."""
        self._admission_deadline = self._last_received_at + self._limits.admission_seconds

    def ping_is_due(self) -> bool:
        """At a reached deadline: whether it asks for a ping (once per silence) rather than for the end."""
        is_due = self._admission_deadline is None and not self._is_pinged
        self._is_pinged = self._is_pinged or is_due
        return is_due

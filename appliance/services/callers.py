"""Who asks: what a token says about its holder, once it was checked."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks the box for something; `Rights` makes it from a token."""

    kind: Literal["nobody", "expired", "student", "teacher"]
    person_id: str = ""
    session_id: str | None = None
    """The class that a student's token is for."""
    name: str = ""
    is_on_box: bool = False
    """Asks from the box itself, under a local address, and not for a page of another site."""
    family_id: str | None = None
    """The login that a teacher's token belongs to."""
    expires_ms: int = 0
    """When the token ends, by the box's clock; 0 without one."""


NOBODY = Caller("nobody")

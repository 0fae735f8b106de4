"""Teachers' accounts, their logins and invitations, and what was done with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TeacherAccount:
    """One teacher of the box."""

    id: str
    login: str
    login_key: str
    """The login as logins are compared."""
    name: str
    password_hash: str
    """Argon2id in PHC string format."""
    created_ms: int
    token_generation: int = 0
    """Grows when every token of the account is to hold no more."""


@dataclass(frozen=True, slots=True)
class RefreshFamily:
    """One login on one device: the chain of its refresh tokens (RFC 9700 §4.14.2)."""

    id: str
    account_id: str
    current_hash: str
    """SHA-256 of the only refresh token that is good now, in hexadecimal digits."""
    expires_ms: int
    is_revoked: bool = False
    previous_hash: str = ""
    """Of the token before; good for a moment longer, since the answer that brought the new one may have been lost."""
    rotated_ms: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code for a colleague; the id is the code's SHA-256."""

    id: str
    invited_by: str
    expires_ms: int
    used_by: str | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what about whom, without personal data beyond ids."""

    id: str
    at_ms: int
    who: str
    what: str
    about: str = ""

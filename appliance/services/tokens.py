"""Access tokens: JSON Web Tokens (RFC 7519) that only this box makes and reads, by the box's own clock."""

from dataclasses import dataclass
from typing import Literal, Protocol

import jwt

from appliance.errors import AirclassError, ConfigurationError

ALGORITHM = "HS256"
"""The only one that is read: a token that names another, or none, is no token (RFC 8725 §3.1)."""
AUDIENCE = "airclass"
ACCESS_SECONDS = 900
SECRET_MIN_BYTES = 32
"""As long as the hash (RFC 7518 §3.2)."""
TOKEN_MAX_CHARACTERS = 4_096
_REQUIRED = ("iss", "aud", "iat", "exp", "sub", "kind", "gen")
_CLOCK_SLACK_MS = 60_000
"""After a power cut the box's clock may stand a little before what it was when the token was made."""


class TokenInvalid(AirclassError):
    """No token of this box."""


class TokenExpired(AirclassError):
    """A token of this box whose time is over."""


class WallClock(Protocol):
    """The box's clock."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 as far as the box knows; never goes back during one boot."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says."""

    kind: Literal["teacher", "student"]
    person_id: str
    generation: int
    session_id: str | None
    family_id: str | None
    expires_ms: int


class Tokens:
    """Makes and reads access tokens."""

    def __init__(self, secret: bytes, box_id: str, clock: WallClock) -> None:
        if len(secret) < SECRET_MIN_BYTES:
            raise ConfigurationError(f"The secret of the box's tokens must have at least {SECRET_MIN_BYTES} bytes.")
        self._secret = secret
        self._box_id = box_id
        self._clock = clock

    def issue_access(
        self,
        kind: Literal["teacher", "student"],
        person_id: str,
        generation: int,
        *,
        session_id: str | None = None,
        family_id: str | None = None,
        seconds: int = ACCESS_SECONDS,
    ) -> tuple[str, int]:
        """A token, and for how many seconds it is good: at most 15 minutes."""
        seconds = min(seconds, ACCESS_SECONDS)
        now_ms = self._clock.wall_ms()
        claims: dict[str, str | int] = {
            "iss": self._box_id,
            "aud": AUDIENCE,
            "iat": now_ms // 1000,
            "exp": now_ms // 1000 + seconds,
            "sub": person_id,
            "kind": kind,
            "gen": generation,
        }
        if session_id is not None:
            claims["session"] = session_id
        if family_id is not None:
            claims["family"] = family_id
        return jwt.encode(claims, self._secret, ALGORITHM), seconds

    def read(self, token: str) -> Claims:
        """What the token says; raises TokenInvalid and TokenExpired."""
        if len(token) > TOKEN_MAX_CHARACTERS:
            raise TokenInvalid("The token is too long.")
        claims = _checked(self._decode(token))
        # Not the library's own check, which reads the wall clock of the machine: that one may jump. What is good for
        # longer than any token comes from before the clock was set back, and may be as old as it likes.
        left_ms = claims.expires_ms - self._clock.wall_ms()
        if not 0 < left_ms <= ACCESS_SECONDS * 1000 + _CLOCK_SLACK_MS:
            raise TokenExpired("The token's time is over.")
        return claims

    def _decode(self, token: str) -> dict[str, object]:
        try:
            decoded: dict[str, object] = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._box_id,
                options={"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
            # The library lets some errors of Base64 and JSON through as they are.
            raise TokenInvalid("This is no token of this box.") from error
        return decoded


def _checked(decoded: dict[str, object]) -> Claims:
    match decoded:
        case {"kind": "teacher" | "student" as kind, "sub": str(person_id), "gen": int(generation), "exp": int(ends)}:
            session_id, family_id = decoded.get("session"), decoded.get("family")
            if (session_id is None or isinstance(session_id, str)) and (
                family_id is None or isinstance(family_id, str)
            ):
                return Claims(kind, person_id, generation, session_id, family_id, ends * 1000)
    raise TokenInvalid("The token does not say what a token of this box says.")

"""Access tokens: only what this box has made, by its one algorithm and within its time, says anything."""

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appliance.errors import ConfigurationError
from appliance.services.tokens import ACCESS_SECONDS, Claims, TokenExpired, TokenInvalid, Tokens
from tests.support.people_box import BOX_ID, SECRET, HandBoxClock


def _tokens(clock: HandBoxClock | None = None, secret: bytes = SECRET, box_id: str = BOX_ID) -> Tokens:
    return Tokens(secret, box_id, clock or HandBoxClock())


def _forged(header: dict[str, object], claims: object, secret: bytes = SECRET) -> str:
    """A token made by hand, so that it may say anything."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = hmac.new(secret, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def _claims(**changes: object) -> dict[str, object]:
    now = HandBoxClock().wall_ms() // 1000
    claims: dict[str, object] = {
        "iss": BOX_ID,
        "aud": "airclass",
        "iat": now,
        "exp": now + 600,
        "sub": "t1",
        "kind": "teacher",
        "gen": 0,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


HS256: dict[str, object] = {"alg": "HS256", "typ": "JWT"}


def test_what_is_written_is_read() -> None:
    token, seconds = _tokens().issue_access("student", "p1", 3, session_id="s1")
    ends = (HandBoxClock().wall_ms() // 1000 + 900) * 1000
    assert seconds == 900
    assert _tokens().read(token) == Claims("student", "p1", 3, "s1", None, ends)


def test_a_token_made_by_hand_is_read_when_it_is_right() -> None:
    assert _tokens().read(_forged(HS256, _claims())).person_id == "t1"


def test_a_token_ends_after_fifteen_minutes_of_the_boxs_clock() -> None:
    clock = HandBoxClock()
    token, _ = _tokens(clock).issue_access("teacher", "t1", 0, family_id="f1")
    clock.pass_seconds(ACCESS_SECONDS - 1)
    assert _tokens(clock).read(token).family_id == "f1"
    clock.pass_seconds(1)
    with pytest.raises(TokenExpired):
        _tokens(clock).read(token)


def test_no_token_lasts_longer_than_fifteen_minutes() -> None:
    assert _tokens().issue_access("teacher", "t1", 0, seconds=86_400)[1] == ACCESS_SECONDS


def test_a_token_from_before_the_clock_was_set_back_is_over() -> None:
    token, _ = _tokens(HandBoxClock(1_900_000_000_000)).issue_access("teacher", "t1", 0)
    with pytest.raises(TokenExpired):
        _tokens(HandBoxClock(1_764_000_000_000)).read(token)


def test_the_machines_clock_does_not_matter() -> None:
    in_1970 = HandBoxClock(86_400_000)
    assert abs(in_1970.wall_ms() - time.time() * 1000) > 1e12
    token, _ = _tokens(in_1970).issue_access("teacher", "t1", 0)
    assert _tokens(in_1970).read(token).person_id == "t1"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS384", "HS512", "RS256", "ES256", "", "hs256"])
def test_another_algorithm_is_no_token(algorithm: str) -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(_forged({"alg": algorithm, "typ": "JWT"}, _claims()))


def test_a_token_without_a_signature_is_none() -> None:
    head, body, _ = _forged({"alg": "none"}, _claims()).split(".")
    with pytest.raises(TokenInvalid):
        _tokens().read(f"{head}.{body}.")


def test_a_longer_signature_of_the_right_secret_is_none() -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(jwt.encode(_claims(), SECRET * 2, "HS512"))


def test_another_secret_is_another_box() -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(_forged(HS256, _claims(), bytes(32)))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another-box"},
        {"iss": None},
        {"aud": "another-program"},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": 7},
        {"kind": None},
        {"kind": "admin"},
        {"kind": ["teacher"]},
        {"gen": None},
        {"gen": "0"},
        {"gen": 0.5},
        {"exp": "soon"},
        {"exp": 1e400},
        {"session": 5},
        {"family": ["f"]},
    ],
)
def test_a_token_that_says_something_else_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(_forged(HS256, _claims(**changes)))


@pytest.mark.parametrize("claims", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_no_token(claims: object) -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(_forged(HS256, claims))


def test_a_secret_that_is_too_short_starts_no_box() -> None:
    with pytest.raises(ConfigurationError):
        Tokens(bytes(31), BOX_ID, HandBoxClock())


def test_a_token_cut_anywhere_is_none() -> None:
    token, _ = _tokens().issue_access("teacher", "t1", 0)
    for length in range(len(token)):
        with pytest.raises(TokenInvalid):
            _tokens().read(token[:length])


@given(st.text(max_size=200))
def test_any_text_is_refused_in_order(text: str) -> None:
    with pytest.raises(TokenInvalid):
        _tokens().read(text)


@given(st.integers(min_value=0), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_token_that_says_one_other_character_is_none(place: int, character: str) -> None:
    token, _ = _tokens().issue_access("teacher", "t1", 0)
    place %= token.rindex(".")
    assume(token[place] not in (character, "."))
    with pytest.raises(TokenInvalid):
        _tokens().read(token[:place] + character + token[place + 1 :])


def test_a_huge_token_is_refused_without_being_read() -> None:
    with pytest.raises(TokenInvalid, match="too long"):
        _tokens().read(_forged(HS256, _claims(sub="x" * 10_000)))

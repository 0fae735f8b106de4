"""Who may steer the practice class: programs and pages of the box itself, whatever a browser is tricked into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from appliance.api.control import require_control
from appliance.api.origins import is_foreign
from appliance.errors import NotAllowed
from tests.support.practice_session import practice_session


def _request(client: str | None = "127.0.0.1", host: str = "127.0.0.1:8000", origin: str | None = None) -> Request:
    headers = [(b"host", host.encode("latin-1", "replace"))]
    if origin is not None:
        headers.append((b"origin", origin.encode("latin-1", "replace")))
    return Request({"type": "http", "headers": headers, "client": (client, 50000) if client else None})


@pytest.mark.parametrize(
    ("client", "host", "origin"),
    [
        ("127.0.0.1", "127.0.0.1:8000", None),
        ("127.5.5.5", "localhost:8000", None),
        ("::1", "[::1]:8000", None),
        ("::ffff:127.0.0.1", "LOCALHOST", None),
        ("127.0.0.1", "localhost:8000", "http://localhost:8000"),
    ],
)
def test_the_box_itself_may_steer(client: str, host: str, origin: str | None) -> None:
    require_control(_request(client, host, origin), practice_session())


@pytest.mark.parametrize(
    ("client", "host", "origin"),
    [
        ("192.0.2.7", "127.0.0.1:8000", None),
        ("::ffff:192.0.2.7", "localhost", None),
        ("fe80::1%eth0", "localhost", None),
        (None, "localhost", None),
        ("unix", "localhost", None),
        ("127.0.0.1", "rebound.example:8000", None),
        ("127.0.0.1", "rebound.example:8000", "http://rebound.example:8000"),
        ("127.0.0.1", "127.0.0.1.example", None),
        ("127.0.0.1", "localhost.example", None),
        ("127.0.0.1", "airclass.local:8000", None),
        ("127.0.0.1", "", None),
        ("127.0.0.1", "[::1", None),
        ("127.0.0.1", "127.0.0.1:8000", "http://evil.example"),
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:9000"),
        ("127.0.0.1", "127.0.0.1:8000", "null"),
        ("127.0.0.1", "127.0.0.1:8000", ""),
        ("127.0.0.1", "127.0.0.1:8000", "http://[::1"),
    ],
)
def test_nobody_else_may(client: str | None, host: str, origin: str | None) -> None:
    with pytest.raises(NotAllowed):
        require_control(_request(client, host, origin), practice_session())


def test_a_class_with_a_teacher_is_not_steered_without_an_account() -> None:
    session = practice_session()
    session.is_local = False
    with pytest.raises(NotAllowed, match="teacher's account"):
        require_control(_request(), session)


@given(host=st.text(max_size=40), origin=st.text(max_size=40))
def test_no_header_breaks_the_check(host: str, origin: str) -> None:
    with pytest.raises(NotAllowed):
        require_control(_request(host="x" + host, origin=origin), practice_session())
    with pytest.raises(NotAllowed):
        require_control(_request(host="localhost", origin="x" + origin), practice_session())


@pytest.mark.parametrize(
    ("host", "origin", "foreign"),
    [
        ("box:8000", None, False),
        ("box:8000", "http://box:8000", False),
        ("Box:8000", "http://box:8000", False),
        ("box:8000", "http://box", True),
        ("box:8000", "http://box:8000.example", True),
        ("box:8000", "null", True),
    ],
)
def test_a_foreign_page_is_told_from_the_boxs_own(host: str, origin: str | None, foreign: bool) -> None:
    assert is_foreign(_request(host=host, origin=origin)) is foreign

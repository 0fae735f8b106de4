"""Who asks, as the HTTP edge sees it: the box itself, a page of another site, some address; and what a route checks."""

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from appliance.api.authorization import LaterCheck, action_of, is_on_box, source_of
from appliance.api.origins import is_foreign
from appliance.domain.policy import Action


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
def test_a_program_or_page_of_the_box_itself_is_on_the_box(client: str, host: str, origin: str | None) -> None:
    assert is_on_box(_request(client, host, origin))


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
def test_nobody_else_is(client: str | None, host: str, origin: str | None) -> None:
    assert not is_on_box(_request(client, host, origin))


@given(host=st.text(max_size=40), origin=st.text(max_size=40))
def test_no_header_breaks_the_check(host: str, origin: str) -> None:
    assert not is_on_box(_request(host="x" + host, origin=origin))
    assert not is_on_box(_request(host="localhost", origin="x" + origin))


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


@pytest.mark.parametrize(
    ("client", "source"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("FE80:0:0::1", "fe80::1"),
        ("unix", "unix"),
        (None, ""),
    ],
)
def test_an_address_is_one_source_however_it_is_written(client: str | None, source: str) -> None:
    assert source_of(_request(client)) == source


def test_a_route_without_a_check_is_seen() -> None:
    router = APIRouter()
    router.add_api_route("/open", lambda: None)
    router.add_api_route("/checked", lambda: None, dependencies=[Depends(LaterCheck(Action.FOLLOW))])
    router.add_api_route("/other", lambda: None, dependencies=[Depends(lambda: None)])
    assert [action_of(route) for route in router.routes] == [None, Action.FOLLOW, None]

"""The log is one line per record, cannot be forged by a peer, and shows no key."""

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.observability.logging_setup import (
    MAX_MESSAGE_CHARACTERS,
    LineFormatter,
    configure_logging,
    one_line,
    redact,
    redact_text,
)

KEY = "q7Zk2mB9xT4vW1cR8nLs5A"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    level = root.level
    stream = io.StringIO()
    handler = configure_logging("debug", stream)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_record_is_one_line_with_time_level_module_and_fields(log: io.StringIO) -> None:
    logging.getLogger("appliance.media.ingest").info("publisher opened", extra={"cast_id": "c1", "peer": "10.0.0.7"})
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO    "
        r"media\.ingest: publisher opened cast_id=c1 peer=10\.0\.0\.7\n",
        log.getvalue(),
    )


def test_a_peer_cannot_start_a_line_of_its_own(log: io.StringIO) -> None:
    logging.getLogger("appliance").warning("app name %s", "live\r\n2031-01-01 ERROR forged\x1b[2J\u2028x")
    assert log.getvalue().count("\n") == 1
    assert r"live\r\n2031-01-01 ERROR forged\x1b[2J\u2028x" in log.getvalue()


def test_a_traceback_is_indented_and_its_message_escaped(log: io.StringIO) -> None:
    try:
        raise ValueError(f"bad name\nERROR forged /live/{KEY}")
    except ValueError:
        logging.getLogger("appliance").exception("failed")
    first, *following = log.getvalue().splitlines()
    assert first.endswith("appliance: failed")
    assert len(following) > 2
    assert [line for line in following if not line.startswith("    | ")] == []
    assert KEY not in log.getvalue()


def test_a_long_message_is_cut_and_says_so(log: io.StringIO) -> None:
    logging.getLogger("appliance").info("x" * 100_000)
    assert len(log.getvalue()) < MAX_MESSAGE_CHARACTERS + 200
    assert "(100000 characters)" in log.getvalue()


def test_configuring_twice_writes_each_record_once(log: io.StringIO) -> None:
    second = io.StringIO()
    handler = configure_logging("info", second)
    logging.getLogger("appliance").info("once")
    logging.getLogger().removeHandler(handler)
    assert (log.getvalue(), second.getvalue().count("once")) == ("", 1)


def test_a_key_shows_its_first_four_characters_only() -> None:
    assert redact(KEY) == "q7Zk…"


def test_a_short_key_shows_nothing() -> None:
    assert redact("12345678") == "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"rtmp://10.0.0.2/live/{KEY} refused", "rtmp://10.0.0.2/live/q7Zk… refused"),
        (f'"POST /whip/{KEY} HTTP/1.1" 201', '"POST /whip/q7Zk… HTTP/1.1" 201'),
        (f"DELETE /whip/resource/{KEY}", "DELETE /whip/resource/q7Zk…"),
        (f"PATCH /whep/{KEY}?x=1", "PATCH /whep/q7Zk…?x=1"),
        (f"Authorization: Bearer {KEY}", "Authorization: Bearer q7Zk…"),
        (f"GET /x?token={KEY}&a=b", "GET /x?token=q7Zk…&a=b"),
        ("POST /sessions/practice/whep", "POST /sessions/practice/whep"),
    ],
)
def test_keys_are_redacted_where_they_stand(text: str, expected: str) -> None:
    assert redact_text(text) == expected


@given(st.text(max_size=300))
def test_whatever_a_peer_sends_stays_on_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@given(st.text(max_size=200))
def test_whatever_is_logged_fits_one_line(text: str) -> None:
    record = logging.LogRecord("appliance", logging.INFO, __file__, 1, "%s", (text,), None)
    assert len(LineFormatter().format(record).splitlines()) == 1


def test_the_default_stream_is_stderr() -> None:
    handler = configure_logging("info")
    try:
        assert isinstance(handler, logging.StreamHandler)
        assert handler.stream is sys.stderr
    finally:
        logging.getLogger().removeHandler(handler)

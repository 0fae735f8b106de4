"""What teachers type: names, addresses and links lead to origins, everything else to one of five complaints."""

import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.state.box_address import MAX_CHARACTERS, BoxAddressError, origin, parse_box_address

CODES = {"empty", "class_code", "not_an_address", "not_a_port", "not_a_box_link"}


@pytest.mark.parametrize(
    ("typed", "origins"),
    [
        ("airclass.local", ("http://airclass.local:8000",)),
        ("  airclass.local  ", ("http://airclass.local:8000",)),
        ("airclass.local:9000", ("http://airclass.local:9000",)),
        ("airclass.local/join", ("http://airclass.local:8000",)),
        ("localhost", ("http://localhost:8000",)),
        ("192.168.0.10", ("http://192.168.0.10:8000",)),
        ("192.168.0.10:80", ("http://192.168.0.10:80",)),
        ("::1", ("http://[::1]:8000",)),
        ("[::1]", ("http://[::1]:8000",)),
        ("[fd00::2]:9000", ("http://[fd00::2]:9000",)),
        ("fe80::1%eth0", ("http://[fe80::1%eth0]:8000",)),
        ("http://airclass.local:8000/?code=K7MPQ2", ("http://airclass.local:8000",)),
        ("https://box.school.kr", ("https://box.school.kr:443", "https://box.school.kr:8000")),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
    ],
)
def test_names_addresses_and_links_lead_to_origins(typed: str, origins: tuple[str, ...]) -> None:
    assert parse_box_address(typed) == origins


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("K7MPQ2", "class_code"),
        ("k7m pq2", "class_code"),
        ("K7M-PQ2", "class_code"),
        ("airclass.local:", "not_a_port"),
        ("airclass.local:0", "not_a_port"),
        ("airclass.local:70000", "not_a_port"),
        ("http://airclass.local:0", "not_a_port"),
        ("ftp://airclass.local", "not_a_box_link"),
        ("http://minji:secret@airclass.local", "not_an_address"),
        ("http://", "not_an_address"),
        ("http://[::1", "not_an_address"),
        ("1.2.3", "not_an_address"),
        ("so wrong", "not_an_address"),
        ("[::1]9", "not_an_address"),
        ("[::1", "not_an_address"),
        ("a" * (MAX_CHARACTERS + 1), "not_an_address"),
        ("-a.local", "not_an_address"),
        ("a_b.local\n", "not_an_address"),
    ],
)
def test_what_leads_nowhere_says_why(typed: str, code: str) -> None:
    if typed.endswith("\n"):
        typed = f"{typed}x"
    with pytest.raises(BoxAddressError) as error:
        parse_box_address(typed)
    assert error.value.code == code


@given(st.text(max_size=400))
def test_any_text_is_an_origin_or_a_complaint(typed: str) -> None:
    assert _is_origin_or_complaint(typed)


@given(st.ip_addresses(), st.integers(1, 65_535))
def test_every_ip_address_leads_to_itself(address: ipaddress.IPv4Address, port: int) -> None:
    made = origin("http", str(address), port)
    assert parse_box_address(made) == (made,)
    assert parse_box_address(made.removeprefix("http://")) == (made,)
    assert urlsplit(made).port == port


@given(st.sampled_from(["http://airclass.local:8000/?code=K7MPQ2", "[fd00::2%eth0]:9000"]), st.data())
def test_a_mutated_address_is_still_an_origin_or_a_complaint(typed: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(typed)))
    typed = typed[:place] + data.draw(st.characters()) + typed[place + data.draw(st.integers(0, 1)) :]
    assert _is_origin_or_complaint(typed)


def _is_origin_or_complaint(typed: str) -> bool:
    try:
        origins = parse_box_address(typed)
    except BoxAddressError as error:
        return error.code in CODES
    return origins != () and all(_is_origin(each) for each in origins)


def _is_origin(text: str) -> bool:
    link = urlsplit(text)
    rest = (link.path, link.query, link.username)
    return link.scheme in ("http", "https") and bool(link.hostname) and bool(link.port) and rest == ("", "", None)

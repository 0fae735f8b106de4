"""The names that the box gives itself on the network."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.dns_sd import Announcement, NameKind, Names, instance_label

any_text = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


def test_room_name_in_korean_stays_as_it_is() -> None:
    assert instance_label("3학년 2반 과학실") == "3학년 2반 과학실"


def test_long_hangul_name_is_cut_between_syllables() -> None:
    assert instance_label("가" * 40) == "가" * 21


def test_decomposed_hangul_is_composed_before_it_is_cut() -> None:
    assert instance_label(unicodedata.normalize("NFD", "과학실")) == "과학실"


def test_number_of_a_long_name_is_kept_and_the_name_is_cut() -> None:
    label = instance_label("가" * 40, 12)
    assert label == "가" * 19 + " (12)"


@pytest.mark.parametrize("name", ["", "   ", "\x00\x1f\x7f", "\u2028", "\ud800"])
def test_name_without_anything_to_show_becomes_the_product_name(name: str) -> None:
    assert instance_label(name) == "AIRClass"


def test_control_characters_and_dots_are_taken_out() -> None:
    assert instance_label("Room\t1.2\n\x7f") == "Room1-2"


@given(any_text, st.integers(1, 100))
def test_every_name_becomes_one_valid_label(name: str, number: int) -> None:
    label = instance_label(name, number)
    assert 1 <= len(label.encode()) <= 63
    assert "." not in label
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in label)


@given(any_text)
def test_numbered_names_differ(name: str) -> None:
    assert len({instance_label(name, number) for number in range(1, 12)}) == 11


def test_first_names_are_plain_and_later_ones_numbered() -> None:
    names = Names("3-2", "9F3C-aa")
    assert (names.instance, names.host, names.box_host) == ("3-2", "airclass.local.", "airclass-9f3c.local.")
    for kind in NameKind:
        names = names.next(kind)
    assert (names.instance, names.host, names.box_host) == ("3-2 (2)", "airclass-2.local.", "airclass-9f3c-2.local.")


def test_one_name_taken_changes_only_that_name() -> None:
    names = Names("3-2", "9f3c").next(NameKind.HOST).next(NameKind.HOST)
    assert (names.instance, names.host, names.box_host) == ("3-2", "airclass-3.local.", "airclass-9f3c.local.")


def test_box_id_without_hexadecimal_digits_still_names_a_host() -> None:
    assert Names("3-2", "z").box_host == "airclass-0000.local."


def test_txt_record_says_no_more_than_agreed() -> None:
    txt = Announcement("비밀 방", "id-1", "1.0.0", 8000, is_tls=True).txt()
    assert txt == {"txtvers": "1", "id": "id-1", "ver": "1.0.0", "path": "/", "tls": "1", "api": "1"}

"""Texts that people type: cleaned of what cannot be seen, compared as people compare them."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.names import (
    MARKS_PER_LETTER_MAX,
    TextError,
    clean_text,
    looks_like,
    looks_like_teacher,
    name_key,
    visible,
)

NASTY = (
    "\u0000\u0007\u001b\u007f\u0085\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202d\u202e\u2060\u2066\u2069\u206f\u2800\u3164\ufe00\ufeff\uffa0\ufff9\uffff\ud800\ue000\U000e0041\U000e0100"
)
NASTY_TEXTS = st.text(
    st.one_of(st.sampled_from([*NASTY, *" \t\n\r\u2028\u0301\u1100\u1161\u11a8가é😀👩❤"]), st.characters())
)


@pytest.mark.parametrize("character", NASTY)
def test_what_cannot_be_seen_is_removed(character: str) -> None:
    cleaned = clean_text(f"{character}Ki{character}m{character}", 10)
    assert cleaned.replace(" ", "") == "Kim"


def test_a_reversed_name_is_shown_as_it_is_stored() -> None:
    assert clean_text("\u202eecila\u202c", 40) == "ecila"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  김  민수 ", "김 민수"),
        ("a\u00a0\u3000b\tc", "a b c"),
        ("one\r\ntwo\nthree", "one two three"),
        ("e\u0301", "é"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("👍🏽", "👍🏽"),
        ("a\u200db", "ab"),
        ("\u0301\u0302Kim", "Kim"),
        ("<b>&amp;=1+1", "<b>&amp;=1+1"),
    ],
)
def test_a_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean_text(text, 40) == cleaned


def test_lines_are_kept_where_they_mean_something() -> None:
    text = "\n\n first \r\n\r\n\r\n\r\nsecond\u2028third\n\n"
    assert clean_text(text, 100, multiline=True) == "first\n\nsecond\nthird"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u3164\u2800", "\n\n", "\u0301"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(TextError, match="empty") as caught:
        clean_text(text, 10)
    assert caught.value.code == "empty"


def test_length_is_counted_after_cleaning() -> None:
    assert clean_text("가" * 10 + "\u200b" * 50, 10) == "가" * 10
    with pytest.raises(TextError, match="longer than 10 characters") as caught:
        clean_text("가" * 11, 10)
    assert caught.value.code == "too_long"


def test_a_tower_of_marks_is_cut_in_time() -> None:
    # Unsorted marks would cost a normaliser quadratic time.
    tower = "a" + "\u0301\u0316" * 100_000
    started = time.perf_counter()
    cleaned = clean_text(tower, 40)
    assert time.perf_counter() - started < 2
    assert len(unicodedata.normalize("NFD", cleaned)) <= 1 + 2 * MARKS_PER_LETTER_MAX


@given(NASTY_TEXTS, st.booleans())
def test_a_cleaned_text_is_clean(text: str, multiline: bool) -> None:
    longest = 3 * len(text)
    if not visible(text).strip():
        with pytest.raises(TextError, match="empty"):
            clean_text(text, longest, multiline=multiline)
        return
    cleaned = clean_text(text, longest, multiline=multiline)
    assert clean_text(cleaned, longest, multiline=multiline) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert "\n" not in cleaned or multiline
    joiners = {"\n", "\u200d", "\ufe0f"}
    assert not {unicodedata.category(c) for c in cleaned if c not in joiners} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(st.sampled_from("Az 09~!\n가힣ㄱㅣ一鿿")))
def test_plain_texts_are_left_as_they_are(text: str) -> None:
    # A letter outside of the plain ones makes the text take the long way.
    assert visible(text) == text == visible(f"é{text}")[1:]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("김민수", "김 민수"),
        ("김민수", unicodedata.normalize("NFD", "김민수")),
        ("KIM", "kim"),
        ("Ｋｉｍ", "Kim"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_are_compared_as_people_read_them(name: str, other: str) -> None:
    assert name_key(name) == name_key(other)


@given(NASTY_TEXTS)
def test_a_key_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert not any(character.isspace() for character in key)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Kim", "Кіm"),
        ("Maria", "Μаrіа"),
        ("Anna", "АNNА"),
        ("Oliver", "0l1ver"),
        ("Bill", "BiII"),
        ("𝐊𝐢𝐦", "Kim"),
        ("Ⓚim", "Kim"),
        ("José", "Jose"),
        ("Marnie", "Mamie"),
        ("Anne-Marie", "Anne Marie"),
        ("김민수", "ㄱㅣㅁ민수"),
        ("김영희", "김영희\u3164"),
        ("대한", "머한"),
        ("이민", "01민"),
    ],
)
def test_look_alikes_are_noticed_both_ways(name: str, other: str) -> None:
    assert looks_like(name, other)
    assert looks_like(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("김민수", "김민주"),
        ("김민수", "기민수"),
        ("각사", "갃아"),
        ("Anna", "Анна"),
        ("Kim", "Tim"),
        ("ガブ", "カブ"),
        ("학생1", "학생2"),
        ("Lucia", "Luda"),
        ("😀", "😂"),
    ],
)
def test_different_names_do_not_look_alike(name: str, other: str) -> None:
    assert not looks_like(name, other)
    assert not looks_like(other, name)


@pytest.mark.parametrize(
    "name", ["김영희", "김 영희 선생님", "김영희쌤", "Mr. 김영희", "기ㅁ영희", "PАRК", "선생님", "TEACHER", "Ｔеасher"]
)
def test_a_pupil_called_like_the_teacher_is_noticed(name: str) -> None:
    assert looks_like_teacher(name, ["Park", "김영희"])


@pytest.mark.parametrize("name", ["김민수", "Mia", "😀", "민수"])
def test_other_pupils_are_left_alone(name: str) -> None:
    assert not looks_like_teacher(name, ["김영희", "Mrs. Park"])


@given(NASTY_TEXTS, NASTY_TEXTS)
def test_looking_alike_is_mutual_and_total(name: str, other: str) -> None:
    assert looks_like(name, other) == looks_like(other, name)
    assert looks_like(name, name)
    assert isinstance(looks_like_teacher(name, [other]), bool)

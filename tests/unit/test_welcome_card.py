"""The card on the terminal: what a newcomer needs, in columns that hold, and no secret beyond the two codes."""

from dataclasses import replace
from pathlib import Path

import pytest
import segno

from appliance.welcome_card import CardFacts, shown_width, welcome_card

FACTS = CardFacts(
    room_name="3학년 2반",
    join_url="http://192.0.2.7:8000/?code=ABC234",
    other_urls=["http://198.51.100.9:8000/", "http://airclass.local:8000/"],
    class_code="ABC234",
    setup_code="HJKMNPQR",
    rtmp_server="rtmp://192.0.2.7:1935/live",
    media_port=8189,
    data_dir=Path("/srv/airclass"),
    version="1.2.3",
)
LABEL_COLUMNS = 28


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("Data", 4), ("데이터", 6), ("수업 코드", 9), ("ｗ", 2), ("é·…", 3)]
)
def test_korean_takes_two_columns(text: str, columns: int) -> None:
    assert shown_width(text) == columns


def test_the_card_says_everything_that_a_newcomer_needs() -> None:
    card = welcome_card(FACTS)
    for said in (
        "AIRClass 1.2.3 · 3학년 2반",
        *("http://192.0.2.7:8000/?code=ABC234", "http://198.51.100.9:8000/", "http://airclass.local:8000/"),
        *("rtmp://192.0.2.7:1935/live", "8189 UDP + TCP", "HJKMNPQR", "/srv/airclass", "Ctrl+C"),
    ):
        assert said in card, said


def test_every_value_begins_in_the_same_column() -> None:
    rows = welcome_card(FACTS).splitlines()[3:11]
    values = ["http://192", "http://198", "http://air", "ABC234", "rtmp://", "8189", "HJKM", "/srv"]
    assert [shown_width(row[: row.index(value)]) for row, value in zip(rows, values, strict=True)] == [
        LABEL_COLUMNS
    ] * 8


def test_the_qr_code_is_the_join_link() -> None:
    matrix = segno.make(FACTS.join_url, error="m", micro=False).matrix
    drawn = [line for line in welcome_card(FACTS).splitlines() if line and set(line) <= set("█▀▄ ")]
    columns = {len(line) for line in drawn}
    assert columns == {len(matrix) + 4}
    halves = [[(character in "█▀", character in "█▄") for character in line] for line in drawn]
    light = [list(row) for pair in halves for row in zip(*pair, strict=True)]
    read = [[not light[y + 2][x + 2] for x in range(len(matrix))] for y in range(len(matrix))]
    assert read == [[bool(module) for module in row] for row in matrix]


def test_without_a_class_no_code_is_shown() -> None:
    card = welcome_card(replace(FACTS, class_code=None, join_url="http://192.0.2.7:8000/"))
    assert "Class code" not in card
    assert "ABC234" not in card

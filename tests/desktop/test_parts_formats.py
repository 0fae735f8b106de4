"""Numbers and times as Korean and English write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QApplication

from desktop.resources.language import Language, Languages
from desktop.views.parts import formats

HALF_PAST_TWO = QDateTime.fromString("2026-11-24T14:30:00", "yyyy-MM-ddThh:mm:ss").toMSecsSinceEpoch()


@pytest.fixture(autouse=True)
def english(qapp: QApplication, languages: Languages) -> None:
    languages.install(qapp, "en")


@pytest.mark.parametrize(("share", "text"), [(0.37, "37%"), (0.0, "0%"), (1.0, "100%"), (0.005, "0%"), (None, "–")])
def test_percent(share: float | None, text: str) -> None:
    assert formats.percent(share) == text


@pytest.mark.parametrize(
    ("code", "ms", "text"),
    [
        ("en", 45_000, "45 s"),
        ("en", 59_999, "59 s"),
        ("en", 720_000, "12 min"),
        ("en", 3_600_000, "1 h"),
        ("en", 3_900_000, "1 h 5 min"),
        ("en", -5, "0 s"),
        ("ko", 45_000, "45초"),
        ("ko", 720_000, "12분"),
        ("ko", 3_600_000, "1시간"),
        ("ko", 3_900_000, "1시간 5분"),
    ],
)
def test_duration(qapp: QApplication, languages: Languages, code: Language, ms: int, text: str) -> None:
    languages.install(qapp, code)
    assert formats.duration(ms) == text


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00"), (1, "0:01"), (1_000, "0:01"), (65_000, "1:05"), (3_725_000, "1:02:05"), (-9, "0:00")]
)
def test_countdown(ms: int, text: str) -> None:
    assert formats.clock(ms) == text


@given(st.integers(min_value=0, max_value=10**8))
def test_a_countdown_says_no_less_than_what_is_left(ms: int) -> None:
    hours, minutes, seconds = ([0, 0, 0] + [int(part) for part in formats.clock(ms).split(":")])[-3:]
    assert 0 <= (hours * 3600 + minutes * 60 + seconds) * 1000 - ms < 1000


@pytest.mark.parametrize(
    ("bits", "text"), [(0, "0 kbit/s"), (640_000, "640 kbit/s"), (2_500_000, "2.5 Mbit/s"), (999_600, "1,000 kbit/s")]
)
def test_bitrate(bits: int, text: str) -> None:
    assert formats.bitrate(bits) == text


def test_numbers_are_grouped() -> None:
    assert formats.number(4502) == "4,502"
    assert formats.decimal(0.25, 2) == "0.25"


@pytest.mark.parametrize(("code", "text"), [("en", "2:30 PM"), ("ko", "오후 2:30")])
def test_time_of_day(qapp: QApplication, languages: Languages, code: Language, text: str) -> None:
    languages.install(qapp, code)
    # Some versions of the locale data part the hours with a narrow space that does not break.
    assert formats.time_of(HALF_PAST_TWO).replace("\u202f", " ") == text


def test_a_moment_has_its_day_and_its_time() -> None:
    assert formats.moment(HALF_PAST_TWO) == f"{formats.date_of(HALF_PAST_TWO)} {formats.time_of(HALF_PAST_TWO)}"
    assert "24" in formats.date_of(HALF_PAST_TWO)


def test_a_files_size() -> None:
    assert formats.size(2_097_152) == "2.0 MB"
    assert QLocale().language() is QLocale.Language.English

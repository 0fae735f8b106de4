"""Colours that can be read, in both themes, and reach every widget at once."""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.resources.translate.texts import DESKTOP
from desktop.views.parts.theme import (
    BASE_PIXELS,
    Palette,
    Theme,
    apply_theme,
    base_font,
    current_palette,
    current_theme,
    labelled,
    palette_of,
    style_sheet,
    text_pixels,
)

READABLE, VISIBLE = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11: running text, and what one must see to use a control."""
GROUNDS = ("background", "surface", "raised", "sunk")
TONES = ("accent", "good", "warning", "bad", "info")


def text_pairs() -> Iterator[tuple[str, str]]:
    """Every colour of text, with every colour it may stand on."""
    yield from itertools.product(("text", "muted", *TONES), GROUNDS)
    yield from itertools.product(("text", "muted"), [f"{tone}_wash" for tone in TONES])
    yield from ((tone, f"{tone}_wash") for tone in TONES)
    yield from (("accent_text", "accent"), ("accent_text", "accent_hover"), ("bad_text", "bad"))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shown = QColor(colour)
    return 0.2126 * _linear(shown.redF()) + 0.7152 * _linear(shown.greenF()) + 0.0722 * _linear(shown.blueF())


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme.LIGHT)
    yield
    apply_theme(qapp, Theme.LIGHT)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(("text", "ground"), list(text_pairs()))
def test_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    palette = palette_of(theme)
    assert contrast(palette.colour(text), palette.colour(ground)) >= READABLE


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_is_seen(theme: Theme, ground: str) -> None:
    palette = palette_of(theme)
    assert contrast(palette.field_border, palette.colour(ground)) >= VISIBLE


@pytest.mark.parametrize("theme", Theme)
def test_lines_of_charts_are_seen_and_differ(theme: Theme) -> None:
    palette = palette_of(theme)
    assert all(contrast(colour, palette.surface) >= VISIBLE for colour in palette.series)
    assert len(set(palette.series)) == len(palette.series)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_colour_goes_by_its_name_or_is_one() -> None:
    palette = palette_of(Theme.DARK)
    assert palette.colour("bad") == palette.bad
    assert palette.colour("#010203") == "#010203"


@pytest.mark.parametrize("theme", Theme)
def test_the_style_sheet_knows_every_word_it_uses(theme: Theme) -> None:
    assert "$" not in style_sheet(theme)


@pytest.mark.parametrize("theme", Theme)
def test_the_marks_of_small_parts_have_the_themes_colours(theme: Theme) -> None:
    palette = palette_of(theme)
    colours = {"up": palette.muted, "down": palette.muted, "tick": palette.accent_text, "dash": palette.accent_text}
    for mark, colour in colours.items():
        file = DESKTOP / "resources" / "marks" / f"{mark}.{theme}.svg"
        assert f'stroke="{colour}"' in file.read_text(encoding="utf-8")
        assert file.as_posix() in style_sheet(theme)


def test_every_widget_hears_of_a_new_theme_when_the_palette_is_the_new_one(qtbot: QtBot, qapp: QApplication) -> None:
    heard: list[Palette] = []

    class Listener(QWidget):
        def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
            if event.type() is QEvent.Type.PaletteChange:
                heard.append(current_palette())

    listener = Listener()
    qtbot.addWidget(listener)
    listener.ensurePolished()
    apply_theme(qapp, Theme.DARK)
    assert set(heard) == {palette_of(Theme.DARK)}
    assert current_theme() is Theme.DARK


def test_a_label_takes_the_colours_of_its_role(qtbot: QtBot, qapp: QApplication) -> None:
    label = labelled("ab", "muted")
    qtbot.addWidget(label)
    for theme in Theme:
        apply_theme(qapp, theme)
        label.ensurePolished()
        assert label.palette().windowText().color() == QColor(palette_of(theme).muted)


def test_the_same_theme_again_costs_nothing(qapp: QApplication) -> None:
    changes: list[None] = []
    qapp.paletteChanged.connect(lambda _: changes.append(None))
    apply_theme(qapp, Theme.LIGHT)
    assert changes == []


def test_text_grows_with_the_scale(qtbot: QtBot, qapp: QApplication) -> None:
    label, title = QLabel("x"), labelled("x", "title")
    qtbot.addWidget(label)
    qtbot.addWidget(title)
    heights = []
    for percent in (100, 200):
        apply_theme(qapp, Theme.LIGHT, percent)
        for each in (label, title):
            each.ensurePolished()
        heights.append((QFontInfo(label.font()).pixelSize(), QFontInfo(title.font()).pixelSize()))
    assert text_pixels(BASE_PIXELS) == 2 * BASE_PIXELS
    assert heights == [(14, 24), (28, 48)]


def test_a_widget_may_set_its_own_font(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel("42")
    qtbot.addWidget(label)
    font = base_font()
    font.setPixelSize(64)
    label.setFont(font)
    label.ensurePolished()
    assert QFontInfo(label.font()).pixelSize() == 64


def test_korean_can_be_written(qapp: QApplication) -> None:
    metrics = QFontMetrics(base_font())
    # A font without Hangul would draw the same box for all of them.
    assert all(metrics.inFontUcs4(ord(letter)) for letter in "수업퀴즈뷁")

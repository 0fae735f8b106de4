"""Icons are sharp at any density, take the colours of the theme, and cost their parsing once."""

import gc
import time
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.resources.translate.texts import DESKTOP
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName, IconPicture, icon, pixmap
from desktop.views.parts.theme import Theme, apply_theme, palette_of

FOLDER = DESKTOP / "resources" / "icons"
MANY = 2_000
MANY_SECONDS = 2.0


def colours(image: QImage) -> set[str]:
    """The colours of every pixel that is wholly painted."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def painted(shown: QPixmap) -> set[str]:
    return colours(shown.toImage())


def test_every_name_has_its_file_and_every_file_its_name() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.svg")) == sorted(name.value for name in IconName)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_a_file_is_drawn_in_the_current_colour_only(path: object) -> None:
    root = ElementTree.parse(str(path)).getroot()
    drawn = {element.get(key) for element in root.iter() for key in ("stroke", "fill")} - {None, "none"}
    assert drawn == {"currentColor"}


def test_the_licence_lies_beside_the_icons() -> None:
    assert (FOLDER / "LICENSE").read_text(encoding="utf-8").startswith("ISC License")


@pytest.mark.parametrize("name", IconName)
def test_an_icon_shows_something(qapp: QApplication, name: IconName) -> None:
    assert painted(pixmap(name, 48, "text")) == {palette_of(Theme.LIGHT).text}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0, 3.0])
def test_an_icon_is_drawn_in_the_pixels_of_the_screen(qapp: QApplication, ratio: float) -> None:
    shown = pixmap(IconName.SQUARE, 20, "#102030", ratio)
    assert shown.size() == QSize(round(20 * ratio), round(20 * ratio))
    assert shown.devicePixelRatio() == ratio
    assert colours(icon(IconName.SQUARE, "#102030").pixmap(QSize(20, 20), ratio).toImage()) == {"#102030"}


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    mine = icon(IconName.SQUARE, "bad")
    seen = []
    for theme in Theme:
        apply_theme(qapp, theme)
        seen.append(painted(mine.pixmap(48, 48)))
    apply_theme(qapp, Theme.LIGHT)
    assert seen == [{palette_of(theme).bad} for theme in Theme]


def test_what_cannot_be_used_is_muted(qapp: QApplication) -> None:
    assert painted(icon(IconName.SQUARE).pixmap(48, 48, QIcon.Mode.Disabled)) == {palette_of(Theme.LIGHT).muted}


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no-such-icon"):
        icon("no-such-icon")


def test_a_copy_may_be_changed_and_thrown_away(qapp: QApplication) -> None:
    for _ in range(50):
        copy = QIcon(icon(IconName.CAST))
        copy.addPixmap(QPixmap(8, 8))  # Qt takes a copy of the engine for itself here
        assert not copy.pixmap(16, 16).isNull()
        del copy
        gc.collect(0)


def test_a_picture_paints_its_icon(qtbot: QtBot) -> None:
    picture = IconPicture(IconName.SQUARE, 48, "good")
    qtbot.addWidget(picture)
    picture.resize(picture.sizeHint())
    assert palette_of(Theme.LIGHT).good in colours(picture.grab().toImage())


def test_icons_are_parsed_once(qapp: QApplication) -> None:
    QPixmapCache.clear()
    icon(IconName.CAST).pixmap(18, 18)
    began = time.process_time()
    for _ in range(MANY):
        icon(IconName.CAST).pixmap(18, 18)
    assert time.process_time() - began < MANY_SECONDS


def test_a_button_of_danger_stays_readable_under_the_mouse(qtbot: QtBot) -> None:
    button = Button("Delete", IconName.SQUARE, "danger")
    qtbot.addWidget(button)
    palette = palette_of(Theme.LIGHT)
    seen = [painted(button.icon().pixmap(48, 48))]
    for is_over in (True, False):
        button._follow_mouse(is_over=is_over)
        seen.append(painted(button.icon().pixmap(48, 48)))
    assert seen == [{QColor(colour).name()} for colour in (palette.bad, palette.bad_text, palette.bad)]

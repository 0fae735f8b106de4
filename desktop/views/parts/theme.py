"""The visual language: colours, type and space, and how they reach every widget.

Widgets never name a colour: they carry a role or a kind as a dynamic property, and the one style sheet does the rest.
What paints itself asks `current_palette()` each time it paints.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStyleFactory, QWidget

S, M, L, XL = 8, 16, 24, 32
"""Space between things that belong together, between parts, around pages, around the rare large thing."""
RADIUS = 10
BASE_PIXELS = 14
FONT_FAMILIES = (
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "NanumGothic",
    "Nanum Gothic",
    "Segoe UI",
    "Noto Sans",
    "DejaVu Sans",
)
"""The first that is there is taken; each of them but the last three has Korean."""
CODE_FAMILIES = ("JetBrains Mono", "D2Coding", "NanumGothicCoding", "Consolas", "Menlo", "DejaVu Sans Mono")
TEXT_PERCENT = range(80, 201)
_THEME_PROPERTY = "airclass_theme"
_SCALE_PROPERTY = "airclass_text_percent"

_SIZES = {"title": 24, "heading": 16, "caption": 12, "one_line": 22, "indicator": 16}
_MARKS = ("up", "down", "tick", "dash")
"""Pictures of small parts that a style sheet can only take from files."""

Role = Literal["title", "heading", "caption", "muted", "code", "body"]


class Theme(StrEnum):
    """What the window looks like."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour there is, as #rrggbb."""

    background: str
    surface: str
    raised: str
    sunk: str
    border: str
    field_border: str
    """Around what can be typed into or clicked: it must be seen."""
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_wash: str
    accent_text: str
    """On the accent colour."""
    good: str
    good_wash: str
    warning: str
    warning_wash: str
    bad: str
    bad_wash: str
    bad_text: str
    """On the colour of danger."""
    info: str
    info_wash: str
    series: tuple[str, ...]
    """Lines and bars of charts, in order; each can be told from the surface and from its neighbours."""

    def colour(self, name: str) -> str:
        """The colour of this name, or `name` itself where it is a colour already."""
        return name if name.startswith("#") else str(getattr(self, name))


LIGHT_PALETTE = Palette(
    background="#f4f6f5",
    surface="#ffffff",
    raised="#ffffff",
    sunk="#eaf0ee",
    border="#cfd8d5",
    field_border="#6f807c",
    text="#12201e",
    muted="#4a5a57",
    accent="#0b6b62",
    accent_hover="#08544d",
    accent_wash="#dff1ee",
    accent_text="#ffffff",
    good="#1b6a35",
    good_wash="#e0f3e5",
    warning="#8a4b00",
    warning_wash="#fdeed9",
    bad="#b3261e",
    bad_wash="#fde8e6",
    bad_text="#ffffff",
    info="#1f5fbf",
    info_wash="#e2ecfb",
    series=("#0b6b62", "#1f5fbf", "#a3341f", "#6b3fa0", "#8a4b00", "#9b2166", "#1b6a35", "#4a5a57"),
)
DARK_PALETTE = Palette(
    background="#0e1413",
    surface="#18211f",
    raised="#222d2a",
    sunk="#222d2a",
    border="#33403d",
    field_border="#82938f",
    text="#eef4f2",
    muted="#b1beba",
    accent="#5fd4c4",
    accent_hover="#8be3d7",
    accent_wash="#143430",
    accent_text="#06231f",
    good="#86d9a0",
    good_wash="#16351f",
    warning="#f5b866",
    warning_wash="#3a2a13",
    bad="#ffb4ab",
    bad_wash="#41201d",
    bad_text="#3b0d09",
    info="#9cc2ff",
    info_wash="#1a2c47",
    series=("#5fd4c4", "#9cc2ff", "#ffb4ab", "#cdb2ff", "#f5b866", "#ff9ecb", "#86d9a0", "#b1beba"),
)


def palette_of(theme: Theme) -> Palette:
    """The colours of a theme."""
    return DARK_PALETTE if theme is Theme.DARK else LIGHT_PALETTE


def current_theme() -> Theme:
    """The theme that was applied last; light before that."""
    app = QCoreApplication.instance()
    told = app.property(_THEME_PROPERTY) if app is not None else None
    return Theme(told) if told else Theme.LIGHT


def current_palette() -> Palette:
    """The colours to paint with now."""
    return palette_of(current_theme())


def apply_theme(app: QApplication, theme: Theme, text_percent: int = 100) -> None:
    """Let the whole app look like this; every widget that was ever shown hears of it as QEvent.PaletteChange."""
    is_first = not app.property(_THEME_PROPERTY)
    if (app.property(_THEME_PROPERTY), text_scale()) == (theme.value, text_percent) and not is_first:
        return
    app.setProperty(_THEME_PROPERTY, theme.value)
    app.setProperty(_SCALE_PROPERTY, text_percent)
    if is_first:
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(base_font())
    app.setPalette(_qt_palette(palette_of(theme)))
    app.setStyleSheet(style_sheet(theme, text_percent))


def text_scale() -> int:
    """How large text is now, in per cent of its ordinary size."""
    app = QCoreApplication.instance()
    told = app.property(_SCALE_PROPERTY) if app is not None else None
    return int(told) if told else 100


def text_pixels(ordinary: int) -> int:
    """The size of text that is `ordinary` pixels at 100 per cent: for what paints itself."""
    return round(ordinary * text_scale() / 100)


def base_font() -> QFont:
    """The font of running text, at the size that was chosen."""
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(text_pixels(BASE_PIXELS))
    return font


@lru_cache(maxsize=len(Theme))
def style_sheet(theme: Theme, text_percent: int = 100) -> str:
    """The style sheet of the app in the colours of a theme."""
    palette = palette_of(theme)
    colours = {name: getattr(palette, name) for name in Palette.__slots__ if name != "series"}
    sizes = {name: f"{round(pixels * text_percent / 100)}px" for name, pixels in _SIZES.items()}
    places = {"radius": f"{RADIUS}px", "code_families": ", ".join(f'"{family}"' for family in CODE_FAMILIES)}
    folder = files("desktop.resources")
    template = folder.joinpath("style.qss").read_text(encoding="utf-8")
    marks = {mark: f"url({_path(folder.joinpath('marks', f'{mark}.{theme}.svg'))})" for mark in _MARKS}
    return Template(template).substitute(colours | sizes | places | marks)


def labelled(text: str, role: Role = "body", *, wraps: bool = True) -> QLabel:
    """A label that shows `text` as it is, never as markup."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wraps)
    label.setProperty("role", role)
    if wraps:
        # A long text may not make the window wider.
        label.setMinimumWidth(1)
        # Without this it asks for the height of its narrowest form, and makes windows taller.
        label.setMinimumHeight(1)
    return label


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a dynamic property that the style sheet looks at, and let the widget look like it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _path(file: Traversable) -> str:
    """A file of the package as style sheets name it: the app is never run out of an archive."""
    return Path(str(file)).as_posix()


def _qt_palette(palette: Palette) -> QPalette:
    """What Qt's own painting uses where the style sheet says nothing."""
    qt = QPalette()
    role = QPalette.ColorRole
    for place, colour in (
        (role.Window, palette.background),
        (role.WindowText, palette.text),
        (role.Base, palette.surface),
        (role.AlternateBase, palette.sunk),
        (role.Text, palette.text),
        (role.PlaceholderText, palette.muted),
        (role.Button, palette.surface),
        (role.ButtonText, palette.text),
        (role.BrightText, palette.bad),
        (role.ToolTipBase, palette.raised),
        (role.ToolTipText, palette.text),
        (role.Highlight, palette.accent),
        (role.HighlightedText, palette.accent_text),
        (role.Accent, palette.accent),
        (role.Link, palette.accent),
        (role.LinkVisited, palette.accent),
        (role.Light, palette.raised),
        (role.Midlight, palette.sunk),
        (role.Mid, palette.border),
        (role.Dark, palette.field_border),
        (role.Shadow, palette.border),
    ):
        qt.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, place, QColor(palette.muted))
    return qt

"""Buttons: one with words, one with an icon only; both show their shortcut in the tooltip."""

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from desktop.views.parts.icons import ICON_PIXELS, IconName, icon
from desktop.views.parts.theme import restyle, text_pixels

Kind = Literal["normal", "primary", "danger", "quiet"]
GAP = 4
"""Between an icon and its words; style sheets know no name for it."""
_ICON_COLOUR = {"normal": "text", "primary": "accent_text", "danger": "bad", "quiet": "text"}


class Button(QPushButton):
    """A button with words and perhaps an icon; `kind` says how much it matters."""

    def __init__(
        self, text: str = "", icon_name: IconName | str = "", kind: Kind = "normal", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name: IconName | str = icon_name
        self._kind: Kind = kind
        self._hint = ""
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        _fit_icon(self, GAP)
        self.set_text(text)
        self.set_icon(icon_name)

    def set_text(self, text: str) -> None:
        """Say something else; an ampersand is shown as one, not taken for a shortcut."""
        keys = self.shortcut()
        self.setText(text.replace("&", "&&"))
        self.setShortcut(keys)  # a new text takes the shortcut away
        self.setAccessibleName(text)

    def set_icon(self, icon_name: IconName | str) -> None:
        """Show another icon, or none."""
        self._icon_name = icon_name
        if icon_name:
            self.setIcon(icon(icon_name, _ICON_COLOUR[self._kind]))

    def set_kind(self, kind: Kind) -> None:
        """Matter more or less."""
        self._kind = kind
        restyle(self, "kind", kind)
        self.set_icon(self._icon_name)

    def set_hint(self, hint: str) -> None:
        """Say more in the tooltip, for instance why it cannot be pressed now."""
        self._hint = hint
        self.setToolTip(_tooltip(hint, self.shortcut()))
        self.setAccessibleDescription(hint)

    def set_shortcut(self, keys: str) -> None:
        """Press it by these keys too; the tooltip says so."""
        self.setShortcut(QKeySequence(keys))
        self.setToolTip(_tooltip(self._hint, self.shortcut()))

    def enterEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().enterEvent(event)  # type: ignore[arg-type]
        self._follow_mouse(is_over=True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._follow_mouse(is_over=False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            _fit_icon(self, GAP)

    def _follow_mouse(self, *, is_over: bool) -> None:
        """A button of danger turns its colours round under the mouse, its icon with them."""
        if self._kind == "danger" and self._icon_name:
            self.setIcon(icon(self._icon_name, "bad_text" if is_over and self.isEnabled() else "bad"))


class IconButton(QToolButton):
    """A button with an icon only: its name is for screen readers and for the tooltip."""

    def __init__(self, icon_name: IconName | str, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        _fit_icon(self)
        self._colour = "text"
        self.set_icon(icon_name)
        self.set_name(accessible_name)

    def set_icon(self, icon_name: IconName | str, colour: str = "text") -> None:
        """Show another icon."""
        self.setIcon(icon(icon_name, colour))

    def set_name(self, accessible_name: str) -> None:
        """Say what it does, to screen readers and in the tooltip."""
        self.setAccessibleName(accessible_name)
        self.setToolTip(_tooltip(accessible_name, self.shortcut()))

    def set_shortcut(self, keys: str) -> None:
        """Press it by these keys too; the tooltip says so."""
        self.setShortcut(QKeySequence(keys))
        self.set_name(self.accessibleName())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            _fit_icon(self)


def _fit_icon(button: QAbstractButton, gap: int = 0) -> None:
    """Icons grow with the text."""
    side = text_pixels(ICON_PIXELS)
    button.setIconSize(QSize(side + gap, side))


def _tooltip(hint: str, keys: QKeySequence) -> str:
    """Tooltips know no plain text: what looks like markup is written so that it is shown as it is."""
    shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
    text = f"{hint} ({shown})" if hint and shown else hint or shown
    return plain_tooltip(text)


def plain_tooltip(text: str) -> str:
    """Tooltip text that shows `text` as it is, whatever it looks like."""
    if "<" not in text:
        return text  # nothing that Qt could take for markup
    return f"<span>{escape(text, quote=False).replace(chr(10), '<br>')}</span>"

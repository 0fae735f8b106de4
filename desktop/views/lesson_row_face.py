"""What a row of a `RowsView` shows."""

from dataclasses import dataclass

from desktop.views.parts.icons import IconName


@dataclass(frozen=True, slots=True)
class RowAction:
    """Something that can be done with a row."""

    id: str
    icon: IconName
    text: str
    colour: str = "muted"
    is_worded: bool = False
    """Shown with its words, for what the row is mostly there for."""


@dataclass(frozen=True, slots=True)
class RowBadge:
    """A few words on a tinted pill; the tone is a colour of the palette."""

    text: str
    tone: str = "muted"


@dataclass(frozen=True, slots=True)
class RowFace:
    """What a row shows."""

    title: str
    detail: str = ""
    """Beside the title, muted."""
    body: str = ""
    """Below the title, wrapped, with its line ends."""
    caption: str = ""
    """A muted line below."""
    icon: IconName | None = None
    icon_colour: str = "muted"
    badges: tuple[RowBadge, ...] = ()
    actions: tuple[RowAction, ...] = ()
    is_faint: bool = False

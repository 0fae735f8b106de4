"""The state of the link in words: what has happened, and what happens next."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.state.link import Link, LinkState
from desktop.views.parts.badge import Tone


@dataclass(frozen=True, slots=True)
class LinkWords:
    """A word or two for the top bar, and a sentence for the strip where something is to be said."""

    short: str
    tone: Tone
    sentence: str = ""


def words_of(link: Link) -> LinkWords:
    """How the link is."""
    room = link.box.room_name if link.box is not None else ""
    match link.state:
        case LinkState.NONE:
            return LinkWords(_tr("No box"), "neutral")
        case LinkState.CONNECTING:
            return LinkWords(_tr("Connecting…"), "info")
        case LinkState.ONLINE:
            return _online(link)
        case LinkState.SIGNED_OUT:
            return _signed_out(link)
        case LinkState.LOST:
            return LinkWords(_tr("Connection lost"), "warning", _lost(link, room))
        case LinkState.REFUSED:
            return LinkWords(_tr("Not this box"), "bad", _refused(link, room))


def _online(link: Link) -> LinkWords:
    if link.reason == "live_lost":
        sentence = _tr("The box answers, but the lesson is not being heard. Trying again; nothing you typed is lost.")
        return LinkWords(_tr("Reconnecting…"), "warning", sentence)
    if link.reason == "practice":
        return LinkWords(_tr("Practice"), "info")
    return LinkWords(_tr("Connected"), "good")


def _signed_out(link: Link) -> LinkWords:
    if link.reason == "login_over":
        sentence = _tr("Your login is over. Sign in again to go on; everything you typed is still here.")
        return LinkWords(_tr("Login over"), "warning", sentence)
    return LinkWords(_tr("Not signed in"), "neutral")


def _lost(link: Link, room: str) -> str:
    if link.reason == "live_lost":
        return _tr("The connection to the lesson is lost. Trying again; nothing you typed is lost.")
    said = _tr("The box “%1” does not answer. Trying again; nothing you typed is lost.")
    return said.replace("%1", room)


def _refused(link: Link, room: str) -> str:
    if link.reason == "certificate_changed":
        said = _tr("What answers in place of the box “%1” shows another certificate. Nothing is sent to it.")
    else:
        said = _tr("What answers in place of the box “%1” is another box, or somebody else. Nothing is sent to it.")
    return said.replace("%1", room)


def _tr(text: str) -> str:
    return QCoreApplication.translate("connection_words", text)

"""The standing words for students: how they are there, and what to look at."""

from PySide6.QtCore import QCoreApplication

from appliance.contract.session import ParticipantView


def presence_words(person: ParticipantView) -> str:
    """Whether somebody is there."""
    if person.admission == "waiting":
        return _tr("Waiting to be let in") if person.is_connected else _tr("Waiting, not connected")
    if not person.is_connected:
        return _tr("Not connected")
    return _tr("Watching") if person.is_watching else _tr("Here, not watching")


def warning_words(person: ParticipantView) -> str:
    """Why to look at the name; empty where nothing is odd."""
    match person.warning:
        case "like_teacher":
            return _tr("Name looks like a teacher's")
        case "like_another":
            return _tr("Name looks like another student's")
        case _:
            return ""


def muted_words() -> str:
    """That somebody cannot write to the class."""
    return _tr("Muted")


def hand_words(place: int) -> str:
    """That a hand is up, and its place in the queue."""
    return _tr("Hand up, place %1").replace("%1", str(place))


def person_words(person: ParticipantView) -> str:
    """Everything about a student in one line, for a screen reader."""
    parts = [person.name, presence_words(person), warning_words(person)]
    if person.is_muted:
        parts.append(muted_words())
    return ", ".join(part for part in parts if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("people_words", text)

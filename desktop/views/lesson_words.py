"""The standing words of lessons, and how names and numbers come into sentences."""

import re

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from appliance.contract.session import SessionState, SessionView
from desktop.state.lesson import Lesson
from desktop.views.parts.formats import date_of, moment, number

_PLACE = re.compile(r"%([1-9])")


def filled(sentence: str, *values: str) -> str:
    """The sentence with %1, %2, … replaced at once: what looks like a place within a value stays as it is."""

    def value(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return values[place] if place < len(values) else found[0]

    return _PLACE.sub(value, sentence)


def state_name(state: SessionState) -> str:
    """How a session stands."""
    match state:
        case SessionState.PLANNED:
            return _tr("Planned")
        case SessionState.LOBBY:
            return _tr("Lobby open")
        case SessionState.LIVE:
            return _tr("Live")
        case SessionState.ENDED:
            return _tr("Ended")


def state_of(lesson: Lesson) -> SessionState | None:
    """How the lesson on the desk stands; None while nothing is known."""
    if lesson.view is not None and lesson.view.state is SessionState.ENDED:
        return SessionState.ENDED
    if lesson.facts is not None:
        return lesson.facts.state
    return lesson.view.state if lesson.view is not None else None


def title_of(lesson: Lesson) -> str:
    """What the lesson on the desk is called."""
    if lesson.facts is not None:
        return lesson.facts.title
    return lesson.view.title if lesson.view is not None else ""


def title_for_now() -> str:
    """What a new lesson is called until somebody types something better."""
    now = QDateTime.currentDateTime()
    return filled(_tr("Lesson of %1"), QLocale().toString(now, _tr("ddd d MMM, HH:mm")))


def session_caption(session: SessionView) -> str:
    """When, what about, and with how many."""
    began_ms = session.started_ms or session.created_ms
    when = date_of(began_ms) if session.state is SessionState.ENDED else moment(began_ms)
    people = filled(_tr("Students: %1"), number(session.participants)) if session.participants else ""
    return "  ·  ".join(part for part in (when, session.topic, people) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("lesson_words", text)

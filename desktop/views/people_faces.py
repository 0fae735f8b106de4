"""What a student's row shows, and what can be done with it."""

from PySide6.QtCore import QCoreApplication

from appliance.contract.session import ParticipantView
from desktop.models.people_words import hand_words, muted_words, presence_words, warning_words
from desktop.state.lesson import Lesson
from desktop.views.lesson_row_face import RowAction, RowBadge, RowFace
from desktop.views.parts.icons import IconName

ADMIT, RENAME, MUTE, UNMUTE, REMOVE = "admit", "rename", "mute", "unmute", "remove"


def waiting_face(person: ParticipantView) -> RowFace:
    """Somebody who waits to be let in."""
    return RowFace(
        title=person.name,
        detail="" if person.is_connected else presence_words(person),
        icon=IconName.USER_PLUS,
        icon_colour="accent",
        badges=_warnings(person),
        actions=(
            RowAction(ADMIT, IconName.CHECK, _tr("Let in"), "accent", is_worded=True),
            RowAction(RENAME, IconName.PENCIL, _tr("Rename")),
            RowAction(REMOVE, IconName.USER_X, _tr("Remove"), "bad"),
        ),
    )


def student_face(person: ParticipantView, lesson: Lesson) -> RowFace:
    """Somebody who is in."""
    muting = (
        RowAction(UNMUTE, IconName.VOLUME_X, _tr("Let write again"), "warning")
        if person.is_muted
        else RowAction(MUTE, IconName.MESSAGE_CIRCLE, _tr("Mute in chat"))
    )
    icon, colour = _presence_icon(person)
    return RowFace(
        title=person.name,
        detail=presence_words(person),
        icon=icon,
        icon_colour=colour,
        badges=(*_hand(person, lesson), *_muted(person), *_warnings(person)),
        actions=(
            RowAction(RENAME, IconName.PENCIL, _tr("Rename")),
            muting,
            RowAction(REMOVE, IconName.USER_X, _tr("Remove"), "bad"),
        ),
        is_faint=not person.is_connected,
    )


def _presence_icon(person: ParticipantView) -> tuple[IconName, str]:
    if not person.is_connected:
        return IconName.WIFI_OFF, "muted"
    return (IconName.EYE, "good") if person.is_watching else (IconName.USER, "text")


def _hand(person: ParticipantView, lesson: Lesson) -> tuple[RowBadge, ...]:
    ids = [hand.participant_id for hand in lesson.talk.hands]
    if person.participant_id not in ids:
        return ()
    return (RowBadge(hand_words(ids.index(person.participant_id) + 1), "accent"),)


def _muted(person: ParticipantView) -> tuple[RowBadge, ...]:
    return (RowBadge(muted_words(), "warning"),) if person.is_muted else ()


def _warnings(person: ParticipantView) -> tuple[RowBadge, ...]:
    words = warning_words(person)
    return (RowBadge(words, "bad" if person.warning == "like_teacher" else "warning"),) if words else ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("people_faces", text)

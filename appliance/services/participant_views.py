"""Students as teachers see them."""

from collections.abc import Iterable
from typing import Literal

from appliance.contract.session import ParticipantView
from appliance.domain.participant import Participant
from appliance.services.session import Session

NameWarning = Literal["", "like_teacher", "like_another"]


def participant_view(session: Session, participant: Participant) -> ParticipantView:
    """One student of the session, with where they are now."""
    return participant_views(session, [participant])[0]


def participant_views(session: Session, participants: Iterable[Participant]) -> list[ParticipantView]:
    """Students of the session, with where they are now."""
    connected_ids, watching_ids = session.presence.connected_ids, session.presence.watching_ids
    return [
        ParticipantView(
            participant_id=each.id,
            name=each.name,
            admission=each.admission.value,
            is_connected=each.id in connected_ids,
            is_watching=each.id in watching_ids,
            is_muted=each.is_muted,
            joined_ms=each.joined_ms,
            warning=_warning(each.warning),
            roster_entry_id=each.roster_entry_id,
        )
        for each in participants
    ]


def _warning(stored: str) -> NameWarning:
    match stored:
        case "like_teacher" | "like_another":
            return stored
        case _:
            return ""

"""What a preview can say of itself. Words for it are the view's."""

from dataclasses import dataclass
from enum import StrEnum


class PlayerPhase(StrEnum):
    """Whether there is a picture."""

    STOPPED = "stopped"
    CONNECTING = "connecting"
    PLAYING = "playing"
    NOTHING = "nothing"
    """The box answers; nothing has been on this stage, or come from this cast, yet."""
    LOST = "lost"
    """The box does not answer, or the picture no longer comes; the player keeps trying."""
    REFUSED = "refused"
    """The box will not show it to this teacher: `reason` says why."""


class SoundTrouble(StrEnum):
    """Why there is no sound."""

    NONE = ""
    NO_LIBRARY = "no_library"
    """Nothing is installed that could play it."""
    NO_DEVICE = "no_device"
    """This computer has no loudspeaker, or does not let go of it."""


@dataclass(frozen=True, slots=True)
class PlayerState:
    """The preview now."""

    phase: PlayerPhase = PlayerPhase.STOPPED
    reason: str = ""
    """Stable code: that of the box's refusal, or box_unreachable, identity_changed, no_media."""
    has_sound: bool = False
    """Whether sound is being played."""
    sound_trouble: SoundTrouble = SoundTrouble.NONE

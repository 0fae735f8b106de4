"""What a preview says of itself, in the language of the app."""

from PySide6.QtCore import QCoreApplication

from desktop.preview.player_state import PlayerPhase, PlayerState, SoundTrouble


def name_words() -> str:
    """What the picture is called."""
    return QCoreApplication.translate("preview", "Preview")


def stage_empty_words() -> str:
    """Over the picture that students get while nothing is on stage."""
    return QCoreApplication.translate("preview", "Nothing is on stage")


def phase_words(state: PlayerState) -> str:
    """One sentence about the picture; empty while it plays."""
    match state.phase:
        case PlayerPhase.PLAYING:
            return ""
        case PlayerPhase.CONNECTING:
            return QCoreApplication.translate("preview", "Connecting to the picture…")
        case PlayerPhase.NOTHING:
            return QCoreApplication.translate("preview", "No picture has come yet")
        case PlayerPhase.LOST:
            return QCoreApplication.translate("preview", "The picture is interrupted. Trying again…")
        case PlayerPhase.STOPPED:
            return QCoreApplication.translate("preview", "The preview is off")
        case PlayerPhase.REFUSED:
            return _refusal_words(state.reason)


def sound_words(trouble: SoundTrouble) -> str:
    """Why there is no sound; empty where there could be."""
    match trouble:
        case SoundTrouble.NONE:
            return ""
        case SoundTrouble.NO_LIBRARY:
            return QCoreApplication.translate(
                "preview", "Sound needs the package “sounddevice”, which is not installed on this computer."
            )
        case SoundTrouble.NO_DEVICE:
            return QCoreApplication.translate("preview", "This computer has no loudspeaker that can be used now.")


def _refusal_words(reason: str) -> str:
    match reason:
        case "identity_changed":
            return QCoreApplication.translate("preview", "Another box answers here than the one you paired with")
        case "not_signed_in" | "token_expired":
            return QCoreApplication.translate("preview", "Sign in again to see the picture")
        case "capacity_exceeded":
            return QCoreApplication.translate("preview", "The box is full: there is no place left for the preview")
        case "not_found":
            return QCoreApplication.translate("preview", "This picture is not there any more")
        case "internal_error":
            return QCoreApplication.translate("preview", "This computer cannot play the picture")
        case _:
            return QCoreApplication.translate("preview", "The box does not show this picture to you")

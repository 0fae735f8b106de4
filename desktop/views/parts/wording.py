"""Says in the reader's language what went wrong: by the code of the box's answer, else in the box's own words."""

from PySide6.QtCore import QCoreApplication

from appliance.client.connection import BoxRefusedError, BoxUnreachableError
from appliance.client.live_events import CommandRefusedError, LiveEndedError
from appliance.client.problems import BoxIdentityChangedError
from appliance.contract.live import CloseCode
from desktop.actions.desk import NoBoxError

translate = QCoreApplication.translate

DETAILED = frozenset(
    {
        "bad_request",
        "internal_error",
        "invalid_answer",
        "invalid_question",
        "invalid_request",
        "invalid_run",
        "invalid_text",
        "not_an_image",
        "not_found",
        "one_cast_only",
        "storage_failed",
        "too_many_runs",
        "unreadable_file",
        "wrong_state",
    }
)
"""Codes that stand for several things: the box's own words say which."""
LONGEST_DETAIL = 300


def say(error: BaseException | str) -> str:
    """What went wrong, as plain text for the person before the screen."""
    match error:
        case str():
            return error
        case BoxRefusedError() | CommandRefusedError():
            return _of_refusal(error.code, str(error))
        case BoxIdentityChangedError():
            return translate(
                "wording",
                "Another device answers in place of this box. Nothing was sent to it. If the box was set up anew, "
                "pair with it again; if not, ask whoever looks after the network.",
            )
        case BoxUnreachableError() | ConnectionError() | TimeoutError():
            return translate(
                "wording", "The box does not answer. Check that it is switched on and in the same network as you."
            )
        case NoBoxError():
            return translate("wording", "No box is connected. Choose one first.")
        case LiveEndedError():
            return _of_close(error)
        case OSError():
            return translate("wording", "This file cannot be read or written: %1").replace("%1", _reason(error))
        case _:
            return _unexpected(str(error))


def _of_refusal(code: str, detail: str) -> str:
    known = of_code(code)
    if known is None:
        return _shortened(detail) or _unexpected(code)
    return f"{known} ({_shortened(detail)})" if code in DETAILED and detail else known


def of_code(code: str) -> str | None:
    """The sentence for a code of the box; None for one that is not known here."""
    for sentences in (_of_signing_in, _of_classes, _of_casts, _of_quizzes, _of_files, _of_requests):
        found = sentences().get(code)
        if found is not None:
            return found
    return None


def _of_signing_in() -> dict[str, str]:
    sign_in_anew = translate("wording", "You are not signed in any more. Sign in again.")
    return {
        "wrong_setup_code": translate(
            "wording", "This is not the setup code. The box shows it on its screen or on its label."
        ),
        "wrong_login": translate("wording", "Name or password is not right."),
        "wrong_password": translate("wording", "The old password is not right."),
        "password_changed": translate("wording", "The password was changed meanwhile. Sign in again."),
        "already_set_up": translate(
            "wording", "This box has a teacher already. Sign in, or ask a teacher of this box for an invitation."
        ),
        "wrong_invitation": translate("wording", "There is no open invitation with this code."),
        "login_taken": translate("wording", "A teacher of this box has this name already. Choose another one."),
        "login_over": sign_in_anew,
        "token_reused": sign_in_anew,
        "token_expired": sign_in_anew,
        "not_signed_in": sign_in_anew,
        "not_allowed": translate("wording", "You may not do this here."),
    }


def _of_classes() -> dict[str, str]:
    return {
        "wrong_state": translate("wording", "This is not possible at this point of the lesson."),
        "session_open": translate("wording", "This lesson is open already."),
        "class_locked": translate("wording", "The class is locked: nobody new can join."),
        "removed": translate("wording", "This student was sent out of the class."),
        "nobody_there": translate("wording", "Nobody is connected now."),
        "muted": translate("wording", "The teacher has turned off writing for this student."),
        "chat_closed": translate("wording", "The chat is closed for students."),
        "own_question": translate("wording", "One cannot vote for one's own question."),
        "too_soon": translate("wording", "The teacher has been told already."),
        "too_many_rosters": translate("wording", "You have as many class lists as can be kept. Delete one first."),
        "capacity_exceeded": translate("wording", "The box is full. Wait a moment and try again."),
    }


def _of_casts() -> dict[str, str]:
    return {
        "not_approved": translate("wording", "This cast still waits for your approval. Approve it first."),
        "one_cast_only": translate("wording", "The box cannot put these casts on stage together."),
        "practice_cast": translate("wording", "The test picture cannot be ended. Take it off the stage instead."),
        "no_picture": translate("wording", "No picture has come from this cast yet."),
        "no_picture_yet": translate("wording", "The stage has no picture yet."),
        "unknown_key": translate("wording", "This cast does not exist any more. Make a new one."),
        "key_in_use": translate("wording", "Somebody is sending a picture to this cast already."),
        "key_missing": translate("wording", "The sender has not said its stream key."),
        "bad_sdp": translate("wording", "The picture could not be negotiated with the box."),
        "unsupported_sdp": translate("wording", "The box cannot send a picture that this program can show."),
    }


def _of_quizzes() -> dict[str, str]:
    return {
        "quiz_changed": translate(
            "wording", "The quiz was changed elsewhere meanwhile. Load it again before you go on."
        ),
        "quiz_too_long": translate("wording", "The quiz is too long. Divide it into two."),
        "bank_full": translate("wording", "Your quiz bank is full. Delete quizzes that you do not need any more."),
        "invalid_question": translate("wording", "A question is not complete yet."),
        "invalid_answer": translate("wording", "This answer does not fit the question."),
        "invalid_run": translate("wording", "This quiz cannot be started."),
        "unknown_question": translate("wording", "A question that was chosen is not in this quiz any more."),
        "unknown_image": translate("wording", "An image of this quiz is not on the box any more. Add it again."),
        "too_many_runs": translate("wording", "There are too many quizzes in this lesson."),
        "already_answered": translate("wording", "This question is answered already."),
        "not_open": translate("wording", "This quiz is not open."),
        "too_late": translate("wording", "The time for this question is over."),
    }


def _of_files() -> dict[str, str]:
    return {
        "unreadable_file": translate("wording", "The box cannot read this file."),
        "body_too_long": translate("wording", "This file is too large for the box."),
        "images_full": translate("wording", "The box has no room for more images. Delete some first."),
        "not_an_image": translate("wording", "This file is no image that the box can show."),
        "image_too_large": translate("wording", "This image has too many pixels. Make it smaller first."),
        "storage_failed": translate(
            "wording", "The box cannot save anything now: its disk does not work as it should."
        ),
        "storage_low": translate("wording", "The box's disk is nearly full."),
    }


def _of_requests() -> dict[str, str]:
    newer = translate("wording", "The box and this program do not understand each other. Update the older of them.")
    changed = translate("wording", "Somebody else has changed this meanwhile. It is shown anew; do it once more.")
    return {
        "not_found": translate("wording", "This does not exist any more."),
        "too_many": translate("wording", "That was too much at once. Wait a moment and try again."),
        "invalid_text": translate("wording", "This text cannot be used."),
        "invalid_request": translate("wording", "The box does not accept this as it is."),
        "bad_request": translate("wording", "The box does not accept this as it is."),
        "refused": translate("wording", "The box does not accept this as it is."),
        "precondition_failed": changed,
        "precondition_required": changed,
        "not_understood": newer,
        "method_not_allowed": newer,
        "unsupported_media_type": newer,
        "unknown_host": translate("wording", "The box does not answer by this name. Use its IP address."),
        "internal_error": translate("wording", "The box has made a mistake. What you did was not kept."),
    }


def _of_close(error: LiveEndedError) -> str:
    match error.code:
        case CloseCode.ENDED:
            return translate("wording", "This lesson has ended.")
        case CloseCode.NOT_SIGNED_IN:
            return translate("wording", "You are not signed in any more. Sign in again.")
        case CloseCode.NOT_ALLOWED:
            return translate("wording", "You may not do this here.")
        case CloseCode.NOT_FOUND:
            return translate("wording", "This lesson does not exist any more.")
        case CloseCode.NOT_UNDERSTOOD:
            return translate(
                "wording", "The box and this program do not understand each other. Update the older of them."
            )
        case _:
            return translate("wording", "The connection to the lesson has ended.")


def _unexpected(detail: str) -> str:
    if not detail:
        return translate("wording", "Something went wrong.")
    return translate("wording", "Something went wrong: %1").replace("%1", _shortened(detail))


def _reason(error: OSError) -> str:
    return _shortened(error.strerror or str(error))


def _shortened(detail: str) -> str:
    line = " ".join(detail.split())
    return line if len(line) <= LONGEST_DETAIL else f"{line[:LONGEST_DETAIL]}…"

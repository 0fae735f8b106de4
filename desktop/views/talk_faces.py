"""What rows of messages, questions and hands show, and what can be done with them."""

from PySide6.QtCore import QCoreApplication

from appliance.contract.live import ChatAudienceName
from appliance.contract.talk import ChatMessageView, ClassQuestionView, HandView, ReactionName
from desktop.state.lesson import Lesson
from desktop.views.lesson_row_face import RowAction, RowBadge, RowFace
from desktop.views.lesson_words import filled
from desktop.views.parts.formats import duration, number, time_of
from desktop.views.parts.icons import IconName

MUTE, UNMUTE, DELETE = "mute", "unmute", "delete"
RESOLVE, REOPEN, LOWER = "resolve", "reopen", "lower"


def message_face(message: ChatMessageView, lesson: Lesson) -> RowFace:
    """One message."""
    is_teacher = message.author == "teacher"
    badges = [RowBadge(_tr("Teacher"), "accent")] if is_teacher else []
    if message.audience == "teacher":
        badges.append(RowBadge(_tr("Teachers only"), "info"))
    delete = RowAction(DELETE, IconName.TRASH_2, _tr("Delete this message"))
    return RowFace(
        title=message.author_name,
        detail=time_of(message.sent_ms),
        body=message.text,
        badges=tuple(badges),
        actions=(delete,) if is_teacher else (_muting(message, lesson), delete),
    )


def question_face(question: ClassQuestionView) -> RowFace:
    """One question; nobody is told who asked."""
    if question.is_resolved:
        resolving = RowAction(REOPEN, IconName.ROTATE_CCW, _tr("Open again"))
    else:
        resolving = RowAction(RESOLVE, IconName.CHECK, _tr("Mark as answered"), "good")
    return RowFace(
        title=share_words(question.upvotes),
        detail=time_of(question.asked_ms),
        body=question.text,
        icon=IconName.CHECK_CIRCLE if question.is_resolved else IconName.HELP_CIRCLE,
        icon_colour="good" if question.is_resolved else "accent",
        badges=(RowBadge(_tr("Answered"), "good"),) if question.is_resolved else (),
        actions=(resolving, RowAction(DELETE, IconName.TRASH_2, _tr("Delete this question"))),
        is_faint=question.is_resolved,
    )


def hand_face(hand: HandView, place: int, now_ms: int) -> RowFace:
    """One hand and how long it is up."""
    waited = duration(max(0, now_ms - hand.raised_ms)) if now_ms else ""
    return RowFace(
        title=f"{number(place)}. {hand.name}",
        detail=waited,
        icon=IconName.HAND,
        icon_colour="accent",
        actions=(RowAction(LOWER, IconName.CHECK, _tr("Lower"), "accent", is_worded=True),),
    )


def share_words(upvotes: int) -> str:
    """How many have the same question."""
    return _tr("Asked by one") if upvotes == 0 else filled(_tr("Shared by %1"), number(upvotes))


def audience_words(audience: ChatAudienceName) -> str:
    """Who reads a message."""
    return _tr("To the class") if audience == "class" else _tr("To teachers only")


def reaction_words(reaction: ReactionName) -> str:
    """What a reaction is called, as on the students' page."""
    match reaction:
        case "thumbs_up":
            return _tr("Thumbs up")
        case "clap":
            return _tr("Clap")
        case "heart":
            return _tr("Heart")
        case "laugh":
            return _tr("Laugh")
        case "surprised":
            return _tr("Surprised")
        case "slower":
            return _tr("Slower, please")
        case "faster":
            return _tr("Faster, please")


def _muting(message: ChatMessageView, lesson: Lesson) -> RowAction:
    person = lesson.people.get(message.author_id)
    if person is not None and person.is_muted:
        return RowAction(UNMUTE, IconName.VOLUME_X, _tr("Let this student write again"), "warning")
    return RowAction(MUTE, IconName.VOLUME_2, _tr("Mute this student"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("talk_faces", text)

"""What the dashboard says of students, viewers and figures: states in words, never by colour alone."""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QLocale

from appliance.contract.engagement import FormulaText, HelpReasonName
from desktop.state.seats import Seat, SeatAnswer, SeatGroup, SeatPlace

Quality = Literal["good", "fair", "poor"]
JOINER = " · "


def place_word(place: SeatPlace) -> str:
    """Whether a student is there, in a word or two."""
    match place:
        case SeatPlace.WAITING:
            return _tr("Waiting")
        case SeatPlace.DISCONNECTED:
            return _tr("Disconnected")
        case SeatPlace.PRESENT:
            return _tr("Present")
        case SeatPlace.WATCHING:
            return _tr("Watching")


def answer_word(seat: Seat) -> str:
    """How far a student is with the open run; empty while nothing is asked."""
    match seat.answer:
        case SeatAnswer.NOT_ASKED:
            return ""
        case SeatAnswer.NOT_YET:
            return _tr("Not yet")
        case SeatAnswer.PART:
            return _tr("%1 of %2").replace("%1", str(seat.answered)).replace("%2", str(seat.asked))
        case SeatAnswer.ANSWERED:
            return _tr("Answered")


def reason_words(reason: HelpReasonName) -> str:
    """Why somebody may need help, as a teacher would say it."""
    match reason:
        case "two_wrong_in_a_row":
            return _tr("Two wrong answers in a row")
        case "lost_twice":
            return _tr("Said “I'm lost” twice in 5 minutes")
        case "gone":
            return _tr("Gone for more than 2 minutes")
        case "no_answer_while_present":
            return _tr("Was there, but left the last quiz unanswered")


def short_reason(reason: HelpReasonName) -> str:
    """The same in so few words that it fits on a seat."""
    match reason:
        case "two_wrong_in_a_row":
            return _tr("Two wrong")
        case "lost_twice":
            return _tr("Lost twice")
        case "gone":
            return _tr("Gone")
        case "no_answer_while_present":
            return _tr("No answer")


def hand_words(place: int) -> str:
    """A raised hand and its place in the queue."""
    return _tr("Hand raised, number %1 in the queue").replace("%1", str(place))


def seat_state(seat: Seat) -> str:
    """What is most worth knowing of a seat now, in a few words."""
    if seat.needs_help:
        return short_reason(seat.needs_help[0])
    if seat.hand:
        return _tr("Hand %1").replace("%1", str(seat.hand))
    if seat.is_present and seat.asked:
        return answer_word(seat)
    return place_word(seat.place)


def seat_sentence(seat: Seat) -> str:
    """Everything a seat shows, for screen readers."""
    parts = [seat.name, place_word(seat.place), answer_word(seat)]
    parts += [reason_words(reason) for reason in seat.needs_help]
    if seat.hand:
        parts.append(hand_words(seat.hand))
    if seat.is_muted:
        parts.append(_tr("Muted"))
    return ", ".join(part for part in parts if part)


def group_word(group: SeatGroup) -> str:
    """What a group of seats is called."""
    match group:
        case SeatGroup.ALL:
            return _tr("Everybody")
        case SeatGroup.ANSWERED:
            return _tr("Answered")
        case SeatGroup.NOT_YET:
            return _tr("Not yet")
        case SeatGroup.NEEDS_HELP:
            return _tr("Needs help")
        case SeatGroup.HANDS:
            return _tr("Hands")
        case _:
            return place_word(SeatPlace(group.value))


def quality_word(quality: Quality) -> str:
    """How a viewer's reception is."""
    match quality:
        case "good":
            return _tr("Good")
        case "fair":
            return _tr("Fair")
        case "poor":
            return _tr("Poor")


def load_word(state: Literal["ok", "busy", "full"]) -> str:
    """How full the Wi-Fi is."""
    match state:
        case "ok":
            return _tr("Wi-Fi: fine")
        case "busy":
            return _tr("Wi-Fi: busy")
        case "full":
            return _tr("Wi-Fi: full")


def topic_word(topic: str) -> str:
    """A topic's name; what has none is said to have none."""
    return topic or _tr("Without a topic")


def spoken(formula: FormulaText) -> str:
    """The formula in the language of the app."""
    return formula.ko if QLocale().language() is QLocale.Language.Korean else formula.en


def _tr(text: str) -> str:
    return QCoreApplication.translate("dashboard_words", text)

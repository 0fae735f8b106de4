"""The standing words of quizzes, the same on every page: kinds, states, and what the student's page calls things."""

from PySide6.QtCore import QCoreApplication, QLocale

from appliance.contract.quiz import Kind, RunStateName, ScoringName
from desktop.state.quiz_watch import SeatState

TRUE_TEXT, FALSE_TEXT = "true", "false"
"""What the box calls the two options of a true/false question."""


def kind_name(kind: Kind) -> str:
    """What a kind of question is called."""
    match kind:
        case "single_choice":
            return _tr("One right option")
        case "multiple_choice":
            return _tr("Several right options")
        case "true_false":
            return _tr("True or false")
        case "numeric":
            return _tr("Number")
        case "short_text":
            return _tr("Short text")
        case "ordering":
            return _tr("Put in order")
        case "poll":
            return _tr("Poll")
        case "slide":
            return _tr("Slide")


def run_state_name(state: RunStateName) -> str:
    """How a run stands."""
    match state:
        case "draft":
            return _tr("Not pushed yet")
        case "open":
            return _tr("Open")
        case "closed":
            return _tr("Closed")
        case "revealed":
            return _tr("Revealed")


def scoring_name(scoring: ScoringName) -> str:
    """How answers are scored."""
    match scoring:
        case "accuracy":
            return _tr("Right or wrong")
        case "speed":
            return _tr("Faster answers score more")
        case "points":
            return _tr("Points of each question")


def seat_state_name(state: SeatState) -> str:
    """What is true of a student and a question."""
    match state:
        case SeatState.ANSWERED:
            return _tr("Answered")
        case SeatState.NOT_YET:
            return _tr("Not yet")
        case SeatState.DISCONNECTED:
            return _tr("Disconnected")
        case SeatState.NOT_PRESENT:
            return _tr("Not present")


def option_text(kind: Kind, text: str) -> str:
    """An option's text; those of true and false are the reader's."""
    if kind != "true_false":
        return text
    if text == TRUE_TEXT:
        return _tr("True")
    return _tr("False") if text == FALSE_TEXT else text


def right_or_wrong(is_correct: bool | None) -> str:
    """What came of an answer, in a word; empty where nothing is right or wrong."""
    if is_correct is None:
        return ""
    return _tr("Right") if is_correct else _tr("Wrong")


def tally_words(text: str, count: int, share: float, *, is_right: bool) -> str:
    """One bar as it is read out."""
    sentence = _tr("{text}: {count}, {share}, right") if is_right else _tr("{text}: {count}, {share}")
    return fill(sentence, text=text, count=whole(count), share=percent(share))


def seat_words(name: str, state: SeatState) -> str:
    """One seat as it is read out."""
    return fill(_tr("{name}: {state}"), state=seat_state_name(state), name=name)


def count_and_share(count: int, share: float) -> str:
    """How often something was answered, as on the student's page."""
    return fill(_tr("{count} · {share}"), count=whole(count), share=percent(share))


def whole(count: int) -> str:
    """A count as the reader's language writes it."""
    return QLocale().toString(count)


def decimal(value: float) -> str:
    """A number with one place, without it where it says nothing."""
    return QLocale().toString(value, "f", 0 if value.is_integer() else 1)


def percent(share: float) -> str:
    """0.37 as 37%."""
    return f"{QLocale().toString(round(share * 100))}%"


def question_without_text() -> str:
    """What stands for a question that is not written yet."""
    return _tr("Question without a text")


def to_be_mended() -> str:
    """Said of a question that cannot be asked yet."""
    return _tr("to be mended")


def column_of_question(number: int) -> str:
    """The heading of a question's column."""
    return fill(_tr("Question {number}"), number=number)


def column_names() -> tuple[str, str, str, str]:
    """The headings of the results: name, right ones, points, seconds."""
    return _tr("Name"), _tr("Right"), _tr("Points"), _tr("Seconds")


def fill(sentence: str, /, **values: object) -> str:
    """Put values into the sentence in one pass: braces within a student's name stay what they are."""
    parts = sentence.replace("}", "{").split("{")
    return "".join(str(values.get(part, part)) if place % 2 else part for place, part in enumerate(parts))


def _tr(text: str) -> str:
    return QCoreApplication.translate("quiz_words", text)

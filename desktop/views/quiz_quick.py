"""Questions on the spot: asked with one click, in the words of the language of now."""

from PySide6.QtCore import QCoreApplication

from appliance.contract.quiz import Kind, OptionInBank, QuestionInBank

QUICK_KINDS = ("yes_no", "letters", "finished")


def quick_name(quick: str) -> str:
    """What the button says."""
    match quick:
        case "yes_no":
            return _tr("Yes or no?")
        case "letters":
            return _tr("A, B, C or D?")
        case _:
            return _tr("Are you finished?")


def quick_question(quick: str) -> QuestionInBank:
    """The question that the button asks."""
    match quick:
        case "yes_no":
            return _poll(_tr("Yes or no?"), _tr("Yes"), _tr("No"))
        case "letters":
            return _poll(_tr("A, B, C or D?"), "A", "B", "C", "D")
        case _:
            return _poll(_tr("Are you finished?"), _tr("Finished"), _tr("Not yet, a moment please"))


def _poll(text: str, *options: str) -> QuestionInBank:
    kind: Kind = "poll"
    return QuestionInBank(kind=kind, text=text, options=[OptionInBank(text=option) for option in options])


def _tr(text: str) -> str:
    return QCoreApplication.translate("quiz_quick", text)

"""What pairing says: why an address leads nowhere, what is wrong with a form, how a box in the list stands."""

from PySide6.QtCore import QCoreApplication

from appliance.contract.account import PASSWORD_MIN_CHARACTERS
from desktop.models.boxes_model import BoxRow
from desktop.state.box_address import BoxAddressError
from desktop.views.lesson_row_face import RowBadge, RowFace
from desktop.views.parts.icons import IconName


def address_trouble(error: BoxAddressError) -> str:
    """Why what was typed leads to no box, and what would."""
    match error.code:
        case "empty":
            return QCoreApplication.translate("pairing_words", "Type the box's address, for example airclass.local.")
        case "class_code":
            return QCoreApplication.translate(
                "pairing_words",
                "This looks like a class code. A code opens a class on a box, it does not lead to the box: "
                "type the address that stands beside it, for example airclass.local or 192.168.0.10.",
            )
        case "not_a_port":
            return QCoreApplication.translate(
                "pairing_words", "The port after the colon must be a number from 1 to 65535."
            )
        case "not_a_box_link":
            return QCoreApplication.translate("pairing_words", "A box's link begins with http:// or https://.")
        case _:
            return QCoreApplication.translate(
                "pairing_words", "This is no address. Try airclass.local, an IP address or the link on the join card."
            )


def box_face(row: BoxRow | None) -> RowFace:
    """A box in the list."""
    if row is None:
        return RowFace("")
    badges = []
    if row.paired is not None:
        badges.append(RowBadge(QCoreApplication.translate("pairing_words", "Paired"), "good"))
    if row.found is None:
        badges.append(RowBadge(QCoreApplication.translate("pairing_words", "Not heard now")))
    return RowFace(
        row.room_name, caption=row.address, icon=IconName.SERVER, badges=tuple(badges), is_faint=row.found is None
    )


def missing_field(name: str) -> str:
    """What is to be put into an empty or too short field."""
    match name:
        case "code":
            return QCoreApplication.translate("pairing_words", "Type the code.")
        case "name":
            return QCoreApplication.translate("pairing_words", "Type your name as your students know it.")
        case "login":
            return QCoreApplication.translate(
                "pairing_words", "The login has at least 2 characters and no spaces, for example minji."
            )
        case "new_password":
            said = QCoreApplication.translate("pairing_words", "The password has at least %1 characters.")
            return said.replace("%1", str(PASSWORD_MIN_CHARACTERS))
        case _:
            return QCoreApplication.translate("pairing_words", "Type your password.")

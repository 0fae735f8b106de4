"""How a phone or a computer casts: a QR code for Larix, an address and a key for every other app, each to be copied."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from appliance.contract.cast import LABEL_MAX_CHARACTERS, CastCreated
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.qr_code import QrCode
from desktop.views.parts.theme import M, S, labelled

QR_SIDE = 220


class CopyField(QWidget):
    """A line to be copied into another program; secret ones are shown on demand only."""

    def __init__(self, object_name: str, *, is_secret: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setObjectName(object_name)
        self._is_secret = is_secret
        self.eye, self.copy = IconButton("eye", ""), IconButton("copy", "")
        self.eye.setObjectName(f"show_{object_name}_button")
        self.copy.setObjectName(f"copy_{object_name}_button")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.line, 1)
        if is_secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
            row.addWidget(self.eye)
        row.addWidget(self.copy)
        self.eye.clicked.connect(self._turn_over)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.line.text()))

    def name(self, name: str) -> None:
        """Say what the line is."""
        self.line.setAccessibleName(name)
        for button, words in ((self.copy, self.tr("Copy: {name}")), (self.eye, self.tr("Show or hide: {name}"))):
            button.set_name(words.replace("{name}", name))

    def _turn_over(self) -> None:
        is_hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)


class DevicePanel(Card):
    """Asks for a key, then shows how the device gets it; `wanted(label, needs_approval)` asks the box for a cast."""

    wanted = Signal(str, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("device_panel")
        self._created: CastCreated | None = None
        self.label = QLineEdit()
        self.label.setObjectName("device_label")
        self.label.setMaxLength(LABEL_MAX_CHARACTERS)
        self.mine, self.students = Button("", "smartphone"), Button("", "user")
        self._whose = QButtonGroup(self)
        for button, name in ((self.mine, "own_device_button"), (self.students, "students_device_button")):
            button.setObjectName(name)
            button.setCheckable(True)
            self._whose.addButton(button)
        self.mine.setChecked(True)
        self.make = Button("", "qr-code", "primary")
        self.make.setObjectName("make_cast_button")
        self.close_button = IconButton("x", "")
        self.close_button.setObjectName("close_device_panel_button")
        self.qr = QrCode(smallest=QR_SIDE)
        self.qr.setMaximumSize(QR_SIDE, QR_SIDE)
        self.server, self.key = CopyField("rtmp_server"), CopyField("stream_key", is_secret=True)
        self.whip = CopyField("whip_url", is_secret=True)
        self._ask, self._how = QWidget(), QWidget()
        self._words: dict[str, QLabel] = {
            name: labelled("", "muted") for name in ("label", "approval", "larix", "server", "key", "whip")
        }
        self._lay_out()
        self._connect()
        self._how.hide()
        self.retranslate_ui()

    def show_created(self, created: CastCreated) -> None:
        """Show how the device uses the key that the box has made."""
        self._created = created
        self.qr.set_text(created.larix_url)
        self.server.line.setText(created.rtmp_server)
        self.key.line.setText(created.key)
        self.whip.line.setText(created.whip_url)
        self._ask.hide()
        self._how.show()

    def ask_anew(self) -> None:
        """Forget the key and ask for another device."""
        self._created = None
        for field in (self.server, self.key, self.whip):
            field.line.clear()
        self.qr.set_text("")
        self._how.hide()
        self._ask.show()
        self.label.setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate_ui()
        super().changeEvent(event)

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("Cast a phone or a computer"))
        self.label.setPlaceholderText(self.tr("Name of the device, say: Minji's phone"))
        self.label.setAccessibleName(self.tr("Name of the device"))
        self.mine.set_text(self.tr("My device"))
        self.students.set_text(self.tr("A student's device"))
        self.make.set_text(self.tr("Show the QR code"))
        self.close_button.set_name(self.tr("Close this panel"))
        words = {
            "label": self.tr("Whose device is it?"),
            "approval": self.tr("A student's picture waits here until you approve it. Nobody else sees it before."),
            "larix": self.tr(
                "Phone: install Larix Broadcaster, scan this code with the camera, then press record. "
                "PRISM, OBS and others: copy the server and the key."
            ),
            "server": self.tr("Server (RTMP)"),
            "key": self.tr("Stream key"),
            "whip": self.tr("Address for WHIP (OBS 30 or newer)"),
        }
        for name, text in words.items():
            self._words[name].setText(text)
        for field, name in ((self.server, "server"), (self.key, "key"), (self.whip, "whip")):
            field.name(words[name])
        self.qr.setAccessibleName(self.tr("QR code that sets up Larix Broadcaster"))

    def _lay_out(self) -> None:
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        whose = QHBoxLayout()
        whose.addWidget(self.mine)
        whose.addWidget(self.students)
        whose.addStretch(1)
        ask.addWidget(self._words["label"])
        ask.addLayout(whose)
        ask.addWidget(self.label)
        ask.addWidget(self._words["approval"])
        ask.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        how = QHBoxLayout(self._how)
        how.setContentsMargins(0, 0, 0, 0)
        how.setSpacing(M)
        how.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        fields = QVBoxLayout()
        fields.addWidget(self._words["larix"])
        for name, field in (("server", self.server), ("key", self.key), ("whip", self.whip)):
            fields.addWidget(self._words[name])
            fields.addWidget(field)
        fields.addStretch(1)
        how.addLayout(fields, 1)
        self.header.addWidget(self.close_button)
        self.body.addWidget(self._ask)
        self.body.addWidget(self._how)

    def _connect(self) -> None:
        self.make.clicked.connect(self._want)
        self.label.returnPressed.connect(self._want)
        self.close_button.clicked.connect(self.closed)

    def _want(self) -> None:
        self.wanted.emit(self.label.text().strip(), self.students.isChecked())

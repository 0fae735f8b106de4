"""What could not be taken over from an imported file, line by line, beside the quiz that came of it."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from appliance.contract.quiz import ImportWarningView
from desktop.models.quiz_words import fill, whole
from desktop.resources.language import language_of
from desktop.views.parts.button import IconButton
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S
from desktop.views.quiz_text import hint

LINES_SHOWN = 4


class WarningsList(QFrame):
    """Hidden while there are none; closed for good with its button."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_warnings")
        self.setProperty("part", "notice")
        self.setProperty("tone", "warning")
        self._warnings: list[ImportWarningView] = []
        self._title = hint("body")
        self._title.setObjectName("import_warnings_title")
        self.close_button = IconButton(IconName.X)
        self.close_button.setObjectName("close_warnings_button")
        self.close_button.clicked.connect(self._close)
        self.list = QListWidget()
        self.list.setObjectName("import_warnings_list")
        self.list.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S + S // 2, S // 2, S // 2, S)
        layout.setSpacing(S // 2)
        layout.addLayout(top)
        layout.addWidget(self.list)
        self.hide()

    def show_warnings(self, warnings: list[ImportWarningView]) -> None:
        """Show these, or nothing."""
        self._warnings = warnings
        self.setVisible(bool(warnings))
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.close_button.set_name(self.tr("Close the list"))
        count = len(self._warnings)
        one = self.tr("Imported, with one thing to look at:")
        title = one if count == 1 else fill(self.tr("Imported, with {count} things to look at:"), count=whole(count))
        self._title.setText(title)
        self.list.setAccessibleName(title)
        self.list.clear()
        for warning in self._warnings:
            item = QListWidgetItem(self._words(warning))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.list.addItem(item)
        heights = [self.list.sizeHintForRow(row) for row in range(min(count, LINES_SHOWN))]
        self.list.setFixedHeight(sum(heights) + S)

    def _words(self, warning: ImportWarningView) -> str:
        sentence = warning.sentence.ko if language_of(QLocale()) == "ko" else warning.sentence.en
        if warning.line == 0:
            return sentence
        return fill(self.tr("Line {line}: {sentence}"), line=whole(warning.line), sentence=sentence)

    def _close(self) -> None:
        self.show_warnings([])
        self.closed.emit()

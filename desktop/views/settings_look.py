"""Language, theme and text size: each counts at once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QSpinBox, QWidget

from desktop.config import Settings
from desktop.views.parts.card import Card
from desktop.views.parts.theme import labelled

LANGUAGES = ("system", "ko", "en")
THEMES = ("system", "light", "dark")
SCALE_STEP = 10


class LookCard(Card):
    """Writes into `settings` and calls `changed`, which applies and saves them."""

    def __init__(self, settings: Settings, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._settings, self._changed = settings, changed
        self.language, self.theme = QComboBox(), QComboBox()
        self.language.setObjectName("language_choice")
        self.theme.setObjectName("theme_choice")
        self.text_scale = QSpinBox()
        self.text_scale.setObjectName("text_scale")
        self.text_scale.setRange(80, 200)
        self.text_scale.setSingleStep(SCALE_STEP)
        self.text_scale.setSuffix(" %")
        self.text_scale.setKeyboardTracking(False)
        self.sound = QCheckBox()
        self.sound.setObjectName("sound_in_preview")
        self._form = QFormLayout()
        self._names: tuple[QLabel, ...] = tuple(labelled("", "muted", wraps=False) for _ in range(3))
        for name, field in zip(self._names, (self.language, self.theme, self.text_scale), strict=True):
            self._form.addRow(name, field)
            name.setBuddy(field)
        self.body.addLayout(self._form)
        self.body.addWidget(self.sound)
        self.retranslate_ui()
        self._show_settings()
        self._connect()

    def retranslate_ui(self) -> None:
        """Say everything in the current language; each language names itself."""
        self.set_title(self.tr("Look and language"))
        words = (self.tr("Language"), self.tr("Theme"), self.tr("Text size"))
        for name, field, text in zip(self._names, (self.language, self.theme, self.text_scale), words, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        _offer(self.language, LANGUAGES, (self.tr("As this computer"), "한국어", "English"))
        _offer(self.theme, THEMES, (self.tr("As this computer"), self.tr("Light"), self.tr("Dark")))
        self.sound.setText(self.tr("Play the sound of the stage in the preview"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _show_settings(self) -> None:
        self.language.setCurrentIndex(LANGUAGES.index(self._settings.language))
        self.theme.setCurrentIndex(THEMES.index(self._settings.theme))
        self.text_scale.setValue(self._settings.text_scale)
        self.sound.setChecked(self._settings.sound_in_preview)

    def _connect(self) -> None:
        self.language.activated.connect(lambda _: self._choose())
        self.theme.activated.connect(lambda _: self._choose())
        self.text_scale.valueChanged.connect(lambda _: self._choose())
        self.sound.toggled.connect(lambda _: self._choose())

    def _choose(self) -> None:
        self._settings.language = self.language.currentData()
        self._settings.theme = self.theme.currentData()
        self._settings.text_scale = self.text_scale.value()
        self._settings.sound_in_preview = self.sound.isChecked()
        self._changed()


def _offer(field: QComboBox, values: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Offer each value by its word; what is chosen stays chosen."""
    for place, (value, word) in enumerate(zip(values, words, strict=True)):
        if place < field.count():
            field.setItemText(place, word)
        else:
            field.addItem(word, value)

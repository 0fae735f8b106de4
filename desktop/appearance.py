"""How the app looks and speaks: what the teacher chose, or what this computer is set to."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from desktop.config import Settings
from desktop.resources.language import Language, Languages, language_of
from desktop.views.parts.theme import Theme, apply_theme


class Appearance:
    """Applies language, theme and text size; follows the computer where the teacher chose nothing."""

    def __init__(self, qt: QApplication, settings: Settings, languages: Languages | None = None) -> None:
        self._qt = qt
        self._settings = settings
        self.languages = languages or Languages()
        self.forced_language: Language | None = None
        """Of this run only, as the command line wishes."""
        self.forced_theme: Theme | None = None
        """Of this run only."""
        self._spoken: Language | None = None
        qt.styleHints().colorSchemeChanged.connect(self._follow_computer)

    @property
    def language(self) -> Language:
        """The language to speak."""
        if self.forced_language is not None:
            return self.forced_language
        chosen = self._settings.language
        return language_of(QLocale.system()) if chosen == "system" else chosen

    @property
    def theme(self) -> Theme:
        """The theme to show."""
        if self.forced_theme is not None:
            return self.forced_theme
        if self._settings.theme != "system":
            return Theme(self._settings.theme)
        return Theme.DARK if self._qt.styleHints().colorScheme() is Qt.ColorScheme.Dark else Theme.LIGHT

    def apply(self) -> None:
        """Look and speak as it is set now; what is set already is left as it is."""
        apply_theme(self._qt, self.theme, self._settings.text_scale)
        if self._spoken != self.language:
            self._spoken = self.language
            self.languages.install(self._qt, self.language)

    def choose(self) -> None:
        """The teacher has changed the settings: they count from now on, also for this run."""
        self.forced_language = self.forced_theme = None
        self.apply()

    def close(self) -> None:
        """Follow the computer no longer."""
        self._qt.styleHints().colorSchemeChanged.disconnect(self._follow_computer)
        self.languages.remove(self._qt)

    def _follow_computer(self) -> None:
        self.apply()

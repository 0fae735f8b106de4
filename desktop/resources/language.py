"""The language of the app: loads what translators wrote and changes it while the window is open."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

Language = Literal["ko", "en"]
_LOCALES = {"ko": "ko_KR", "en": "en_US"}


class Languages:
    """Holds the translators that are installed now."""

    def __init__(self) -> None:
        self._installed: list[QTranslator] = []  # bounded by: one per feature and one of Qt's own
        self.code: Language = "en"

    def install(self, app: QCoreApplication, code: Language) -> None:
        """Speak this language from now on; every widget hears of it as QEvent.LanguageChange."""
        QLocale.setDefault(QLocale(_LOCALES[code]))
        for translator in self._installed:
            app.removeTranslator(translator)
        self._installed = [each for path in _files_of(code) if (each := _loaded(path)) is not None]
        for translator in self._installed:
            app.installTranslator(translator)
        self.code = code

    def remove(self, app: QCoreApplication) -> None:
        """Go back to the texts of the source."""
        for translator in self._installed:
            app.removeTranslator(translator)
        self._installed = []
        self.code = "en"


def language_of(locale: QLocale) -> Language:
    """The language to begin with on a computer set to `locale`."""
    return "ko" if locale.language() is QLocale.Language.Korean else "en"


def _files_of(code: Language) -> list[Path]:
    folder = files("desktop.resources").joinpath("translations")
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{code}.qm"
    with as_file(folder) as path:
        return [qt, *sorted(path.glob(f"*.{code}.qm"))]


def _loaded(path: Path) -> QTranslator | None:
    translator = QTranslator()
    return translator if path.is_file() and translator.load(str(path)) else None

"""Every text exists in Korean, the .qm files are what the .ts files say, and the language changes at once."""

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.resources.language import Languages, language_of
from desktop.resources.translate.linguist import TRANSLATIONS, lacking, release, update
from desktop.resources.translate.texts import DESKTOP, Text, feature_of, texts_of
from desktop.views.parts.notice import Notice

TS_FILES = sorted(path.name for path in TRANSLATIONS.glob("*.ts"))


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The translations after the tool has read the source once more."""
    folder = tmp_path_factory.mktemp("translations")
    for path in TRANSLATIONS.glob("*.ts"):
        shutil.copy(path, folder)
    update(folder)
    return folder


def test_nothing_is_left_to_translate() -> None:
    assert [f"{lack.feature}: {lack.context}: {lack.source}" for lack in lacking()] == []


def test_the_source_has_no_text_that_the_translations_do_not_know(made_anew: Path) -> None:
    assert sorted(path.name for path in made_anew.glob("*.ts")) == TS_FILES
    changed = [name for name in TS_FILES if _text(made_anew / name) != _text(TRANSLATIONS / name)]
    assert changed == [], "run `python -m desktop.resources.translate`"


@pytest.mark.parametrize("name", TS_FILES)
def test_a_compiled_file_is_what_its_source_says(name: str, tmp_path: Path) -> None:
    shutil.copy(TRANSLATIONS / name, tmp_path)
    release(tmp_path)
    compiled = Path(name).with_suffix(".qm").name
    assert (tmp_path / compiled).read_bytes() == (TRANSLATIONS / compiled).read_bytes()


def test_no_compiled_file_is_without_its_source() -> None:
    compiled = sorted(path.with_suffix(".ts").name for path in TRANSLATIONS.glob("*.qm"))
    assert compiled == TS_FILES


def test_places_for_values_are_kept() -> None:
    wrong = []
    for name in TS_FILES:
        for message in ElementTree.parse(TRANSLATIONS / name).getroot().iter("message"):
            source = message.findtext("source", "")
            translation = message.find("translation")
            assert translation is not None
            for form in translation.findall("numerusform") or [translation]:
                if _places(form.text or "") != _places(source) and "%n" not in source:
                    wrong.append((name, source, form.text))
    assert wrong == []


def test_texts_are_found_wherever_they_stand() -> None:
    source = (
        "class Page:\n"
        "    def a(self):\n"
        "        self.tr('plain'), self.tr('joined ' 'text'), self.tr('%n pupil(s)', '', 3), self.tr('x', 'noun')\n"
        "        painter.translate(1, 2)\n"
        "        QCoreApplication.translate('words', 'said')\n"
        "def _tr(text):\n"
        "    return QCoreApplication.translate('own', text)\n"
        "def b():\n"
        "    return _tr('short')\n"
    )
    assert texts_of(source) == [
        Text("Page", "plain"),
        Text("Page", "joined text"),
        Text("Page", "%n pupil(s)", "", is_counted=True),
        Text("Page", "x", "noun"),
        Text("words", "said"),
        Text("own", "short"),
    ]


@pytest.mark.parametrize("call", ["self.tr(name)", "self.tr(f'a {b}')", "self.tr('a' + b)"])
def test_a_text_that_nobody_could_find_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match="line 3"):
        texts_of(f"class A:\n    def b(self):\n        {call}\n")


@pytest.mark.parametrize(
    ("module", "feature"),
    [
        ("views/parts/notice.py", "shell"),
        ("views/main_window.py", "shell"),
        ("views/pairing_page.py", "pairing"),
        ("models/people_model.py", "lesson"),
        ("views/quiz_seats.py", "quiz"),
        ("models/questions_model.py", "talk"),
        ("preview/picture_view.py", "stage"),
    ],
)
def test_a_module_belongs_to_the_feature_of_its_first_word(module: str, feature: str) -> None:
    assert feature_of(DESKTOP / module) == feature


def test_a_text_that_is_new_is_asked_for(tmp_path: Path) -> None:
    update(tmp_path, only={"shell"})
    missing = {lack.source for lack in lacking(tmp_path)}
    assert {"Undo", "Try again"} <= missing


def test_the_language_changes_at_once(qtbot: QtBot, qapp: QApplication, languages: Languages) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    languages.install(qapp, "ko")
    notice.show_undo("민준", lambda: None)
    assert notice.action_button.text() == "되돌리기"
    qtbot.waitUntil(lambda: notice.close_button.accessibleName() == "이 알림 닫기")
    assert QLocale().language() is QLocale.Language.Korean
    languages.install(qapp, "en")
    qtbot.waitUntil(lambda: notice.close_button.accessibleName() == "Close this message")
    assert QLocale().language() is QLocale.Language.English


def test_a_subclass_speaks_the_language_of_its_base(qtbot: QtBot, korean: Languages) -> None:
    class OwnNotice(Notice):
        """Its texts stand in the base class, under that class's name."""

    notice = OwnNotice()
    qtbot.addWidget(notice)
    assert notice.close_button.accessibleName() == "이 알림 닫기"


def test_what_qt_says_itself_is_korean_too(korean: Languages) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "취소"


@pytest.mark.parametrize(("locale", "language"), [("ko_KR", "ko"), ("ko_KP", "ko"), ("en_GB", "en"), ("de_DE", "en")])
def test_a_computer_begins_with_its_own_language(locale: str, language: str) -> None:
    assert language_of(QLocale(locale)) == language


def _places(text: str) -> list[str]:
    return sorted(re.findall(r"%[1-9n]|\{\w+\}", text))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")

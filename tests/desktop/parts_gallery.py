"""Draws every part in light and dark, Korean and English: `python -m tests.desktop.parts_gallery OUT_DIR`."""

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.resources.language import Language, Languages
from desktop.views.parts import formats
from desktop.views.parts.badge import Badge
from desktop.views.parts.busy import BusyBar
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.icons import IconName, icon
from desktop.views.parts.notice import Notice
from desktop.views.parts.page import Page
from desktop.views.parts.qr_code import QrCode
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import M, Theme, apply_theme, labelled
from desktop.views.parts.wording import of_code

WIDTH, HEIGHT = 1200, 1280
NAMES = ("김민준", "이서연", "Emma Brown", "박지호")


class Gallery(Page):
    """One page with every part on it."""

    def __init__(self) -> None:
        super().__init__("Parts 부품")
        self.header.addWidget(IconButton(IconName.SETTINGS, "Settings"))
        self.header.addWidget(Button("수업 시작 · Start", IconName.PLAY, "primary"))
        self.notice.show_error(of_code("quiz_changed") or "", retry=self.update)
        grid = QGridLayout()
        grid.setSpacing(M)
        for place, card in enumerate((_buttons(), _fields(), _notices(), _texts(), _lists(), _icons())):
            grid.addWidget(card, place // 2, place % 2)
        self.body.addLayout(grid, 1)


def pictures(folder: Path) -> list[Path]:
    """Draw the gallery in every theme and language, and once at twice the text size."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
    languages = Languages()
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [_draw(app, languages, folder, theme, code) for theme in Theme for code in ("ko", "en")]
    drawn.append(_draw(app, languages, folder, Theme.LIGHT, "ko", 150))
    languages.remove(app)
    apply_theme(app, Theme.LIGHT)
    return drawn


def main() -> None:
    """Draw into the folder that is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.desktop.parts_gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for path in pictures(parser.parse_args().folder):
        sys.stdout.write(f"{path}\n")


def _draw(
    app: QApplication, languages: Languages, folder: Path, theme: Theme, code: Language, text_percent: int = 100
) -> Path:
    apply_theme(app, theme, text_percent)
    languages.install(app, code)
    gallery = Gallery()
    gallery.resize(WIDTH, HEIGHT * text_percent // 100)
    gallery.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    gallery.show()
    app.processEvents()
    path = folder / f"parts-{theme}-{code}-{text_percent}.png"
    gallery.grab().save(str(path))
    gallery.close()
    gallery.deleteLater()
    return path


def _buttons() -> Card:
    card = Card("Buttons 버튼")
    flow = FlowLayout()
    for kind in ("normal", "primary", "danger", "quiet"):
        flow.addWidget(Button(kind, IconName.CAST, kind))
        flow.addWidget(Button("글자만", "", kind))
    off, on = Button("disabled", IconName.LOCK), Button("checked", IconName.CHECK)
    off.setEnabled(False)
    on.setCheckable(True)
    on.setChecked(True)
    for button in (off, on, IconButton(IconName.PENCIL, "Edit"), IconButton(IconName.TRASH_2, "Delete")):
        flow.addWidget(button)
    for tone in ("neutral", "accent", "good", "warning", "bad", "info"):
        flow.addWidget(Badge(f"{tone} 상태", tone))
    card.body.addLayout(flow)
    busy = BusyBar()
    busy.set_busy(True)
    progress = QProgressBar()
    progress.setTextVisible(False)
    progress.setMaximumHeight(6)
    progress.setValue(60)
    card.body.addWidget(progress)
    card.body.addWidget(busy)
    card.body.addStretch(1)
    return card


def _fields() -> Card:
    card = Card("Fields 입력")
    named, wrong, combo, spin = QLineEdit("이름 Name"), QLineEdit("wrong"), QComboBox(), QSpinBox()
    wrong.setProperty("invalid", "true")
    combo.addItems(["객관식", "Multiple choice"])
    spin.setValue(30)
    row = QHBoxLayout()
    for widget in (named, wrong, combo, spin):
        row.addWidget(widget, 1)
    marks = QHBoxLayout()
    for mark in (QCheckBox("켜짐"), QCheckBox("off"), QRadioButton("하나"), QRadioButton("two")):
        marks.addWidget(mark)
        mark.setChecked(mark.text() in {"켜짐", "하나"})
    text, slider = QPlainTextEdit(), QSlider(Qt.Orientation.Horizontal)
    text.setPlaceholderText("질문을 적어 주세요 · Write the question")
    text.setMaximumHeight(64)
    slider.setValue(40)
    card.body.addWidget(SearchField("이름으로 찾기 · Find by name"))
    card.body.addLayout(row)
    card.body.addLayout(marks)
    card.body.addWidget(text)
    card.body.addWidget(slider)
    return card


def _notices() -> Card:
    card = Card("Notices 알림")
    info, good, warning, undo = Notice(), Notice(), Notice(), Notice()
    info.show_info("알아 두세요. Something to know.")
    good.show_success("저장했어요. Saved.")
    warning.show_warning(of_code("storage_low") or "")
    undo.show_undo("민준 님을 내보냈어요. Sent 민준 out.", card.update)
    for notice in (info, good, warning, undo):
        card.body.addWidget(notice)
    card.body.addStretch(1)
    return card


def _texts() -> Card:
    card = Card("Texts 글")
    now = 1_790_000_000_000
    figures = f"{formats.percent(0.374)} · {formats.bitrate(2_500_000)} · {formats.duration(3_900_000)}"
    card.body.addWidget(labelled("Title 제목", "title"))
    card.body.addWidget(labelled("Running text 본문: <b>never markup</b> " * 2))
    card.body.addWidget(labelled("Muted 옅은 글", "muted"))
    card.body.addWidget(labelled(f"{figures} · {formats.moment(now)}", "caption"))
    row = QHBoxLayout()
    row.addWidget(labelled("K7M-3QP", "code"))
    row.addWidget(QrCode("http://airclass.local/K7M3QP", 96))
    row.addStretch(1)
    card.body.addLayout(row)
    return card


def _lists() -> QWidget:
    tabs = QTabWidget()
    people = QListView()
    people.setModel(QStringListModel(list(NAMES), people))
    people.setCurrentIndex(people.model().index(1, 0))
    table = QTableWidget(len(NAMES), 3)
    table.setHorizontalHeaderLabels(["이름", "Answered", "정답률"])
    for row, name in enumerate(NAMES):
        for column, text in enumerate((name, str(row + 3), formats.percent(0.2 * row + 0.1))):
            table.setItem(row, column, QTableWidgetItem(text))
    tabs.addTab(_with_margin(people, table), "목록 Lists")
    tabs.addTab(QLabel("2"), "Charts 그래프")
    return tabs


def _with_margin(*widgets: QWidget) -> QWidget:
    inner = QWidget()
    column = QVBoxLayout(inner)
    for widget in widgets:
        column.addWidget(widget)
    return inner


def _icons() -> Card:
    card = Card("Icons 그림")
    flow = FlowLayout()
    for name in IconName:
        label = QLabel()
        label.setPixmap(icon(name).pixmap(18, 18))
        flow.addWidget(label)
    card.body.addLayout(flow)
    group = QGroupBox("Group 묶음")
    group.setCheckable(True)
    QVBoxLayout(group).addWidget(
        EmptyState(IconName.CAST, "아직 캐스트가 없어요", "휴대폰이나 OBS를 연결하면 여기에 나타나요.", "휴대폰 연결")
    )
    card.body.addWidget(group)
    return card


if __name__ == "__main__":
    main()

"""The list of quizzes at the left: sought, sorted, opened, and what else can be done with one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.models.bank_model import BankModel, BankOrder, BankRole, BankSearch
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.icons import ICON_PIXELS, IconName, pixmap
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import S, current_palette
from desktop.views.quiz_fonts import small, strong

Index = QModelIndex | QPersistentModelIndex
ONE_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class BankDelegate(QStyledItemDelegate):
    """Paints a quiz: its title, and below it how many questions and when."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = current_palette()
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, QColor(palette.accent_wash if is_chosen else palette.sunk))
        if is_chosen:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 4, option.rect.height()), QColor(palette.accent)
            )
        inner = option.rect.adjusted(S + 4, S, -S, -S)
        if index.data(BankRole.HAS_DRAFT):
            sign = pixmap(IconName.PENCIL, ICON_PIXELS, "warning", painter.device().devicePixelRatio())
            painter.drawPixmap(inner.right() - ICON_PIXELS, inner.top(), sign)
            inner.setRight(inner.right() - ICON_PIXELS - S)
        title, detail = strong(option.font), small(option.font)
        line = QRect(inner.left(), inner.top(), inner.width(), QFontMetrics(title).height())
        painter.setPen(QColor(palette.text))
        painter.setFont(title)
        painter.drawText(line, ONE_LINE, _elided(title, index.data(Qt.ItemDataRole.DisplayRole), line.width()))
        below = QRect(inner.left(), line.bottom() + 2, inner.width(), QFontMetrics(detail).height())
        painter.setPen(QColor(palette.muted))
        painter.setFont(detail)
        painter.drawText(below, ONE_LINE, _elided(detail, index.data(BankRole.DETAIL), below.width()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        heights = QFontMetrics(strong(option.font)).height() + QFontMetrics(small(option.font)).height()
        return QSize(160, heights + 2 * S + 2)


class BankListView(QListView):
    """Enter opens, Delete deletes, as everywhere."""

    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
            return
        super().keyPressEvent(event)


class BankList(QWidget):
    """Tells what is wanted; does nothing itself."""

    opened = Signal(str)
    """A quiz is chosen, by its id or its draft's."""
    new_wanted = Signal()
    import_wanted = Signal()
    duplicate_wanted = Signal(str)
    delete_wanted = Signal(str)
    export_wanted = Signal(str, str)
    """Which quiz, in which format."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.search = BankSearch(model)
        self.seek = SearchField()
        self.seek.setObjectName("bank_search")
        self.seek.searched.connect(self.search.seek)
        self.order = QComboBox()
        self.order.setObjectName("bank_order")
        for order in BankOrder:
            self.order.addItem("", order)
        self.order.activated.connect(lambda row: self.search.order_by(BankOrder(row)))
        self.new_button = Button("", IconName.PLUS, "primary")
        self.new_button.setObjectName("new_quiz_button")
        self.new_button.clicked.connect(self.new_wanted)
        self.import_button = Button("", IconName.UPLOAD)
        self.import_button.setObjectName("import_quiz_button")
        self.import_button.clicked.connect(self.import_wanted)
        self.more_button = IconButton(IconName.MORE_HORIZONTAL)
        self.more_button.setObjectName("quiz_more_button")
        self.more_button.clicked.connect(self._show_menu)
        self.list = BankListView()
        self.list.setObjectName("bank_list")
        self.list.setModel(self.search)
        self.list.setItemDelegate(BankDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(lambda _: self._show_menu())
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self.list.delete_wanted.connect(self._want_delete)
        self.menu = QMenu(self)
        self._actions = self._made_actions()
        self._lay_out()
        self.retranslate_ui()

    @property
    def current_id(self) -> str:
        """The quiz that is chosen; empty without one."""
        index = self.list.currentIndex()
        return str(index.data(BankRole.DRAFT_ID)) if index.isValid() else ""

    def choose(self, draft_id: str) -> None:
        """Show that this quiz is open."""
        row = self._model.row_of(draft_id)
        index = self.search.mapFromSource(self._model.index(row)) if row >= 0 else QModelIndex()
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.seek.set_placeholder(self.tr("Search quizzes"))
        self.order.setAccessibleName(self.tr("Sort by"))
        for row, text in enumerate((self.tr("Last changed"), self.tr("Title"), self.tr("Number of questions"))):
            self.order.setItemText(row, text)
        self.new_button.set_text(self.tr("New quiz"))
        self.new_button.set_shortcut("Ctrl+N")
        self.import_button.set_text(self.tr("Import"))
        self.import_button.set_hint(self.tr("From a file, or from any text that you paste"))
        self.more_button.set_name(self.tr("More for this quiz"))
        self.list.setAccessibleName(self.tr("Quizzes"))
        texts = {
            "open": self.tr("Open"),
            "duplicate": self.tr("Duplicate"),
            "gift": self.tr("Export as GIFT (Moodle)"),
            "csv": self.tr("Export as CSV"),
            "json": self.tr("Export as JSON"),
            "delete": self.tr("Delete"),
        }
        for name, text in texts.items():
            self._actions[name].setText(text)
        self._model.say_anew()

    def _made_actions(self) -> dict[str, QAction]:
        doings = {
            "open": lambda: self.opened.emit(self.current_id),
            "duplicate": lambda: self.duplicate_wanted.emit(self.current_id),
            "gift": lambda: self.export_wanted.emit(self.current_id, "gift"),
            "csv": lambda: self.export_wanted.emit(self.current_id, "csv"),
            "json": lambda: self.export_wanted.emit(self.current_id, "json"),
            "delete": self._want_delete,
        }
        made = {}
        for name, doing in doings.items():
            if name == "delete":
                self.menu.addSeparator()
            action = self.menu.addAction("")
            action.setObjectName(f"quiz_{name}_action")
            action.triggered.connect(doing)
            made[name] = action
        return made

    def _show_menu(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        is_on_box = bool(index.data(BankRole.IS_ON_BOX))
        for name in ("duplicate", "gift", "csv", "json"):
            self._actions[name].setEnabled(is_on_box)
        self.menu.popup(self.list.viewport().mapToGlobal(self.list.visualRect(index).bottomLeft()))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(str(index.data(BankRole.DRAFT_ID)))

    def _want_delete(self) -> None:
        if self.current_id:
            self.delete_wanted.emit(self.current_id)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.new_button, 1)
        buttons.addWidget(self.import_button, 1)
        sorting = QHBoxLayout()
        sorting.setSpacing(S)
        sorting.addWidget(self.order, 1)
        sorting.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(buttons)
        layout.addWidget(self.seek)
        layout.addLayout(sorting)
        layout.addWidget(self.list, 1)


def _elided(font: QFont, text: object, width: int) -> str:
    line = " ".join(str(text or "").split())
    return QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, width)

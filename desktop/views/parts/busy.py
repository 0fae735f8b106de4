"""A thin bar that runs while something takes longer than a moment."""

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

PATIENCE_MS = 300
"""What is done before that needs no sign of progress."""


class BusyBar(QProgressBar):
    """Call `set_busy`; it keeps its place in the layout, so that nothing jumps when it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "busy")
        self.setTextVisible(False)
        self.setRange(0, 1)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._appear)
        self._retranslate()
        self.hide()

    @property
    def is_waiting(self) -> bool:
        """Whether it will show unless what is done ends before."""
        return self._timer.isActive()

    def set_busy(self, is_busy: bool) -> None:
        """Say whether something is being done."""
        if not is_busy:
            self._timer.stop()
            self.setRange(0, 1)
            self.hide()
        elif self.isHidden() and not self._timer.isActive():
            self._timer.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _appear(self) -> None:
        # A range of nothing is Qt's word for "it is not known how long".
        self.setRange(0, 0)
        self.show()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Working"))

"""A picture that Qt can show, as a file."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage


def draw_png(path: Path, width: int, height: int) -> bytes:
    """Write a green picture of this size, and give its bytes."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    assert image.save(str(path))
    return path.read_bytes()

"""The order in which a student sees options: another one for each student, always the same for one of them.

The same arithmetic as the student's page, so that the preview mixes options as a phone does.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
_OFFSET_BASIS = 0x811C9DC5
_PRIME = 0x01000193
_STIR = 0x2C1B3C6D
_MASK = 0xFFFFFFFF


def in_own_order(options: Sequence[T], participant_id: str, id_of: Callable[[T], str]) -> list[T]:
    """The options as this student sees them."""
    return sorted(options, key=lambda option: (order_hash(f"{participant_id}/{id_of(option)}"), id_of(option)))


def order_hash(text: str) -> int:
    """FNV-1a over UTF-16 code units, stirred once more at the end."""
    value = _OFFSET_BASIS
    encoded = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(encoded[::2], encoded[1::2], strict=True):
        value = ((value ^ (high << 8 | low)) * _PRIME) & _MASK
    value = ((value ^ (value >> 15)) * _STIR) & _MASK
    return value ^ (value >> 13)

"""Garbage is collected on the window's thread, whoever makes it."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.garbage import WindowGarbage

ROUNDS = 20_000


class Looped(QObject):
    """A QObject in a cycle, that tells which thread destroyed it."""

    def __init__(self, destroyed_in: list[str]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: destroyed_in.append(threading.current_thread().name))


@pytest.fixture
def garbage(qapp: QObject) -> Iterator[WindowGarbage]:
    collector = WindowGarbage()
    yield collector
    collector.close()
    gc.disable()


def make_cycles() -> None:
    for _ in range(ROUNDS):
        cycle: list[object] = []
        cycle.append(cycle)


def test_a_worker_that_makes_garbage_collects_none(qtbot: QtBot, garbage: WindowGarbage) -> None:
    collected_in = set[str]()

    def note(phase: str, _: dict[str, int]) -> None:
        collected_in.add(threading.current_thread().name)

    gc.callbacks.append(note)
    try:
        worker = threading.Thread(target=make_cycles, name="worker")
        worker.start()
        worker.join()
        qtbot.waitUntil(lambda: bool(collected_in))
    finally:
        gc.callbacks.remove(note)
    assert collected_in == {threading.main_thread().name}


def test_a_widget_in_a_cycle_goes_where_it_was_made(qtbot: QtBot, garbage: WindowGarbage) -> None:
    destroyed_in: list[str] = []
    Looped(destroyed_in)
    worker = threading.Thread(target=make_cycles, name="worker")
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(destroyed_in))
    assert destroyed_in == [threading.main_thread().name]


def test_close_gives_it_back_to_python(qapp: QObject) -> None:
    collector = WindowGarbage()
    assert not gc.isenabled()
    collector.settle()
    assert gc.get_freeze_count() > 0
    collector.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0

"""Many changes are told as one, on time, and none after the end."""

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING


@pytest.fixture
def told() -> list[frozenset[str]]:
    return []


@pytest.fixture
def gatherer(qapp: QCoreApplication, told: list[frozenset[str]]) -> Gatherer:
    return Gatherer(told.append, interval_ms=1)


def test_changes_are_told_together(qtbot: QtBot, gatherer: Gatherer, told: list[frozenset[str]]) -> None:
    for number in range(450):
        gatherer.add(frozenset({f"student {number % 45}"}))
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [frozenset(f"student {number}" for number in range(45))]


def test_everything_swallows_the_rest(gatherer: Gatherer, told: list[frozenset[str]]) -> None:
    gatherer.add(frozenset({"a"}))
    gatherer.add(EVERYTHING)
    gatherer.flush()
    assert told == [EVERYTHING]


def test_flush_tells_now_and_only_once(qtbot: QtBot, gatherer: Gatherer, told: list[frozenset[str]]) -> None:
    gatherer.add(frozenset({"a"}))
    gatherer.flush()
    gatherer.flush()
    gatherer.add(frozenset())
    gatherer.add(frozenset({"b"}))
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [frozenset({"a"}), frozenset({"b"})]


def test_what_comes_while_it_is_told_comes_next(qtbot: QtBot, qapp: QCoreApplication) -> None:
    told: list[frozenset[str]] = []

    late: list[Gatherer] = []

    def deliver(ids: frozenset[str]) -> None:
        told.append(ids)
        if len(told) == 1:
            late[0].add(frozenset({"second"}))

    late.append(Gatherer(deliver, interval_ms=1))
    late[0].add(frozenset({"first"}))
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [frozenset({"first"}), frozenset({"second"})]


def test_after_close_nothing_is_told(gatherer: Gatherer, told: list[frozenset[str]]) -> None:
    gatherer.add(frozenset({"a"}))
    gatherer.close()
    gatherer.add(frozenset({"b"}))
    gatherer.flush()
    assert told == []

"""The model of casts: its order, and that a row which stays is changed, not made anew."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from appliance.contract.cast import Approval, CastState, CastView
from desktop.models.casts_model import CastsModel
from desktop.models.keyed_rows import RowRole
from desktop.state.stage import Stage
from tests.support.hostile_texts import MARKUP


def cast(cast_id: str, *, approval: Approval = "approved", on_stage: bool = False, label: str = "") -> CastView:
    """A cast that is being published."""
    return CastView(
        cast_id=cast_id,
        label=label or cast_id,
        state=CastState.LIVE,
        protocol="rtmp",
        on_stage=on_stage,
        approval=approval,
    )


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def model(stage: Stage, qtbot: QtBot, qtmodeltester: ModelTester) -> Iterator[CastsModel]:
    model = CastsModel(stage)
    qtmodeltester.check(model)
    yield model
    model.close()


def ids(model: CastsModel) -> list[str]:
    return [model.index(row).data(RowRole.KEY) for row in range(model.rowCount())]


def test_requests_come_first_then_what_is_on_stage(stage: Stage, model: CastsModel) -> None:
    stage.take_casts([cast("a"), cast("b", on_stage=True), cast("c", approval="requested")])
    assert ids(model) == ["c", "b", "a"]


def test_a_cast_that_goes_on_stage_moves_its_row(stage: Stage, model: CastsModel) -> None:
    stage.take_casts([cast("a"), cast("b"), cast("c")])
    followed = QPersistentModelIndex(model.index(2))
    gone: list[None] = []
    model.rowsRemoved.connect(lambda *_: gone.append(None))
    reset: list[None] = []
    model.modelReset.connect(lambda: reset.append(None))
    stage.take_casts([cast("a"), cast("b"), cast("c", on_stage=True)])
    assert ids(model) == ["c", "a", "b"]
    assert (followed.isValid(), followed.row()) == (True, 0)
    assert (gone, reset) == ([], [])


def test_a_row_that_stays_is_told_as_changed(stage: Stage, model: CastsModel, qtbot: QtBot) -> None:
    stage.take_casts([cast("a"), cast("b")])
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    stage.take_casts([cast("a"), cast("b", label="renamed")])
    assert changed == [1]
    assert model.index(1).data() == "renamed"


def test_casts_that_ended_leave(stage: Stage, model: CastsModel) -> None:
    stage.take_casts([cast("a"), cast("b"), cast("c")])
    stage.take_casts([cast("b")])
    assert ids(model) == ["b"]


@pytest.mark.parametrize("label", MARKUP)
def test_a_label_is_given_as_it_is(stage: Stage, model: CastsModel, label: str) -> None:
    stage.take_casts([cast("a", label=label)])
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == label


def test_what_is_no_row_gives_nothing(model: CastsModel) -> None:
    assert model.data(QModelIndex()) is None


def test_a_closed_model_hears_nothing(stage: Stage, qtbot: QtBot) -> None:
    model = CastsModel(stage)
    model.close()
    stage.take_casts([cast("a")])
    assert model.rowCount() == 0

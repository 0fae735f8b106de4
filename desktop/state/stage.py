"""What is on stage, and the casts that could be."""

from appliance.contract.cast import CastView
from appliance.contract.live import AnyEvent, CastsChanged, Snapshot, StageChanged
from appliance.contract.session import StageState, StageView
from desktop.state.announcer import Announcer


class Stage:
    """The stage and every cast of the session."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.casts_changed: Announcer[None] = Announcer()
        self.view = _empty_stage()
        self.casts: list[CastView] = []  # bounded by: the box's limit of casts in a session

    def cast(self, cast_id: str) -> CastView | None:
        """One cast."""
        return next((cast for cast in self.casts if cast.cast_id == cast_id), None)

    def take_casts(self, casts: list[CastView]) -> None:
        """Take the list of casts as the box has just given it."""
        self.casts = casts
        self.casts_changed.tell(None)

    def take_stage(self, view: StageView) -> None:
        """Take the stage as the box has just given it."""
        self.view = view
        self.changed.tell(None)

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take both."""
        self.take_stage(snapshot.stage)
        self.take_casts(snapshot.teacher.casts if snapshot.teacher is not None else [])

    def take(self, event: AnyEvent) -> None:
        """Take one change."""
        match event:
            case StageChanged():
                self.take_stage(event.stage)
            case CastsChanged():
                self.take_casts(event.casts)
            case _:
                pass

    def clear(self) -> None:
        """An empty stage without casts."""
        self.take_stage(_empty_stage())
        self.take_casts([])


def _empty_stage() -> StageView:
    return StageView(cast_ids=[], state=StageState.EMPTY)

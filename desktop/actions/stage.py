"""Puts casts on stage and takes them off, lets them in, ends them, and makes new ones."""

from collections.abc import Callable
from typing import Protocol

from appliance.contract.cast import CastCreated, CastView
from appliance.contract.session import MAX_CASTS_ON_STAGE
from desktop.actions.desk import Desk
from desktop.state.lesson import Lesson

GRID_MAX = MAX_CASTS_ON_STAGE


class ScreenCaster(Protocol):
    """Casts this computer's own screen to an address that the box has given."""

    def start(self, whip_url: str, label: str) -> None:
        """Begin; the cast appears among the others."""

    def stop(self) -> None:
        """End it."""


class StageActions:
    """What a teacher does with the stage; every method raises what the client raises."""

    def __init__(self, desk: Desk, lesson: Lesson) -> None:
        self._desk = desk
        self._lesson = lesson

    async def refresh(self) -> None:
        """Ask the box for the casts and the stage."""
        casts = await self._desk.client.casts.all(self._desk.session_id)
        stage = await self._desk.client.casts.stage(self._desk.session_id)
        self._lesson.stage.take_casts(casts.casts)
        self._lesson.stage.take_stage(stage)

    async def show(self, cast_ids: list[str]) -> None:
        """Put these casts on stage, or nothing; one that was only requested is approved by it."""
        for cast_id in cast_ids:
            cast = self._lesson.stage.cast(cast_id)
            if cast is not None and cast.approval == "requested":
                await self.approve(cast_id)
        session_id = self._desk.session_id
        self._lesson.stage.take_stage(await self._desk.client.casts.put_on_stage(session_id, cast_ids))

    async def take_off(self, cast_id: str) -> list[str]:
        """Take one cast off the stage and leave the others; gives what was on stage before, for an undo."""
        before = list(self._lesson.stage.view.cast_ids)
        await self.show([each for each in before if each != cast_id])
        return before

    async def approve(self, cast_id: str) -> None:
        """Let a cast in: it may come on stage from now on."""
        self._take(await self._desk.client.casts.approve(self._desk.session_id, cast_id))

    async def end(self, cast_id: str) -> None:
        """End a cast for good: its device is let go and its key opens nothing any more."""
        await self._desk.client.casts.delete(self._desk.session_id, cast_id)
        self._keep(lambda cast: cast.cast_id != cast_id)

    async def stop_all(self) -> None:
        """Clear the stage and end every cast at once."""
        left = await self._desk.client.casts.stop_all(self._desk.session_id)
        self._lesson.stage.take_casts(left.casts)
        self._lesson.stage.take_stage(await self._desk.client.casts.stage(self._desk.session_id))

    async def create(self, label: str, *, needs_approval: bool) -> CastCreated:
        """Make a cast and its key for a device."""
        created = await self._desk.client.casts.create(self._desk.session_id, label, needs_approval=needs_approval)
        await self.refresh()
        return created

    def _take(self, cast: CastView) -> None:
        casts = self._lesson.stage.casts
        self._lesson.stage.take_casts([cast if each.cast_id == cast.cast_id else each for each in casts])

    def _keep(self, is_kept: Callable[[CastView], bool]) -> None:
        self._lesson.stage.take_casts([cast for cast in self._lesson.stage.casts if is_kept(cast)])

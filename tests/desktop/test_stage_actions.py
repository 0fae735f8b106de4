"""What a teacher does with the stage, on a real box with ffmpeg as the phone."""

from pathlib import Path

import pytest

from appliance.client.connection import BoxRefusedError
from appliance.contract.cast import CastState
from desktop.actions.stage import StageActions
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import encoding_source


def is_live(followed: FollowedLesson, cast_id: str) -> bool:
    """Whether the app has been told that the picture comes."""
    cast = followed.lesson.stage.cast(cast_id)
    return cast is not None and cast.state is CastState.LIVE


async def test_a_requested_cast_comes_on_stage_by_one_click(tmp_path: Path) -> None:
    async with followed_lesson(tmp_path) as followed:
        await followed.open()
        actions = StageActions(followed.desk, followed.lesson)
        created = await actions.create("Emma's phone", needs_approval=True)
        cast = followed.lesson.stage.cast(created.cast_id)
        assert cast is not None
        assert (cast.approval, cast.label) == ("requested", "Emma's phone")
        async with encoding_source(created.rtmp_url, MediaRecipe()):
            await followed.sees(lambda: is_live(followed, created.cast_id))
            await actions.show([created.cast_id])
            assert followed.lesson.stage.view.cast_ids == [created.cast_id]
            await followed.sees(lambda: followed.lesson.stage.cast(created.cast_id).on_stage)  # type: ignore[union-attr]


async def test_off_air_tells_what_was_on_stage_before(tmp_path: Path) -> None:
    async with followed_lesson(tmp_path) as followed:
        await followed.open()
        actions = StageActions(followed.desk, followed.lesson)
        created = await actions.create("Phone", needs_approval=False)
        await actions.show([created.cast_id])
        assert await actions.take_off(created.cast_id) == [created.cast_id]
        assert followed.lesson.stage.view.cast_ids == []


async def test_a_denied_cast_is_let_go_and_its_key_is_dead(tmp_path: Path) -> None:
    async with followed_lesson(tmp_path) as followed:
        await followed.open()
        actions = StageActions(followed.desk, followed.lesson)
        created = await actions.create("Phone", needs_approval=True)
        async with encoding_source(created.rtmp_url, MediaRecipe()) as source:
            await followed.sees(lambda: is_live(followed, created.cast_id))
            await actions.end(created.cast_id)
            await source.ended()
        assert followed.lesson.stage.casts == []
        with pytest.raises(BoxRefusedError, match="no cast"):
            await actions.end(created.cast_id)


async def test_stop_all_clears_the_stage_and_ends_every_cast(tmp_path: Path) -> None:
    async with followed_lesson(tmp_path) as followed:
        await followed.open()
        actions = StageActions(followed.desk, followed.lesson)
        casts = [await actions.create(f"Phone {number}", needs_approval=False) for number in range(3)]
        await actions.show([casts[0].cast_id])
        await actions.stop_all()
        assert followed.lesson.stage.casts == []
        assert followed.lesson.stage.view.cast_ids == []

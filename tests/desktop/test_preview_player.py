"""The preview plays a real box: pictures change, the stage is switched, the box dies and returns, nothing stays."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from appliance.client.box_client import BoxClient
from appliance.contract.session import SessionCreate
from desktop.preview.player_state import PlayerPhase
from desktop.preview.video_picture import PictureSize
from desktop.preview.whep_exchange import WhepTarget
from desktop.preview.whep_player import WhepPlayer
from desktop.tasks import Tasks
from tests.support.appliance_process import ApplianceProcess
from tests.support.coloured_cast import coloured_source, shows
from tests.support.lesson_client import teacher_of
from tests.support.made_certificates import make_certificate
from tests.support.practice_stage import SESSION, cast_on_stage, stage_whep
from tests.support.preview_probe import PreviewProbe, preview
from tests.support.tls_proxy import TlsProxy

VIEWERS = "airclass_viewers_active"
NOBODY = 0.0


async def _viewers(box: ApplianceProcess) -> float:
    """How many watch, by the box's own figures."""
    lines = (await box.client.get("/metrics")).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(VIEWERS))


def without_nothing(phases: list[PlayerPhase]) -> list[PlayerPhase]:
    """The phases without that before the practice picture, which on a busy machine comes later than the player."""
    heard = [phase for phase in phases if phase is not PlayerPhase.NOTHING]
    return [phase for place, phase in enumerate(heard) if place == 0 or heard[place - 1] is not phase]


async def test_the_practice_picture_moves(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        first = await probe.next_picture()
        later = await probe.picture_that(lambda picture: picture.data != first.data)
        assert await _viewers(box) == 1
    assert (first.width, first.height) == (later.width, later.height) == (640, 360)
    assert without_nothing(probe.phases) == [PlayerPhase.CONNECTING, PlayerPhase.PLAYING, PlayerPhase.STOPPED]


async def test_a_picture_is_as_large_as_it_is_looked_at(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        await probe.next_picture()
        probe.player.show_at(PictureSize(300, 1000))
        small = await probe.picture_that(lambda picture: picture.width == 300)
        probe.player.show_at(PictureSize(1920, 1080))
        large = await probe.picture_that(lambda picture: picture.width == 1920)
    assert (small.height, large.height) == (169, 1080)


async def test_the_stage_changes_and_the_connection_stays(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        red, blue = await cast_on_stage(box), await cast_on_stage(box)
        async with coloured_source(red.rtmp_url, "red") as first, coloured_source(blue.rtmp_url, "blue") as second:
            await asyncio.gather(first.sending(30), second.sending(30))
            await probe.picture_that(lambda picture: shows(picture, "blue"))
            await box.client.put(f"/sessions/{SESSION}/stage", json={"cast_ids": [red.cast_id]})
            await probe.picture_that(lambda picture: shows(picture, "red"))
            figures = await probe.player.figures()
    assert figures.connections == 1
    assert PlayerPhase.LOST not in probe.phases


async def test_one_cast_is_watched_that_is_not_on_stage(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        lime, on_stage = await cast_on_stage(box), await cast_on_stage(box)
        whep = f"{box.http_url}/casts/{lime.cast_id}/whep"
        async with coloured_source(lime.rtmp_url, "lime") as source, preview(WhepTarget(whep)) as probe:
            await source.sending(30)
            await probe.picture_that(lambda picture: shows(picture, "lime"))
            stage = (await box.client.get(f"/sessions/{SESSION}/stage")).json()
    assert stage["cast_ids"] == [on_stage.cast_id]


async def test_it_plays_again_after_the_box_was_killed(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        await probe.next_picture()
        await box.kill()
        await probe.phase(PlayerPhase.LOST, "box_unreachable")
        await box.start()
        await probe.next_picture()
        assert await _viewers(box) == 1
    played = without_nothing(probe.phases)
    assert played[1:4] == [PlayerPhase.PLAYING, PlayerPhase.LOST, PlayerPhase.PLAYING]


async def test_it_plays_again_after_the_box_hung(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        await probe.next_picture()
        box.freeze()
        await probe.until(lambda: probe.player.state.phase is PlayerPhase.LOST)
        box.thaw()
        await probe.next_picture()
        assert probe.player.state.phase is PlayerPhase.PLAYING


async def test_stop_leaves_nothing_in_the_app_or_on_the_box(tmp_path: Path) -> None:
    tasks = Tasks()
    async with ApplianceProcess(tmp_path) as box:
        probe = PreviewProbe(tasks, WhepTarget(stage_whep(box)))
        probe.player.start()
        await probe.next_picture()
        await probe.player.stop()
        names = {thread.name for thread in threading.enumerate()}
        assert await _viewers(box) == NOBODY
        assert not names & {"airclass-preview", "video-decoder", "audio-decoder"}
        probe.player.start()
        await probe.next_picture()
        await probe.player.stop()
    await tasks.close()


async def test_stop_at_once_is_harmless(tmp_path: Path) -> None:
    tasks = Tasks()
    async with ApplianceProcess(tmp_path) as box:
        player = WhepPlayer(tasks, WhepTarget(stage_whep(box)), lambda picture: None, lambda state: None)
        player.start()
        await player.stop()
        assert await _viewers(box) == NOBODY
    await tasks.close()


async def test_closing_the_app_ends_a_running_player(tmp_path: Path) -> None:
    tasks = Tasks()
    async with ApplianceProcess(tmp_path) as box:
        probe = PreviewProbe(tasks, WhepTarget(stage_whep(box)))
        probe.player.start()
        await probe.next_picture()
        await tasks.close()
        assert await _viewers(box) == NOBODY


async def test_another_stage_is_watched_in_place_of_the_first(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, preview(WhepTarget(stage_whep(box))) as probe:
        await probe.next_picture()
        lime, _ = await cast_on_stage(box), await cast_on_stage(box)
        async with coloured_source(lime.rtmp_url, "lime") as source:
            await source.sending(30)
            probe.player.watch(WhepTarget(f"{box.http_url}/casts/{lime.cast_id}/whep"))
            await probe.picture_that(lambda picture: shows(picture, "lime"))
            figures = await probe.player.figures()
        assert figures.connections == 2
        assert await _viewers(box) == 1


async def _stage_of_a_lesson(box: ApplianceProcess, teacher: BoxClient) -> tuple[str, str]:
    """A new lesson's id and its WHEP address."""
    view = await teacher.sessions.create(SessionCreate(title="광합성"))
    await teacher.sessions.start(view.session_id)
    return view.session_id, f"{box.http_url}/sessions/{view.session_id}/whep"


async def test_an_empty_stage_says_so_and_plays_once_something_comes(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, teacher_of(box.http_url, tmp_path) as teacher:
        session_id, whep = await _stage_of_a_lesson(box, teacher)
        async with preview(WhepTarget(whep, _token_of(teacher))) as probe:
            await probe.phase(PlayerPhase.NOTHING, "no_picture_yet")
            cast = await teacher.casts.create(session_id)
            await teacher.casts.put_on_stage(session_id, [cast.cast_id])
            async with coloured_source(cast.rtmp_url, "red") as source:
                await source.sending(30)
                probe.player.retry_now()
                await probe.picture_that(lambda picture: shows(picture, "red"))


async def test_a_token_that_is_over_is_renewed(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, teacher_of(box.http_url, tmp_path) as teacher:
        _, whep = await _stage_of_a_lesson(box, teacher)
        tokens = ["a.token.of-yesterday"]
        window = threading.get_ident()
        renewed_in: list[int] = []

        async def renew() -> bool:
            renewed_in.append(threading.get_ident())
            assert teacher.connection.tokens is not None
            tokens[0] = teacher.connection.tokens.access_token
            return True

        async with preview(WhepTarget(whep, lambda: tokens[0], renew=renew)) as probe:
            await probe.phase(PlayerPhase.NOTHING, "no_picture_yet")
    assert renewed_in == [window]


async def test_who_cannot_sign_in_is_told_so(tmp_path: Path) -> None:
    async def refuse() -> bool:
        return False

    async with ApplianceProcess(tmp_path) as box, teacher_of(box.http_url, tmp_path) as teacher:
        _, whep = await _stage_of_a_lesson(box, teacher)
        async with preview(WhepTarget(whep, lambda: "nobody", renew=refuse)) as probe:
            await probe.phase(PlayerPhase.REFUSED, "not_signed_in")


async def test_only_the_paired_box_is_played_and_nobody_else_gets_the_token(tmp_path: Path) -> None:
    paired = make_certificate()
    async with (
        ApplianceProcess(tmp_path / "box") as box,
        TlsProxy(box.addresses.http, paired, tmp_path) as proxy,
        preview(WhepTarget(f"{proxy.origin}/sessions/{SESSION}/whep", lambda: "", paired.pem)) as probe,
    ):
        await probe.next_picture()
        await proxy.change_certificate(make_certificate())
        proxy.heard.clear()
        probe.player.watch(WhepTarget(f"{proxy.origin}/sessions/{SESSION}/whep", lambda: "secret", paired.pem))
        await probe.phase(PlayerPhase.REFUSED, "identity_changed")
        assert b"secret" not in proxy.heard


async def test_a_pinned_box_is_never_spoken_to_without_tls(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        async with preview(WhepTarget(stage_whep(box), certificate_pem=make_certificate().pem)) as probe:
            await probe.phase(PlayerPhase.REFUSED, "identity_changed")
        assert await _viewers(box) == NOBODY


async def test_a_full_box_refuses_in_its_own_words(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, settings={"AIRCLASS_MAX_VIEWERS": "1"}) as box:
        target = WhepTarget(stage_whep(box))
        async with preview(target) as first:
            await first.next_picture()
            async with preview(target) as second:
                await second.phase(PlayerPhase.REFUSED, "capacity_exceeded")


def _token_of(teacher: BoxClient) -> Callable[[], str | None]:
    def token() -> str | None:
        tokens = teacher.connection.tokens
        return tokens.access_token if tokens is not None else None

    return token

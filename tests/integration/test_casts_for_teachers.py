"""Casts as the teacher's app leads them on a real box: approved, denied, stopped, looked at, and told of."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection, BoxRefusedError
from appliance.contract.cast import CastState, CastView
from appliance.contract.live import CastsChanged, Snapshot
from appliance.protocols.h264 import split_annex_b
from appliance.protocols.rtmp.client_session import PublishFailed
from tests.support.appliance_process import ApplianceProcess
from tests.support.encoded_media import H264Recipe, decode_h264, encode_h264
from tests.support.lesson_client import Lesson, lesson
from tests.support.media_files import MediaRecipe
from tests.support.practice_stage import SESSION as PRACTICE
from tests.support.practice_stage import rtmp_address
from tests.support.rtmp_publisher import RtmpPublisher, encoded_video
from tests.support.rtmp_source import looping_source
from tests.support.watching import Watching
from tests.support.whip_sender import WhipSender

RECIPE = MediaRecipe(width=320, height=180, video_bits=300_000, keyframe_seconds=1.0)
STOP_SECONDS = 0.5
DEADLINE_SECONDS = 20.0
SPS, PPS, IDR = 7, 8, 5


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    async with ApplianceProcess(tmp_path) as process:
        yield process


@pytest.fixture
async def led(box: ApplianceProcess, tmp_path: Path) -> AsyncIterator[Lesson]:
    async with lesson(box.http_url, tmp_path) as made:
        yield made


def _only(event: CastsChanged) -> CastView:
    [view] = event.casts
    return view


async def test_teachers_hear_of_everything_that_becomes_of_a_cast_and_students_of_nothing(led: Lesson) -> None:
    teacher, session_id, hears = led.teacher, led.session.session_id, led.follower.hears
    student = await led.student("이서연")
    cast = await teacher.casts.create(session_id, "Phone", needs_approval=True)
    made = _only(await hears(CastsChanged))
    assert (made.label, made.state, made.approval) == ("Phone", CastState.WAITING, "requested")
    async with looping_source(cast.rtmp_url, RECIPE):
        sized = _only(await hears(CastsChanged, lambda event: [each.width for each in event.casts] == [320]))
        assert (sized.state, sized.protocol, sized.height, sized.on_stage) == (CastState.LIVE, "rtmp", 180, False)
        await hears(CastsChanged, lambda event: (_only(event).bitrate or 0) > 50_000)
        with pytest.raises(BoxRefusedError, match="approve") as early:
            await teacher.casts.put_on_stage(session_id, [cast.cast_id])
        assert (early.value.status, early.value.code) == (409, "not_approved")
        assert (await teacher.casts.approve(session_id, cast.cast_id)).approval == "approved"
        await hears(CastsChanged, lambda event: _only(event).approval == "approved")
        await teacher.casts.put_on_stage(session_id, [cast.cast_id])
        await hears(CastsChanged, lambda event: _only(event).on_stage)
    await hears(CastsChanged, lambda event: _only(event).state is CastState.INTERRUPTED)
    assert (await teacher.casts.all(session_id)).casts == _last(led).casts
    await teacher.casts.delete(session_id, cast.cast_id)
    await hears(CastsChanged, lambda event: event.casts == [])
    for call in (teacher.casts.delete, teacher.casts.approve, teacher.casts.keyframe):
        with pytest.raises(BoxRefusedError) as gone:
            await call(session_id, cast.cast_id)
        assert gone.value.status == 404
    assert student.follower.snapshot.teacher is None
    assert student.follower.of(CastsChanged) == []


def _last(led: Lesson) -> CastsChanged:
    return led.follower.of(CastsChanged)[-1]


async def test_a_teacher_who_comes_later_finds_the_casts_in_the_snapshot(led: Lesson) -> None:
    cast = await led.teacher.casts.create(led.session.session_id, "Phone")
    messages = led.teacher.live(led.session.session_id).messages()
    async with asyncio.timeout(DEADLINE_SECONDS):
        snapshot = await anext(messages)
    await messages.aclose()
    assert isinstance(snapshot, Snapshot)
    assert snapshot.teacher is not None
    assert [each.cast_id for each in snapshot.teacher.casts] == [cast.cast_id]


async def test_whoever_sits_at_the_box_hears_of_the_practice_casts_and_guests_do_not(box: ApplianceProcess) -> None:
    async with BoxClient(BoxConnection(box.http_url)) as client:
        teacher, guest = client.live(PRACTICE, is_local_teacher=True), client.live(PRACTICE)
        told, seen = teacher.messages(), guest.messages()
        async with asyncio.timeout(DEADLINE_SECONDS):
            first, outside = await anext(told), await anext(seen)
            assert isinstance(first, Snapshot)
            assert isinstance(outside, Snapshot)
            assert first.teacher is not None
            assert [each.protocol for each in first.teacher.casts] == ["practice"]
            assert outside.teacher is None
            cast = await client.casts.create(PRACTICE, "Phone")
            while not isinstance(event := await anext(told), CastsChanged):
                pass
            assert cast.cast_id in [each.cast_id for each in event.casts]
            await client.casts.stop_all(PRACTICE)
            heard = await anext(seen)
            assert heard.model_dump()["type"] == "stage_changed"
        for messages in (told, seen):
            await messages.aclose()


async def test_stopping_all_sends_every_publisher_away_within_half_a_second(box: ApplianceProcess, led: Lesson) -> None:
    teacher, session_id = led.teacher, led.session.session_id
    casts = [await teacher.casts.create(session_id, name) for name in ("ffmpeg", "silent", "obs")]
    host, port = rtmp_address(box)
    pictures = encode_h264(H264Recipe(frames=30))
    async with AsyncExitStack() as stack:
        ffmpeg = await stack.enter_async_context(looping_source(casts[0].rtmp_url, RECIPE))
        phone = await stack.enter_async_context(RtmpPublisher(host, port, casts[1].key))
        obs = await stack.enter_async_context(WhipSender(f"{box.http_url}/whip", casts[2].key))
        await phone.started()
        await phone.send(encoded_video(RECIPE), 10)  # and then nothing more: a still screen
        await obs.send(pictures)
        await led.follower.hears(CastsChanged, lambda event: [each.width for each in event.casts] == [320, 320, 320])
        await teacher.casts.put_on_stage(session_id, [casts[1].cast_id])
        asked = time.monotonic()
        assert (await teacher.casts.stop_all(session_id)).casts == []
        async with asyncio.timeout(DEADLINE_SECONDS):
            assert isinstance(await phone.outcome(), PublishFailed)
            await phone.is_disconnected.wait()
            await obs.hears_goodbye()
            await ffmpeg.ended()
        took = time.monotonic() - asked
        print(f"all publishers were away after {took * 1000:.0f} ms")
        assert took < STOP_SECONDS
        assert (await teacher.casts.stage(session_id)).cast_ids == []
        again = await stack.enter_async_context(RtmpPublisher(host, port, casts[0].key))
        assert isinstance(await again.outcome(), PublishFailed)
        with pytest.raises(httpx.HTTPStatusError, match="404"):
            async with WhipSender(f"{box.http_url}/whip", casts[2].key):
                pass


async def test_the_practice_class_keeps_its_picture_when_all_is_stopped(box: ApplianceProcess) -> None:
    async with BoxClient(BoxConnection(box.http_url)) as client:
        await client.casts.create(PRACTICE, "Phone")
        [left] = (await client.casts.stop_all(PRACTICE)).casts
        assert (left.protocol, left.state, left.on_stage) == ("practice", CastState.LIVE, False)
        with pytest.raises(BoxRefusedError) as kept:
            await client.casts.delete(PRACTICE, left.cast_id)
        assert (kept.value.status, kept.value.code) == (409, "practice_cast")
        assert (await client.casts.put_on_stage(PRACTICE, [left.cast_id])).cast_ids == [left.cast_id]


async def test_a_thumbnail_is_the_latest_keyframe_and_costs_nothing_while_it_stays(
    box: ApplianceProcess, led: Lesson
) -> None:
    teacher, session_id = led.teacher, led.session.session_id
    cast = await teacher.casts.create(session_id)
    with pytest.raises(BoxRefusedError) as early:
        await teacher.casts.keyframe(session_id, cast.cast_id)
    assert (early.value.status, early.value.code) == (404, "no_picture")
    video = encoded_video(RECIPE)
    async with RtmpPublisher(*rtmp_address(box), cast.key) as phone:
        await phone.started()
        await phone.send(video, 20)
        await led.follower.hears(CastsChanged, lambda event: _only(event).width == 320)
        picture = await teacher.casts.keyframe(session_id, cast.cast_id)
        assert picture is not None
        units = split_annex_b(picture.data)
        kinds = [unit[0] & 0x1F for unit in units]
        assert kinds[:2] == [SPS, PPS]
        assert {kind for kind in kinds if kind < SPS and kind != 6} == {IDR}
        [shown] = decode_h264([tuple(units)])
        assert (shown.width, shown.height) == (320, 180)
        assert await teacher.casts.keyframe(session_id, cast.cast_id, picture.etag) is None
        await phone.send(video, 1)
        newer = await _newer(teacher, session_id, cast.cast_id, picture.etag)
        assert newer != picture.etag
        assert await teacher.casts.keyframe(session_id, cast.cast_id, newer) is None
    tokens = teacher.connection.tokens
    assert tokens is not None
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    elsewhere = await box.client.get(f"/sessions/{PRACTICE}/casts/{cast.cast_id}/keyframe")
    nowhere = await box.client.get(f"/sessions/{session_id}/casts/nothing/keyframe", headers=headers)
    assert [(each.status_code, each.json()["code"]) for each in (elsewhere, nowhere)] == [(404, "not_found")] * 2


async def test_who_previews_a_cast_is_let_go_with_it(box: ApplianceProcess) -> None:
    async with BoxClient(BoxConnection(box.http_url)) as client:
        cast = await client.casts.create(PRACTICE, "Phone")
        async with looping_source(cast.rtmp_url, RECIPE) as phone:
            await phone.sending(30)
            async with Watching(f"{box.http_url}/casts/{cast.cast_id}/whep") as watching:
                viewer = await watching.join()
                await client.casts.delete(PRACTICE, cast.cast_id)
                async with asyncio.timeout(DEADLINE_SECONDS):
                    await viewer.hears_goodbye()


async def _newer(teacher: BoxClient, session_id: str, cast_id: str, etag: str) -> str:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (newer := await teacher.casts.keyframe(session_id, cast_id, etag)) is None:
            await asyncio.sleep(0.02)
    return newer.etag


async def test_a_keyframe_is_asked_for_as_browsers_ask(box: ApplianceProcess) -> None:
    async with BoxClient(BoxConnection(box.http_url)) as client:
        [practice] = (await client.casts.all(PRACTICE)).casts
        path = f"/sessions/{PRACTICE}/casts/{practice.cast_id}/keyframe"
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (first := await box.client.get(path)).status_code == 404:
                await asyncio.sleep(0.02)
        assert (first.status_code, first.headers["content-type"]) == (200, "video/h264")
        assert first.headers["cache-control"] == "private, no-cache"
        known = await box.client.get(path, headers={"If-None-Match": "*"})
        assert (known.status_code, known.content, known.headers["etag"] != "") == (304, b"", True)
        other = await box.client.get(path, headers={"If-None-Match": '"another", W/"third"'})
        assert other.status_code == 200


async def test_the_link_for_larix_sets_up_what_the_other_addresses_say(led: Lesson) -> None:
    cast = await led.teacher.casts.create(led.session.session_id, "3-2 '민지' & co")
    address = urlsplit(cast.larix_url)
    assert (address.scheme, address.netloc, address.path) == ("larix", "set", "/v1")
    assert dict(parse_qsl(address.query, strict_parsing=True)) == {
        "conn[][url]": cast.rtmp_url,
        "conn[][name]": "AIRClass 3-2 '민지' & co",
        "conn[][mode]": "va",
        "conn[][target]": "rtmp",
        "conn[][overwrite]": "on",
        "conn[][active]": "on",
        "enc[vid][res]": "1280x720",
        "enc[vid][fps]": "30",
        "enc[vid][bitrate]": "2000",
        "enc[vid][keyframe]": "2",
        "enc[vid][format]": "avc",
    }

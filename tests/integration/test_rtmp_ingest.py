"""The RTMP door with real encoders: what they send arrives, what cannot be shown is refused in words."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise

import pytest

from appliance.domain.codec_doctor import DiagnosisCode
from appliance.protocols.flv import VideoPacket, build_avc_tag
from appliance.protocols.rtmp import NoticeReceived, PublishFailed
from tests.support.gstreamer_source import GstreamerSource
from tests.support.pyav_publisher import REFUSED
from tests.support.recording_gate import IN_USE, UNKNOWN
from tests.support.rtmp_door import DEADLINE, KEY, MILLISECOND, SECOND, SMALL, open_door
from tests.support.rtmp_publisher import encoded_video
from tests.support.rtmp_source import FfmpegSource, encoding_source


async def test_ffmpeg_publishes_picture_and_sound() -> None:
    async with open_door() as door, encoding_source(door.url(), SMALL):
        publication = await door.gate.publication()
        await publication.sink.wait_until(lambda sink: len(sink.video) >= 60 and len(sink.audio) >= 50)
        first = publication.sink.video[0]
        assert first.is_keyframe
        assert [nal[0] & 0x1F for nal in first.nal_units[:2]] == [7, 8]
        steps = [later[0] - earlier[0] for earlier, later in pairwise(publication.input.pictures)]
        assert all(33 * MILLISECOND <= step <= 34 * MILLISECOND for step in steps)
    assert publication.is_over.is_set()


@pytest.mark.parametrize("sink", ["rtmp2sink", "rtmpsink"])
async def test_gstreamer_publishes_with_its_own_rtmp_and_with_librtmp(sink: str) -> None:
    async with open_door() as door, GstreamerSource(sink, door.url()):
        publication = await door.gate.publication()
        await publication.sink.wait_until(lambda sink: len(sink.video) >= 60 and len(sink.audio) >= 50)
        assert publication.key == KEY


async def test_timestamps_beyond_24_bits_arrive_whole() -> None:
    async with open_door() as door, encoding_source(door.url(), SMALL, options=("-output_ts_offset", "17000")):
        publication = await door.gate.publication()
        await publication.frames(60)
        times = [dts for dts, _ in publication.input.pictures]
        assert 17_000 * SECOND <= times[0] < 17_001 * SECOND
        assert all(33 * MILLISECOND <= later - earlier <= 34 * MILLISECOND for earlier, later in pairwise(times))
        # AAC begins one frame early: its encoder's delay.
        assert all(16_999 * SECOND <= time < 17_020 * SECOND for time in publication.input.sounds)


async def test_timestamps_that_pass_32_bits_go_on() -> None:
    video = encoded_video(SMALL)
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        start = (1 << 32) - 100
        publisher.send_video(build_avc_tag(VideoPacket.CONFIG, video.configuration), start)
        for number, (data, is_keyframe) in enumerate(video.frames[:10]):
            tag = build_avc_tag(VideoPacket.FRAME, data, is_keyframe=is_keyframe, composition_time_ms=2)
            publisher.send_video(tag, (start + 33 * number) % (1 << 32))
        publication = await door.gate.publication()
        await publication.frames(10)
        times = [(start + 33 * number) * MILLISECOND for number in range(10)]
        assert publication.input.pictures == [(time, time + 2 * MILLISECOND) for time in times]


async def test_pyav_publishes_h264() -> None:
    async with open_door() as door, pyav_publisher(door.url(), "libx264"):
        publication = await door.gate.publication()
        await publication.frames(30)


async def test_hevc_from_a_real_encoder_is_refused_in_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with open_door() as door, pyav_publisher(door.url(), "libx265") as encoder:
        async with asyncio.timeout(DEADLINE):
            assert await encoder.wait() == REFUSED
        publication = await door.gate.publication()
        assert publication.is_over.is_set()
        assert door.listener.counters.refused_total == 1
    refusals = [record.getMessage() for record in caplog.records if "was refused" in record.getMessage()]
    assert len(refusals) == 1
    assert "HEVC" in refusals[0]
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        (b"\x90hvc1config", "HEVC"),
        (b"\x1c\x00\x00\x00\x00config", "HEVC"),
        (b"\x90av01config", "AV1"),
        (b"\x91vp09frame", "VP9"),
        (b"\x12frame", "Sorenson H.263"),
    ],
)
async def test_a_picture_nobody_can_see_is_refused_by_name(tag: bytes, name: str) -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publisher.send_video(tag)
        answer = await publisher.answer()
        assert isinstance(answer, PublishFailed)
        assert answer.code == "NetStream.Publish.Rejected"
        assert name in answer.description
        assert "H.264" in answer.description
        assert await publisher.answer() is None


@pytest.mark.parametrize(
    ("tag", "name"),
    [(b"\x2fmp3", "MP3"), (b"\xb2speex", "Speex"), (b"\x91Opusframe", "Opus"), (b"\x91fLaCframe", "FLAC")],
)
async def test_a_sound_nobody_can_hear_is_refused_by_name(tag: bytes, name: str) -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publisher.send_audio(tag)
        answer = await publisher.answer()
        assert isinstance(answer, PublishFailed)
        assert name in answer.description
        assert "AAC" in answer.description


async def test_a_broken_configuration_is_refused_and_a_broken_tag_left_out() -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publisher.send_video(b"\x17\x01")
        publisher.send_video(b"\x17\x00\x00\x00\x00\x01broken")
        answer = await publisher.answer()
        assert isinstance(answer, PublishFailed)
        assert answer.description.startswith("The description of your picture cannot be read.")
        assert door.listener.counters.damaged_tags_total == 1


async def test_a_wrong_key_is_told_to_ffmpeg_and_logged_without_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_door() as door, encoding_source(door.url("guessed-key"), SMALL) as source:
        assert await source.ended() != 0
        assert UNKNOWN.en in source.error_text
        assert door.gate.refused == ["guessed-key"]
    assert len([record for record in caplog.records if "was refused" in record.getMessage()]) == 1
    assert "guessed-key" not in caplog.text


async def test_a_second_publisher_is_refused_and_the_first_goes_on() -> None:
    async with open_door() as door, encoding_source(door.url(), SMALL):
        publication = await door.gate.publication()
        async with encoding_source(door.url(), SMALL) as second:
            assert await second.ended() != 0
            assert IN_USE.en in second.error_text
        async with door.publisher() as third:
            answer = await third.answer()
            assert isinstance(answer, PublishFailed)
            assert (answer.code, answer.description) == ("NetStream.Publish.BadName", f"{IN_USE.en} / {IN_USE.ko}")
        await publication.frames(len(publication.sink.video) + 30)
        assert not publication.is_over.is_set()


async def test_a_killed_publisher_comes_back_with_the_same_key() -> None:
    async with open_door() as door:
        for number in range(1, 4):
            async with encoding_source(door.url(), SMALL) as source:
                publication = await door.gate.publication(number)
                await publication.frames(10)
                await source.kill()
                async with asyncio.timeout(2):
                    await publication.is_over.wait()


async def test_a_publisher_that_ends_may_publish_again_elsewhere() -> None:
    async with open_door() as door, door.publisher() as first:
        await first.started()
        first.end()
        async with asyncio.timeout(DEADLINE):
            await (await door.gate.publication()).is_over.wait()
        async with door.publisher() as second:
            await second.started()


async def test_the_digest_handshake_satisfies_ffmpegs_own_check() -> None:
    async with open_door() as door, FfmpegSource(["-i", door.url(), "-f", "null", "-"]) as player:
        assert await player.ended() != 0
        assert "watch them in a browser" in player.error_text


async def test_the_digest_handshake_publishes() -> None:
    async with open_door() as door, door.publisher(digest=True) as publisher:
        await publisher.started()


async def test_findings_are_told_and_encoders_go_on() -> None:
    async with open_door("ffmpeg", "gstreamer", "librtmp") as door, AsyncExitStack() as encoders:
        await encoders.enter_async_context(encoding_source(door.url("ffmpeg"), SMALL))
        await encoders.enter_async_context(GstreamerSource("rtmp2sink", door.url("gstreamer")))
        await encoders.enter_async_context(GstreamerSource("rtmpsink", door.url("librtmp")))
        publications = [await door.gate.publication(number) for number in (1, 2, 3)]
        async with door.publisher() as witness:
            await witness.started()
            for publication in [*publications, await door.gate.publication(4)]:
                publication.input.notice(DiagnosisCode.LONG_GOP)
            answer = await witness.answer()
        # The witness is told in the same round as the encoders, and behind them.
        assert isinstance(answer, NoticeReceived)
        assert answer.code == "NetStream.Publish.Notice"
        assert "keyframe interval" in answer.description
        for publication in publications:
            await publication.frames(len(publication.sink.video) + 45)
            assert not publication.is_over.is_set()


async def test_a_finding_is_told_once() -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publication = await door.gate.publication()
        publication.input.notice(DiagnosisCode.LONG_GOP)
        first = await publisher.answer()
        publication.input.notice(DiagnosisCode.HIGH_BITRATE)
        second = await publisher.answer()
        assert isinstance(first, NoticeReceived)
        assert isinstance(second, NoticeReceived)
        assert "keyframe interval" in first.description
        assert "bitrate" in second.description


@asynccontextmanager
async def pyav_publisher(url: str, codec: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """PyAV publishing for up to a minute."""
    command = [sys.executable, "-m", "tests.support.pyav_publisher", url, codec, "1800"]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()

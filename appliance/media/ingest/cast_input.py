"""Where a publisher's media enters: put on the box's clock, made fit for browsers, measured, and handed to the hub."""

import asyncio
import time
from collections.abc import Callable, Sequence

from appliance.domain.codec_doctor import (
    Diagnosis,
    DiagnosisCode,
    StreamFacts,
    diagnose,
    diagnosis,
    is_showable,
    refusal,
)
from appliance.domain.media_timeline import MediaKind, MediaTimeline
from appliance.errors import PublishRefused
from appliance.media.ingest.parameter_sets import ParameterSets
from appliance.media.ingest.reorder_watch import ReorderWatch
from appliance.media.ingest.stream_meter import StreamMeter
from appliance.media.sink import MediaSink
from appliance.media.transcode.aac_to_opus import AacToOpus, UnsupportedAacError
from appliance.media.transcode.reencode import Reencoder, ReencodeSlots, TimedPicture
from appliance.media.unit import AudioFrame, VideoFrame

__all__ = ["CastInput", "MediaSink"]

MAX_OPUS_BYTES = 1275 * 6
"""Six frames of the largest size (RFC 6716 3.2)."""

_AUDIBLE_PEAK = 0.001
_OPUS_DTX_BYTES = 3
_KEPT_PICTURES = 16
"""B-frames show within this many pictures of a keyframe, or re-encoding waits for the next one."""


class CastInput:
    """One publisher's way in. Its methods are called on the event loop and are cheap: nothing here waits."""

    def __init__(
        self,
        sink: MediaSink,
        slots: ReencodeSlots,
        clock_ns: Callable[[], int] = time.monotonic_ns,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._sink = sink
        self._slots = slots
        self._clock_ns = clock_ns
        self._on_close = on_close
        self._timeline = MediaTimeline()
        self._meter = StreamMeter()
        self._parameter_sets = ParameterSets()
        self._watch = ReorderWatch()
        self._checked: object = None
        self._kept: list[TimedPicture] | None = None
        self._reencoder: Reencoder | None = None
        self._aac: AacToOpus | None = None
        self._aac_config = b""
        self._noticed: dict[DiagnosisCode, None] = {}
        self._has_b_frames = self._closed = False
        self._needs_keyframe = True
        self.refusal: PublishRefused | None = None
        """Why the publisher was sent away; its ingest says so before it closes the input."""

    @property
    def facts(self) -> StreamFacts:
        """What is known of the cast at this moment."""
        now, meter, sps = self._clock_ns(), self._meter, self._parameter_sets.sps
        return StreamFacts(
            codec="h264" if sps else None,
            profile_idc=sps.profile_idc if sps else None,
            level_idc=sps.level_idc if sps else None,
            chroma_format_idc=sps.chroma_format_idc if sps else 1,
            bit_depth=max(sps.bit_depth_luma, sps.bit_depth_chroma) if sps else 8,
            width=sps.width if sps else None,
            height=sps.height if sps else None,
            frame_rate=meter.frame_rate(now),
            bitrate=meter.bitrate(now),
            gop_seconds=meter.gop_seconds,
            has_b_frames=self._has_b_frames,
            reencoding=self._reencoder is not None,
            has_audio=meter.has_audio(now),
            audio_silent_seconds=meter.audio_silent_seconds(now),
            video_silent_seconds=meter.video_silent_seconds(now),
            buffering_seconds=meter.buffering_seconds(now),
            live_seconds=meter.live_seconds(now),
        )

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """What the doctor says, the ingest's own notices first."""
        found = [finding for finding in diagnose(self.facts) if finding.code not in self._noticed]
        return (*(diagnosis(code) for code in self._noticed), *found)

    def notice(self, *codes: DiagnosisCode) -> None:
        """Add findings that only the ingest can make."""
        self._noticed.update(dict.fromkeys(codes))

    def video_config(self, sps: Sequence[bytes], pps: Sequence[bytes]) -> None:
        """Take parameter sets that came apart from the pictures; raises PublishRefused when no browser shows them."""
        self._parameter_sets.configure(sps, pps)
        self._check_sps()

    def video(self, nal_units: Sequence[bytes], dts_ns: int, pts_ns: int, arrived_ns: int) -> None:
        """Take one access unit with the source's own times; raises PublishRefused when it cannot be shared."""
        picture = None if self._closed else self._parameter_sets.prepare(nal_units)
        if picture is None:
            return
        self._check_sps()
        self._meter.picture(sum(map(len, nal_units)), picture.is_keyframe, dts_ns, arrived_ns)
        timed = TimedPicture(picture, pts_ns, arrived_ns)
        if self._reencoder is not None:
            self._reencoder.push(timed)
        elif self._watch.is_reordered(picture, dts_ns, pts_ns):
            self._begin_reencoding(timed)
        elif picture.is_keyframe or not self._needs_keyframe:
            self._needs_keyframe = False
            self._keep(timed)
            self._publish(timed)

    def audio_config(self, audio_specific_config: bytes) -> None:
        """Take the AAC configuration; sound that cannot be decoded is left out and noticed."""
        if audio_specific_config == self._aac_config:
            return
        self._aac_config = audio_specific_config
        try:
            self._aac = AacToOpus(audio_specific_config)
        except UnsupportedAacError:
            self._aac = None
            self.notice(DiagnosisCode.AUDIO_UNSUPPORTED)

    def aac(self, data: bytes, pts_ns: int, arrived_ns: int) -> None:
        """Take one raw AAC frame."""
        if self._closed or self._aac is None:
            return
        packets = self._aac.convert(data, pts_ns)
        self._meter.sound(len(data), self._aac.peak > _AUDIBLE_PEAK, arrived_ns)
        for packet in packets:
            self._publish_sound(packet.payload, packet.pts_ns, arrived_ns)

    def opus(self, payload: bytes, pts_ns: int, arrived_ns: int) -> None:
        """Take one Opus packet as it is."""
        if self._closed or not 0 < len(payload) <= MAX_OPUS_BYTES:
            return
        self._meter.sound(len(payload), len(payload) > _OPUS_DTX_BYTES, arrived_ns)
        self._publish_sound(payload, pts_ns, arrived_ns)

    def close(self) -> None:
        """End the input: nothing is published afterwards. May be called again."""
        if self._closed:
            return
        self._closed = True
        if self._reencoder is not None:
            self._reencoder.close()
            self._slots.release()
        if self._on_close is not None:
            self._on_close()

    async def wait_closed(self) -> None:
        """Return when everything that the input started is over."""
        if self._reencoder is not None:
            await self._reencoder.wait_closed()

    def _check_sps(self) -> None:
        sps = self._parameter_sets.sps
        if sps is None or sps is self._checked:
            return
        if not is_showable(self.facts):
            raise PublishRefused(DiagnosisCode.PROFILE_UNSUPPORTED, refusal(DiagnosisCode.PROFILE_UNSUPPORTED))
        self._watch.configure(sps)
        self._checked = sps

    def _keep(self, timed: TimedPicture) -> None:
        """Hold on to the beginning of each group, so that re-encoding can begin at its keyframe."""
        if timed.picture.is_keyframe:
            self._kept = [timed] if self._watch.may_reorder else None
        elif self._kept is not None and len(self._kept) < _KEPT_PICTURES:
            self._kept.append(timed)
        else:
            self._kept = None

    def _begin_reencoding(self, timed: TimedPicture) -> None:
        self._has_b_frames = True
        if not self._slots.take():
            raise PublishRefused(DiagnosisCode.REENCODE_BUSY, refusal(DiagnosisCode.REENCODE_BUSY))
        kept = self._kept or []
        shown_until_ns = max((earlier.pts_ns for earlier in kept), default=None)
        self._reencoder = Reencoder(self._publish, asyncio.get_running_loop(), shown_until_ns)
        for earlier in (*kept, timed):
            self._reencoder.push(earlier)
        self._kept = None

    def _publish(self, timed: TimedPicture) -> None:
        picture = timed.picture
        placed_ns = self._timeline.place(MediaKind.VIDEO, timed.pts_ns, timed.arrived_ns)
        self._meter.lag(self._timeline.lag_ns, timed.arrived_ns)
        self._sink.publish_video(VideoFrame(picture.nal_units, picture.is_keyframe, placed_ns, timed.arrived_ns))

    def _publish_sound(self, payload: bytes, pts_ns: int, arrived_ns: int) -> None:
        placed_ns = self._timeline.place(MediaKind.AUDIO, pts_ns, arrived_ns)
        self._sink.publish_audio(AudioFrame(payload, placed_ns, arrived_ns))

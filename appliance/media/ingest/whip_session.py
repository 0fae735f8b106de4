"""One WHIP publisher: its offer answered, its packets put back into frames, its encoder kept informed."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.errors import PublishRefused
from appliance.lifecycle import TaskOwner
from appliance.media.ingest.cast_input import CastInput
from appliance.media.ingest.gate import PublisherEntry, PublisherGate
from appliance.media.ingest.keyframe_wishes import KeyframeWishes
from appliance.media.ingest.rtp_source import RtpSource
from appliance.media.ingest.whip_offer import ChosenCodecs, choose_codecs
from appliance.media.negotiation import Listening
from appliance.media.transport.peer import MediaPeer, PeerState
from appliance.protocols.rtp import H264Depacketizer, RtpError, RtpPacket, rtx
from appliance.protocols.rtp.rtcp import (
    Goodbye,
    Nack,
    PictureLossIndication,
    ReceiverEstimatedMaxBitrate,
    ReceiverReport,
    SenderReport,
    parse_compound,
)
from appliance.protocols.rtp.sender_clock import Alignment
from appliance.protocols.whip_whep import (
    AudioPlan,
    BitratePlan,
    IceCredentials,
    Offer,
    VideoPlan,
    build_answer,
    parse_offer,
)

VIDEO_CLOCK_RATE = 90_000
AUDIO_CLOCK_RATE = 48_000
OWN_SSRC = 1
"""The box sends no media to a publisher; its feedback needs some SSRC (RFC 3550 §6.4.2)."""
PICTURE_PATIENCE_SECONDS = 0.2
"""Lost packets of the picture are asked for again: beyond this a new keyframe is sooner there."""
SOUND_PATIENCE_SECONDS = 0.06
"""Lost sound is not asked for again; three packets' time is enough for those that overtook each other."""
TICK_SECONDS = 0.02
"""How often lost packets are asked for."""
REPORT_TICKS = 10
"""Reports and the bandwidth estimate go out every 200 ms: an encoder that starts low climbs within its first second."""
AUDIO_BITRATE = 128_000
HEADROOM = 1.4
"""Chromium takes packet overhead, sound and retransmissions off the estimate before the encoder gets its share; the
encoder itself is held to the target by x-google-max-bitrate."""
MIN_VIDEO_KBPS = 300

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WhipTargets:
    """The picture bitrate that publishers are asked to reach, in bit/s."""

    video_bitrate: int = 2_500_000


class WhipSession:
    """Feeds one publisher's media into its cast until it leaves."""

    def __init__(
        self,
        listening: Listening,
        targets: WhipTargets,
        clock_ns: Callable[[], int],
        on_ended: Callable[[], None],
    ) -> None:
        self._listening = listening
        self._targets = targets
        self._clock_ns = clock_ns
        self._on_ended = on_ended
        self._tasks = TaskOwner("whip")
        self._video = RtpSource(VIDEO_CLOCK_RATE, PICTURE_PATIENCE_SECONDS)
        self._audio = RtpSource(AUDIO_CLOCK_RATE, SOUND_PATIENCE_SECONDS)
        self._alignment = Alignment(self._video.clock, self._audio.clock)
        self._depacketizer = H264Depacketizer()
        self._wishes = KeyframeWishes()
        self._codecs: ChosenCodecs | None = None
        self._input: CastInput | None = None
        self._peer: MediaPeer | None = None
        self.bytes_received = 0
        """Bytes of RTP, headers included."""

    @property
    def peer(self) -> MediaPeer:
        """The association behind the session; only once an offer was answered."""
        if self._peer is None:
            raise RuntimeError("no offer has been answered yet")
        return self._peer

    @property
    def packets_lost(self) -> int:
        """Packets that never came."""
        return self._video.packets_given_up + self._audio.packets_given_up

    def publish(self, gate: PublisherGate, key: str, client: str, offer_sdp: str) -> str:
        """Admit the publisher and answer its offer; raises SdpError, PublishRefused, CapacityExceeded."""
        offer = parse_offer(offer_sdp)
        self._codecs = choose_codecs(offer)
        self._input = gate.open(key, PublisherEntry("whip", client, self._end_soon, self._request_keyframe))
        try:
            self._input.video_config(*self._codecs.parameter_sets())
            self._peer = self._listening.expect(offer, self)
            return self._build_answer(offer, self._codecs)
        except Exception:
            self._input.close()
            self._end_soon("its offer could not be answered")
            raise

    def restart_ice(self, remote: IceCredentials) -> str | None:
        """Take a client's new credentials; gives the answering fragment, or None when they are the old ones."""
        if remote == self.peer.identity.remote:
            return None
        return self._listening.restart(self.peer, remote)

    async def close(self, reason: str) -> None:
        """End the session."""
        await self._listening.port.remove(self.peer, reason)
        await self._tasks.close()

    def on_connected(self) -> None:
        """Begin to give feedback."""
        self._tasks.start(self._feedback_forever(), name="feedback")

    def on_rtp(self, packet: bytes, now_ns: int) -> None:
        """Take one packet; what cannot be read is dropped."""
        self.bytes_received += len(packet)
        if self._input is None or self._input.refusal is not None:
            return
        try:
            self._route(RtpPacket.parse(packet), now_ns)
        except RtpError as error:
            logger.debug("dropped an RTP packet that cannot be read: %s", error)
        except PublishRefused as refusal:
            self._refuse(refusal)

    def on_rtcp(self, packet: bytes, now_ns: int) -> None:
        """Take the publisher's reports."""
        try:
            messages = parse_compound(packet)
        except RtpError as error:
            logger.debug("dropped malformed RTCP: %s", error)
            return
        for message in messages:
            if isinstance(message, SenderReport):
                self._take_report(message, now_ns)
            elif isinstance(message, Goodbye) and self._video.ssrc in message.ssrcs:
                self._end_soon("the publisher said goodbye")

    def on_path_renewed(self) -> None:
        """The publisher goes on by itself; what it sent in between is asked for again like any loss."""

    def on_closed(self, reason: str) -> None:
        """The publisher is gone."""
        if self._input is not None:
            self._input.close()
        logger.info("WHIP publisher left: %s", reason)
        self._on_ended()

    def _route(self, packet: RtpPacket, now_ns: int) -> None:
        if self._codecs is None:
            return
        video, audio = self._codecs.video, self._codecs.audio
        if packet.payload_type == video.payload_type:
            self._take_video(packet, now_ns)
        elif packet.payload_type == video.rtx_payload_type:
            if self._video.ssrc is not None:
                self._take_video(rtx.unwrap(packet, video.payload_type, self._video.ssrc), now_ns)
        elif audio is not None and packet.payload_type == audio.payload_type:
            self._take_audio(packet, now_ns)

    def _take_video(self, packet: RtpPacket, now_ns: int) -> None:
        before = self._video.ssrc
        ordered = self._video.receive(packet, now_ns)
        if self._video.ssrc != before:
            self._depacketizer = H264Depacketizer()
            self._alignment = Alignment(self._video.clock, self._audio.clock)
            self._wishes.began(now_ns)
        self._publish_pictures(ordered, now_ns)

    def _publish_pictures(self, ordered: list[RtpPacket], now_ns: int) -> None:
        assert self._input is not None
        for packet in ordered:
            for unit in self._depacketizer.push(packet):
                if unit.is_keyframe:
                    self._wishes.got_keyframe(now_ns)
                pts_ns = self._video.clock.to_ns(unit.timestamp, now_ns)
                self._input.video(unit.nal_units, pts_ns, pts_ns, now_ns)
        if ordered and (self._depacketizer.needs_keyframe or self._wishes.is_group_long(now_ns)):
            self._request_keyframe()

    def _take_audio(self, packet: RtpPacket, now_ns: int) -> None:
        before = self._audio.ssrc
        ordered = self._audio.receive(packet, now_ns)
        if self._audio.ssrc != before:
            self._alignment = Alignment(self._video.clock, self._audio.clock)
        self._publish_sound(ordered, now_ns)

    def _publish_sound(self, ordered: list[RtpPacket], now_ns: int) -> None:
        assert self._input is not None
        for packet in ordered:
            if packet.payload:
                self._input.opus(packet.payload, self._audio.clock.to_ns(packet.timestamp, now_ns), now_ns)

    def _take_report(self, report: SenderReport, now_ns: int) -> None:
        if not (self._video.on_sender_report(report, now_ns) or self._audio.on_sender_report(report, now_ns)):
            return
        video, audio = self._video.sender_report, self._audio.sender_report
        if video is not None and audio is not None:
            moved_ns = self._alignment.update(video, audio)
            if moved_ns:
                logger.debug("the sound was moved by %.1f ms to fit the picture", moved_ns / 1e6)

    def _request_keyframe(self) -> None:
        if self._video.ssrc is not None and self._wishes.may_ask(self._clock_ns()):
            self._send(PictureLossIndication(OWN_SSRC, self._video.ssrc).serialize())

    async def _feedback_forever(self) -> None:
        tick = 0
        while self.peer.state is PeerState.CONNECTED:
            now_ns = self._clock_ns()
            self._release(now_ns)
            self._ask_again(now_ns)
            if tick % REPORT_TICKS == 0:
                self._report(now_ns)
            tick += 1
            await asyncio.sleep(TICK_SECONDS)

    def _release(self, now_ns: int) -> None:
        """Go on without the packets that were waited for too long, though no other packet comes."""
        try:
            self._publish_pictures(self._video.release(now_ns), now_ns)
        except PublishRefused as refusal:
            self._refuse(refusal)
        self._publish_sound(self._audio.release(now_ns), now_ns)

    def _ask_again(self, now_ns: int) -> None:
        missing = self._video.missing(now_ns)
        if missing and self._video.ssrc is not None and self._codecs is not None and self._codecs.can_resend:
            self._send(Nack(OWN_SSRC, self._video.ssrc, tuple(missing)).serialize())

    def _report(self, now_ns: int) -> None:
        blocks = [source.report_block(now_ns) for source in (self._video, self._audio)]
        heard = tuple(block for block in blocks if block is not None)
        wanted = int(self._targets.video_bitrate * HEADROOM) + AUDIO_BITRATE
        estimate = ReceiverEstimatedMaxBitrate(OWN_SSRC, wanted, tuple(block.ssrc for block in heard))
        self._send(ReceiverReport(OWN_SSRC, heard).serialize() + estimate.serialize())

    def _send(self, packet: bytes) -> None:
        if self._peer is not None and self._peer.state is PeerState.CONNECTED:
            self._peer.send_rtcp(packet)

    def _refuse(self, refusal: PublishRefused) -> None:
        if self._input is not None:
            self._input.refusal = refusal
        self._end_soon(f"refused ({refusal.code}): {refusal.sentence.en}")

    def _end_soon(self, reason: str) -> None:
        if self._peer is not None:
            self._listening.port.discard(self._peer, reason)

    def _build_answer(self, offer: Offer, codecs: ChosenCodecs) -> str:
        kbps = self._targets.video_bitrate // 1000
        start = int(kbps * HEADROOM)
        plan = replace(
            self._listening.plan_for(self.peer),
            role="receive",
            video=VideoPlan(codecs.video),
            audio=AudioPlan(codecs.audio) if codecs.audio else None,
            bitrate=BitratePlan(start_kbps=start, min_kbps=min(MIN_VIDEO_KBPS, kbps), max_kbps=kbps),
        )
        return build_answer(offer, plan)

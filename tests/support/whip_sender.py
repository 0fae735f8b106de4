"""A WHIP publisher without a browser, shaped like OBS: a token, an offer without candidates, no trickling."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import httpx
import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate

from appliance.lifecycle import TaskOwner
from appliance.protocols.rtp.rtcp import Nack, PictureLossIndication, RtcpPacket, parse_compound
from tests.support.datagram_poller import DatagramPoller
from tests.support.encoded_media import CodedPicture
from tests.support.rtp_sender import OPUS_SILENCE, RtpSender
from tests.support.webrtc_descriptions import LocalPeer, RemotePeer, parse_description
from tests.support.webrtc_viewer import ViewerOptions, WebRtcViewer

VIDEO_PAYLOAD_TYPE, AUDIO_PAYLOAD_TYPE = 96, 111
VIDEO_SSRC, AUDIO_SSRC = 1_187_420_564, 1_187_420_563
TICK_SECONDS = 0.02
SECOND = 1_000_000_000
SOUND_NS = 20_000_000


def obs_offer(local: LocalPeer) -> str:
    """What OBS 30 sends right after it was started."""
    common = (
        "c=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=sendonly\r\na=ssrc:{ssrc} cname:box\r\n"
        "a=ssrc:{ssrc} msid:cast cast-{mid}\r\na=msid:cast cast-{mid}\r\na=rtcp-mux\r\n"
    )
    return (
        "v=0\r\no=rtc 2946103775 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=group:LS 0 1\r\n"
        "a=msid-semantic:WMS *\r\na=setup:actpass\r\n"
        f"a=ice-ufrag:{local.ufrag}\r\na=ice-pwd:{local.password}\r\na=ice-options:ice2,trickle\r\n"
        f"a=fingerprint:sha-256 {local.fingerprint}\r\n"
        f"m=audio 9 UDP/TLS/RTP/SAVPF {AUDIO_PAYLOAD_TYPE}\r\n{common.format(mid=0, ssrc=AUDIO_SSRC)}"
        f"a=rtpmap:{AUDIO_PAYLOAD_TYPE} OPUS/48000/2\r\n"
        f"a=fmtp:{AUDIO_PAYLOAD_TYPE} minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1\r\n"
        f"m=video 9 UDP/TLS/RTP/SAVPF {VIDEO_PAYLOAD_TYPE}\r\n{common.format(mid=1, ssrc=VIDEO_SSRC)}"
        f"a=rtpmap:{VIDEO_PAYLOAD_TYPE} H264/90000\r\na=rtcp-fb:{VIDEO_PAYLOAD_TYPE} nack\r\n"
        f"a=rtcp-fb:{VIDEO_PAYLOAD_TYPE} nack pli\r\na=rtcp-fb:{VIDEO_PAYLOAD_TYPE} goog-remb\r\n"
        f"a=fmtp:{VIDEO_PAYLOAD_TYPE} profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1\r\n"
    )


class ObsSignalling:
    """POST with a token, and DELETE at an address put together as OBS does it."""

    def __init__(self, client: httpx.AsyncClient, endpoint: str, token: str) -> None:
        self._client = client
        self._endpoint = endpoint
        self._headers = {"Authorization": f"Bearer {token}"}
        self.created: httpx.Response | None = None
        self.resource = ""
        self.left_with = 0
        """The status that DELETE was answered with."""

    async def negotiate(self, local: LocalPeer) -> RemotePeer:
        """Ask to publish; httpx.HTTPStatusError when refused."""
        response = await self._client.post(
            self._endpoint, content=obs_offer(local), headers={**self._headers, "Content-Type": "application/sdp"}
        )
        response.raise_for_status()
        self.created = response
        # OBS keeps host and path of a relative Location and blanks the query.
        base, location = urlsplit(self._endpoint), urlsplit(response.headers["Location"])
        self.resource = urlunsplit((base.scheme, base.netloc, location.path, "", ""))
        return parse_description(response.text)

    async def finish(self) -> None:
        """DELETE the resource."""
        if self.resource:
            self.left_with = (await self._client.delete(self.resource, headers=self._headers)).status_code


class WhipSender:
    """`async with WhipSender(endpoint, token) as obs: await obs.send(pictures)`."""

    def __init__(self, endpoint: str, token: str) -> None:
        self._client = httpx.AsyncClient(timeout=20.0, trust_env=False)
        self._poller = DatagramPoller()
        self._tasks = TaskOwner("whip sender")
        self.signalling = ObsSignalling(self._client, endpoint, token)
        self._connection = WebRtcViewer(self._poller, RTCCertificate.generateCertificate(), ViewerOptions())
        self._video = RtpSender(VIDEO_PAYLOAD_TYPE, VIDEO_SSRC, 90_000, base=1_000)
        self._audio = RtpSender(AUDIO_PAYLOAD_TYPE, AUDIO_SSRC, 48_000, base=2_000)
        self._sent_ns = 0
        self._sounded_ns = 0
        self.feedback: list[tuple[float, RtcpPacket]] = []
        """(when it came on the loop's clock, what the box said)."""

    async def __aenter__(self) -> Self:
        try:
            await self._connection.join(self.signalling)
        except BaseException:
            await self._close()
            raise
        self._keep_feedback()
        self._tasks.start(self._tick_forever(), name="tick")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def send(self, pictures: Sequence[CodedPicture]) -> None:
        """Send pictures in real time after those before, with silence for sound."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        begin_ns = self._sent_ns
        first_dts_ns = pictures[0].dts_ns
        for picture in pictures:
            offset_ns = picture.dts_ns - first_dts_ns
            await asyncio.sleep(max(0.0, started + offset_ns / SECOND - loop.time()))
            moved_ns = begin_ns - first_dts_ns
            moved = CodedPicture(picture.nal_units, picture.dts_ns + moved_ns, picture.pts_ns + moved_ns, True)
            self._send(self._video.picture(moved))
            self._send_sound_until(begin_ns + offset_ns)
            self._sent_ns = begin_ns + offset_ns
        self._sent_ns += SECOND // 30
        for sender in (self._video, self._audio):
            self._protect_and_send(sender.report(self._sent_ns), is_rtcp=True)

    def count(self, kind: type[Nack] | type[PictureLossIndication]) -> int:
        """How often the box said this."""
        return sum(isinstance(packet, kind) for _, packet in self.feedback)

    async def hears_goodbye(self) -> None:
        """Wait until the box has ended the publication by itself."""
        await self._connection.hears_goodbye()

    async def leave(self) -> int:
        """DELETE, then close; the status of the answer."""
        await self._connection.leave()
        return self.signalling.left_with

    async def vanish(self) -> None:
        """Close without a word over HTTP."""
        await self._connection.vanish()

    async def _close(self) -> None:
        await self._tasks.close()
        await self._connection.vanish()
        await self._client.aclose()
        self._poller.close()

    def _send(self, packets: Sequence[bytes]) -> None:
        for packet in packets:
            self._protect_and_send(packet, is_rtcp=False)

    def _send_sound_until(self, until_ns: int) -> None:
        while self._sounded_ns <= until_ns:
            self._send([self._audio.sound(OPUS_SILENCE, self._sounded_ns)])
            self._sounded_ns += SOUND_NS

    def _protect_and_send(self, packet: bytes, *, is_rtcp: bool) -> None:
        link, outbound = self._connection._link, self._connection.media._outbound
        if link is not None and outbound is not None:
            link.send(outbound.protect_rtcp(packet) if is_rtcp else outbound.protect(packet))

    def _keep_feedback(self) -> None:
        """Hear what the box says besides reports: NACKs, wishes for keyframes, bandwidth estimates."""
        media, loop = self._connection.media, asyncio.get_running_loop()
        inbound = media._inbound
        assert inbound is not None

        def receive_rtcp(datagram: bytes) -> None:
            try:
                self.feedback += [(loop.time(), each) for each in parse_compound(inbound.unprotect_rtcp(datagram))]
            except pylibsrtp.Error:
                media.check_failures += 1

        setattr(media, "receive_rtcp", receive_rtcp)  # noqa: B010

    async def _tick_forever(self) -> None:
        while True:
            self._connection.tick(asyncio.get_running_loop().time())
            await asyncio.sleep(TICK_SECONDS)

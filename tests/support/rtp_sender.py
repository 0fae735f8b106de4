"""Coded pictures and sound as the RTP packets of a WHIP publisher, with its sender reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from appliance.protocols.rtp import RtpPacket, SenderReport, packetize, uint16_add, uint32_add
from tests.support.encoded_media import SECOND, CodedPicture

NTP_BEGIN_SECONDS = 3_900_000_000
OPUS_SILENCE = b"\xf8\xff\xfe"


@dataclass(slots=True)
class RtpSender:
    """One stream of one SSRC; what is captured at 0 ns has the timestamp `base`."""

    payload_type: int
    ssrc: int
    clock_rate: int
    base: int = 0
    sequence_number: int = 65_000
    """The next one; near its wrap, so that every test passes it."""
    max_payload: int = 1000

    def picture(self, picture: CodedPicture) -> list[bytes]:
        """The packets of one access unit."""
        payloads = packetize(picture.nal_units, self.max_payload)
        last = len(payloads) - 1
        return [
            self._packet(payload, picture.pts_ns, marker=index == last)
            for index, payload in enumerate(map(bytes, payloads))
        ]

    def pictures(self, pictures: Iterable[CodedPicture]) -> list[bytes]:
        """The packets of several access units."""
        return [packet for picture in pictures for packet in self.picture(picture)]

    def sound(self, payload: bytes, captured_ns: int) -> bytes:
        """One Opus packet."""
        return self._packet(payload, captured_ns, marker=False)

    def report(self, at_ns: int) -> bytes:
        """The sender report of a moment; the wall clock says NTP_BEGIN_SECONDS at 0 ns."""
        ntp = (NTP_BEGIN_SECONDS << 32) + (at_ns << 32) // SECOND
        return SenderReport(self.ssrc, ntp, self.timestamp(at_ns), 0, 0).serialize()

    def timestamp(self, at_ns: int) -> int:
        """The RTP timestamp of a moment."""
        return uint32_add(self.base, round(at_ns * self.clock_rate / SECOND) % 2**32)

    def _packet(self, payload: bytes, captured_ns: int, *, marker: bool) -> bytes:
        packet = RtpPacket(
            self.payload_type, marker, self.sequence_number, self.timestamp(captured_ns), self.ssrc, payload
        )
        self.sequence_number = uint16_add(self.sequence_number, 1)
        return packet.serialize()

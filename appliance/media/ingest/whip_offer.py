"""What a WHIP publisher is going to send: the codecs chosen from its offer."""

import base64
import binascii
from dataclasses import dataclass

from appliance.protocols.h264 import NalType
from appliance.protocols.whip_whep import H264Choice, Offer, OpusChoice, SdpError, select_h264, select_opus

MAX_PARAMETER_SETS = 8
_TYPE_MASK = 0x1F


@dataclass(frozen=True, slots=True)
class ChosenCodecs:
    """The payload types that carry picture and sound."""

    video: H264Choice
    audio: OpusChoice | None

    @property
    def can_resend(self) -> bool:
        """Whether the publisher sends lost packets again when it is asked."""
        return "nack" in self.video.feedback

    def parameter_sets(self) -> tuple[list[bytes], list[bytes]]:
        """The SPS and PPS that the offer carries (RFC 6184 §8.1): some encoders send them nowhere else."""
        encoded = self.video.parameters.get("sprop-parameter-sets", "").split(",")[:MAX_PARAMETER_SETS]
        nal_units = [nal for nal in map(_decoded, encoded) if nal]
        return (
            [nal for nal in nal_units if nal[0] & _TYPE_MASK == NalType.SPS],
            [nal for nal in nal_units if nal[0] & _TYPE_MASK == NalType.PPS],
        )


def choose_codecs(offer: Offer) -> ChosenCodecs:
    """The codecs to receive; raises SdpError when there is no picture among them."""
    video = audio = None
    for media in offer.media:
        if media.rejected or media.direction not in ("sendonly", "sendrecv"):
            continue
        if media.kind == "video":
            video = select_h264(media)
            if video is None:
                raise SdpError("The offer has no H.264 video with packetization-mode 1.", unsupported=True)
        elif media.kind == "audio":
            audio = select_opus(media)
    if video is None:
        raise SdpError("The offer sends no video.", unsupported=True)
    return ChosenCodecs(video, audio)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""

"""Thumbnails: a cast's latest keyframe as it came, for whoever can decode it."""

from dataclasses import dataclass

from appliance.errors import BadRequest
from appliance.media.unit import VideoFrame
from appliance.protocols.h264 import join_annex_b
from appliance.services.casting import Cast

KEYFRAME_MAX_BYTES = 2 * 1024 * 1024
"""A keyframe of 1080p from a generous encoder is a fifth of this."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """One picture that can be decoded by itself."""

    frame: VideoFrame

    @property
    def etag(self) -> str:
        """Names this picture among all of its cast (RFC 9110 §8.8.3)."""
        return f'"{self.frame.arrived_ns:x}"'

    def annex_b(self) -> bytes:
        """The picture behind its parameter sets, in Annex B (ITU-T H.264)."""
        return join_annex_b(self.frame.nal_units)


def keyframe_of(cast: Cast) -> Keyframe:
    """The latest picture of whoever publishes to the cast; raises BadRequest (404, no_picture) without one."""
    frame = cast.hub.keyframe
    if frame is None:
        raise BadRequest("No picture has come from this cast yet.", status=404, code="no_picture")
    if sum(map(len, frame.nal_units)) > KEYFRAME_MAX_BYTES:
        raise BadRequest("The picture of this cast is too large for a thumbnail.", status=404, code="no_picture")
    return Keyframe(frame)

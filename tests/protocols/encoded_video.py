"""H.264 as x264 writes it, for the parsers to read."""

from collections.abc import Mapping
from fractions import Fraction

import av
from av.video.frame import VideoFrame

from appliance.protocols.h264 import split_annex_b


def encode(
    width: int, height: int, frames: int, options: Mapping[str, str], pixel_format: str = "yuv420p"
) -> list[list[bytes]]:
    """The NAL units of each access unit of a short picture that changes."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, pixel_format
    context.framerate, context.time_base = Fraction(30), Fraction(1, 30)
    context.options = {"preset": "ultrafast", "log": "-1", **options}
    packets = []
    for number in range(frames):
        frame = VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([40 * number % 256]) * plane.buffer_size)
        frame.pts = number
        packets += context.encode(frame.reformat(format=pixel_format))
    return [split_annex_b(bytes(packet)) for packet in [*packets, *context.encode(None)]]

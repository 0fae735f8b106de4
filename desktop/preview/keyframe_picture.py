"""One H.264 keyframe as a small image. What comes is not trusted: bad bytes make no image."""

import av
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from PySide6.QtGui import QImage

from desktop.preview.picture_maker import new_h264_decoder, to_rgb32
from desktop.preview.video_picture import PictureSize, fitted

MAX_KEYFRAME_BYTES = 4 * 1024 * 1024
ROOM = PictureSize(320, 320)
"""A thumbnail is at most so large; an upright phone is as tall as it is."""


def keyframe_image(data: bytes, room: PictureSize = ROOM) -> QImage | None:
    """The picture in Annex B `data`; None when it is none, or too large. For any thread."""
    if not data or len(data) > MAX_KEYFRAME_BYTES:
        return None
    frame = _first_frame(data)
    if frame is None:
        return None
    size = fitted(PictureSize(frame.width, frame.height), room)
    try:
        picture = to_rgb32(frame, size, VideoReformatter())
    except (av.FFmpegError, ValueError):
        return None
    # A copy: the bytes of the picture end with this function.
    lines = picture.bytes_per_line
    return QImage(picture.data, picture.width, picture.height, lines, QImage.Format.Format_RGB32).copy()


def _first_frame(data: bytes) -> VideoFrame | None:
    decoder = new_h264_decoder()
    try:
        frames = [*decoder.decode(av.Packet(data)), *decoder.decode(None)]
    except av.FFmpegError:
        return None
    return frames[0] if frames else None

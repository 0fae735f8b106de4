"""Notices B-frames: pictures sent in another order than they are shown, which WebRTC cannot carry."""

from appliance.media.picture import Picture
from appliance.protocols.h264 import H264Error, NalType, SliceType, Sps, nal_type, parse_slice_header

_BASELINE = 66
_COMPOSITION_CHANGE_NS = 5_000_000
"""Timestamps in whole milliseconds make a constant offset look uneven by less than this."""


class ReorderWatch:
    """Looks at each picture in the order it is sent."""

    def __init__(self) -> None:
        self._may_reorder = True
        self._says_so = False
        self._keyframe_offset_ns = 0

    @property
    def may_reorder(self) -> bool:
        """False when the profile has no B-frames at all."""
        return self._may_reorder

    def configure(self, sps: Sps) -> None:
        """Take what the stream promises about its order."""
        self._may_reorder = sps.profile_idc != _BASELINE
        self._says_so = bool(sps.max_num_reorder_frames)

    def is_reordered(self, picture: Picture, dts_ns: int, pts_ns: int) -> bool:
        """True from the first picture on that shows B-frames.

        A constant offset between decoding and showing is no sign of them. A changing one is, where the stream
        announces reordering; it is seen one picture earlier than the first B slice.
        """
        if not self._may_reorder:
            return False
        if picture.is_keyframe:
            self._keyframe_offset_ns = pts_ns - dts_ns
            return False
        offset_change = abs(pts_ns - dts_ns - self._keyframe_offset_ns)
        return (self._says_so and offset_change > _COMPOSITION_CHANGE_NS) or _has_b_slice(picture)


def _has_b_slice(picture: Picture) -> bool:
    for nal in picture.nal_units:
        if nal_type(nal) in (NalType.SLICE, NalType.PARTITION_A):
            try:
                return parse_slice_header(nal).slice_type is SliceType.B
            except H264Error:
                return False
    return False

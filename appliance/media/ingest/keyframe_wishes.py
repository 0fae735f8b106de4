"""When a publisher that can be asked is asked for a keyframe."""

from appliance.media.unit import NANOSECONDS_PER_SECOND

REQUEST_INTERVAL_NS = NANOSECONDS_PER_SECOND
FIRST_PATIENCE_NS = 300_000_000
"""The first frame is a keyframe anyway: asking while it still comes in would only make the encoder send another one."""
KEYFRAME_DISTANCE_NS = 3 * NANOSECONDS_PER_SECOND
"""Browsers send one keyframe only; joiners are shown the pictures since the newest one, which must not be many."""


class KeyframeWishes:
    """Grants at most one request a second."""

    def __init__(self) -> None:
        self._may_ask_ns = 0
        self._keyframe_ns: int | None = None

    def began(self, now_ns: int) -> None:
        """A new stream has sent its first packet."""
        self._may_ask_ns = max(self._may_ask_ns, now_ns + FIRST_PATIENCE_NS)
        self._keyframe_ns = None

    def got_keyframe(self, now_ns: int) -> None:
        """A keyframe has arrived whole."""
        self._keyframe_ns = now_ns

    def may_ask(self, now_ns: int) -> bool:
        """Whether a request may go out now; granting counts as asking."""
        if now_ns < self._may_ask_ns:
            return False
        self._may_ask_ns = now_ns + REQUEST_INTERVAL_NS
        return True

    def is_group_long(self, now_ns: int) -> bool:
        """Whether the newest keyframe is too old for joiners."""
        return self._keyframe_ns is not None and now_ns - self._keyframe_ns >= KEYFRAME_DISTANCE_NS

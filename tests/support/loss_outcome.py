"""How viewers on a bad network fared in the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.webrtc_viewer import WebRtcViewer


@dataclass(frozen=True, slots=True)
class LossOutcome:
    """Video packets and frames of all viewers together."""

    packets: int
    recovered: int
    residual: int
    duplicates: int
    nacks: int
    frames: int
    decodable_frames: int

    @property
    def residual_percent(self) -> float:
        """What never came, in percent of what was sent."""
        return 100 * self.residual / max(1, self.packets + self.residual)

    @property
    def decodable_percent(self) -> float:
        """Decodable frames in percent of all frames."""
        return 100 * self.decodable_frames / max(1, self.frames)

    @property
    def summary(self) -> str:
        """The counts in words."""
        return (
            f"{self.packets} packets, {self.recovered} came late or again, {self.residual} never, "
            f"{self.nacks} asked for, {self.decodable_frames} of {self.frames} frames decodable"
        )


def outcome_of(viewers: Sequence[WebRtcViewer]) -> LossOutcome:
    """Count what is certain now: packets that were missed less than a second ago may still come, and do not count."""
    streams = [stream for viewer in viewers if (stream := viewer.media.stream("video"))]
    judged = [viewer.media.tally.judge() for viewer in viewers]
    return LossOutcome(
        packets=sum(stream.census.received for stream in streams),
        recovered=sum(stream.census.recovered for stream in streams),
        residual=sum(stream.census.given_up for stream in streams),
        duplicates=sum(stream.census.duplicates for stream in streams),
        nacks=sum(viewer.media.nacks_sent for viewer in viewers),
        frames=sum(frames for frames, _ in judged),
        decodable_frames=sum(decodable for _, decodable in judged),
    )

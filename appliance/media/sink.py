"""The port through which anything that makes media hands it on; the hub fulfils it."""

from typing import Protocol

from appliance.media.unit import AudioFrame, VideoFrame


class MediaSink(Protocol):
    """Takes the frames of one cast, in order, on the event loop's thread."""

    def publish_video(self, frame: VideoFrame) -> None:
        """Hand on one picture."""

    def publish_audio(self, frame: AudioFrame) -> None:
        """Hand on one Opus packet."""

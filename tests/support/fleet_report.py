"""What a viewer fleet says about a run, as the parent process reads it."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class StreamCount:
    """Counters of all viewers' streams of one kind."""

    packets: int = 0
    octets: int = 0
    frames: int = 0
    lost: int = 0
    duplicates: int = 0
    recovered: int = 0
    restarts: int = 0

    def since(self, earlier: "StreamCount") -> "StreamCount":
        """What was added after `earlier`."""
        before = asdict(earlier)
        return StreamCount(**{name: value - before[name] for name, value in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """Everybody has asked, and those who are in have had their first frame."""

    connected: int
    failures: tuple[str, ...]
    packets: int
    """Delivered while joining, all kinds."""
    seconds: float


@dataclass(frozen=True, slots=True)
class FleetReport:
    """Counts of the window, and facts of the whole run."""

    seconds: float
    video: StreamCount
    audio: StreamCount
    rtx: StreamCount
    lost_since_join: int
    viewers: int
    connected: int
    alive: int
    """Still receiving video at the end."""
    failures: tuple[str, ...]
    connect_ms: tuple[float, ...]
    first_frame_ms: tuple[float, ...]
    checked: int
    check_failures: int
    sender_reports: int
    nacks: int
    frames: int
    decodable_frames: int
    srtp_profile: str
    probes: tuple[tuple[str, int], ...] = field(repr=False)
    """(last bytes of a frame in hex, when they came): in the window, for the viewers that probe."""

    @property
    def packets(self) -> int:
        """Delivered in the window."""
        return self.video.packets + self.audio.packets + self.rtx.packets

    @property
    def octets(self) -> int:
        """Delivered in the window, without IP and UDP headers."""
        return self.video.octets + self.audio.octets + self.rtx.octets

    @property
    def lost(self) -> int:
        """Missing in the window and not come half a second after it."""
        return self.video.lost + self.audio.lost

    def to_json(self) -> str:
        """One line of text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "FleetReport":
        """Read what `to_json` wrote."""
        values = json.loads(text)
        for kind in ("video", "audio", "rtx"):
            values[kind] = StreamCount(**values[kind])
        for name in ("failures", "connect_ms", "first_frame_ms"):
            values[name] = tuple(values[name])
        values["probes"] = tuple((tail, arrived) for tail, arrived in values["probes"])
        return cls(**values)

"""A program that runs many real viewers on one core and prints what they received.

    python -m tests.support.viewer_fleet --whep http://HOST/sessions/practice/whep --viewers 100 --seconds 10

Each line is an event and its JSON: `joined` (all have asked), `window_start`, `window_end`, `report`. The parent reads
the server's CPU time when it sees the two window lines, so that CPU and packets are of the same seconds.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx
from aiortc.rtcdtlstransport import RTCCertificate

from appliance.lifecycle import TaskOwner
from tests.support.cpu_pinning import LOAD_CPU, pin_this_process
from tests.support.datagram_poller import DatagramPoller
from tests.support.fleet_report import FleetReport, JoinedLine, StreamCount
from tests.support.janus_signalling import JanusSignalling
from tests.support.received_media import ReceivedMedia, ReceiveOptions
from tests.support.webrtc_viewer import Signalling, ViewerOptions, WebRtcViewer
from tests.support.whep_signalling import WhepSignalling

TICK_SECONDS = 0.1
NACK_TICK_SECONDS = 0.02
LATE_SECONDS = 0.5
"""How long after the window a packet may still come before it counts as lost."""
LEAVE_AT_ONCE = 32
FIRST_FRAME_SECONDS = 5.0
FAILURES_TOLD = 5
ALIVE_NANOSECONDS = 2_000_000_000
KINDS = ("video", "audio", "rtx")


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """What to run; the command line in one object."""

    whep: str
    tokens: tuple[str, ...]
    janus: str
    viewers: int
    ramp_seconds: float
    settle_seconds: float
    seconds: float
    probe_every: int
    nack: bool
    tally_frames: bool
    transport: str
    cpu: int
    output: str


class ViewerFleet:
    """The viewers of one run."""

    def __init__(self, plan: FleetPlan, poller: DatagramPoller, client: httpx.AsyncClient) -> None:
        self._plan = plan
        self._poller = poller
        self._client = client
        self._certificate = RTCCertificate.generateCertificate()
        self.viewers: list[WebRtcViewer] = []
        self.failures: list[str] = []

    async def join_all(self) -> None:
        """Start one viewer after the other over the ramp, and wait until each is in or has failed."""
        pause = self._plan.ramp_seconds / max(1, self._plan.viewers)
        started = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for index in range(self._plan.viewers):
                await asyncio.sleep(max(0.0, started + index * pause - time.monotonic()))
                viewer = WebRtcViewer(self._poller, self._certificate, self._options(index))
                self.viewers.append(viewer)
                group.create_task(self._join(viewer, self._signalling(index)))

    async def tick_forever(self) -> None:
        """Keep every viewer's feedback and consent going."""
        pause = NACK_TICK_SECONDS if self._plan.nack else TICK_SECONDS
        while True:
            now = time.monotonic()
            for viewer in self.viewers:
                viewer.tick(now)
            await asyncio.sleep(pause)

    async def first_frames(self, deadline_seconds: float) -> None:
        """Wait until every connected viewer has had a whole keyframe, or the deadline."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(deadline_seconds):
                for viewer in self.connected:
                    await viewer.media.first_frame_seen.wait()

    @property
    def connected(self) -> list[WebRtcViewer]:
        """The viewers that are in."""
        return [viewer for viewer in self.viewers if viewer.connected_ns]

    def count(self, kind: str) -> StreamCount:
        """The counters of that kind of stream, summed over the viewers."""
        streams = [stream for viewer in self.viewers for stream in viewer.media.streams.values() if stream.kind == kind]
        return StreamCount(
            packets=sum(stream.census.received for stream in streams),
            octets=sum(stream.octets for stream in streams),
            frames=sum(stream.frames_ended for stream in streams),
            lost=sum(stream.census.lost for stream in streams),
            duplicates=sum(stream.census.duplicates for stream in streams),
            recovered=sum(stream.census.recovered for stream in streams),
            restarts=sum(stream.census.restarts for stream in streams),
        )

    async def leave_all(self) -> None:
        """Every viewer says goodbye, some at a time."""
        for start in range(0, len(self.viewers), LEAVE_AT_ONCE):
            leaving = [viewer.leave() for viewer in self.viewers[start : start + LEAVE_AT_ONCE]]
            await asyncio.gather(*leaving, return_exceptions=True)

    async def _join(self, viewer: WebRtcViewer, signalling: Signalling) -> None:
        try:
            await viewer.join(signalling)
        except Exception as error:
            self.failures.append(f"{type(error).__name__}: {error}")

    def _signalling(self, index: int) -> Signalling:
        if self._plan.janus:
            return JanusSignalling(self._client, self._plan.janus)
        tokens = self._plan.tokens
        return WhepSignalling(self._client, self._plan.whep, token=tokens[index % len(tokens)] if tokens else "")

    def _options(self, index: int) -> ViewerOptions:
        probe = self._plan.probe_every > 0 and index % self._plan.probe_every == 0
        receive = ReceiveOptions(nack=self._plan.nack, tally_frames=self._plan.tally_frames, probe=probe)
        return ViewerOptions(transport=self._plan.transport, receive=receive)


async def run_fleet(plan: FleetPlan, say: Callable[[str, str], None]) -> None:
    """Join, hold, count, leave."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with (
        httpx.AsyncClient(limits=limits, timeout=20.0, trust_env=False) as client,
        TaskOwner("fleet") as tasks,
    ):
        with DatagramPoller() as poller:
            fleet = ViewerFleet(plan, poller, client)
            tasks.start(fleet.tick_forever(), name="tick")
            say("joined", json.dumps(asdict(await _join(fleet))))
            await asyncio.sleep(plan.settle_seconds)
            report = await _measure(fleet, plan.seconds, say)
            await fleet.leave_all()
    say("report", report.to_json())


async def _join(fleet: ViewerFleet) -> JoinedLine:
    started = time.monotonic()
    await fleet.join_all()
    await fleet.first_frames(FIRST_FRAME_SECONDS)
    return JoinedLine(
        connected=len(fleet.connected),
        failures=tuple(fleet.failures[:FAILURES_TOLD]),
        packets=sum(fleet.count(kind).packets for kind in KINDS),
        seconds=time.monotonic() - started,
    )


async def _measure(fleet: ViewerFleet, seconds: float, say: Callable[[str, str], None]) -> FleetReport:
    before = {kind: fleet.count(kind) for kind in KINDS}
    started_ns = time.monotonic_ns()
    say("window_start", "{}")
    await asyncio.sleep(seconds)
    after = {kind: fleet.count(kind) for kind in KINDS}
    ended_ns = time.monotonic_ns()
    say("window_end", "{}")
    await asyncio.sleep(LATE_SECONDS)
    counts = {
        kind: replace(after[kind].since(before[kind]), lost=fleet.count(kind).lost - before[kind].lost)
        for kind in KINDS
    }
    return _report(fleet, counts, (started_ns, ended_ns))


def _report(fleet: ViewerFleet, counts: dict[str, StreamCount], window_ns: tuple[int, int]) -> FleetReport:
    viewers = fleet.connected
    media = [viewer.media for viewer in viewers]
    judged = [received.tally.judge() for received in media]
    return FleetReport(
        seconds=(window_ns[1] - window_ns[0]) / 1e9,
        video=counts["video"],
        audio=counts["audio"],
        rtx=counts["rtx"],
        lost_since_join=fleet.count("video").lost + fleet.count("audio").lost,
        viewers=len(fleet.viewers),
        connected=len(viewers),
        alive=sum(_is_receiving(viewer) for viewer in viewers),
        failures=tuple(fleet.failures[:FAILURES_TOLD]),
        connect_ms=tuple(_milliseconds(viewer.connected_ns - viewer.asked_ns) for viewer in viewers),
        first_frame_ms=tuple(
            _milliseconds(viewer.media.first_frame_ns - viewer.asked_ns)
            for viewer in viewers
            if viewer.media.first_frame_ns
        ),
        checked=sum(received.checked for received in media),
        check_failures=sum(received.check_failures for received in media),
        sender_reports=sum(received.sender_reports for received in media),
        nacks=sum(received.nacks_sent for received in media),
        frames=sum(frames for frames, _ in judged),
        decodable_frames=sum(decodable for _, decodable in judged),
        srtp_profile=viewers[0].srtp_profile if viewers else "",
        probes=_probes(media, window_ns),
    )


def _milliseconds(nanoseconds: int) -> float:
    return round(nanoseconds / 1e6, 2)


def _is_receiving(viewer: WebRtcViewer) -> bool:
    video = viewer.media.stream("video")
    return video is not None and time.monotonic_ns() - video.last_arrival_ns < ALIVE_NANOSECONDS


def _probes(media: list[ReceivedMedia], window_ns: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (probe.tail.hex(), probe.arrived_ns)
        for received in media
        for probe in received.probes
        if window_ns[0] <= probe.arrived_ns <= window_ns[1]
    )


def read_plan(arguments: list[str] | None = None) -> FleetPlan:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description="Many real WebRTC viewers on one core.")
    parser.add_argument("--whep", default="", help="the WHEP endpoint")
    parser.add_argument(
        "--token", action="append", default=[], dest="tokens", help="an access token of whoever watches, again for each"
    )
    parser.add_argument("--janus", default="", help="or the base address of a Janus HTTP API")
    parser.add_argument("--viewers", type=int, default=10)
    parser.add_argument("--ramp-seconds", type=float, default=3.0)
    parser.add_argument("--settle-seconds", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--probe-every", type=int, default=0, help="every Nth viewer notes each frame's arrival")
    parser.add_argument("--nack", action="store_true", help="ask for what is missing")
    parser.add_argument("--tally-frames", action="store_true", help="decrypt all video, judge every frame")
    parser.add_argument("--transport", choices=["udp", "tcp"], default="udp")
    parser.add_argument("--cpu", type=int, default=LOAD_CPU)
    parser.add_argument("--output", default="", help="write the report here instead of standard output")
    values = vars(parser.parse_args(arguments))
    return FleetPlan(**{**values, "tokens": tuple(values["tokens"])})


def main() -> None:
    """Run the fleet that the command line asks for."""
    plan = read_plan()
    pin_this_process(plan.cpu)

    def say(event: str, text: str) -> None:
        if event == "report" and plan.output:
            Path(plan.output).write_text(text)
            text = "{}"
        sys.stdout.write(f"{event} {text}\n")
        sys.stdout.flush()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_fleet(plan, say))


if __name__ == "__main__":
    main()

"""The box's figures for /metrics, read from the running parts."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.contract.version import VERSION
from appliance.media.ingest.rtmp_limits import RtmpCounters
from appliance.media.transport.media_port import MediaPort
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.observability.event_loop_lag import LagSummary
from appliance.observability.metrics import Reading
from appliance.services.use_cases import UseCases


@dataclass(frozen=True, slots=True)
class FigureSources:
    """Where the figures come from."""

    use_cases: UseCases
    media_port: MediaPort
    rtmp: RtmpCounters
    lag: Callable[[], LagSummary]
    data_dir: Path


def read_figures(sources: FigureSources) -> Iterator[Reading]:
    """Every figure, now."""
    yield Reading("airclass_build_info", "The running version.", "gauge", 1, (("version", VERSION),))
    yield from _sessions(sources.use_cases)
    yield from _ingest(sources)
    yield from _viewers(sources.use_cases)
    yield from _egress(sources.use_cases)
    yield from _transport(sources.media_port)
    yield from _box(sources)


def _sessions(use_cases: UseCases) -> Iterator[Reading]:
    yield Reading("airclass_sessions_active", "Open sessions.", "gauge", len(use_cases.sessions))
    followers = sum(session.events.followers for session in use_cases.sessions.all())
    yield Reading("airclass_ws_clients", "Pages that follow a session's live socket.", "gauge", followers)


def _ingest(sources: FigureSources) -> Iterator[Reading]:
    publishers = [
        cast.publisher.entry.protocol for cast in sources.use_cases.casting.all() if cast.publisher is not None
    ]
    for protocol in ("rtmp", "whip"):
        labels = (("protocol", protocol),)
        yield Reading("airclass_streams_active", "Publishers connected.", "gauge", publishers.count(protocol), labels)
    received = {"rtmp": sources.rtmp.bytes_received_total, "whip": sources.use_cases.publishing.bytes_received_total}
    for protocol, total in received.items():
        labels = (("protocol", protocol),)
        yield Reading("airclass_ingest_bytes", "Bytes received from publishers.", "counter", total, labels)
    yield Reading(
        "airclass_publishers_refused", "Publishers sent away.", "counter", sources.use_cases.casting.refused_total
    )
    yield Reading(
        "airclass_rtmp_connections_open", "RTMP connections, publishing or not.", "gauge", sources.rtmp.connections_open
    )


def _viewers(use_cases: UseCases) -> Iterator[Reading]:
    transports = [
        viewer.transport for broadcast in use_cases.viewing.broadcasts() for viewer in broadcast.fanout.viewers
    ]
    for transport in ("udp", "tcp"):
        labels = (("transport", transport), ("node", "main"))
        yield Reading("airclass_viewers_active", "Viewers connected.", "gauge", transports.count(transport), labels)
    yield Reading("airclass_joins", "Viewers that were answered.", "counter", use_cases.viewing.joins_total)
    yield Reading(
        "airclass_joins_refused", "Viewers refused for want of room.", "counter", use_cases.viewing.refused_total
    )


def _egress(use_cases: UseCases) -> Iterator[Reading]:
    totals = use_cases.viewing.egress_totals()
    named = {
        "airclass_egress_packets": ("Packets sent to viewers.", totals.packets_total),
        "airclass_egress_bytes": ("Payload bytes sent to viewers.", totals.bytes_total),
        "airclass_egress_frames_dropped": (
            "Frames not sent to viewers that fell behind.",
            totals.frames_dropped_total,
        ),
        "airclass_egress_overloads": ("Times the box fell a second behind its viewers.", totals.overloads_total),
        "airclass_rtp_retransmissions": ("Packets sent again.", totals.retransmitted_total),
        "airclass_keyframe_requests": ("Keyframes asked for by viewers.", totals.keyframe_requests_total),
    }
    for name, (help_text, value) in named.items():
        yield Reading(name, help_text, "counter", value)
    lost_help = "Packets that receivers reported missing."
    yield Reading("airclass_rtp_packets_lost", lost_help, "counter", totals.nacked_total, (("direction", "out"),))
    lost_in = use_cases.publishing.packets_lost_total
    yield Reading("airclass_rtp_packets_lost", lost_help, "counter", lost_in, (("direction", "in"),))


def _transport(port: MediaPort) -> Iterator[Reading]:
    dropped_help = "Datagrams that belong to nobody or do not authenticate."
    for reason, value in (
        ("unknown", port.counters.dropped_unknown_total),
        ("unauthentic", port.counters.dropped_unauthentic_total),
    ):
        yield Reading("airclass_media_datagrams_dropped", dropped_help, "counter", value, (("reason", reason),))
    failed_help = "Peers that never connected or fell silent."
    for reason, value in (
        ("handshake", port.counters.handshakes_failed_total),
        ("silent", port.counters.peers_silent_total),
    ):
        yield Reading("airclass_ice_failures", failed_help, "counter", value, (("reason", reason),))
    yield Reading("airclass_media_socket_full", "Sends that found the socket full.", "counter", port.socket_full_total)
    yield Reading(
        "airclass_media_segmentation_offload",
        "1 while UDP segmentation offload is used.",
        "gauge",
        port.uses_segmentation,
    )


def _box(sources: FigureSources) -> Iterator[Reading]:
    lag = sources.lag()
    for quantile, value in (("0.5", lag.p50), ("0.99", lag.p99), ("1", lag.maximum)):
        yield Reading(
            "airclass_event_loop_lag_seconds",
            "How late the event loop ran its timers in the last minute.",
            "gauge",
            value,
            (("quantile", quantile),),
        )
    delays = sorted(
        delay for broadcast in sources.use_cases.viewing.broadcasts() for delay in broadcast.fanout.relay_delays_ns
    )
    for share in (0.5, 0.99):
        delay = delays[int(share * (len(delays) - 1))] / NANOSECONDS_PER_SECOND if delays else 0.0
        yield Reading(
            "airclass_relay_delay_seconds",
            "From a frame's arrival to its last viewer's send, latest frames.",
            "gauge",
            delay,
            (("quantile", str(share)),),
        )
    free = _free_bytes(sources.data_dir)
    if free is not None:
        yield Reading("airclass_disk_free_bytes", "Free bytes where the data lies.", "gauge", free)


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None  # the disk was pulled out: /health says so

"""The box's figures for /metrics, read from the running parts."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.contract.version import VERSION
from appliance.media.ingest.rtmp_limits import RtmpCounters
from appliance.media.transport.media_port import MediaPort
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.observability.event_loop_lag import LagSummary
from appliance.observability.metrics import Reading
from appliance.services.use_cases import UseCases

RELAY_DELAY_QUANTILES = (0.5, 0.99)


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
    yield from _ingest(sources.use_cases, sources.rtmp)
    yield from _viewers(sources.use_cases)
    yield from _egress(sources.use_cases)
    yield from _transport(sources.media_port)
    yield from _relay_delay(sources.use_cases)
    yield from _box(sources)


def _sessions(use_cases: UseCases) -> Iterator[Reading]:
    yield Reading("airclass_sessions_active", "Open sessions.", "gauge", len(use_cases.sessions))
    followers = sum(session.events.followers for session in use_cases.sessions.all())
    yield Reading("airclass_ws_clients", "Pages that follow a session's live socket.", "gauge", followers)


def _ingest(use_cases: UseCases, rtmp: RtmpCounters) -> Iterator[Reading]:
    casts = use_cases.casting.all()
    present = [cast.publisher.entry.protocol for cast in casts if cast.publisher is not None]
    publishers = {protocol: present.count(protocol) for protocol in ("rtmp", "whip")}
    yield from _each("gauge", "airclass_streams_active", "Publishers connected.", "protocol", publishers)
    received = {"rtmp": rtmp.bytes_received_total, "whip": use_cases.publishing.bytes_received_total}
    yield from _each("counter", "airclass_ingest_bytes", "Bytes received from publishers.", "protocol", received)
    refused = use_cases.casting.refused_total
    yield Reading("airclass_publishers_refused", "Publishers sent away.", "counter", refused)
    open_now = rtmp.connections_open
    yield Reading("airclass_rtmp_connections_open", "RTMP connections, publishing or not.", "gauge", open_now)


def _viewers(use_cases: UseCases) -> Iterator[Reading]:
    viewing = use_cases.viewing
    present = [viewer.transport for broadcast in viewing.broadcasts() for viewer in broadcast.fanout.viewers]
    for transport in ("udp", "tcp"):
        labels = (("transport", transport), ("node", "main"))
        yield Reading("airclass_viewers_active", "Viewers connected.", "gauge", present.count(transport), labels)
    yield Reading("airclass_joins", "Viewers that were answered.", "counter", viewing.joins_total)
    yield Reading("airclass_joins_refused", "Viewers refused for want of room.", "counter", viewing.refused_total)


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
    lost = {"out": totals.nacked_total, "in": use_cases.publishing.packets_lost_total}
    help_text = "Packets that receivers reported missing."
    yield from _each("counter", "airclass_rtp_packets_lost", help_text, "direction", lost)


def _transport(port: MediaPort) -> Iterator[Reading]:
    counters = port.counters
    dropped = {"unknown": counters.dropped_unknown_total, "unauthentic": counters.dropped_unauthentic_total}
    help_text = "Datagrams that belong to nobody or do not authenticate."
    yield from _each("counter", "airclass_media_datagrams_dropped", help_text, "reason", dropped)
    failed = {"handshake": counters.handshakes_failed_total, "silent": counters.peers_silent_total}
    help_text = "Peers that never connected or fell silent."
    yield from _each("counter", "airclass_ice_failures", help_text, "reason", failed)
    yield Reading("airclass_media_socket_full", "Sends that found the socket full.", "counter", port.socket_full_total)
    help_text = "1 while UDP segmentation offload is used."
    yield Reading("airclass_media_segmentation_offload", help_text, "gauge", port.uses_segmentation)


def _relay_delay(use_cases: UseCases) -> Iterator[Reading]:
    broadcasts = use_cases.viewing.broadcasts()
    delays = sorted(delay for broadcast in broadcasts for delay in broadcast.fanout.relay_delays_ns)
    values = {
        str(share): delays[int(share * (len(delays) - 1))] / NANOSECONDS_PER_SECOND if delays else 0.0
        for share in RELAY_DELAY_QUANTILES
    }
    help_text = "From a frame's arrival to its last viewer's send, latest frames."
    yield from _each("gauge", "airclass_relay_delay_seconds", help_text, "quantile", values)


def _box(sources: FigureSources) -> Iterator[Reading]:
    lag = sources.lag()
    late = {"0.5": lag.p50, "0.99": lag.p99, "1": lag.maximum}
    help_text = "How late the event loop ran its timers in the last minute."
    yield from _each("gauge", "airclass_event_loop_lag_seconds", help_text, "quantile", late)
    free = _free_bytes(sources.data_dir)
    if free is not None:
        yield Reading("airclass_disk_free_bytes", "Free bytes where the data lies.", "gauge", free)


def _each(kind: str, name: str, help_text: str, label: str, values: Mapping[str, float]) -> Iterator[Reading]:
    for value, figure in values.items():
        yield Reading(name, help_text, kind, figure, ((label, value),))


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None  # the disk is gone: /health says so

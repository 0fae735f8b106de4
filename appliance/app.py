"""The composition root: the only module that knows all the others, and the order in which they start and end."""

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI

from appliance.api.application import ApiServices, build_application
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.static_viewer import viewer_folder
from appliance.config import Endpoint, Settings, parse_networks
from appliance.contract.system import EventLoopLag as LagView
from appliance.contract.version import VERSION
from appliance.discovery.address_watcher import AddressWatcher
from appliance.discovery.advertiser import Advertiser
from appliance.discovery.interfaces import LinkAddress, candidate_addresses, usable_addresses
from appliance.lifecycle import TaskOwner
from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_inputs import CastInputs
from appliance.media.ingest.rtmp_limits import RtmpLimits
from appliance.media.ingest.rtmp_listener import RtmpListener
from appliance.media.ingest.whip_session import WhipSession, WhipTargets
from appliance.media.negotiation import Listening
from appliance.media.transcode.practice_picture import PracticePicture
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.media.transcode.slate import slate
from appliance.media.transport.media_port import MediaPort
from appliance.observability.event_loop_lag import EventLoopLag
from appliance.observability.metrics import Metrics
from appliance.protocols.dns_sd import Announcement
from appliance.services.addresses import PublicAddresses
from appliance.services.casting import Casting
from appliance.services.figures import FigureSources, read_figures
from appliance.services.health import HealthCheck, HealthProbes
from appliance.services.practice import PracticeClass
from appliance.services.publishing import Publishing
from appliance.services.sessions import Session, Sessions
from appliance.services.viewing import Viewing
from appliance.storage.box_identity import BoxIdentity, is_writable, load_or_create
from appliance.welcome_card import CardFacts

HOST_NAME = "airclass.local"
PEERS_BESIDE_VIEWERS = 64
"""WHIP publishers and previews, on top of the viewer limit."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RealAddresses:
    """Where the box really listens, after port 0 has become a number."""

    http: Endpoint
    rtmp: Endpoint
    media: Endpoint


class Appliance:
    """One running box."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()
        self._link_addresses: tuple[LinkAddress, ...] = ()
        self._advertiser: Advertiser | None = None
        self._media_port: MediaPort | None = None
        self.identity: BoxIdentity
        self.addresses: RealAddresses
        self.practice_session: Session | None = None

    @property
    def lan_addresses(self) -> list[str]:
        """The addresses by which others reach the box, best first; loopback when there is no network."""
        if self._settings.media.host not in ("", "0.0.0.0", "::"):
            own = [self._settings.media.host]
        else:
            own = [str(address) for address in candidate_addresses(self._link_addresses)] or ["127.0.0.1"]
        return own + ([self._settings.public_address] if self._settings.public_address else [])

    async def start(self) -> RealAddresses:
        """Start every part in order; raises ConfigurationError and leaves nothing behind when one cannot start."""
        try:
            await self._start_parts()
        except BaseException:
            await self._stack.aclose()
            raise
        return self.addresses

    async def close(self) -> None:
        """End every part in the opposite order."""
        await self._stack.aclose()

    def card_facts(self) -> CardFacts:
        """What a newcomer is told; only once started."""
        settings, real = self._settings, self.addresses
        public = PublicAddresses(real.http.port, real.rtmp.port)
        hosts = [settings.http.host] if settings.http.is_loopback else self.lan_addresses
        code = self.practice_session.class_code if self.practice_session else None
        others = [*hosts[1:], *([] if settings.http.is_loopback else [HOST_NAME])]
        return CardFacts(
            room_name=settings.room_name,
            join_url=public.http_origin(hosts[0]) + (f"/?code={code}" if code else "/"),
            other_urls=[public.http_origin(host) + "/" for host in others],
            class_code=code,
            setup_code=self.identity.setup_code,
            rtmp_server=public.rtmp_server(hosts[0]),
            media_port=real.media.port,
            data_dir=settings.data_dir.resolve(),
            version=VERSION,
        )

    async def _start_parts(self) -> None:
        settings, stack, clock_ns = self._settings, self._stack, time.monotonic_ns
        self.identity = load_or_create(settings.data_dir)
        self._watch_addresses()
        tasks = await stack.enter_async_context(TaskOwner("appliance"))
        lag = EventLoopLag()
        tasks.start(lag.run(), name="event-loop-lag")

        self._media_port = media_port = MediaPort(clock_ns, max_peers=settings.max_viewers + PEERS_BESIDE_VIEWERS)
        stack.push_async_callback(media_port.close)
        media_port_number = await media_port.start(settings.media.host, settings.media.port)
        listening = Listening(media_port, lambda: self.lan_addresses)

        parts = BroadcastParts(
            listening, clock_ns, WallClock(time.time_ns() - clock_ns()), await asyncio.to_thread(slate)
        )
        sessions = Sessions(partial(Broadcast, parts))
        stack.push_async_callback(sessions.close)
        inputs = CastInputs(ReencodeSlots(settings.reencode_slots), clock_ns)
        stack.push_async_callback(inputs.close)
        casting = Casting(sessions, partial(StreamHub, clock_ns), inputs.make, clock_ns)
        metrics = Metrics()
        viewing = Viewing(
            sessions, casting, partial(Broadcast, parts), max_viewers=settings.max_viewers, clock_ns=clock_ns
        )
        stack.push_async_callback(viewing.close)
        targets = WhipTargets(settings.video_bitrate)
        publishing = Publishing(casting, partial(WhipSession, listening, targets, clock_ns))
        stack.push_async_callback(publishing.close)
        rtmp = RtmpListener(casting, RtmpLimits(), clock_ns)
        stack.push_async_callback(rtmp.close)
        _, rtmp_port = await rtmp.start(settings.rtmp.host, settings.rtmp.port)

        await self._open_practice(sessions, casting)
        sources = FigureSources(
            sessions, casting, viewing, publishing, media_port, rtmp.counters, lag.summary, settings.data_dir
        )
        metrics.read_from(partial(read_figures, sources))
        health = HealthCheck(
            HealthProbes(lambda: media_port.is_bound, partial(is_writable, settings.data_dir), partial(_lag_view, lag))
        )
        sockets = open_http_sockets(settings.http)
        http_port = sockets[0].getsockname()[1]
        services = ApiServices(sessions, casting, viewing, publishing, health, PublicAddresses(http_port, rtmp_port))
        web = HttpServer(self._build_web(services, metrics))
        stack.push_async_callback(web.close)
        await web.start(sockets)
        self.addresses = RealAddresses(
            Endpoint(settings.http.host, http_port),
            Endpoint(settings.rtmp.host, rtmp_port),
            Endpoint(settings.media.host, media_port_number),
        )
        self._announce(http_port)

    def _build_web(self, services: ApiServices, metrics: Metrics) -> FastAPI:
        return build_application(services, metrics, parse_networks(self._settings.metrics_allow), viewer_folder())

    async def _open_practice(self, sessions: Sessions, casting: Casting) -> None:
        if self._settings.practice is False:
            return
        loop = asyncio.get_running_loop()
        practice = PracticeClass(sessions, casting, lambda hub, wanted: PracticePicture(hub, wanted, loop))
        self._stack.push_async_callback(practice.close)
        self.practice_session = practice.open(self.identity.practice_class_code)

    def _watch_addresses(self) -> None:
        if self._settings.media.host not in ("", "0.0.0.0", "::"):
            self._link_addresses = usable_addresses()
            return
        watcher = AddressWatcher(self._addresses_changed)
        self._stack.push_async_callback(watcher.close)
        self._link_addresses = watcher.start()

    def _addresses_changed(self, addresses: tuple[LinkAddress, ...]) -> None:
        self._link_addresses = addresses
        logger.info("the box's addresses are now %s", ", ".join(self.lan_addresses))
        if self._media_port is not None:
            self._media_port.follow_own_addresses()
        if self._advertiser is not None:
            self._advertiser.update_addresses(addresses)

    def _announce(self, http_port: int) -> None:
        if not self._settings.announce or self._settings.http.is_loopback:
            return
        room = Announcement(self._settings.room_name, self.identity.box_id, VERSION, http_port)
        self._advertiser = Advertiser(room)
        self._stack.push_async_callback(self._advertiser.close)
        self._advertiser.start(self._link_addresses)


def _lag_view(lag: EventLoopLag) -> LagView:
    summary = lag.summary()
    return LagView(p50=summary.p50, p99=summary.p99, maximum=summary.maximum)

"""The composition root: the only module that knows all the others, and the order in which they start and end."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from appliance.api.application import ApiServices, WebSettings, build_application
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.runs import RunServices
from appliance.api.static_viewer import viewer_folder
from appliance.assembly.store import OpenStore, keep_time, open_store
from appliance.assembly.teaching import Box, Pictures, Teaching, assemble_sessions, assemble_teaching
from appliance.config import Endpoint, Settings, parse_names, parse_networks
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
from appliance.protocols.dns_sd import Announcement, instance_label
from appliance.services.addresses import PublicAddresses
from appliance.services.cast_news import CastNews
from appliance.services.casting import Casting
from appliance.services.class_networks import ClassNetworks, NetworkSources
from appliance.services.figures import FigureSources, read_figures
from appliance.services.health import HealthCheck, HealthProbes
from appliance.services.identity import IdentityProof
from appliance.services.practice import PracticeClass
from appliance.services.publishing import Publishing
from appliance.services.session import Session
from appliance.services.storage_watch import StorageWatch
from appliance.services.use_cases import UseCases
from appliance.services.viewing import Viewing, ViewingRules
from appliance.storage.box_identity import BoxIdentity, is_writable, load_or_create
from appliance.storage.file_system import DiskFiles
from appliance.welcome_card import CardFacts

HOST_NAME = "airclass.local"
BYTES_PER_MB = 1_000_000
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
        self._waits_for_teacher: Callable[[], bool] = lambda: True

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
            setup_code=self.identity.setup_code if self._waits_for_teacher() else None,
            rtmp_server=public.rtmp_server(hosts[0]),
            media_port=real.media.port,
            data_dir=settings.data_dir.resolve(),
            version=VERSION,
        )

    async def _start_parts(self) -> None:
        settings, data_dir = self._settings, self._settings.data_dir
        self.identity = load_or_create(data_dir)
        tasks = await self._stack.enter_async_context(TaskOwner("appliance"))
        files = DiskFiles()
        watch = StorageWatch(partial(files.free_bytes, data_dir), settings.disk_reserve_mb * BYTES_PER_MB)
        store = await open_store(self._stack, data_dir, files, self.identity, watch.note)
        self._watch_addresses()
        lag, metrics = EventLoopLag(), Metrics()
        media_port, media_port_number = await self._open_media_port()
        use_cases = await self._make_use_cases(media_port, metrics, store)
        teaching = await self._teach(use_cases, store, watch)
        rtmp, rtmp_port = await self._listen_for_rtmp(use_cases.casting)
        await self._open_practice(use_cases)

        sources = FigureSources(use_cases, media_port, rtmp.counters, lag.summary, data_dir)
        metrics.read_from(partial(read_figures, sources))
        health = HealthCheck(self._probes(media_port, lag, watch, store))
        http_port = await self._serve_web(use_cases, teaching, health, metrics, rtmp_port)
        self.addresses = RealAddresses(
            Endpoint(settings.http.host, http_port),
            Endpoint(settings.rtmp.host, rtmp_port),
            Endpoint(settings.media.host, media_port_number),
        )
        self._announce(http_port)
        tasks.start(keep_time(store, data_dir), name="keep-time")
        # Last: that starting up takes its time says nothing about the box.
        tasks.start(lag.run(), name="event-loop-lag")

    async def _teach(self, use_cases: UseCases, store: OpenStore, watch: StorageWatch) -> Teaching:
        await use_cases.sessions.restore()
        casting, networks = use_cases.casting, use_cases.networks
        pictures = Pictures(
            stage_view=casting.stage_view,
            casts=use_cases.cast_news.current,
            network=networks.current,
            end_casts=casting.end_session,
            end_viewers=use_cases.viewing.end_of,
            forget_network=networks.forget,
        )
        box = Box(self._settings, self.identity, store, use_cases.sessions, pictures)
        teaching = await assemble_teaching(self._stack, box)
        self._waits_for_teacher = lambda: teaching.accounts.needs_setup
        watch.tell = teaching.live.tell_trouble
        watch.start()
        self._stack.push_async_callback(watch.close)
        return teaching

    def _probes(self, media_port: MediaPort, lag: EventLoopLag, watch: StorageWatch, store: OpenStore) -> HealthProbes:
        return HealthProbes(
            lambda: media_port.is_bound,
            partial(is_writable, self._settings.data_dir),
            partial(_lag_view, lag),
            lambda: watch.current,
            store.engine.damage,
        )

    async def _open_media_port(self) -> tuple[MediaPort, int]:
        settings = self._settings
        port = MediaPort(time.monotonic_ns, max_peers=settings.max_viewers + PEERS_BESIDE_VIEWERS)
        self._stack.push_async_callback(port.close)
        self._media_port = port
        return port, await port.start(settings.media.host, settings.media.port)

    async def _make_use_cases(self, media_port: MediaPort, metrics: Metrics, store: OpenStore) -> UseCases:
        settings, stack, clock_ns = self._settings, self._stack, time.monotonic_ns
        listening = Listening(media_port, lambda: self.lan_addresses)
        wall_clock = WallClock(time.time_ns() - clock_ns())
        still = slate()  # Not in a thread: nobody is served yet, and a thread would keep 20 MB for itself ever after.
        parts = BroadcastParts(listening, clock_ns, wall_clock, still, metrics.viewer_round_trip.observe)
        sessions = assemble_sessions(store, partial(Broadcast, parts))
        stack.push_async_callback(sessions.close)
        inputs = CastInputs(ReencodeSlots(settings.reencode_slots), clock_ns)
        stack.push_async_callback(inputs.close)
        casting = Casting(sessions, partial(StreamHub, clock_ns), inputs.make, clock_ns)
        cast_news = CastNews(sessions, casting.views)
        stack.push_async_callback(cast_news.close)
        casting.on_change = cast_news.changed
        cast_news.start()
        rules = ViewingRules(settings.max_viewers, clock_ns, metrics.whep_setup.observe)
        viewing = Viewing(sessions, casting, partial(Broadcast, parts), rules)
        casting.on_forgotten = viewing.end_preview
        stack.push_async_callback(viewing.close)
        networks = ClassNetworks(sessions, NetworkSources(viewing.stage_watches, clock_ns, store.engine.clock.wall_ms))
        stack.push_async_callback(networks.close)
        networks.start()
        targets = WhipTargets(settings.video_bitrate)
        publishing = Publishing(casting, partial(WhipSession, listening, targets, clock_ns))
        stack.push_async_callback(publishing.close)
        return UseCases(sessions, casting, cast_news, viewing, networks, publishing)

    async def _listen_for_rtmp(self, casting: Casting) -> tuple[RtmpListener, int]:
        rtmp = RtmpListener(casting, RtmpLimits(), time.monotonic_ns)
        self._stack.push_async_callback(rtmp.close)
        _, port = await rtmp.start(self._settings.rtmp.host, self._settings.rtmp.port)
        return rtmp, port

    async def _open_practice(self, use_cases: UseCases) -> None:
        wanted = self._settings.practice
        if wanted is None:
            wanted = self._waits_for_teacher()
        if not wanted:
            return
        loop = asyncio.get_running_loop()
        practice = PracticeClass(
            use_cases.sessions, use_cases.casting, lambda hub, wanted: PracticePicture(hub, wanted, loop)
        )
        self._stack.push_async_callback(practice.close)
        self.practice_session = await practice.open(self.identity.practice_class_code)

    async def _serve_web(
        self, use_cases: UseCases, teaching: Teaching, health: HealthCheck, metrics: Metrics, rtmp_port: int
    ) -> int:
        settings = self._settings
        sockets = open_http_sockets(settings.http)
        http_port: int = sockets[0].getsockname()[1]
        addresses = PublicAddresses(http_port, rtmp_port, lambda: self.lan_addresses[0])
        services = ApiServices(
            use_cases=use_cases,
            health=health,
            identity=self._prove_identity(),
            addresses=addresses,
            accounts=teaching.accounts,
            rights=teaching.rights,
            joining=teaching.joining,
            rosters=teaching.rosters,
            bank=teaching.bank,
            images=teaching.images,
            runs=RunServices(use_cases.sessions, teaching.runs, teaching.results, teaching.own_data),
            dashboard=teaching.dashboard,
            live=teaching.live,
            commands=teaching.commands,
        )
        web_settings = WebSettings(
            parse_networks(settings.metrics_allow), parse_names(settings.host_names), viewer_folder()
        )
        web = HttpServer(build_application(services, metrics, web_settings))
        self._stack.push_async_callback(web.close)
        await web.start(sockets)
        return http_port

    def _prove_identity(self) -> IdentityProof:
        def room_name() -> str:
            announced = self._advertiser
            return announced.names.instance if announced is not None else instance_label(self._settings.room_name)

        return IdentityProof(self.identity.box_id, bytes.fromhex(self.identity.signing_key), room_name)

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

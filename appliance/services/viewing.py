"""Watching: viewers of a session's stage and of single casts, by the secret in their resource's address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.errors import CapacityExceeded, NotFound, StageNeverLive
from appliance.lifecycle import TaskOwner
from appliance.media.broadcast import Broadcast
from appliance.media.egress.fanout import FanoutCounters
from appliance.media.egress.whep_session import WhepSession
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.whip_whep import IceCredentials
from appliance.services.casting import Cast, Casting
from appliance.services.sessions import Sessions

SECRET_BYTES = 18
ID_BYTES = 6
STALE_JOIN_NS = 3 * NANOSECONDS_PER_SECOND
"""A join that has not connected after this long gives its place to the next when the class is full."""
WATCHES_OF_ONE_MAX = 4
"""Devices of one person, and joins whose network went away without a word; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who watches what."""

    session_id: str
    person_id: str = ""
    """Empty for a guest of the practice class."""
    name: str = ""
    cast_id: str = ""
    """The cast that is previewed; empty for the stage."""


@dataclass(slots=True)
class Watch:
    """One viewer's resource."""

    secret: str
    session: WhepSession
    etag: str
    watcher: Watcher
    viewer_id: str
    """Names the viewer to teachers; unlike the secret it opens nothing."""


@dataclass(slots=True)
class Preview:
    """One cast going out by itself, while somebody watches it."""

    broadcast: Broadcast
    watchers: int = 0


@dataclass(frozen=True, slots=True)
class Admission:
    """One viewer on its way in and until it leaves (WhepOwner)."""

    connected: Callable[[], None]
    left: Callable[[], None]

    def viewer_connected(self) -> None:
        """Media flows."""
        self.connected()

    def viewer_left(self) -> None:
        """The session is over."""
        self.left()


@dataclass(frozen=True, slots=True)
class ViewingRules:
    """How many may watch, and who is told how long it took them to connect."""

    max_viewers: int
    clock_ns: Callable[[], int]
    note_setup: Callable[[float], None] = lambda seconds: None


class Viewing:
    """Admits viewers up to the configured limit."""

    def __init__(
        self, sessions: Sessions, casting: Casting, make_broadcast: Callable[[], Broadcast], rules: ViewingRules
    ) -> None:
        self._sessions = sessions
        self._casting = casting
        self._make_broadcast = make_broadcast
        self._rules = rules
        self._watches: dict[str, Watch] = {}
        self._previews: dict[str, Preview] = {}
        self._tasks = TaskOwner("viewing")
        self._ended = FanoutCounters()
        self.joins_total = 0
        self.refused_total = 0

    @property
    def watches(self) -> list[Watch]:
        """Every viewer, connected or about to be."""
        return list(self._watches.values())

    def broadcasts(self) -> list[Broadcast]:
        """Everything that is being sent out."""
        return [session.broadcast for session in self._sessions.all()] + [
            preview.broadcast for preview in self._previews.values()
        ]

    def egress_totals(self) -> FanoutCounters:
        """What all broadcasts have sent, those that have ended included."""
        totals = replace(self._ended)
        for broadcast in self.broadcasts():
            totals.add(broadcast.fanout.counters())
        return totals

    async def close(self) -> None:
        """End every viewer and every preview."""
        for watch in self.watches:
            await watch.session.close("the box stops")
        await self._tasks.finish()

    async def watch_stage(self, session_id: str, offer_sdp: str, person_id: str = "", name: str = "") -> Watch:
        """Answer a viewer of the stage; raises StageNeverLive, CapacityExceeded, SdpError."""
        broadcast = self._sessions.get(session_id).broadcast
        if not broadcast.stage.has_ever_shown:
            raise StageNeverLive("Nothing has been on this stage yet.")
        return await self._watch(broadcast, offer_sdp, Watcher(session_id, person_id, name))

    async def end_of(self, session_id: str, person_id: str | None = None) -> None:
        """End everybody who watches the session's stage or one of its casts, or one person."""
        for watch in self.watches:
            if watch.watcher.session_id == session_id and person_id in (None, watch.watcher.person_id):
                await watch.session.close("no longer in the class")

    def end_preview(self, cast_id: str) -> None:
        """Let go of everybody who watches this cast by itself: it is no more."""
        if cast_id in self._previews:
            self._tasks.start(self._end_preview(cast_id), name="end-preview")

    async def watch_cast(self, cast_id: str, offer_sdp: str, person_id: str = "") -> Watch:
        """Answer a viewer of one cast, whether it is on stage or not."""
        cast = self._casting.get(cast_id)
        if cast.hub.last_video_ns is None:
            raise StageNeverLive("Nobody has published to this cast yet.")
        preview = self._previews.get(cast_id) or self._open_preview(cast)
        # Counted before anything is awaited: the preview must not end while this viewer is on its way in.
        preview.watchers += 1
        watcher = Watcher(cast.session_id, person_id, cast_id=cast_id)
        try:
            return await self._watch(preview.broadcast, offer_sdp, watcher)
        except BaseException:
            self._leave_preview(cast_id)
            raise

    def stage_watches(self, session_id: str) -> list[Watch]:
        """Every viewer of a session's stage, connected or about to be, the oldest first."""
        own = (session_id, "")
        return [each for each in self._watches.values() if (each.watcher.session_id, each.watcher.cast_id) == own]

    def get(self, secret: str) -> Watch:
        """The resource with this secret; raises NotFound."""
        watch = self._watches.get(secret)
        if watch is None:
            raise NotFound("This viewing session has ended.")
        return watch

    def restart_ice(self, watch: Watch, remote: IceCredentials) -> str | None:
        """Restart ICE; gives the answering fragment, or None when nothing was to restart."""
        fragment = watch.session.restart_ice(remote)
        if fragment is not None:
            watch.etag = new_etag()
        return fragment

    async def end(self, secret: str) -> None:
        """End a viewer's session; raises NotFound."""
        await self.get(secret).session.close("the viewer left")

    async def _watch(self, broadcast: Broadcast, offer_sdp: str, watcher: Watcher) -> Watch:
        asked_ns = self._rules.clock_ns()
        await self._make_room(watcher)
        # No await from here on: the room that was made is still there.
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def connected() -> None:
            self._rules.note_setup((self._rules.clock_ns() - asked_ns) / NANOSECONDS_PER_SECOND)

        def left() -> None:
            if self._watches.pop(secret, None) is not None and watcher.cast_id:
                self._leave_preview(watcher.cast_id)

        session = broadcast.watch(offer_sdp, Admission(connected, left))
        watch = Watch(secret, session, new_etag(), watcher, secrets.token_urlsafe(ID_BYTES))
        self._watches[secret] = watch
        self.joins_total += 1
        return watch

    async def _make_room(self, watcher: Watcher) -> None:
        while True:
            if (own := self._own_oldest(watcher)) is not None:
                await own.session.close("the same person watches on other devices")
            elif len(self._watches) < self._rules.max_viewers:
                return
            elif (stale := self._stale_join()) is not None:
                await stale.session.close("gave its place to another viewer")
            else:
                self.refused_total += 1
                raise CapacityExceeded(f"The class is full: {self._rules.max_viewers} viewers are watching.")

    def _own_oldest(self, watcher: Watcher) -> Watch | None:
        """The oldest of a person's viewers when there is no room for another one."""
        if not watcher.person_id or watcher.cast_id:
            return None
        own = [each for each in self.stage_watches(watcher.session_id) if each.watcher.person_id == watcher.person_id]
        return own[0] if len(own) >= WATCHES_OF_ONE_MAX else None

    def _stale_join(self) -> Watch | None:
        latest_ns = self._rules.clock_ns() - STALE_JOIN_NS
        for watch in self._watches.values():
            if not watch.session.is_connected and watch.session.peer.created_ns < latest_ns:
                return watch
        return None

    def _open_preview(self, cast: Cast) -> Preview:
        preview = Preview(self._make_broadcast())
        preview.broadcast.start()
        preview.broadcast.stage.show(cast.hub)
        self._previews[cast.cast_id] = preview
        return preview

    async def _end_preview(self, cast_id: str) -> None:
        for watch in self.watches:
            if watch.watcher.cast_id == cast_id:
                await watch.session.close("the cast has ended")

    def _leave_preview(self, cast_id: str) -> None:
        preview = self._previews[cast_id]
        preview.watchers -= 1
        if preview.watchers == 0:
            del self._previews[cast_id]
            self._ended.add(preview.broadcast.fanout.counters())
            self._tasks.start(preview.broadcast.close(), name="close-preview")


def new_etag() -> str:
    """A strong entity tag (RFC 9110 §8.8.3) that names one state of a session's ICE."""
    return f'"{secrets.token_hex(8)}"'

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
STALE_JOIN_NS = 3 * NANOSECONDS_PER_SECOND
"""A join that has not connected after this long gives its place to the next when the class is full."""


@dataclass(slots=True)
class Watch:
    """One viewer's resource."""

    secret: str
    session: WhepSession
    etag: str
    session_id: str = ""
    person_id: str = ""
    """Who watches; empty for a guest of the practice class."""


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

    async def watch_stage(self, session_id: str, offer_sdp: str, person_id: str = "") -> Watch:
        """Answer a viewer of the stage; raises StageNeverLive, CapacityExceeded, SdpError."""
        broadcast = self._sessions.get(session_id).broadcast
        if not broadcast.stage.has_ever_shown:
            raise StageNeverLive("Nothing has been on this stage yet.")
        watch = await self._watch(broadcast, offer_sdp)
        watch.session_id, watch.person_id = session_id, person_id
        return watch

    async def end_of(self, session_id: str, person_id: str | None = None) -> None:
        """End everybody who watches the session's stage or one of its casts, or one person."""
        for watch in self.watches:
            if watch.session_id == session_id and person_id in (None, watch.person_id):
                await watch.session.close("no longer in the class")

    async def watch_cast(self, cast_id: str, offer_sdp: str, person_id: str = "") -> Watch:
        """Answer a viewer of one cast, whether it is on stage or not."""
        cast = self._casting.get(cast_id)
        if cast.hub.last_video_ns is None:
            raise StageNeverLive("Nobody has published to this cast yet.")
        preview = self._previews.get(cast_id) or self._open_preview(cast)
        # Counted before anything is awaited: the preview must not end while this viewer is on its way in.
        preview.watchers += 1
        try:
            watch = await self._watch(preview.broadcast, offer_sdp, lambda: self._leave_preview(cast_id))
        except BaseException:
            self._leave_preview(cast_id)
            raise
        watch.session_id, watch.person_id = cast.session_id, person_id
        return watch

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

    async def _watch(self, broadcast: Broadcast, offer_sdp: str, on_left: Callable[[], None] = lambda: None) -> Watch:
        asked_ns = self._rules.clock_ns()
        await self._make_room()
        # No await from here on: the room that was made is still there.
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def connected() -> None:
            self._rules.note_setup((self._rules.clock_ns() - asked_ns) / NANOSECONDS_PER_SECOND)

        def left() -> None:
            if self._watches.pop(secret, None) is not None:
                on_left()

        watch = Watch(secret, broadcast.watch(offer_sdp, Admission(connected, left)), new_etag())
        self._watches[secret] = watch
        self.joins_total += 1
        return watch

    async def _make_room(self) -> None:
        while len(self._watches) >= self._rules.max_viewers:
            stale = self._stale_join()
            if stale is None:
                self.refused_total += 1
                raise CapacityExceeded(f"The class is full: {self._rules.max_viewers} viewers are watching.")
            await stale.session.close("gave its place to another viewer")

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

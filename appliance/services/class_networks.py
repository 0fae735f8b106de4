"""How the picture reaches each class: looked at every few seconds while a teacher follows, and told to teachers."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from appliance.contract.cast import BilingualSentence
from appliance.contract.live import NetworkChanged
from appliance.contract.network import VIEWERS_SHOWN_MAX, ClassNetwork, ViewerNetwork
from appliance.domain.reception import AirJudgement, Quality, Reception, air_sentence, loss_quantile
from appliance.lifecycle import TaskOwner
from appliance.media.egress.reception import ReceptionHistory
from appliance.media.egress.viewer import Viewer
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.services.event_bus import TEACHERS
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.services.viewing import Watch

LOOK_EVERY_SECONDS = 3.0
FRESH_NS = 2 * NANOSECONDS_PER_SECOND
"""Figures of this age answer whoever asks: however often that is, the class is looked at no more often."""
STALE_NS = 16 * NANOSECONDS_PER_SECOND
"""When nobody has looked for so long, the air is judged anew."""
SEEN_AT_ONCE = 32
"""Pictures wait for nobody: between so many viewers they have their turn."""
SILENT_NS = 6 * NANOSECONDS_PER_SECOND
"""A browser says something at least every 2.5 s."""
LOSS_DIGITS = 2
BITRATE_STEP = 10_000
"""Finer figures would change with every look, and tell nothing."""
MS_PER_SECOND = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One viewer at one look."""

    history: ReceptionHistory
    reception: Reception
    view: ViewerNetwork


@dataclass(slots=True)
class _Course:
    """What is remembered of one session from one look to the next."""

    session: Session
    histories: dict[str, ReceptionHistory] = field(default_factory=dict)  # bounded by: the stage's viewers
    judgement: AirJudgement = field(default_factory=AirJudgement)
    looked_ns: int = 0
    latest: ClassNetwork | None = None
    told: ClassNetwork | None = None


@dataclass(frozen=True, slots=True)
class NetworkSources:
    """What the figures are made of."""

    stage_watches: Callable[[str], list[Watch]]
    """The viewers of a session's stage."""
    monotonic_ns: Callable[[], int]
    wall_ms: Callable[[], int]


class ClassNetworks:
    """The network figures of every session."""

    def __init__(self, sessions: Sessions, sources: NetworkSources, look_every_seconds: float = LOOK_EVERY_SECONDS):
        self._sessions = sessions
        self._sources = sources
        self._look_every_seconds = look_every_seconds
        self._courses: dict[str, _Course] = {}  # bounded by: the open sessions
        self._tasks = TaskOwner("class-networks")

    def start(self) -> None:
        """Begin to look."""
        self._tasks.start(self._look_for_ever(), name="look")

    async def close(self) -> None:
        """Look no more."""
        await self._tasks.close()

    def current(self, session: Session) -> ClassNetwork:
        """The figures now, or those of a moment ago."""
        course = self._course_of(session)
        if course.latest is None or self._sources.monotonic_ns() - course.looked_ns > FRESH_NS:
            # What this one sees was not told to the others: the next look is told in any case.
            course.told = None
            return self._conclude(course, list(self._see(course)))
        return course.latest

    def forget(self, session: Session) -> None:
        """Keep no name of this session any longer; the next look begins anew."""
        self._courses.pop(session.session_id, None)

    async def tell_all(self) -> None:
        """Look at every session that a teacher follows, and tell what has changed."""
        going_on = self._sessions.all()
        for session_id in self._courses.keys() - {session.session_id for session in going_on}:
            del self._courses[session_id]
        for session in going_on:
            if session.events.is_followed_by(TEACHERS):
                try:
                    await self._tell(session)
                except Exception:
                    # Of one class: the others' figures go on.
                    logger.exception("no network figures could be told", extra={"session_id": session.session_id})

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._look_every_seconds)
            await self.tell_all()

    async def _tell(self, session: Session) -> None:
        course = self._course_of(session)
        seen: list[_Seen] = []
        for each in self._see(course):
            seen.append(each)
            if len(seen) % SEEN_AT_ONCE == 0:
                await asyncio.sleep(0)
        if self._courses.get(session.session_id) is not course:
            return  # it has ended, or somebody was erased meanwhile
        network = self._conclude(course, seen)
        if course.told is None or network != course.told.model_copy(update={"at_ms": network.at_ms}):
            course.told = network
            session.events.publish(lambda number: NetworkChanged(number=number, network=network), TEACHERS)

    def _course_of(self, session: Session) -> _Course:
        course = self._courses.get(session.session_id)
        if course is None or course.session is not session:
            course = self._courses[session.session_id] = _Course(session)
        return course

    def _see(self, course: _Course) -> Iterator[_Seen]:
        """The viewers one after the other, as they are now."""
        for watch in self._sources.stage_watches(course.session.session_id):
            viewer, peer = watch.session.viewer, watch.session.peer
            if viewer is None:
                continue  # still on its way in
            now_ns = self._sources.monotonic_ns()
            history = course.histories.get(watch.viewer_id) or ReceptionHistory(peer.created_ns)
            history.add(viewer.reception(now_ns))
            reception = _reception(viewer, history, is_silent=now_ns - peer.last_heard_ns > SILENT_NS)
            yield _Seen(history, reception, _viewer_view(course.session, watch, viewer, history, reception))

    def _conclude(self, course: _Course, seen: Sequence[_Seen]) -> ClassNetwork:
        """The class's figures of one look; they are the latest from here on."""
        now_ns = self._sources.monotonic_ns()
        receptions, views = [each.reception for each in seen], [each.view for each in seen]
        course.histories = {each.view.viewer_id: each.history for each in seen}
        judgement = course.judgement if now_ns - course.looked_ns <= STALE_NS else AirJudgement()
        course.judgement, course.looked_ns = judgement.next(receptions), now_ns
        sentence = air_sentence(course.judgement.state, receptions)
        course.latest = ClassNetwork(
            at_ms=self._sources.wall_ms(),
            viewers=sorted(views, key=_goodness)[:VIEWERS_SHOWN_MAX],
            state=course.judgement.state.value,
            sentence=BilingualSentence(en=sentence.en, ko=sentence.ko),
            total_bitrate=sum(view.bitrate for view in views),
            loss_p50=loss_quantile(receptions, 0.5),
            loss_p90=loss_quantile(receptions, 0.9),
        )
        return course.latest


def _reception(viewer: Viewer, history: ReceptionHistory, *, is_silent: bool) -> Reception:
    round_trip = viewer.figures.round_trip_seconds
    return Reception(
        loss=round(history.loss, LOSS_DIGITS),
        round_trip_ms=None if round_trip is None else float(round(round_trip * MS_PER_SECOND)),
        dropped_frames=history.frames_dropped,
        is_silent=is_silent,
    )


def _viewer_view(
    session: Session, watch: Watch, viewer: Viewer, history: ReceptionHistory, reception: Reception
) -> ViewerNetwork:
    participant = session.store.participants.get(watch.watcher.person_id)
    return ViewerNetwork(
        viewer_id=watch.viewer_id,
        participant_id=participant.id if participant is not None else None,
        name=participant.name if participant is not None else watch.watcher.name,
        loss=reception.loss,
        round_trip_ms=reception.round_trip_ms,
        bitrate=round(history.bits_per_second / BITRATE_STEP) * BITRATE_STEP,
        dropped_frames=reception.dropped_frames,
        transport="tcp" if viewer.transport == "tcp" else "udp",
        quality=reception.quality.value,
    )


_RANKS = {Quality.POOR.value: 0, Quality.FAIR.value: 1, Quality.GOOD.value: 2}


def _goodness(view: ViewerNetwork) -> tuple[int, float, int, float]:
    """Sorts the worst to the front."""
    return _RANKS[view.quality], -view.loss, -view.dropped_frames, -(view.round_trip_ms or 0.0)

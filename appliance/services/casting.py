"""Casts: made with a key, published to by a phone or OBS, put on stage and taken off it."""

import hmac
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.contract.cast import Approval, BilingualSentence, CastState, CastView, DiagnosisView
from appliance.contract.live import StageChanged
from appliance.contract.session import StageState, StageView
from appliance.domain.codec_doctor import Severity
from appliance.errors import BadRequest, CapacityExceeded, NotFound, PublishRefused, Sentence
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.ingest.gate import PublisherEntry
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.services.session import Session
from appliance.services.sessions import Sessions

KEY_BYTES = 16
"""128 bits from the system's random source."""
MAX_CASTS_PER_SESSION = 64
SAME_CASTER_SILENCE_NS = 2 * NANOSECONDS_PER_SECOND
"""The same address may take over after this much silence: a phone whose connection broke comes back at once."""
OTHER_ADDRESS_SILENCE_NS = 10 * NANOSECONDS_PER_SECOND
"""Another address with the same key, such as a phone that changed networks, must wait longer."""

UNKNOWN_KEY = Sentence(
    "This stream key is not known to the box: make a new cast and copy its key.",
    "이 스트림 키를 찾을 수 없습니다. 새 캐스트를 만들고 키를 다시 복사하세요.",
)
KEY_IN_USE = Sentence(
    "Somebody is already casting with this key: stop the other device first.",
    "이 키로 이미 다른 기기가 방송 중입니다. 먼저 그 기기에서 방송을 끝내세요.",
)
DENIED = "the teacher does not want this cast"
ENDED_BY_TEACHER = "the teacher has ended this cast"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Publisher:
    """Who publishes to a cast now."""

    entry: PublisherEntry
    cast_input: CastInput


@dataclass(slots=True)
class Cast:
    """One incoming picture and the key that opens it."""

    cast_id: str
    key: str
    session_id: str
    label: str
    hub: StreamHub
    publisher: Publisher | None = None
    is_practice: bool = False
    approval: Approval = "approved"
    was_published: bool = False
    refusal: PublishRefused | None = None
    """Why the last publisher was sent away, until another one comes."""

    @property
    def state(self) -> CastState:
        """Whether somebody publishes."""
        if self.hub.has_publisher:
            return CastState.LIVE
        return CastState.INTERRUPTED if self.was_published else CastState.WAITING


class Casting:
    """The casts of every session; also the gate through which publishers enter."""

    def __init__(
        self,
        sessions: Sessions,
        make_hub: Callable[[], StreamHub],
        make_input: Callable[[StreamHub, Callable[[], None]], CastInput],
        clock_ns: Callable[[], int],
    ) -> None:
        self._sessions = sessions
        self._make_hub = make_hub
        self._make_input = make_input
        self._clock_ns = clock_ns
        self._casts: dict[str, Cast] = {}
        self.refused_total = 0
        self.on_change: Callable[[Session], None] = lambda session: None
        """Called whenever there is something new in what teachers see of the session's casts."""
        self.on_forgotten: Callable[[str], None] = lambda cast_id: None
        """Called when a cast is no more."""

    def create(
        self, session_id: str, label: str = "", *, is_practice: bool = False, needs_approval: bool = False
    ) -> Cast:
        """Make a cast with a fresh key; one that needs approval cannot come on stage before `approve`."""
        session = self._sessions.get(session_id)
        if len(self._of(session)) >= MAX_CASTS_PER_SESSION:
            raise CapacityExceeded(f"A session has at most {MAX_CASTS_PER_SESSION} casts.")
        cast = Cast(
            cast_id=secrets.token_urlsafe(9),
            key=secrets.token_hex(KEY_BYTES),
            session_id=session_id,
            label=label,
            hub=self._make_hub(),
            is_practice=is_practice,
            approval="requested" if needs_approval else "approved",
        )
        cast.hub.on_change = lambda: self._changed(session)
        self._casts[cast.cast_id] = cast
        self.on_change(session)
        return cast

    def get(self, cast_id: str) -> Cast:
        """The cast with this id; raises NotFound."""
        cast = self._casts.get(cast_id)
        if cast is None:
            raise NotFound("There is no cast with this id.")
        return cast

    def of_session(self, session_id: str, cast_id: str) -> Cast:
        """The session's cast with this id; raises NotFound."""
        cast = self.get(cast_id)
        if cast.session_id != session_id:
            raise NotFound("This cast belongs to another session.")
        return cast

    def all(self) -> list[Cast]:
        """Every cast of the box."""
        return list(self._casts.values())

    def views(self, session_id: str) -> list[CastView]:
        """The session's casts as the teacher sees them."""
        session = self._sessions.get(session_id)
        return [_view(cast, session) for cast in self._of(session)]

    def put_on_stage(self, session_id: str, cast_ids: list[str]) -> StageView:
        """Show a cast to everybody, or clear the stage."""
        session = self._sessions.get(session_id)
        casts = [self.of_session(session_id, cast_id) for cast_id in cast_ids]
        if any(cast.approval == "requested" for cast in casts):
            raise BadRequest("This cast waits for a teacher's approval: approve it first.", 409, "not_approved")
        if len(casts) > 1:
            raise BadRequest("This version of the box shows one cast at a time.", status=422, code="one_cast_only")
        self._show(session, casts)
        return self.stage_view(session_id)

    def approve(self, session_id: str, cast_id: str) -> CastView:
        """Let the cast come on stage from now on."""
        session, cast = self._sessions.get(session_id), self.of_session(session_id, cast_id)
        if cast.approval == "requested":
            cast.approval = "approved"
            self.on_change(session)
        return _view(cast, session)

    def delete(self, session_id: str, cast_id: str) -> None:
        """Deny or end the cast: off the stage, its publisher sent away, its key worth nothing; raises NotFound."""
        session, cast = self._sessions.get(session_id), self.of_session(session_id, cast_id)
        if cast.is_practice:
            raise BadRequest("The test picture has no end: take it off the stage instead.", 409, "practice_cast")
        if cast_id in session.cast_ids_on_stage:
            self._show(session, [self._casts[each] for each in session.cast_ids_on_stage if each != cast_id])
        self._forget(cast, DENIED if cast.approval == "requested" else ENDED_BY_TEACHER)
        self.on_change(session)

    def stop_all(self, session_id: str) -> list[CastView]:
        """Clear the stage and end every cast but the test picture of the practice class; what is left."""
        session = self._sessions.get(session_id)
        self._show(session, [])
        for cast in self._of(session):
            if not cast.is_practice:
                self._forget(cast, ENDED_BY_TEACHER)
        self.on_change(session)
        return self.views(session_id)

    def stage_view(self, session_id: str) -> StageView:
        """What is on the session's stage."""
        return self._stage_of(self._sessions.get(session_id))

    def _stage_of(self, session: Session) -> StageView:
        casts = [self._casts[cast_id] for cast_id in session.cast_ids_on_stage]
        if not casts:
            state = StageState.EMPTY
        else:
            state = StageState.LIVE if any(cast.hub.is_live for cast in casts) else StageState.WAITING
        return StageView(cast_ids=session.cast_ids_on_stage, state=state)

    def end_session(self, session: Session) -> None:
        """Let go of everybody who publishes to the session, and forget its casts."""
        session.cast_ids_on_stage = []
        session.broadcast.stage.show(None)
        for cast in self._of(session):
            self._forget(cast, "the session has ended")

    def _show(self, session: Session, casts: Sequence[Cast]) -> None:
        session.cast_ids_on_stage = [cast.cast_id for cast in casts]
        session.broadcast.stage.show(casts[0].hub if casts else None)
        self._changed(session)

    def _forget(self, cast: Cast, reason: str) -> None:
        # The key first: whoever is sent away may come back at once.
        del self._casts[cast.cast_id]
        cast.hub.on_change = lambda: None
        publisher = cast.publisher
        if publisher is not None:
            publisher.entry.close(reason)  # which may close the input by itself
            publisher.cast_input.close()
        self.on_forgotten(cast.cast_id)

    def open(self, key: str, entry: PublisherEntry) -> CastInput:
        """Admit a publisher by key (PublisherGate); raises PublishRefused."""
        cast = self._by_key(key)
        if cast is None:
            logger.warning("a publisher with an unknown key from %s was refused (%s)", entry.peer, entry.protocol)
            self.refused_total += 1
            raise PublishRefused("unknown_key", UNKNOWN_KEY)
        if cast.publisher is not None:
            self._take_over(cast, cast.publisher, entry)
        cast_input = self._make_input(cast.hub, lambda: self._publisher_left(cast, cast_input))
        cast.publisher = Publisher(entry, cast_input)
        cast.was_published = True
        cast.refusal = None
        cast.hub.publisher_came()
        if entry.request_keyframe is not None:
            cast.hub.keyframes_by(entry.request_keyframe)
        logger.info("cast %s: %s publishes over %s", cast.cast_id, entry.peer, entry.protocol)
        return cast_input

    def _by_key(self, key: str) -> Cast | None:
        found = None
        shown = key.encode(errors="replace")
        for cast in self._casts.values():
            if hmac.compare_digest(cast.key.encode(), shown):
                found = cast
        return found

    def _take_over(self, cast: Cast, present: Publisher, entry: PublisherEntry) -> None:
        heard_ns = cast.hub.last_heard_ns or 0
        is_same = present.entry.peer == entry.peer
        patience_ns = SAME_CASTER_SILENCE_NS if is_same else OTHER_ADDRESS_SILENCE_NS
        if self._clock_ns() - heard_ns < patience_ns:
            logger.warning("cast %s: a second publisher from %s was refused", cast.cast_id, entry.peer)
            self.refused_total += 1
            raise PublishRefused("key_in_use", KEY_IN_USE)
        present.entry.close("the same key is published anew")
        present.cast_input.close()

    def _publisher_left(self, cast: Cast, cast_input: CastInput) -> None:
        if cast.publisher is not None and cast.publisher.cast_input is cast_input:
            cast.publisher = None
            cast.refusal = cast_input.refusal
            cast.hub.publisher_left()
            logger.info("cast %s: the publisher has left", cast.cast_id)

    def _of(self, session: Session) -> list[Cast]:
        return [cast for cast in self._casts.values() if cast.session_id == session.session_id]

    def _changed(self, session: Session) -> None:
        self._tell_stage(session)
        self.on_change(session)

    def _tell_stage(self, session: Session) -> None:
        # A session that is just ending is not found any more, and its casts may still begin and cease to send.
        stage = self._stage_of(session)
        if stage == session.last_stage:
            return
        session.last_stage = stage
        session.events.publish(lambda number: StageChanged(number=number, stage=stage))


def _view(cast: Cast, session: Session) -> CastView:
    view = CastView(
        cast_id=cast.cast_id,
        label=cast.label,
        state=cast.state,
        protocol="practice" if cast.is_practice else None,
        on_stage=cast.cast_id in session.cast_ids_on_stage,
        approval=cast.approval,
    )
    if cast.publisher is not None:
        facts = cast.publisher.cast_input.facts
        view.protocol = cast.publisher.entry.protocol
        view.width, view.height = facts.width, facts.height
        view.frame_rate = round(facts.frame_rate, 1) if facts.frame_rate is not None else None
        view.bitrate = round(facts.bitrate) if facts.bitrate is not None else None
        found = cast.publisher.cast_input.diagnoses
        view.diagnoses = [_diagnosis(each.code, each.severity, each.sentence) for each in found]
    elif cast.refusal is not None:
        view.diagnoses = [_diagnosis(cast.refusal.code, "error", cast.refusal.sentence)]
    return view


def _diagnosis(code: str, severity: Severity, sentence: Sentence) -> DiagnosisView:
    return DiagnosisView(code=code, severity=severity, sentence=BilingualSentence(en=sentence.en, ko=sentence.ko))

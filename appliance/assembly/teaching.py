"""Puts together what teaching needs: accounts, joining, talk, quizzes and figures, over the store and the sessions."""

import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from appliance.assembly.store import OpenStore
from appliance.config import Settings
from appliance.contract.cast import CastView
from appliance.contract.live import CloseCode
from appliance.contract.network import ClassNetwork
from appliance.contract.session import StageView
from appliance.media.broadcast import Broadcast
from appliance.services.accounts import AccountParts, Accounts
from appliance.services.announcements import Announcements
from appliance.services.audit_trail import AuditTrail
from appliance.services.chat import Chat
from appliance.services.class_questions import ClassQuestions
from appliance.services.commands import Commands, CommandServices
from appliance.services.dashboard import Dashboard
from appliance.services.engagement import Engagement
from appliance.services.event_bus import Ending, EventBus
from appliance.services.hands import Hands
from appliance.services.joining import Joining, JoinParts
from appliance.services.lesson_summaries import LessonSummaries
from appliance.services.live import LiveClasses
from appliance.services.own_data import OwnDataView
from appliance.services.passwords import Passwords
from appliance.services.personal_data import PersonalData
from appliance.services.presence import Presence
from appliance.services.quiz_bank import QuizBank
from appliance.services.quiz_images import QuizImages
from appliance.services.quiz_results import QuizResults
from appliance.services.quiz_runs import QuizRuns
from appliance.services.retention import Retention
from appliance.services.rights import Rights
from appliance.services.rosters import Rosters
from appliance.services.session import Session, SessionParts
from appliance.services.sessions import Sessions
from appliance.services.signals import Signals
from appliance.services.snapshots import LiveSources
from appliance.services.talk import Talk
from appliance.services.telling import Telling
from appliance.services.tokens import Tokens
from appliance.storage.box_identity import BoxIdentity, new_class_code
from appliance.storage.file_system import write_whole
from appliance.storage.ids import new_id

BYTES_PER_MB = 1_000_000
REMOVED = Ending(CloseCode.REMOVED, "The teacher has sent you out of this class.")
ENDED = Ending(CloseCode.ENDED, "The class has ended.")


@dataclass(frozen=True, slots=True)
class Pictures:
    """What teaching asks of the services that show pictures."""

    stage_view: Callable[[str], StageView]
    casts: Callable[[str], list[CastView]]
    network: Callable[[Session], ClassNetwork | None]
    """How they reach the class."""
    end_casts: Callable[[Session], None]
    """Of a session that has ended."""
    end_viewers: Callable[[str, str | None], Awaitable[None]]
    """Of a session, or of one person in it."""
    forget_network: Callable[[Session], None]
    """Because somebody is erased."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """The services behind the API, beside those of pictures."""

    accounts: Accounts
    rights: Rights
    joining: Joining
    rosters: Rosters
    bank: QuizBank
    images: QuizImages
    runs: QuizRuns
    results: QuizResults
    own_data: OwnDataView
    engagement: Engagement
    dashboard: Dashboard
    talk: Talk
    live: LiveClasses
    commands: Commands

    @property
    def needs_setup(self) -> bool:
        """Whether the box still waits for its first teacher."""
        return self.accounts.needs_setup


@dataclass(frozen=True, slots=True)
class Box:
    """What teaching rests on."""

    settings: Settings
    identity: BoxIdentity
    store: OpenStore
    sessions: Sessions
    pictures: Pictures


def assemble_sessions(store: OpenStore, make_broadcast: Callable[[], Broadcast]) -> Sessions:
    """The sessions over the store; nothing of them runs yet."""
    clock = store.engine.clock
    parts = SessionParts(
        make_broadcast=make_broadcast,
        make_events=lambda: EventBus(new_id()),
        make_presence=lambda facts: Presence(facts, clock.wall_ms, new_id),
        new_id=new_id,
        new_class_code=new_class_code,
        wall_ms=clock.wall_ms,
    )
    return Sessions(store.catalogue, store.sessions, parts)


def assemble_personal_data(store: OpenStore, sessions: Sessions) -> PersonalData:
    """What exports and erases pupils."""
    audit = AuditTrail(store.catalogue, store.engine.clock, new_id)
    summaries = LessonSummaries(store.catalogue, sessions)
    forget = partial(store.database.compact, forget=True)
    return PersonalData(store.catalogue, sessions, store.sessions, summaries, audit, forget_removed=forget)


async def assemble_teaching(stack: AsyncExitStack, box: Box) -> Teaching:
    """Make every service and start those that run by themselves; `stack` ends them."""
    teaching = _make(box)
    _tie(teaching, box)
    summaries = LessonSummaries(box.store.catalogue, box.sessions)
    box.sessions.when_ending.append(summaries.when_ending)
    await box.sessions.finish_interrupted()
    await summaries.rebuild_missing()
    personal_data = assemble_personal_data(box.store, box.sessions)
    personal_data.when_erasing.append(partial(_forget_student, teaching, box))
    await personal_data.finish_interrupted()
    retention = _retention(box)
    for service in (teaching.runs, teaching.engagement, retention, teaching.live):
        service.start()
    stack.push_async_callback(retention.close)
    stack.push_async_callback(teaching.engagement.close)
    stack.push_async_callback(teaching.runs.stop)
    stack.push_async_callback(teaching.talk.close)
    stack.push_async_callback(teaching.live.close)
    return teaching


def _make(box: Box) -> Teaching:
    clock, catalogue, sessions = box.store.engine.clock, box.store.catalogue, box.sessions
    accounts = _accounts(box)
    rights = Rights(accounts, sessions)
    joining = Joining(sessions, accounts, catalogue, JoinParts(clock.wall_ms, clock.monotonic_ns, new_id))
    reserve_bytes = box.settings.disk_reserve_mb * BYTES_PER_MB
    images = QuizImages(
        box.settings.data_dir / "images", box.store.engine.files, write_whole, reserve_bytes=reserve_bytes
    )
    images.open()
    bank = QuizBank(catalogue, images, clock, new_id)
    runs = QuizRuns(sessions, bank, clock, new_id)
    results = QuizResults(sessions, catalogue, runs)
    engagement = Engagement(sessions, clock, new_id)
    talk = _talk(clock.wall_ms)
    pictures = box.pictures
    sources = LiveSources(
        stage_view=pictures.stage_view,
        casts=pictures.casts,
        network=pictures.network,
        talk=talk,
        runs=runs,
        class_figures=engagement.class_figures,
        own_figures=engagement.own,
        wall_ms=clock.wall_ms,
    )
    return Teaching(
        accounts=accounts,
        rights=rights,
        joining=joining,
        rosters=Rosters(catalogue, clock.wall_ms, new_id),
        bank=bank,
        images=images,
        runs=runs,
        results=results,
        own_data=OwnDataView(sessions, results, engagement.own),
        engagement=engagement,
        dashboard=Dashboard(sessions, catalogue.summaries.get, engagement),
        talk=talk,
        live=LiveClasses(sessions, rights, sources),
        commands=Commands(CommandServices(sessions, joining, talk, runs)),
    )


def _tie(teaching: Teaching, box: Box) -> None:
    """What one part does when another has done something, in the order in which it must happen."""
    live, pictures = teaching.live, box.pictures

    async def removed(session: Session, participant_id: str) -> None:
        for seat in live.seats_of(session.session_id, participant_id):
            seat.dismiss(REMOVED)
        teaching.talk.hands.tell(session)
        await pictures.end_viewers(session.session_id, participant_id)

    async def let_in(session: Session, participant_id: str) -> None:
        live.look(session, participant_id)

    async def keep_presence(session: Session) -> None:
        session.presence.keep()

    async def let_go(session: Session) -> None:
        for seat in live.seats_of(session.session_id):
            seat.dismiss(ENDED)
        await pictures.end_viewers(session.session_id, None)
        pictures.end_casts(session)

    teaching.joining.on_admitted.append(let_in)
    teaching.joining.on_removed.append(removed)
    box.sessions.when_ending += [teaching.runs.close_all, keep_presence, let_go, teaching.talk.forget]


async def _forget_student(teaching: Teaching, box: Box, session: Session, student_id: str) -> None:
    """Let go of an erased pupil who is in a class, so that nothing is written of them again."""
    for seat in teaching.live.seats_of(session.session_id, student_id):
        seat.dismiss(REMOVED)
    await box.pictures.end_viewers(session.session_id, student_id)
    box.pictures.forget_network(session)
    session.presence.forget(student_id)
    session.events.forget_past()
    teaching.runs.books.forget(session.session_id)
    await teaching.talk.forget(session)


def _retention(box: Box) -> Retention:
    store = box.store
    audit = AuditTrail(store.catalogue, store.engine.clock, new_id)
    return Retention(
        store.catalogue,
        box.sessions,
        store.sessions,
        audit,
        days=box.settings.retention_days,
        forget_removed=partial(store.database.compact, forget=True),
    )


def _accounts(box: Box) -> Accounts:
    clock = box.store.engine.clock
    tokens = Tokens(bytes.fromhex(box.identity.token_secret), box.identity.box_id, clock)
    parts = AccountParts(Passwords(), tokens, clock.wall_ms, clock.monotonic_ns, new_id)
    return Accounts(box.store.catalogue, parts, box.identity.setup_code)


def _talk(wall_ms: Callable[[], int]) -> Talk:
    telling = Telling()
    signals = Signals(wall_ms, new_id, telling)
    return Talk(
        chat=Chat(wall_ms, new_id),
        questions=ClassQuestions(wall_ms, new_id, telling),
        hands=Hands(wall_ms, signals, telling),
        signals=signals,
        announcements=Announcements(wall_ms, new_id, random.SystemRandom()),
        telling=telling,
    )

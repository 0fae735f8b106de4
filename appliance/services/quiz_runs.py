"""Runs of quizzes in a class: made, opened, extended, closed, reopened, revealed, asked again; and who sees what."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from appliance.contract.live import RunChanged, RunForTeacher, RunRevealed
from appliance.contract.quiz import (
    OwnAnswer,
    PublicRun,
    Receipt,
    RespondRequest,
    RunCreate,
    RunResultForStudent,
    RunView,
)
from appliance.domain import quiz_course
from appliance.domain.lesson import LessonState
from appliance.domain.names import TextError, clean_text
from appliance.domain.policy import Role
from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import Question
from appliance.domain.quiz_course import asked_questions, new_public_ids
from appliance.domain.quiz_run import (
    NETWORK_GRACE_MS,
    QuizRun,
    RunMoveError,
    RunRules,
    RunState,
    Scoring,
)
from appliance.errors import AirclassError, BadRequest, NotFound, StorageFailed
from appliance.lifecycle import TaskOwner
from appliance.services.event_bus import EVERYBODY, TEACHERS, Recipient
from appliance.services.quiz_answers import QuizAnswers
from appliance.services.quiz_bank import NewId, QuizBank, WallClock
from appliance.services.quiz_views import own_answer, own_result, public_run, run_view
from appliance.services.run_book import RunBook, RunBooks
from appliance.services.session import Session
from appliance.services.sessions import Sessions

RUNS_MAX = 500
"""Of one session."""
OPEN_RUNS_MAX = 20
PUBLIC_ID_BYTES = 9
RETRY_SECONDS = 1.0
"""After the disk kept nothing; no answer is acknowledged meanwhile either."""

logger = logging.getLogger(__name__)


class Asker(Protocol):
    """Whoever makes a run."""

    @property
    def person_id(self) -> str:
        """The owner of the bank that quizzes are taken from."""


class QuizRuns:
    """Leads every run of every open session."""

    def __init__(self, sessions: Sessions, bank: QuizBank, clock: WallClock, new_id: NewId) -> None:
        self._sessions = sessions
        self._bank = bank
        self._clock = clock
        self._new_id = new_id
        self._deadlines_changed = asyncio.Event()
        self._untold: dict[str, set[str]] = {}  # bounded by: the runs of the open sessions
        self._tasks = TaskOwner("quiz-runs")
        self.books = RunBooks()
        self.answers = QuizAnswers(sessions, self.books, clock)

    def start(self) -> None:
        """Keep deadlines, those of runs that were open before a restart too, and tell tallies."""
        self._tasks.start(self._keep_deadlines(), name="deadlines")
        self._tasks.start(self.answers.tell_tallies(), name="tallies")

    async def stop(self) -> None:
        """Do neither any more; open runs stay open and go on after the next start."""
        await self._tasks.close()

    # What teachers do.

    async def create(self, session: Session, caller: Asker, wish: RunCreate) -> RunView:
        """Make a run, and push it to the class unless it is only a draft."""
        questions, title = await self._asked(caller, wish)
        rules = RunRules(wish.seconds, wish.allows_change, Scoring(wish.scoring))
        run = self._new_run(session, _title(wish.title) or title, questions, rules)
        run = replace(run, quiz_id=wish.quiz_id)
        return await self._keep(session, self._opened(session, run) if wish.opens else run)

    async def open(self, session: Session, run_id: str) -> RunView:
        """Push a draft to the class."""
        return await self._keep(session, self._opened(session, self.run(session, run_id)))

    async def extend(self, session: Session, run_id: str, seconds: int) -> RunView:
        """Give more time."""
        return await self._move(session, run_id, lambda run, now_ms: quiz_course.extend(run, seconds, now_ms))

    async def close(self, session: Session, run_id: str) -> RunView:
        """Take no more answers."""
        return await self._move(session, run_id, quiz_course.close)

    async def reopen(self, session: Session, run_id: str, seconds: int | None) -> RunView:
        """Take answers again, for that long or until it is closed."""
        self._require_room(session)
        return await self._move(session, run_id, lambda run, now_ms: quiz_course.reopen(run, seconds, now_ms))

    async def reveal(self, session: Session, run_id: str) -> RunView:
        """Show everybody the key, and each student what came of the own answers."""
        return await self._move(session, run_id, quiz_course.reveal)

    async def ask_again(self, session: Session, run_id: str) -> RunView:
        """Ask the questions of a run once more, in a run of its own."""
        run = self.run(session, run_id)
        again = self._new_run(session, run.title, run.questions, run.rules)
        again = replace(again, quiz_id=run.quiz_id, again_of=run.id)
        return await self._keep(session, self._opened(session, again))

    async def close_all(self, session: Session) -> None:
        """Close what is open, because the session ends."""
        for run in _open_runs(session):
            with contextlib.suppress(StorageFailed):  # the others are closed all the same
                await self._keep(session, quiz_course.close(run, self._clock.wall_ms()))
        self.books.forget(session.session_id)
        self._untold.pop(session.session_id, None)

    # What students do and see.

    async def respond(self, session: Session, participant_id: str, wish: RespondRequest) -> Receipt:
        """Take a student's answer."""
        return await self.answers.take(session, participant_id, wish)

    def note_shown(self, session: Session, participant_id: str) -> None:
        """The box has just sent this student what is open: the time to answer begins for that device."""
        book, now_ms = self.books.of(session), self._clock.wall_ms()
        for run in _open_runs(session):
            book.note_shown(run.id, participant_id, now_ms)

    def public_runs(self, session: Session) -> list[PublicRun]:
        """What was asked and is not revealed yet, without any key."""
        return [public_run(run) for run in _asked_runs(session)]

    def own_answers(self, session: Session, participant_id: str) -> list[OwnAnswer]:
        """The student's answers to what is not revealed yet."""
        book = self.books.of(session)
        return [each for run in _asked_runs(session) for each in own_answers_to(book, run, participant_id)]

    def results_for(self, session: Session, participant_id: str, limit: int = 1) -> list[RunResultForStudent]:
        """The last revealed runs as this student may see them, newest first."""
        revealed = [run for run in session.store.runs.all() if run.state is RunState.REVEALED]
        revealed.sort(key=lambda run: (run.revealed_ms or 0, run.id), reverse=True)
        return [own_results_of(self.books.of(session), run, participant_id) for run in revealed[:limit]]

    # What teachers see.

    def run(self, session: Session, run_id: str) -> QuizRun:
        """A run of the session; raises NotFound."""
        run = session.store.runs.get(run_id)
        if run is None:
            raise NotFound("There is no such run in this session.")
        return run

    def run_view(self, session: Session, run: QuizRun) -> RunView:
        """The run with its key and tallies."""
        return run_view(run, self.books.of(session).tallies(run))

    def run_views(self, session: Session) -> list[RunView]:
        """All runs of the session, newest first."""
        return [self.run_view(session, run) for run in newest_first(session.store.runs.all())]

    # Deadlines.

    async def close_due(self) -> None:
        """Close the runs whose time is over now."""
        now_ms = self._clock.wall_ms()
        found = ((session, run) for session in self._sessions.all() for run in _open_runs(session))
        for session, run in [pair for pair in found if quiz_course.is_due(pair[1], now_ms)]:
            # One that was extended or closed while another one was stored is not due any more.
            if quiz_course.is_due(self.run(session, run.id), now_ms):
                try:
                    await self._keep(session, quiz_course.close(self.run(session, run.id), now_ms))
                except AirclassError as error:
                    # Of one class: the runs of the others have to close in time.
                    logger.warning("run %s could not be closed: %s", run.id, error)
                    self._untold.setdefault(session.session_id, set()).add(run.id)

    async def tell_untold(self) -> None:
        """Tell what became of runs while the disk kept nothing, once it does again."""
        for session in self._sessions.all():
            with contextlib.suppress(StorageFailed):
                if session.session_id in self._untold:
                    await session.store.durable()
                for run_id in self._untold.pop(session.session_id, ()):
                    run = self.run(session, run_id)
                    self._tell(session, run, self.run_view(session, run))

    async def _keep_deadlines(self) -> None:
        while True:
            self._deadlines_changed.clear()
            await self.close_due()
            await self.tell_untold()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS if self._untold else self._seconds_to_next()):
                    await self._deadlines_changed.wait()

    def _seconds_to_next(self) -> float | None:
        deadlines = [
            run.closes_ms
            for session in self._sessions.all()
            for run in _open_runs(session)
            if run.closes_ms is not None
        ]
        if not deadlines:
            return None
        return max(0, min(deadlines) + NETWORK_GRACE_MS + 1 - self._clock.wall_ms()) / 1_000

    # How a run is made, kept and told.

    async def _asked(self, caller: Asker, wish: RunCreate) -> tuple[tuple[Question, ...], str]:
        """The questions that a run shall ask, and the title that they bring along."""
        if (wish.quiz_id is None) == (wish.questions is None):
            raise BadRequest("A run is made of a quiz or of questions.", status=422, code="invalid_run")
        if wish.questions is not None:
            questions = await self._bank.questions_on_the_spot(wish.questions)
            return _some(questions, None), questions[0].text.split("\n")[0][:TITLE_MAX_CHARACTERS] if questions else ""
        quiz = self._bank.quiz(caller.person_id, wish.quiz_id or "")
        return _some(quiz.questions, wish.question_ids), quiz.title

    def _new_run(self, session: Session, title: str, questions: tuple[Question, ...], rules: RunRules) -> QuizRun:
        if len(session.store.runs) >= RUNS_MAX:
            raise BadRequest(f"A session has {RUNS_MAX} runs at most.", status=409, code="too_many_runs")
        return QuizRun(
            id=self._new_id(),
            session_id=session.session_id,
            title=title,
            questions=questions,
            public_option_ids=new_public_ids(questions, _random_ids()),
            rules=rules,
            created_ms=self._clock.wall_ms(),
        )

    def _opened(self, session: Session, run: QuizRun) -> QuizRun:
        self._require_room(session)
        now_ms = self._clock.wall_ms()
        opened = _allowed(lambda: quiz_course.open_run(run, now_ms))
        book = self.books.of(session)
        for participant_id in session.presence.connected_ids:
            book.note_shown(run.id, participant_id, now_ms)
        return opened

    def _require_room(self, session: Session) -> None:
        if session.state is LessonState.ENDED:
            raise BadRequest("This session has ended.", status=409, code="wrong_state")
        if len(_open_runs(session)) >= OPEN_RUNS_MAX:
            raise BadRequest(f"{OPEN_RUNS_MAX} runs are open: close one first.", status=409, code="too_many_runs")

    async def _move(self, session: Session, run_id: str, move: Callable[[QuizRun, int], QuizRun]) -> RunView:
        run = self.run(session, run_id)
        return await self._keep(session, _allowed(lambda: move(run, self._clock.wall_ms())))

    async def _keep(self, session: Session, run: QuizRun) -> RunView:
        with self.books.kept_true(session) as book:
            _put(session, run)
            self._deadlines_changed.set()
            view = run_view(run, book.tallies(run))
            await self._durable(session, run)
        self._tell(session, run, view)
        return view

    async def _durable(self, session: Session, run: QuizRun) -> None:
        try:
            await session.store.durable()
        except StorageFailed:
            # The store carries the change on in memory: the class is told when the disk has it after all.
            self._untold.setdefault(session.session_id, set()).add(run.id)
            self._deadlines_changed.set()
            raise

    def _tell(self, session: Session, run: QuizRun, view: RunView) -> None:
        session.events.publish(lambda number: RunForTeacher(number=number, run=view), to=TEACHERS)
        if run.state is RunState.DRAFT:
            return
        shown = public_run(run)
        if run.state is RunState.REVEALED:
            session.events.publish_each(
                lambda number, to: RunRevealed(number=number, run=shown, result=self._result_for(session, run, to)),
                to=EVERYBODY,
            )
        else:
            session.events.publish(lambda number: RunChanged(number=number, run=shown), to=EVERYBODY)

    def _result_for(self, session: Session, run: QuizRun, to: Recipient) -> RunResultForStudent:
        return own_results_of(self.books.of(session), run, to.person_id if to.role is Role.STUDENT else "")


def own_answers_to(book: RunBook, run: QuizRun, participant_id: str) -> list[OwnAnswer]:
    """One student's answers to a run, and nothing about their worth."""
    return [
        own_answer(run, question, response)
        for question in asked_questions(run)
        if (response := book.response(run, question, participant_id)) is not None
    ]


def own_results_of(book: RunBook, run: QuizRun, participant_id: str) -> RunResultForStudent:
    """A revealed run as one student may see it; without own results for who is no student."""
    asked = asked_questions(run) if participant_id else ()
    own = [own_result(run, question, book.response(run, question, participant_id)) for question in asked]
    return RunResultForStudent(run_id=run.id, questions=book.revealed(run), own=own)


def newest_first(runs: list[QuizRun]) -> list[QuizRun]:
    """In the order in which teachers look at them."""
    return sorted(runs, key=lambda run: (run.created_ms, run.id), reverse=True)


def _open_runs(session: Session) -> list[QuizRun]:
    return [run for run in session.store.runs.all() if run.state is RunState.OPEN]


def _asked_runs(session: Session) -> list[QuizRun]:
    asked = [run for run in session.store.runs.all() if run.state in (RunState.OPEN, RunState.CLOSED)]
    return sorted(asked, key=lambda run: (run.opened_ms or 0, run.id))


def _some(questions: tuple[Question, ...], wanted_ids: list[str] | None) -> tuple[Question, ...]:
    """The wanted questions in the wanted order, or all."""
    known = {question.id: question for question in questions}
    if wanted_ids is not None and not (set(wanted_ids) <= set(known) and len(set(wanted_ids)) == len(wanted_ids)):
        raise BadRequest("A wanted question is not in this quiz, or wanted twice.", status=422, code="unknown_question")
    chosen = questions if wanted_ids is None else tuple(known[each] for each in wanted_ids)
    if not chosen:
        raise BadRequest("A run needs at least one question.", status=422, code="invalid_run")
    return chosen


def _title(given: str) -> str:
    if not given.strip():
        return ""
    try:
        return clean_text(given, TITLE_MAX_CHARACTERS)
    except TextError as error:
        raise BadRequest(f"The title: {error}", status=422, code="invalid_text") from error


def _allowed(move: Callable[[], QuizRun]) -> QuizRun:
    try:
        return move()
    except RunMoveError as error:
        raise BadRequest(str(error), status=409, code="wrong_state") from error


def _put(session: Session, run: QuizRun) -> None:
    try:
        session.store.runs.put(run)
    except ValueError as error:
        raise BadRequest("The run is too long: ask fewer questions.", status=422, code="quiz_too_long") from error


def _random_ids() -> Iterator[str]:
    while True:
        yield secrets.token_urlsafe(PUBLIC_ID_BYTES)

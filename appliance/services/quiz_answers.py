"""Students' answers to an open run: judged, graded, stored, acknowledged; and counted for the teachers."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from appliance.contract.live import TallyGrown
from appliance.contract.quiz import Receipt, RespondRequest, TallyView
from appliance.domain.answers import check_answer, from_public
from appliance.domain.participant import Admission, Participant
from appliance.domain.quiz import Answer, InvalidAnswerError, Question
from appliance.domain.quiz_course import Verdict, find_question, judge
from appliance.domain.quiz_run import QuizResponse, QuizRun, replaced_ids, response_id
from appliance.domain.scoring import counted_elapsed_ms, grade, points
from appliance.errors import BadRequest, NotAllowed, NotFound, StorageFailed
from appliance.services.event_bus import TEACHERS
from appliance.services.quiz_bank import WallClock
from appliance.services.quiz_views import answer_from
from appliance.services.run_book import RunBooks
from appliance.services.session import Session
from appliance.services.sessions import Sessions

TALLY_SECONDS = 0.25
"""Between two tallies of one session: bars that move more often cannot be read."""

Outcome = Literal["accepted", "replaced", "same"]
_REFUSALS = {
    Verdict.ALREADY_ANSWERED: "You have answered this question already.",
    Verdict.NOT_OPEN: "This question is not open yet.",
    Verdict.TOO_LATE: "The time to answer is over.",
}


class QuizAnswers:
    """Takes answers."""

    def __init__(self, sessions: Sessions, books: RunBooks, clock: WallClock) -> None:
        self._sessions = sessions
        self._books = books
        self._clock = clock
        self._came_in = asyncio.Event()

    async def take(self, session: Session, participant_id: str, wish: RespondRequest) -> Receipt:
        """Store the answer and acknowledge it; the receipt says nothing about right or wrong."""
        now_ms = self._clock.wall_ms()
        person = _admitted(session, participant_id)
        run = session.store.runs.get(wish.run_id)
        if run is None:
            raise NotFound("There is no such run in this session.")
        earlier = session.store.responses.get(response_id(run.id, wish.question_id, person.id))
        verdict = judge(run, wish.question_id, now_ms, earlier, wish.answer_id)
        if verdict is Verdict.SAME and earlier is not None:
            # What is acknowledged twice must be as durable as what is acknowledged once.
            await session.store.durable()
            return _receipt(wish, "same", earlier.received_ms)
        with self._books.kept_true(session) as book:
            arrival = _Arrival(run, person, wish, now_ms, replaced_ids(earlier))
            response = arrival.graded(_question(run, wish, verdict), book.shown_ms(run.id, person.id))
            # No await between the verdict and here: of many answers at once, exactly one finds the place empty.
            session.store.responses.put(response)
            book.note_answer(response)
            await session.store.durable()
        self._came_in.set()
        return _receipt(wish, "replaced" if verdict is Verdict.REPLACE else "accepted", now_ms)

    async def tell_tallies(self) -> None:
        """Tell the teachers of every session what came in, a few times a second, until cancelled."""
        while True:
            await self._came_in.wait()
            self._came_in.clear()
            for session in self._sessions.all():
                await self.tell_tally(session)
            await asyncio.sleep(TALLY_SECONDS)

    async def tell_tally(self, session: Session) -> None:
        """Tell the session's teachers what came in since the last time."""
        book = self._books.of(session)
        if not book.has_news:
            return
        told = [
            _Told(run_id, book.tallies(run, answered), answered)
            for run_id, answered in book.take_news().items()
            if (run := session.store.runs.get(run_id)) is not None
        ]
        try:
            # The newest of what was counted may still be on its way to the disk.
            await session.store.durable()
        except StorageFailed:
            self._books.forget(session.session_id)
            return
        for each in told:
            session.events.publish(each.event, to=TEACHERS)


@dataclass(frozen=True, slots=True)
class _Told:
    """What teachers are told of one run."""

    run_id: str
    tallies: list[TallyView]
    answered_ids: dict[str, list[str]]

    def event(self, number: int) -> TallyGrown:
        """The event with its number."""
        return TallyGrown(number=number, run_id=self.run_id, tallies=self.tallies, answered_ids=self.answered_ids)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An answer that was received just now."""

    run: QuizRun
    person: Participant
    wish: RespondRequest
    received_ms: int
    replaced_ids: tuple[str, ...]

    def graded(self, question: Question, shown_ms: int | None) -> QuizResponse:
        """The answer as it is stored; `shown_ms` is when the box sent the question to this device, if it knows."""
        run, person, wish, now_ms = self.run, self.person, self.wish, self.received_ms
        answer = _checked(run, question, wish)
        worth = grade(question, answer)
        asked_ms = shown_ms or max(run.opened_ms or now_ms, person.joined_ms)
        elapsed_ms = counted_elapsed_ms(wish.elapsed_ms, asked_ms, now_ms)
        return QuizResponse(
            id=response_id(run.id, question.id, person.id),
            run_id=run.id,
            question_id=question.id,
            participant_id=person.id,
            answer=answer,
            device_answer_id=wish.answer_id,
            received_ms=now_ms,
            elapsed_ms=elapsed_ms,
            credit=worth.credit,
            is_correct=worth.is_correct,
            points=points(run.rules, question, worth, elapsed_ms),
            replaced_ids=self.replaced_ids,
        )


def _admitted(session: Session, participant_id: str) -> Participant:
    person = session.store.participants.get(participant_id)
    if person is None or person.admission is not Admission.ADMITTED:
        raise NotAllowed("Only students of this class can answer.")
    return person


def _question(run: QuizRun, wish: RespondRequest, verdict: Verdict) -> Question:
    if verdict in _REFUSALS:
        raise BadRequest(_REFUSALS[verdict], status=409, code=verdict.value)
    question = find_question(run, wish.question_id)
    if question is None:
        raise NotFound("There is no such question in this run.")
    return question


def _checked(run: QuizRun, question: Question, wish: RespondRequest) -> Answer:
    try:
        return check_answer(question, from_public(run, question, answer_from(wish.answer)))
    except InvalidAnswerError as error:
        raise BadRequest(str(error), status=422, code="invalid_answer") from error


def _receipt(wish: RespondRequest, outcome: Outcome, received_ms: int) -> Receipt:
    return Receipt(
        run_id=wish.run_id,
        question_id=wish.question_id,
        answer_id=wish.answer_id,
        outcome=outcome,
        received_ms=received_ms,
    )

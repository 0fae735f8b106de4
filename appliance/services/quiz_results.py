"""What came of a session's runs, while it goes on and after it has ended: for teachers, and for each student alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.contract.quiz import MissingAnswers, ResponseRow, RunList, RunResults
from appliance.domain.participant import Participant, Roster
from appliance.domain.quiz import Question
from appliance.domain.quiz_course import asked_questions, find_question
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.tables_out import write_csv, write_xlsx
from appliance.domain.tally import who_has_not
from appliance.errors import NotFound
from appliance.services.quiz_runs import QuizRuns, newest_first
from appliance.services.quiz_tables import (
    AskedQuestion,
    AskedRun,
    Language,
    ResultRecords,
    answers_table,
    result_sheets,
)
from appliance.services.quiz_views import answer_text, answer_view, run_view
from appliance.services.run_book import RunBook
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.storage.catalogue import Catalogue
from appliance.storage.session_store import SessionStore

ENDED_BOOKS_MAX = 4
"""Of ended sessions: when a lesson ends, the whole class looks at what came of it."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who belongs to a class, who is here, and when the others were."""

    participants: tuple[Participant, ...]
    connected_ids: frozenset[str]
    last_seen_ms: Mapping[str, int]
    absent_ids: tuple[str, ...]
    """Roster entries that nobody has joined as."""


class QuizResults:
    """Reads runs and answers out of open and of sealed sessions."""

    def __init__(self, sessions: Sessions, catalogue: Catalogue, runs: QuizRuns) -> None:
        self._sessions = sessions
        self._catalogue = catalogue
        self._runs = runs
        self._ended: OrderedDict[str, RunBook] = OrderedDict()

    async def runs(self, session_id: str) -> RunList:
        """Every run, newest first."""
        book = await self.book(session_id)
        return RunList(runs=[run_view(run, book.tallies(run)) for run in newest_first(book.store.runs.all())])

    async def results(self, session_id: str, run_id: str) -> RunResults:
        """A run with every answer to it, and who is missing."""
        book = await self.book(session_id)
        run = stored_run(book.store, run_id)
        asked, attendance = asked_of(book, run), self.attendance(session_id, book)
        # Not in the loop: a long quiz in a full class has ten thousand answers.
        rows = await asyncio.to_thread(_rows, asked, attendance)
        missing = await asyncio.to_thread(_missing, run, asked, attendance)
        return RunResults(run=run_view(run, book.tallies(run)), responses=rows, missing=missing)

    async def missing(self, session_id: str, run_id: str, question_id: str) -> MissingAnswers:
        """Who has not answered a question; raises NotFound."""
        book = await self.book(session_id)
        run = stored_run(book.store, run_id)
        question = find_question(run, question_id)
        if question is None:
            raise NotFound("There is no such question in this run.")
        return _missing_of(run, _asked(book, run, question), self.attendance(session_id, book))

    async def as_csv(self, session_id: str, language: Language) -> bytes:
        """Every answer of the session, a row each."""
        records = await self._records(session_id)
        return await asyncio.to_thread(lambda: write_csv(answers_table(records, language)))

    async def as_xlsx(self, session_id: str, language: Language) -> bytes:
        """Every answer of the session, summed up by student and by question too."""
        records = await self._records(session_id)
        return await asyncio.to_thread(lambda: write_xlsx(result_sheets(records, language)))

    def title(self, session_id: str) -> str:
        """What a file with the results is called."""
        return self._sessions.lesson(session_id).title

    async def book(self, session_id: str) -> RunBook:
        """The runs and answers of a session, ended or not; raises NotFound."""
        session = self.open_session(session_id)
        if session is not None:
            return self._runs.books.of(session)
        store = await self._sessions.store_of(session_id)
        book = self._ended.get(session_id)
        if book is None or book.store is not store:
            # Not in the loop: a long lesson of a full house has tens of thousands of records to read. One that is just
            # ending may still be written to, and is in memory as it is.
            made = await asyncio.to_thread(_read_all, store) if store.database.is_sealed else RunBook(store)
            book = self._ended.get(session_id)
            if book is None or book.store is not store:
                book = self._ended[session_id] = made
            if len(self._ended) > ENDED_BOOKS_MAX:
                self._ended.popitem(last=False)
        self._ended.move_to_end(session_id)
        return book

    def open_session(self, session_id: str) -> Session | None:
        """The session if it has not ended."""
        try:
            return self._sessions.get(session_id)
        except NotFound:
            return None

    async def _records(self, session_id: str) -> ResultRecords:
        book = await self.book(session_id)
        roster = self._roster(session_id)
        runs = sorted(book.store.runs.all(), key=lambda run: (run.created_ms, run.id))
        return ResultRecords(
            participants=tuple(book.store.participants.all()),
            roster=roster.entries if roster is not None else (),
            asked=tuple(AskedRun(run, asked_of(book, run)) for run in runs if run.opened_ms is not None),
        )

    def attendance(self, session_id: str, book: RunBook) -> Attendance:
        """Who belongs to the class, and who of them is here."""
        session, roster = self.open_session(session_id), self._roster(session_id)
        participants = tuple(book.store.participants.all())
        came = {each.roster_entry_id for each in participants}
        return Attendance(
            participants=participants,
            connected_ids=frozenset(session.presence.connected_ids) if session is not None else frozenset(),
            last_seen_ms=_last_seen(book.store),
            absent_ids=tuple(entry.id for entry in roster.entries if entry.id not in came) if roster else (),
        )

    def _roster(self, session_id: str) -> Roster | None:
        return self._catalogue.rosters.get(self._sessions.lesson(session_id).roster_id or "")


def _read_all(store: SessionStore) -> RunBook:
    """The book of a sealed session, with everything that is read out of it at hand."""
    for collection in (store.participants, store.runs, store.messages, store.questions, store.signals, store.spans):
        collection.all()
    book = RunBook(store)
    for run in store.runs.all():
        book.tallies(run)
    return book


def stored_run(store: SessionStore, run_id: str) -> QuizRun:
    """A run of a session, ended or not; raises NotFound."""
    run = store.runs.get(run_id)
    if run is None:
        raise NotFound("There is no such run in this session.")
    return run


def asked_of(book: RunBook, run: QuizRun) -> tuple[AskedQuestion, ...]:
    """The questions of a run with their answers as they are now; any thread may read them."""
    return tuple(_asked(book, run, each) for each in asked_questions(run))


def _asked(book: RunBook, run: QuizRun, question: Question) -> AskedQuestion:
    return AskedQuestion(question, tuple(book.responses(run, question)))


def _last_seen(store: SessionStore) -> dict[str, int]:
    seen: dict[str, int] = {}
    for span in store.spans.all():
        seen[span.participant_id] = max(seen.get(span.participant_id, 0), span.until_ms)
    return seen


def _rows(asked: Iterable[AskedQuestion], attendance: Attendance) -> list[ResponseRow]:
    names = {each.id: each.name for each in attendance.participants}
    return [
        _row(each.question, response, names.get(response.participant_id, ""))
        for each in asked
        for response in each.responses
    ]


def _row(question: Question, response: QuizResponse, name: str) -> ResponseRow:
    return ResponseRow(
        participant_id=response.participant_id,
        name=name,
        question_id=question.id,
        answer=answer_view(response.answer),
        answer_text=answer_text(question, response.answer),
        is_correct=response.is_correct,
        credit=response.credit,
        points=response.points,
        elapsed_ms=response.elapsed_ms,
        received_ms=response.received_ms,
    )


def _missing(run: QuizRun, asked: Iterable[AskedQuestion], attendance: Attendance) -> list[MissingAnswers]:
    return [_missing_of(run, each, attendance) for each in asked]


def _missing_of(run: QuizRun, asked: AskedQuestion, attendance: Attendance) -> MissingAnswers:
    told = who_has_not(
        run,
        asked.question.id,
        attendance.participants,
        asked.responses,
        attendance.connected_ids,
        last_seen_ms=attendance.last_seen_ms,
    )
    return MissingAnswers(
        question_id=asked.question.id,
        answered=[response.participant_id for response in asked.responses],
        not_answered=list(told.not_answered),
        disconnected=list(told.disconnected),
        not_present=[*told.not_present, *attendance.absent_ids],
    )

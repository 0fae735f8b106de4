"""What the box counts in memory of one session's runs. Built from the stored facts, and thrown away without loss."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from appliance.contract.quiz import RevealedQuestion, TallyView
from appliance.domain.quiz import Question
from appliance.domain.quiz_course import asked_questions
from appliance.domain.quiz_run import QuizResponse, QuizRun, response_id
from appliance.errors import StorageFailed
from appliance.services.quiz_views import revealed_questions, tally_view
from appliance.storage.session_store import SessionStore

_RunAndQuestion = tuple[str, str]


class RunBook:
    """Who has answered what, the tallies as far as they are known, and what teachers have not been told yet."""

    def __init__(self, store: SessionStore) -> None:
        self.store = store
        # All of these are bounded by the participants of a session and the questions of its runs.
        self._answered: dict[_RunAndQuestion, dict[str, None]] = {}
        self._tallies: dict[_RunAndQuestion, TallyView] = {}
        self._news: dict[str, dict[str, list[str]]] = {}
        self._shown_ms: dict[tuple[str, str], int] = {}
        self._revealed: dict[str, list[RevealedQuestion]] = {}
        for response in store.responses.all():
            self._place(response)[response.participant_id] = None

    @property
    def has_news(self) -> bool:
        """Whether answers came in that teachers have not been told of."""
        return bool(self._news)

    def note_answer(self, response: QuizResponse) -> None:
        """Count an answer that was just put into the store."""
        self._place(response)[response.participant_id] = None
        self._tallies.pop((response.run_id, response.question_id), None)
        self._news.setdefault(response.run_id, {}).setdefault(response.question_id, []).append(response.participant_id)

    def take_news(self) -> dict[str, dict[str, list[str]]]:
        """By run and question: who has answered since the last call."""
        news, self._news = self._news, {}
        return news

    def responses(self, run: QuizRun, question: Question) -> Iterator[QuizResponse]:
        """The answers to one question."""
        for participant_id in self._answered.get((run.id, question.id), ()):
            response = self.response(run, question, participant_id)
            if response is not None:
                yield response

    def response(self, run: QuizRun, question: Question, participant_id: str) -> QuizResponse | None:
        """One student's answer to one question."""
        return self.store.responses.get(response_id(run.id, question.id, participant_id))

    def tallies(self, run: QuizRun, question_ids: Iterable[str] | None = None) -> list[TallyView]:
        """The tallies of these questions, or of all that the run asks."""
        wanted = None if question_ids is None else frozenset(question_ids)
        return [self._tally(run, each) for each in asked_questions(run) if wanted is None or each.id in wanted]

    def revealed(self, run: QuizRun) -> list[RevealedQuestion]:
        """The questions of a revealed run with their keys; made once, since nothing in them changes any more."""
        if run.id not in self._revealed:
            self._revealed[run.id] = revealed_questions(run, self.tallies(run))
        return self._revealed[run.id]

    def note_shown(self, run_id: str, participant_id: str, now_ms: int) -> None:
        """The box sent a run to somebody; the first time counts."""
        self._shown_ms.setdefault((run_id, participant_id), now_ms)

    def shown_ms(self, run_id: str, participant_id: str) -> int | None:
        """When the box first sent the run to this student, if it knows."""
        return self._shown_ms.get((run_id, participant_id))

    def _place(self, response: QuizResponse) -> dict[str, None]:
        return self._answered.setdefault((response.run_id, response.question_id), {})

    def _tally(self, run: QuizRun, question: Question) -> TallyView:
        place = (run.id, question.id)
        if place not in self._tallies:
            self._tallies[place] = tally_view(run, question, self.responses(run, question))
        return self._tallies[place]


class OpenSession(Protocol):
    """A session that has not ended, as the books see it."""

    @property
    def session_id(self) -> str:
        """The session's id."""

    @property
    def store(self) -> SessionStore:
        """Its facts."""


class RunBooks:
    """One book for each open session in which something was asked."""

    def __init__(self) -> None:
        self._books: dict[str, RunBook] = {}

    def of(self, session: OpenSession) -> RunBook:
        """The session's book."""
        book = self._books.get(session.session_id)
        if book is None or book.store is not session.store:
            book = self._books[session.session_id] = RunBook(session.store)
        return book

    def forget(self, session_id: str) -> None:
        """Count anew when it is asked for next: the store may have taken something back, or the session has ended."""
        self._books.pop(session_id, None)

    @contextmanager
    def kept_true(self, session: OpenSession) -> Iterator[RunBook]:
        """The session's book, forgotten if what is done inside could not be stored."""
        try:
            yield self.of(session)
        except StorageFailed:
            self.forget(session.session_id)
            raise

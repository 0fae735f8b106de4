"""What a student may see of everything that the box keeps about them in one session."""

from collections import Counter
from collections.abc import Callable

from appliance.contract.engagement import OwnEngagement
from appliance.contract.quiz import OwnAnswer, RunResultForStudent
from appliance.contract.quiz_results import OwnData
from appliance.contract.talk import ChatMessageView, ClassQuestionView
from appliance.domain.participant import Participant
from appliance.domain.quiz_run import QuizRun, RunState
from appliance.domain.talk import SignalKind
from appliance.errors import NotFound
from appliance.services.quiz_results import QuizResults
from appliance.services.quiz_runs import newest_first, own_answers_to, own_results_of
from appliance.services.run_book import RunBook
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.storage.session_store import SessionStore

OwnFigures = Callable[[Session, str], OwnEngagement | None]


class OwnDataView:
    """Gathers one student's data."""

    def __init__(self, sessions: Sessions, results: QuizResults, own_figures: OwnFigures) -> None:
        self._sessions = sessions
        self._results = results
        self._own_figures = own_figures

    async def of(self, session_id: str, participant_id: str) -> OwnData:
        """The student's own data; raises NotFound for whoever is not of this session."""
        lesson = self._sessions.lesson(session_id)
        book = await self._results.book(session_id)
        person = book.store.participants.get(participant_id)
        if person is None:
            raise NotFound("There is no such student in this session.")
        taps = Counter(each.kind for each in book.store.signals.all() if each.participant_id == person.id)
        session = self._results.open_session(session_id)
        return OwnData(
            session_id=session_id,
            title=lesson.title,
            participant_id=person.id,
            name=person.name,
            joined_ms=person.joined_ms,
            present_ms=_present_ms(book.store, person),
            answers=_answers(book, person),
            results=_results(book, person),
            messages=_messages(book.store, person),
            questions=_questions(book.store, person),
            hands=taps[SignalKind.HAND],
            reactions=taps[SignalKind.REACTION],
            lost_taps=taps[SignalKind.LOST],
            engagement=self._own_figures(session, person.id) if session is not None else None,
        )


def _present_ms(store: SessionStore, person: Participant) -> int:
    return sum(span.until_ms - span.from_ms for span in store.spans.all() if span.participant_id == person.id)


def _answers(book: RunBook, person: Participant) -> list[OwnAnswer]:
    return [
        each for run in _in_state(book, RunState.OPEN, RunState.CLOSED) for each in own_answers_to(book, run, person.id)
    ]


def _results(book: RunBook, person: Participant) -> list[RunResultForStudent]:
    return [own_results_of(book, run, person.id) for run in _in_state(book, RunState.REVEALED)]


def _in_state(book: RunBook, *states: RunState) -> list[QuizRun]:
    return newest_first([run for run in book.store.runs.all() if run.state in states])


def _messages(store: SessionStore, person: Participant) -> list[ChatMessageView]:
    return [
        ChatMessageView(
            message_id=each.id,
            author=each.author.value,
            author_id=each.author_id,
            author_name=each.author_name,
            text=each.text,
            sent_ms=each.sent_ms,
            audience=each.audience.value,
        )
        for each in store.messages.all()
        if each.author_id == person.id and not each.is_deleted
    ]


def _questions(store: SessionStore, person: Participant) -> list[ClassQuestionView]:
    return [
        ClassQuestionView(
            question_id=each.id,
            text=each.text,
            asked_ms=each.asked_ms,
            upvotes=len(each.upvoter_ids),
            is_resolved=each.is_resolved,
        )
        for each in store.questions.all()
        if each.author_id == person.id and not each.is_deleted
    ]

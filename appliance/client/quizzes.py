"""The quiz bank, and runs of quizzes in a session."""

from typing import Literal

from appliance.client.connection import BoxConnection
from appliance.contract.quiz import (
    ImageStored,
    MissingAnswers,
    QuizImported,
    QuizList,
    QuizView,
    QuizWrite,
    Receipt,
    RespondRequest,
    RunCreate,
    RunExtend,
    RunList,
    RunResults,
    RunView,
)
from appliance.contract.quiz_results import OwnData, ScoringFormula

RunMove = Literal["open", "close", "reveal"]
Language = Literal["en", "ko"]


class QuizzesClient:
    """Routes under /quizzes."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def all(self) -> QuizList:
        """The teacher's bank."""
        return await self._box.ask(QuizList, "GET", "/quizzes")

    async def get(self, quiz_id: str) -> QuizView:
        """One quiz with its keys."""
        return await self._box.ask(QuizView, "GET", f"/quizzes/{quiz_id}")

    async def create(self, quiz: QuizWrite) -> QuizView:
        """Put a quiz into the bank."""
        return await self._box.ask(QuizView, "POST", "/quizzes", quiz)

    async def replace(self, quiz_id: str, quiz: QuizWrite) -> QuizView:
        """Write a quiz anew; one that has changed since `quiz.version` is refused with 409."""
        return await self._box.ask(QuizView, "PUT", f"/quizzes/{quiz_id}", quiz)

    async def duplicate(self, quiz_id: str) -> QuizView:
        """Add a copy of a quiz."""
        return await self._box.ask(QuizView, "POST", f"/quizzes/{quiz_id}/duplicate")

    async def delete(self, quiz_id: str) -> None:
        """Take a quiz out of the bank."""
        await self._box.tell("DELETE", f"/quizzes/{quiz_id}")

    async def import_file(self, data: bytes, title: str = "", format_name: str | None = None) -> QuizImported:
        """Import a file or pasted text; without a format the box finds out which it is."""
        query = {"format": format_name, "title": title or None}
        return await self._box.upload(QuizImported, "/quizzes/import", data, query)

    async def export(self, quiz_id: str, format_name: Literal["gift", "csv", "json"]) -> bytes:
        """A quiz as a file."""
        return await self._box.fetch(f"/quizzes/{quiz_id}/export", {"format": format_name})

    async def store_image(self, data: bytes) -> ImageStored:
        """Put an image into the bank."""
        return await self._box.upload(ImageStored, "/quiz-images", data)

    async def image(self, image_id: str) -> bytes:
        """An image of the bank."""
        return await self._box.fetch(f"/quiz-images/{image_id}")


class RunsClient:
    """Routes under /sessions/{id}/runs, and a student's answers."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def create(self, session_id: str, wish: RunCreate) -> RunView:
        """Make a run; by default it is pushed at once."""
        return await self._box.ask(RunView, "POST", f"/sessions/{session_id}/runs", wish)

    async def all(self, session_id: str) -> RunList:
        """All runs of the session, newest first."""
        return await self._box.ask(RunList, "GET", f"/sessions/{session_id}/runs")

    async def results(self, session_id: str, run_id: str) -> RunResults:
        """Every answer to a run."""
        return await self._box.ask(RunResults, "GET", f"/sessions/{session_id}/runs/{run_id}")

    async def move(self, session_id: str, run_id: str, move: RunMove) -> RunView:
        """Open, close or reveal a run."""
        return await self._box.ask(RunView, "POST", f"/sessions/{session_id}/runs/{run_id}/{move}")

    async def extend(self, session_id: str, run_id: str, seconds: int) -> RunView:
        """Give more time."""
        path = f"/sessions/{session_id}/runs/{run_id}/extend"
        return await self._box.ask(RunView, "POST", path, RunExtend(seconds=seconds))

    async def reopen(self, session_id: str, run_id: str, seconds: int | None = None) -> RunView:
        """Open a closed run again before its reveal, for that long or until it is closed."""
        path = f"/sessions/{session_id}/runs/{run_id}/reopen"
        return await self._box.ask(RunView, "POST", path, RunExtend(seconds=seconds) if seconds is not None else None)

    async def ask_again(self, session_id: str, run_id: str) -> RunView:
        """Ask the same questions once more, as a run of its own."""
        return await self._box.ask(RunView, "POST", f"/sessions/{session_id}/runs/{run_id}/again")

    async def missing(self, session_id: str, run_id: str, question_id: str) -> MissingAnswers:
        """Who has not answered a question."""
        path = f"/sessions/{session_id}/runs/{run_id}/missing"
        return await self._box.ask(MissingAnswers, "GET", path, query={"question_id": question_id})

    async def results_file(self, session_id: str, kind: Literal["csv", "xlsx"], lang: Language = "en") -> bytes:
        """Every result of the session as a table, with its headings in that language."""
        return await self._box.fetch(f"/sessions/{session_id}/results.{kind}", {"lang": lang})

    async def formula(self) -> ScoringFormula:
        """How answers are scored, in words."""
        return await self._box.ask(ScoringFormula, "GET", "/quiz/formula")

    async def respond(self, answer: RespondRequest) -> Receipt:
        """Answer a question as a student; sent again, it changes nothing."""
        return await self._box.ask(Receipt, "POST", "/quiz/respond", answer)

    async def own_data(self, session_id: str) -> OwnData:
        """Everything that the box keeps of the student who asks, in this session."""
        return await self._box.ask(OwnData, "GET", f"/sessions/{session_id}/my-results")

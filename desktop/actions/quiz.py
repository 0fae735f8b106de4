"""Running quizzes in the lesson on the desk: pushed, steered, watched, and read afterwards."""

from typing import Literal

from appliance.client.quizzes import Language, RunMove
from appliance.contract.quiz import QuestionInBank, RunCreate, RunResults, RunView, TallyView
from desktop.actions.desk import Desk
from desktop.state.lesson import Lesson
from desktop.state.quiz_settings import QuizSettings
from desktop.state.quiz_watch import Listed, QuizWatch


class QuizActions:
    """What a teacher does with runs; each method raises as the client does."""

    def __init__(self, desk: Desk, lesson: Lesson, watch: QuizWatch) -> None:
        self._desk = desk
        self._lesson = lesson
        self._watch = watch

    def seconds_until(self, moment_ms: int) -> float:
        """Seconds until a moment of the box's clock."""
        return self._lesson.clock.seconds_until(moment_ms)

    async def push_quiz(self, quiz_id: str, settings: QuizSettings, question_ids: list[str] | None = None) -> RunView:
        """Push a quiz of the bank, or some of its questions, to the class."""
        return await self._push(_wish(settings, quiz_id=quiz_id, question_ids=question_ids))

    async def push_on_the_spot(self, question: QuestionInBank, settings: QuizSettings) -> RunView:
        """Push a question that is in no bank."""
        return await self._push(_wish(settings, questions=[question]))

    async def move(self, run_id: str, move: RunMove) -> RunView:
        """Open, close or reveal a run."""
        return self.keep(await self._desk.client.runs.move(self._desk.session_id, run_id, move))

    async def extend(self, run_id: str, seconds: int) -> RunView:
        """Give more time."""
        return self.keep(await self._desk.client.runs.extend(self._desk.session_id, run_id, seconds))

    async def reopen(self, run_id: str, seconds: int | None = None) -> RunView:
        """Take answers again, for that long or until it is closed."""
        return self.keep(await self._desk.client.runs.reopen(self._desk.session_id, run_id, seconds))

    async def ask_again(self, run_id: str) -> RunView:
        """Ask the same questions once more, in a run of its own."""
        return self.keep(await self._desk.client.runs.ask_again(self._desk.session_id, run_id))

    async def list_missing(self, run_id: str, question_id: str) -> None:
        """Read who has answered and who has not; live events keep it true from then on."""
        client, session_id = self._desk.client, self._desk.session_id
        missing = await client.runs.missing(session_id, run_id, question_id)
        people = await client.participants.all(session_id)
        if session_id == self._lesson.session_id:
            self._lesson.runs.take_answered(run_id, question_id, missing.answered)
            self._watch.take_listed(run_id, Listed(missing, tuple(people.absent)))

    async def read_results(self, run_id: str) -> RunResults:
        """Read every answer to a run."""
        session_id = self._desk.session_id
        results = await self._desk.client.runs.results(session_id, run_id)
        if session_id == self._lesson.session_id:
            self._watch.take_results(results)
        return results

    async def results_file(self, kind: Literal["csv", "xlsx"], language: Language) -> bytes:
        """Every result of the lesson as a table."""
        return await self._desk.client.runs.results_file(self._desk.session_id, kind, language)

    def keep(self, run: RunView) -> RunView:
        """Keep the run; the live socket may have told of more answers than this older reply."""
        known = self._lesson.runs.get(run.run_id)
        if known is not None:
            run = run.model_copy(update={"tallies": _fullest(known.tallies, run.tallies)})
        self._lesson.runs.take_run(run)
        return run

    async def _push(self, wish: RunCreate) -> RunView:
        return self.keep(await self._desk.client.runs.create(self._desk.session_id, wish))


def _wish(
    settings: QuizSettings,
    *,
    quiz_id: str | None = None,
    question_ids: list[str] | None = None,
    questions: list[QuestionInBank] | None = None,
) -> RunCreate:
    return RunCreate(
        quiz_id=quiz_id,
        question_ids=question_ids,
        questions=questions,
        seconds=settings.seconds,
        allows_change=settings.allows_change,
        scoring=settings.scoring,
    )


def _fullest(known: list[TallyView], told: list[TallyView]) -> list[TallyView]:
    by_question = {tally.question_id: tally for tally in known}
    for tally in told:
        other = by_question.get(tally.question_id)
        if other is None or tally.answered >= other.answered:
            by_question[tally.question_id] = tally
    return list(by_question.values())

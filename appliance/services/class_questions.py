"""Questions to the teacher: asked without a name, shared by others, marked as answered."""

from collections.abc import Callable
from dataclasses import replace

from appliance.contract.live import QuestionChanged, QuestionDeleted
from appliance.contract.talk import ClassQuestionView
from appliance.domain.talk import MESSAGE_MAX_CHARACTERS, ClassQuestion
from appliance.errors import BadRequest, CapacityExceeded, NotAllowed, NotFound
from appliance.services.chat import MUTED, cleaned
from appliance.services.members import Member
from appliance.services.session import Session
from appliance.services.telling import Telling

QUESTIONS_MAX = 1_000
OPEN_QUESTIONS_OF_ONE = 20
"""Unanswered ones of one student."""


class ClassQuestions:
    """Asks, shares, resolves and takes away questions."""

    def __init__(self, wall_ms: Callable[[], int], new_id: Callable[[], str], telling: Telling) -> None:
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._telling = telling

    async def ask(self, session: Session, member: Member, text: str, ref: str) -> str:
        """Ask a question; the same `ref` again is the same question. Gives its id."""
        mine = [each for each in session.store.questions.all() if each.author_id == member.person_id]
        question = next((each for each in mine if each.ref == ref), None)
        if question is None:
            question = self._new(session, member, text, ref, mine)
            session.store.questions.put(question)
        # Told again too: the first time it may have been stored and not told, because the disk failed meanwhile.
        await self._tell_kept(session, question)
        return question.id

    async def upvote(self, session: Session, member: Member, question_id: str, *, is_on: bool) -> None:
        """Share a question, or no longer; nobody twice, nobody the own."""
        if not member.is_student:
            raise NotAllowed("Students share questions.")
        question = _question(session, question_id)
        if question.author_id == member.person_id:
            raise BadRequest("This is your own question.", 409, "own_question")
        others = tuple(each for each in question.upvoter_ids if each != member.person_id)
        shared = replace(question, upvoter_ids=(*others, member.person_id) if is_on else others)
        if len(shared.upvoter_ids) != len(question.upvoter_ids):
            session.store.questions.put(shared)
        await self._tell_kept(session, shared)

    async def resolve(self, session: Session, question_id: str, *, is_resolved: bool) -> None:
        """Mark a question as answered, or open again."""
        question = replace(_question(session, question_id), is_resolved=is_resolved)
        session.store.questions.put(question)
        await self._tell_kept(session, question)

    async def delete(self, session: Session, member: Member, question_id: str) -> None:
        """Take a question away: a teacher any, a student the own."""
        question = _question(session, question_id)
        if not member.is_teacher and question.author_id != member.person_id:
            raise NotAllowed("Only the teacher takes away what others have asked.")
        session.store.questions.put(replace(question, is_deleted=True, text=""))
        await session.store.durable()
        self._telling.tell(
            (session.session_id, "question", question_id),
            lambda: session.events.publish(lambda number: QuestionDeleted(number=number, question_id=question_id)),
        )

    def views(self, session: Session) -> list[ClassQuestionView]:
        """Every question that stands."""
        return [question_view(each) for each in session.store.questions.all() if not each.is_deleted]

    def own_upvotes(self, session: Session, member: Member) -> list[str]:
        """The questions that the member shares."""
        return [each.id for each in session.store.questions.all() if member.person_id in each.upvoter_ids]

    def _new(self, session: Session, member: Member, text: str, ref: str, mine: list[ClassQuestion]) -> ClassQuestion:
        participant = session.store.participants.get(member.person_id)
        if participant is None:
            raise NotAllowed("Students ask; a teacher announces.")
        if participant.is_muted:
            raise BadRequest(MUTED, 403, "muted")
        if sum(not each.is_resolved and not each.is_deleted for each in mine) >= OPEN_QUESTIONS_OF_ONE:
            raise BadRequest("You have asked a lot: wait until some are answered.", 429, "too_many")
        if len(session.store.questions) >= QUESTIONS_MAX:
            raise CapacityExceeded("This class has asked as much as a session keeps.", 60)
        shown = cleaned(text, MESSAGE_MAX_CHARACTERS)
        return ClassQuestion(self._new_id(), member.person_id, shown, self._wall_ms(), ref)

    async def _tell_kept(self, session: Session, question: ClassQuestion) -> None:
        await session.store.durable()
        view = question_view(question)

        def tell_now() -> None:
            session.events.publish(lambda number: QuestionChanged(number=number, question=view))

        self._telling.tell((session.session_id, "question", question.id), tell_now)


def question_view(question: ClassQuestion) -> ClassQuestionView:
    """A question as everybody sees it: without who asked and who shares it."""
    return ClassQuestionView(
        question_id=question.id,
        text=question.text,
        asked_ms=question.asked_ms,
        upvotes=len(question.upvoter_ids),
        is_resolved=question.is_resolved,
    )


def _question(session: Session, question_id: str) -> ClassQuestion:
    question = session.store.questions.get(question_id)
    if question is None or question.is_deleted:
        raise NotFound("There is no such question.")
    return question

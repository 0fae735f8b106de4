"""Lessons, students and talk as the box would tell them, for tests of models and windows."""

from collections.abc import Sequence

from appliance.contract.live import SessionFacts, Snapshot, TeacherFacts, You
from appliance.contract.session import ParticipantView, SessionState, SessionView, StageState, StageView
from appliance.contract.talk import ChatMessageView, ClassQuestionView, HandView

NOW_MS = 1_764_000_000_000
SESSION = "s1"


def session_view(
    session_id: str = SESSION, state: str = "lobby", title: str = "광합성", **other: object
) -> SessionView:
    """One session."""
    given: dict[str, object] = {
        "session_id": session_id,
        "title": title,
        "topic": "biology",
        "state": state,
        "class_code": "K7MPQ2",
        "join_url": "http://192.168.0.10:8000/?code=K7MPQ2",
        "owner_id": "t",
        "co_teacher_ids": [],
        "is_locked": False,
        "needs_approval": False,
        "chat_mode": "open",
        "shows_engagement": True,
        "roster_id": None,
        "participants": 28,
        "created_ms": NOW_MS,
        "started_ms": None,
        "ended_ms": None,
    }
    return SessionView.model_validate(given | other)


def student(number: int, name: str = "", **other: object) -> ParticipantView:
    """One student, there and watching."""
    given: dict[str, object] = {
        "participant_id": f"p{number}",
        "name": name or f"학생 {number}",
        "admission": "admitted",
        "is_connected": True,
        "is_watching": True,
        "is_muted": False,
        "joined_ms": NOW_MS + number,
    }
    return ParticipantView.model_validate(given | other)


def message(number: int, text: str = "", **other: object) -> ChatMessageView:
    """One message of a student."""
    given: dict[str, object] = {
        "message_id": f"m{number}",
        "author": "student",
        "author_id": f"p{number % 28}",
        "author_name": f"학생 {number % 28}",
        "text": text or f"메시지 {number}",
        "sent_ms": NOW_MS + number * 1000,
        "audience": "class",
    }
    return ChatMessageView.model_validate(given | other)


def question(number: int, text: str = "", *, upvotes: int = 0, is_resolved: bool = False) -> ClassQuestionView:
    """One question."""
    return ClassQuestionView(
        question_id=f"q{number}",
        text=text or f"질문 {number}",
        asked_ms=NOW_MS + number,
        upvotes=upvotes,
        is_resolved=is_resolved,
    )


def hand(number: int, name: str = "") -> HandView:
    """One raised hand."""
    return HandView(participant_id=f"p{number}", name=name or f"학생 {number}", raised_ms=NOW_MS - 1000 + number)


def snapshot(
    people: Sequence[ParticipantView] = (),
    *,
    messages: Sequence[ChatMessageView] = (),
    questions: Sequence[ClassQuestionView] = (),
    hands: Sequence[HandView] = (),
    state: str = "lobby",
) -> Snapshot:
    """What the box tells a teacher's app first."""
    facts = SessionFacts(
        session_id=SESSION,
        title="광합성",
        topic="biology",
        state=SessionState(state),
        chat_mode="open",
        shows_engagement=True,
        is_locked=False,
        participants=len(people),
    )
    return Snapshot(
        epoch="e",
        number=1,
        server_ms=NOW_MS,
        you=You(role="teacher", person_id="t", name="김민지"),
        session=facts,
        stage=StageView(cast_ids=[], state=StageState.EMPTY),
        messages=list(messages),
        questions=list(questions),
        hands=list(hands),
        teacher=TeacherFacts(participants=list(people), runs=[], engagement=None),
    )

"""What somebody is towards a session, and whether that lets them do what is asked: each route and message asks here."""

from collections import OrderedDict
from collections.abc import Mapping

from appliance.domain.lesson import Lesson
from appliance.domain.participant import Admission, Participant
from appliance.domain.policy import PRACTICE_GUESTS, Action, Role, is_allowed
from appliance.errors import BadRequest, NotAllowed, NotFound
from appliance.services.accounts import Accounts
from appliance.services.callers import Caller
from appliance.services.session import PRACTICE_ID, Session
from appliance.services.sessions import Sessions
from appliance.services.tokens import Claims, TokenExpired, TokenInvalid

ENDED_CLASSES_MAX = 64
"""Whose students may still look at their own results, as long as their last token lasts."""

_ROLE_OF_ADMISSION: Mapping[Admission, Role] = {
    Admission.WAITING: Role.WAITING,
    Admission.ADMITTED: Role.STUDENT,
    Admission.REMOVED: Role.REMOVED,
}


class Rights:
    """Reads tokens and applies the policy table; everything is looked up at each question, so that nothing lingers."""

    def __init__(self, accounts: Accounts, sessions: Sessions) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._ended: OrderedDict[str, dict[str, Participant]] = OrderedDict()
        """Students of classes that have ended since the start; what is sealed is not read for every request."""
        # First of all: from here on the session is not among the open ones.
        sessions.when_ending.insert(0, self._remember)

    def read_token(self, token: str | None, *, is_on_box: bool) -> Caller:
        """Who holds the token; nobody when it is none of this box."""
        if token is None:
            return Caller("nobody", is_on_box=is_on_box)
        try:
            claims = self._accounts.tokens.read(token)
        except TokenInvalid:
            return Caller("nobody", is_on_box=is_on_box)
        except TokenExpired:
            return Caller("expired", is_on_box=is_on_box)
        caller = self._teacher(claims, is_on_box) if claims.kind == "teacher" else self._student(claims, is_on_box)
        return caller or Caller("expired", is_on_box=is_on_box)

    def role(self, caller: Caller, session: Session | Lesson | None) -> Role:
        """What the caller is towards the session, or towards the box without one."""
        lesson = session.lesson if isinstance(session, Session) else session
        match caller.kind:
            case "student" if lesson is None or lesson.id == caller.session_id:
                return self._student_role(caller)
            case "expired":
                return Role.EXPIRED
            case "teacher" if not self._accounts.is_signed_in(caller.person_id, caller.family_id):
                return Role.EXPIRED
        if lesson is not None and lesson.id == PRACTICE_ID and caller.is_on_box:
            return Role.TEACHER
        match caller.kind:
            case "teacher":
                return _teacher_role(caller.person_id, lesson)
            case "student":
                return Role.OUTSIDER
            case _:
                return Role.NOBODY

    def allows(self, caller: Caller, action: Action, session: Session | Lesson | None) -> bool:
        """Whether the caller may do it, as things are now."""
        return _is_allowed(self.role(caller, session), action, session)

    def require(self, caller: Caller, action: Action, session: Session | Lesson | None) -> None:
        """Raises BadRequest (401: token_expired, not_signed_in) or NotAllowed when the caller may not."""
        role = self.role(caller, session)
        if _is_allowed(role, action, session):
            return
        if role is Role.EXPIRED:
            raise BadRequest("The token's time is over: renew it, or sign in anew.", status=401, code="token_expired")
        if role is Role.NOBODY:
            raise BadRequest("This needs somebody who has signed in or joined.", status=401, code="not_signed_in")
        raise NotAllowed(_REASONS.get(role, "You may not do this."))

    def is_removed(self, caller: Caller, session: Session) -> bool:
        """Whether the caller was sent away from this session."""
        return self.role(caller, session) is Role.REMOVED

    def _teacher(self, claims: Claims, is_on_box: bool) -> Caller | None:
        if not self._accounts.is_signed_in(claims.person_id, claims.family_id, claims.generation):
            return None
        name = self._accounts.teacher(claims.person_id).name
        return Caller(
            "teacher",
            claims.person_id,
            name=name,
            is_on_box=is_on_box,
            family_id=claims.family_id,
            expires_ms=claims.expires_ms,
        )

    def _student(self, claims: Claims, is_on_box: bool) -> Caller | None:
        participant = self._participant(claims.session_id, claims.person_id)
        if participant is None:
            return None
        # Who was removed is told so, whatever the token's generation.
        if participant.admission is not Admission.REMOVED and participant.token_generation != claims.generation:
            return None
        return Caller(
            "student",
            claims.person_id,
            claims.session_id,
            participant.name,
            is_on_box=is_on_box,
            expires_ms=claims.expires_ms,
        )

    def _student_role(self, caller: Caller) -> Role:
        participant = self._participant(caller.session_id, caller.person_id)
        return Role.EXPIRED if participant is None else _ROLE_OF_ADMISSION[participant.admission]

    def _participant(self, session_id: str | None, participant_id: str) -> Participant | None:
        if session_id is None:
            return None
        try:
            return self._sessions.get(session_id).store.participants.get(participant_id)
        except NotFound:
            return self._ended.get(session_id, {}).get(participant_id)

    async def _remember(self, session: Session) -> None:
        self._ended[session.session_id] = {each.id: each for each in session.store.participants.all()}
        self._ended.move_to_end(session.session_id)
        if len(self._ended) > ENDED_CLASSES_MAX:
            self._ended.popitem(last=False)


_REASONS: Mapping[Role, str] = {
    Role.OUTSIDER: "This is another class's.",
    Role.REMOVED: "The teacher has sent you out of this class.",
    Role.WAITING: "The teacher has not let you in yet.",
    Role.STUDENT: "This is for the teacher.",
    Role.CO_TEACHER: "This is for the teacher whose class it is.",
}


def _teacher_role(teacher_id: str, lesson: Lesson | None) -> Role:
    if lesson is None or teacher_id == lesson.owner_id:
        return Role.TEACHER
    return Role.CO_TEACHER if teacher_id in lesson.co_teacher_ids else Role.OUTSIDER


def _is_allowed(role: Role, action: Action, session: Session | Lesson | None) -> bool:
    if is_allowed(role, action):
        return True
    is_practice = (
        session is not None and (session.lesson if isinstance(session, Session) else session).id == PRACTICE_ID
    )
    return is_practice and action in PRACTICE_GUESTS and role in (Role.NOBODY, Role.OUTSIDER)

"""Who may do what: the one table for every route and every live message. What is not in it is refused."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is towards the session that is asked about, or towards the box when none is."""

    NOBODY = "nobody"
    """No token, or one that means nothing."""
    EXPIRED = "expired"
    """A token whose time is over or that was revoked."""
    OUTSIDER = "outsider"
    """A student of another class, or a teacher who does not teach this one."""
    REMOVED = "removed"
    """Sent away by the teacher."""
    WAITING = "waiting"
    """A student whom the teacher has not let in yet."""
    STUDENT = "student"
    CO_TEACHER = "co_teacher"
    TEACHER = "teacher"
    """The session's owner; towards the box: anybody with a teacher's account."""


class Action(StrEnum):
    """Everything that can be asked of the box."""

    # The box
    READ_PAGE = "read_page"
    READ_HEALTH = "read_health"
    READ_IDENTITY = "read_identity"
    READ_METRICS = "read_metrics"
    SET_UP = "set_up"
    LOG_IN = "log_in"
    JOIN = "join"
    FIND_SESSION = "find_session"
    PUBLISH = "publish"
    """WHIP and RTMP: the key in the request is the right."""
    USE_RESOURCE = "use_resource"
    """WHIP and WHEP sessions: their secret address is the right."""
    # A teacher's own
    USE_ACCOUNT = "use_account"
    INVITE_TEACHER = "invite_teacher"
    CREATE_SESSION = "create_session"
    USE_BANK = "use_bank"
    USE_ROSTERS = "use_rosters"
    READ_DASHBOARD = "read_dashboard"
    # One session
    WATCH = "watch"
    FOLLOW = "follow"
    """Open the live socket."""
    STEER_SESSION = "steer_session"
    OWN_SESSION = "own_session"
    """End it for good, name co-teachers."""
    STEER_STAGE = "steer_stage"
    READ_NETWORK = "read_network"
    """How the picture reaches each viewer."""
    MANAGE_PARTICIPANTS = "manage_participants"
    TALK = "talk"
    SIGNAL = "signal"
    """Raise the own hand, say that one is lost, ask anonymously and share what others ask."""
    MODERATE = "moderate"
    STEER_QUIZ = "steer_quiz"
    ANSWER_QUIZ = "answer_quiz"
    READ_OWN_RESULTS = "read_own_results"
    READ_RESULTS = "read_results"


_EVERYBODY = frozenset(Role)
_TEACHERS = frozenset({Role.CO_TEACHER, Role.TEACHER})
_CLASS = _TEACHERS | {Role.STUDENT}

POLICY: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.READ_PAGE: _EVERYBODY,
        Action.READ_HEALTH: _EVERYBODY,
        Action.READ_IDENTITY: _EVERYBODY,
        Action.READ_METRICS: _EVERYBODY,  # by network address, not by role: see api/system.py
        Action.SET_UP: _EVERYBODY,  # the setup code in the request is the right
        Action.LOG_IN: _EVERYBODY,
        Action.JOIN: _EVERYBODY,
        Action.FIND_SESSION: _EVERYBODY,
        Action.PUBLISH: _EVERYBODY,
        Action.USE_RESOURCE: _EVERYBODY,
        Action.USE_ACCOUNT: frozenset({Role.TEACHER}),
        Action.INVITE_TEACHER: frozenset({Role.TEACHER}),
        Action.CREATE_SESSION: frozenset({Role.TEACHER}),
        Action.USE_BANK: frozenset({Role.TEACHER}),
        Action.USE_ROSTERS: frozenset({Role.TEACHER}),
        Action.READ_DASHBOARD: frozenset({Role.TEACHER}),
        Action.WATCH: _CLASS,
        Action.FOLLOW: _CLASS | {Role.WAITING},
        Action.STEER_SESSION: _TEACHERS,
        Action.OWN_SESSION: frozenset({Role.TEACHER}),
        Action.STEER_STAGE: _TEACHERS,
        Action.READ_NETWORK: _TEACHERS,
        Action.MANAGE_PARTICIPANTS: _TEACHERS,
        Action.TALK: _CLASS,
        Action.SIGNAL: frozenset({Role.STUDENT}),
        Action.MODERATE: _TEACHERS,
        Action.STEER_QUIZ: _TEACHERS,
        Action.ANSWER_QUIZ: frozenset({Role.STUDENT}),
        Action.READ_OWN_RESULTS: frozenset({Role.STUDENT}),
        Action.READ_RESULTS: _TEACHERS,
    }
)

PRACTICE_GUESTS = frozenset({Action.WATCH, Action.FOLLOW})
"""What nobody in particular may do in the practice class, so that the first page opened shows a picture."""


def is_allowed(role: Role, action: Action) -> bool:
    """Whether `role` may do `action`; what the table does not know, nobody may do."""
    return role in POLICY.get(action, frozenset())

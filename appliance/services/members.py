"""Somebody on a session's live socket: who, and in which role at this moment."""

from dataclasses import dataclass

from appliance.domain.policy import Role


@dataclass(frozen=True, slots=True)
class Member:
    """One follower of a session."""

    role: Role
    person_id: str
    name: str

    @property
    def is_teacher(self) -> bool:
        """Whether the member teaches this session."""
        return self.role in (Role.TEACHER, Role.CO_TEACHER)

    @property
    def is_student(self) -> bool:
        """Whether the member is a student of this session."""
        return self.role is Role.STUDENT

"""Shapes of teachers' accounts, logins and joining."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

NAME_MAX_CHARACTERS = 40
PASSWORD_MIN_CHARACTERS = 10
PASSWORD_MAX_CHARACTERS = 200
TOKEN_MAX_CHARACTERS = 1_024
TOKENS_EXAMPLE: JsonDict = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.signature",
    "expires_in": 900,
    "refresh_token": "mY3w9dJpV2t0q4u8y1o5s7",
    "refresh_expires_in": 28800,
}
TEACHER_EXAMPLE: JsonDict = {"teacher_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5", "login": "minji", "name": "김민지"}

Login = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[^\s\x00-\x1f]+$")]
Password = Annotated[str, Field(min_length=PASSWORD_MIN_CHARACTERS, max_length=PASSWORD_MAX_CHARACTERS)]
PersonName = Annotated[str, Field(min_length=1, max_length=200)]
"""Longer than a name may be: the rules say in words what is wrong with it."""
DeviceSecret = Annotated[str, Field(min_length=22, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]
"""At least 128 random bits in base64url, made and kept on the device."""


class Tokens(BaseModel):
    """An access token (RFC 6750 bearer) and what renews it once."""

    model_config = ConfigDict(json_schema_extra={"examples": [TOKENS_EXAMPLE]})

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int
    """Seconds."""
    refresh_token: str
    refresh_expires_in: int


class TeacherView(BaseModel):
    """A teacher's account."""

    model_config = ConfigDict(json_schema_extra={"examples": [TEACHER_EXAMPLE]})

    teacher_id: str
    login: str
    name: str


class SignedIn(BaseModel):
    """A teacher who has just signed in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"teacher": TEACHER_EXAMPLE, "tokens": TOKENS_EXAMPLE}]})

    teacher: TeacherView
    tokens: Tokens


class SetupState(BaseModel):
    """Whether the box still waits for its first teacher."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"needs_setup": True}]})

    needs_setup: bool


class SetupRequest(BaseModel):
    """Makes the first teacher with the code that the box shows on first boot."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"setup_code": "K7MPQ2XA", "login": "minji", "name": "김민지", "password": "correct horse battery"}
            ]
        },
    )

    setup_code: Annotated[str, Field(max_length=32)]
    login: Login
    name: PersonName
    password: Password


class LoginRequest(BaseModel):
    """Signs a teacher in."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"login": "minji", "password": "correct horse battery"}]}
    )

    login: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=PASSWORD_MAX_CHARACTERS)]


class RefreshRequest(BaseModel):
    """Renews an access token; the refresh token is used up by it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"refresh_token": "mY3w9dJpV2t0q4u8y1o5s7"}]}
    )

    refresh_token: Annotated[str, Field(max_length=TOKEN_MAX_CHARACTERS)]


class PasswordChange(BaseModel):
    """Changes the own password; every other login of the account ends."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"old_password": "correct horse battery", "new_password": "staple for the new term"}]
        },
    )

    old_password: Annotated[str, Field(max_length=PASSWORD_MAX_CHARACTERS)]
    new_password: Password


class InvitationCreated(BaseModel):
    """A one-time code with which a colleague makes an account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"invitation_code": "R4WZ8HTK3M", "expires_in": 604800}]})

    invitation_code: str
    expires_in: int


class InvitationAccepted(BaseModel):
    """Makes an account by invitation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "invitation_code": "R4WZ8HTK3M",
                    "login": "hana",
                    "name": "박하나",
                    "password": "a long enough sentence",
                }
            ]
        },
    )

    invitation_code: Annotated[str, Field(max_length=32)]
    login: Login
    name: PersonName
    password: Password


class TeacherList(BaseModel):
    """All teachers of the box."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"teachers": [TEACHER_EXAMPLE]}]})

    teachers: list[TeacherView]


class JoinRequest(BaseModel):
    """A student joins a class; the same device secret comes back as the same person."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"class_code": "K7MPQ2", "name": "이서연", "device_secret": "V8m3qLx0c2RrPz7dYwTn1aGhJ5kS9uEb"}
            ]
        },
    )

    class_code: Annotated[str, Field(max_length=16)]
    name: PersonName
    device_secret: DeviceSecret


class Joined(BaseModel):
    """Who the student is from now on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "session_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
                    "session_title": "광합성",
                    "participant_id": "0190f3c1b0007c4d8e9fa0b1c2d3e4f5",
                    "name": "이서연",
                    "admission": "admitted",
                    "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.signature",
                    "expires_in": 900,
                }
            ]
        }
    )

    session_id: str
    session_title: str
    participant_id: str
    name: str
    admission: Literal["waiting", "admitted"]
    access_token: str
    expires_in: int
    """Seconds; the page joins again with its device secret when they are over."""

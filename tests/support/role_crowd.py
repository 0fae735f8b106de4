"""One person of every role towards one class of a running box, and the ids of one of everything in it."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from appliance.domain.policy import Action, Role, is_allowed
from appliance.services.tokens import Tokens
from tests.support.appliance_process import ApplianceProcess
from tests.support.made_images import png

PASSWORD = "correct horse battery"
QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "text": "광합성이 일어나는 곳은?",
        "options": [{"text": "미토콘드리아"}, {"text": "엽록체", "is_correct": True}],
        "explanation": "엽록체에는 엽록소가 있다.",
    }
]
ROSTER_CSV = "학년,반,번호,이름\r\n3,5,7,이서연\r\n"
TEACHERS = frozenset({Role.TEACHER, Role.CO_TEACHER})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks."""

    name: str
    token: str | None
    in_class: Role
    """Towards the class."""
    at_box: Role
    """Where no class is meant: a student of any class is a student, a teacher of any class is a teacher."""
    person_id: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What signs a request."""
        return {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}

    def may(self, action: Action, *, in_class: bool) -> bool:
        """What the table says."""
        return is_allowed(self.in_class if in_class else self.at_box, action)

    def refusal(self, *, in_class: bool) -> tuple[int, str]:
        """Status and code of what this person is refused."""
        match self.in_class if in_class else self.at_box:
            case Role.NOBODY:
                return 401, "not_signed_in"
            case Role.EXPIRED:
                return 401, "token_expired"
            case _:
                return 403, "not_allowed"


@dataclass(frozen=True, slots=True)
class RoleCrowd:
    """The class and everybody who comes near it."""

    persons: tuple[Person, ...]
    """From who may nothing to who may everything."""
    ids: Mapping[str, str]
    """One of everything, by the name of the path parameter."""
    class_code: str

    @property
    def session_id(self) -> str:
        """The class."""
        return self.ids["session_id"]

    def person(self, name: str) -> Person:
        """The one of that name."""
        [found] = [each for each in self.persons if each.name == name]
        return found


async def gather_crowd(box: ApplianceProcess, data_dir: Path) -> RoleCrowd:
    """Fill an empty box with two classes and their people."""
    return await _Gathering(box, json.loads((data_dir / "box.json").read_text(encoding="utf-8"))).gather()


class _Gathering:
    """The steps by which people come."""

    def __init__(self, box: ApplianceProcess, identity: Mapping[str, str]) -> None:
        self._client = box.client
        self._identity = identity
        self._owner: dict[str, str] = {}

    async def gather(self) -> RoleCrowd:
        signed_in = await self._post("/auth/setup", self._account("minji", setup_code=self._identity["setup_code"]))
        self._owner = _bearer(signed_in["tokens"]["access_token"])
        owner = Person("teacher", signed_in["tokens"]["access_token"], *_both(Role.TEACHER), _teacher_id(signed_in))
        colleague, stranger = await self._colleague("hana"), await self._colleague("jun")
        logged_out = await self._colleague("old")
        await self._post("/auth/logout", headers=_bearer(logged_out["tokens"]["access_token"]))

        lesson = await self._post("/sessions", {"title": "광합성"}, self._owner)
        session_id = lesson["session_id"]
        path = f"/sessions/{session_id}"
        await self._post(f"{path}/start", headers=self._owner)
        await self._post(f"{path}/co-teachers", {"login": "hana"}, self._owner)
        student, removed = await self._join(lesson, "이서연"), await self._join(lesson, "박준")
        await self._client.delete(f"{path}/participants/{removed['participant_id']}", headers=self._owner)
        await self._client.patch(path, json={"needs_approval": True}, headers=self._owner)
        waiting = await self._join(lesson, "최유나")
        elsewhere = _bearer(stranger["tokens"]["access_token"])
        pupil = await self._join(await self._post("/sessions", {"title": "세포"}, elsewhere), "정하준")

        over = _both(Role.EXPIRED)
        persons = (
            Person("nobody", None, *_both(Role.NOBODY)),
            Person("forger", "eyJhbGciOiJub25lIn0.e30.", *_both(Role.NOBODY)),
            Person(
                "expired_student", self._over("student", student["participant_id"], session_id), *_both(Role.EXPIRED)
            ),
            Person("expired_teacher", self._over("teacher", owner.person_id, None), *_both(Role.EXPIRED)),
            Person("logged_out", logged_out["tokens"]["access_token"], *over),
            _student("other_student", pupil, Role.OUTSIDER, Role.STUDENT),
            Person(
                "other_teacher",
                stranger["tokens"]["access_token"],
                Role.OUTSIDER,
                Role.TEACHER,
                _teacher_id(stranger),
            ),
            _student("removed", removed, *_both(Role.REMOVED)),
            _student("waiting", waiting, *_both(Role.WAITING)),
            _student("student", student, *_both(Role.STUDENT)),
            Person(
                "co_teacher", colleague["tokens"]["access_token"], Role.CO_TEACHER, Role.TEACHER, _teacher_id(colleague)
            ),
            owner,
        )
        return RoleCrowd(persons, await self._everything(path, session_id, persons), lesson["class_code"])

    async def _everything(self, path: str, session_id: str, persons: tuple[Person, ...]) -> dict[str, str]:
        """The class's ids, and those of the owner's bank."""
        run = await self._post(f"{path}/runs", {"questions": QUESTIONS}, self._owner)
        quiz = await self._post("/quizzes", {"title": "광합성", "questions": QUESTIONS}, self._owner)
        cast = await self._post(f"{path}/casts", {"label": "Phone"}, self._owner)
        roster = await self._file("/rosters?title=3-5", ROSTER_CSV.encode(), "text/csv")
        image = await self._file("/quiz-images", png(8, 8), "image/png")
        by_name = {person.name: person.person_id for person in persons}
        return {
            "session_id": session_id,
            "name": session_id,
            "participant_id": by_name["student"],
            "teacher_id": by_name["co_teacher"],
            "run_id": run["run_id"],
            "quiz_id": quiz["quiz_id"],
            "roster_id": roster["roster"]["roster_id"],
            "image_id": image["image_id"],
            "cast_id": cast["cast_id"],
            "secret": secrets.token_urlsafe(16),
            "key": secrets.token_urlsafe(16),
        }

    async def _colleague(self, login: str) -> dict[str, Any]:
        invited = await self._post("/auth/invitations", headers=self._owner)
        wish = self._account(login, invitation_code=invited["invitation_code"])
        return await self._post("/auth/invitations/accept", wish)

    async def _join(self, lesson: Mapping[str, Any], name: str) -> dict[str, Any]:
        wish = {"class_code": lesson["class_code"], "name": name, "device_secret": secrets.token_urlsafe(24)}
        return await self._post("/auth/join", wish)

    def _account(self, login: str, **code: str) -> dict[str, str]:
        return {"login": login, "name": login.title(), "password": PASSWORD, **code}

    def _over(self, kind: Any, person_id: str, session_id: str | None) -> str:
        """A token of this very box whose time is over."""
        tokens = Tokens(bytes.fromhex(self._identity["token_secret"]), self._identity["box_id"], _Wall())
        return tokens.issue_access(kind, person_id, 0, session_id=session_id, family_id="family", seconds=-1)[0]

    async def _post(
        self, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return _made(await self._client.post(path, json=body, headers=headers))

    async def _file(self, path: str, content: bytes, media_type: str) -> dict[str, Any]:
        headers = {**self._owner, "Content-Type": media_type}
        return _made(await self._client.post(path, content=content, headers=headers))


class _Wall:
    """This machine's clock, which is the box's as well."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000


def _made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, (answer.request.url.path, answer.status_code, answer.text)
    made: dict[str, Any] = answer.json() if answer.content else {}
    return made


def _student(name: str, joined: Mapping[str, str], in_class: Role, at_box: Role) -> Person:
    return Person(name, joined["access_token"], in_class, at_box, joined["participant_id"])


def _both(role: Role) -> tuple[Role, Role]:
    return role, role


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _teacher_id(signed_in: Mapping[str, Any]) -> str:
    return str(signed_in["teacher"]["teacher_id"])

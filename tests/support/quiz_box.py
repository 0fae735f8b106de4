"""A class on a running box as devices see it: its teacher and its students, each an HTTP client with a token."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.appliance_process import ApplianceProcess

SETUP = {"login": "minji", "name": "김민지", "password": "correct horse battery"}


@dataclass(frozen=True, slots=True)
class Device:
    """Somebody's device: where it reaches the box, and what it shows there."""

    origin: str
    token: str | None = None
    person_id: str = ""
    secret: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What signs a request."""
        return {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}

    def client(self, address: str | None = None) -> httpx.AsyncClient:
        """Connections from this device, from an address of its own if it is to have one."""
        transport = httpx.AsyncHTTPTransport(local_address=address, limits=httpx.Limits(max_connections=60))
        return httpx.AsyncClient(base_url=self.origin, headers=self.headers, transport=transport, timeout=20)


@dataclass(frozen=True, slots=True)
class QuizBox:
    """One class that is going on."""

    box: ApplianceProcess
    teacher: Device
    session_id: str
    class_code: str

    async def steer(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the box as the teacher; `path` is below the session unless it begins with a slash."""
        url = path if path.startswith("/") else f"/sessions/{self.session_id}/{path}"
        answer = await self.box.client.request(method, url, json=body, headers=self.teacher.headers)
        assert answer.is_success, (method, url, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def ask(self, *questions: Mapping[str, Any], **wish: Any) -> dict[str, Any]:
        """A run of these questions as its teacher sees it, open unless `wish` says otherwise."""
        run: dict[str, Any] = await self.steer("POST", "runs", {"questions": list(questions), **wish})
        return run

    async def stored(self, run: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Every answer that the box keeps of a run."""
        results = await self.steer("GET", f"runs/{run['run_id']}")
        return list(results["responses"])

    async def join(self, name: str, origin: str | None = None) -> Device:
        """A new device of a student, by default straight at the box."""
        device = Device(origin or self.box.http_url, secret=secrets.token_urlsafe(24))
        wish = {"class_code": self.class_code, "name": name, "device_secret": device.secret}
        async with device.client() as client:
            answer = await client.post("/auth/join", json=wish)
        assert answer.status_code == 201, answer.text
        joined = answer.json()
        return Device(device.origin, joined["access_token"], joined["participant_id"], device.secret)


async def open_quiz_box(
    box: ApplianceProcess, data_dir: Path, title: str = "광합성", *, teacher_name: str = "김민지"
) -> QuizBox:
    """Set an empty box up and begin a lesson."""
    code = json.loads((data_dir / "box.json").read_text(encoding="utf-8"))["setup_code"]
    signed_in = (await box.client.post("/auth/setup", json={**SETUP, "name": teacher_name, "setup_code": code})).json()
    teacher = Device(box.http_url, signed_in["tokens"]["access_token"], signed_in["teacher"]["teacher_id"])
    return await open_class(box, teacher, title)


async def open_class(box: ApplianceProcess, teacher: Device, title: str) -> QuizBox:
    """Begin a lesson of this teacher's."""
    made = (await box.client.post("/sessions", json={"title": title}, headers=teacher.headers)).json()
    lesson = QuizBox(box, teacher, made["session_id"], made["class_code"])
    await lesson.steer("POST", "start")
    return lesson


def response_to(
    run: Mapping[str, Any], *texts: str, question: int = 0, answer_id: str = "", **other: Any
) -> dict[str, Any]:
    """The body of an answer by the texts of options, or with `number` or `text`."""
    asked = run["public_questions"][question]
    ids = {option["text"]: option["id"] for option in asked["options"]}
    return {
        "run_id": run["run_id"],
        "question_id": asked["question_id"],
        "answer_id": answer_id or secrets.token_urlsafe(12),
        "answer": {"option_ids": [ids[text] for text in texts], **other},
    }

"""A program: a crowd of students on one core that joins a class, follows it, and answers whatever is pushed.

`python -m tests.support.quiz_crowd PLAN` with the plan as JSON. Each line it prints is an event and its JSON: `joined`,
then `round` after each question. It ends with its standard input.
"""

import asyncio
import json
import random
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

from appliance.lifecycle import TaskOwner
from tests.support.cpu_pinning import LOAD_CPU, pin_this_process
from tests.support.crowd_socket import CrowdSocket, Message

REPOSITORY = Path(__file__).parents[2]
NETWORK = "127.0.1"
JOINS_AT_ONCE = 4
"""From each address."""
JOIN_SECONDS = 60.0
ROUND_SECONDS = 20.0
LINE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class CrowdPlan:
    """Who joins where, and how they answer."""

    box: str
    """HOST:PORT."""
    code: str
    students: int
    students_per_address: int = 50
    """A class lets 60 new students in at once from one address, and then few: a crowd needs several addresses."""
    answer_seconds: float = 1.0
    """All answers leave within this time after the push has reached the first student."""
    seed: int = 0
    cpu: int = LOAD_CPU


@dataclass(frozen=True, slots=True)
class CrowdJoined:
    """Everybody is in."""

    students: int
    tokens: list[str]
    """Of all students."""


@dataclass(slots=True)
class CrowdRound:
    """One question, as the crowd saw it: moments of CLOCK_MONOTONIC in nanoseconds."""

    run_id: str
    pushed_ns: list[int] = field(default_factory=list)
    sent_ns: list[int] = field(default_factory=list)
    answer_ms: list[float] = field(default_factory=list)
    """From each answer until its acknowledgement."""
    chosen: dict[str, str] = field(default_factory=dict)
    """Participant to the random id of the option."""
    refused: list[str] = field(default_factory=list)


class QuizCrowd:
    """The students."""

    def __init__(self, plan: CrowdPlan) -> None:
        self._plan = plan
        self._random = random.Random(plan.seed)
        self._sockets: dict[CrowdSocket, str] = {}
        self._sent: dict[str, int] = {}
        self._first_push: float = 0.0
        self.round = CrowdRound("")
        self.rounds: asyncio.Queue[CrowdRound] = asyncio.Queue()

    async def join(self) -> CrowdJoined:
        """Let everybody in, some from each address at a time."""
        plan, per_address = self._plan, self._plan.students_per_address
        groups = [
            range(start, min(start + per_address, plan.students)) for start in range(0, plan.students, per_address)
        ]
        async with asyncio.timeout(JOIN_SECONDS):
            tokens = await asyncio.gather(*(self._join_from(1 + place, group) for place, group in enumerate(groups)))
        return CrowdJoined(len(self._sockets), [token for group in tokens for token in group])

    def leave(self) -> None:
        """Everybody goes."""
        for socket in self._sockets:
            socket.close()

    async def _join_from(self, address: int, numbers: range) -> list[str]:
        """Join the students of one address; gives their tokens."""
        local_host, waiting = f"{NETWORK}.{address}", list(numbers)
        transport = httpx.AsyncHTTPTransport(local_address=local_host, trust_env=False)
        async with httpx.AsyncClient(base_url=f"http://{self._plan.box}", transport=transport, timeout=30) as client:
            tokens = [await self._join_one(client, local_host, waiting.pop(0))]

            async def join_one_after_another() -> None:
                while waiting:
                    tokens.append(await self._join_one(client, local_host, waiting.pop()))

            await asyncio.gather(*(join_one_after_another() for _ in range(JOINS_AT_ONCE)))
        return tokens

    async def _join_one(self, client: httpx.AsyncClient, local_host: str, number: int) -> str:
        wish = {
            "class_code": self._plan.code,
            "name": f"학생 {number}",
            "device_secret": secrets.token_urlsafe(24),
        }
        joined = await client.post("/auth/join", json=wish)
        joined.raise_for_status()
        values = joined.json()
        url = f"ws://{self._plan.box}/ws/session/{values['session_id']}"
        socket = CrowdSocket(url, values["access_token"], self._hear)
        host, _, port = self._plan.box.rpartition(":")
        await socket.open(host, int(port), local_host)
        self._sockets[socket] = values["participant_id"]
        return str(values["access_token"])

    def _hear(self, socket: CrowdSocket, message: Message, arrived_ns: int) -> None:
        match message:
            case {"type": "run_changed", "run": {"state": "open"} as run}:
                self._take_push(socket, run, arrived_ns)
            case {"type": "ack", "ref": ref} if ref in self._sent:
                self.round.answer_ms.append((arrived_ns - self._sent[ref]) / 1e6)
                self._look_whether_all_have_answered()
            case {"type": "refused", "code": code}:
                self.round.refused.append(code)
                self._look_whether_all_have_answered()

    def _take_push(self, socket: CrowdSocket, run: Message, arrived_ns: int) -> None:
        loop = asyncio.get_running_loop()
        if run["run_id"] != self.round.run_id:
            self.round = CrowdRound(run["run_id"])
            self._sent.clear()
            self._first_push = loop.time()
        self.round.pushed_ns.append(arrived_ns)
        question = run["questions"][0]
        option_id = self._random.choice(question["options"])["id"]
        self.round.chosen[self._sockets[socket]] = option_id
        answer = {
            "type": "quiz_respond",
            "ref": secrets.token_urlsafe(12),
            "run_id": run["run_id"],
            "question_id": question["question_id"],
            "answer": {"option_ids": [option_id]},
            "elapsed_ms": 500,
        }
        moment = self._first_push + self._random.uniform(0, self._plan.answer_seconds)
        loop.call_at(moment, self._answer, socket, answer)

    def _answer(self, socket: CrowdSocket, answer: Message) -> None:
        self._sent[answer["ref"]] = moment_ns = socket.send(answer)
        self.round.sent_ns.append(moment_ns)

    def _look_whether_all_have_answered(self) -> None:
        if len(self.round.answer_ms) + len(self.round.refused) == len(self._sockets):
            self.rounds.put_nowait(self.round)


class RunningCrowd:
    """The crowd as its parent sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def joined(self) -> CrowdJoined:
        """Wait until everybody is in."""
        return CrowdJoined(**json.loads(await self._event("joined", JOIN_SECONDS)))

    async def next_round(self) -> CrowdRound:
        """Wait until everybody has been answered."""
        return CrowdRound(**json.loads(await self._event("round", ROUND_SECONDS)))

    async def _event(self, wanted: str, seconds: float) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(seconds):
            line = await self._process.stdout.readline()
        event, _, text = line.decode().partition(" ")
        assert event == wanted, f"the crowd said {line[:200]!r} instead of {wanted}"
        return text


@asynccontextmanager
async def running_crowd(plan: CrowdPlan) -> AsyncIterator[RunningCrowd]:
    """The crowd in a process of its own until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.quiz_crowd", json.dumps(asdict(plan))),
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
    )
    try:
        yield RunningCrowd(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def run(plan: CrowdPlan) -> None:
    """Join, answer round after round, leave when the parent has gone."""
    crowd = QuizCrowd(plan)
    _say("joined", asdict(await crowd.join()))

    async def tell_rounds() -> None:
        while True:
            _say("round", asdict(await crowd.rounds.get()))

    async with TaskOwner("crowd") as tasks:
        tasks.start(tell_rounds(), name="rounds")
        end = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(end), sys.stdin)
        await end.read()
    crowd.leave()


def _say(event: str, values: Message) -> None:
    sys.stdout.write(f"{event} {json.dumps(values)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = CrowdPlan(**json.loads(sys.argv[1]))
    pin_this_process(given.cpu)
    asyncio.run(run(given))

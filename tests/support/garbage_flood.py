"""A program that throws garbage at a media port on loopback, as fast as it is told and no longer than it is told.

    python -m tests.support.garbage_flood --port 8189 --seconds 5 --rate 100000 [--ufrag KNOWN]

It prints one JSON line: how many datagrams it sent, and in what time.
"""

import argparse
import asyncio
import json
import random
import socket
import sys
import time
from dataclasses import dataclass

from aioice import stun

from tests.support.cpu_pinning import LOAD_CPU, pin_this_process

HOST = "127.0.0.1"
SOURCES = 16
VARIETY = 256
BURST_SECONDS = 0.001
MAX_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Flood:
    """What was sent."""

    sent: int
    seconds: float

    @property
    def rate(self) -> float:
        """Datagrams per second."""
        return self.sent / self.seconds


async def flood(port: int, seconds: float, rate: int, ufrag: str = "") -> Flood:
    """Run the program and wait for its end."""
    arguments = ["--port", str(port), "--seconds", str(seconds), "--rate", str(rate), "--ufrag", ufrag]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.garbage_flood", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Flood(**json.loads(output))


def garbage(ufrag: str, seed: int = 1) -> list[bytes]:
    """Noise, checks for nobody, and what looks like handshakes and media; also forged checks for `ufrag`."""
    chance = random.Random(seed)
    kinds = [
        lambda: chance.randbytes(chance.randint(1, 1_200)),
        lambda: _check(f"{chance.getrandbits(48):x}", chance),
        lambda: b"\x00\x01\x00\x00\x21\x12\xa4\x42" + chance.randbytes(chance.randint(0, 600)),
        lambda: bytes([chance.choice((20, 21, 22, 23))]) + b"\xfe\xfd" + chance.randbytes(chance.randint(10, 600)),
        lambda: bytes([0x80 | chance.getrandbits(5), chance.getrandbits(8)]) + chance.randbytes(1_200),
        lambda: bytes([0x81, chance.randint(192, 223)]) + chance.randbytes(60),
    ]
    if ufrag:
        kinds.append(lambda: _check(ufrag, chance))
    return [kinds[position % len(kinds)]() for position in range(VARIETY)]


def _check(ufrag: str, chance: random.Random) -> bytes:
    message = stun.Message(
        stun.Method.BINDING,
        stun.Class.REQUEST,
        attributes={"USERNAME": f"{ufrag}:guess", "PRIORITY": 1, "USE-CANDIDATE": None},
    )
    message.add_message_integrity(chance.randbytes(18))
    return bytes(message)


def _throw(port: int, seconds: float, rate: int, datagrams: list[bytes]) -> Flood:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(SOURCES)]
    for each in sockets:
        each.connect((HOST, port))
    started, sent = time.monotonic(), 0
    while (now := time.monotonic()) < started + seconds:
        due = int((now - started) * rate)
        while sent < due:
            sockets[sent % SOURCES].send(datagrams[sent % len(datagrams)])
            sent += 1
        time.sleep(BURST_SECONDS)
    for each in sockets:
        each.close()
    return Flood(sent, time.monotonic() - started)


def main() -> None:
    """Throw what the command line asks for."""
    parser = argparse.ArgumentParser(description="Garbage for a media port on loopback.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--ufrag", default="")
    plan = parser.parse_args()
    pin_this_process(LOAD_CPU)
    thrown = _throw(plan.port, min(plan.seconds, MAX_SECONDS), plan.rate, garbage(plan.ufrag))
    print(json.dumps({"sent": thrown.sent, "seconds": thrown.seconds}))


if __name__ == "__main__":
    main()

"""Whoever keeps the web server waiting is let go: no byte, a slow head, a slow body, a page that does not read."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from appliance.api.connection_guard import HEAD_MAX_BYTES, MAX_PIPELINED_REQUESTS, Patience
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.config import Endpoint

PATIENCE_SECONDS = 1.5
CUT_SECONDS = 2 * PATIENCE_SECONDS + 2.0
"""A request's time begins with its first byte: at worst a connection waits twice, and the machine may be busy."""
PIECE_BYTES = 64 * 1024
MORE_THAN_ANY_BUFFER = 32 * 1024 * 1024
HEAD = b"POST /echo HTTP/1.1\r\nHost: box\r\nContent-Length: 5\r\n"
UPGRADE = (
    b"GET /live HTTP/1.1\r\nHost: box\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass
class Site:
    """A small site behind the box's own server."""

    port: int
    let_go: asyncio.Event
    """Set when the site no longer holds on to somebody who asked for something large."""

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection to it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def answers(self) -> bool:
        """Whether an honest request is answered now."""
        async with self.visit() as (reader, writer):
            writer.write(HEAD + b"\r\nhello")
            return (await reader.read(1024)).endswith(b"hello")


@asynccontextmanager
async def _site(patience: Patience) -> AsyncIterator[Site]:
    sockets = open_http_sockets(Endpoint("127.0.0.1", 0))
    port = sockets[0].getsockname()[1]
    let_go = asyncio.Event()
    server = HttpServer(_app(let_go), patience)
    await server.start(sockets)
    try:
        yield Site(port, let_go)
    finally:
        await server.close()


def _app(let_go: asyncio.Event) -> FastAPI:
    app = FastAPI()

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    @app.get("/large")
    async def large() -> Response:
        return StreamingResponse(_pieces(let_go))

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await socket.send_bytes(bytes(PIECE_BYTES))
        let_go.set()

    return app


async def _pieces(let_go: asyncio.Event) -> AsyncIterator[bytes]:
    try:
        for _ in range(MORE_THAN_ANY_BUFFER // PIECE_BYTES):
            yield bytes(PIECE_BYTES)
    finally:
        let_go.set()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with _site(Patience(seconds=PATIENCE_SECONDS)) as opened:
        yield opened


async def _seconds_until_cut(reader: asyncio.StreamReader) -> float:
    """How long until the server closes; what it says meanwhile is read away."""
    begun = time.monotonic()
    await _rest(reader)
    return time.monotonic() - begun


async def _rest(reader: asyncio.StreamReader) -> bytes:
    """All that still comes before the server closes."""
    rest = bytearray()
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(CUT_SECONDS):
            while chunk := await reader.read(65536):
                rest += chunk
    return bytes(rest)


async def _drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    """Send one drop after the other, faster than the server's patience ends."""
    while not writer.transport.is_closing():
        writer.write(drop)
        await asyncio.sleep(PATIENCE_SECONDS / 5)


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        (b"", b""),
        (b"", b"\r\n"),
        (b"GET / HTTP/1.1\r\nHost: box\r\n", b"X-More: 1\r\n"),
        (b"GET /", b"a"),
        (HEAD + b"\r\n", b""),
        (HEAD.replace(b"5", b"5000") + b"\r\n", b"a"),
        (HEAD.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"\r\n", b"1\r\na\r\n"),
        (HEAD.replace(b"/echo", b"/nowhere").replace(b"5", b"5000") + b"\r\n", b"a"),
        (HEAD + b"\r\nhello", b""),
        (HEAD + b"\r\nhello", b"\r\n"),
    ],
    ids=[
        "no byte",
        "empty lines",
        "endless head",
        "endless address",
        "no body",
        "slow body",
        "slow chunks",
        "slow body after its answer",
        "kept alive and idle",
        "kept alive with empty lines",
    ],
)
async def test_a_connection_that_keeps_the_box_waiting_is_cut(begin: bytes, drop: bytes, site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write(begin)
        dripping = asyncio.ensure_future(_drip(writer, drop))
        try:
            seconds = await _seconds_until_cut(reader)
        finally:
            dripping.cancel()
            await asyncio.gather(dripping, return_exceptions=True)
    assert seconds > PATIENCE_SECONDS / 2
    assert await site.answers()


async def test_a_request_in_two_pieces_and_the_next_one_are_answered(site: Site) -> None:
    async with site.visit() as (reader, writer):
        for _ in range(3):
            writer.write(HEAD[:10])
            await asyncio.sleep(PATIENCE_SECONDS / 2)
            writer.write(HEAD[10:] + b"\r\nhel")
            await asyncio.sleep(PATIENCE_SECONDS / 4)
            writer.write(b"lo")
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_page_that_does_not_read_its_answer_is_cut(site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write(b"GET /large HTTP/1.1\r\nHost: box\r\n\r\n")
        async with asyncio.timeout(CUT_SECONDS):
            await site.let_go.wait()
        assert len(await _rest(reader)) < MORE_THAN_ANY_BUFFER


async def test_a_page_that_reads_slowly_but_steadily_gets_all_of_it(site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write(b"GET /large HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n")
        received, begun = bytearray(), time.monotonic()
        while chunk := await reader.read(1 << 20):
            received += chunk
            if time.monotonic() - begun < 2 * PATIENCE_SECONDS:
                await asyncio.sleep(PATIENCE_SECONDS / 20)
    assert received.endswith(bytes(PIECE_BYTES) + b"\r\n0\r\n\r\n")
    assert len(received) > MORE_THAN_ANY_BUFFER


async def test_a_live_socket_that_does_not_read_is_cut(site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write(UPGRADE)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        async with asyncio.timeout(CUT_SECONDS):
            await site.let_go.wait()
    assert await site.answers()


async def test_when_too_many_wait_the_oldest_makes_room() -> None:
    async with _site(Patience(seconds=60, max_waiting=20)) as site:
        idle = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(30)]
        try:
            for reader, _ in idle[:10]:
                await _seconds_until_cut(reader)
            assert await site.answers()
            assert [reader.at_eof() for reader, _ in idle[-10:]] == [False] * 10
        finally:
            for _, writer in idle:
                writer.transport.abort()


async def test_a_head_without_end_is_not_kept_however_fast_it_comes(site: Site) -> None:
    async with site.visit() as (_, writer):
        writer.write(b"GET / HTTP/1.1\r\nX-Endless: ")
        begun = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - begun < PATIENCE_SECONDS:
                writer.write(b"x" * HEAD_MAX_BYTES)
                await writer.drain()
        assert time.monotonic() - begun < PATIENCE_SECONDS / 2


async def test_a_flood_of_pipelined_requests_is_refused(site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write((HEAD + b"\r\nhello") * 1000)
        answer = await _rest(reader)
    assert answer.count(b"HTTP/1.1 200 OK") <= MAX_PIPELINED_REQUESTS + 1
    assert b"HTTP/1.1 400 Bad Request" in answer
    assert await site.answers()


@pytest.mark.parametrize(
    "junk", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELLO\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 64]
)
async def test_what_is_not_http_is_told_so_as_a_problem(junk: bytes, site: Site) -> None:
    async with site.visit() as (reader, writer):
        writer.write(junk)
        answer = await reader.read()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"content-type: application/problem+json" in head
    assert b'"code":"bad_request"' in body


def test_small_answers_do_not_wait_for_an_acknowledgement() -> None:
    listeners = open_http_sockets(Endpoint("127.0.0.1", 0))
    # asyncio sets TCP_NODELAY on connections of sockets that say that they are TCP, and on no others.
    assert [listener.proto for listener in listeners] == [socket.IPPROTO_TCP]
    for listener in listeners:
        listener.close()

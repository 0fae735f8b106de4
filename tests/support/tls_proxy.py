"""TLS in front of the box, as a school's proxy has it: its certificate can change while it runs."""

import asyncio
import contextlib
import ssl
from pathlib import Path
from types import TracebackType
from typing import Self

from appliance.lifecycle import TaskOwner
from tests.support.made_certificates import MadeCertificate

READ_BYTES = 1 << 16


class TlsProxy:
    """`async with TlsProxy("127.0.0.1:8000", certificate, tmp_path) as proxy:`; clients connect to `proxy.origin`."""

    def __init__(self, target: str, certificate: MadeCertificate, folder: Path) -> None:
        """`target` is HOST:PORT; the keys lie in `folder`."""
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._folder = folder
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.write(folder))
        self._server: asyncio.Server | None = None
        self._tasks = TaskOwner("tls proxy")
        self._writers: set[asyncio.StreamWriter] = set()
        self._fewer = asyncio.Condition()
        self.connections = 0
        """How many handshakes succeeded."""
        self.heard = bytearray()
        """What clients said inside of TLS."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._context)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self._tear()
        await self._tasks.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def origin(self) -> str:
        """Where clients find the box."""
        return f"https://127.0.0.1:{self.port}"

    async def change_certificate(self, certificate: MadeCertificate) -> None:
        """Show another certificate to whoever comes from now on; return once every connection from before is over."""
        self._context.load_cert_chain(certificate.write(self._folder))
        self._tear()
        async with self._fewer:
            await self._fewer.wait_for(lambda: not self._writers)

    def _tear(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks.start(self._relay(reader, writer), name=f"connection {self.connections}")

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        ends = {writer, up_writer}
        self._writers |= ends
        try:
            await asyncio.gather(self._forward(reader, up_writer, self.heard), self._forward(up_reader, writer))
        finally:
            for end in ends:
                end.transport.abort()
            async with self._fewer:
                self._writers -= ends
                self._fewer.notify_all()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray | None = None
    ) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while data := await reader.read(READ_BYTES):
                if heard is not None:
                    heard += data
                writer.write(data)
                await writer.drain()
            writer.close()

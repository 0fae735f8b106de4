"""An asyncio transport that leads nowhere: it keeps what is written and whether it was closed."""

import asyncio


class QuietTransport(asyncio.Transport):
    """Keeps everything; its reader may be slow."""

    def __init__(self, peername: tuple[str, int] | None = ("127.0.0.1", 9)) -> None:
        super().__init__({"peername": peername})
        self.written = bytearray()
        self.unsent_bytes = 0
        """What the other side has not taken yet."""
        self.is_aborted = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing to limit."""

    def get_write_buffer_size(self) -> int:
        """How far the other side is behind."""
        return self.unsent_bytes

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        self.written += data

    def is_closing(self) -> bool:
        """Whether it was aborted."""
        return self.is_aborted

    def abort(self) -> None:
        """Remember that."""
        self.is_aborted = True

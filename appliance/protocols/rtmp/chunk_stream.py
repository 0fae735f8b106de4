"""RTMP chunks to messages and back (RTMP 1.0, 5.3). Chunk size and abort are obeyed here, no more."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.protocols.rtmp.errors import RtmpProtocolError

DEFAULT_CHUNK_SIZE = 128
MAX_CHUNK_SIZE = 0xFFFFFF
EXTENDED_TIMESTAMP = 0xFFFFFF
TIMESTAMP_MODULUS = 1 << 32

TYPE_SET_CHUNK_SIZE = 1
TYPE_ABORT = 2

_UINT32 = struct.Struct(">I")
_HEADER_SIZES = (11, 7, 3, 0)


@dataclass(frozen=True, slots=True)
class ChunkMessage:
    """One whole message, not yet interpreted."""

    type_id: int
    stream_id: int
    timestamp: int
    """Milliseconds, modulo 2**32."""
    payload: bytes
    chunk_stream_id: int = 3


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """What one peer may make us hold."""

    message_bytes: int
    """Longest message."""
    buffered_bytes: int
    """All unfinished messages together: otherwise each of 65,599 chunk streams could hold a 16 MB one."""
    chunk_streams: int = 64
    """Encoders use five or six; more is an attempt to fill memory with chunk stream states."""


class _ChunkStream:
    """What the headers of one chunk stream inherit from the ones before."""

    __slots__ = ("delta", "extended", "id", "is_delta", "length", "payload", "stream_id", "timestamp", "type_id")

    def __init__(self, chunk_stream_id: int) -> None:
        self.id = chunk_stream_id
        self.type_id = 0
        self.stream_id = 0
        self.length = 0
        self.timestamp = 0
        self.delta = 0
        self.is_delta = False
        self.extended: int | None = None
        """The extended timestamp field of the last full header, which type 3 chunks repeat."""
        self.payload: bytearray | None = None
        """What has arrived of the message; None between messages."""


class ChunkReader:
    """Reassembles messages; memory held is bounded by `limits`, which may be changed at any time."""

    def __init__(self, limits: ChunkLimits) -> None:
        self.limits = limits
        self._chunk_size = DEFAULT_CHUNK_SIZE
        self._streams: dict[int, _ChunkStream] = {}
        self._header_start = b""
        self._current: _ChunkStream | None = None
        self._left_in_chunk = 0
        self._buffered = 0

    def receive(self, data: bytes) -> Iterator[ChunkMessage]:
        """Give the messages that `data` completes; to be exhausted before the next call; raises RtmpProtocolError."""
        if self._header_start:
            data, self._header_start = self._header_start + data, b""
        at = 0
        end = len(data)
        while at < end:
            if self._current is None:
                after_header = self._read_header(data, at)
                if after_header < 0:
                    self._header_start = data[at:]
                    return
                at = after_header
            taken = min(self._left_in_chunk, end - at)
            message = self._take_payload(data[at : at + taken])
            at += taken
            if message is not None:
                self._obey(message)
                yield message

    def _read_header(self, data: bytes, at: int) -> int:
        """Parse the header at `at`; the place behind it, or -1 when it has not fully arrived."""
        form = data[at] >> 6
        chunk_stream_id = data[at] & 0x3F
        at += 1
        if chunk_stream_id < 2:
            # 5.3.1.1: ids from 64 on take one or two more bytes, the low byte first.
            id_bytes = data[at : at + chunk_stream_id + 1]
            if len(id_bytes) <= chunk_stream_id:
                return -1
            at += chunk_stream_id + 1
            chunk_stream_id = int.from_bytes(id_bytes, "little") + 64
        stream = self._streams.get(chunk_stream_id)
        if form == 3:
            if stream is None:
                raise RtmpProtocolError(f"chunk stream {chunk_stream_id} starts without a message header")
            return self._read_continuation(stream, data, at)
        return self._read_full_header(stream, chunk_stream_id, form, data, at)

    def _read_continuation(self, stream: _ChunkStream, data: bytes, at: int) -> int:
        """Type 3: more of the message, or another one like the last (5.3.1.2.4)."""
        if stream.extended is not None:
            if len(data) < at + 4:
                return -1
            # The specification repeats the field here; encoders that do not are recognised by its absence.
            if _UINT32.unpack_from(data, at)[0] == stream.extended:
                at += 4
        if stream.payload is None:
            # After a type 0 chunk its timestamp is the delta, except an extended one, which is repeated absolutely.
            if stream.is_delta or stream.extended is None:
                stream.timestamp = (stream.timestamp + stream.delta) % TIMESTAMP_MODULUS
            stream.payload = bytearray()
        self._enter_chunk(stream)
        return at

    def _read_full_header(
        self, stream: _ChunkStream | None, chunk_stream_id: int, form: int, data: bytes, at: int
    ) -> int:
        fields_end = at + _HEADER_SIZES[form]
        if len(data) < fields_end:
            return -1
        time = int.from_bytes(data[at : at + 3], "big")
        extended = None
        after_header = fields_end
        if time == EXTENDED_TIMESTAMP:
            after_header += 4
            if len(data) < after_header:
                return -1
            time = extended = _UINT32.unpack_from(data, fields_end)[0]
        stream = stream or self._open_stream(chunk_stream_id, form)
        if form < 2:
            stream.length = int.from_bytes(data[at + 3 : at + 6], "big")
            stream.type_id = data[at + 6]
        if form == 0:
            stream.stream_id = int.from_bytes(data[at + 7 : at + 11], "little")
        self._start_message(stream, time, extended, is_delta=form != 0)
        return after_header

    def _open_stream(self, chunk_stream_id: int, form: int) -> _ChunkStream:
        if form == 2:
            raise RtmpProtocolError(f"chunk stream {chunk_stream_id} starts without a message length")
        if len(self._streams) >= self.limits.chunk_streams:
            raise RtmpProtocolError(f"more than {self.limits.chunk_streams} chunk streams")
        return self._streams.setdefault(chunk_stream_id, _ChunkStream(chunk_stream_id))

    def _start_message(self, stream: _ChunkStream, time: int, extended: int | None, *, is_delta: bool) -> None:
        if stream.length > self.limits.message_bytes:
            raise RtmpProtocolError(f"a message of {stream.length} bytes exceeds {self.limits.message_bytes}")
        # A new header inside a message: the sender gave the old message up.
        self._forget_payload(stream)
        stream.timestamp = (stream.timestamp + time) % TIMESTAMP_MODULUS if is_delta else time
        stream.delta = time
        stream.is_delta = is_delta
        stream.extended = extended
        stream.payload = bytearray()
        self._enter_chunk(stream)

    def _enter_chunk(self, stream: _ChunkStream) -> None:
        self._current = stream
        already = len(stream.payload) if stream.payload else 0
        self._left_in_chunk = min(self._chunk_size, stream.length - already)

    def _take_payload(self, piece: bytes) -> ChunkMessage | None:
        stream = self._current
        if stream is None or stream.payload is None:
            return None
        self._left_in_chunk -= len(piece)
        if len(piece) == stream.length:
            payload = piece
        else:
            self._buffered += len(piece)
            if self._buffered > self.limits.buffered_bytes:
                raise RtmpProtocolError(f"unfinished messages exceed {self.limits.buffered_bytes} bytes")
            stream.payload += piece
            payload = b""
        if self._left_in_chunk == 0:
            self._current = None
        if not payload and len(stream.payload) < stream.length:
            return None
        payload = payload or bytes(stream.payload)
        self._forget_payload(stream)
        return ChunkMessage(stream.type_id, stream.stream_id, stream.timestamp, payload, stream.id)

    def _forget_payload(self, stream: _ChunkStream) -> None:
        if stream.payload is not None:
            self._buffered -= len(stream.payload)
            stream.payload = None

    def _obey(self, message: ChunkMessage) -> None:
        if message.type_id == TYPE_SET_CHUNK_SIZE and len(message.payload) >= 4:
            size = _UINT32.unpack_from(message.payload)[0] & 0x7FFFFFFF
            self._chunk_size = max(1, min(size, MAX_CHUNK_SIZE))
        elif message.type_id == TYPE_ABORT and len(message.payload) >= 4:
            stream = self._streams.get(_UINT32.unpack_from(message.payload)[0])
            if stream is not None:
                self._forget_payload(stream)


class ChunkWriter:
    """Cuts messages into chunks; each message starts with a full header, so nothing has to be remembered."""

    def __init__(self) -> None:
        self._chunk_size = DEFAULT_CHUNK_SIZE

    def write(self, message: ChunkMessage) -> bytes:
        """The chunks of `message`; a Set Chunk Size message takes effect behind itself."""
        is_extended = message.timestamp >= EXTENDED_TIMESTAMP
        extension = _UINT32.pack(message.timestamp) if is_extended else b""
        fields = (
            min(message.timestamp, EXTENDED_TIMESTAMP).to_bytes(3, "big")
            + len(message.payload).to_bytes(3, "big")
            + bytes([message.type_id])
            + message.stream_id.to_bytes(4, "little")
        )
        size = self._chunk_size
        continuation = _basic_header(3, message.chunk_stream_id) + extension
        pieces = [message.payload[start : start + size] for start in range(0, len(message.payload), size)]
        head = _basic_header(0, message.chunk_stream_id) + fields + extension
        if message.type_id == TYPE_SET_CHUNK_SIZE:
            self._chunk_size = _UINT32.unpack(message.payload)[0]
        return head + continuation.join(pieces)


def _basic_header(form: int, chunk_stream_id: int) -> bytes:
    if chunk_stream_id < 64:
        return bytes([form << 6 | chunk_stream_id])
    if chunk_stream_id < 320:
        return bytes([form << 6, chunk_stream_id - 64])
    return bytes([form << 6 | 1]) + (chunk_stream_id - 64).to_bytes(2, "little")

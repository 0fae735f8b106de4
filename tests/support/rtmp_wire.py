"""RTMP bytes made by hand, for what no well-behaved encoder sends, and a session brought to any point."""

from collections.abc import Iterator

from appliance.protocols.amf0 import AmfValue, encode
from appliance.protocols.rtmp import (
    ClientSession,
    Event,
    PublishRequested,
    PublishTarget,
    ServerSession,
    SessionLimits,
)
from appliance.protocols.rtmp.chunk_stream import ChunkLimits, ChunkMessage, ChunkReader, ChunkWriter
from appliance.protocols.rtmp.errors import RtmpError
from appliance.protocols.rtmp.messages import Command, Message, parse_messages, serialize_message

RANDOM = bytes(range(256)) * 6
TARGET = PublishTarget("rtmp://box/live", "live", "key-of-one-cast")
WIDE_LIMITS = ChunkLimits(message_bytes=1 << 24, buffered_bytes=1 << 26, chunk_streams=1000)


def basic_header(form: int, chunk_stream_id: int) -> bytes:
    """The first one to three bytes of a chunk (5.3.1.1)."""
    if chunk_stream_id < 64:
        return bytes([form << 6 | chunk_stream_id])
    if chunk_stream_id < 320:
        return bytes([form << 6, chunk_stream_id - 64])
    return bytes([form << 6 | 1, (chunk_stream_id - 64) & 0xFF, (chunk_stream_id - 64) >> 8])


def header(form: int, time: int = 0, length: int = 0, type_id: int = 9, stream_id: int = 1) -> bytes:
    """The message header of that form, with an extended timestamp where the time needs one (5.3.1.2)."""
    if form == 3:
        return b""
    fields = min(time, 0xFFFFFF).to_bytes(3, "big")
    if form < 2:
        fields += length.to_bytes(3, "big") + bytes([type_id])
    if form == 0:
        fields += stream_id.to_bytes(4, "little")
    return fields + (time.to_bytes(4, "big") if time >= 0xFFFFFF else b"")


def read_chunks(data: bytes, limits: ChunkLimits = WIDE_LIMITS) -> list[ChunkMessage]:
    """All messages in `data`."""
    return list(ChunkReader(limits).receive(data))


def wire(*messages: Message) -> bytes:
    """The messages as chunks, by a fresh writer."""
    writer = ChunkWriter()
    return b"".join(writer.write(serialize_message(message)) for message in messages)


def handshake() -> bytes:
    """C0, C1 and C2 of a plain client."""
    return b"\x03" + bytes(8) + RANDOM[8:] + bytes(1536)


def connect(app: str = "live", **properties: AmfValue) -> Command:
    """The first command of every client."""
    return Command("connect", 1.0, [{"app": app, "flashVer": "test", **properties}])


def publish(name: str = TARGET.key) -> Command:
    """The command that asks for admission."""
    return Command("publish", 5.0, [None, name, "live"], 1)


def fresh_session(now: float = 0.0, limits: SessionLimits | None = None) -> ServerSession:
    """A server session with reproducible randomness."""
    return ServerSession(now, RANDOM, limits or SessionLimits())


def publishing_session(now: float = 0.0, limits: SessionLimits | None = None) -> ServerSession:
    """A server session whose publisher has been accepted, with nothing left to send."""
    session = fresh_session(now, limits)
    feed(session, handshake() + wire(connect(), Command("createStream", 2.0, [None]), publish()), now)
    session.data_to_send()
    return session


def feed(session: ServerSession, data: bytes, now: float = 0.0) -> list[Event]:
    """Give bytes to the session, accept every publication, and collect the events."""
    events = []
    for event in session.receive_data(data, now):
        events.append(event)
        if isinstance(event, PublishRequested):
            session.accept_publish()
    return events


def raw_command(*values: AmfValue, type_id: int = 20) -> bytes:
    """A command with any content whatever."""
    return ChunkWriter().write(ChunkMessage(type_id, 0, 0, encode(*values)))


class Answers:
    """Reads what a server session says."""

    def __init__(self) -> None:
        self._reader = ChunkReader(WIDE_LIMITS)
        self._skip = 1 + 2 * 1536

    def read(self, session: ServerSession) -> list[Message]:
        """The messages sent since the last call, the handshake left out."""
        return list(self._messages(session.data_to_send()))

    def _messages(self, data: bytes) -> Iterator[Message]:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        for raw in self._reader.receive(data[skipped:]):
            yield from parse_messages(raw)


def answers_after_handshake(session: ServerSession) -> list[Message]:
    """What a session that has just shaken hands says."""
    return Answers().read(session)


def status_of(message: Message) -> tuple[AmfValue, AmfValue, AmfValue]:
    """Level, code and description of a command's information object."""
    assert isinstance(message, Command)
    information = message.arguments[1]
    assert isinstance(information, dict)
    return information.get("level"), information.get("code"), information.get("description")


def survives(session: ServerSession, data: bytes) -> None:
    """Feed anything at all: only RTMP's own errors may come out."""
    try:
        feed(session, data)
    except RtmpError:
        session.data_to_send()


def connect_pair(client: ClientSession, server: ServerSession) -> list[object]:
    """Let both halves talk until neither has anything to say; the client's events."""
    client.start()
    events: list[object] = []
    while data := client.data_to_send():
        feed(server, data)
        events += client.receive_data(server.data_to_send())
    return events

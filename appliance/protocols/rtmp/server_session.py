"""The server's half of an RTMP session: bytes in, events and bytes out. No sockets, no clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from appliance.protocols.amf0 import AmfValue
from appliance.protocols.rtmp import replies
from appliance.protocols.rtmp.acknowledgement import AcknowledgementWindow
from appliance.protocols.rtmp.chunk_stream import ChunkLimits, ChunkReader, ChunkWriter
from appliance.protocols.rtmp.errors import RtmpProtocolError, RtmpStateError
from appliance.protocols.rtmp.events import (
    AudioReceived,
    Connected,
    Event,
    MetadataReceived,
    PublishEnded,
    PublishRequested,
    TimedOut,
    VideoReceived,
)
from appliance.protocols.rtmp.handshake import ServerHandshake
from appliance.protocols.rtmp.messages import (
    Acknowledgement,
    Audio,
    Command,
    ControlEvent,
    Data,
    Message,
    UserControl,
    Video,
    WindowAcknowledgementSize,
    parse_messages,
    serialize_message,
)
from appliance.protocols.rtmp.patience import Patience, PatienceLimits

MAX_STREAMS = 16
"""Encoders create one stream; each costs an answer."""
MIN_MEDIA_BYTES = 2
"""Shorter tags carry nothing, and would let a sender make one event out of every two bytes."""
STRANGER_LIMITS = ChunkLimits(message_bytes=32 * 1024, buffered_bytes=64 * 1024, chunk_streams=16)
PUBLISHER_LIMITS = ChunkLimits(message_bytes=4 * 1024 * 1024, buffered_bytes=6 * 1024 * 1024)
"""A keyframe of a 1080p screen at high quality is about 1 MiB."""
NOTICE_CODE = "NetStream.Publish.Notice"
"""A status of our own: encoders skip codes they do not know, and only the level "error" ends a publication."""


class SessionState(Enum):
    """How far the peer has come; the sections are those of RTMP 1.0."""

    HANDSHAKE = "5.2"
    AWAITING_CONNECT = "7.2.1.1"
    CONNECTED = "7.2.1.3"
    PUBLISH_PENDING = "7.2.2.6, not answered yet"
    PUBLISHING = "7.2.2.6"
    CLOSED = "closed"


_MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.HANDSHAKE: frozenset({SessionState.AWAITING_CONNECT, SessionState.CLOSED}),
    SessionState.AWAITING_CONNECT: frozenset({SessionState.CONNECTED, SessionState.CLOSED}),
    SessionState.CONNECTED: frozenset({SessionState.PUBLISH_PENDING, SessionState.CLOSED}),
    SessionState.PUBLISH_PENDING: frozenset({SessionState.PUBLISHING, SessionState.CONNECTED, SessionState.CLOSED}),
    SessionState.PUBLISHING: frozenset({SessionState.CONNECTED, SessionState.CLOSED}),
    SessionState.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """What one peer may take: time, and memory before and after its key is known."""

    patience: PatienceLimits = field(default_factory=PatienceLimits)
    stranger: ChunkLimits = STRANGER_LIMITS
    stranger_bytes: int = 256 * 1024
    """All that a peer may send before its publication is accepted."""
    publisher: ChunkLimits = PUBLISHER_LIMITS


DEFAULT_LIMITS = SessionLimits()


class ServerSession:
    """One publisher's session; `random` are the bytes of the handshake."""

    def __init__(self, now: float, random: bytes, limits: SessionLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._state = SessionState.HANDSHAKE
        self._handshake = ServerHandshake(random)
        self._reader = ChunkReader(limits.stranger)
        self._writer = ChunkWriter()
        self._window = AcknowledgementWindow(replies.WINDOW_BYTES)
        self._patience = Patience(limits.patience, now)
        self._output: list[bytes] = []
        self._is_stranger = True
        self._app = ""
        self._key = ""
        self._streams_created = 0
        self._publish_stream_id = 0

    @property
    def state(self) -> SessionState:
        """How far the peer has come."""
        return self._state

    @property
    def deadline(self) -> float | None:
        """When `handle_deadline` wants to be called; None when closed."""
        return None if self._state is SessionState.CLOSED else self._patience.deadline

    def receive_data(self, data: bytes, now: float) -> Iterator[Event]:
        """Take bytes from the peer; iterate to the end, and answer PublishRequested when it comes.

        Events are made one by one so that an answer counts for all that follows it in `data`, and so that a flood of
        tiny messages is never held at once. Raises RtmpProtocolError, after which the session is closed.
        """
        if self._state is SessionState.CLOSED or not data:
            return
        self._patience.received(now)
        self._window.received += len(data)
        try:
            yield from self._events(data)
        except RtmpProtocolError:
            self._state = SessionState.CLOSED
            raise

    def handle_deadline(self, now: float) -> list[Event]:
        """Do what the reached deadline asks for: a ping, or the end."""
        if self.deadline is None or now < self.deadline:
            return []
        if self._patience.ping_is_due():
            self._send(UserControl(ControlEvent.PING_REQUEST, int(now * 1000) & 0xFFFFFFFF))
            return []
        was_publishing = self._state is SessionState.PUBLISHING
        self._move(SessionState.CLOSED)
        return [TimedOut("the publisher fell silent" if was_publishing else "the peer did not publish in time")]

    def data_to_send(self) -> bytes:
        """The bytes for the peer since the last call."""
        output = b"".join(self._output)
        self._output.clear()
        return output

    def accept_publish(self) -> None:
        """Let the peer publish."""
        self._require(SessionState.PUBLISH_PENDING)
        self._move(SessionState.PUBLISHING)
        self._is_stranger = False
        self._reader.limits = self._limits.publisher
        self._patience.admitted()
        self._send(replies.on_fc_publish(self._publish_stream_id, self._key))
        self._send(UserControl(ControlEvent.STREAM_BEGIN, self._publish_stream_id))
        self._send_status("status", "NetStream.Publish.Start", "You are publishing.")

    def refuse_publish(self, code: str, description: str) -> None:
        """Tell the peer in a sentence why it cannot publish (any longer), and end the session."""
        self._require(SessionState.PUBLISH_PENDING, SessionState.PUBLISHING)
        self._send_status("error", code, description)
        self._move(SessionState.CLOSED)

    def send_notice(self, description: str) -> None:
        """Tell a publishing peer something that does not end its publication."""
        self._require(SessionState.PUBLISHING)
        self._send_status("status", NOTICE_CODE, description)

    def _events(self, data: bytes) -> Iterator[Event]:
        if self._state is SessionState.HANDSHAKE:
            self._output.append(self._handshake.receive(data))
            if not self._handshake.is_done:
                return
            self._move(SessionState.AWAITING_CONNECT)
            data = self._handshake.take_rest()
        for raw in self._reader.receive(data):
            for message in parse_messages(raw):
                yield from self._handle(message)
                if self._state is SessionState.CLOSED:
                    return
        if self._is_stranger and self._window.received > self._limits.stranger_bytes:
            raise RtmpProtocolError(f"{self._window.received} bytes without publishing")
        if (sequence_number := self._window.take_due()) is not None:
            self._send(Acknowledgement(sequence_number))

    def _handle(self, message: Message) -> Iterator[Event]:
        match message:
            case Video() | Audio() | Data():
                yield from self._handle_media(message)
            case Command():
                yield from self._handle_command(message)
            case UserControl(event=ControlEvent.PING_REQUEST):
                self._send(UserControl(ControlEvent.PING_RESPONSE, message.value))
            case WindowAcknowledgementSize():
                self._window.resize(message.size)
            case _:
                pass

    def _handle_media(self, message: Video | Audio | Data) -> Iterator[Event]:
        if self._state is not SessionState.PUBLISHING:
            return
        match message:
            case Video() if len(message.payload) >= MIN_MEDIA_BYTES:
                yield VideoReceived(message.timestamp, message.payload)
            case Audio() if len(message.payload) >= MIN_MEDIA_BYTES:
                yield AudioReceived(message.timestamp, message.payload)
            case Data(values=["@setDataFrame", "onMetaData", dict() as values, *_]):
                yield MetadataReceived(values)
            case Data(values=["onMetaData", dict() as values, *_]):
                yield MetadataReceived(values)
            case _:
                pass

    def _handle_command(self, command: Command) -> Iterator[Event]:
        if self._state is SessionState.AWAITING_CONNECT and command.name != "connect":
            raise RtmpProtocolError(f"the first command is {command.name[:40]!r} instead of connect")
        if handler := _COMMANDS.get(command.name):
            yield from handler(self, command)
        elif command.transaction_id and command.name in replies.HARMLESS_CALLS:
            self._send(replies.result(command.transaction_id))
        elif command.transaction_id and command.name not in ("_result", "_error"):
            self._send(replies.call_failed(command.transaction_id, "This call is not known here."))

    def _on_connect(self, command: Command) -> Iterator[Event]:
        if self._state is not SessionState.AWAITING_CONNECT:
            raise RtmpProtocolError("a second connect")
        properties = command.arguments[0] if command.arguments else None
        if not isinstance(properties, dict):
            raise RtmpProtocolError("connect without its command object")
        self._app = _without_query(_text(properties.get("app")))
        offers_fourccs = isinstance(properties.get("fourCcList"), list)
        for reply in replies.connect_replies(command.transaction_id, offers_fourccs=offers_fourccs):
            self._send(reply)
        self._move(SessionState.CONNECTED)
        yield Connected(self._app, _text(properties.get("flashVer")))

    def _on_create_stream(self, command: Command) -> Iterator[Event]:
        self._streams_created += 1
        if self._streams_created > MAX_STREAMS:
            raise RtmpProtocolError(f"more than {MAX_STREAMS} streams created")
        self._send(replies.result(command.transaction_id, float(self._streams_created)))
        yield from ()

    def _on_publish(self, command: Command) -> Iterator[Event]:
        if self._state is not SessionState.CONNECTED:
            sentence = "One connection publishes one stream, and this one publishes already."
            self._send(replies.on_status(command.stream_id, "error", "NetStream.Publish.BadName", sentence))
            return
        name = _text(command.arguments[1]) if len(command.arguments) > 1 else ""
        self._key = _without_query(name) or _key_in_app(self._app)
        self._publish_stream_id = command.stream_id
        self._move(SessionState.PUBLISH_PENDING)
        yield PublishRequested(self._app, self._key)

    def _on_end(self, command: Command) -> Iterator[Event]:
        if command.transaction_id and command.name == "FCUnpublish":
            self._send(replies.result(command.transaction_id))
        if self._state in (SessionState.PUBLISH_PENDING, SessionState.PUBLISHING):
            self._send_status("status", "NetStream.Unpublish.Success", "The publication has ended.")
            self._move(SessionState.CONNECTED)
            self._patience.await_admission()
            yield PublishEnded()

    def _on_get_stream_length(self, command: Command) -> Iterator[Event]:
        if command.transaction_id:
            self._send(replies.result(command.transaction_id, 0.0))
        yield from ()

    def _on_play(self, command: Command) -> Iterator[Event]:
        sentence = "The box takes pictures over RTMP; watch them in a browser."
        self._send(replies.on_status(command.stream_id, "error", "NetStream.Play.StreamNotFound", sentence))
        yield from ()

    def _send(self, message: Message) -> None:
        self._output.append(self._writer.write(serialize_message(message)))

    def _send_status(self, level: replies.StatusLevel, code: str, description: str) -> None:
        self._send(replies.on_status(self._publish_stream_id, level, code, description))

    def _move(self, state: SessionState) -> None:
        if state not in _MOVES[self._state]:
            raise RtmpStateError(f"a session cannot go from {self._state.name} to {state.name}")
        self._state = state

    def _require(self, *states: SessionState) -> None:
        if self._state not in states:
            raise RtmpStateError(f"not possible while the session is {self._state.name}")


_COMMANDS: dict[str, Callable[[ServerSession, Command], Iterator[Event]]] = {
    "connect": ServerSession._on_connect,
    "createStream": ServerSession._on_create_stream,
    "publish": ServerSession._on_publish,
    "FCUnpublish": ServerSession._on_end,
    "deleteStream": ServerSession._on_end,
    "closeStream": ServerSession._on_end,
    "getStreamLength": ServerSession._on_get_stream_length,
    "play": ServerSession._on_play,
}


def _text(value: AmfValue) -> str:
    return value if isinstance(value, str) else ""


def _without_query(name: str) -> str:
    return name.split("?", 1)[0].strip("/ ")


def _key_in_app(app: str) -> str:
    """A person who pasted the whole address into the server field: the key is the app's last part."""
    return app.rsplit("/", 1)[-1]

"""The publisher's half of an RTMP session: bytes in, events and bytes out. No sockets, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from appliance.protocols.amf0 import AmfValue, EcmaArray
from appliance.protocols.rtmp.acknowledgement import AcknowledgementWindow
from appliance.protocols.rtmp.chunk_stream import ChunkLimits, ChunkReader, ChunkWriter
from appliance.protocols.rtmp.errors import RtmpProtocolError, RtmpStateError
from appliance.protocols.rtmp.handshake import ClientHandshake
from appliance.protocols.rtmp.messages import (
    Acknowledgement,
    Audio,
    Command,
    ControlEvent,
    Data,
    Message,
    SetChunkSize,
    UserControl,
    Video,
    WindowAcknowledgementSize,
    parse_messages,
    serialize_message,
)

CHUNK_SIZE = 65_536
DEFAULT_WINDOW_BYTES = 2_500_000
_LIMITS = ChunkLimits(message_bytes=64 * 1024, buffered_bytes=128 * 1024, chunk_streams=16)
_CONNECT_ID, _RELEASE_ID, _FC_PUBLISH_ID, _CREATE_ID = 1.0, 2.0, 3.0, 4.0


class ClientState(Enum):
    """How far the publisher has come; the sections are those of RTMP 1.0."""

    IDLE = "not started"
    HANDSHAKE = "5.2"
    CONNECTING = "7.2.1.1"
    CREATING_STREAM = "7.2.1.3"
    AWAITING_PUBLISH = "7.2.2.6, not answered yet"
    PUBLISHING = "7.2.2.6"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PublishTarget:
    """Where to publish: rtmp://HOST/app/key, in its parts."""

    url: str
    """The address without the key: rtmp://HOST:PORT/app"""
    app: str
    key: str


@dataclass(frozen=True, slots=True)
class PublishStarted:
    """The server takes media from now on."""


@dataclass(frozen=True, slots=True)
class PublishFailed:
    """The server refused or ended the publication; close the connection."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """The server says something about the running publication."""

    code: str
    description: str


ClientEvent: TypeAlias = PublishStarted | PublishFailed | NoticeReceived


class ClientSession:
    """One publication; `random` are the bytes of the handshake."""

    def __init__(self, target: PublishTarget, random: bytes, *, digest: bool = False) -> None:
        self._target = target
        self._state = ClientState.IDLE
        self._handshake = ClientHandshake(random, digest=digest)
        self._reader = ChunkReader(_LIMITS)
        self._writer = ChunkWriter()
        self._window = AcknowledgementWindow(DEFAULT_WINDOW_BYTES)
        self._output: list[bytes] = []
        self._stream_id = 0

    @property
    def state(self) -> ClientState:
        """How far the publisher has come."""
        return self._state

    def start(self) -> None:
        """Open the handshake."""
        self._require(ClientState.IDLE)
        self._output.append(self._handshake.start())
        self._state = ClientState.HANDSHAKE

    def receive_data(self, data: bytes) -> list[ClientEvent]:
        """Take bytes from the server; raises RtmpProtocolError, after which the session is closed."""
        if self._state in (ClientState.IDLE, ClientState.CLOSED):
            return []
        self._window.received += len(data)
        try:
            return list(self._events(data))
        except RtmpProtocolError:
            self._state = ClientState.CLOSED
            raise

    def data_to_send(self) -> bytes:
        """The bytes for the server since the last call."""
        output = b"".join(self._output)
        self._output.clear()
        return output

    def send_metadata(self, values: dict[str, AmfValue]) -> None:
        """Describe the stream (onMetaData)."""
        self._require(ClientState.PUBLISHING)
        self._send(Data(["@setDataFrame", "onMetaData", EcmaArray(values)], self._stream_id))

    def send_video(self, payload: bytes, timestamp: int) -> None:
        """Send the body of an FLV video tag."""
        self._require(ClientState.PUBLISHING)
        self._send(Video(timestamp, payload, self._stream_id))

    def send_audio(self, payload: bytes, timestamp: int) -> None:
        """Send the body of an FLV audio tag."""
        self._require(ClientState.PUBLISHING)
        self._send(Audio(timestamp, payload, self._stream_id))

    def end(self) -> None:
        """End the publication in good order."""
        if self._state is ClientState.PUBLISHING:
            self._send(Command("FCUnpublish", 5.0, [None, self._target.key]))
            self._send(Command("deleteStream", 6.0, [None, float(self._stream_id)]))
        self._state = ClientState.CLOSED

    def _events(self, data: bytes) -> Iterator[ClientEvent]:
        if self._state is ClientState.HANDSHAKE:
            self._output.append(self._handshake.receive(data))
            if not self._handshake.is_done:
                return
            self._connect()
            data = self._handshake.take_rest()
        for raw in self._reader.receive(data):
            for message in parse_messages(raw):
                yield from self._handle(message)
        if (sequence_number := self._window.take_due()) is not None:
            self._send(Acknowledgement(sequence_number))

    def _connect(self) -> None:
        properties: dict[str, AmfValue] = {
            "app": self._target.app,
            "type": "nonprivate",
            "flashVer": "FMLE/3.0 (compatible; AIRClass)",
            "tcUrl": self._target.url,
        }
        self._send(SetChunkSize(CHUNK_SIZE))
        self._send(Command("connect", _CONNECT_ID, [properties]))
        self._state = ClientState.CONNECTING

    def _handle(self, message: Message) -> Iterator[ClientEvent]:
        match message:
            case UserControl(event=ControlEvent.PING_REQUEST):
                self._send(UserControl(ControlEvent.PING_RESPONSE, message.value))
            case WindowAcknowledgementSize():
                self._window.resize(message.size)
            case Command(name="_result"):
                self._on_result(message)
            case Command(name="_error") if message.transaction_id in (_CONNECT_ID, _CREATE_ID):
                yield self._fail(*_status_of(message.arguments)[1:])
            case Command(name="onStatus"):
                yield from self._on_status(message)
            case _:
                pass

    def _on_result(self, command: Command) -> None:
        if command.transaction_id == _CONNECT_ID and self._state is ClientState.CONNECTING:
            self._send(Command("releaseStream", _RELEASE_ID, [None, self._target.key]))
            self._send(Command("FCPublish", _FC_PUBLISH_ID, [None, self._target.key]))
            self._send(Command("createStream", _CREATE_ID, [None]))
            self._state = ClientState.CREATING_STREAM
        elif command.transaction_id == _CREATE_ID and self._state is ClientState.CREATING_STREAM:
            stream_id = command.arguments[1] if len(command.arguments) > 1 else None
            if not isinstance(stream_id, float) or not 0 <= stream_id < 1 << 32:
                raise RtmpProtocolError("the server created a stream without a number")
            self._stream_id = int(stream_id)
            self._send(Command("publish", 0, [None, self._target.key, "live"], self._stream_id))
            self._state = ClientState.AWAITING_PUBLISH

    def _on_status(self, command: Command) -> Iterator[ClientEvent]:
        level, code, description = _status_of(command.arguments)
        if level == "error":
            yield self._fail(code, description)
        elif code == "NetStream.Publish.Start" and self._state is ClientState.AWAITING_PUBLISH:
            self._state = ClientState.PUBLISHING
            yield PublishStarted()
        else:
            yield NoticeReceived(code, description)

    def _fail(self, code: str, description: str) -> PublishFailed:
        self._state = ClientState.CLOSED
        return PublishFailed(code, description)

    def _send(self, message: Message) -> None:
        self._output.append(self._writer.write(serialize_message(message)))

    def _require(self, state: ClientState) -> None:
        if self._state is not state:
            raise RtmpStateError(f"not possible while the session is {self._state.name}")


def _status_of(arguments: Sequence[AmfValue]) -> tuple[str, str, str]:
    information = arguments[1] if len(arguments) > 1 else None
    values = information if isinstance(information, dict) else {}
    level, code, description = (values.get(name) for name in ("level", "code", "description"))
    return str(level or ""), str(code or ""), str(description or "")

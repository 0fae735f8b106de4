"""RTMP messages as typed values (RTMP 1.0, 5.4 and 7.1), and the splitting of aggregate messages."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from appliance.protocols.amf0 import Amf0Error, AmfValue, decode, encode
from appliance.protocols.rtmp.chunk_stream import TIMESTAMP_MODULUS, TYPE_SET_CHUNK_SIZE, ChunkMessage
from appliance.protocols.rtmp.errors import RtmpProtocolError

CONTROL_CHUNK_STREAM = 2
COMMAND_CHUNK_STREAM = 3
AUDIO_CHUNK_STREAM = 4
STREAM_COMMAND_CHUNK_STREAM = 5
VIDEO_CHUNK_STREAM = 6

MAX_AGGREGATED = 1024
"""Tags of 15 bytes would make a 4 MiB aggregate into 280,000 messages."""
_AGGREGATE_HEADER_SIZE = 11
_BACK_POINTER_SIZE = 4

_UINT16 = struct.Struct(">H")
_UINT32 = struct.Struct(">I")


class MessageType(IntEnum):
    """Message type ids (RTMP 1.0, 5.4 and 7.1)."""

    SET_CHUNK_SIZE = TYPE_SET_CHUNK_SIZE
    ABORT = 2
    ACKNOWLEDGEMENT = 3
    USER_CONTROL = 4
    WINDOW_ACKNOWLEDGEMENT_SIZE = 5
    SET_PEER_BANDWIDTH = 6
    AUDIO = 8
    VIDEO = 9
    DATA_AMF3 = 15
    COMMAND_AMF3 = 17
    DATA_AMF0 = 18
    COMMAND_AMF0 = 20
    AGGREGATE = 22


class ControlEvent(IntEnum):
    """User control event types (RTMP 1.0, 7.1.7)."""

    STREAM_BEGIN = 0
    STREAM_EOF = 1
    SET_BUFFER_LENGTH = 3
    PING_REQUEST = 6
    PING_RESPONSE = 7


@dataclass(frozen=True, slots=True)
class SetChunkSize:
    """The sender's chunks are this long from here on."""

    size: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The sender has received so many bytes, modulo 2**32."""

    sequence_number: int


@dataclass(frozen=True, slots=True)
class WindowAcknowledgementSize:
    """The sender wants an acknowledgement each time it has sent so many bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class SetPeerBandwidth:
    """The receiver shall have at most so many bytes unacknowledged."""

    size: int
    limit_type: int = 2


@dataclass(frozen=True, slots=True)
class UserControl:
    """A user control event; `value` is its first 32-bit field."""

    event: int
    value: int


@dataclass(frozen=True, slots=True)
class Command:
    """A remote call, its answer, or a notice without answer (transaction id 0)."""

    name: str
    transaction_id: float
    arguments: Sequence[AmfValue] = ()
    """The command object comes first; it is null except for connect."""
    stream_id: int = 0


@dataclass(frozen=True, slots=True)
class Data:
    """A data message such as @setDataFrame."""

    values: Sequence[AmfValue] = field(default_factory=list)
    stream_id: int = 0
    timestamp: int = 0


@dataclass(frozen=True, slots=True)
class Audio:
    """The body of an FLV audio tag."""

    timestamp: int
    payload: bytes
    stream_id: int = 0


@dataclass(frozen=True, slots=True)
class Video:
    """The body of an FLV video tag."""

    timestamp: int
    payload: bytes
    stream_id: int = 0


Message: TypeAlias = (
    SetChunkSize
    | Acknowledgement
    | WindowAcknowledgementSize
    | SetPeerBandwidth
    | UserControl
    | Command
    | Data
    | Audio
    | Video
)


def parse_messages(raw: ChunkMessage) -> Iterator[Message]:
    """The typed messages in `raw`: none when it is unknown or malformed beyond use, several for an aggregate.

    Raises RtmpProtocolError for a command that cannot be read, since its sender waits for an answer.
    """
    if raw.type_id == MessageType.AGGREGATE:
        for part in _split_aggregate(raw):
            yield from _parse_one(part)
    else:
        yield from _parse_one(raw)


def serialize_message(message: Message) -> ChunkMessage:
    """The raw form of `message`, on the chunk stream that is usual for its kind."""
    match message:
        case Audio():
            return ChunkMessage(
                MessageType.AUDIO, message.stream_id, message.timestamp, message.payload, AUDIO_CHUNK_STREAM
            )
        case Video():
            return ChunkMessage(
                MessageType.VIDEO, message.stream_id, message.timestamp, message.payload, VIDEO_CHUNK_STREAM
            )
        case Data():
            payload = encode(*message.values)
            return ChunkMessage(
                MessageType.DATA_AMF0, message.stream_id, message.timestamp, payload, AUDIO_CHUNK_STREAM
            )
        case Command():
            payload = encode(message.name, message.transaction_id, *message.arguments)
            chunk_stream = STREAM_COMMAND_CHUNK_STREAM if message.stream_id else COMMAND_CHUNK_STREAM
            return ChunkMessage(MessageType.COMMAND_AMF0, message.stream_id, 0, payload, chunk_stream)
        case _:
            type_id, payload = _serialize_control(message)
            return ChunkMessage(type_id, 0, 0, payload, CONTROL_CHUNK_STREAM)


def _serialize_control(
    message: SetChunkSize | Acknowledgement | WindowAcknowledgementSize | SetPeerBandwidth | UserControl,
) -> tuple[MessageType, bytes]:
    match message:
        case SetChunkSize():
            return MessageType.SET_CHUNK_SIZE, _UINT32.pack(message.size)
        case Acknowledgement():
            return MessageType.ACKNOWLEDGEMENT, _UINT32.pack(message.sequence_number)
        case WindowAcknowledgementSize():
            return MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, _UINT32.pack(message.size)
        case SetPeerBandwidth():
            return MessageType.SET_PEER_BANDWIDTH, _UINT32.pack(message.size) + bytes([message.limit_type])
        case UserControl():
            return MessageType.USER_CONTROL, _UINT16.pack(message.event) + _UINT32.pack(message.value)


def _parse_one(raw: ChunkMessage) -> Iterator[Message]:
    payload = raw.payload
    match raw.type_id:
        case MessageType.VIDEO:
            yield Video(raw.timestamp, payload, raw.stream_id)
        case MessageType.AUDIO:
            yield Audio(raw.timestamp, payload, raw.stream_id)
        case MessageType.COMMAND_AMF0:
            yield _parse_command(payload, raw.stream_id)
        case MessageType.COMMAND_AMF3:
            yield _parse_command(_without_amf3_prefix(payload), raw.stream_id)
        case MessageType.DATA_AMF0:
            yield from _parse_data(payload, raw)
        case MessageType.DATA_AMF3:
            yield from _parse_data(_without_amf3_prefix(payload), raw)
        case _:
            yield from _parse_control(raw.type_id, payload)


def _parse_control(type_id: int, payload: bytes) -> Iterator[Message]:
    if type_id == MessageType.USER_CONTROL and len(payload) >= 6:
        yield UserControl(_UINT16.unpack_from(payload)[0], _UINT32.unpack_from(payload, 2)[0])
    if len(payload) < 4:
        return
    value = int(_UINT32.unpack_from(payload)[0])
    match type_id:
        case MessageType.SET_CHUNK_SIZE:
            yield SetChunkSize(value)
        case MessageType.ACKNOWLEDGEMENT:
            yield Acknowledgement(value)
        case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE:
            yield WindowAcknowledgementSize(value)
        case MessageType.SET_PEER_BANDWIDTH if len(payload) >= 5:
            yield SetPeerBandwidth(value, payload[4])
        case _:
            pass


def _parse_command(payload: bytes, stream_id: int) -> Command:
    try:
        values = decode(payload)
    except Amf0Error as error:
        raise RtmpProtocolError(f"a command cannot be read: {error}") from error
    match values:
        case [str(name), int() | float() as transaction_id, *arguments]:
            return Command(name, transaction_id, arguments, stream_id)
        case [str(name), *arguments]:
            return Command(name, 0, arguments, stream_id)
    raise RtmpProtocolError("a command has no name")


def _parse_data(payload: bytes, raw: ChunkMessage) -> Iterator[Message]:
    # Broken metadata is worth no connection: the media tells the truth anyway.
    try:
        yield Data(decode(payload), raw.stream_id, raw.timestamp)
    except Amf0Error:
        return


def _without_amf3_prefix(payload: bytes) -> bytes:
    """AMF3 messages are AMF0 values behind a format byte, which some encoders leave out."""
    return payload[1:] if payload[:1] == b"\0" else payload


def _split_aggregate(raw: ChunkMessage) -> Iterator[ChunkMessage]:
    """The FLV tags of an aggregate; their timestamps are shifted so that the first has the message's own (7.1.6)."""
    at = 0
    shift: int | None = None
    for _ in range(MAX_AGGREGATED):
        header = raw.payload[at : at + _AGGREGATE_HEADER_SIZE]
        if len(header) < _AGGREGATE_HEADER_SIZE:
            return
        size = int.from_bytes(header[1:4], "big")
        timestamp = int.from_bytes(header[7:8] + header[4:7], "big")
        shift = raw.timestamp - timestamp if shift is None else shift
        body_start = at + _AGGREGATE_HEADER_SIZE
        body = raw.payload[body_start : body_start + size]
        if len(body) < size:
            return
        if header[0] in (MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA_AMF0):
            yield ChunkMessage(header[0], raw.stream_id, (timestamp + shift) % TIMESTAMP_MODULUS, body)
        at = body_start + size + _BACK_POINTER_SIZE
    if at < len(raw.payload):
        raise RtmpProtocolError(f"an aggregate holds more than {MAX_AGGREGATED} messages")

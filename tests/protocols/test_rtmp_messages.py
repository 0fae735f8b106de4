"""Messages as a session takes them: both framings, metadata, aggregates, and what is ignored."""

import pytest

from appliance.protocols.amf0 import UNDEFINED, AmfValue, EcmaArray, encode
from appliance.protocols.rtmp import (
    AudioReceived,
    MetadataReceived,
    PublishRequested,
    RtmpProtocolError,
    ServerSession,
    VideoReceived,
)
from appliance.protocols.rtmp.chunk_stream import ChunkMessage, ChunkWriter
from appliance.protocols.rtmp.messages import (
    MAX_AGGREGATED,
    Data,
    Video,
)
from tests.support.rtmp_wire import (
    feed,
    fresh_session,
    handshake,
    publishing_session,
    raw_command,
    wire,
)


def raw(type_id: int, payload: bytes, timestamp: int = 0) -> bytes:
    return ChunkWriter().write(ChunkMessage(type_id, 1, timestamp, payload, 6))


def aggregate(*tags: tuple[int, int, bytes]) -> bytes:
    """FLV tags of (type, timestamp, body), with their back pointers."""
    return b"".join(
        bytes([kind])
        + len(body).to_bytes(3, "big")
        + (time & 0xFFFFFF).to_bytes(3, "big")
        + bytes([time >> 24])
        + bytes(3)
        + body
        + (11 + len(body)).to_bytes(4, "big")
        for kind, time, body in tags
    )


def publish_request(session: ServerSession, data: bytes) -> PublishRequested:
    """The first request in what the session makes of `data`."""
    return next(event for event in session.receive_data(data, 0.0) if isinstance(event, PublishRequested))


def test_amf3_commands_and_data_are_read_with_and_without_their_prefix() -> None:
    session = fresh_session()
    feed(session, handshake())
    connect_values: list[AmfValue] = ["connect", 1.0, {"app": "live", "objectEncoding": 3.0}]
    feed(session, raw(17, b"\0" + encode(*connect_values)) + raw_command("createStream", 2.0, None, type_id=17))
    assert publish_request(session, raw(17, b"\0" + encode("publish", 3.0, None, "KEY1", "live"))).key == "KEY1"
    session.accept_publish()
    metadata = encode("onMetaData", {"width": 1.0})
    expected = [MetadataReceived({"width": 1.0})] * 2
    assert feed(session, raw(15, b"\0" + metadata) + raw(15, metadata)) == expected


def test_metadata_comes_in_every_wrapping() -> None:
    session = publishing_session()
    stream = wire(
        Data(["@setDataFrame", "onMetaData", EcmaArray(width=1.0)], 1),
        Data(["onMetaData", {"width": 2.0}], 1),
        Data(["onTextData", {"text": "x"}], 1),
        Data(["onMetaData", UNDEFINED], 1),
        Data(["onMetaData"], 1),
    )
    assert feed(session, stream) == [MetadataReceived({"width": 1.0}), MetadataReceived({"width": 2.0})]


def test_broken_metadata_and_unknown_messages_are_ignored() -> None:
    session = publishing_session()
    strange = [raw(type_id, b"whatever") for type_id in (0, 7, 10, 16, 19, 21, 23, 255)]
    stream = raw(18, b"\xff\xff") + b"".join(strange) + raw(4, b"") + raw(5, b"\0") + wire(Video(9, b"\x27\x01x", 1))
    assert feed(session, stream) == [VideoReceived(9, b"\x27\x01x")]


def test_tags_too_short_for_media_are_ignored() -> None:
    session = publishing_session()
    assert feed(session, raw(9, b"") + raw(8, b"\xaf") + raw(9, b"\x17")) == []


def test_an_aggregate_is_split_and_shifted_to_its_own_time() -> None:
    session = publishing_session()
    body = aggregate((9, 100, b"\x17\x01a"), (8, 110, b"\xaf\x01b"), (18, 110, b""), (9, 140, b"\x27\x01c"))
    assert feed(session, raw(22, body, timestamp=5000)) == [
        VideoReceived(5000, b"\x17\x01a"),
        AudioReceived(5010, b"\xaf\x01b"),
        VideoReceived(5040, b"\x27\x01c"),
    ]


def test_an_aggregate_over_the_wrap_of_its_timestamps() -> None:
    session = publishing_session()
    body = aggregate((9, 0xFFFFFFF0, b"\x17\x01a"), (9, 0x10, b"\x27\x01b"))
    assert feed(session, raw(22, body, timestamp=0xFFFFFFF8)) == [
        VideoReceived(0xFFFFFFF8, b"\x17\x01a"),
        VideoReceived(0x18, b"\x27\x01b"),
    ]


def test_a_cut_aggregate_gives_its_whole_tags() -> None:
    session = publishing_session()
    body = aggregate((9, 0, b"\x17\x01a"), (9, 1, b"\x27\x01b"))
    assert feed(session, raw(22, body[:-6])) == [VideoReceived(0, b"\x17\x01a")]


def test_an_aggregate_of_endless_tags_is_refused() -> None:
    session = publishing_session()
    with pytest.raises(RtmpProtocolError):
        feed(session, raw(22, aggregate(*[(9, 0, b"")] * (MAX_AGGREGATED + 1))))

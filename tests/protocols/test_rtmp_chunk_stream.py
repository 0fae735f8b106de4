"""Chunks to messages: every header form, timestamps, sizes, interleaving, and the bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtmp.chunk_stream import ChunkLimits, ChunkMessage, ChunkReader, ChunkWriter
from appliance.protocols.rtmp.errors import RtmpProtocolError
from tests.support.rtmp_wire import WIDE_LIMITS, basic_header, header, read_chunks

VIDEO, AUDIO = 9, 8


def chunk(form: int, body: bytes = b"", *, csid: int = 6, time: int = 0, length: int | None = None) -> bytes:
    """One chunk; `length` is the message's when it is longer than this chunk."""
    return basic_header(form, csid) + header(form, time, len(body) if length is None else length) + body


def set_chunk_size(size: int) -> bytes:
    return basic_header(0, 2) + header(0, 0, 4, 1, 0) + size.to_bytes(4, "big")


def abort(csid: int) -> bytes:
    return basic_header(0, 2) + header(0, 0, 4, 2, 0) + csid.to_bytes(4, "big")


def payloads(data: bytes) -> list[bytes]:
    return [message.payload for message in read_chunks(data) if message.type_id in (VIDEO, AUDIO)]


def timestamps(data: bytes) -> list[int]:
    return [message.timestamp for message in read_chunks(data)]


messages = st.builds(
    ChunkMessage,
    type_id=st.sampled_from([3, 4, 8, 9, 18, 20]),
    stream_id=st.integers(0, 2**32 - 1),
    timestamp=st.one_of(st.integers(0, 100), st.integers(0xFFFFF0, 0x100000F), st.integers(0, 2**32 - 1)),
    payload=st.binary(max_size=600),
    chunk_stream_id=st.integers(2, 65599),
)
chunk_sizes = st.integers(1, 700).map(lambda size: ChunkMessage(1, 0, 0, size.to_bytes(4, "big"), 2))


@given(st.lists(st.one_of(messages, chunk_sizes), max_size=8), st.data())
def test_messages_survive_the_wire_in_any_pieces(originals: list[ChunkMessage], data: st.DataObject) -> None:
    writer = ChunkWriter()
    stream = b"".join(writer.write(message) for message in originals)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    reader = ChunkReader(WIDE_LIMITS)
    read = [
        message
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for message in reader.receive(stream[start:end])
    ]
    assert read == originals


def test_a_stream_may_be_cut_at_every_byte() -> None:
    stream = (
        set_chunk_size(5)
        + chunk(0, b"abcde", time=0x1000000, length=8)
        + basic_header(3, 6)
        + (0x1000000).to_bytes(4, "big")
        + b"fgh"
        + chunk(1, b"xy", csid=400, time=7)
        + chunk(2, b"xy", csid=400, time=9)
        + chunk(3, b"zz", csid=400)
        + chunk(0, b"", csid=70)
    )
    whole = read_chunks(stream)
    assert len(whole) == 6
    for cut in range(len(stream) + 1):
        reader = ChunkReader(WIDE_LIMITS)
        assert [*reader.receive(stream[:cut]), *reader.receive(stream[cut:])] == whole
    reader = ChunkReader(WIDE_LIMITS)
    assert [message for byte in stream for message in reader.receive(bytes([byte]))] == whole


def test_interleaved_messages_are_told_apart() -> None:
    a, b = b"a" * 300, b"b" * 200
    stream = (
        chunk(0, a[:128], csid=6, length=300)
        + chunk(0, b[:128], csid=4, length=200)
        + chunk(3, a[128:256], csid=6)
        + chunk(3, b[128:], csid=4)
        + chunk(3, a[256:], csid=6)
    )
    assert payloads(stream) == [b, a]


@pytest.mark.parametrize("csid", [2, 63, 64, 319, 320, 65599])
def test_chunk_stream_ids_of_one_two_and_three_bytes(csid: int) -> None:
    (message,) = read_chunks(chunk(0, b"x", csid=csid))
    assert message.chunk_stream_id == csid


def test_a_three_byte_chunk_stream_id_has_its_low_byte_first() -> None:
    (message,) = read_chunks(b"\x01\x02\x01" + header(0, 0, 1) + b"x")
    assert message.chunk_stream_id == 2 + 256 + 64


def test_the_message_stream_id_is_little_endian() -> None:
    (message,) = read_chunks(basic_header(0, 3) + header(0, 0, 1, 20, 0x01020304) + b"x")
    assert message.stream_id == 0x01020304


def test_deltas_add_up() -> None:
    stream = chunk(0, b"1", time=1000) + chunk(1, b"22", time=40) + chunk(2, b"33", time=20) + chunk(2, b"44", time=0)
    assert timestamps(stream) == [1000, 1040, 1060, 1060]


def test_a_new_message_of_type_3_adds_the_delta_again() -> None:
    stream = chunk(0, b"1", time=1000) + chunk(1, b"22", time=40) + chunk(3, b"33") + chunk(3, b"44")
    assert timestamps(stream) == [1000, 1040, 1080, 1120]


def test_type_3_behind_type_0_takes_its_timestamp_as_the_delta() -> None:
    assert timestamps(chunk(0, b"1", time=23) + chunk(3, b"2")) == [23, 46]


def test_type_3_inside_a_message_adds_nothing() -> None:
    stream = chunk(0, b"1", time=1000) + chunk(1, b"2" * 128, time=40, length=130) + chunk(3, b"22")
    assert timestamps(stream) == [1000, 1040]


def test_an_extended_timestamp_is_repeated_on_type_3() -> None:
    time = 17_000_000
    extension = time.to_bytes(4, "big")
    stream = chunk(0, b"a" * 128, time=time, length=200) + basic_header(3, 6) + extension + b"b" * 72
    assert read_chunks(stream) == [ChunkMessage(VIDEO, 1, time, b"a" * 128 + b"b" * 72, 6)]


def test_an_encoder_that_leaves_it_out_on_type_3_is_understood() -> None:
    time = 17_000_000
    stream = chunk(0, b"a" * 128, time=time, length=200) + basic_header(3, 6) + b"b" * 72
    assert read_chunks(stream) == [ChunkMessage(VIDEO, 1, time, b"a" * 128 + b"b" * 72, 6)]


def test_an_extended_timestamp_of_exactly_the_mark() -> None:
    assert timestamps(chunk(0, b"x", time=0xFFFFFF)) == [0xFFFFFF]


def test_an_extended_absolute_time_on_a_new_type_3_message_is_not_added() -> None:
    time = 17_000_000
    stream = chunk(0, b"x", time=time) + basic_header(3, 6) + time.to_bytes(4, "big") + b"y"
    assert timestamps(stream) == [time, time]


def test_an_extended_delta_is_added_by_type_3() -> None:
    delta = 0x1000000
    stream = chunk(0, b"x", time=5) + chunk(1, b"yy", time=delta) + basic_header(3, 6) + delta.to_bytes(4, "big")
    assert timestamps(stream + b"zz") == [5, 5 + delta, 5 + 2 * delta]


def test_the_extension_is_forgotten_with_the_next_full_header() -> None:
    stream = chunk(0, b"x", time=17_000_000) + chunk(1, b"yy", time=40) + chunk(3, b"zz")
    assert timestamps(stream) == [17_000_000, 17_000_040, 17_000_080]


def test_timestamps_wrap_at_32_bits() -> None:
    stream = chunk(0, b"x", time=0xFFFFFFF0) + chunk(1, b"yy", time=0x20)
    assert timestamps(stream) == [0xFFFFFFF0, 0x10]


def test_the_chunk_size_may_change_inside_a_message() -> None:
    body = bytes(range(250))
    stream = (
        chunk(0, body[:128], length=250) + set_chunk_size(50) + chunk(3, body[128:178]) + set_chunk_size(1000)
    ) + chunk(3, body[178:])
    assert payloads(stream) == [body]


@pytest.mark.parametrize(("asked", "real"), [(0, 1), (1, 1), (0x80000005, 5), (0x7FFFFFFF, 0xFFFFFF)])
def test_the_chunk_size_is_clamped(asked: int, real: int) -> None:
    body = b"abcdefgh"
    pieces = [body[start : start + real] for start in range(0, len(body), real)]
    stream = chunk(0, pieces[0], length=8) + b"".join(chunk(3, piece) for piece in pieces[1:])
    assert payloads(set_chunk_size(asked) + stream) == [body]


def test_abort_drops_what_has_arrived() -> None:
    stream = chunk(0, b"a" * 128, length=200) + abort(6) + chunk(3, b"b" * 128) + chunk(3, b"c" * 72)
    assert payloads(stream) == [b"b" * 128 + b"c" * 72]


def test_abort_of_an_unknown_chunk_stream_is_ignored() -> None:
    assert payloads(abort(50) + chunk(0, b"x")) == [b"x"]


def test_a_new_header_inside_a_message_gives_the_old_one_up() -> None:
    assert payloads(chunk(0, b"a" * 128, length=200) + chunk(0, b"new")) == [b"new"]


def test_messages_of_no_length_are_messages() -> None:
    assert payloads(chunk(0, b"") + chunk(3, b"") + chunk(0, b"x")) == [b"", b"", b"x"]


def test_type_1_may_open_a_chunk_stream() -> None:
    (message,) = read_chunks(chunk(1, b"x", time=40))
    assert (message.stream_id, message.timestamp) == (0, 40)


@pytest.mark.parametrize("form", [2, 3])
def test_a_chunk_stream_cannot_open_without_a_length(form: int) -> None:
    with pytest.raises(RtmpProtocolError):
        read_chunks(chunk(form, b"x"))


def test_too_long_a_message_is_refused_at_its_header() -> None:
    limits = ChunkLimits(message_bytes=1000, buffered_bytes=2000)
    assert read_chunks(chunk(0, b"", length=1000), limits) == []
    with pytest.raises(RtmpProtocolError):
        read_chunks(chunk(0, b"", length=1001), limits)


def test_unfinished_messages_share_one_budget() -> None:
    limits = ChunkLimits(message_bytes=1000, buffered_bytes=300)
    two = chunk(0, b"a" * 128, csid=3, length=1000) + chunk(0, b"b" * 128, csid=4, length=1000)
    assert read_chunks(two, limits) == []
    assert read_chunks(two + abort(3) + chunk(0, b"c" * 128, csid=5, length=1000), limits)[0].type_id == 2
    with pytest.raises(RtmpProtocolError):
        read_chunks(two + chunk(0, b"c" * 128, csid=5, length=1000), limits)


def test_finished_messages_leave_the_budget() -> None:
    limits = ChunkLimits(message_bytes=1000, buffered_bytes=300)
    one = chunk(0, b"a" * 128, length=200) + chunk(3, b"a" * 72)
    assert len(read_chunks(one * 50, limits)) == 50


def test_the_number_of_chunk_streams_is_bounded() -> None:
    limits = ChunkLimits(message_bytes=1000, buffered_bytes=1000, chunk_streams=4)
    four = b"".join(chunk(0, b"x", csid=csid) for csid in range(3, 7))
    assert len(read_chunks(four * 3, limits)) == 12
    with pytest.raises(RtmpProtocolError):
        read_chunks(four + chunk(0, b"x", csid=7), limits)

"""AMF0: every type there and back, what encoders get wrong, and the bounds."""

import math
import struct
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocols.amf0 import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_VALUES,
    UNDEFINED,
    Amf0Error,
    AmfDate,
    AmfValue,
    EcmaArray,
    TypedObject,
    XmlDocument,
    decode,
    encode,
)

MAX_SECONDS = 0.1
MAX_ALLOCATION = 1_000_000

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
scalars: st.SearchStrategy[AmfValue] = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    texts,
    st.just(UNDEFINED),
    st.builds(AmfDate, st.floats(allow_nan=False), st.integers(-720, 720)),
    st.builds(XmlDocument, texts),
)
values: st.SearchStrategy[AmfValue] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.dictionaries(texts, inner, max_size=4),
        st.dictionaries(texts, inner, max_size=4).map(EcmaArray),
        st.lists(inner, max_size=4),
        st.builds(TypedObject, texts, st.dictionaries(texts, inner, max_size=3)),
    ),
    max_leaves=12,
)


@given(st.lists(values, max_size=4))
def test_values_survive_the_wire(originals: list[AmfValue]) -> None:
    decoded = decode(encode(*originals))
    assert decoded == originals
    assert [type(value) for value in decoded] == [type(value) for value in originals]


def test_the_bytes_of_each_type_are_those_of_the_specification() -> None:
    assert encode(1.0) == b"\x00\x3f\xf0\0\0\0\0\0\0"
    assert encode(True) == b"\x01\x01"
    assert encode("ab") == b"\x02\x00\x02ab"
    assert encode({"a": None}) == b"\x03\x00\x01a\x05\x00\x00\x09"
    assert encode(UNDEFINED) == b"\x06"
    assert encode(EcmaArray(a=True)) == b"\x08\0\0\0\x01\x00\x01a\x01\x01\0\0\x09"
    assert encode([None]) == b"\x0a\0\0\0\x01\x05"
    assert encode(AmfDate(0.0)) == b"\x0b" + bytes(10)
    assert encode(TypedObject("C")) == b"\x10\x00\x01C\0\0\x09"


def test_an_integer_is_written_as_a_number() -> None:
    assert decode(encode(7)) == [7.0]


def test_a_text_above_65535_bytes_becomes_a_long_string() -> None:
    text = "가" * 21_900
    data = encode(text[:21_000])
    assert data[0] == 0x02
    long = encode(text)
    assert long[0] == 0x0C
    assert long[1:5] == struct.pack(">I", 65_700)


def test_a_long_string_is_read() -> None:
    assert decode(b"\x0c\0\0\0\x03abc") == ["abc"]


def test_korean_text_is_counted_in_bytes() -> None:
    assert encode("가") == b"\x02\x00\x03\xea\xb0\x80"
    assert decode(encode({"반": "삼학년 이반"})) == [{"반": "삼학년 이반"}]


def test_broken_utf_8_is_replaced_and_not_an_error() -> None:
    assert decode(b"\x02\x00\x02\xff\xfe") == ["\ufffd\ufffd"]


@pytest.mark.parametrize("count", [0, 1, 7, 0xFFFFFFFF])
def test_the_count_of_an_ecma_array_is_not_believed(count: int) -> None:
    body = b"\x00\x01a\x05\x00\x01b\x05\x00\x00\x09"
    assert decode(b"\x08" + struct.pack(">I", count) + body + b"\x05") == [{"a": None, "b": None}, None]


def test_an_ecma_array_without_end_marker_ends_with_the_data() -> None:
    assert decode(b"\x08\0\0\0\x01\x00\x01a\x05") == [{"a": None}]
    assert decode(b"\x08\0\0\0\x00") == [{}]


def test_an_object_without_end_marker_is_an_error() -> None:
    with pytest.raises(Amf0Error):
        decode(b"\x03\x00\x01a\x05")


def test_an_empty_key_is_a_key_when_a_value_follows() -> None:
    assert decode(b"\x03\x00\x00\x05\x00\x00\x09") == [{"": None}]


def test_a_reference_gives_the_same_object() -> None:
    first, second = decode(b"\x03\x00\x01a\x05\x00\x00\x09" + b"\x07\x00\x00")
    assert first is second


def test_an_object_may_refer_to_itself() -> None:
    (value,) = decode(b"\x03\x00\x01a\x07\x00\x00\x00\x00\x09")
    assert isinstance(value, dict)
    assert value["a"] is value
    with pytest.raises(Amf0Error):
        encode(value)


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(Amf0Error):
        decode(b"\x07\x00\x00")


@pytest.mark.parametrize("marker", [0x04, 0x09, 0x0E, 0x12, 0xFF])
def test_reserved_and_unknown_markers_are_errors(marker: int) -> None:
    with pytest.raises(Amf0Error):
        decode(bytes([marker]) + bytes(20))


def test_unsupported_reads_as_undefined() -> None:
    assert decode(b"\x0d") == [UNDEFINED]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x11\x00", UNDEFINED),
        (b"\x11\x01", None),
        (b"\x11\x02", False),
        (b"\x11\x03", True),
        (b"\x11\x04\x05", 5.0),
        (b"\x11\x04\x81\x00", 128.0),
        (b"\x11\x04\xff\xff\xff\xff", -1.0),
        (b"\x11\x05\x3f\xf0\0\0\0\0\0\0", 1.0),
        (b"\x11\x06\x07abc", "abc"),
    ],
)
def test_an_amf3_scalar_behind_the_switch_byte_is_read(data: bytes, expected: AmfValue) -> None:
    assert decode(data + b"\x05") == [expected, None]


def test_an_amf3_object_ends_the_message_but_keeps_what_came_before() -> None:
    assert decode(encode("name", 1.0) + b"\x11\x0a\x0b\x01\x01") == ["name", 1.0, UNDEFINED]


def test_nesting_is_bounded() -> None:
    def nested(depth: int) -> bytes:
        return b"\x0a\0\0\0\x01" * depth + b"\x05"

    assert decode(nested(MAX_DEPTH)) != []
    with pytest.raises(Amf0Error):
        decode(nested(MAX_DEPTH + 1))
    with pytest.raises(Amf0Error):
        decode(nested(13_000))


def test_the_number_of_values_is_bounded() -> None:
    assert len(decode(b"\x05" * MAX_VALUES)) == MAX_VALUES
    with pytest.raises(Amf0Error):
        decode(b"\x05" * (MAX_VALUES + 1))
    with pytest.raises(Amf0Error):
        decode(b"\x0a\xff\xff\xff\xff" + b"\x05" * 60_000)


def test_the_size_is_bounded() -> None:
    with pytest.raises(Amf0Error):
        decode(bytes(MAX_BYTES + 1))


def test_values_that_share_each_other_cannot_make_a_huge_encoding() -> None:
    shared: AmfValue = [None]
    for _ in range(MAX_DEPTH - 2):
        shared = [shared, shared]
    with pytest.raises(Amf0Error):
        encode(shared)


@given(st.lists(values, min_size=1, max_size=3))
def test_data_cut_anywhere_is_an_error_or_shorter(originals: list[AmfValue]) -> None:
    data = encode(*originals)
    for end in range(len(data)):
        try:
            assert len(decode(data[:end])) <= len(originals)
        except Amf0Error:
            continue


@settings(max_examples=300)
@given(st.binary(max_size=2000))
def test_noise_is_read_or_refused_in_bounds(data: bytes) -> None:
    _decode_within_bounds(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x02\xff\xff" + b"\xff" * 65_000,
        b"\x02\xff\xf0" + "😀".encode() * 16_380,
        b"\x03" + b"".join(b"\x00\x02" + struct.pack(">H", n) + b"\x05" for n in range(13_000)),
        b"\x08\xff\xff\xff\xff" + b"\x00\x00\x05" * 20_000,
        b"\x0a\x7f\xff\xff\xff" + b"\x0a\0\0\0\0" * 13_000,
        b"\x10\x00\x00" * 20_000,
        b"\x03\x00\x01a" * 16_000,
        b"\x11\x06\xff\xff\xff\xff" * 10_000,
    ],
    ids=["bad text", "emoji", "many keys", "ecma", "arrays", "typed", "deep", "amf3"],
)
def test_the_worst_inputs_stay_in_bounds(data: bytes) -> None:
    _decode_within_bounds(data[:MAX_BYTES])


def test_a_number_may_be_nan() -> None:
    (value,) = decode(b"\x00\x7f\xf8\0\0\0\0\0\0")
    assert isinstance(value, float)
    assert math.isnan(value)


def _decode_within_bounds(data: bytes) -> None:
    started = time.perf_counter()
    tracemalloc.start()
    try:
        decode(data)
    except Amf0Error:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < MAX_ALLOCATION
    assert time.perf_counter() - started < MAX_SECONDS

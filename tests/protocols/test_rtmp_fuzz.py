"""Anything may arrive: no other error than RTMP's own, no hang, no memory out of proportion."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocols.amf0 import EcmaArray
from appliance.protocols.rtmp import RtmpError, ServerSession, SessionState
from appliance.protocols.rtmp.messages import Audio, Command, Data, SetChunkSize, UserControl, Video
from tests.support.rtmp_wire import (
    basic_header,
    connect,
    feed,
    fresh_session,
    handshake,
    header,
    publish,
    publishing_session,
    survives,
    wire,
)

MAX_SECONDS = 0.1
MAX_ALLOCATION = 1_000_000
READ_BYTES = 16 * 1024
"""The connection gives the session so much at a time."""
CORPUS = Path(__file__).parents[1] / "torture" / "corpus" / "rtmp"

SMALL_STREAM = handshake() + wire(
    SetChunkSize(100),
    connect(),
    Command("releaseStream", 2.0, [None, "KEY"]),
    Command("createStream", 4.0, [None]),
    publish(),
    Data(["@setDataFrame", "onMetaData", EcmaArray(width=640.0)], 1),
    Video(0, b"\x17\x00" + bytes(300), 1),
    Audio(17_000_000, b"\xaf\x01" + bytes(150), 1),
    UserControl(6, 5),
    Command("deleteStream", 0, [None, 1.0]),
)


def test_a_stream_cut_in_two_anywhere_means_the_same() -> None:
    whole = feed(fresh_session(), SMALL_STREAM)
    for cut in range(3070, len(SMALL_STREAM)):
        session = fresh_session()
        assert feed(session, SMALL_STREAM[:cut]) + feed(session, SMALL_STREAM[cut:]) == whole


def test_a_stream_truncated_anywhere_leaves_a_living_session() -> None:
    for end in range(0, len(SMALL_STREAM)):
        session = fresh_session()
        feed(session, SMALL_STREAM[:end])
        assert session.state is not SessionState.CLOSED


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutated_stream_raises_only_rtmp_errors(data: st.DataObject) -> None:
    mutated = bytearray(SMALL_STREAM)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(mutated) - 1))
        match data.draw(st.sampled_from(["change", "insert", "delete"])):
            case "change":
                mutated[place] = data.draw(st.integers(0, 255))
            case "insert":
                mutated[place:place] = data.draw(st.binary(max_size=8))
            case _:
                del mutated[place : place + data.draw(st.integers(1, 8))]
    within_bounds(fresh_session, bytes(mutated))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=4000), st.booleans())
def test_noise_raises_only_rtmp_errors(noise: bytes, is_publisher: bool) -> None:
    if is_publisher:
        within_bounds(publishing_session, noise)
    else:
        within_bounds(fresh_session, handshake() + noise)


@pytest.mark.parametrize(
    "attack",
    [
        b"\xc6" * READ_BYTES,
        basic_header(0, 6) + header(0, 0, 0) + b"\xc6" * READ_BYTES,
        basic_header(0, 6) + header(0, 0, 2) + b"\x17\x01" + b"\xc6\x17\x01" * (READ_BYTES // 3),
        wire(SetChunkSize(1)) + basic_header(0, 6) + header(0, 0, 16_000) + b"x" + b"\xc6x" * (READ_BYTES // 2),
        basic_header(0, 6) + header(0, 0, 4 * 1024 * 1024),
        b"".join(basic_header(0, csid) + header(0, 0, 4_000_000) for csid in range(2, 60)),
        wire(SetChunkSize(0xFFFFFF)) + basic_header(0, 6) + header(0, 0, 4_000_000, 22) + bytes(READ_BYTES),
        wire(*[UserControl(6, 1)] * 800),
        wire(*[Command("createStream", 1.0, [None])] * 300),
        wire(*[Command("_checkbw", 1.0, [None])] * 400),
        wire(*[publish("x")] * 300),
        wire(*[publish("x"), Command("deleteStream", 0, [None, 1.0])] * 100),
        wire(SetChunkSize(65536), Data([{str(number): None for number in range(1900)}], 1)),
        wire(SetChunkSize(65536)) + basic_header(0, 6) + header(0, 0, 15_000, 20) + b"\x05" * 15_000,
    ],
)
def test_the_worst_reads_stay_in_bounds(attack: bytes) -> None:
    within_bounds(publishing_session, attack[:READ_BYTES])


@pytest.mark.parametrize("recording", sorted(CORPUS.glob("*")), ids=lambda path: path.name)
def test_a_recorded_publish_session_is_understood_in_any_pieces(recording: Path) -> None:
    stream = recording.read_bytes()
    whole = feed(fresh_session(), stream)
    assert len(whole) > 20
    for size in (1, 7, 128, 1460):
        session = fresh_session()
        pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
        assert [event for piece in pieces for event in feed(session, piece)] == whole


def test_recordings_are_there() -> None:
    assert len(list(CORPUS.glob("*"))) >= 3


def within_bounds(make_session: Callable[[], ServerSession], data: bytes) -> None:
    """Feed a session; it may refuse, but neither linger over it nor hold much for it."""
    session = make_session()
    started = time.perf_counter()
    survives(session, data)
    assert time.perf_counter() - started < MAX_SECONDS
    session = make_session()
    tracemalloc.start()
    try:
        for _ in session.receive_data(data, 0.0):
            if session.state is SessionState.PUBLISH_PENDING:
                session.accept_publish()
        session.data_to_send()
    except RtmpError:
        session.data_to_send()
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < MAX_ALLOCATION

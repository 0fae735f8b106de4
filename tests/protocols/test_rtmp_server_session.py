"""The server session: what encoders send is answered, what they must not do is refused, and time is kept."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from appliance.protocols.rtmp import (
    AudioReceived,
    ClientSession,
    Connected,
    Event,
    MetadataReceived,
    PublishEnded,
    PublishRequested,
    PublishStarted,
    RtmpProtocolError,
    RtmpStateError,
    ServerSession,
    SessionLimits,
    SessionState,
    TimedOut,
    VideoReceived,
)
from appliance.protocols.rtmp.chunk_stream import ChunkMessage, ChunkWriter
from appliance.protocols.rtmp.messages import (
    Acknowledgement,
    Audio,
    Command,
    ControlEvent,
    SetChunkSize,
    SetPeerBandwidth,
    UserControl,
    Video,
    WindowAcknowledgementSize,
)
from tests.support.rtmp_wire import (
    RANDOM,
    TARGET,
    Answers,
    answers_after_handshake,
    connect,
    connect_pair,
    feed,
    fresh_session,
    handshake,
    publish,
    publishing_session,
    raw_command,
    status_of,
    wire,
)

CREATE = Command("createStream", 4.0, [None])


def connected_session(app: str = "live") -> tuple[ServerSession, Answers]:
    """A session behind connect, and the reader of its answers."""
    session, answers = fresh_session(), Answers()
    feed(session, handshake() + wire(connect(app)))
    answers.read(session)
    return session, answers


def publish_request(session: ServerSession, data: bytes) -> PublishRequested:
    """The first request in what the session makes of `data`."""
    return next(event for event in session.receive_data(data, 0.0) if isinstance(event, PublishRequested))


def raw(type_id: int, payload: bytes, timestamp: int = 0) -> bytes:
    return ChunkWriter().write(ChunkMessage(type_id, 1, timestamp, payload, 6))


@pytest.mark.parametrize("digest", [False, True])
def test_a_publisher_goes_from_handshake_to_media(digest: bool) -> None:
    client, server = ClientSession(TARGET, RANDOM, digest=digest), fresh_session()
    assert connect_pair(client, server) == [PublishStarted()]
    assert server.state is SessionState.PUBLISHING
    client.send_metadata({"width": 640.0})
    client.send_video(b"\x17\x00video", 17_000_000)
    client.send_audio(b"\xaf\x01audio", 17_000_020)
    assert feed(server, client.data_to_send()) == [
        MetadataReceived({"width": 640.0}),
        VideoReceived(17_000_000, b"\x17\x00video"),
        AudioReceived(17_000_020, b"\xaf\x01audio"),
    ]
    client.end()
    assert feed(server, client.data_to_send()) == [PublishEnded()]
    assert server.state.name == "CONNECTED"


def test_every_byte_may_arrive_alone() -> None:
    stream = handshake() + wire(connect(), CREATE, publish(), Video(5, b"\x17\x00video", 1))
    session = fresh_session()
    events = [event for byte in stream for event in feed(session, bytes([byte]))]
    assert events == [
        Connected("live", "test"),
        PublishRequested("live", TARGET.key),
        VideoReceived(5, b"\x17\x00video"),
    ]


def test_connect_is_answered_with_windows_chunk_size_and_success() -> None:
    session = fresh_session()
    feed(session, handshake() + wire(connect()))
    window, bandwidth, chunk_size, result = answers_after_handshake(session)
    assert isinstance(window, WindowAcknowledgementSize)
    assert isinstance(bandwidth, SetPeerBandwidth)
    assert isinstance(chunk_size, SetChunkSize)
    assert isinstance(result, Command)
    assert (result.name, result.transaction_id) == ("_result", 1.0)
    assert status_of(result)[:2] == ("status", "NetConnection.Connect.Success")


def test_a_client_that_offers_fourccs_hears_which_are_shown() -> None:
    session = fresh_session()
    feed(session, handshake() + wire(connect(fourCcList=["hvc1", "avc1"])))
    result = answers_after_handshake(session)[-1]
    assert isinstance(result, Command)
    properties = result.arguments[0]
    assert isinstance(properties, dict)
    assert properties["fourCcList"] == ["avc1"]


@pytest.mark.parametrize("name", ["releaseStream", "FCPublish", "_checkbw", "FCUnpublish"])
def test_flash_calls_are_answered_with_a_result(name: str) -> None:
    session, answers = connected_session()
    feed(session, wire(Command(name, 7.0, [None, TARGET.key])))
    (result,) = answers.read(session)
    assert isinstance(result, Command)
    assert (result.name, result.transaction_id) == ("_result", 7.0)


def test_a_call_that_wants_no_answer_gets_none() -> None:
    session, answers = connected_session()
    feed(session, wire(Command("FCPublish", 0, [None, "x"]), Command("strange", 0, [None])))
    assert answers.read(session) == []


def test_an_unknown_call_fails_but_the_session_goes_on() -> None:
    session, answers = connected_session()
    feed(session, wire(Command("strange", 9.0, [None])))
    (answer,) = answers.read(session)
    assert isinstance(answer, Command)
    assert (answer.name, answer.transaction_id) == ("_error", 9.0)
    assert session.state is SessionState.CONNECTED


def test_streams_are_numbered_and_bounded() -> None:
    session, answers = connected_session()
    feed(session, wire(CREATE, CREATE))
    numbers = [answer.arguments[1] for answer in answers.read(session) if isinstance(answer, Command)]
    assert numbers == [1.0, 2.0]
    with pytest.raises(RtmpProtocolError):
        feed(session, wire(CREATE) * 20)


def test_get_stream_length_is_zero() -> None:
    session, answers = connected_session()
    feed(session, wire(Command("getStreamLength", 8.0, [None, "x"])))
    (answer,) = answers.read(session)
    assert isinstance(answer, Command)
    assert answer.arguments == [None, 0.0]


@pytest.mark.parametrize(
    ("app", "name", "key"),
    [
        ("live", "KEY1", "KEY1"),
        ("live", "KEY1?token=x&y=z", "KEY1"),
        ("live", "/KEY1/", "KEY1"),
        ("live/KEY1", "", "KEY1"),
        ("live/KEY1?a=b", "?c=d", "KEY1"),
        ("live/", "KEY1", "KEY1"),
        ("KEY1", "", "KEY1"),
        ("live", "열쇠", "열쇠"),
    ],
)
def test_the_key_is_found_where_people_put_it(app: str, name: str, key: str) -> None:
    session, _ = connected_session(app)
    assert publish_request(session, wire(CREATE, publish(name))).key == key


def test_publish_without_a_name_takes_the_app() -> None:
    session, _ = connected_session("live/KEY1")
    assert publish_request(session, wire(Command("publish", 5.0, [None], 1))).key == "KEY1"


def test_an_accepted_publisher_is_told_so() -> None:
    session, answers = connected_session()
    feed(session, wire(CREATE))
    answers.read(session)
    feed(session, wire(publish()))
    notice, begin, start = answers.read(session)
    assert isinstance(notice, Command)
    assert notice.name == "onFCPublish"
    assert begin == UserControl(ControlEvent.STREAM_BEGIN, 1)
    assert isinstance(start, Command)
    assert (start.name, start.stream_id) == ("onStatus", 1)
    assert status_of(start)[:2] == ("status", "NetStream.Publish.Start")


def test_a_refused_publisher_hears_why_in_any_script() -> None:
    session, answers = connected_session()
    publish_request(session, wire(publish()))
    session.refuse_publish("NetStream.Publish.BadName", "이미 사용 중인 키입니다.")
    (answer,) = answers.read(session)
    assert status_of(answer) == ("error", "NetStream.Publish.BadName", "이미 사용 중인 키입니다.")
    assert session.state is SessionState.CLOSED
    assert list(session.receive_data(wire(Video(0, b"\x17\x00video")), 1.0)) == []
    assert session.deadline is None


def test_what_is_sent_behind_publish_counts_after_the_answer() -> None:
    session, _ = connected_session()
    stream = wire(CREATE, publish(), Video(1, b"\x17\x00first", 1))
    assert feed(session, stream)[-1] == VideoReceived(1, b"\x17\x00first")


def test_nothing_behind_a_refused_publish_is_taken() -> None:
    session, _ = connected_session()
    events: list[Event] = []
    for event in session.receive_data(wire(publish(), Video(1, b"\x17\x00first", 1), publish("OTHER")), 0.0):
        events.append(event)
        session.refuse_publish("NetStream.Publish.Denied", "no")
    assert events == [PublishRequested("live", TARGET.key)]


def test_a_publication_that_ends_in_the_same_packet_asks_again_for_the_next() -> None:
    session, _ = connected_session()
    stream = wire(publish("ONE"), Command("deleteStream", 0, [None, 1.0]), publish("TWO"))
    keys = [event.key for event in feed(session, stream) if isinstance(event, PublishRequested)]
    assert keys == ["ONE", "TWO"]


def test_a_second_publish_on_the_connection_is_refused_and_the_first_lives() -> None:
    session, answers = connected_session()
    feed(session, wire(publish()))
    answers.read(session)
    assert feed(session, wire(publish("OTHER"))) == []
    (answer,) = answers.read(session)
    assert status_of(answer)[:2] == ("error", "NetStream.Publish.BadName")
    assert session.state is SessionState.PUBLISHING


@pytest.mark.parametrize("name", ["FCUnpublish", "deleteStream", "closeStream"])
def test_each_way_to_end_ends_once(name: str) -> None:
    session = publishing_session()
    end = Command(name, 0, [None, TARGET.key], 1)
    assert feed(session, wire(end, Command("deleteStream", 0, [None, 1.0]))) == [PublishEnded()]
    assert feed(session, wire(Video(1, b"\x17\x00late", 1))) == []


def test_a_viewer_is_sent_to_the_browser() -> None:
    session, answers = connected_session()
    feed(session, wire(Command("play", 5.0, [None, "x"], 1)))
    assert status_of(answers.read(session)[0])[:2] == ("error", "NetStream.Play.StreamNotFound")


def test_received_bytes_are_acknowledged_once_per_window() -> None:
    session = publishing_session()
    answers = Answers()
    answers._skip = 0
    feed(session, wire(WindowAcknowledgementSize(5000)))
    assert answers.read(session) == []
    received: list[int] = []
    for _ in range(30):
        feed(session, wire(Audio(0, bytes(1000), 1)))
        received += [
            message.sequence_number for message in answers.read(session) if isinstance(message, Acknowledgement)
        ]
    assert len(received) == 6
    assert all(4900 < later - earlier < 6200 for earlier, later in pairwise(received))


def test_a_ping_is_answered() -> None:
    session = publishing_session()
    feed(session, wire(UserControl(ControlEvent.PING_REQUEST, 0x01020304)))
    expected = wire(UserControl(ControlEvent.PING_RESPONSE, 0x01020304))
    assert session.data_to_send() == expected


def test_who_does_not_publish_in_time_is_told_of() -> None:
    session = fresh_session(now=100.0)
    assert session.deadline == 110.0
    feed(session, handshake() + wire(connect()), 109.0)
    assert session.deadline == 110.0
    assert session.handle_deadline(109.9) == []
    assert session.handle_deadline(110.0) == [TimedOut("the peer did not publish in time")]
    assert session.state is SessionState.CLOSED
    assert session.handle_deadline(200.0) == []


def test_a_silent_publisher_is_pinged_and_then_given_up() -> None:
    session = publishing_session(now=0.0)
    feed(session, wire(Audio(0, b"\xaf\x01x", 1)), 100.0)
    assert session.deadline == 120.0
    assert session.handle_deadline(120.0) == []
    assert session.data_to_send() == wire(UserControl(ControlEvent.PING_REQUEST, 120_000))
    assert session.deadline == 160.0
    assert session.handle_deadline(159.0) == []
    assert session.handle_deadline(160.0) == [TimedOut("the publisher fell silent")]


def test_a_static_screen_that_answers_the_ping_stays() -> None:
    session = publishing_session(now=0.0)
    for now in range(20, 300, 20):
        assert session.handle_deadline(float(now)) == []
        assert session.data_to_send() != b""
        feed(session, wire(UserControl(ControlEvent.PING_RESPONSE, 1)), float(now))
    assert session.state is SessionState.PUBLISHING


def test_after_its_end_a_publisher_must_publish_again_in_time() -> None:
    session = publishing_session(now=0.0)
    feed(session, wire(Command("deleteStream", 0, [None, 1.0])), 50.0)
    assert session.deadline == 60.0
    feed(session, wire(publish("AGAIN")), 55.0)
    assert session.deadline == 75.0


@pytest.mark.parametrize(
    "stream",
    [
        wire(CREATE),
        wire(connect(), connect()),
        raw_command("connect", 1.0, "no object"),
        raw_command("connect"),
        raw_command(1.0, 2.0),
        raw(20, b""),
        raw(20, b"\xff"),
        raw(17, b"\0\xff"),
        wire(connect()) + b"\xc5",
    ],
)
def test_a_peer_that_breaks_the_protocol_ends_its_session(stream: bytes) -> None:
    session = fresh_session()
    feed(session, handshake())
    with pytest.raises(RtmpProtocolError):
        feed(session, stream)
    assert session.state is SessionState.CLOSED
    assert feed(session, wire(connect())) == []


def test_a_stranger_may_not_send_much() -> None:
    session, _ = connected_session()
    flood = raw(9, bytes(30_000)) * 20
    with pytest.raises(RtmpProtocolError):
        feed(session, flood)
    session, _ = connected_session()
    with pytest.raises(RtmpProtocolError):
        feed(session, raw(9, bytes(40_000)))


def test_a_publisher_may_send_large_pictures() -> None:
    session = publishing_session()
    picture = b"\x17\x01" + bytes(3_000_000)
    assert feed(session, wire(Video(0, picture, 1))) == [VideoReceived(0, picture)]
    with pytest.raises(RtmpProtocolError):
        feed(session, wire(Video(0, bytes(SessionLimits().publisher.message_bytes + 1), 1)))


@pytest.mark.parametrize("call", ["accept", "refuse", "notice"])
def test_our_own_wrong_calls_are_told_apart_from_the_peers(call: str) -> None:
    session = fresh_session()
    calls: dict[str, Callable[[], None]] = {
        "accept": session.accept_publish,
        "refuse": lambda: session.refuse_publish("code", "why"),
        "notice": lambda: session.send_notice("what"),
    }
    with pytest.raises(RtmpStateError):
        calls[call]()

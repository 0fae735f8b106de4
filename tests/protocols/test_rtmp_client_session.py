"""The publisher's half: what it makes of a server's answers."""

import pytest

from appliance.protocols.amf0 import AmfValue
from appliance.protocols.rtmp import (
    ClientSession,
    ClientState,
    NoticeReceived,
    PublishFailed,
    RtmpStateError,
)
from appliance.protocols.rtmp.messages import (
    Command,
    ControlEvent,
    UserControl,
    WindowAcknowledgementSize,
)
from tests.support.rtmp_wire import (
    RANDOM,
    TARGET,
    connect_pair,
    fresh_session,
    wire,
)


def test_a_running_publication_may_be_refused_later() -> None:
    client, server = ClientSession(TARGET, RANDOM), fresh_session()
    connect_pair(client, server)
    server.refuse_publish("NetStream.Publish.Rejected", "HEVC")
    assert client.receive_data(server.data_to_send()) == [PublishFailed("NetStream.Publish.Rejected", "HEVC")]
    assert client.state is ClientState.CLOSED


def test_a_notice_does_not_end_the_publication() -> None:
    client, server = ClientSession(TARGET, RANDOM), fresh_session()
    connect_pair(client, server)
    server.send_notice("B-frames")
    assert client.receive_data(server.data_to_send()) == [NoticeReceived("NetStream.Publish.Notice", "B-frames")]
    assert client.state is ClientState.PUBLISHING


def test_a_client_hears_a_refused_connect() -> None:
    client = ClientSession(TARGET, RANDOM)
    client.start()
    client.receive_data(b"\x03" + bytes(2 * 1536))
    information: dict[str, AmfValue] = {"code": "NetConnection.Connect.Rejected", "description": "no"}
    events = client.receive_data(wire(Command("_error", 1.0, [None, information])))
    assert events == [PublishFailed("NetConnection.Connect.Rejected", "no")]


def test_a_client_may_not_send_before_the_server_agrees() -> None:
    client = ClientSession(TARGET, RANDOM)
    with pytest.raises(RtmpStateError):
        client.send_video(b"\x17\x00", 0)


def test_a_client_answers_pings_and_acknowledges() -> None:
    client, server = ClientSession(TARGET, RANDOM), fresh_session()
    connect_pair(client, server)
    client.receive_data(wire(UserControl(ControlEvent.PING_REQUEST, 7), WindowAcknowledgementSize(1024)))
    assert client.data_to_send().startswith(wire(UserControl(ControlEvent.PING_RESPONSE, 7)))

"""The RTMP door under pressure and at its end: caps, deadlines, floods, and how connections are closed."""

import asyncio
import socket
from itertools import pairwise

import pytest

from appliance.errors import ConfigurationError
from appliance.media.ingest.rtmp_limits import RtmpLimits
from appliance.media.ingest.rtmp_listener import RtmpListener
from appliance.protocols.rtmp import PublishFailed
from appliance.protocols.rtmp.handshake import PACKET_SIZE as HANDSHAKE_PACKET
from appliance.protocols.rtmp.messages import ControlEvent, UserControl
from tests.support.recording_sink import HandClock
from tests.support.rtmp_door import DEADLINE, SECOND, SMALL, ends, open_door
from tests.support.rtmp_source import encoding_source
from tests.support.rtmp_wire import handshake, wire


async def test_two_thousand_idle_connections_do_not_hurt() -> None:
    async with open_door() as door, encoding_source(door.url(), SMALL):
        publication = await door.gate.publication()
        await publication.frames(10)
        before = len(publication.input.pictures)
        idle = [await door.knock(b"\x03") for _ in range(2000)]
        assert door.listener.counters.connections_open <= RtmpLimits().max_strangers + 1
        assert door.listener.counters.evicted_total >= 2000 - RtmpLimits().max_strangers
        await publication.frames(before + 90)
        arrivals = [frame.arrived_ns for frame in publication.sink.video]
        assert max(later - earlier for earlier, later in pairwise(arrivals)) < SECOND
        async with door.publisher("nobody") as latecomer:
            assert isinstance(await latecomer.answer(), PublishFailed)
        await ends(idle[0])


async def test_the_oldest_stranger_makes_room_and_a_publisher_never_does() -> None:
    async with open_door(limits=RtmpLimits(max_strangers=3)) as door, door.publisher() as publisher:
        await publisher.started()
        strangers = [await door.knock(b"\x03") for _ in range(5)]
        await ends(strangers[0])
        await ends(strangers[1])
        assert door.listener.counters.evicted_total == 2
        assert not (await door.gate.publication()).is_over.is_set()


async def test_one_publisher_too_many_is_told_so() -> None:
    limits = RtmpLimits(max_publishers=1)
    async with open_door("other", limits=limits) as door, door.publisher() as first, door.publisher("other") as second:
        await first.started()
        answer = await second.answer()
        assert isinstance(answer, PublishFailed)
        assert answer.description.startswith("As many casts as this box can take")
        first.end()
        async with asyncio.timeout(DEADLINE):
            await (await door.gate.publication()).is_over.wait()
        async with door.publisher("other") as third:
            await third.started()


async def test_who_does_not_publish_in_time_is_dropped() -> None:
    clock = HandClock()
    async with open_door(clock=clock) as door:
        reader = await door.knock(handshake()[: 1 + HANDSHAKE_PACKET])
        async with asyncio.timeout(DEADLINE):
            await reader.readexactly(1 + 2 * HANDSHAKE_PACKET)
        clock.now_ns += 10 * SECOND
        await ends(reader)
        assert door.listener.counters.timeouts_total == 1


async def test_a_silent_publisher_is_dropped_after_a_minute() -> None:
    clock = HandClock()
    async with open_door(clock=clock) as door, door.publisher() as publisher:
        await publisher.started()
        publication = await door.gate.publication()
        clock.now_ns += 61 * SECOND
        async with asyncio.timeout(DEADLINE):
            await publication.is_over.wait()
        assert door.listener.counters.timeouts_total == 1


async def test_the_gate_can_end_a_publication_and_the_caster_hears_why() -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publication = await door.gate.publication()
        publication.entry.close("The teacher ended this cast.")
        assert publication.is_over.is_set()
        assert await publisher.answer() == PublishFailed("NetStream.Publish.Rejected", "The teacher ended this cast.")
        assert await publisher.answer() is None


async def test_a_stopping_box_says_so() -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        closing = asyncio.create_task(door.listener.close())
        answer = await publisher.answer()
        assert answer == PublishFailed("NetStream.Publish.Rejected", "The box is being stopped.")
        await closing


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_both_address_families_lead_in(host: str) -> None:
    async with open_door(host="") as door, door.publisher(host=host) as publisher:
        await publisher.started()
        assert (await door.gate.publication()).entry.peer == host


async def test_another_protocol_is_shown_the_door() -> None:
    async with open_door() as door:
        await ends(await door.knock(b"GET / HTTP/1.1\r\nHost: box\r\n\r\n"))
        assert door.listener.counters.protocol_errors_total == 1


async def test_a_peer_that_asks_without_reading_is_dropped() -> None:
    async with open_door() as door, door.publisher() as publisher:
        await publisher.started()
        publication = await door.gate.publication()
        pings = wire(*[UserControl(ControlEvent.PING_REQUEST, 1)] * 2000)
        async with asyncio.timeout(DEADLINE):
            with pytest.raises(ConnectionError):
                await publisher.flood(pings)
            await publication.is_over.wait()


async def test_a_taken_port_is_an_error() -> None:
    async with open_door() as door:
        with pytest.raises(ConfigurationError, match="in use"):
            await RtmpListener(door.gate, RtmpLimits()).start("127.0.0.1", door.port)


def test_this_machine_has_both_address_families() -> None:
    assert socket.has_dualstack_ipv6()

"""A session's events: numbered without a gap, and no slow reader holds up the others."""

import asyncio

import pytest

from appliance.services.event_bus import QUEUE_MAX_EVENTS, EventBus, Subscription


async def _drain(subscription: Subscription) -> list[int]:
    """The numbers of what waits, up to the end that a slow reader is given."""
    numbers = []
    async with asyncio.timeout(1):
        while (event := await subscription.next()) is not None:
            numbers.append(event.number)
    return numbers


async def test_everybody_gets_every_event_in_order_with_its_number() -> None:
    bus = EventBus()
    with bus.subscribe() as first, bus.subscribe() as second:
        for _ in range(5):
            bus.publish(lambda number: f"event {number}")
        for subscription in (first, second):
            events = [await subscription.next() for _ in range(5)]
            assert [(event.number, event.payload) for event in events if event] == [
                (number, f"event {number}") for number in range(1, 6)
            ]


async def test_a_newcomer_gets_what_follows_its_snapshot() -> None:
    bus = EventBus()
    bus.publish(lambda number: number)
    with bus.subscribe() as late:
        seen = bus.number
        bus.publish(lambda number: number)
        event = await late.next()
        assert event is not None
        assert event.number == seen + 1


async def test_a_reader_that_falls_behind_is_ended_and_the_others_are_not() -> None:
    bus = EventBus()
    with bus.subscribe() as slow, bus.subscribe() as quick:
        for number in range(1, 3 * QUEUE_MAX_EVENTS):
            bus.publish(lambda given: given)
            event = await quick.next()
            assert event is not None
            assert event.number == number
        assert slow.overflowed
        assert not quick.overflowed
        assert await _drain(slow) == list(range(1, QUEUE_MAX_EVENTS))


async def test_a_reader_may_be_as_far_behind_as_its_queue_is_long() -> None:
    bus = EventBus()
    with bus.subscribe() as subscription:
        for _ in range(QUEUE_MAX_EVENTS - 1):
            bus.publish(lambda number: number)
        assert not subscription.overflowed


def test_who_has_left_is_forgotten_even_when_it_failed() -> None:
    bus = EventBus()
    with bus.subscribe():
        assert bus.followers == 1
    with pytest.raises(RuntimeError, match="the page left"), bus.subscribe():
        raise RuntimeError("the page left")
    assert bus.followers == 0
    bus.publish(lambda number: number)
    assert bus.number == 1

"""A session's events: numbered, each for whom it concerns, kept a while, and no slow reader holds up the others."""

import asyncio
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contract.live import (
    AnyEvent,
    ChatAdded,
    ChatDeleted,
    HandsChanged,
    LostSaid,
    Picked,
    TroubleChanged,
    YouChanged,
)
from appliance.contract.live import You as YouView
from appliance.contract.talk import ChatMessageView
from appliance.domain.policy import Role
from appliance.services.event_bus import (
    EVERYBODY,
    FELL_BEHIND,
    LOG_MAX_BYTES,
    LOG_MAX_EVENTS,
    QUEUE_MAX_EVENTS,
    STUDENTS,
    TEACHERS,
    Audience,
    Ending,
    EventBus,
    Recipient,
    Subscription,
    person,
)
from tests.support.event_ear import EventEar, listening

STUDENT = Recipient(Role.STUDENT, "seoyeon")
TEACHER = Recipient(Role.TEACHER, "minji")
GUEST = Recipient(Role.NOBODY)
OVER = Ending(4411, "over")


def _picked(name: str = "") -> Callable[[int], AnyEvent]:
    return lambda number: Picked(number=number, participant_id="p", name=name or f"event {number}")


def _you(name: str) -> Callable[[int], AnyEvent]:
    you = YouView(role="student", person_id=name, name=name)
    return lambda number: YouChanged(number=number, you=you)


def _message(message_id: str, text: str) -> ChatMessageView:
    return ChatMessageView(
        message_id=message_id,
        author="student",
        author_id="a",
        author_name="A",
        text=text,
        sent_ms=0,
        audience="class",
    )


async def _drain(subscription: Subscription) -> list[int]:
    """The numbers of what comes up to the end."""
    numbers = []
    async with asyncio.timeout(1):
        while (text := await subscription.next()) is not None:
            numbers.append(json.loads(text)["number"])
    return numbers


async def test_everybody_gets_every_event_in_order_with_its_number() -> None:
    bus = EventBus("life")
    with listening(bus) as first, listening(bus, Role.NOBODY, "") as second:
        for _ in range(5):
            bus.publish(_picked())
        for ear in (first, second):
            assert [(each["number"], each["name"]) for each in await ear.heard()] == [
                (number, f"event {number}") for number in range(1, 6)
            ]


async def test_an_event_is_written_once_for_all() -> None:
    written = []

    class Counted(Picked):
        def model_dump_json(self, **_: object) -> str:
            written.append(self.number)
            return "{}"

    bus = EventBus("life")
    with listening(bus), listening(bus), listening(bus):
        bus.publish(lambda number: Counted(number=number, participant_id="p", name=""))
    assert written == [1]


@pytest.mark.parametrize(
    ("audience", "heard_by"),
    [
        (EVERYBODY, {Role.NOBODY, Role.OUTSIDER, Role.STUDENT, Role.CO_TEACHER, Role.TEACHER}),
        (TEACHERS, {Role.CO_TEACHER, Role.TEACHER}),
        (STUDENTS, {Role.STUDENT}),
        (person("nobody-of-these"), set()),
        (person(""), set()),
        (Audience(), set()),
    ],
)
async def test_an_event_reaches_the_roles_of_its_audience_and_no_others(
    audience: Audience, heard_by: set[Role]
) -> None:
    bus = EventBus("life")
    ears = {role: bus.subscribe(Recipient(role)) for role in Role}
    bus.publish(_picked(), audience)
    bus.publish_each(lambda number, _: Picked(number=number, participant_id="p", name=""), audience)
    assert {role for role, ear in ears.items() if ear.waiting == 2} == heard_by
    assert {role for role, ear in ears.items() if ear.waiting == 0} == set(Role) - heard_by


async def test_a_person_is_reached_on_every_socket_and_in_every_role() -> None:
    bus = EventBus("life")
    with (
        listening(bus, Role.STUDENT, "seoyeon") as phone,
        listening(bus, Role.STUDENT, "seoyeon") as laptop,
        listening(bus, Role.STUDENT, "minjun") as other,
        listening(bus, Role.TEACHER, "minji") as teacher,
    ):
        bus.publish(_picked("for one"), person("seoyeon"))
        bus.publish(_picked("for two"), person("seoyeon") | TEACHERS)
        assert [each["name"] for each in await phone.heard()] == ["for one", "for two"]
        assert [each["name"] for each in await laptop.heard()] == ["for one", "for two"]
        assert [each["name"] for each in await teacher.heard()] == ["for two"]
        assert await other.heard() == []


async def test_each_gets_the_own_contents_under_one_number() -> None:
    bus = EventBus("life")

    def own(number: int, recipient: Recipient) -> Picked | None:
        if recipient.person_id == "nobody":
            return None
        return Picked(number=number, participant_id=recipient.person_id, name="")

    with (
        listening(bus, Role.STUDENT, "a") as first,
        listening(bus, Role.STUDENT, "b") as second,
        listening(bus, Role.STUDENT, "nobody") as third,
    ):
        bus.publish_each(own, STUDENTS)
        assert [each["participant_id"] for each in await first.heard() + await second.heard()] == ["a", "b"]
        assert await third.heard() == []
    again = bus.since("life", 0, Recipient(Role.STUDENT, "b")) or []
    assert [json.loads(text)["participant_id"] for text in again] == ["b"]
    assert bus.since("life", 0, Recipient(Role.STUDENT, "nobody")) == []


async def test_a_newcomer_gets_what_follows_its_snapshot() -> None:
    bus = EventBus("life")
    bus.publish(_picked())
    with listening(bus) as late:
        seen = bus.number
        bus.publish(_picked())
        assert [each["number"] for each in await late.heard()] == [seen + 1]


async def test_who_comes_back_gets_what_was_missed_and_then_what_follows() -> None:
    bus = EventBus("life")
    for _ in range(5):
        bus.publish(_picked())
    missed = bus.since("life", 2, STUDENT)
    assert missed is not None
    with bus.subscribe(STUDENT, missed) as subscription:
        bus.publish(_picked())
        heard = await EventEar(subscription).heard()
        assert [each["number"] for each in heard] == [3, 4, 5, 6]


def test_a_place_that_is_not_in_the_log_is_not_resumed_from() -> None:
    bus = EventBus("life")
    for _ in range(LOG_MAX_EVENTS + 5):
        bus.publish(_picked())
    assert bus.since("life", 4, STUDENT) is None
    assert len(bus.since("life", 5, STUDENT) or []) == LOG_MAX_EVENTS
    assert bus.since("life", bus.number, STUDENT) == []
    assert bus.since("life", bus.number + 1, STUDENT) is None
    assert bus.since("another life", bus.number, STUDENT) is None


def test_the_log_is_bounded_in_bytes() -> None:
    bus = EventBus("life")
    for _ in range(20):
        bus.publish(_picked("x" * (LOG_MAX_BYTES // 4)))
    assert bus.since("life", bus.number - 4, STUDENT) is None
    assert len(bus.since("life", bus.number - 3, STUDENT) or []) == 3


def test_what_differs_from_person_to_person_counts_for_all_of_them() -> None:
    bus = EventBus("life")
    with listening(bus), listening(bus), listening(bus):
        for _ in range(20):
            bus.publish_each(
                lambda number, _: Picked(number=number, participant_id="p", name="x" * (LOG_MAX_BYTES // 4)), STUDENTS
            )
        assert bus.since("life", bus.number - 2, STUDENT) is None
        assert len(bus.since("life", bus.number - 1, STUDENT) or []) == 1


def test_a_deleted_message_is_told_to_nobody_any_more() -> None:
    bus = EventBus("life")
    bus.publish(lambda number: ChatAdded(number=number, message=_message("m", "regretted")))
    bus.publish(lambda number: ChatAdded(number=number, message=_message("n", "kept")))
    bus.publish(lambda number: ChatDeleted(number=number, message_id="m"))
    missed = bus.since("life", 0, STUDENT) or []
    assert [json.loads(text)["type"] for text in missed] == ["chat_added", "chat_deleted"]
    assert "regretted" not in "".join(missed)


def test_of_what_replaces_itself_only_the_latest_is_kept() -> None:
    bus = EventBus("life")
    for _ in range(10 * LOG_MAX_EVENTS):
        bus.publish(lambda number: HandsChanged(number=number, hands=[]))
        bus.publish(lambda number: TroubleChanged(number=number, trouble=None))
    missed = bus.since("life", 0, STUDENT)
    assert missed is not None
    assert [json.loads(text)["number"] for text in missed] == [bus.number - 1, bus.number]


def test_what_one_is_told_of_oneself_replaces_nothing_that_others_are_told() -> None:
    bus = EventBus("life")
    for name in ("a", "b", "a"):
        bus.publish(_you(name), person(name))
    for name, numbers in (("a", [3]), ("b", [2])):
        missed = bus.since("life", 0, Recipient(Role.STUDENT, name)) or []
        assert [json.loads(text)["number"] for text in missed] == numbers


@given(
    st.lists(st.sampled_from([EVERYBODY, TEACHERS, STUDENTS, person("seoyeon")]), max_size=40),
    st.integers(0, 40),
    st.sampled_from([STUDENT, TEACHER, GUEST]),
)
def test_leaving_and_coming_back_loses_nothing(audiences: list[Audience], left_at: int, who: Recipient) -> None:
    bus = EventBus("life")
    whole = bus.subscribe(who)
    for audience in audiences:
        bus.publish(lambda number: LostSaid(number=number, participant_id="p", at_ms=0), audience)
    expected = [text for text in _taken(whole) if json.loads(text)["number"] > left_at]
    missed = bus.since("life", left_at, who)
    assert missed == (expected if left_at <= bus.number else None)


def _taken(subscription: Subscription) -> list[str]:
    taken = []
    for _ in range(subscription.waiting):
        step = subscription.next()
        try:
            step.send(None)
        except StopIteration as done:
            taken.append(done.value)
    return taken


async def test_a_reader_that_falls_behind_is_ended_and_the_others_are_not() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT) as slow, listening(bus) as quick:
        for number in range(1, 3 * QUEUE_MAX_EVENTS):
            bus.publish(_picked())
            assert (await quick.next())["number"] == number
        assert slow.ending is FELL_BEHIND
        assert await _drain(slow) == []
        assert quick.subscription.ending is None


async def test_a_reader_may_be_as_far_behind_as_its_queue_is_long() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT) as subscription:
        for _ in range(QUEUE_MAX_EVENTS):
            bus.publish(_picked())
        assert subscription.ending is None
        bus.publish(_picked())
        assert subscription.ending is FELL_BEHIND


async def test_what_was_missed_counts_for_no_delay() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT, ['{"number":0}'] * LOG_MAX_EVENTS) as subscription:
        for _ in range(QUEUE_MAX_EVENTS):
            bus.publish(_picked())
        assert subscription.ending is None
        assert subscription.waiting == LOG_MAX_EVENTS + QUEUE_MAX_EVENTS


async def test_the_end_comes_after_what_waits_and_nothing_comes_after_the_end() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT) as subscription:
        bus.publish(_picked())
        bus.end(OVER)
        bus.publish(_picked())
        bus.end(Ending(1, "too late"))
        assert await _drain(subscription) == [1]
        assert subscription.ending is OVER


async def test_who_is_cut_off_is_told_nothing_more() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT) as subscription:
        bus.publish(_picked())
        subscription.cut(OVER)
        assert await _drain(subscription) == []


async def test_a_reader_that_waits_is_woken_by_the_end() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT) as subscription:
        asyncio.get_running_loop().call_soon(subscription.end, OVER)
        assert await _drain(subscription) == []


async def test_who_becomes_somebody_else_begins_anew() -> None:
    bus = EventBus("life")
    with bus.subscribe(Recipient(Role.WAITING, "seoyeon")) as subscription:
        bus.publish(_picked("for her"), person("seoyeon"))
        subscription.restart(STUDENT, '{"name":"snapshot"}')
        bus.publish(_picked("for students"), STUDENTS)
        heard = await EventEar(subscription).heard()
        assert [each["name"] for each in heard] == ["snapshot", "for students"]


def test_who_has_left_is_forgotten_even_when_it_failed() -> None:
    bus = EventBus("life")
    with bus.subscribe(STUDENT):
        assert bus.followers == 1
    with pytest.raises(RuntimeError, match="the page left"), bus.subscribe(STUDENT):
        raise RuntimeError("the page left")
    assert bus.followers == 0
    bus.publish(_picked())
    assert bus.number == 1


def test_the_past_can_be_forgotten() -> None:
    bus = EventBus("life")
    bus.publish(_picked())
    bus.forget_past()
    assert bus.since("life", 0, STUDENT) is None
    assert bus.since("life", bus.number, STUDENT) == []
    bus.publish(_picked())
    assert len(bus.since("life", 1, STUDENT) or []) == 1

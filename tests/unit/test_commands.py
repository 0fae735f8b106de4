"""The table of commands: every message has a right, and what is not in the table is refused."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from appliance.contract import live
from appliance.contract.live import Command
from appliance.domain.policy import Action, Role, is_allowed
from appliance.services.command_pace import COMMANDS_BURST, COMMANDS_PER_SECOND, REFUSED_MAX, CommandPace
from appliance.services.commands import ACTIONS

MESSAGES: TypeAdapter[Command] = TypeAdapter(live.AnyCommand)
WHOLE = '{"type":"chat_send","ref":"r1","text":"안녕 \\u2028","audience":"teacher"}'


def _commands() -> set[type[Command]]:
    union, _ = get_args(live.AnyCommand)
    return set(get_args(union))


def test_every_command_has_a_right() -> None:
    assert _commands() == set(ACTIONS)
    assert len(ACTIONS) == 18


def test_nobody_without_a_part_in_the_class_may_say_anything() -> None:
    outside = (Role.NOBODY, Role.EXPIRED, Role.OUTSIDER, Role.REMOVED)
    assert [(role, action) for role in outside for action in ACTIONS.values() if is_allowed(role, action)] == []


def test_who_waits_may_only_wait() -> None:
    allowed = {command for command, action in ACTIONS.items() if is_allowed(Role.WAITING, action)}
    assert allowed == {live.Renew, live.AskTime, live.SetWatching}


def test_students_moderate_nothing_and_teachers_answer_nothing() -> None:
    by_students = {command for command, action in ACTIONS.items() if is_allowed(Role.STUDENT, action)}
    assert by_students.isdisjoint(
        {live.MuteChat, live.ResolveQuestion, live.Announce, live.StartTimer, live.PickRandom}
    )
    for role in (Role.TEACHER, Role.CO_TEACHER):
        assert not is_allowed(role, ACTIONS[live.Respond])
        assert not is_allowed(role, ACTIONS[live.RaiseHand])
        assert is_allowed(role, Action.MODERATE)


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=8))
def test_what_was_damaged_on_its_way_is_a_command_or_none(place: int, junk: bytes) -> None:
    damaged = WHOLE.encode()[:place] + junk + WHOLE.encode()[place + len(junk) :]
    try:
        command = MESSAGES.validate_json(damaged)
    except ValidationError:
        return
    assert type(command) in ACTIONS
    assert len(command.ref) <= 64


@given(st.integers(0, len(WHOLE.encode()) - 1))
def test_what_was_cut_off_is_no_command(length: int) -> None:
    with pytest.raises(ValidationError):
        MESSAGES.validate_json(WHOLE.encode()[:length])


def test_the_pace_allows_a_burst_and_then_so_many_a_second() -> None:
    pace = CommandPace()
    assert [pace.take(1_000) for _ in range(COMMANDS_BURST + 1)] == [True] * COMMANDS_BURST + [False]
    assert [pace.take(2_000) for _ in range(COMMANDS_PER_SECOND + 1)] == [True] * COMMANDS_PER_SECOND + [False]


def test_who_goes_on_when_refused_does_not_mean_to_stop() -> None:
    pace = CommandPace()
    for _ in range(COMMANDS_BURST + REFUSED_MAX):
        pace.take(0)
    assert not pace.is_abused
    pace.take(0)
    assert pace.is_abused


@given(st.lists(st.integers(0, 5_000), max_size=200))
def test_over_any_time_nobody_says_more_than_the_pace(pauses_ms: list[int]) -> None:
    pace, now_ms, taken = CommandPace(), 0, 0
    for pause_ms in pauses_ms:
        now_ms += pause_ms
        taken += pace.take(now_ms)
    assert taken <= COMMANDS_BURST + now_ms * COMMANDS_PER_SECOND / 1_000

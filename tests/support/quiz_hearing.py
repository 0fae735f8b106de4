"""What a class was told about its quizzes, what is refused, and the tallies in words."""

import json
from collections.abc import Awaitable
from typing import Any

import pytest

from appliance.contract.quiz import RunView
from appliance.domain.policy import Role
from appliance.errors import BadRequest
from appliance.services.event_bus import Ending, Recipient, Subscription
from tests.support.lesson_room import TEACHER
from tests.support.quiz_class import QuizClass

AS_TEACHER = Recipient(Role.TEACHER, TEACHER)


def heard(box: QuizClass, who: Recipient) -> list[dict[str, Any]]:
    """What somebody was told and no later event replaces, oldest first."""
    events = box.session.events
    return [json.loads(text) for text in events.since(events.epoch, 0, who) or ()]


async def everything_said(box: QuizClass, following: Subscription) -> list[str]:
    """Every message that a follower got, as it went over the wire."""
    box.session.events.end(Ending(1000, "The test has heard enough."))
    said: list[str] = []
    while (text := await following.next()) is not None:
        said.append(text)
    return said


def as_student(participant_id: str) -> Recipient:
    """A student who follows."""
    return Recipient(Role.STUDENT, participant_id)


def counts(view: RunView, question: int = 0) -> dict[str, int]:
    """The tally of a question by the texts of its options."""
    texts = {option.id: option.text for each in view.public_questions for option in each.options}
    return {texts.get(each.key, each.key): each.count for each in view.tallies[question].counts if each.count}


async def refusal(attempt: Awaitable[object]) -> tuple[int, str]:
    """Status and code with which something was refused."""
    with pytest.raises(BadRequest) as refused:
        await attempt
    return refused.value.status, refused.value.code

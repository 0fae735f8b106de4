"""What changes often is told at once, then now and then, and the latest is never left out."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from appliance.services.telling import Telling


class Told:
    """What was told so far."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.words: list[str] = []

    def tell(self, subject: str, word: str) -> None:
        """Have a word told on a subject."""
        self.telling.tell(subject, self._say(word))

    async def quiet(self) -> None:
        """Wait until nothing is about to be told."""
        async with asyncio.timeout(2):
            while self.telling.is_busy:
                await asyncio.sleep(0)

    def _say(self, word: str) -> Callable[[], None]:
        return lambda: self.words.append(word)


@pytest.fixture
async def told() -> AsyncIterator[Told]:
    made = Told(Telling(0.01))
    yield made
    await made.telling.close()


async def test_the_first_is_told_at_once_and_of_those_that_follow_the_last(told: Told) -> None:
    for word in ("first", "second", "last"):
        told.tell("hands", word)
    assert told.words == ["first"]
    await told.quiet()
    assert told.words == ["first", "last"]


async def test_subjects_do_not_wait_for_one_another(told: Told) -> None:
    for subject in ("a", "b", "a", "b"):
        told.tell(subject, subject)
    assert told.words == ["a", "b"]


async def test_after_a_quiet_while_the_next_is_told_at_once_again(told: Told) -> None:
    told.tell("hands", "before")
    await told.quiet()
    told.tell("hands", "after")
    assert told.words == ["before", "after"]


async def test_what_fails_to_be_told_holds_up_nothing_that_follows(told: Told) -> None:
    def fail() -> None:
        raise RuntimeError("not told")

    told.tell("hands", "first")
    told.telling.tell("hands", fail)
    await told.quiet()
    told.tell("hands", "next")
    assert told.words == ["first", "next"]


async def test_nothing_is_told_after_the_end() -> None:
    told = Told(Telling(0.01))
    for word in ("first", "second"):
        told.tell("hands", word)
    await told.telling.close()
    assert told.words == ["first"]

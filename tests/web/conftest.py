"""What the tests of the student page share: a browser, and a stand-in for the box."""

from collections.abc import AsyncIterator

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.stand_in_class import StandInClass


@pytest.fixture
async def box() -> AsyncIterator[StandInClass]:
    """A class that nobody is in yet."""
    async with StandInClass() as stand_in:
        yield stand_in


@pytest.fixture
async def browser() -> AsyncIterator[Chromium]:
    """A Chromium of the test's own."""
    async with chromium() as started:
        yield started

"""5,000 bots with the class code against a real server: they do not fill the class, and pupils join as always."""

from pathlib import Path

import pytest

from appliance.services.session import Session
from tests.support.class_box import device_secret, open_class_box, people_application, serve
from tests.support.join_bots import JoinWish, running_joins
from tests.support.people_box import RunningClock

BOTS, BOTS_NETWORK, BOTS_ADDRESSES = 5_000, "127.0.1", 20
PUPILS = 12
PUPIL_SECONDS = 2.0
FLOOD_SECONDS = 55.0
BOTS_INSIDE_MAX = 560
"""Of 1,000 places: the open ones, and what trickles in while the test runs."""


@pytest.mark.parametrize("at_once", [50, 200, pytest.param(1_000, marks=pytest.mark.torture)])
async def test_bots_neither_fill_the_class_nor_hold_up_a_pupil(tmp_path: Path, at_once: int) -> None:
    async with open_class_box(tmp_path, clock=RunningClock()) as box, serve(people_application(box)) as origin:
        session = await box.open_class()
        known = await box.join(session, "박준", device_secret(1), f"{BOTS_NETWORK}.1")
        address, code = origin.removeprefix("http://"), session.class_code
        of_bots = JoinWish(address, code, "bot", BOTS, BOTS_NETWORK, BOTS_ADDRESSES, at_once)
        of_pupils = JoinWish(address, code, "pupil", PUPILS, "127.0.2", PUPILS, 1, pause=0.2)
        async with running_joins(of_bots) as bots, running_joins(of_pupils) as pupils:
            pupils_report = await pupils.report()
            # Who is known comes back even from an address that the bots use.
            again = await box.join(session, "박준", device_secret(1), f"{BOTS_NETWORK}.1")
            bots_report = await bots.report()
        assert pupils_report.statuses == {"201": PUPILS}
        assert pupils_report.slowest_seconds <= PUPIL_SECONDS
        assert again.participant_id == known.participant_id
        assert bots_report.seconds < FLOOD_SECONDS
        assert bots_report.statuses == {"201": _inside(session, "bot"), "429": BOTS - _inside(session, "bot")}
        assert _inside(session, "bot") <= BOTS_INSIDE_MAX
        assert _inside(session, "pupil") == PUPILS


def _inside(session: Session, name: str) -> int:
    return sum(each.name.startswith(f"{name} ") for each in session.store.participants.all())

"""The power is cut at every operation of mixed writes: every state opens, with all that was acknowledged."""

from tests.support.crash_points import CrashCampaign

SEED = 20
POINTS = 10_000
CUTS_PER_OPERATION = 3


def test_ten_thousand_power_cuts_lose_nothing_acknowledged() -> None:
    census = CrashCampaign(SEED, CUTS_PER_OPERATION).run(POINTS)
    print(census)
    assert census.points >= POINTS
    # The campaign did meet what it is about.
    assert min(census.unacknowledged_kept, census.tails_cut, census.went_on, census.troubles, census.sealed) > 0

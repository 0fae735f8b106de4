"""The bad networks that the project promises to cope with, and how well."""

from dataclasses import dataclass

from tests.support.impairment import BurstLoss, Impairment


@dataclass(frozen=True, slots=True)
class BadNetwork:
    """One network and the share of packets that may stay missing on it."""

    name: str
    down: Impairment
    up: Impairment
    residual_percent: float


FEEDBACK_LOSS = Impairment(loss=0.02, delay_seconds=0.005)

TWO_PERCENT = BadNetwork("2 % loss", Impairment(loss=0.02, delay_seconds=0.005), FEEDBACK_LOSS, residual_percent=0.1)
FIVE_PERCENT = BadNetwork("5 % loss", Impairment(loss=0.05, delay_seconds=0.005), FEEDBACK_LOSS, residual_percent=0.5)
BURSTS = BadNetwork(
    "2 % loss in bursts of 4",
    Impairment(burst=BurstLoss(to_bad=0.0051, to_good=0.25), delay_seconds=0.005),
    FEEDBACK_LOSS,
    residual_percent=0.1,
)
UNTIDY = BadNetwork(
    "2 % loss, jitter 20 ms, 1 % duplicates, 1 % reordered",
    Impairment(loss=0.02, delay_seconds=0.01, jitter_seconds=0.02, duplicate=0.01, reorder=0.01),
    FEEDBACK_LOSS,
    residual_percent=0.1,
)
ALL_NETWORKS = (TWO_PERCENT, FIVE_PERCENT, BURSTS, UNTIDY)

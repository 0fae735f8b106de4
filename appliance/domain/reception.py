"""Whether the Wi-Fi carries the class: judged from how the picture reaches each viewer.

One pupil with bad reception is not a full Wi-Fi: the device is far from the access point, or old. When the air is full,
many suffer at once. So each viewer has a quality of its own, and the state of the air follows from how many viewers,
and which share of them, are not well off at the same moment:

- `full`: at least 3 viewers, and 40 % of all, are poor
- `busy`: at least 3 viewers, and 30 % of all, are fair or poor

The state turns worse only after two looks in a row that say so, and better only after three in a row that are clearly
better: below 2 viewers or 25 % for `full`, below 2 viewers or 20 % for `busy`. Between these it stays what it is. A
viewer that is silent altogether says nothing about the air (thirty phones that are put away at once leave it `ok`), so
it is poor, but does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.errors import Sentence

FAIR_LOSS, POOR_LOSS = 0.02, 0.08
"""2 % is repaired without anybody noticing; from 8 % on the picture stands still now and then."""
FAIR_ROUND_TRIP_MS, POOR_ROUND_TRIP_MS = 150.0, 500.0
"""Packets that wait in an access point are the first sign of full air."""
POOR_DROPPED_FRAMES = 30
"""A second of the picture, out of ten."""
LOOKS_TO_WORSEN = 2
LOOKS_TO_RECOVER = 3


class Quality(StrEnum):
    """How the picture reaches one viewer."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class AirState(StrEnum):
    """Whether the Wi-Fi carries the class."""

    OK = "ok"
    BUSY = "busy"
    FULL = "full"


SEVERITY = {state: rank for rank, state in enumerate(AirState)}


@dataclass(frozen=True, slots=True)
class Reception:
    """How one viewer has received the picture over the last seconds."""

    loss: float
    """0 to 1, before what was lost is sent again."""
    round_trip_ms: float | None = None
    dropped_frames: int = 0
    is_silent: bool = False
    """Nothing at all was heard of it."""

    @property
    def quality(self) -> Quality:
        """In one word."""
        round_trip_ms = self.round_trip_ms or 0.0
        if (
            self.is_silent
            or self.loss >= POOR_LOSS
            or round_trip_ms >= POOR_ROUND_TRIP_MS
            or self.dropped_frames >= POOR_DROPPED_FRAMES
        ):
            return Quality.POOR
        if self.loss >= FAIR_LOSS or round_trip_ms >= FAIR_ROUND_TRIP_MS or self.dropped_frames:
            return Quality.FAIR
        return Quality.GOOD


@dataclass(frozen=True, slots=True)
class _Bounds:
    """From how many viewers, and which share of them, on."""

    viewers: int
    full_percent: int
    busy_percent: int

    def state(self, qualities: Sequence[Quality]) -> AirState:
        """What the viewers of one look say by themselves."""
        poor, weak = qualities.count(Quality.POOR), len(qualities) - qualities.count(Quality.GOOD)
        if self._are_many(poor, len(qualities), self.full_percent):
            return AirState.FULL
        return AirState.BUSY if self._are_many(weak, len(qualities), self.busy_percent) else AirState.OK

    def _are_many(self, some: int, total: int, percent: int) -> bool:
        return some >= self.viewers and 100 * some >= percent * total


ENTER = _Bounds(viewers=3, full_percent=40, busy_percent=30)
STAY = _Bounds(viewers=2, full_percent=25, busy_percent=20)


@dataclass(frozen=True, slots=True)
class AirJudgement:
    """The state of the air, and how long the looks have said something else."""

    state: AirState = AirState.OK
    leaning: int = 0
    """Looks in a row that say worse; below 0, those that say better."""

    def next(self, receptions: Sequence[Reception]) -> "AirJudgement":
        """The judgement after one more look at the class."""
        qualities = [each.quality for each in receptions if not each.is_silent]
        worse, better = ENTER.state(qualities), STAY.state(qualities)
        if SEVERITY[worse] > SEVERITY[self.state]:
            leaning = max(0, self.leaning) + 1
            return AirJudgement(worse) if leaning >= LOOKS_TO_WORSEN else AirJudgement(self.state, leaning)
        if SEVERITY[better] < SEVERITY[self.state]:
            leaning = min(0, self.leaning) - 1
            return AirJudgement(better) if leaning <= -LOOKS_TO_RECOVER else AirJudgement(self.state, leaning)
        return AirJudgement(self.state)


def air_sentence(state: AirState, receptions: Sequence[Reception]) -> Sentence:
    """What the state means and what to do, for the teacher."""
    total = len(receptions)
    poor = sum(each.quality is Quality.POOR for each in receptions)
    weak = sum(each.quality is not Quality.GOOD for each in receptions)
    match state:
        case AirState.FULL | AirState.BUSY if not weak:
            return Sentence("The Wi-Fi is recovering.", "와이파이가 회복되고 있습니다.")
        case AirState.FULL if poor:
            return Sentence(
                f"The Wi-Fi is full: {poor} of {total} devices cannot keep up. Have fewer devices watch per access "
                "point: let pupils share a screen, use 5 GHz, or connect another access point.",
                f"와이파이가 가득 찼습니다. {total}대 중 {poor}대가 화면을 제대로 받지 못합니다. 공유기 한 대에서 보는 "
                "기기 수를 줄이세요. 화면을 함께 보거나 5 GHz로 바꾸거나 공유기를 더 연결하세요.",
            )
        case AirState.FULL | AirState.BUSY:
            return Sentence(
                f"The Wi-Fi is getting crowded: part of the picture is lost on {weak} of {total} devices. Use 5 GHz "
                "where you can, and close what else uses the Wi-Fi.",
                f"와이파이가 붐비고 있습니다. {total}대 중 {weak}대에서 화면이 일부 끊깁니다. 가능하면 5 GHz를 쓰고, "
                "와이파이를 쓰는 다른 프로그램을 닫으세요.",
            )
        case AirState.OK if poor:
            return Sentence(
                f"The Wi-Fi carries this class, but reception is bad on {poor} of {total} devices: move them closer to "
                "the access point.",
                f"와이파이는 괜찮습니다. {total}대 중 {poor}대만 신호가 약합니다. 그 기기를 공유기 가까이로 옮기세요.",
            )
        case AirState.OK:
            return Sentence("The Wi-Fi carries this class.", "와이파이가 수업을 잘 감당하고 있습니다.")


def loss_quantile(receptions: Sequence[Reception], share: float) -> float:
    """The loss that this share of the viewers does not exceed; 0 without viewers."""
    losses = sorted(each.loss for each in receptions)
    return losses[int(share * (len(losses) - 1))] if losses else 0.0

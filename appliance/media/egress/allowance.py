"""How much may be spent in a time: what one viewer's requests are held to."""

from dataclasses import dataclass, field

from appliance.media.unit import NANOSECONDS_PER_SECOND


@dataclass(slots=True)
class Allowance:
    """A token bucket."""

    rate_per_second: int
    burst: int
    tokens: float = field(init=False)
    refilled_ns: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, amount: int, now_ns: int) -> bool:
        """Whether `amount` may be spent now."""
        gained = (now_ns - self.refilled_ns) * self.rate_per_second / NANOSECONDS_PER_SECOND
        self.tokens = min(self.burst, self.tokens + gained)
        self.refilled_ns = now_ns
        if self.tokens < amount:
            return False
        self.tokens -= amount
        return True

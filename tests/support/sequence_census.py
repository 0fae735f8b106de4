"""Counting one RTP stream by its sequence numbers: what came, twice, late, or never."""

from dataclasses import dataclass, field

RESTART_GAP = 4000
"""A jump further than this is a new start of the numbering, not a loss."""
GIVE_UP_NANOSECONDS = 1_000_000_000
"""A packet that late is of no use to a live picture."""


@dataclass(slots=True)
class SequenceCensus:
    """Every packet of one SSRC, by extended sequence number."""

    received: int = 0
    duplicates: int = 0
    recovered: int = 0
    """Arrived after a later packet: reordered on the way, or sent again."""
    restarts: int = 0
    given_up: int = 0
    highest: int = -1
    first: int = -1
    missing: dict[int, int] = field(default_factory=dict)
    """Extended sequence number to the time it was missed; bounded by RESTART_GAP."""

    @property
    def lost(self) -> int:
        """Packets that have not come (yet)."""
        return len(self.missing) + self.given_up

    def receive(self, sequence_number: int, now_ns: int) -> int:
        """Count a packet; its extended number, or -1 for a duplicate or one too late to count."""
        step = (sequence_number - self.highest) & 0xFFFF
        if step == 1 and self.highest >= 0:
            self.highest += 1
            self.received += 1
            return self.highest
        return self._out_of_step(sequence_number, step, now_ns)

    def expire(self, now_ns: int) -> list[int]:
        """Give up what has been missing for too long, and name it."""
        expired = [number for number, since in self.missing.items() if now_ns - since > GIVE_UP_NANOSECONDS]
        for number in expired:
            del self.missing[number]
        self.given_up += len(expired)
        return expired

    def _out_of_step(self, sequence_number: int, step: int, now_ns: int) -> int:
        if self.highest < 0:
            self.first = sequence_number
            return self._advance_to(sequence_number)
        if step == 0:
            self.duplicates += 1
            return -1
        if step < RESTART_GAP:
            self.missing.update((number, now_ns) for number in range(self.highest + 1, self.highest + step))
            return self._advance_to(self.highest + step)
        if 0x10000 - step < RESTART_GAP:
            return self._late(self.highest + step - 0x10000)
        self.restarts += 1
        self.given_up += len(self.missing)
        self.missing.clear()
        return self._advance_to(self.highest + step)

    def _advance_to(self, number: int) -> int:
        self.highest = number
        self.received += 1
        return number

    def _late(self, number: int) -> int:
        if self.missing.pop(number, None) is None:
            self.duplicates += 1
            return -1
        self.received += 1
        self.recovered += 1
        return number

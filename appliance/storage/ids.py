"""Ids made on the box: UUID version 7 (RFC 9562 §5.7), so that ids sort by the time they were made."""

import os
import time

_VERSION_BITS = 0x7 << 76
_VARIANT_BITS = 0b10 << 62
_RANDOM_A_MASK = 0xFFF
_RANDOM_B_MASK = (1 << 62) - 1


def new_id() -> str:
    """A fresh id: 32 hexadecimal digits without dashes, 74 of its bits random."""
    return uuid7(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big"))


def uuid7(wall_ms: int, random_bits: int) -> str:
    """The id of the given moment and random bits (80 of them, six are not used)."""
    random_a = (random_bits >> 62) & _RANDOM_A_MASK
    random_b = random_bits & _RANDOM_B_MASK
    value = (wall_ms & 0xFFFF_FFFF_FFFF) << 80 | _VERSION_BITS | random_a << 64 | _VARIANT_BITS | random_b
    return f"{value:032x}"

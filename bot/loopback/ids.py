"""The server's clock, which tests may push forward, and snowflakes that follow it."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
"""Discord's epoch: the first moment of 2015."""


class Clock:
    """Unix seconds, ahead of the machine's clock by `offset_s`."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self.offset_s = offset_s

    def now(self) -> float:
        return time.time() + self.offset_s


class Snowflakes:
    """Hands out ids that are strictly increasing and tell the time they were made at."""

    def __init__(self, clock: Clock, last: int = 0) -> None:
        self._clock = clock
        self.last = last

    def __call__(self) -> str:
        timely = (int(self._clock.now() * 1000) - EPOCH_MS) << 22
        self.last = max(self.last + 1, timely)
        return str(self.last)


def created_at(snowflake: str) -> float:
    """Unix seconds at which the snowflake was made."""
    return ((int(snowflake) >> 22) + EPOCH_MS) / 1000


def iso(moment: float) -> str:
    """ISO 8601 in UTC with microseconds, as Discord writes it."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")

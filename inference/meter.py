"""What each of several jobs on one device pays for: its share of every second.

While n jobs of equal weight are on a device, each second costs each of them 1/n. The costs of all
jobs add up to the seconds that the device was busy, however they came and went. Any thread may ask.
"""

import threading
from collections.abc import Hashable


class Meter:
    """One device's. A clock runs in it as fast as one unit of weight pays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paid_s = 0.0  # by each unit of weight that has been on the device all the time
        self._read_at = 0.0
        self._since: dict[Hashable, tuple[float, float]] = {}  # who: (weight, paid at the start)

    def enter(self, who: Hashable, weight: float, now: float) -> None:
        """Somebody begins. `weight` is > 0: how much of the device they take beside others."""
        with self._lock:
            self._read(now)
            self._since[who] = weight, self._paid_s

    def cost_s(self, who: Hashable, now: float) -> float:
        """Device seconds somebody has cost by now; 0 for who is not there."""
        with self._lock:
            return self._cost_s(who, now)

    def leave(self, who: Hashable, now: float) -> float:
        """Somebody ends; returns what they cost in all."""
        with self._lock:
            cost_s = self._cost_s(who, now)
            self._since.pop(who, None)
        return cost_s

    def _cost_s(self, who: Hashable, now: float) -> float:
        self._read(now)
        weight, since = self._since.get(who, (0.0, self._paid_s))
        return weight * (self._paid_s - since)

    def _read(self, now: float) -> None:
        weight = sum(weight for weight, _ in self._since.values())
        if weight:
            self._paid_s += max(0.0, now - self._read_at) / weight
        self._read_at = max(self._read_at, now)

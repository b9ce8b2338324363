"""Who may begin: jobs that make each other cheaper at once, the others one after the other.

Jobs whose steps gain nothing from each other's company had better not run together: of two equal
ones side by side, both end when the second of a row would, and the first has waited for nothing. So
a job enters

    where nobody inside could share a forward with it: forwards of other sizes take turns,
    where rows pay (see `worth`),
    or where it is so small beside what is left of each job inside that they hardly notice.

Else it waits, each size in a line of its own, first come first in. Who has missed some forwards
does not count as inside, so that nobody ever waits for a device that is idle. Knows no threads.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass

from inference.engines.diffusion.worth import Worth

AWAY = 4
"""Missed forwards, after which a job is not counted: it makes a preview, or will never come."""

SMALL = 0.5
"""Of the rows that are left of any job inside. By then both together wait less if it enters."""


@dataclass(slots=True, eq=False)
class Guest:
    """A job, as the door sees it.

    Attributes:
        steps: how many calls it will still make, about; infinite where nobody knows.
        kind: of its present call: equal for calls that can share a forward.
        rows: of its present call.
        inside: it has begun and not taken its last step.
        stepping: it is expected to call again soon.
        missed: forwards since its last call.
    """

    steps: float = math.inf
    kind: Hashable = None
    rows: int = 0
    inside: bool = False
    stepping: bool = False
    missed: int = 0

    @property
    def left(self) -> float:
        """How many rows it still needs."""
        return max(1.0, self.steps) * self.rows


class Door:
    """Of one network."""

    def __init__(self, worth: Worth | None) -> None:
        """`worth` knows which company pays; None lets everybody in."""
        self._worth = worth
        self._line: list[Guest] = []
        self._inside: set[Guest] = set()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._line)

    def knock(self, guest: Guest) -> None:
        """Stand in line."""
        self._line.append(guest)

    def leave(self, guest: Guest) -> None:
        """Be inside no longer, nor in line."""
        guest.inside = guest.stepping = False
        self._inside.discard(guest)
        if guest in self._line:
            self._line.remove(guest)

    def admit(self) -> list[Guest]:
        """Those who enter now, in their order; call it whenever anything changed."""
        entered, shut = list[Guest](), set[Hashable]()
        for guest in list(self._line):
            if guest.kind in shut:
                continue
            if not self._may_enter(guest):
                shut.add(guest.kind)
                continue
            self._line.remove(guest)
            self._inside.add(guest)
            guest.inside = guest.stepping = True
            guest.missed = 0
            entered.append(guest)
        return entered

    def count_out(self) -> None:
        """The device is idle: none of those inside counts until it calls again."""
        for guest in self._inside:
            guest.missed = AWAY

    def _may_enter(self, guest: Guest) -> bool:
        if self._worth is None:
            return True
        company = [it for it in self._inside if it.missed < AWAY and it.kind == guest.kind]
        if not company or self._worth.pays(guest.kind, sum(it.rows for it in company)):
            return True
        return guest.left < SMALL * min(it.left for it in company)

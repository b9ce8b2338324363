"""What another row costs a network, learned from its forwards.

    seconds = fixed + rows x per row

for calls that can be joined. What is fixed is what company shares: while that is a good part of a
forward, another job makes all of them cheaper. Where it is nothing, as on a device that is busy
with a few rows, another job takes from the others what it gets.

Least squares of the relative errors, in which older forwards count ever less. The guess before, and
again for what has not been tried for long, is that rows cost nothing: so they are tried. The first
forward of each number of rows, which prepares the device for that shape, does not count. Has no
clock and knows nothing of threads and jobs; see `pace` for the same idea across whole jobs.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

PAYS = 0.95
"""Another row pays while it costs less than so much of what each row costs now.

Simulated with seven curves of cost, three loads, equal and mixed jobs: 0.93 to 0.97 keep members
waiting equally long; at 0.9 a nearly full device that gains little from company falls behind."""

KEPT = 0.99
"""How much of their weight older forwards keep with each new one: 100 count in the end."""

PULL = 0.03
"""How many forwards the guess counts as."""

SURE_FORWARDS = 16
"""Before so many have counted, everything is let in."""

CREDIBLE = 2.0
"""A forward may take so many times as long as the law says, or as short; beyond that is noise."""

MOST_KINDS = 32


@dataclass(slots=True)
class _Law:
    """Sums over forwards of one kind, each weighted by one over its seconds squared."""

    seen: set[int] = field(default_factory=set)
    forwards: int = 0
    count: float = 0.0
    ones: float = 0.0
    rows: float = 0.0
    squares: float = 0.0
    seconds: float = 0.0
    products: float = 0.0

    def coefficients(self) -> tuple[float, float]:
        """Seconds of a forward in any case, and of each row; neither is negative."""
        pull = PULL / self.count
        ones, squares = self.ones * (1 + pull), self.squares * (1 + pull)
        # The guess has the whole of the seconds fixed, at the speed that the forwards show.
        seconds = self.seconds * (1 + pull)
        determinant = ones * squares - self.rows**2
        row_s = (ones * self.products - self.rows * seconds) / determinant
        fixed_s = (squares * seconds - self.rows * self.products) / determinant
        if row_s < 0:
            return seconds / ones, 0.0
        if fixed_s < 0:
            return 0.0, self.products / squares
        return fixed_s, row_s

    def learn(self, rows: int, seconds: float) -> None:
        if rows not in self.seen:
            self.seen.add(rows)
            return
        foreseen_s = seconds
        if self.count:
            fixed_s, row_s = self.coefficients()
            foreseen_s = fixed_s + rows * row_s
            seconds = min(max(seconds, foreseen_s / CREDIBLE), foreseen_s * CREDIBLE)
        weight = 1.0 / (seconds * foreseen_s)  # by either alone, the mean would lean to one side
        self.forwards += 1
        self.count = KEPT * self.count + 1.0
        self.ones = KEPT * self.ones + weight
        self.rows = KEPT * self.rows + weight * rows
        self.squares = KEPT * self.squares + weight * rows**2
        self.seconds = KEPT * self.seconds + weight * seconds
        self.products = KEPT * self.products + weight * rows * seconds


class Worth:
    """Of one network. Kinds of calls are learned apart; those used least lately are forgotten."""

    def __init__(self) -> None:
        """Nothing is known, so everything pays."""
        self._laws: OrderedDict[Hashable, _Law] = OrderedDict()

    def learn(self, kind: Hashable, rows: int, seconds: float) -> None:
        """A forward of so many rows took so long."""
        if seconds <= 0:
            return
        self._laws.setdefault(kind, _Law()).learn(rows, seconds)
        self._laws.move_to_end(kind)
        if len(self._laws) > MOST_KINDS:
            self._laws.popitem(last=False)

    def pays(self, kind: Hashable, rows: int) -> bool:
        """Whether forwards of so many rows become noticeably cheaper, by the row, with more."""
        law = self._laws.get(kind)
        if law is None or law.forwards < SURE_FORWARDS:
            return True
        fixed_s, row_s = law.coefficients()
        return row_s < PAYS * (fixed_s / rows + row_s)

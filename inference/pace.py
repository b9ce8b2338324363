"""How long jobs take: a law for each kind of job, learned from those that finished.

    seconds = fixed + megapixels x (per megapixel + steps x per megapixel and step)

Least squares of the relative errors, in which older jobs count ever less. A guess from the kinds
that are most alike (`guess`) draws a little on every coefficient: in full until there is a job,
then with its proportions, at the speed that the jobs show. No coefficient is negative.

A job that took incredibly long or short counts as one that is just credible. If two in a row are to
the same side, each half as far at least and both together thrice that, the device has changed: what
was known is scaled by the lesser surprise, and counts as a few jobs from then on. Pure: it has no
clock and no database.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KEPT = 0.96
"""How much of their weight older jobs keep with each new one: 25 count in the end."""

PULL = 0.1
"""How many jobs the guess's proportions count as."""

CREDIBLE = 2.5
"""A job may take this many times as long as foreseen, or as short, and more where few are known."""

SURE_JOBS = 12.0
"""From so many jobs on, no more than that is credible."""

CHANGED_JOBS = 3.0
"""What is known counts as so many jobs after the device has changed."""

USUAL_STEPS = 25
"""Of a model that has not been seen both with its usual steps and with others."""

LEAST_S = 0.001
"""No job takes less. Equal to the grain of what is foreseen, so that equal jobs are equal."""


class Kind(NamedTuple):
    """What one law is learned for.

    Attributes:
        device: the artist's name.
        task: of the request.
        counted: the request says how many steps; otherwise the model's usual ones are taken.
    """

    device: str
    model: str
    task: str
    counted: bool


class Law(NamedTuple):
    """Device seconds of a job: so many in any case, per megapixel, per megapixel and step."""

    fixed_s: float
    megapixel_s: float
    step_s: float

    def seconds(self, megapixels: float, steps: int | None) -> float:
        """What a job of that size probably takes; at least a thousandth of a second."""
        foreseen_s = self[0] + (self[1] + self[2] * (steps or 0)) * megapixels
        return round(foreseen_s, 3) if foreseen_s > LEAST_S else LEAST_S


PLAIN = {False: Law(0.0, 1.0, 0.0), True: Law(0.0, 0.0, 1.0 / USUAL_STEPS)}
"""Before anything has finished: a second per megapixel. By whether steps are counted."""


def guess(kind: Kind, laws: Mapping[Kind, Law]) -> Law:
    """What to expect of a kind of which no job has finished.

    The mean of the kinds that are most alike: of the same model, above all, on the same device;
    else of other models on that device.
    """
    found: dict[tuple[bool, ...], list[Law]] = {}
    for other, law in laws.items():
        if other.model == kind.model or other.device == kind.device:
            alike = tuple(mine == theirs for mine, theirs in zip(kind, other, strict=True))
            likeness = (alike[1], alike[0], *alike[2:])
            found.setdefault(likeness, []).append(_translated(law, other.counted, kind.counted))
    if not found:
        return PLAIN[kind.counted]
    best = found[max(found)]
    return Law(*(sum(values) / len(best) for values in zip(*best, strict=True)))


def _translated(law: Law, counted: bool, into: bool) -> Law:  # noqa: FBT001 - both of a Kind
    if counted == into:
        return law
    if into:
        return Law(law.fixed_s, 0.0, law.megapixel_s / USUAL_STEPS)
    return Law(law.fixed_s, law.megapixel_s + USUAL_STEPS * law.step_s, 0.0)


class Work(Protocol):
    """What the cost of a job hangs on: known of a request before it runs."""

    @property
    def model(self) -> str: ...
    @property
    def task(self) -> str: ...
    @property
    def megapixels(self) -> float: ...
    @property
    def steps(self) -> int | None: ...


class Laws:
    """What jobs take, as far as is known; the rest is guessed when somebody asks."""

    def __init__(self, known: Mapping[Kind, Law]) -> None:
        self._known = known
        self._laws: dict[tuple[str, str, str, bool], Law] = dict(known.items())

    def foreseen_s(self, device: str, work: Work) -> float:
        """Device seconds that a job probably takes on a device."""
        steps = work.steps
        law = self._laws.get((device, work.model, work.task, steps is not None))
        if law is None:
            kind = kind_of(device, work)
            law = self._laws[kind] = guess(kind, self._known)
        return law.seconds(work.megapixels, steps)

    def guessed(self, kind: Kind) -> Law:
        """What one would think of a kind without its own jobs."""
        return guess(kind, {other: law for other, law in self._known.items() if other != kind})


def kind_of(device: str, work: Work) -> Kind:
    """Of which kind a job is on a device."""
    return Kind(device, work.model, str(work.task), work.steps is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the finished jobs of one kind taught: sums over them, older ones faded.

    Attributes:
        jobs: how many they count as.
        gram: of the features' products, each job weighted by one over its seconds squared.
        moment: of the features times the seconds, weighted alike.
        surprise: the logarithm of taken over foreseen of the last job, if that was half way to
            incredible, or more.
    """

    jobs: float = 0.0
    gram: tuple[tuple[float, ...], ...] = ((0.0,) * 3,) * 3
    moment: tuple[float, ...] = (0.0,) * 3
    surprise: float = 0.0

    def law(self, guessed: Law) -> Law:
        """The law that fits best, with a guess for what the jobs do not show."""
        if not self.jobs:
            return guessed
        gram, moment = np.array(self.gram), np.array(self.moment)
        prior = np.array(guessed)
        foreseen = prior @ gram @ prior
        if foreseen > 0:
            prior = prior * (prior @ moment / foreseen)
        pull = PULL / self.jobs * np.diag(gram)
        shown = [index for index in range(3) if gram[index, index] > 0]
        best = _least_squares(gram + np.diag(pull), moment + pull * prior, shown)
        return Law(*(best.get(index, float(prior[index])) for index in range(3)))

    def learned(self, guessed: Law, megapixels: float, steps: int | None, cost_s: float) -> "Pace":
        """With one more finished job."""
        features, cost_s = _features(megapixels, steps), max(LEAST_S, cost_s)
        if not self.jobs:
            return _taught(self, features, cost_s, cost_s)
        foreseen_s = self.law(guessed).seconds(megapixels, steps)
        surprise = math.log(cost_s / foreseen_s)
        credible = math.log(CREDIBLE * max(1.0, SURE_JOBS / self.jobs))
        notable, both = abs(surprise) > credible / 2, abs(surprise + self.surprise)
        again = notable and surprise * self.surprise > 0 and both > 1.5 * credible
        if abs(surprise) <= credible and not again:
            kept = surprise if notable else 0.0
            return _taught(replace(self, surprise=kept), features, cost_s, foreseen_s)
        known, slower = replace(self, surprise=surprise), 0.0
        if again:
            slower = math.copysign(min(abs(surprise), abs(self.surprise)), surprise)
            known = _changed(known, math.exp(slower))
            foreseen_s *= math.exp(slower)
        rest = max(-credible, min(credible, surprise - slower))
        believed_s = foreseen_s * math.exp(rest)
        # What was far too low to believe must not be what the weight of this job comes from.
        return _taught(known, features, believed_s, max(foreseen_s, believed_s))

    def to_json(self) -> str:
        """As one line; `from_json` gives an equal pace back."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            jobs=fields["jobs"],
            gram=tuple(tuple(row) for row in fields["gram"]),
            moment=tuple(fields["moment"]),
            surprise=fields["surprise"],
        )


def left_s(work_s: float, elapsed_s: float, done: float) -> float:
    """Seconds until a running job is over: from what was foreseen, then from its own speed.

    Args:
        work_s: what it was foreseen to take as a whole.
        elapsed_s: what it has taken so far.
        done: how much of it, in [0, 1]; tells nothing before a tenth, all from a half on.
    """
    if done <= 0.1:
        return max(0.0, work_s - elapsed_s)
    trust = min(1.0, 2.0 * done)
    return (1.0 - done) * (trust * elapsed_s / done + (1.0 - trust) * work_s)


def _changed(pace: Pace, factor: float) -> Pace:
    """As if all had taken `factor` times as long, and were few."""
    weight = min(1.0, CHANGED_JOBS / pace.jobs)
    gram = weight / factor**2 * np.array(pace.gram)
    return _summed(pace, weight * pace.jobs, gram, weight / factor * np.array(pace.moment))


def _taught(pace: Pace, features: tuple[float, ...], cost_s: float, foreseen_s: float) -> Pace:
    weight = 1.0 / (cost_s * foreseen_s)  # by either alone, the mean would lean to one side
    gram = KEPT * np.array(pace.gram) + weight * np.outer(features, features)
    moment = KEPT * np.array(pace.moment) + weight * cost_s * np.array(features)
    return _summed(pace, KEPT * pace.jobs + 1.0, gram, moment)


def _summed(pace: Pace, jobs: float, gram: Floats, moment: Floats) -> Pace:
    rows = tuple(tuple(row) for row in gram.tolist())
    return replace(pace, jobs=jobs, gram=rows, moment=tuple(moment.tolist()))


def _features(megapixels: float, steps: int | None) -> tuple[float, float, float]:
    return 1.0, megapixels, megapixels * (steps or 0)


def _least_squares(gram: Floats, moment: Floats, shown: list[int]) -> dict[int, float]:
    """The best coefficients that are not negative. With three, every choice of zeros is tried."""
    best, fit = dict.fromkeys(shown, 0.0), 0.0
    for count in range(1, len(shown) + 1):
        for chosen in map(list, combinations(shown, count)):
            found = np.linalg.solve(gram[np.ix_(chosen, chosen)], moment[chosen])
            if (found >= 0).all() and (better := float(found @ moment[chosen])) > fit:
                best = dict.fromkeys(shown, 0.0) | dict(zip(chosen, found.tolist(), strict=True))
                fit = better
    return best

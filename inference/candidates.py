"""Several tries, of which those nearest to the words are kept.

    group of tries --> engine --> scores --> the best so far --> next group ... --> the best of all

Groups are no larger than any job's, so that a job of sixteen tries needs no more memory than one of
four. Each try has a seed of its own, with which it can be painted again alone. Knows nothing of
jobs or devices.

Source: Ramesh et al., "Zero-Shot Text-to-Image Generation" (2021; arXiv:2102.12092), section 2.6.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from inference.engine import Report, Result, waits
from inference.request import MAX_COUNT, Request


class Scorer(Protocol):
    """Puts words and pictures into one space; `inference.likeness.Likeness` does."""

    def of_pictures(self, pictures: Sequence[Image]) -> NDArray[np.float32]:
        """(N, D) unit rows."""

    def of_words(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, D) unit rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One picture of a request, kept.

    Attributes:
        seed: with which the same request paints it again, alone.
        result: what the engine gave.
        score: how near to the words it is, a cosine; None where nobody compared.
    """

    seed: int
    result: Result
    score: float | None = None


Run = Callable[[Request, Report], list[Result]]
"""An engine's `run` on a part of the request."""


Nearness = Callable[[Sequence[Image]], Sequence[float]]
"""How near each picture is to some words, a cosine."""


def nearness_to(words: str, scorer: Scorer) -> Nearness:
    """Compares pictures with these words; what has to be loaded for that is loaded now.

    Raises:
        ModelNotFound: there is nothing to compare with.
    """
    wanted = scorer.of_words([words])[0]

    def nearness(pictures: Sequence[Image]) -> list[float]:
        return [float(score) for score in scorer.of_pictures(pictures) @ wanted]

    return nearness


def all_of(request: Request, run: Run, report: Report) -> list[Try]:
    """Every picture of a request without candidates, in seed order."""
    results = run(request, report)
    seeds = [request.seed_of(index) for index in range(request.count)]
    return [Try(seed=seed, result=it) for seed, it in zip(seeds, results, strict=True)]


def best_of(request: Request, run: Run, report: Report, nearness: Nearness) -> list[Try]:
    """The `request.count` nearest to the words of the `request.painted` that are painted.

    Args:
        request: asks for more pictures than it shows.
        run: paints one group of them.
        report: hears of the whole; previews show the group that is being painted.
        nearness: compares with what the pictures should show.

    Returns:
        The nearest first; of equals the one with the earlier seed.

    Raises:
        Cancelled: `report` said so.
    """
    best: list[Try] = []
    for begin in range(0, request.painted, MAX_COUNT):
        end = min(begin + MAX_COUNT, request.painted)
        part = replace(request, seed=request.seed_of(begin), count=end - begin, best=None)
        share = _Share(report, begin / request.painted, end / request.painted)
        tries = all_of(part, run, share)
        scores = nearness([it.result.image for it in tries])
        scored = [replace(it, score=score) for it, score in zip(tries, scores, strict=True)]
        best = sorted([*best, *scored], key=_score, reverse=True)[: request.count]
        report(end / request.painted)
    return best


def _score(one: Try) -> float:
    assert one.score is not None
    return one.score


@dataclass(frozen=True, slots=True)
class _Share:
    """Reports a part of the work as the share of the whole that it is."""

    report: Report
    begin: float
    end: float

    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        self.report(self.begin + done * (self.end - self.begin), preview)

    def wants_preview(self) -> bool:
        return self.report.wants_preview()

    def waits(self) -> AbstractContextManager[None]:
        return waits(self.report)

"""Pictures and what they should show, into shares of right answers. Pure apart from torch."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from benchmarks.alignment.questions import stated
from inference.painter.facts import ATTRIBUTES
from inference.painter.scene import Scene

Judging = Callable[[Tensor], Mapping[str, Tensor]]
"""(B, 3, H, W) in [-1, 1] to (B, answers) for each of ATTRIBUTES, the likeliest highest."""

AMONG_THREE = "subject, top 3"
"""The subject is among the judge's three best guesses."""
MOST_CONFUSED = 5
_AT_ONCE = 32
_Z = 1.959964  # standard deviations that 95 % of a normal distribution lie within


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many right of so many asked."""

    right: int
    asked: int

    @property
    def value(self) -> float:
        """In [0, 1]; 0 where nothing was asked."""
        return self.right / max(1, self.asked)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the value lies with 95 % confidence."""
        return wilson(self.right, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often one thing was taken for another.

    Attributes:
        asked: the right answer.
        told: what the judge said instead.
        times: how often it did.
        of: how often it was asked.
    """

    asked: str
    told: str
    times: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a judge says of pictures.

    Attributes:
        shares: of each of ATTRIBUTES, and AMONG_THREE.
        confused: the MOST_CONFUSED pairs of each attribute, the most frequent first.
        answers: of each picture, to what its scene states.
    """

    shares: Mapping[str, Share]
    confused: Mapping[str, Sequence[Confusion]]
    answers: Sequence[Mapping[str, str]]


def score(pictures: Sequence[Image], scenes: Sequence[Scene], judge: Judging) -> Scores:
    """How much of what the scenes state is seen in the pictures.

    Args:
        pictures: RGB, all of one size.
        scenes: one for each.
        judge: is asked for all; what a scene does not state is not counted.
    """
    truths = [stated(scene) for scene in scenes]
    guesses = _guesses(pictures, judge)
    answers = [
        {name: guesses[name][index][0] for name in truth} for index, truth in enumerate(truths)
    ]
    shares = {name: _share(truths, guesses, name, among=1) for name in ATTRIBUTES}
    return Scores(
        shares=shares | {AMONG_THREE: _share(truths, guesses, "subject", among=3)},
        confused={name: _confused(truths, answers, name) for name in ATTRIBUTES},
        answers=answers,
    )


def wilson(right: int, asked: int) -> tuple[float, float]:
    """The 95 % interval of a share, within [0, 1]; all of it where nothing was asked.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
    """
    if not asked:
        return 0.0, 1.0
    share, weight = right / asked, _Z**2 / asked
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(share * (1 - share) * weight + weight**2 / 4) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _guesses(pictures: Sequence[Image], judge: Judging) -> dict[str, list[list[str]]]:
    """For each attribute, of each picture the three likeliest answers, the best first."""
    found: dict[str, list[list[str]]] = {name: [] for name in ATTRIBUTES}
    for begin in range(0, len(pictures), _AT_ONCE):
        with torch.no_grad():
            told = judge(_pixels(pictures[begin : begin + _AT_ONCE]))
        for name, possible in ATTRIBUTES.items():
            best = told[name].topk(3).indices.tolist()
            found[name] += [[possible[index] for index in row] for row in best]
    return found


def _pixels(pictures: Sequence[Image]) -> Tensor:
    """(B, 3, H, W) in [-1, 1]."""
    pixels = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures]))
    return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1


def _share(
    truths: Sequence[Mapping[str, str]],
    guesses: Mapping[str, Sequence[Sequence[str]]],
    name: str,
    *,
    among: int,
) -> Share:
    found = [
        truth[name] in guess[:among]
        for truth, guess in zip(truths, guesses[name], strict=True)
        if name in truth
    ]
    return Share(right=sum(found), asked=len(found))


def _confused(
    truths: Sequence[Mapping[str, str]], answers: Sequence[Mapping[str, str]], name: str
) -> list[Confusion]:
    asked = Counter(truth[name] for truth in truths if name in truth)
    mistakes = Counter(
        (truth[name], answer[name])
        for truth, answer in zip(truths, answers, strict=True)
        if name in truth and truth[name] != answer[name]
    )
    return [
        Confusion(asked=truth, told=answer, times=times, of=asked[truth])
        for (truth, answer), times in mistakes.most_common(MOST_CONFUSED)
    ]

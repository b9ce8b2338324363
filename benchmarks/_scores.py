"""How often a judge finds in pictures what their captions say, attribute by attribute."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import torch
from PIL.Image import Image
from torch import Tensor

from inference.painter.captions import captions
from inference.painter.chance import stream
from inference.painter.sampling import for_testing
from inference.painter.scene import Scene
from inference.training.networks import Judge
from inference.training.scenes import ATTRIBUTES, UNKNOWN, labels_of
from inference.training.stages.judge import seen_at

_SURE = 1.96  # standard deviations for 95 %
_AT_ONCE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One caption of a combination never learned.

    Attributes:
        scene: with one kind of thing.
        caption: what the model is told.
        labels: for each attribute the index of its right answer, or UNKNOWN.
        seed: of the picture.
    """

    scene: Scene
    caption: str
    labels: Mapping[str, int]
    seed: int


@dataclass(slots=True)
class Score:
    """Of one attribute: how often it was asked for, found, and among the first three answers."""

    asked: int = 0
    right: int = 0
    near: int = 0
    mistaken: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Of right answers, in [0, 1]."""
        return self.right / max(1, self.asked)


def questions(count: int, seed: int) -> list[Asked]:
    """Captions with one kind of thing, each with a pair of facts that training never showed.

    Subjects take turns, so that none is asked for much more often than another.
    """
    return [asked for asked, _ in zip(_questions(seed), range(count), strict=False)]


def _questions(seed: int) -> Iterator[Asked]:
    number = 0
    while True:
        scene = for_testing(number, seed)
        number += 1
        if len(scene.items) == 1:
            words = captions(scene, stream(seed, f"asked {number}"))
            yield Asked(scene=scene, caption=words, labels=labels_of(scene), seed=number)


def answers(judge: Judge, side: int, pictures: Sequence[Image]) -> dict[str, Tensor]:
    """(B, answers) for each attribute, before the softmax; pictures may have any sizes."""
    told: list[dict[str, Tensor]] = []
    for begin in range(0, len(pictures), _AT_ONCE):
        squares = [
            seen_at(_pixels(picture), side) for picture in pictures[begin : begin + _AT_ONCE]
        ]
        with torch.no_grad():
            told.append(judge(torch.cat(squares)))
    return {name: torch.cat([part[name] for part in told]) for name in ATTRIBUTES}


def score(told: Mapping[str, Tensor], asked: Sequence[Asked]) -> dict[str, Score]:
    """Compare answers with what was asked for; what a caption leaves open is not counted."""
    scores = {name: Score() for name in ATTRIBUTES}
    for name, names in ATTRIBUTES.items():
        best = told[name].topk(min(3, len(names)), dim=1).indices.tolist()
        for one, first in zip(asked, best, strict=True):
            right = one.labels[name]
            if right == UNKNOWN:
                continue
            scores[name].asked += 1
            scores[name].right += first[0] == right
            scores[name].near += right in first
            if first[0] != right:
                scores[name].mistaken[names[right], names[first[0]]] += 1
    return scores


def interval(right: int, asked: int) -> tuple[float, float]:
    """Between which shares the truth lies in 95 of 100 such samples.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
    """
    if asked == 0:
        return 0.0, 1.0
    share, spread = right / asked, _SURE**2 / asked
    middle = (share + spread / 2) / (1 + spread)
    reach = sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _pixels(picture: Image) -> Tensor:
    """(1, 3, H, W) in [-1, 1]."""
    pixels = torch.from_numpy(np.array(picture.convert("RGB")))
    return pixels.permute(2, 0, 1)[None].float() / 127.5 - 1

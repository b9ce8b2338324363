"""When to look along a way, so that as much changes from each frame to the next.

What changes is told by pixels seen from afar and by the features of a network, as perceptual
distances do. Source: Zhang et al., "The unreasonable effectiveness of deep features" (2018).
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from inference.judge import Judge

Look = Callable[[float], Tensor]
"""Takes how far the way is gone, in [0, 1], and gives a small (1, 3, H, W) in [0, 1]."""
_LOOKS = 32
_FLOORS = 3


def changes(pictures: Sequence[Tensor], judge: Judge) -> list[float]:
    """How much is seen to change from each picture to the next; one fewer than pictures.

    Args:
        pictures: at least two, each (1, 3, H, W) in [0, 1], of one size.
        judge: whose features count beside the pixels.
    """
    stack = torch.cat(list(pictures))
    total = (stack[1:] - stack[:-1]).abs().mean((1, 2, 3))
    for features in judge.features(stack * 2 - 1)[:_FLOORS]:
        units = features / features.norm(dim=1, keepdim=True).clamp(min=1e-6)
        total = total + (units[1:] - units[:-1]).square().sum(1).mean((1, 2)).sqrt() / _FLOORS
    return [float(it) for it in total]


def evenly(look: Look, judge: Judge, count: int, *, looks: int = _LOOKS) -> list[float]:
    """How far to be in each of `count` frames, from 0 to 1, rising.

    Args:
        look: along the way.
        judge: tells how much changes.
        count: at least two.
        looks: how often to look along the way, from end to end.
    """
    ways = np.linspace(0, 1, looks)
    steps = changes([look(float(way)) for way in ways], judge)
    gone = np.concatenate([[0.0], np.cumsum(steps)])
    if gone[-1] <= 0:
        return [float(it) for it in np.linspace(0, 1, count)]
    rising = gone + np.linspace(0, 1e-6 * gone[-1], looks)
    wanted = np.interp(np.linspace(0, rising[-1], count), rising, ways)
    return [0.0, *(float(it) for it in wanted[1:-1]), 1.0]


def unevenness(steps: Sequence[float]) -> float:
    """How unlike each other steps are: their deviation over their mean; 0 where all are alike."""
    mean = float(np.mean(steps))
    return float(np.std(steps)) / mean if mean > 0 else 0.0

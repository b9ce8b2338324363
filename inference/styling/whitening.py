"""A style's colours and small texture by a formula, in which every form stays where it is.

Knows nothing of patches looked up: each patch of the content is mapped by the one linear map that
gives all of them the mean and the spread of the style's.
Source: whitening and colouring (Li et al., 2017), on pixels instead of a network's features.
"""

import torch
from torch import Tensor

from inference.styling.colours import matched, monge, spread_of
from inference.styling.patches import all_squares, cut, laid, squares
from inference.styling.pixels import at_side

_SIDE = 8
_STEP = 2
_EASE = 1e-4


def whitened(content: Tensor, style: Tensor, *, generator: torch.Generator) -> Tensor:
    """The content with the style's colours, contrast and grain, of the content's size."""
    side = round((content.shape[-1] * content.shape[-2]) ** 0.5)
    style = at_side(style, side)
    start = matched(content, style, generator=generator)
    mine = all_squares(start, _SIDE, _STEP)
    theirs = squares(style, _SIDE, 3)
    turn = monge(spread_of(mine.values.T, _EASE), spread_of(theirs.T, _EASE))
    values = (mine.values - mine.values.mean(0)) @ turn + theirs.mean(0)
    votes = torch.ones(len(values), 1)
    height, width = content.shape[-2:]
    whole = laid(values, votes, mine, side=_SIDE, step=_STEP)
    return cut(whole, _SIDE, (height, width)).clamp(0, 1)

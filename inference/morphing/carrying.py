"""Which forms of one picture become which of another, where no flow can tell: by optimal transport.

What stands out in the one picture is a load that has to be carried to where the other has it, as
cheaply as can be: near, and to what has its colour. Source: Sinkhorn's scaling as in Cuturi,
"Sinkhorn distances" (2013), in logarithms, with an ever finer blur.
"""

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.pixels import blurred, resized, size_at

_SIDE = 24
_BLURS = (0.1, 0.03, 0.01, 0.003)
_ROUNDS = 15
_COLOUR = 0.06
_GROUND = 0.6
"""What a place weighs that does not stand out, beside one that stands out as the mean does."""
_EDGE = 0.2
_WIDE = 11
_SOFT = 3


def carried(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Where the forms of each go in the other: flows (1, 2, H, W) in pixels, there and back.

    Args:
        one: (1, 3, H, W), in [0, 1].
        other: the same size.
    """
    height, width = one.shape[-2:]
    rows, columns = size_at(_SIDE, height, width)
    first, second = resized(one, rows, columns), resized(other, rows, columns)
    places = _places(rows, columns)
    unlike = torch.cdist(first.flatten(2)[0].T, second.flatten(2)[0].T)
    cost = torch.cdist(places, places).square() + _COLOUR * unlike.square()
    plan = _plan(cost, _loads(first), _loads(second))
    scale = max(height, width)
    flows = []
    for shares in (plan, plan.T):
        ends = shares @ places / shares.sum(1, keepdim=True).clamp(min=1e-12)
        moved = ((ends - places) * scale).T.reshape(1, 2, rows, columns)
        soft = blurred(blurred(moved, _SOFT), _SOFT) * _free(rows, columns)
        flows.append(
            functional.interpolate(soft, (height, width), mode="bicubic", align_corners=False)
        )
    return flows[0], flows[1]


def _free(rows: int, columns: int) -> Tensor:
    """(1, 2, rows, columns): how far a place may move across and down; nothing leaves the edges."""
    far = [
        (torch.minimum(torch.arange(it), torch.arange(it).flip(0)) / (_EDGE * it)).clamp(max=1)
        for it in (columns, rows)
    ]
    return torch.stack([far[0].expand(rows, columns), far[1][:, None].expand(rows, columns)])[None]


def _places(rows: int, columns: int) -> Tensor:
    """(rows * columns, 2): x and y of each, the longer side being 1."""
    down, across = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    return torch.stack([across.flatten(), down.flatten()], 1) / max(rows, columns)


def _loads(picture: Tensor) -> Tensor:
    """How much each place stands out from what is around it; in all 1."""
    out = (picture - blurred(blurred(picture, _WIDE), _WIDE)).square().sum(1).flatten()
    loads = out / out.mean().clamp(min=1e-6) + _GROUND
    return loads / loads.sum()


def _plan(cost: Tensor, loads: Tensor, room: Tensor) -> Tensor:
    """(N, N): how much of each place's load goes where."""
    here, there = torch.zeros_like(loads), torch.zeros_like(room)
    for blur in _BLURS:
        for _ in range(_ROUNDS):
            here = blur * (loads.log() - ((there[None] - cost) / blur).logsumexp(1))
            there = blur * (room.log() - ((here[:, None] - cost) / blur).logsumexp(0))
    return ((here[:, None] + there[None] - cost) / _BLURS[-1]).exp()

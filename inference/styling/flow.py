"""How one picture of a film became the next: where each pixel came from, and where nobody can know.

Source: Lucas and Kanade (1981) in a pyramid, dense: at every pixel least squares over a soft
window, a few rounds a level, the flow so far taken off by warping. Ours eases the equations where
nothing is to be seen, and takes medians so that outliers do not grow from level to level.
"""

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.colours import luminance
from inference.styling.pixels import blurred

_LEAST_SIDE = 14
_ROUNDS = 4
_WINDOW = 9
_EASE = 2e-4
_STEP_PX = 1.5
_SURE_PX = 0.6
_ALIKE = 0.08


def flow_between(now: Tensor, before: Tensor) -> Tensor:
    """For each pixel of `now` how far away it lies in `before`: (1, 2, H, W), x and y in pixels.

    Args:
        now: (1, 3, H, W), in [0, 1].
        before: the same size.
    """
    here, there = _pyramid(_even(now)), _pyramid(_even(before))
    flow = torch.zeros(1, 2, *here[-1].shape[-2:])
    for level_now, level_before in zip(reversed(here), reversed(there), strict=True):
        height, width = level_now.shape[-2:]
        scale = torch.tensor([width / flow.shape[-1], height / flow.shape[-2]])
        flow = functional.interpolate(
            flow, size=(height, width), mode="bilinear", align_corners=False
        ) * scale.reshape(1, 2, 1, 1)
        for _ in range(_ROUNDS):
            flow = _median(flow + _step(level_now, warped(level_before, flow)))
    return flow


def warped(picture: Tensor, flow: Tensor) -> Tensor:
    """The picture moved along: each pixel is taken from where the flow says, smoothly between."""
    height, width = picture.shape[-2:]
    down, across = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    x = (across + flow[:, 0] + 0.5) * 2 / width - 1
    y = (down + flow[:, 1] + 0.5) * 2 / height - 1
    places = torch.stack([x, y], -1)
    return functional.grid_sample(
        picture, places, mode="bicubic", padding_mode="border", align_corners=False
    )


def known(now: Tensor, before: Tensor, flow: Tensor, back: Tensor) -> Tensor:
    """Where the flow can be trusted, (1, 1, H, W) in [0, 1]: not where something came to light.

    Args:
        now: the picture that the flow is of.
        before: the one that it leads to.
        flow: from `now` to `before`.
        back: from `before` to `now`; there and back must end where they began.

    Source: the forward-backward check of Sundaram, Brox and Keutzer (2010), and the difference
        between the pixels themselves.
    """
    gap = (flow + warped(back, flow)).norm(dim=1, keepdim=True)
    length = flow.norm(dim=1, keepdim=True)
    agrees = torch.sigmoid((_SURE_PX + 0.05 * length - gap) * 8)
    unlike = (now - warped(before, flow)).abs().mean(1, keepdim=True)
    same = torch.sigmoid((_ALIKE - blurred(unlike, 3)) * 80)
    height, width = now.shape[-2:]
    down, across = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    x, y = across + flow[:, 0], down + flow[:, 1]
    inside = (x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5)
    return agrees * same * inside[:, None]


def _even(picture: Tensor) -> Tensor:
    """Luminance without slow changes of light, so that brightness need not stay constant."""
    light = luminance(picture)
    return light - 0.7 * blurred(light, 31)


def _pyramid(picture: Tensor) -> list[Tensor]:
    levels = [blurred(picture, 3)]
    while min(levels[-1].shape[-2:]) >= 2 * _LEAST_SIDE:
        levels.append(blurred(functional.avg_pool2d(levels[-1], 2), 3))
    return levels


def _step(now: Tensor, moved: Tensor) -> Tensor:
    """How much further each pixel has to be looked for."""
    across = functional.pad((moved[..., 2:] - moved[..., :-2]) / 2, (1, 1, 0, 0), mode="replicate")
    down = functional.pad(
        (moved[..., 2:, :] - moved[..., :-2, :]) / 2, (0, 0, 1, 1), mode="replicate"
    )
    change = now - moved
    products = torch.cat(
        [across * across, across * down, down * down, across * change, down * change], 1
    )
    xx, xy, yy, xt, yt = torch.split(blurred(blurred(products, _WINDOW), _WINDOW), 1, 1)
    xx, yy = xx + _EASE, yy + _EASE
    space = (xx * yy - xy * xy).clamp(min=1e-12)
    step = torch.cat([(yy * xt - xy * yt) / space, (xx * yt - xy * xt) / space], 1)
    return step.clamp(-_STEP_PX, _STEP_PX)


def _median(flow: Tensor) -> Tensor:
    """Each value replaced by the middle one of the nine around it."""
    around = functional.unfold(functional.pad(flow, (1, 1, 1, 1), mode="replicate"), 3)
    return around.reshape(2, 9, -1).median(1).values.reshape(flow.shape)

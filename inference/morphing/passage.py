r"""The way from one picture to another, and what is seen at any point of it.

    first  --moved along the flow--> \
                                      one picture: tones by how far it is, forms place by place
    second --moved back along it-->  /

Where both show the same, optical flow lays one on the other, and one fades into the other.
Elsewhere forms are carried to forms (carrying.py), and a fade would show both at once: there every
place has a moment at which its forms change over, and the seams are healed band by band, coarse
bands over a wide seam and fine ones over a narrow one.

Sources: intermediate flows as in Jiang et al., "Super SloMo" (2018); bands as in Burt and Adelson,
"A multiresolution spline" (1983); the moments are ours.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from inference.morphing.carrying import carried
from inference.styling.flow import flow_between, known, warped
from inference.styling.pixels import bands, blurred, joined, resized, size_at

_FLOW_SIDE = 160
_CALM = 9  # the side of the squares over which flow is evened out where it is unsure, in pixels
_BANDS = 5
_SLOWEST, _QUICKEST = 0.9, 0.3
"""How much of the way a change of forms takes, at a place that is sure and at one that is not."""
_GRAIN = 7  # spots of moments along a side
_BY_CHANCE = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Two pictures and how they hang together.

    Attributes:
        first, second: (1, 3, H, W), in [0, 1].
        there, back: the flow from the first to the second and the other way, (1, 2, H, W), in
            pixels.
        sure: how far each place can be trusted, (1, 1, H, W), in [0, 1].
        moments: when each place changes, (1, 1, H, W), evenly spread over [0, 1].
    """

    first: Tensor
    second: Tensor
    there: Tensor
    back: Tensor
    sure: Tensor
    moments: Tensor

    def at(self, way: float) -> Tensor:
        """What is seen after so much of the way, in [0, 1]; the two pictures at its ends."""
        if way <= 0 or way >= 1:
            return self.first if way <= 0 else self.second
        rest = 1 - way
        to_first = way * (way * self.back - rest * self.there)
        to_second = rest * (rest * self.there - way * self.back)
        one, other = warped(self.first, to_first), warped(self.second, to_second)
        return _healed(one, other, self._changed(way), way)

    def _changed(self, way: float) -> Tensor:
        """How much of the second picture is in each place's forms."""
        takes = _QUICKEST + (_SLOWEST - _QUICKEST) * self.sure
        begins = self.moments * (1 - takes)
        part = ((way - begins) / takes).clamp(0, 1)
        return part * part * (3 - 2 * part)

    def small(self, side: int) -> "Passage":
        """The same at the area of a square of that side, to look at quickly."""
        height, width = size_at(side, *self.first.shape[-2:])
        scale = width / self.first.shape[-1]
        return Passage(
            first=resized(self.first, height, width),
            second=resized(self.second, height, width),
            there=_grown(self.there, height, width) * scale,
            back=_grown(self.back, height, width) * scale,
            sure=_grown(self.sure, height, width),
            moments=_grown(self.moments, height, width),
        )


def passage_between(first: Tensor, second: Tensor, *, seed: int) -> Passage:
    """Find the way.

    Args:
        first: (1, 3, H, W), in [0, 1].
        second: the same size.
        seed: decides, beside the pictures, what changes when.
    """
    height, width = first.shape[-2:]
    low = size_at(min(_FLOW_SIDE, round((height * width) ** 0.5)), height, width)
    one, other = resized(first, *low), resized(second, *low)
    there, back, sure = _moved(one, other)
    scale = width / low[1]
    return Passage(
        first=first,
        second=second,
        there=_grown(there, height, width) * scale,
        back=_grown(back, height, width) * scale,
        sure=_grown(sure, height, width).clamp(0, 1),
        moments=_grown(_moments(one, other, seed), height, width).clamp(0, 1),
    )


def _moved(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The flow there and back, and how sure both are: nothing moves where it is the same."""
    still = torch.zeros(1, 2, *one.shape[-2:])
    flows = flow_between(one, other), flow_between(other, one)
    there, sure_there = _better(
        known(one, other, *flows), flows[0], known(one, other, still, still)
    )
    back, sure_back = _better(
        known(other, one, *flows[::-1]), flows[1], known(other, one, still, still)
    )
    forth, home = carried(one, other)
    sure = blurred(torch.minimum(sure_there, sure_back), _CALM)
    return _calmed(there, forth, sure_there), _calmed(back, home, sure_back), sure


def _better(sure: Tensor, flow: Tensor, still: Tensor) -> tuple[Tensor, Tensor]:
    """The flow where it is surer than that nothing moved, and how sure the better of them is."""
    return flow * (sure > still), torch.maximum(sure, still)


def _calmed(flow: Tensor, instead: Tensor, sure: Tensor) -> Tensor:
    """Sure places move as they do, and those near them with them; others by what is instead."""
    weight = blurred(blurred(sure, _CALM), _CALM)
    near = blurred(blurred(flow * sure, _CALM), _CALM) / weight.clamp(min=1e-6)
    held = (2 * weight).clamp(max=1)
    found = instead.lerp(near.lerp(flow, sure), held)
    return blurred(blurred(found, _CALM), _CALM)


def _moments(one: Tensor, other: Tensor, seed: int) -> Tensor:
    """When each place changes: where the pictures are alike first, by spots, evenly over time."""
    gap = (one - other).abs().mean(1, keepdim=True)
    gap = _ranked(blurred(blurred(gap, 15), 15))
    height, width = one.shape[-2:]
    chance = torch.Generator().manual_seed(seed)
    spots = torch.rand(1, 1, _GRAIN, _GRAIN, generator=chance)
    smooth = functional.interpolate(spots, (height, width), mode="bicubic", align_corners=False)
    return _ranked((1 - _BY_CHANCE) * gap + _BY_CHANCE * _ranked(smooth))


def _ranked(values: Tensor) -> Tensor:
    """The same order, spread evenly over [0, 1]."""
    places = values.flatten().argsort(stable=True).argsort()
    return (places / max(1, len(places) - 1)).reshape(values.shape).float()


def _healed(one: Tensor, other: Tensor, changed: Tensor, way: float) -> Tensor:
    """Forms by what has changed where, the coarsest tones by how far it is."""
    mine, low = bands(one, _BANDS)
    theirs, other_low = bands(other, _BANDS)
    details = []
    for detail, instead in zip(mine, theirs, strict=True):
        details.append(detail.lerp(instead, changed))
        changed = functional.avg_pool2d(changed, 2, ceil_mode=True)
    return joined(details, low.lerp(other_low, (changed + way) / 2)).clamp(0, 1)


def _grown(field: Tensor, height: int, width: int) -> Tensor:
    return functional.interpolate(field, (height, width), mode="bilinear", align_corners=False)

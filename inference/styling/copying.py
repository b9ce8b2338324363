"""A picture painted at once after any style pictures, by the network of `arbitrary`.

    style pictures --once for each size--> what the network sees of them --.
    content --> latents --> in each style's patches --> mixed by shares ---+--> pixels

Knows nothing of files, jobs and where pictures come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.arbitrary import Arbitrary, code_of
from inference.styling.colours import luminance
from inference.styling.pixels import at_side, resized, size_at
from inference.styling.swapping import Pull, coloured, swapped
from inference.styling.transport import root_area

_HOLD, _LOOSE = 0.5, 0.35
_LEAST = 48
"""Latents along a side of what is painted; smaller pictures are painted so large and made small."""
_WHOLE = 0.2
"""The strength from which on nothing of the picture's own pixels is mixed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the network sees of a style picture.

    Attributes:
        latents: (1, C, h, w).
        code: (1, N), see `code_of`.
        share: of the mix.
    """

    latents: Tensor
    code: Tensor
    share: float


class Copyist:
    """Paints contents after the same style pictures; looks at these once for each size."""

    def __init__(
        self,
        network: Arbitrary,
        styles: Sequence[Tensor],
        shares: Sequence[float],
        *,
        strength: float = 1.0,
    ) -> None:
        """Look at nothing yet.

        Args:
            network: what sees and paints.
            styles: one to four, (1, 3, h, w) of any sizes.
            shares: one for each; they come to 1.
            strength: in [0, 1]; 0 leaves every content as it is.
        """
        self._network, self._strength = network, strength
        self._styles = list(zip(styles, shares, strict=True))
        self._seen: dict[int, list[Seen]] = {}

    def __call__(self, content: Tensor, seed: int) -> Tensor:
        """The content in the styles, (1, 3, H, W) in [0, 1]; a seed gives the same pixels."""
        if self._strength == 0:
            return content
        height, width = content.shape[-2:]
        least = _LEAST * self._network.build.factor
        if root_area(content) >= least:
            return self._painted(content, seed)
        large = resized(content, *size_at(least, height, width))
        return resized(self._painted(large, seed), height, width)

    def _painted(self, content: Tensor, seed: int) -> Tensor:
        height, width = content.shape[-2:]
        whole = _filled(content, self._network.build.factor)
        mine = self._network.encoder(whole)
        asked, beside, code = self._mixed(mine[-1], edges_of(whole, mine[-1]), content, seed)
        asked, beside = (mine[-1].lerp(it, self._strength) for it in (asked, beside))
        code = code_of(mine).lerp(code, self._strength)
        painted = self._network(asked, beside, code)[..., :height, :width].clamp(0, 1)
        return content.lerp(painted, min(1.0, self._strength / _WHOLE))

    def _mixed(
        self, latents: Tensor, busy: Tensor, content: Tensor, seed: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Latents in the styles' patches, in their colours alone, and what gains are of."""
        asked, beside = torch.zeros_like(latents), torch.zeros_like(latents)
        seen = self._looked(root_area(content))
        for style in seen:
            own = coloured(latents, style.latents)
            pull = Pull(to=own, weight=_HOLD * (_LOOSE + busy))
            lots = torch.Generator().manual_seed(seed)
            asked += style.share * swapped(own, style.latents, pull, generator=lots)
            beside += style.share * own
        code = torch.stack([style.share * style.code for style in seen]).sum(0)
        return asked, beside, code

    def _looked(self, side: int) -> list[Seen]:
        """At the styles, at the area of a square of that side."""
        if side not in self._seen:
            self._seen[side] = [
                _seen(self._network, at_side(style, side), share) for style, share in self._styles
            ]
        return self._seen[side]


def _seen(network: Arbitrary, style: Tensor, share: float) -> Seen:
    floors = network.encoder(_filled(style, network.build.factor))
    return Seen(latents=floors[-1], code=code_of(floors), share=share)


def edges_of(picture: Tensor, latents: Tensor) -> Tensor:
    """How much is going on in (1, 3, H, W) where each latent is, (1, 1, h, w) in [0, 1]."""
    light = luminance(picture).float()
    beside = functional.pad((light[..., 1:] - light[..., :-1]).abs(), (0, 1))
    below = functional.pad((light[:, :, 1:] - light[:, :, :-1]).abs(), (0, 0, 0, 1))
    height, width = latents.shape[-2:]
    around = functional.adaptive_avg_pool2d(beside + below, (height, width))
    return (around / around.amax().clamp(min=1e-6)).sqrt()


def _filled(picture: Tensor, multiple: int) -> Tensor:
    """The picture with its last pixels repeated, up to sides that the network takes."""
    below, beside = (-side % multiple for side in picture.shape[-2:])
    return functional.pad(picture, (0, beside, 0, below), mode="replicate")

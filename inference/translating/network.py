"""One small U-Net for all tasks, which it is told by scaling and shifting what it sees.

    pixels --> 2 x 2 to one --> /2 ---------------------------> /2 --> gain, offset of each pixel
                                 `-> /4 ----------------> /4 -'
                                      `-> /8 -----> /8 -'
                                           `-> /16 -'
                                                `--> what the whole picture is like --> all of -->

Every place of it sees some 120 pixels to each side, and the mean over the whole picture tells the
second half what that is like: whether it is night already, say. Its answer is a gain and an offset
for each pixel and colour, so that what shall stay costs it nothing.

Source: Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks" (2017;
arXiv:1611.07004), for the task and the U-Net; Perez et al., "FiLM: Visual Reasoning with a General
Conditioning Layer" (2018; arXiv:1709.07871), for how it is told what to do. Batches are not
normalised, so that a tile of a picture comes out as the same place of the whole one.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Self

from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

MULTIPLE = 16
"""That sides must be of, in pixels; others are padded."""
_WISH = 96
_OUTPUTS = 6  # a gain and an offset for each colour
_CALM = 0.4  # or a step of learning would move every pixel by more than it corrects


class TranslatorNetwork(nn.Module):
    """Pictures and the numbers of their tasks to pictures."""

    def __init__(self, *, channels: Sequence[int], tasks: int) -> None:
        """Take random weights that leave a picture as it is.

        Args:
            channels: at a half, a quarter and so on of the sides.
            tasks: how many there are.
        """
        super().__init__()
        self.channels, self.tasks = tuple(channels), tasks
        first, last = channels[0], channels[-1]
        self.wish = nn.Embedding(tasks, _WISH)
        self.told = nn.Linear(last, _WISH)
        self.stem = nn.Conv2d(12, first, 3, padding=1)
        steps = list(itertools.pairwise(channels))
        self.down = nn.ModuleList(_Block(before) for before in channels[:-1])
        self.smaller = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in steps)
        self.bottom = nn.ModuleList([_Block(last), _Block(last)])
        self.larger = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in reversed(steps))
        self.up = nn.ModuleList(_Block(before) for before in reversed(channels[:-1]))
        self.answer = nn.Conv2d(first, 4 * _OUTPUTS, 3, padding=1)
        for layer in (self.stem, *self.smaller, *self.larger):
            _steady(layer)
        nn.init.zeros_(self.answer.weight)
        nn.init.zeros_(self.answer.bias)  # type: ignore[arg-type]  # torch types it as optional

    @override
    def forward(self, pictures: Tensor, tasks: Tensor, whole: Tensor | None = None) -> Tensor:
        """Translate.

        Args:
            pictures: (B, 3, H, W) in [0, 1], any size from one pixel a side.
            tasks: (B,) int64, their numbers.
            whole: of `impression`, where these are parts of larger pictures; None to look here.

        Returns:
            (B, 3, H, W) fp32, not clamped.
        """
        height, width = pictures.shape[-2:]
        padded = _padded(pictures)
        floors, deepest, wish = self._seen(padded, tasks)
        wish = wish + self.told(deepest.mean((2, 3)) if whole is None else whole)
        seen = self.bottom[1](deepest, wish)
        for larger, block, floor in zip(self.larger, self.up, reversed(floors), strict=True):
            grown = functional.interpolate(larger(seen), scale_factor=2.0, mode="nearest")
            seen = block(grown + floor, wish)
        told = _CALM * functional.pixel_shuffle(self.answer(seen), 2).float()
        gain, offset = told.chunk(2, dim=1)
        return ((1 + gain) * padded.float() + offset)[..., :height, :width]

    def impression(self, pictures: Tensor, tasks: Tensor) -> Tensor:
        """What whole pictures are like, (B, C), to translate their parts by."""
        return self._seen(_padded(pictures), tasks)[1].mean((2, 3))

    def _seen(self, padded: Tensor, tasks: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
        """What the first half sees at each size, in the middle, and the wish."""
        wish = self.wish(tasks)
        seen = self.stem(functional.pixel_unshuffle(padded * 2 - 1, 2))
        floors: list[Tensor] = []
        for block, smaller in zip(self.down, self.smaller, strict=True):
            seen = block(seen, wish)
            floors.append(seen)
            seen = smaller(seen)
        return floors, self.bottom[0](seen, wish), wish

    @classmethod
    def sized(cls, weights: Mapping[str, Tensor]) -> Self:
        """The network whose weights these may be: its size is read off their shapes.

        Raises:
            LookupError: what tells the size is missing.
        """
        floors = sum(name.startswith("smaller.") and name.endswith(".weight") for name in weights)
        channels = [weights["stem.weight"].shape[0]]
        channels += [weights[f"smaller.{floor}.weight"].shape[0] for floor in range(floors)]
        return cls(channels=channels, tasks=weights["wish.weight"].shape[0])


class _Block(nn.Module):
    """Two convolutions that add to what they see, scaled and shifted by the wish."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.film = nn.Linear(_WISH, 2 * channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        _steady(self.first, math.sqrt(2))
        _steady(self.second, 0.2)  # begins near the identity

    @override
    def forward(self, seen: Tensor, wish: Tensor) -> Tensor:
        scale, shift = self.film(functional.silu(wish))[..., None, None].chunk(2, dim=1)
        hidden = self.first(functional.silu(seen * (1 + scale) + shift))
        told: Tensor = seen + self.second(functional.silu(hidden))
        return told


def _steady(layer: nn.Conv2d, gain: float = 1.0) -> None:
    """Random weights that pass on what they see `gain` times as strong; torch's own halve it."""
    nn.init.normal_(layer.weight, std=gain / math.sqrt(layer.weight[0].numel()))
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # torch types it as optional


def _padded(pictures: Tensor) -> Tensor:
    """Grown to the right and below by their own edges until the sides fit."""
    beside, below = (-side % MULTIPLE for side in (pictures.shape[-1], pictures.shape[-2]))
    if not beside and not below:
        return pictures
    return functional.pad(pictures, (0, beside, 0, below), mode="replicate")

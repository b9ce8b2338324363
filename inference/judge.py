"""The judge: looks at a picture and tells subject, colour, count, hour and style.

Training makes it and measures with it; the writer describes pictures with it. Plain torch, which
importing this module brings. Knows nothing of how it learned.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from inference.catalogue import BUILT_IN
from inference.errors import InferenceError
from inference.painter.facts import ATTRIBUTES

SHIPPED = BUILT_IN.parent / "judge.safetensors"


class JudgeRefused(InferenceError):
    """It was made for a painter that knew other things."""


class _Residual(nn.Module):
    """A block that adds to what it sees.

    Source: He et al., "Deep Residual Learning for Image Recognition" (2015; arXiv:1512.03385).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _convolution(channels, channels)
        self.second = _convolution(channels, channels, gain=0.0)  # begins as the identity

    @override
    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(functional.relu(self.first(x))))


def _convolution(before: int, after: int, *, stride: int = 1, gain: float = 1.0) -> nn.Sequential:
    """Batches are normalised, which costs nothing once the judge only looks."""
    convolution = nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False)
    norm = nn.BatchNorm2d(after)
    nn.init.constant_(norm.weight, gain)
    return nn.Sequential(convolution, norm)


class Judge(nn.Module):
    """Tells what a picture shows; its features also tell how far two pictures are apart."""

    def __init__(self, channels: Sequence[int]) -> None:
        """Take random weights; `channels` of each resolution."""
        super().__init__()
        self.channels = tuple(channels)
        before = (3, *channels[:-1])
        self.floors = nn.ModuleList(
            nn.Sequential(_convolution(a, b, stride=2), nn.ReLU(), _Residual(b))
            for a, b in zip(before, channels, strict=True)
        )
        self.heads = nn.ModuleDict(
            {name: nn.Linear(2 * channels[-1], len(told)) for name, told in ATTRIBUTES.items()}
        )

    def features(self, pictures: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in [-1, 1] to one (B, C, h, w) for each resolution, the finest first."""
        found: list[Tensor] = []
        for floor in self.floors:
            pictures = floor(pictures)
            found.append(pictures)
        return found

    @override
    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """(B, 3, H, W) in [-1, 1] to (B, answers) for each attribute, before the softmax."""
        last = self.features(pictures)[-1]
        seen = torch.cat([last.mean((2, 3)), last.amax((2, 3))], dim=1)
        return {name: head(seen) for name, head in self.heads.items()}


def read_judge(file: Path) -> tuple[Judge, int]:
    """A judge from its file alone, frozen, and the side in pixels that it looks at.

    Raises:
        JudgeRefused: it may give other answers than this painter's pictures need.
    """
    with safe_open(file, "pt") as opened:
        told = {name: json.loads(value) for name, value in opened.metadata().items()}
    if told["answers"] != {name: list(answers) for name, answers in ATTRIBUTES.items()}:
        raise JudgeRefused(f"The judge in {file} knows other things than the painter does now.")
    judge = Judge(told["channels"])
    judge.load_state_dict(load_file(file))
    return judge.eval().requires_grad_(requires_grad=False), int(told["side"])


def seen_at(pixels: Tensor, side: int) -> Tensor:
    """Any (B, 3, H, W) as the squares of that side which a judge looks at."""
    return functional.interpolate(pixels, (side, side), mode="area")

"""Small networks of our own that only training and measuring need: the judge and the critic.

Plain torch. What members' pictures come from is in stock layouts instead (see stages/).
"""

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrizations
from typing_extensions import override

from inference.training.scenes import ATTRIBUTES


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


def perceptual_distance(judge: Judge, some: Tensor, others: Tensor) -> Tensor:
    """How different two batches look to the judge: a scalar, 0 for the same pictures.

    Args:
        judge: with its weights frozen.
        some: (B, 3, H, W) in [-1, 1].
        others: of the same shape; gradients flow to both.

    Source: Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric"
    (2018; arXiv:1801.03924), with equal weights for all channels.
    """
    pairs = zip(judge.features(some), judge.features(others), strict=True)
    parts = [
        (functional.normalize(one.float()) - functional.normalize(other.float())).square().sum(1)
        for one, other in pairs
    ]
    return torch.stack([part.mean() for part in parts]).mean()


class Critic(nn.Module):
    """Tells real patches of pictures from rebuilt ones.

    Source: Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks" (2017;
    arXiv:1611.07004), for the patches; Miyato et al., "Spectral Normalization for Generative
    Adversarial Networks" (2018; arXiv:1802.05957), for what keeps it calm.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        channels = (3, width, 2 * width, 4 * width)
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(channels):
            convolution = nn.Conv2d(before, after, 4, stride=2, padding=1)
            layers += [parametrizations.spectral_norm(convolution), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Conv2d(channels[-1], 1, 3, padding=1))

    @override
    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in [-1, 1] to (B, 1, H / 8, W / 8), high where it believes them real."""
        told: Tensor = self.body(pictures)
        return told

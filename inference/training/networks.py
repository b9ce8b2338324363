"""What only training needs beside the judge: its sense of distance, and the critic.

Plain torch. What members' pictures come from is in stock layouts instead (see stages/).
"""

import itertools

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrizations
from typing_extensions import override

from inference.judge import Judge


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


def hinge(believed: Tensor, doubted: Tensor) -> Tensor:
    """What a critic has to learn yet: a scalar, 0 once it is as sure as it need be.

    Args:
        believed: what it says of real ones, any shape; enough from 1 on.
        doubted: what it says of made ones, any shape; enough down from -1.

    Source: Lim and Ye, "Geometric GAN" (2017; arXiv:1705.02894).
    """
    return functional.relu(1 - believed).mean() + functional.relu(1 + doubted).mean()


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

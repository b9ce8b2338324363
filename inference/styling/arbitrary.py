"""The network that paints in the manner of any picture at once: an encoder, a code, a decoder.

    content --encoder--> latents --.
                                   +-- swapped (see swapping) --decoder--> picture
    style ----encoder--> latents --'                              ^
                `------> means and deviations of every floor -----'

Both halves are those of the built-in autoencoder; the encoder stayed, the decoder learned on. Runs
nobody's programs: the file is safetensors, and says how the network is built.
Source: Huang and Belongie, "Arbitrary Style Transfer in Real-time with Adaptive Instance
Normalization" (2017; arXiv:1703.06868). Ours carries patches over as well, as Sheng et al.,
"Avatar-Net" (2018; arXiv:1805.03857) do, and a small net turns the style's statistics into gains,
as in Ghiasi et al. (2017; arXiv:1705.06830), since the decoder's floors are not the encoder's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor, nn
from typing_extensions import override

from inference.catalogue import ARBITRARY_FILE
from inference.errors import ModelNotFound

SHIPPED = ARBITRARY_FILE
_BOUND = 3.0  # latents beyond it are bent, as the autoencoder does it
_MOST_CHANNELS = 256
_MOST_BLOCKS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How the network is built.

    Attributes:
        channels: of every floor inside.
        latents: channels of what the encoder makes.
        blocks: of the encoder's floors, the finest first; each further floor halves the sides.
        decoder_blocks: of the decoder's floors, the finest first.
        hidden: width of the net between the style's statistics and the gains.
    """

    channels: int
    latents: int
    blocks: tuple[int, ...]
    decoder_blocks: tuple[int, ...]
    hidden: int

    @property
    def factor(self) -> int:
        """Pixels along a side of one latent."""
        return int(2 ** (len(self.blocks) - 1))


class _Block(nn.Module):
    """Adds to what it sees; the layout of diffusers' AutoencoderTinyBlock."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        first, second, third = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(3))
        self.conv = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)

    @override
    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.conv(x) + x)


class Encoder(nn.Module):
    """Pixels to latents; with the names of the weights of diffusers' EncoderTiny."""

    def __init__(self, build: Build) -> None:
        super().__init__()
        channels = build.channels
        layers: list[nn.Module] = [nn.Conv2d(3, channels, 3, padding=1)]
        self._ends: list[int] = []
        for floor, count in enumerate(build.blocks):
            if floor:
                layers.append(nn.Conv2d(channels, channels, 3, stride=2, padding=1, bias=False))
            layers += [_Block(channels) for _ in range(count)]
            self._ends.append(len(layers) - 1)
        layers.append(nn.Conv2d(channels, build.latents, 3, padding=1))
        self._ends.append(len(layers) - 1)
        self.layers = nn.Sequential(*layers)

    @override
    def forward(self, pictures: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in [0, 1] to the last of each floor, from fine to coarse, then latents."""
        found: list[Tensor] = []
        for place, layer in enumerate(self.layers):
            pictures = layer(pictures)
            if place in self._ends:
                found.append(pictures)
        return found


class Decoder(nn.Module):
    """Latents to pixels; DecoderTiny with a second entrance, and a gain and a shift per block."""

    def __init__(self, build: Build) -> None:
        super().__init__()
        channels, floors = build.channels, build.decoder_blocks[::-1]
        layers: list[nn.Module] = [nn.Conv2d(build.latents, channels, 3, padding=1), nn.ReLU()]
        for floor, count in enumerate(floors):
            last = floor == len(floors) - 1
            layers += [_Block(channels) for _ in range(count)]
            if not last:
                layers.append(nn.Upsample(scale_factor=2))
            after = 3 if last else channels
            layers.append(nn.Conv2d(channels, after, 3, padding=1, bias=last))
        self.layers = nn.Sequential(*layers)
        self.beside = nn.Conv2d(build.latents, channels, 3, padding=1, bias=False)
        nn.init.zeros_(self.beside.weight)

    @override
    def forward(self, latents: Tensor, beside: Tensor, gains: Tensor) -> Tensor:
        """Pictures (B, 3, H, W), not cut to [0, 1].

        Args:
            latents: (B, C, h, w), in the style's patches.
            beside: the content's own in the style's colours, of the same shape.
            gains: (B, blocks, 2, channels): how much more of each channel, and what is added.
        """
        latents, beside = (_BOUND * torch.tanh(it / _BOUND) for it in (latents, beside))
        first, *rest = self.layers
        x: Tensor = first(latents) + self.beside(beside)
        block = 0
        for layer in rest:
            x = layer(x)
            if isinstance(layer, _Block):
                gain, shift = gains[:, block].unbind(1)
                x = x * (1 + gain)[..., None, None] + shift[..., None, None]
                block += 1
        return x


class Arbitrary(nn.Module):
    """See the top of this module."""

    def __init__(self, build: Build) -> None:
        """Take random weights, with which no style makes a difference."""
        super().__init__()
        self.build = build
        self.encoder, self.decoder = Encoder(build), Decoder(build)
        numbers = 2 * (len(build.blocks) * build.channels + build.latents)
        blocks = sum(build.decoder_blocks)
        last = nn.Linear(build.hidden, blocks * 2 * build.channels)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.manner = nn.Sequential(nn.Linear(numbers, build.hidden), nn.ReLU(), last)

    def gains(self, code: Tensor) -> Tensor:
        """What the decoder takes of styles' codes (B, N), see `code_of`."""
        told: Tensor = self.manner(code)
        return told.reshape(len(code), -1, 2, self.build.channels)

    @override
    def forward(self, latents: Tensor, beside: Tensor, code: Tensor) -> Tensor:
        """Pictures (B, 3, H, W), not cut to [0, 1]; see `Decoder`."""
        painted: Tensor = self.decoder(latents, beside, self.gains(code))
        return painted


def statistics(features: Tensor) -> Tensor:
    """Mean and deviation of each channel, (B, 2, C), of (B, C, H, W); in fp32."""
    exact = features.float()
    return torch.stack([exact.mean((2, 3)), exact.std((2, 3), correction=0)], 1)


def code_of(floors: Sequence[Tensor]) -> Tensor:
    """The statistics of all floors of an encoder side by side, (B, N)."""
    return torch.cat([statistics(floor).flatten(1) for floor in floors], 1)


def read_arbitrary(file: Path) -> Arbitrary:
    """The network in a file, frozen.

    Raises:
        ModelNotFound: there is no such file, or it is none of ours.
    """
    try:
        with safe_open(file, "pt") as opened:
            told = opened.metadata() or {}
        weights = {name: it.float() for name, it in load_file(file).items()}
    except (OSError, SafetensorError) as error:
        raise ModelNotFound(f"{file} cannot be read; fetch it again.") from error
    try:
        network = Arbitrary(_build_of(told))
        network.load_state_dict(weights)
    except (LookupError, TypeError, ValueError, RuntimeError) as error:
        raise ModelNotFound(f"{file} holds no network for styles; name another.") from error
    if not all(bool(it.isfinite().all()) for it in weights.values()):
        raise ModelNotFound(f"{file} holds numbers that are not finite; fetch it again.")
    fast: Any = network.eval().requires_grad_(requires_grad=False)
    fast.to(memory_format=torch.channels_last)  # a third faster; torch 2.13 does not type it
    return network


def told_of(build: Build) -> dict[str, str]:
    """How the network is built, as its file says it."""
    return {name: json.dumps(getattr(build, name)) for name in Build.__slots__}


def _build_of(told: dict[str, str]) -> Build:
    """What `told_of` wrote.

    Raises:
        KeyError, TypeError, ValueError: something is missing, or out of all proportion.
    """
    read = {name: json.loads(told[name]) for name in Build.__slots__}
    blocks, decoder_blocks = (tuple(map(int, read[it])) for it in ("blocks", "decoder_blocks"))
    channels, latents, hidden = (int(read[it]) for it in ("channels", "latents", "hidden"))
    widths = channels, latents, hidden
    if not all(1 <= it <= _MOST_CHANNELS for it in widths) or len(blocks) != len(decoder_blocks):
        raise ValueError("no network that we know")
    if not 2 <= len(blocks) <= 5 or not all(
        0 <= it <= _MOST_BLOCKS for it in blocks + decoder_blocks
    ):
        raise ValueError("no network that we know")
    return Build(
        channels=channels,
        latents=latents,
        blocks=blocks,
        decoder_blocks=decoder_blocks,
        hidden=hidden,
    )

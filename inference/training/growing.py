"""One more resolution around a denoiser that has learned on pictures half the size.

    whole latents --> outer --> half the sides --> the core, as it was --> outer --> velocity

The core goes on from what it knows: the new layers first hand it a smaller copy of what they are
given and enlarge what it tells. At every time a picture of whole size is noisier than one of half
the size (see noise), since averaging four pixels takes half the noise away; so the core meets what
it met before, but for a factor between a half and one, which it learns anew. A picture costs
little more than the core alone, where a network for the whole size would cost four times as much.
Source: Karras et al., "Progressive Growing of GANs" (2018; arXiv:1710.10196), for growing;
Hoogeboom et al., "simple diffusion" (2023; arXiv:2301.11093), for the noise that goes with the
size.
"""

import itertools
from collections.abc import Mapping

import torch
from torch import Tensor

from inference.training.stock import Network, library

Weights = dict[str, Tensor]
"""By name."""

GROWN = 2
"""How often the sides of a grown network's pictures are those of its core's."""

_SHIFTS = (-1, 0, 1)
_TAPS: Mapping[int, tuple[int, ...]] = {-1: (-1, 0), 0: (0, 1), 1: (1,)}
"""Which neighbours the second of two convolutions averages for what the first has shifted: so the
two look two pixels far, and the halved picture is one of means, but for one side's last row."""


def grown(core: Network) -> Network:
    """A UNet for twice the sides of `core`, with its weights inside.

    The two agree on widths: the new layers are as wide as the core's finest ones, which must have
    at least 9 channels for each of the latents.
    """
    config = dict(core.config)
    finest = config["block_out_channels"][0]
    for name, outer in (
        ("block_out_channels", (finest,)),
        ("attention_head_dim", tuple(config["attention_head_dim"][:1])),
        ("down_block_types", ("DownBlock2D",)),
    ):
        config[name] = (*outer, *config[name])
    config["up_block_types"] = (*config["up_block_types"], "UpBlock2D")
    config["sample_size"] *= GROWN
    unet = library.UNet2DConditionModel.from_config(config)
    weights = {_place(name, unet): value for name, value in core.state_dict().items()}
    unet.load_state_dict({**weights, **_outer(core, unet)}, strict=False)
    return unet


def _place(name: str, unet: Network) -> str:
    """Where a weight of the core lies in the grown network."""
    kind, _, rest = name.partition(".")
    if kind != "down_blocks":
        return name
    number, _, rest = rest.partition(".")
    return f"down_blocks.{int(number) + 1}.{rest}"


@torch.no_grad()
def _outer(core: Network, unet: Network) -> Weights:
    """The new layers: they make smaller, enlarge, and do nothing else yet."""
    fresh = {name: value.clone() for name, value in unet.state_dict().items()}
    last = len(unet.up_blocks) - 1
    idle = {
        name: value.zero_()
        for name, value in fresh.items()
        if name.startswith(("down_blocks.0.", f"up_blocks.{last}.")) and ".conv2." in name
    }
    return idle | _making_smaller(core.state_dict(), fresh) | _enlarging(fresh, last)


def _making_smaller(core: Weights, fresh: Weights) -> Weights:
    """Two convolutions that do what the core's first one does to a smaller copy."""
    told = core["conv_in.weight"]
    latents, corners = told.shape[1], list(itertools.product(_SHIFTS, _SHIFTS))
    copies = latents * len(corners)
    halve = "down_blocks.0.downsamplers.0.conv"
    shifting, halving = fresh["conv_in.weight"], fresh[f"{halve}.weight"]
    shifting[:copies] = 0
    halving.zero_()  # the further channels say nothing until it is learned what is worth saying
    for place, (down, right) in enumerate(corners):
        own = slice(place * latents, (place + 1) * latents)
        shifting[own, :, 1 + down, 1 + right] = torch.eye(latents)
        taps = list(itertools.product(_TAPS[down], _TAPS[right]))
        for y, x in taps:
            halving[:, own, 1 + y, 1 + x] = told[:, :, 1 + down, 1 + right] / len(taps)
    return {
        "conv_in.weight": shifting,
        "conv_in.bias": fresh["conv_in.bias"].zero_(),
        f"{halve}.weight": halving,
        f"{halve}.bias": core["conv_in.bias"],
    }


def _enlarging(fresh: Weights, last: int) -> Weights:
    """What the core hands on, every number four times; of what went past it, nothing."""
    upsampler = f"up_blocks.{last - 1}.upsamplers.0.conv"
    hand_on = {
        name for name in fresh if name.startswith(f"up_blocks.{last}.") and "shortcut" in name
    }
    hand_on |= {f"{upsampler}.weight", f"{upsampler}.bias"}
    return {
        name: torch.nn.init.dirac_(value) if value.dim() > 1 else value.zero_()
        for name, value in fresh.items()
        if name in hand_on
    }

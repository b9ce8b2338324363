"""Weights by the names that files out there have, and what such files are published to do."""

import itertools
import re

import torch
from torch import Tensor
from torch.nn import functional

Weights = dict[str, Tensor]


def compact(*, features: int = 6, depth: int = 2, scale: int = 4) -> Weights:
    """SRVGGNetCompact: convolutions at even places, PReLU at odd."""
    dice = torch.Generator().manual_seed(3)
    widths = [3, *[features] * (depth + 1), 3 * scale**2]
    weights: Weights = {}
    for place, (before, after) in enumerate(itertools.pairwise(widths)):
        weights |= _convolution(f"body.{2 * place}", before, after, dice)
        if place <= depth:
            weights[f"body.{2 * place + 1}.weight"] = torch.rand(after, generator=dice)
    return weights


def dense(*, features: int = 6, growth: int = 4, depth: int = 2, folded: int = 1) -> Weights:
    """RRDBNet with the names of Real-ESRGAN, which always doubles twice."""
    dice = torch.Generator().manual_seed(4)
    weights = _convolution("conv_first", 3 * folded**2, features, dice)
    for block, inner, place in itertools.product(range(depth), (1, 2, 3), range(5)):
        name = f"body.{block}.rdb{inner}.conv{place + 1}"
        after = features if place == 4 else growth
        weights |= _convolution(name, features + place * growth, after, dice)
    for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
        weights |= _convolution(name, features, features, dice)
    return weights | _convolution("conv_last", features, 3, dice)


def _convolution(name: str, before: int, after: int, dice: torch.Generator) -> Weights:
    """Of a gain at which pictures neither vanish nor burst on their way."""
    kernel = torch.randn(after, before, 3, 3, generator=dice) / (9 * before) ** 0.5
    return {f"{name}.weight": kernel, f"{name}.bias": torch.rand(after, generator=dice) / 9}


def numbered(weights: Weights) -> Weights:
    """The dense layout with the names of ESRGAN's first programs."""
    depth = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("body."))
    ends = {"conv_up1": 3, "conv_up2": 6, "conv_hr": 8, "conv_last": 10}
    names = {"conv_first": "model.0", "conv_body": f"model.1.sub.{depth}"}
    names |= {name: f"model.{place}" for name, place in ends.items()}
    return {
        f"{names.get(name, _numbered_block(name))}.{kind}": tensor
        for (name, kind), tensor in _split(weights)
    }


def _numbered_block(name: str) -> str:
    return re.sub(r"body\.(\d+)\.rdb(\d)\.(conv\d)", r"model.1.sub.\1.RDB\2.\3.0", name)


def trunked(weights: Weights) -> Weights:
    """The dense layout with the names of ESRGAN's later programs."""
    names = {"conv_body": "trunk_conv", "conv_up1": "upconv1", "conv_up2": "upconv2"}
    names |= {"conv_hr": "HRconv"}
    return {
        f"{names.get(name, name)}.{kind}".replace("body.", "RRDB_trunk.").replace("rdb", "RDB"): t
        for (name, kind), t in _split(weights)
    }


def _split(weights: Weights) -> list[tuple[tuple[str, str], Tensor]]:
    return [((name[: name.rindex(".")], name.rsplit(".", 1)[1]), weights[name]) for name in weights]


def compactly_enlarged(weights: Weights, pictures: Tensor, scale: int) -> Tensor:
    x = pictures
    for place in range(len([name for name in weights if name.endswith("bias")])):
        x = _applied(weights, f"body.{2 * place}", x)
        if f"body.{2 * place + 1}.weight" in weights:
            x = functional.prelu(x, weights[f"body.{2 * place + 1}.weight"])
    nearest = pictures.repeat_interleave(scale, 2).repeat_interleave(scale, 3)
    return functional.pixel_shuffle(x, scale) + nearest


def densely_enlarged(weights: Weights, pictures: Tensor, folded: int) -> Tensor:
    first = _applied(weights, "conv_first", functional.pixel_unshuffle(pictures, folded))
    x = first
    for block in range(len({name.split(".")[1] for name in weights if ".rdb1." in name})):
        before = x
        for inner in (1, 2, 3):
            seen = [x]
            for place in (1, 2, 3, 4):
                made = _applied(weights, f"body.{block}.rdb{inner}.conv{place}", torch.cat(seen, 1))
                seen.append(_leaky(made))
            x = x + 0.2 * _applied(weights, f"body.{block}.rdb{inner}.conv5", torch.cat(seen, 1))
        x = before + 0.2 * x
    x = first + _applied(weights, "conv_body", x)
    for name in ("conv_up1", "conv_up2"):
        x = _leaky(_applied(weights, name, x.repeat_interleave(2, 2).repeat_interleave(2, 3)))
    return _applied(weights, "conv_last", _leaky(_applied(weights, "conv_hr", x)))


def _applied(weights: Weights, name: str, x: Tensor) -> Tensor:
    return functional.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], padding=1)


def _leaky(x: Tensor) -> Tensor:
    return torch.where(x > 0, x, 0.2 * x)

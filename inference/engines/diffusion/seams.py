"""Pictures whose edges fit together: convolutions that go on at the opposite edge.

What a convolution lacks at an edge is zeros; what it would add to its answer if it saw the opposite
edge instead is a small convolution of the margins alone. That is added behind the layer, and to
the rows of those who asked for it, so they may share a forward with others (see `adapters`).
Attention of a U-Net knows no places, so nothing else has to change.
"""

from collections.abc import Mapping

from torch import nn

from inference.engines.diffusion.adapters import Adapter, Wrap
from inference.engines.diffusion.untyped import Pipeline


def seamless(pipeline: Pipeline) -> Adapter | None:
    """What makes a model's pictures tile, as an adapter; None where its denoiser is no U-Net."""
    unet, vae = getattr(pipeline, "unet", None), getattr(pipeline, "vae", None)
    if not isinstance(unet, nn.Module) or not isinstance(vae, nn.Module):
        return None
    parts = {"unet": _wraps(unet), "vae": _wraps(vae, within="decoder.")}
    return Adapter(version="seamless", parts=parts) if all(parts.values()) else None


def _wraps(network: nn.Module, *, within: str = "") -> Mapping[str, Wrap]:
    return {
        name: Wrap()
        for name, layer in network.named_modules()
        if name.startswith(within) and isinstance(layer, nn.Conv2d) and _pads(layer)
    }


def _pads(layer: nn.Conv2d) -> bool:
    padding = layer.padding
    return layer.padding_mode == "zeros" and isinstance(padding, tuple) and any(padding)

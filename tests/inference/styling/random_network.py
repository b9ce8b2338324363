"""A network of two styles that has learned nothing, and paints nevertheless."""

import torch

from inference.styling.network import StyleNetwork


def random_network(*styles: str) -> StyleNetwork:
    """A small one; each style scales and shifts in its own way."""
    torch.manual_seed(0)
    network = StyleNetwork(styles or ("ink", "woodcut"), features=8, inner=8, depth=1)
    for name, weight in network.named_parameters():
        if name.endswith(("scale", "shift", "offset")):
            torch.nn.init.normal_(weight, 0.0, 0.15)
    return network.eval().requires_grad_(requires_grad=False)

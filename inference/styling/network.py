"""One network that paints in many styles at once, without looking at a style picture.

    pixels, folded 2 x 2, and grain --> half the sides --> a quarter --> residual blocks
        --> half the sides, beside the folded pixels in the styles' tints --> unfolded

After each convolution the features are normalised, then scaled and shifted as the styles say: what
a style is, is these numbers alone. Shares of several styles average them, which mixes the styles.
Source: Johnson, Alahi and Fei-Fei, "Perceptual Losses for Real-Time Style Transfer" (2016;
arXiv:1603.08155), for the layout; Dumoulin, Shlens and Kudlur, "A Learned Representation For
Artistic Style" (2016; arXiv:1610.07629), for the norms. Ours folds pixels, sees grain so that it
can draw where a picture is even, and keeps a way past the blocks for colours.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from inference.catalogue import STYLES_FILE
from inference.errors import ModelNotFound

SHIPPED = STYLES_FILE
MULTIPLE = 4
"""That the sides of pictures must be of, in pixels."""
_MARGIN = 16
_MOST = 1024
_FOLDED = 12
_PACE = 4.0
"""By which a style's numbers learn faster than what all styles share."""


class StyleNetwork(nn.Module):
    """Paints pictures in the styles it has learned.

    Attributes:
        styles: their names, in the order of the shares.
    """

    def __init__(
        self, styles: Sequence[str], *, features: int = 32, inner: int = 64, depth: int = 4
    ) -> None:
        """Take random weights.

        Args:
            styles: names.
            features: channels at half the sides.
            inner: channels at a quarter of them.
            depth: residual blocks.
        """
        super().__init__()
        self.styles = tuple(styles)
        self._told = {"features": features, "inner": inner, "depth": depth}
        count = len(self.styles)
        self.first = _Layer(_FOLDED + 1, features, count, kernel=5)
        self.down = _Layer(features, inner, count, stride=2)
        self.blocks = nn.ModuleList(_Block(inner, count) for _ in range(depth))
        self.up = _Layer(inner, features, count)
        self.gain = nn.Parameter(torch.zeros(count, _FOLDED))
        self.offset = nn.Parameter(torch.zeros(count, _FOLDED))
        self.last = nn.Conv2d(features + _FOLDED, _FOLDED, 3, padding=1)
        _pass_pixels(self.last, features)

    @override
    def forward(self, pictures: Tensor, shares: Tensor, grain: Tensor) -> Tensor:
        """The pictures in the styles, (B, 3, H, W), not clamped.

        Args:
            pictures: (B, 3, H, W) in [0, 1]; the sides divide by MULTIPLE.
            shares: (B, styles) of each style, in all 1.
            grain: (B, 1, H / 2, W / 2), standard normal.
        """
        folded = functional.pixel_unshuffle(pictures - 0.5, 2)
        fine = functional.relu(self.first(torch.cat([folded, grain], 1), shares))
        seen = functional.relu(self.down(fine, shares))
        for block in self.blocks:
            seen = block(seen, shares)
        large = functional.interpolate(seen, scale_factor=2.0, mode="nearest")
        drawn = functional.relu(self.up(large, shares) + fine)
        tint = folded * _each(1 + _PACE * shares @ self.gain) + _each(shares @ self.offset)
        painted: Tensor = self.last(torch.cat([drawn, tint], 1))
        return functional.pixel_shuffle(painted, 2) + 0.5

    def told(self) -> dict[str, str]:
        """What a file must say of the network besides its weights."""
        return {name: json.dumps(it) for name, it in (self._told | {"styles": self.styles}).items()}


class _Layer(nn.Module):
    """A convolution, normalised, scaled and shifted by the styles."""

    def __init__(
        self, before: int, after: int, styles: int, *, kernel: int = 3, stride: int = 1
    ) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(
            before, after, kernel, stride=stride, padding=kernel // 2, bias=False
        )
        self.scale = nn.Parameter(torch.zeros(styles, after))
        self.shift = nn.Parameter(torch.zeros(styles, after))

    @override
    def forward(self, x: Tensor, shares: Tensor) -> Tensor:
        even = functional.instance_norm(self.convolution(x))
        return even * _each(1 + _PACE * shares @ self.scale) + _each(_PACE * shares @ self.shift)


class _Block(nn.Module):
    """Adds to what it sees. Source: He et al. (2015; arXiv:1512.03385)."""

    def __init__(self, channels: int, styles: int) -> None:
        super().__init__()
        self.inner, self.outer = (_Layer(channels, channels, styles) for _ in range(2))
        nn.init.constant_(self.outer.scale, -0.5 / _PACE)

    @override
    def forward(self, x: Tensor, shares: Tensor) -> Tensor:
        made: Tensor = self.outer(functional.relu(self.inner(x, shares)), shares)
        return x + made


@torch.no_grad()
def _pass_pixels(last: nn.Conv2d, features: int) -> None:
    """Begin with the content as it is, to which the features add a little."""
    last.weight.mul_(0.3)
    last.weight[:, features:] = 0
    last.weight[:, features:, 1, 1] = torch.eye(_FOLDED)
    assert last.bias is not None
    last.bias.zero_()


def _each(values: Tensor) -> Tensor:
    return values[:, :, None, None]


def painted_at_once(
    network: StyleNetwork, content: Tensor, shares: Mapping[str, float], *, seed: int
) -> Tensor:
    """The content in styles that the network knows, (1, 3, H, W) in [0, 1].

    Args:
        network: what paints.
        content: (1, 3, H, W), any size.
        shares: of each style, by name, in all 1.
        seed: of the grain; the same one gives the same pixels.
    """
    height, width = content.shape[-2:]
    wide = _margined(content)
    weights = torch.zeros(1, len(network.styles))
    for name, share in shares.items():
        weights[0, network.styles.index(name)] = share
    generator = torch.Generator().manual_seed(seed)
    grain = torch.randn(1, 1, wide.shape[-2] // 2, wide.shape[-1] // 2, generator=generator)
    painted: Tensor = network(wide, weights, grain)
    return painted[..., _MARGIN : _MARGIN + height, _MARGIN : _MARGIN + width].clamp(0, 1)


def _margined(content: Tensor) -> Tensor:
    """The content with its mirror image around it, up to sides that suit the network."""
    height, width = content.shape[-2:]
    more = [_MARGIN + -side % MULTIPLE for side in (width, height)]
    mirrored = min(height, width) > max(more)
    return functional.pad(
        content,
        (_MARGIN, more[0], _MARGIN, more[1]),
        mode="reflect" if mirrored else "replicate",
    )


def write_network(network: StyleNetwork, file: Path) -> None:
    """Write it in half precision; the file also says which styles it knows."""
    weights = {name: it.half().contiguous().cpu() for name, it in network.state_dict().items()}
    save_file(weights, file, network.told())


def read_network(file: Path) -> StyleNetwork:
    """A network that was written, in fp32 and never to learn again.

    Raises:
        ModelNotFound: there is no such file, or it is none of ours.
    """
    wrong = f"{file} is no network of styles; train one with `mozart train --stage styles`."
    try:
        with safe_open(file, "pt") as opened:
            told = {name: json.loads(it) for name, it in (opened.metadata() or {}).items()}
            weights = {name: opened.get_tensor(name).float() for name in opened.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise ModelNotFound(wrong) from error
    try:
        sizes = {name: int(told[name]) for name in ("features", "inner", "depth")}
        if not all(1 <= size <= _MOST for size in sizes.values()):
            raise ModelNotFound(wrong)
        network = StyleNetwork([str(it) for it in told["styles"]], **sizes)
        network.load_state_dict(weights)
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        raise ModelNotFound(wrong) from error
    return network.eval().requires_grad_(requires_grad=False)

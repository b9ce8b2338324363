"""Any picture's style at once: the autoencoder's decoder learns to paint what patches it is given.

The encoder stays as it is. Contents and styles are the painter's pictures, and style plates turned,
cut and dyed. What is learned is to give pictures that the encoder sees as the latents asked for,
with the style's means and deviations on every floor, and with the style's small texture.
Source: the losses of Huang and Belongie (2017; see inference.styling.arbitrary); the last one is
that of Elnekave and Weiss, "Generating Natural Images with Direct Patch Distributions Matching"
(2022; arXiv:2203.11862): sliced Wasserstein distances of patches.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
from PIL.Image import Image
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from inference.styling.arbitrary import Arbitrary, Build, code_of, statistics, told_of
from inference.styling.colours import luminance, shifted
from inference.styling.copying import edges_of
from inference.styling.names import MANNERS
from inference.styling.pixels import tensor_of
from inference.styling.plates import plate
from inference.styling.swapping import Pull, coloured, swapped
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.pictures import Album
from inference.training.schedules import ArbitraryConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import Network, placed

_WEIGHTS = "arbitrary.safetensors"
_SCALES = ((1, 7), (2, 7), (4, 5))
"""Of the texture: how many times smaller the pictures are made, and the side of the patches."""
_FILTERS = 20
_SAMPLES = 3072
_EVENNESS = 0.3  # what is left of a filter's mean, so that texture counts more than tone
_COARSER = 2.5  # how many times as large the piece of a plate may be


class ArbitraryStage:
    """Learns to paint in the manner of any picture."""

    name = "arbitrary"

    def __init__(self, config: Config, *, album: Album, autoencoder: Network, place: str) -> None:
        """Begin with the autoencoder, which is of the tiny layout."""
        self.schedule: ArbitraryConfig = config.arbitrary
        self._album = album
        torch.manual_seed(config.seed)
        network = begun(autoencoder, hidden=config.arbitrary.hidden)
        self._learner = Learner(placed(network, place), config.arbitrary)
        self._plates = [tensor_of(plate(name)) for name in MANNERS] if self.schedule.plates else []

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"arbitrary": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config, network = self.schedule, cast("Arbitrary", self._learner.network)
        content = (dice.crop(self._album.draw(dice, config.batch).pixels, config.crop) + 1) / 2
        style = self._styles(dice, config.batch)
        own = dice.numpy.random() < config.own
        if own:
            style = content
        asked, beside, floors = self._asked(network, content, style, dice, own=own)
        painted = network(asked, beside, code_of(floors)).float()
        if own:
            return {"arbitrary": config.rebuilt * (painted - content).abs().mean()}
        seen = network.encoder(painted)
        parts = [
            config.latents * _near(seen[-1].float(), asked, beside, content, config.hold),
            config.moments * _moments(seen, floors),
            config.texture * texture_distance(painted, style, dice),
            config.outlines * outline_distance(painted, dyed(content, style)),
        ]
        return {"arbitrary": torch.stack(parts).sum()}

    def sheet(self, dice: Dice) -> Image:
        """Styles above, contents on the left."""
        network = cast("Arbitrary", self._learner.average)
        contents = (self._album.draw(dice, 3).pixels + 1) / 2
        styles = [self._styles(dice, 1) for _ in range(5)]
        blank = torch.ones(3, *styles[0].shape[-2:])
        rows = [[blank, *(style[0] for style in styles)]]
        for content in _singly(contents):
            row = [content[0]]
            for style in styles:
                asked, beside, floors = self._asked(network, content, style, dice)
                row.append(network(asked, beside, code_of(floors))[0].float())
            rows.append(row)
        return sheet_of([[as_image(picture * 2 - 1) for picture in row] for row in rows])

    def save(self, folder: Path) -> None:
        network = cast("Arbitrary", self._learner.average)
        weights = {name: it.contiguous().cpu() for name, it in network.state_dict().items()}
        save_file(weights, folder / _WEIGHTS, told_of(network.build))

    @torch.no_grad()
    def _asked(
        self, network: Arbitrary, content: Tensor, style: Tensor, dice: Dice, *, own: bool = False
    ) -> tuple[Tensor, Tensor, Sequence[Tensor]]:
        """Latents in the styles' patches, the contents' in their colours, the styles' floors."""
        floors: Sequence[Tensor] = network.encoder(style)
        theirs = floors[-1].float()
        if own:
            return theirs, theirs, floors
        mine = network.encoder(content)[-1].float()
        with torch.autocast(mine.device.type, enabled=False):  # distances need all their digits
            pairs = [
                _carried(some, other, edges_of(picture, mine), dice)
                for some, other, picture in zip(
                    _singly(mine.cpu()), _singly(theirs.cpu()), _singly(content.cpu()), strict=True
                )
            ]
        asked, beside = (torch.cat(parts).to(mine.device) for parts in zip(*pairs, strict=True))
        return asked, beside, floors

    def _styles(self, dice: Dice, count: int) -> Tensor:
        """Pieces of the painter's pictures and of plates, (B, 3, side, side) in [0, 1]."""
        side = self.schedule.style_crop
        pieces = []
        for _ in range(count):
            if self._plates and dice.numpy.random() < self.schedule.plates:
                whole = self._plates[int(dice.numpy.integers(len(self._plates)))]
                larger = int(side * dice.numpy.uniform(1, _COARSER))
            else:
                whole = (self._album.draw(dice, 1).pixels + 1) / 2
                larger = int(dice.numpy.integers(side, min(whole.shape[-2:]) + 1))
            piece = dice.crop(whole, min(larger, *whole.shape[-2:]))
            small = functional.interpolate(
                piece, (side, side), mode="bilinear", antialias=True, align_corners=False
            )
            pieces.append(_recoloured(_turned(small, dice), dice))
        return torch.cat(pieces)


def begun(autoencoder: Network, *, hidden: int) -> Arbitrary:
    """The network before it learns: the autoencoder itself, whatever the style."""
    told = autoencoder.config
    build = Build(
        channels=told.encoder_block_out_channels[0],
        latents=told.latent_channels,
        blocks=tuple(told.num_encoder_blocks),
        decoder_blocks=tuple(told.num_decoder_blocks)[::-1],
        hidden=hidden,
    )
    network = Arbitrary(build)
    _take(network.encoder, autoencoder.encoder)
    _take(network.decoder, autoencoder.decoder)
    network.encoder.requires_grad_(requires_grad=False)
    return network


def _take(mine: torch.nn.Module, theirs: torch.nn.Module) -> None:
    missing, unknown = mine.load_state_dict(theirs.state_dict(), strict=False)
    assert not unknown
    assert all(name.startswith("beside") for name in missing)


def texture_distance(some: Tensor, others: Tensor, dice: Dice) -> Tensor:
    """How far the small patches of each pair of pictures are apart, as distributions; a scalar.

    Args:
        some: (B, 3, H, W) in [0, 1].
        others: (B, 3, h, w).
        dice: for the directions that patches are looked at along.
    """
    parts = []
    for smaller, side in _SCALES:
        filters = dice.normal(_FILTERS, 3, side, side)
        filters = filters - (1 - _EVENNESS) * filters.mean((1, 2, 3), keepdim=True)
        filters = filters / filters.square().sum((1, 2, 3), keepdim=True).sqrt()
        here, there = (
            functional.conv2d(functional.avg_pool2d(it, smaller), filters).flatten(2).float()
            for it in (some, others)
        )
        count = min(_SAMPLES, here.shape[2], there.shape[2])
        mine, theirs = (
            it[..., dice.whole(it.shape[2], count)].sort(2).values for it in (here, there)
        )
        parts.append((mine - theirs).abs().mean())
    return torch.stack(parts).mean()


@torch.no_grad()
def dyed(contents: Tensor, styles: Tensor) -> Tensor:
    """Each content in the mean and spread of its style's colours, and otherwise as it is."""
    with torch.autocast(contents.device.type, enabled=False):
        pairs = zip(_singly(contents.cpu()), _singly(styles.cpu()), strict=True)
        return torch.cat([shifted(*pair) for pair in pairs]).to(contents.device)


def outline_distance(some: Tensor, others: Tensor) -> Tensor:
    """How much the slopes of light differ where the other pictures have steep ones; a scalar.

    Args:
        some: (B, 3, H, W) in [0, 1].
        others: of the same shape, whose outlines count.
    """
    mine, theirs = _slopes(some), _slopes(others)
    steep = theirs.square().sum(1, keepdim=True)
    return (steep * (mine - theirs).abs()).sum() / steep.sum().clamp(min=1e-6)


def _slopes(pictures: Tensor) -> Tensor:
    """Of light, to the right and down, at half the size, (B, 2, h, w)."""
    light = luminance(functional.avg_pool2d(pictures, 2)).float()
    here = light[:, :, :-1, :-1]
    return torch.cat([light[:, :, :-1, 1:] - here, light[:, :, 1:, :-1] - here], 1)


def _singly(batch: Tensor) -> list[Tensor]:
    """(B, ...) as B times (1, ...)."""
    return [one[None] for one in batch]


def _carried(latents: Tensor, style: Tensor, busy: Tensor, dice: Dice) -> tuple[Tensor, Tensor]:
    """As `Copyist` asks for it, held on to the content more or less."""
    beside = coloured(latents, style)
    hold = float(dice.numpy.uniform(0.1, 1.0)) * (0.35 + busy)
    generator = torch.Generator().manual_seed(int(dice.numpy.integers(2**62)))
    return swapped(beside, style, Pull(to=beside, weight=hold), generator=generator), beside


def _near(seen: Tensor, asked: Tensor, beside: Tensor, content: Tensor, hold: float) -> Tensor:
    """How far what was painted is from what was asked for; at edges from the content."""
    busy = torch.cat([edges_of(picture, seen) for picture in _singly(content)])
    return (seen - asked.lerp(beside, hold * busy)).abs().mean()


def _moments(seen: Sequence[Tensor], floors: Sequence[Tensor]) -> Tensor:
    parts = [
        (statistics(mine) - statistics(theirs)).square().mean().sqrt()
        for mine, theirs in zip(seen, floors, strict=True)
    ]
    return torch.stack(parts).mean()


def _turned(picture: Tensor, dice: Dice) -> Tensor:
    turned = picture.rot90(int(dice.numpy.integers(4)), (2, 3))
    return turned.flip(3) if dice.numpy.random() < 0.5 else turned


def _recoloured(picture: Tensor, dice: Dice) -> Tensor:
    """Half the time with its colours exchanged, and lighter or darker."""
    if dice.numpy.random() < 0.5:
        return picture
    order = torch.from_numpy(dice.numpy.permutation(3))
    return picture[:, order].clamp(0, 1) ** float(dice.numpy.uniform(0.6, 1.6))

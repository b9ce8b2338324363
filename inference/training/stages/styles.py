"""The network of styles: studies of many styles, learned side by side.

It learns to paint what each study shows: its pixels, its colours from afar, and the patches that
come up in each region, wherever they do. So strokes need not lie where they lie in the study, since
nobody could know where, and do not fade into their mean.
Source: Johnson, Alahi and Fei-Fei (2016; arXiv:1603.08155) and Dumoulin, Shlens and Kudlur (2016;
arXiv:1610.07629) for the network, whose losses ask for features of millions of photographs; ours
compares patches instead, as Elnekave and Weiss, "Generating Natural Images with Direct Patch
Distribution Matching" (2022; arXiv:2203.11862), do.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from PIL.Image import Image
from torch import Tensor, nn
from torch.nn import functional

from inference.styling.network import StyleNetwork, write_network
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.schedules import StylesConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.studies import Batch, Studies

_SMALL = 4
_WAYS = 16
_PATCH = 7
_SIZES = 3
_REGION = 20  # patches each way
_EASE = 0.02


class StylesStage:
    """Learns to paint in many styles."""

    name = "styles"

    def __init__(self, config: Config, *, studies: Studies, place: str) -> None:
        self.schedule: StylesConfig = config.styles
        self._studies = studies
        torch.manual_seed(config.seed)
        network = StyleNetwork(
            config.styles.names,
            features=config.styles.features,
            inner=config.styles.inner,
            depth=config.styles.depth,
        )
        self._learner = Learner(network.to(place), config.styles)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"styles": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config = self.schedule
        batch = self._studies.draw(dice, config.batch, side=config.crop, painted=config.share)
        painted = self._paint(self._learner.network, batch, dice)
        loss = _far(painted, batch.targets) + (painted - batch.targets).abs().mean()
        if config.texture:
            loss = loss + config.texture * patch_distance(painted, batch.targets, dice)
        return {"styles": loss}

    def sheet(self, dice: Dice) -> Image:
        """Contents, what the studies made of them and what the network makes, style by style."""
        count, side = len(self.schedule.names), self.schedule.crop
        batch = self._studies.draw(dice, 2 * count, side=side, painted=self.schedule.share)
        made = self._paint(self._learner.average, batch, dice)
        shown = zip(batch.contents, batch.targets, made, strict=True)
        threes = [[as_image(picture * 2 - 1) for picture in three] for three in shown]
        return sheet_of([threes[place] + threes[place + count] for place in range(count)])

    def save(self, folder: Path) -> None:
        network = self._learner.average
        assert isinstance(network, StyleNetwork)
        write_network(network, folder / "styles.safetensors")

    def _paint(self, network: nn.Module, batch: Batch, dice: Dice) -> Tensor:
        shares = functional.one_hot(batch.styles, len(self.schedule.names)).float()
        count, _, height, width = batch.contents.shape
        painted: Tensor = network(
            batch.contents, shares, dice.normal(count, 1, height // 2, width // 2)
        )
        return painted.float()


def _far(one: Tensor, other: Tensor) -> Tensor:
    return functional.avg_pool2d(one - other, _SMALL).abs().mean()


def patch_distance(some: Tensor, others: Tensor, dice: Dice) -> Tensor:
    """How unlike the strokes of pictures are in each region: a scalar, 0 for the same pictures.

    Args:
        some: (B, 3, H, W).
        others: of the same shape; how strong its strokes are is the unit.
        dice: in which ways patches are looked at.

    Source: the sliced Wasserstein distance of patches, at three sizes. Ours looks at each region
        apart, and past the patches' mean colours, beside which strokes would count for little.
    """
    parts = []
    for turn in range(_SIZES):
        ways = dice.normal(_WAYS, 3, _PATCH, _PATCH)
        ways = ways - ways.mean((2, 3), keepdim=True)
        ways = ways / ways.flatten(1).norm(dim=1)[:, None, None, None]
        stride = 1 if turn == _SIZES - 1 else 2
        mine, theirs = (functional.conv2d(it, ways, stride=stride).float() for it in (some, others))
        spread = theirs.flatten(2).std(2)[:, :, None, None] + _EASE
        gap = _ranked(mine) - _ranked(theirs)
        parts.append((gap / spread).abs().mean())
        some, others = functional.avg_pool2d(some, 2), functional.avg_pool2d(others, 2)
    return torch.stack(parts).mean()


def _ranked(seen: Tensor) -> Tensor:
    """(B, ways, regions, patches), in each region from the least to the greatest."""
    height, width = seen.shape[-2:]
    side = min(_REGION, height, width)
    down, across = height // side, width // side
    whole = seen[..., : down * side, : across * side]
    tiles = whole.reshape(*seen.shape[:2], down, side, across, side).transpose(3, 4)
    return tiles.reshape(*seen.shape[:2], down * across, side * side).sort(-1).values

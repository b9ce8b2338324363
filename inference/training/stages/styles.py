"""The network of styles: studies of many styles, learned side by side.

It learns to paint what each study shows: its colours from afar (L1 of the picture made small), the
patches that come up in it wherever they do, what the judge sees, and, once that is good, what a
critic who knows the style cannot tell from the real ones. Strokes need not lie where they lie in
the study, since nobody could know where.
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

from inference.judge import Judge
from inference.styling.network import StyleNetwork, write_network
from inference.training.config import Config, StylesConfig
from inference.training.dice import Dice
from inference.training.networks import StyleCritic, perceptual_distance
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.studies import Batch, Studies

_SMALL = 4
_NEAR = 0.4
_WAYS = 32
_PATCH = 7


class StylesStage:
    """Learns to paint in many styles."""

    name = "styles"

    def __init__(self, config: Config, *, studies: Studies, judge: Judge, place: str) -> None:
        self.schedule: StylesConfig = config.styles
        self._studies, self._judge = studies, judge
        torch.manual_seed(config.seed)
        network = StyleNetwork(
            config.styles.names,
            features=config.styles.features,
            inner=config.styles.inner,
            depth=config.styles.depth,
        )
        critic = StyleCritic(len(config.styles.names))
        self._learner = Learner(network.to(place), config.styles)
        self._critic = Learner(critic.to(place), config.styles)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"styles": self._learner, "critic": self._critic}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config, critic = self.schedule, self._critic.network
        batch = self._studies.draw(dice, config.batch, side=config.crop, painted=config.share)
        painted = self._paint(self._learner.network, batch, dice)
        loss = _far(painted, batch.targets) + _NEAR * (painted - batch.targets).abs().mean()
        if config.texture:
            loss = loss + config.texture * patch_distance(painted, batch.targets, dice)
        mine, real = painted * 2 - 1, batch.targets * 2 - 1
        if config.perceptual:
            loss = loss + config.perceptual * perceptual_distance(self._judge, mine, real)
        if dice.step < config.adversarial_from or not config.adversarial:
            return {"styles": loss}
        loss = loss - config.adversarial * critic(mine, batch.styles).float().mean()
        believed = critic(real, batch.styles).float()
        doubted = critic(mine.detach(), batch.styles).float()
        hinge = functional.relu(1 - believed).mean() + functional.relu(1 + doubted).mean()
        return {"styles": loss, "critic": hinge}

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
    """How unlike the patches of pictures are, wherever they lie: a scalar, 0 for the same ones.

    Args:
        some: (B, 3, H, W).
        others: of the same shape.
        dice: in which ways patches are looked at.

    Source: the sliced Wasserstein distance of patches, at the whole and at half the size.
    """
    parts = []
    for stride in (3, 2):
        ways = dice.normal(_WAYS, 3, _PATCH, _PATCH)
        ways = ways / ways.flatten(1).norm(dim=1)[:, None, None, None]
        mine, theirs = (
            functional.conv2d(it, ways, stride=stride).flatten(2).float().sort(2).values
            for it in (some, others)
        )
        parts.append((mine - theirs).abs().mean())
        some, others = functional.avg_pool2d(some, 2), functional.avg_pool2d(others, 2)
    return torch.stack(parts).mean()

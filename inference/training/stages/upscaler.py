"""The upscaler: small pictures to large ones, learned from pictures made small in several ways."""

from collections.abc import Mapping
from pathlib import Path

import torch
from PIL.Image import Image
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from inference.judge import Judge
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.networks import perceptual_distance
from inference.training.pictures import Album
from inference.training.schedules import UpscalerConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import placed
from inference.upscaling.compact import CompactUpscaler

_WAYS = ("area", "bilinear", "bicubic")


class UpscalerStage:
    """Learns to give back what was lost."""

    name = "upscaler"

    def __init__(self, config: Config, *, album: Album, judge: Judge, place: str) -> None:
        self.schedule: UpscalerConfig = config.upscaler
        self._album, self._judge = album, judge
        torch.manual_seed(config.seed)
        network = CompactUpscaler(
            features=config.upscaler.features,
            depth=config.upscaler.depth,
            scale=config.upscaler.scale,
        )
        self._learner = Learner(placed(network, place), config.upscaler)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"upscaler": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config = self.schedule
        pixels = self._album.draw(dice, config.batch).pixels
        large = (dice.crop(pixels, config.crop) + 1) / 2
        rebuilt = self._learner.network(self._small(large, dice)).float()
        loss = (rebuilt - large).abs().mean()
        if config.perceptual:
            seen = perceptual_distance(self._judge, rebuilt * 2 - 1, large * 2 - 1)
            loss = loss + config.perceptual * seen
        return {"upscaler": loss}

    def sheet(self, dice: Dice) -> Image:
        """The nearest pixels, what became of them, and the real pictures."""
        large = (self._album.draw(dice, 4).pixels + 1) / 2
        small = self._small(large, dice)
        nearest = functional.interpolate(small, scale_factor=self.schedule.scale, mode="nearest")
        rows = (nearest, self._learner.average(small), large)
        return sheet_of([[as_image(picture * 2 - 1) for picture in row] for row in rows])

    def save(self, folder: Path) -> None:
        weights = self._learner.average.state_dict()
        save_file(
            {name: tensor.half().contiguous().cpu() for name, tensor in weights.items()},
            folder / "upscaler.safetensors",
        )

    def _small(self, large: Tensor, dice: Dice) -> Tensor:
        way = _WAYS[int(dice.numpy.integers(len(_WAYS)))]
        corners = None if way == "area" else False
        small = functional.interpolate(
            large,
            scale_factor=1 / self.schedule.scale,
            mode=way,
            align_corners=corners,
            antialias=way != "area",
        )
        return small.clamp(0, 1)

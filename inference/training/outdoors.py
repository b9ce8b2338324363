"""The painter's outdoor pictures made small: what the GAN learns from, and what each shows.

A sight is as high or as wide as the generator's pictures; of a longer one, each step cuts another
square. Knows nothing of networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inference.painter.sampling import for_training
from inference.painter.scene import Scene
from inference.training.config import Config, ConfigRefused
from inference.training.dice import Dice
from inference.training.painting import chunks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One small picture: (height, width, 3) uint8, the shorter side that of the generator's."""

    pixels: NDArray[np.uint8]
    scene: Scene


class Outdoors:
    """Small pictures in memory, 12 kB each at 64 pixels, drawn at random."""

    def __init__(self, found: Sequence[Sight], side: int) -> None:
        self._found, self._side = found, side

    def __len__(self) -> int:
        return len(self._found)

    def draw(self, dice: Dice, count: int) -> tuple[Tensor, list[Scene]]:
        """(count, 3, side, side) in [-1, 1], half of them mirrored, and what they show."""
        chosen = [self._found[int(index)] for index in dice.numpy.integers(len(self), size=count)]
        squares = np.stack([self._square(sight.pixels, dice.numpy) for sight in chosen])
        pixels = torch.from_numpy(squares).to(dice.place).permute(0, 3, 1, 2).float()
        return pixels / 127.5 - 1, [sight.scene for sight in chosen]

    def _square(self, pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        height, width, _ = pixels.shape
        top = int(rng.integers(height - self._side + 1))
        left = int(rng.integers(width - self._side + 1))
        square = pixels[top : top + self._side, left : left + self._side]
        return square[:, ::-1] if rng.random() < 0.5 else square


def read_outdoors(config: Config, folder: Path) -> Outdoors:
    """The pictures whose place and style the configuration names.

    Raises:
        FileNotFoundError: not all are painted.
        ConfigRefused: it names none that there are.
    """
    side = config.gan.side
    found: list[Sight] = []
    for chunk in chunks_of(config, "learn"):
        painted = np.load(folder / f"{chunk.name}.npy", mmap_mode="r")
        for index in range(chunk.count):
            scene = for_training(chunk.number * config.data.chunk + index, config.seed)
            if scene.place in config.gan.places and scene.style in config.gan.styles:
                found.append(Sight(pixels=_small(painted[index], side), scene=scene))
    if not found:
        raise ConfigRefused("gan: no picture is of one of its places and in one of its styles.")
    return Outdoors(found, side)


def _small(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    height, width, _ = pixels.shape
    scale = side / min(height, width)
    size = round(scale * height), round(scale * width)
    whole = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float()
    small = functional.interpolate(whole, size, mode="area")[0].round().to(torch.uint8)
    return np.ascontiguousarray(small.permute(1, 2, 0).numpy())

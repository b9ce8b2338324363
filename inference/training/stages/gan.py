"""The GAN: a generator that makes pictures of nothing but chance, against a critic.

Both learn in each step, from the same generated pictures. The averaged generator is what is kept;
the numbers by which it normalises are measured anew for it, since those of the learning one belong
to other weights.
Source: Radford et al. (2015; see inference.gan.network), the hinge loss (see training.networks),
and averaged weights as in Karras et al., "Progressive Growing of GANs" (2017; arXiv:1710.10196).
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import cast

import torch
from PIL.Image import Image
from torch import Tensor, nn

from inference.gan.file import write_generator
from inference.gan.network import Critic, Generator
from inference.judge import Judge
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.meanings import find_meanings
from inference.training.networks import hinge
from inference.training.outdoors import Outdoors
from inference.training.schedules import GanConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import placed

_BETAS = (0.5, 0.99)  # a game wants a short memory
_ROWS, _COLUMNS = 5, 10
_MEASURED = 16  # batches by which the kept generator normalises


class GanStage:
    """Learns to make pictures like the painter's."""

    name = "gan"

    def __init__(self, config: Config, *, outdoors: Outdoors, judge: Judge, place: str) -> None:
        self.schedule: GanConfig = config.gan
        self._config, self._judge = config, judge
        self._outdoors, self._seed, self._place = outdoors, config.seed, place
        torch.manual_seed(config.seed)
        generator = Generator(latent_size=config.gan.latent, channels=config.gan.channels)
        critic = Critic(config.gan.channels[::-1])
        self._generator = Learner(placed(generator, place), config.gan, betas=_BETAS)
        self._critic = Learner(placed(critic, place), config.gan, betas=_BETAS)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"critic": self._critic, "generator": self._generator}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config, critic = self.schedule, self._critic.network
        real, _ = self._outdoors.draw(dice, config.batch)
        real = real.contiguous(memory_format=torch.channels_last)
        made = self._generator.network(dice.normal(config.batch, config.latent))
        believed, doubted = critic(real).float(), critic(made.detach()).float()
        return {"critic": hinge(believed, doubted), "generator": -critic(made).float().mean()}

    def sheet(self, dice: Dice) -> Image:
        """Pictures of the same latents every time."""
        latents = dice.normal(_ROWS * _COLUMNS, self.schedule.latent)
        with torch.no_grad():
            made = self._kept()(latents)
        images = [as_image(picture) for picture in made]
        return sheet_of([images[i : i + _COLUMNS] for i in range(0, len(images), _COLUMNS)])

    def save(self, folder: Path) -> None:
        kept = self._kept()
        found = find_meanings(self._config, kept, self._judge, self._outdoors)
        write_generator(kept, folder / "gan.safetensors", found.words, dtype=torch.float32)
        scores = {"read": found.read, "reached": found.reached}
        (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")

    def _kept(self) -> Generator:
        """The averaged generator, normalising by what is usual for it."""
        kept = cast("Generator", deepcopy(self._generator.average))
        dice = Dice(self._seed, "gan/usual", 0, place=self._place)
        for layer in kept.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.reset_running_stats()
                layer.momentum = None  # the mean of all batches
        with torch.no_grad():
            kept.train()
            for _ in range(_MEASURED):
                kept(dice.normal(max(32, self.schedule.batch), self.schedule.latent))
        return kept.eval()

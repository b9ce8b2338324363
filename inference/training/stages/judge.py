"""The attribute judge: looks at a picture and tells subject, colour, count, hour and style.

It is trained apart from all that it judges, on whole scenes and on things from near. Its features
also serve as the eye that compares pictures when the autoencoder and the upscaler learn.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import torch
from PIL.Image import Image
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from inference.judge import Judge, seen_at
from inference.painter.facts import ATTRIBUTES
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.pictures import Album
from inference.training.scenes import UNKNOWN
from inference.training.schedules import JudgeConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import placed

_WEIGHTS = "judge.safetensors"
_CHECKED_AT_ONCE = 32
_ROUNDS = 8
_SHIFT = 8  # pixels
_COARSEST = 2.5  # how many times fewer pixels a side may have had
_NOISIEST = 0.1  # of the noise that may be added, in a range of 2


class JudgeStage:
    """Learns from pictures and their labels."""

    name = "judge"

    def __init__(
        self, config: Config, *, album: Album, near: Album, check: Album, place: str
    ) -> None:
        self.schedule: JudgeConfig = config.judge
        self._album, self._near = album, near
        self._check, self._place, self._seed = check, place, config.seed
        torch.manual_seed(config.seed)
        judge = placed(Judge(config.judge.channels), place)
        self._learner = Learner(judge, config.judge)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"judge": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        album = self._near if dice.numpy.random() < self.schedule.near else self._album
        batch = album.draw(dice, self.schedule.batch)
        seen = _worn(_moved(seen_at(batch.pixels, self.schedule.side), dice), dice)
        told = self._learner.network(seen)
        parts = [_surprise(told[name].float(), batch.labels[name]) for name in told]
        return {"judge": torch.stack(parts).mean()}

    def sheet(self, dice: Dice) -> Image:
        batch = self._check.draw(dice, 8)
        images = [as_image(picture) for picture in batch.pixels]
        return sheet_of([images[:4], images[4:]])

    def save(self, folder: Path) -> None:
        save_judge(cast("Judge", self._learner.average), folder, side=self.schedule.side)
        (folder / "scores.json").write_text(json.dumps(self.scores(), indent=2) + "\n")

    def scores(self) -> dict[str, float]:
        """The share of right answers for each attribute, on combinations never learned."""
        right = dict.fromkeys(ATTRIBUTES, 0)
        asked = dict.fromkeys(ATTRIBUTES, 0)
        for round_ in range(_ROUNDS):
            dice = Dice(self._seed, "judge/check", round_, place=self._place)
            batch = self._check.draw(dice, _CHECKED_AT_ONCE)
            with torch.no_grad():
                told = self._learner.average(seen_at(batch.pixels, self.schedule.side))
            for name, answers in told.items():
                right[name] += int((answers.argmax(1) == batch.labels[name]).sum())
                asked[name] += int((batch.labels[name] != UNKNOWN).sum())
        return {name: round(right[name] / max(1, asked[name]), 4) for name in ATTRIBUTES}


def save_judge(judge: Judge, folder: Path, *, side: int) -> None:
    """Write its weights; the file also says how it is built and what it may answer."""
    weights = {name: tensor.contiguous().cpu() for name, tensor in judge.state_dict().items()}
    built = {
        "side": side,
        "channels": judge.channels,
        "answers": {name: list(told) for name, told in ATTRIBUTES.items()},
    }
    told = {name: json.dumps(value) for name, value in built.items()}
    save_file(weights, folder / _WEIGHTS, told)


def load_judge(folder: Path, config: JudgeConfig, place: str) -> Judge:
    """The judge of a finished stage, frozen."""
    judge = Judge(config.channels)
    judge.load_state_dict(load_file(folder / _WEIGHTS))
    return judge.to(place).eval().requires_grad_(requires_grad=False)


def _surprise(answers: Tensor, labels: Tensor) -> Tensor:
    """Cross entropy, each picture with a label counting alike; 0 where there is none."""
    sum_ = functional.cross_entropy(answers, labels, ignore_index=UNKNOWN, reduction="sum")
    return sum_ / (labels != UNKNOWN).sum().clamp(min=1)


def _moved(pixels: Tensor, dice: Dice) -> Tensor:
    """The same pictures, mirrored or not and a little to one side; nothing it judges changes."""
    if dice.numpy.random() < 0.5:
        pixels = pixels.flip(3)
    wider = functional.pad(pixels, [_SHIFT] * 4, mode="replicate")
    return dice.crop(wider, pixels.shape[-1])


def _worn(pixels: Tensor, dice: Dice) -> Tensor:
    """The same pictures, half the time less sharp and a little noisy, as networks make them.

    A judge of clean pictures alone would judge the softness of others, not what they show.
    """
    if dice.numpy.random() < 0.5:
        return pixels
    side = int(pixels.shape[-1] / dice.numpy.uniform(1, _COARSEST))
    small = functional.interpolate(pixels, (side, side), mode="area")
    soft = functional.interpolate(small, pixels.shape[-2:], mode="bilinear", align_corners=False)
    return soft + float(dice.numpy.uniform(0, _NOISIEST)) * dice.normal(*soft.shape)

"""The translator: pictures to others of the same scene, learned from pairs that the painter made.

L1, what the judge sees, and, once those have settled, a critic of patches, which has no patience
with greyish averages of what might be.
Source: Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks" (2017;
arXiv:1611.07004), with our own judge's features, and a critic that sees the answer alone.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from PIL.Image import Image
from torch import Tensor

from inference.judge import Judge
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.networks import Critic, hinge, perceptual_distance
from inference.training.pairs import Pairs, Views, draw_pairs, pairs_for
from inference.training.pictures import Album
from inference.training.schedules import TranslatorConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import placed
from inference.translating.network import TranslatorNetwork
from inference.translating.tasks import Task
from inference.translating.translator import Translator, coloured, write_translator

_SHOWN = 3  # pairs of each task on a sheet


class TranslatorStage:
    """Learns all tasks at once."""

    name = "translator"

    def __init__(
        self,
        config: Config,
        *,
        views: Views,
        check: Views,
        album: Album,
        judge: Judge,
        place: str,
    ) -> None:
        self.schedule: TranslatorConfig = config.translator
        self._views, self._check, self._album, self._judge = views, check, album, judge
        torch.manual_seed(config.seed)
        network = TranslatorNetwork(channels=config.translator.channels, tasks=len(Task))
        self._learner = Learner(placed(network, place), config.translator)
        self._critic = Learner(Critic().to(place), config.translator)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"translator": self._learner, "critic": self._critic}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config, critic = self.schedule, self._critic.network
        pairs = draw_pairs(dice, self._views, self._album, count=config.batch, side=config.crop)
        made, wanted = _made(self._learner.network, pairs) * 2 - 1, pairs.after * 2 - 1
        loss = (made - wanted).abs().mean()
        if config.perceptual:
            seen = perceptual_distance(self._judge, made[::2], wanted[::2])  # half will do
            loss = loss + config.perceptual * seen
        if dice.step < config.adversarial_from or not config.adversarial:
            return {"translator": loss}
        loss = loss - config.adversarial * critic(made).float().mean()
        believed, doubted = critic(wanted).float(), critic(made.detach()).float()
        return {"translator": loss, "critic": hinge(believed, doubted)}

    def sheet(self, dice: Dice) -> Image:
        """A row for each task, of scenes kept back: what was given, what came of it, the truth."""
        rows = []
        for task in Task:
            pairs = pairs_for([task] * _SHOWN, dice, self._check, None, side=self.schedule.crop)
            made = _made(self._learner.average, pairs)
            row = zip(pairs.before, made, pairs.after, strict=True)
            rows.append([as_image(picture * 2 - 1) for three in row for picture in three])
        return sheet_of(rows)

    def save(self, folder: Path) -> None:
        translator = Translator(network=self._learner.average)  # type: ignore[arg-type]  # Learner forgets the class
        write_translator(translator, folder / "translator.safetensors")


def _made(network: torch.nn.Module, pairs: Pairs) -> Tensor:
    """What the network makes of them; in colour, what a member would get of that."""
    before = pairs.before.contiguous(memory_format=torch.channels_last)
    made: Tensor = network(before, pairs.numbers)
    grey = [task is Task.COLOUR for task in pairs.tasks]
    if not any(grey):
        return made
    chosen = torch.tensor(grey, device=made.device)[:, None, None, None]
    return torch.where(chosen, coloured(pairs.before, made), made)

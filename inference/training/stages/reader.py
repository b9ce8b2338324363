"""The words: a text encoder that learns what captions say before any picture is made of them.

From the last token of a caption it tells every fact of the scene that the caption was written for.
A denoiser that starts with such an encoder need not find out that “scarlet” and “crimson” are red.
Source: the features that CLIP's last token holds (Radford et al. 2021; arXiv:2103.00020), here
learned from answers instead of pictures.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
from PIL import ImageDraw
from PIL.Image import Image, new
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer
from typing_extensions import override

from inference.painter.facts import ATTRIBUTES
from inference.painter.scene import Palette, Place, Scene, Season, Weather
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.scenes import UNKNOWN, example, labels_of
from inference.training.schedules import ReaderConfig
from inference.training.stage import Learner
from inference.training.stages.encoder import token_ids
from inference.training.stock import Network

_UNSAID = "unsaid"
_SCENES = 2**31  # captions cost nothing, so hardly one is read twice
_AROUND: Mapping[str, tuple[str, ...]] = {
    "place": (_UNSAID, *Place),
    "season": (_UNSAID, *Season),
    "palette": (_UNSAID, *Palette),
    "weather": (_UNSAID, *Weather),
}
"""Facts of a scene that no judge asks for, and the answers to each."""
_ASKED: Mapping[str, tuple[str, ...]] = {**ATTRIBUTES, **_AROUND}


class Reader(nn.Module):
    """A text encoder, and a layer on top that says what it understood."""

    def __init__(self, text_encoder: Network) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        width = int(text_encoder.config.hidden_size)
        answers = {name: nn.Linear(width, len(told)) for name, told in _ASKED.items()}
        self.answers = nn.ModuleDict(answers)

    @override
    def forward(self, ids: Tensor) -> dict[str, Tensor]:
        """(B, tokens) int64 to (B, answers) for each fact, before the softmax."""
        last = self.text_encoder(ids).pooler_output
        return {name: answer(last).float() for name, answer in self.answers.items()}


class ReaderStage:
    """Learns to tell the facts of scenes from captions alone; no picture is painted for it."""

    name = "reader"

    def __init__(self, config: Config, *, encoder: Path, place: str) -> None:
        """Go on from the text encoder of the encoder stage's results."""
        self.schedule: ReaderConfig = config.reader
        self._seed = config.seed
        self._tokenizer = CLIPTokenizer.from_pretrained(encoder / "tokenizer")
        torch.manual_seed(config.seed)
        text = CLIPTextModel.from_pretrained(encoder / "text_encoder", dtype=torch.float32)
        self._learner = Learner(Reader(text).to(place), config.reader)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"reader": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        captions, wanted = self._read(dice, self.schedule.batch)
        told = self._learner.network(token_ids(self._tokenizer, captions).to(dice.place))
        parts = [
            functional.cross_entropy(told[name], labels, ignore_index=UNKNOWN)
            for name, labels in wanted.items()
            if bool((labels != UNKNOWN).any())
        ]
        return {"reader": torch.stack(parts).mean()}

    def sheet(self, dice: Dice) -> Image:
        """Captions over what was understood of them."""
        captions, _ = self._read(dice, 12)
        told = self._learner.average(token_ids(self._tokenizer, captions).to(dice.place))
        sheet = new("RGB", (960, 48 * len(captions)), "white")
        draw = ImageDraw.Draw(sheet)
        for row, caption in enumerate(captions):
            best = {name: int(answers[row].argmax()) for name, answers in told.items()}
            heard = ", ".join(_ASKED[name][index] for name, index in best.items())
            draw.text((8, 48 * row + 6), caption, "black")
            draw.text((8, 48 * row + 24), heard, "firebrick")
        return sheet

    def save(self, folder: Path) -> None:
        average = cast("Reader", self._learner.average)
        average.text_encoder.save_pretrained(folder / "text_encoder")

    def _read(self, dice: Dice, count: int) -> tuple[Sequence[str], Mapping[str, Tensor]]:
        """Captions of scenes from near, as the denoiser sees them, and of whole ones."""
        numbers = dice.numpy.integers(_SCENES, size=count).tolist()
        near = dice.numpy.random(count) < self.schedule.near
        shown = [
            example(number, self._seed, purpose="near" if it else "learn", phrasings=1)
            for number, it in zip(numbers, near, strict=True)
        ]
        labels = [labels_of(one.scene) | _around(one.scene) for one in shown]
        wanted = {
            name: torch.tensor([each[name] for each in labels]).to(dice.place) for name in _ASKED
        }
        return [one.captions[0] for one in shown], wanted


def _around(scene: Scene) -> dict[str, int]:
    """The answers to the facts that no judge asks for."""
    told: dict[str, str | None] = {
        "place": scene.place,
        "season": scene.season,
        "palette": scene.palette,
        "weather": min(scene.weather, default=None),
    }
    return {name: _AROUND[name].index(told[name] or _UNSAID) for name in _AROUND}

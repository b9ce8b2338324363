"""A small language model that continues prompts and makes them richer: a LlamaForCausalLM.

It reads lessons as they come, each once: few words, a sign, rich words, the end.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional
from transformers import GPT2Tokenizer, LlamaConfig, LlamaForCausalLM

from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.lessons import FREE, SCENES, Phrasebook, lesson
from inference.training.schedules import WriterConfig
from inference.training.stage import Learner
from inference.training.stock import Network

_SHOWN = ("a red fox", "two lighthouses", "an old robot reading a book", "castle sunset")
_LONGEST_SHOWN = 40
_LINE_PX = 16


class WriterStage:
    """Learns which token follows."""

    name = "writer"

    def __init__(
        self, config: Config, *, book: Phrasebook, tokenizer: GPT2Tokenizer, place: str
    ) -> None:
        self.schedule: WriterConfig = config.writer
        self._seed, self._book, self._tokenizer = config.seed, book, tokenizer
        torch.manual_seed(config.seed)
        self._learner = Learner(_llama(config.writer, tokenizer).to(place), config.writer)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"writer": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        first = dice.step * self.schedule.batch
        numbers = range(first, first + self.schedule.batch)
        texts = [lesson(number, self._seed, self._book).text for number in numbers]
        ids = packed(self._tokenizer, texts, row=self.schedule.tokens).to(dice.place)
        logits: Tensor = self._learner.network(input_ids=ids[:, :-1]).logits.float()
        loss = functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
        return {"writer": loss}

    def sheet(self, dice: Dice) -> Image.Image:
        """What it makes of a few words, always taking the likeliest token."""
        lines = [self._continued(f" {words} {sign}") for words in _SHOWN for sign in (SCENES, FREE)]
        sheet = Image.new("RGB", (900, _LINE_PX * (len(lines) + 1)), "white")
        drawing = ImageDraw.Draw(sheet)
        for number, line in enumerate(lines):
            drawing.text((8, _LINE_PX // 2 + _LINE_PX * number), line, fill="black")
        return sheet

    def save(self, folder: Path) -> None:
        model: Network = self._learner.average
        model.save_pretrained(folder / "writer")
        self._tokenizer.save_pretrained(folder / "writer")

    def _continued(self, text: str) -> str:
        end: int = self._tokenizer.eos_token_id
        ids = torch.tensor([[end, *self._tokenizer(text).input_ids]])
        model: Network = self._learner.average
        ids = ids.to(model.device)
        for _ in range(_LONGEST_SHOWN):
            best = model(input_ids=ids).logits[:, -1].argmax(-1)
            if int(best) == end:
                break
            ids = torch.cat([ids, best[:, None]], 1)
        return str(self._tokenizer.decode(ids[0, 1:]))


def packed(tokenizer: GPT2Tokenizer, texts: Sequence[str], *, row: int) -> Tensor:
    """Texts one after the other, an end before each, cut into rows: (B, row) int64.

    Nothing is padded, which would be more than half of it; the last row that is not full is left
    out, unless it is the only one.
    """
    end: int = tokenizer.eos_token_id
    told = [token for ids in tokenizer(list(texts)).input_ids for token in (end, *ids)] + [end]
    rows = len(told) // row
    return torch.tensor(told[: rows * row]).view(rows, row) if rows else torch.tensor([told])


def _llama(config: WriterConfig, tokenizer: GPT2Tokenizer) -> Network:
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=config.width,
            intermediate_size=config.inner,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            max_position_embeddings=2 * config.tokens,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=None,
            tie_word_embeddings=True,
        )
    )

"""The painted pictures as tensors, read at random."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.painter.facts import ATTRIBUTES
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.painting import Told, chunks_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which pictures, and what is said of them.

    Attributes:
        places: (chunk's name, index) of each; all of one size.
        captions: one for each, of the phrasings that were written.
        labels: (B,) int64 for each attribute.
    """

    places: tuple[tuple[str, int], ...]
    captions: tuple[str, ...]
    labels: Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Batch(Chosen):
    """The same with the pictures: (B, 3, H, W) in [-1, 1], fp32."""

    pixels: Tensor


class Album:
    """The painted pictures of one purpose, read from the disk as they are asked for."""

    def __init__(self, config: Config, folder: Path, purpose: str = "learn") -> None:
        """Open every chunk.

        Raises:
            FileNotFoundError: not all are painted.
        """
        self._pixels: dict[str, NDArray[np.uint8]] = {}
        self._told: dict[str, list[Told]] = {}
        self._by_size: dict[tuple[int, int], list[str]] = {}
        for chunk in chunks_of(config, purpose):
            text = (folder / f"{chunk.name}.json").read_text(encoding="utf-8")
            self._told[chunk.name] = json.loads(text)
            self._pixels[chunk.name] = np.load(folder / f"{chunk.name}.npy", mmap_mode="r")
            self._by_size.setdefault(chunk.size, []).append(chunk.name)

    @property
    def names(self) -> Sequence[str]:
        """Of the chunks."""
        return tuple(self._pixels)

    @property
    def captions(self) -> Iterator[str]:
        """All of them."""
        for told in self._told.values():
            for one in told:
                yield from one["captions"]

    def chunk(self, name: str, place: str) -> Iterator[Tensor]:
        """All pictures of a chunk in order, (<= 16, 3, H, W) in [-1, 1]."""
        for begin in range(0, len(self._pixels[name]), 16):
            yield _as_tensor(self._pixels[name][begin : begin + 16], place)

    def draw(self, dice: Dice, count: int) -> Batch:
        """Choose pictures and read them."""
        chosen = self.choose(dice, count)
        pixels = np.stack([self._pixels[name][index] for name, index in chosen.places])
        return Batch(chosen.places, chosen.captions, chosen.labels, _as_tensor(pixels, dice.place))

    def choose(self, dice: Dice, count: int) -> Chosen:
        """Pictures of one size; sizes come as often as there are pictures of them."""
        sizes = list(self._by_size)
        amounts = [sum(len(self._told[name]) for name in self._by_size[size]) for size in sizes]
        shares = np.array(amounts) / sum(amounts)
        names = self._by_size[sizes[dice.numpy.choice(len(sizes), p=shares)]]
        ends = np.cumsum([len(self._told[name]) for name in names])
        indices = dice.numpy.integers(ends[-1], size=count)
        chunks = np.searchsorted(ends, indices, side="right")
        begins = ends - [len(self._told[name]) for name in names]
        places = tuple(
            (names[chunk], int(index - begins[chunk]))
            for chunk, index in zip(chunks, indices, strict=True)
        )
        told = [self._told[name][index] for name, index in places]
        phrasings = [one["captions"] for one in told]
        return Chosen(
            places=places,
            captions=tuple(each[dice.numpy.integers(len(each))] for each in phrasings),
            labels={
                name: torch.tensor([one["labels"][name] for one in told]).to(dice.place)
                for name in ATTRIBUTES
            },
        )


def _as_tensor(pixels: NDArray[np.uint8], place: str) -> Tensor:
    """(B, H, W, 3) uint8 to (B, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(pixels.copy()).to(place).permute(0, 3, 1, 2).float() / 127.5 - 1

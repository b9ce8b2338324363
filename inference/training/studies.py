"""Studies: a picture, and the same in a style, of two kinds, to learn styles from.

carried     what `/style` at its fast quality makes of a content, patch by patch
painted     the painter's plain scene, worn, and the same scene in the painter's own hand

    studies/carried-ink-00.npy    (count, 2, side, side, 3) uint8: contents and targets

A chunk depends on the seed and its number alone; a kill loses at most the one being made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.painter.chance import stream
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.sampling import for_training
from inference.painter.scene import Style as Hand
from inference.styling.pixels import image_of, tensor_of
from inference.styling.plates import plate
from inference.styling.styling import Colours, Order, Style, styled
from inference.training import contents
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.files import write_whole
from inference.training.painting import as_npy
from inference.training.schedules import StylesConfig

CARRIED, PAINTED = "carried", "painted"
_OTHER = {CARRIED: PAINTED, PAINTED: CARRIED}
_SIDES = {CARRIED: 384, PAINTED: 256}
"""At these, strokes that are carried over and those of the painter's are equally broad."""
_CARRIED_ONLY = ("ink", "swirls")
"""The painter does not know these, or means another hand."""
_MORE = 3
_PAINTED_ONLY = ("neon", "blueprint")
"""Lines of light: patches lose them."""
_OWN_COLOURS = ("ink", "swirls", "woodcut")
"""The others take the picture's colours, as they do where the painter shows them."""
_HANDS = {hand.value.replace(" ", "-"): hand for hand in Hand}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One file of studies in one style, made or not yet."""

    kind: str
    style: str
    number: int
    count: int

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.kind}-{self.style}-{self.number:02d}.npy"


def chunks_of(config: Config) -> list[Chunk]:
    """All the chunks that the configuration asks for; styles take turns."""
    asked = config.styles
    chunks = [
        Chunk(kind=kind, style=style, number=number, count=min(asked.chunk, amount - begin))
        for style in asked.names
        for kind, amount in _amounts(asked, style).items()
        for number, begin in enumerate(range(0, amount, asked.chunk))
    ]
    return sorted(chunks, key=lambda chunk: (chunk.kind == CARRIED, chunk.number))


def _amounts(asked: StylesConfig, style: str) -> dict[str, int]:
    """How many studies of each kind there are in a style."""
    if style in _CARRIED_ONLY:
        return {CARRIED: _MORE * asked.carried}
    if style in _PAINTED_ONLY:
        return {PAINTED: asked.painted}
    return {PAINTED: asked.painted, CARRIED: asked.carried}


def make_missing(config: Config, folder: Path) -> Iterator[Chunk]:
    """Make every chunk that is not there yet and yield each; who stops asking stops it."""
    for chunk in chunks_of(config):
        if not (folder / chunk.name).exists():
            studies = np.stack([_study(config, chunk, index) for index in range(chunk.count)])
            write_whole(folder / chunk.name, as_npy(studies))
            yield chunk


def _study(config: Config, chunk: Chunk, index: int) -> NDArray[np.uint8]:
    """(2, side, side, 3): the content and what became of it."""
    turn = config.styles.names.index(chunk.style)
    number = (chunk.number * config.styles.chunk + index) * len(config.styles.names) + turn
    side = config.styles.side or _SIDES[chunk.kind]
    make = _carried if chunk.kind == CARRIED else _painted
    return make(chunk.style, number, config.seed, side)


def _carried(style: str, number: int, seed: int, side: int) -> NDArray[np.uint8]:
    picture = contents.content(number, seed, side=side)
    whose = Colours.STYLE if style in _OWN_COLOURS else Colours.STROKES
    hand = Style(picture=_plate(style), share=1.0, colours=whose)
    order = Order(content=tensor_of(picture), styles=[hand], height=side, width=side, seed=number)
    with torch.inference_mode():
        target = image_of(styled(order, contents.unseen))
    return np.stack([np.asarray(picture), np.asarray(target)])


def _painted(style: str, number: int, seed: int, side: int) -> NDArray[np.uint8]:
    scene = replace(for_training(number, seed), style=_HANDS[style])
    seeds = Seeds(layout=number, palette=number, hand=number)
    plain, target = (
        paint(scene, width=side, height=side, seeds=seeds, show=contents.unseen, taste=taste)
        for taste in (0.0, 1.0)
    )
    levels = np.asarray(plain, float) / 255
    picture = contents.worn(levels, stream(seed, f"study {number}"), turned=False)
    return np.stack([np.asarray(contents.image_of(picture)), np.asarray(target)])


@lru_cache(maxsize=16)
def _plate(style: str) -> Tensor:
    return tensor_of(plate(style))


@dataclass(frozen=True, slots=True)
class Batch:
    """Crops: contents and targets, (B, 3, side, side) in [0, 1], and their styles, (B)."""

    contents: Tensor
    targets: Tensor
    styles: Tensor


class Studies:
    """All studies, read from the disk as they are asked for."""

    def __init__(self, config: Config, folder: Path) -> None:
        """Open every chunk.

        Raises:
            FileNotFoundError: not all are made.
        """
        names = config.styles.names
        self._chunks: dict[tuple[str, int], list[NDArray[np.uint8]]] = {}
        for chunk in chunks_of(config):
            pixels = np.load(folder / chunk.name, mmap_mode="r")
            self._chunks.setdefault((chunk.kind, names.index(chunk.style)), []).append(pixels)
        self._count = len(names)

    def draw(self, dice: Dice, count: int, *, side: int, painted: float) -> Batch:
        """Crops of random studies, each mirrored or not; styles come equally often.

        Args:
            dice: what decides.
            count: of crops.
            side: of each, in pixels.
            painted: the share of the painter's own, among the styles that have them.
        """
        styles = [(dice.step * count + place) % self._count for place in range(count)]
        pairs = []
        for style in styles:
            kind = PAINTED if dice.numpy.random() < painted else CARRIED
            chunks = self._chunks.get((kind, style)) or self._chunks[_OTHER[kind], style]
            chunk = chunks[dice.numpy.integers(len(chunks))]
            study = torch.from_numpy(chunk[dice.numpy.integers(len(chunk))].copy())
            cut = dice.crop(study.movedim(-1, 1), side)
            pairs.append(cut.flip(3) if dice.numpy.random() < 0.5 else cut)
        crops = torch.stack(pairs).to(dice.place).float() / 255
        return Batch(crops[:, 0], crops[:, 1], torch.tensor(styles).to(dice.place))

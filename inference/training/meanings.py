"""What the generator's latents mean: which of its pictures show the night, the sea, a pastel.

Nobody told it, so its own pictures are looked at:

    the painter's pictures -> the judge's features -> a linear reader of each kind of fact
    chance -> latents -> pictures -> features -> what the reader sees in them -> mean latents

The reader is least squares to one answer of a kind. Source: the linear reading of features follows
Radford et al. (2015; arXiv:1511.06434), section 5, with the judge's features for their critic's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.gan.arithmetic import Words, steered
from inference.gan.network import Generator
from inference.judge import Judge, seen_at
from inference.painter.scene import Hour, Scene, Season, Weather
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.outdoors import Outdoors

_AT_ONCE = 64
_RIDGE = 3e-3
_KEPT = 0.5  # of the pictures that show something, those that show it most clearly
_TRIED = 48  # pictures of each word, to measure it with
Answers = Callable[[Scene], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One kind of fact: its answers, and which of them a scene gives; None where it is not told."""

    name: str
    answers: tuple[str, ...]
    of: Answers


@dataclass(frozen=True, slots=True)
class Meanings:
    """What was found.

    Attributes:
        words: of the generator.
        read: share of the painter's pictures, not learned from, of which each kind was read right.
        reached: for each word, the share of pictures steered there that show it.
    """

    words: Words
    read: Mapping[str, float]
    reached: Mapping[str, float]


class Reader:
    """Reads facts off pictures, one linear map for each kind."""

    def __init__(self, judge: Judge, side: int) -> None:
        self._judge, self._side = judge, side
        self._maps: dict[str, Tensor] = {}

    @torch.no_grad()
    def features(self, pixels: Tensor) -> Tensor:
        """(B, 3, H, W) in [-1, 1] to (B, F), the last of them ones."""
        floors = self._judge.features(seen_at(pixels, self._side))[-2:]
        pooled = [part for floor in floors for part in (floor.mean((2, 3)), floor.amax((2, 3)))]
        thumbnail = seen_at(pixels, 4).flatten(1)
        return (
            torch.cat([*pooled, thumbnail, pixels.new_ones(len(pixels), 1)], dim=1).double().cpu()
        )

    def learn(self, kind: str, features: Tensor, labels: Tensor, count: int) -> None:
        """Fit one kind; every answer counts alike, however rare."""
        target = torch.nn.functional.one_hot(labels, count).double()
        weight = 1 / target.sum(0).clamp(min=1)[labels]
        scaled = features * weight[:, None]
        scale = (features.square() * weight[:, None]).sum(0)
        self._maps[kind] = torch.linalg.solve(
            features.T @ scaled + _RIDGE * torch.diag(scale + scale.mean()), scaled.T @ target
        )

    def read(self, kind: str, features: Tensor) -> Tensor:
        """(B, answers): how much each shows."""
        return features @ self._maps[kind]


def find_meanings(
    config: Config, generator: Generator, judge: Judge, outdoors: Outdoors
) -> Meanings:
    """Look at the generator's pictures until it is known which latents show what."""
    reader, seed = Reader(judge, config.judge.side), config.seed
    kinds = _kinds(config)
    learned = _seen(outdoors, reader, Dice(seed, "gan/read", 0), config.gan.looked_at // 2)
    fresh = _seen(outdoors, reader, Dice(seed, "gan/read", 1), config.gan.looked_at // 8)
    right: dict[str, float] = {}
    for kind in kinds:
        rows, labels = _labelled(kind, learned[1])
        if len(set(labels.tolist())) < 2:
            continue
        reader.learn(kind.name, learned[0][rows], labels, len(kind.answers))
        rows, labels = _labelled(kind, fresh[1])
        seen = reader.read(kind.name, fresh[0][rows]).argmax(1)
        right[kind.name] = round(float((seen == labels).double().mean()), 4) if len(rows) else 0.0
    known = [kind for kind in kinds if kind.name in right]
    latents = Dice(seed, "gan/mean", 0).normal(config.gan.looked_at, generator.latent_size)
    made = torch.cat([reader.features(some) for some in _made(generator, latents)])
    words = _words(known, reader, made, latents)
    return Meanings(words, right, _reached(known, reader, generator, words, seed))


def _kinds(config: Config) -> list[_Kind]:
    def weather(of: Weather) -> Answers:
        return lambda scene: None if not scene.weather else ("no", of.value)[of in scene.weather]

    return [
        _Kind(name="hour", answers=tuple(Hour), of=lambda scene: scene.hour),
        _Kind(name="place", answers=config.gan.places, of=lambda scene: scene.place),
        _Kind(name="style", answers=config.gan.styles, of=lambda scene: scene.style),
        _Kind(name="season", answers=tuple(Season), of=lambda scene: scene.season),
        *(_Kind(name=it.value, answers=("no", it.value), of=weather(it)) for it in Weather),
    ]


def _seen(outdoors: Outdoors, reader: Reader, dice: Dice, count: int) -> tuple[Tensor, list[Scene]]:
    features: list[Tensor] = []
    scenes: list[Scene] = []
    while len(scenes) < count:
        pixels, shown = outdoors.draw(dice, _AT_ONCE)
        features.append(reader.features(pixels))
        scenes += shown
    return torch.cat(features), scenes


def _labelled(kind: _Kind, scenes: Sequence[Scene]) -> tuple[list[int], Tensor]:
    told = [(row, kind.of(scene)) for row, scene in enumerate(scenes)]
    known = [(row, kind.answers.index(answer)) for row, answer in told if answer is not None]
    return [row for row, _ in known], torch.tensor([label for _, label in known], dtype=torch.int64)


@torch.no_grad()
def _made(generator: Generator, latents: Tensor) -> Iterator[Tensor]:
    place = next(generator.parameters()).device
    for some in torch.split(latents, _AT_ONCE):
        yield generator(some.to(place))


def _words(kinds: Sequence[_Kind], reader: Reader, made: Tensor, latents: Tensor) -> Words:
    names: list[str] = []
    means: list[NDArray[np.float32]] = []
    for kind in kinds:
        scores = reader.read(kind.name, made)
        best, answer = scores.max(1)
        for number, named in enumerate(kind.answers):
            shown = torch.nonzero(answer == number)[:, 0]
            if named == "no" or not len(shown):
                continue
            clear = shown[best[shown].argsort(descending=True)[: int(len(shown) * _KEPT) + 1]]
            names.append(_named(kind, named))
            means.append(latents[clear].mean(0).cpu().numpy())
    return Words.of_means(tuple(names), np.stack(means))


def _named(kind: _Kind, answer: str) -> str:
    return f"{'weather' if 'no' in kind.answers else kind.name}: {answer}"


def _reached(
    kinds: Sequence[_Kind], reader: Reader, generator: Generator, words: Words, seed: int
) -> dict[str, float]:
    latents = Dice(seed, "gan/reached", 0).normal(_TRIED, generator.latent_size).cpu().numpy()
    found: dict[str, float] = {}
    for kind in kinds:
        for number, answer in enumerate(kind.answers):
            if (name := _named(kind, answer)) in words.names:
                going = np.stack([steered(latent, {name: 1.0}, words) for latent in latents])
                (pixels,) = _made(generator, torch.from_numpy(going))
                seen = reader.read(kind.name, reader.features(pixels)).argmax(1)
                found[name] = round(float((seen == number).double().mean()), 3)
    return found

"""What the generator's latents mean: which of its pictures show the night, the sea, a pastel.

Nobody told it, so its own pictures are looked at:

    the painter's pictures -> the judge's features -> a linear reader of each kind of fact
    chance -> latents -> pictures -> features -> what the reader sees in them -> mean latents

The reader is least squares to one answer of a kind. A direction is the mean of many latents, each
weighed by how much its picture shows; how far to go, and whether it helps at all, is then tried.
Source: Radford et al. (2015; arXiv:1511.06434), section 5, for reading features with a linear map,
though of their critic; and section 6.3.2 for means of latents.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from inference.gan.arithmetic import Latent, Words, steered
from inference.gan.network import Generator
from inference.gan.wish import TYPICAL
from inference.judge import Judge, seen_at
from inference.painter.scene import Hour, Scene, Season, Weather
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.outdoors import Outdoors

_AT_ONCE = 64
_RIDGE = 3e-3
_REACHES = (1.0, 1.5, 2.0, 2.5, 3.5)
_ENOUGH = 0.9  # of the best share: the least reach that has it is kept, since farther burns colours
_TRIED = 32  # pictures of each word and reach
_LEAST = 0.25  # of its pictures: a word that is shown less often is none
_GAIN = 0.15  # and one that is hardly shown more often than without it
_OTHERWISE = "no"
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
        target = functional.one_hot(labels, count).double()
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
    directions = _directions(known, reader, made, latents)
    words, reached = _measured(known, reader, generator, directions, seed)
    return Meanings(words, right, reached)


def _kinds(config: Config) -> list[_Kind]:
    def weather(of: Weather) -> Answers:
        return lambda scene: (
            None if not scene.weather else (_OTHERWISE, of.value)[of in scene.weather]
        )

    return [
        _Kind(name="hour", answers=tuple(Hour), of=lambda scene: scene.hour),
        _Kind(name="place", answers=config.gan.places, of=lambda scene: scene.place),
        _Kind(name="style", answers=config.gan.styles, of=lambda scene: scene.style),
        _Kind(name="season", answers=tuple(Season), of=lambda scene: scene.season),
        *(_Kind(name=it.value, answers=(_OTHERWISE, it.value), of=weather(it)) for it in Weather),
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


def _directions(
    kinds: Sequence[_Kind], reader: Reader, made: Tensor, latents: Tensor
) -> dict[tuple[str, int], Latent]:
    """For each answer the mean of all latents, each with the weight of how much it shows it."""
    found: dict[tuple[str, int], Latent] = {}
    for kind in kinds:
        scores = reader.read(kind.name, made)
        margins = scores - scores.mean(1, keepdim=True)
        shown = ((margins - margins.mean(0)) / margins.std(0)).float()
        means = shown.T @ latents.cpu() / len(latents)
        for number, mean in enumerate(means):
            if kind.answers[number] != _OTHERWISE:
                found[kind.name, number] = functional.normalize(mean, dim=0).numpy()
    return found


def _measured(
    kinds: Sequence[_Kind],
    reader: Reader,
    generator: Generator,
    directions: Mapping[tuple[str, int], Latent],
    seed: int,
) -> tuple[Words, dict[str, float]]:
    """How far to go for each word, and how often its pictures show it then; but for idle words."""
    tries = TYPICAL * Dice(seed, "gan/tried", 0).normal(_TRIED, generator.latent_size).cpu()
    means: dict[str, Latent] = {}
    reached: dict[str, float] = {}
    for kind in kinds:
        for number, answer in enumerate(kind.answers):
            if answer == _OTHERWISE:
                continue

            def share(goal: Latent, kind: _Kind = kind, number: int = number) -> float:
                features = reader.features(_shown(generator, tries.numpy(), goal))
                seen = reader.read(kind.name, features).argmax(1)
                return float((seen == number).double().mean())

            goals = [reach * directions[kind.name, number] for reach in _REACHES]
            shares = [share(goal) for goal in goals]
            kept = next(i for i, it in enumerate(shares) if it >= _ENOUGH * max(shares))
            if max(shares) >= max(_LEAST, share(0 * goals[0]) + _GAIN):
                means[_named(kind, answer)] = goals[kept]
                reached[_named(kind, answer)] = round(shares[kept], 3)
    vectors = np.stack([*means.values()]) if means else np.empty((0, tries.shape[1]), np.float32)
    return Words.of_means(tuple(means), vectors), reached


def _shown(generator: Generator, latents: Latent, goal: Latent) -> Tensor:
    """The pictures of latents that go towards one direction; of themselves where that is zero."""
    if goal.any():
        words = Words.of_means(("it",), goal[None])
        latents = np.stack([steered(latent, {"it": 1.0}, words, force=1.0) for latent in latents])
    return next(_made(generator, torch.from_numpy(latents)))


def _named(kind: _Kind, answer: str) -> str:
    return f"{'weather' if _OTHERWISE in kind.answers else kind.name}: {answer}"

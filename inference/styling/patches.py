"""Small squares of pictures: taken out, compared, and laid over each other again."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from inference.styling.colours import luminance
from inference.styling.pixels import blurred

_CHUNK = 1024
_AXES = 32
_LEARNED_FROM = 6000
_GUIDED = 0.3
_EASE = 2e-4


@dataclass(frozen=True, slots=True)
class Patches:
    """All squares of a picture.

    Attributes:
        values: (N, 3 * side * side), row by row.
        size: (H, W) of the mirrored picture that they were taken from.
    """

    values: Tensor
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """The patches of a style, and how to compare others with them.

    Attributes:
        values: (N, D), the patches.
        keys: (N, A), what they are compared by: their main axes, and the light they stand in.
        mean: (1, D).
        axes: (D, A').
    """

    values: Tensor
    keys: Tensor
    mean: Tensor
    axes: Tensor


def squares(picture: Tensor, side: int, step: int) -> Tensor:
    """The patches of a picture as rows: (N, C * side * side)."""
    return functional.unfold(picture, side, stride=step)[0].T


def all_squares(picture: Tensor, side: int, step: int) -> Patches:
    """The patches of a picture mirrored at its border, so that all pixels lie in equally many."""
    mirrored = _mirrored(picture, side, step)
    height, width = mirrored.shape[-2:]
    return Patches(squares(mirrored, side, step), (height, width))


def _mirrored(picture: Tensor, side: int, step: int) -> Tensor:
    margin = side - 1
    height, width = (length + 2 * margin for length in picture.shape[-2:])
    below, beside = (-(length - side) % step for length in (height, width))
    return _reflected(picture, (margin, margin + beside, margin, margin + below))


def _reflected(picture: Tensor, sides: tuple[int, int, int, int]) -> Tensor:
    """Mirrored, also where the margin is longer than the picture itself."""
    left, right, above, below = sides
    height, width = picture.shape[-2:]
    rows = _bounced(torch.arange(-above, height + below), height)
    columns = _bounced(torch.arange(-left, width + right), width)
    return picture[..., rows, :][..., columns]


def _bounced(places: Tensor, length: int) -> Tensor:
    if length == 1:
        return torch.zeros_like(places)
    around = places.remainder(2 * (length - 1))
    return torch.where(around < length, around, 2 * (length - 1) - around)


def laid(values: Tensor, weights: Tensor, like: Patches, *, side: int, step: int) -> Tensor:
    """The weighted mean of overlapping patches, (1, C, H, W), the mirrored margin cut away.

    Args:
        values: (N, C * side * side), in the order of `like`.
        weights: (N, 1), above 0.
        like: where they lie.
        side: of the patches.
        step: between them.
    """
    mass = functional.fold((values * weights).T[None], like.size, side, stride=step)
    ones = weights.expand(-1, side * side).T[None]
    total = functional.fold(ones, like.size, side, stride=step)
    return mass / total.clamp(min=1e-8)


def cut(picture: Tensor, side: int, size: tuple[int, int]) -> Tensor:
    """A mirrored picture without its margin."""
    height, width = size
    return picture[..., side - 1 : side - 1 + height, side - 1 : side - 1 + width]


def guide(picture: Tensor) -> Tensor:
    """Each pixel's place between the darkest and the lightest of its picture, (1, 1, H, W).

    Source: the guide of image analogies (Hertzmann and others, 2001); equalised, so that light
    places find light places whatever the palettes are.
    """
    light = blurred(luminance(picture), 7)
    order = light.flatten().argsort(stable=True)
    places = torch.empty_like(order)
    places[order] = torch.arange(order.numel())
    return (places.float() / order.numel()).reshape(light.shape)


def centres(patches: Tensor, side: int) -> Tensor:
    """What stands in the middle of each patch of one channel, (N, 1)."""
    middle = side * side // 2
    return patches[:, middle : middle + 1]


def words_of(
    style: Tensor,
    *,
    side: int,
    step: int,
    turns: int,
    most: int,
    guided: float,
    generator: torch.Generator,
) -> Words:
    """The patches of a style picture, also turned and mirrored.

    Args:
        style: at the size at which it is looked up.
        side: of the patches.
        step: between them.
        turns: how many of its six turned and mirrored versions to use.
        most: how many patches to keep; chosen by lot where there are more.
        guided: how much the light that a patch stands in counts beside what it shows.
        generator: for the lots.
    """
    side_by_side = [
        (_enough(version, side), _enough(light, side))
        for version, light in zip(_versions(style), _versions(guide(style)), strict=True)
    ][:turns]
    values = torch.cat([squares(version, side, step) for version, _ in side_by_side])
    lights = torch.cat([centres(squares(light, side, step), side) for _, light in side_by_side])
    if len(values) > most:
        chosen = torch.randperm(len(values), generator=generator)[:most]
        values, lights = values[chosen], lights[chosen]
    mean, axes = _main_axes(values, generator)
    words = Words(values, values, mean, axes)
    return Words(values, keyed(values, lights, words, guided=guided), mean, axes)


def _versions(style: Tensor) -> list[Tensor]:
    across = (2, 3)
    turned = [style.rot90(turn, across) for turn in (1, 3, 2)]
    return [style, style.flip(3), *turned, style.flip(2)]


def _enough(picture: Tensor, side: int) -> Tensor:
    """The picture, mirrored where it is smaller than a patch."""
    height, width = picture.shape[-2:]
    return _reflected(picture, (0, max(0, side - width), 0, max(0, side - height)))


def _main_axes(values: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    mean = values.mean(0, keepdim=True)
    chosen = torch.randperm(len(values), generator=generator)[:_LEARNED_FROM]
    spread = (values[chosen] - mean).T @ (values[chosen] - mean)
    _, vectors = torch.linalg.eigh(spread)
    return mean, vectors[:, -_AXES:]


def keyed(values: Tensor, lights: Tensor, words: Words, *, guided: float) -> Tensor:
    """What patches are compared with the words by."""
    weight = guided * _GUIDED * math.sqrt(values.shape[1])
    return torch.cat([(values - words.mean) @ words.axes, lights * weight], 1)


def nearest(
    asked: Tensor, words: Tensor, *, fairness: float, tick: Callable[[float], None]
) -> Tensor:
    """For each row asked the index of the word that is nearest, popular ones being held back.

    Args:
        asked: (N, A).
        words: (M, A).
        fairness: small values make every word be used, large ones let the nearest win.
        tick: hears how much is done, in [0, 1].

    Returns:
        (N,), int64.

    Source: the bidirectional score of Granot and others (2022), D[i, j] / (a + min over i of D).
        Distance and divisor are folded into longer vectors, so that it all is matrix products.
    """
    own = asked.square().sum(1, keepdim=True)
    theirs = words.square().sum(1, keepdim=True)
    ones = torch.ones_like(own)
    left = torch.cat([asked, ones, own], 1)
    right = torch.cat([-2 * words, theirs, torch.ones_like(theirs)], 1)
    sample = left[:: max(1, len(left) // 4000)]
    total = len(sample) + len(left)
    closest = torch.full((len(words),), torch.inf)
    for at in range(0, len(sample), _CHUNK):
        closest = torch.minimum(closest, (sample[at : at + _CHUNK] @ right.T).amin(0))
        tick(at / total)
    held = right / (fairness * own.mean() * 0.1 + closest.clamp(min=0) + 1e-9)[:, None]
    turned = held.T.contiguous()
    found = []
    for at in range(0, len(left), _CHUNK):
        found.append((left[at : at + _CHUNK] @ turned).argmin(1))
        tick((len(sample) + at) / total)
    return torch.cat(found)


def trust(found: Tensor, asked: Tensor, sharpness: float) -> Tensor:
    """How much a patch may say over its pixels, (N, 1): more, the nearer it is to what was asked.

    Source: the robust vote of Elad and Milanfar (2017).
    """
    distance = (found - asked).square().mean(1, keepdim=True)
    return (distance + _EASE) ** -sharpness

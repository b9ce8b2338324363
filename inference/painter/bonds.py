"""What the words say of things to each other: beside, above, in front of, left of.

Moves the spots of one trial until they obey, and says how far they still do not. Knows nothing of
words, light or pixels.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inference.painter.scene import Relation, Where
from inference.painter.spots import Piece, Spot

_GAP = 0.015
_WITHIN = 0.8  # of the picture's height, for two things one above the other


def fitted(
    pieces: Sequence[Piece], relations: Sequence[Relation], size: tuple[float, float]
) -> list[Piece]:
    """The pieces, smaller where one shall hang above another and both must fit."""
    scale = {piece.item: piece.scale for piece in pieces}
    tall = {piece.item: piece.scale * piece.subject.height for piece in pieces}
    for bond in relations:
        if bond.where is Where.ABOVE:
            by = min(1.0, 0.62 * size[1] / (tall[bond.one] + tall[bond.other]))
            scale[bond.one] *= by
            scale[bond.other] *= by
    return [replace(piece, scale=scale[piece.item]) for piece in pieces]


def obeying(
    spots: list[Spot],
    relations: Sequence[Relation],
    size: tuple[float, float],
    rng: np.random.Generator,
) -> list[Spot]:
    """The spots of a trial, moved as the relations want it."""
    for bond in relations:
        ones = [i for i, spot in enumerate(spots) if spot.piece.item == bond.one]
        others = [i for i, spot in enumerate(spots) if spot.piece.item == bond.other]
        if bond.where is Where.LEFT:
            _to_the_left(spots, ones, others)
            continue
        if bond.where is Where.BESIDE and spots[others[0]].piece.floats:
            ones, others = others, ones  # what floats goes to what stands
        for k, i in enumerate(ones):
            spots[i] = _moved(spots[i], spots[others[k % len(others)]], bond.where, k, size, rng)
    return spots


def _to_the_left(spots: list[Spot], ones: list[int], others: list[int]) -> None:
    """The same places from left to right, given to the first ones first."""
    places = sorted(spots[i].x for i in ones + others)
    for i, x in zip(ones + others, places, strict=True):
        spots[i] = replace(spots[i], x=x)


def _moved(  # noqa: PLR0917 - what a place depends on
    one: Spot,
    other: Spot,
    where: Where,
    turn: int,
    size: tuple[float, float],
    rng: np.random.Generator,
) -> Spot:
    width, height = size
    left, top, right, _ = other.box
    half, reach = _half(one), (right - left) / 2
    side = 1 if (rng.random() < 0.5) is (turn % 2 == 0) else -1
    x, y = one.x, one.y
    if where is Where.ABOVE:
        x = other.x + float(rng.normal(0, 0.12)) * reach + (turn + 1) // 2 * side * 2.1 * half
        y = top - float(rng.uniform(_GAP, 0.07))
    elif where is Where.BESIDE:
        away = half + reach + float(rng.uniform(_GAP, 0.06)) + 2.1 * half * (turn // 2)
        if not half < other.x + side * away < width - half:
            side = -side
        x = other.x + side * away
        if _alike(one, other):
            y = other.y + float(rng.normal(0, 0.008))
        elif one.piece.floats:
            y = other.y - float(rng.uniform(0, 0.08))
    else:
        x = other.x + side * float(rng.uniform(0.35, 0.8)) * (half + reach)
        if not half < x < width - half:
            x = 2 * other.x - x
        if _alike(one, other):
            y = other.y + float(rng.uniform(0.03, 0.12))
            y = min(y, height - 0.03) if one.piece.floats else min(y, max(one.piece.band))
    return replace(one, x=x, y=y)


def _alike(one: Spot, other: Spot) -> bool:
    """Whether they stand on the same ground, or both hang in the air."""
    return one.piece.floats == other.piece.floats and one.piece.band == other.piece.band


def _half(spot: Spot) -> float:
    left, _, right, _ = spot.box
    return (right - left) / 2


def disobeyed(spots: Sequence[Spot], relations: Sequence[Relation]) -> float:
    """How far the relations are not kept; 0 when all are."""
    total = 0.0
    for bond in relations:
        ones = [spot for spot in spots if spot.piece.item == bond.one]
        others = [spot for spot in spots if spot.piece.item == bond.other]
        total += sum(
            min(_against(one, other, bond.where) for other in others)
            if bond.where is not Where.LEFT
            else max(_against(one, other, bond.where) for other in others)
            for one in ones
        )
    return 5 * total


def _against(one: Spot, other: Spot, where: Where) -> float:
    """How many units one would have to move."""
    apart = abs(one.x - other.x)
    near = _half(one) + _half(other)
    match where:
        case Where.LEFT:
            return max(0.0, one.x + 0.5 * near + _GAP - other.x)
        case Where.ABOVE:
            lift = max(0.0, one.y - other.box[1]) + max(0.0, other.box[1] - one.y - 0.25)
            return lift + max(0.0, apart - 1.4 * near)
        case Where.BESIDE:
            rise = abs(one.y - other.y) - 0.05 if _alike(one, other) else 0.0
            return max(0.0, rise) + max(0.0, apart - near - 0.12) + max(0.0, 0.8 * near - apart)
        case Where.FRONT:
            return max(0.0, other.y + 0.01 - one.y) + max(0.0, apart - 0.95 * near)

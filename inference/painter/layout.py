"""Where everything stands: sizes, bands and the best of many arrangements.

Knows nothing of light, forms or pixels.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from inference.painter.arrangements import posed, sized
from inference.painter.bonds import disobeyed, fitted, obeying
from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.places.ground import Band, Ground
from inference.painter.scene import (
    PATTERNS,
    Composition,
    Item,
    Place,
    Relation,
    Scene,
    Season,
    Side,
    Where,
)
from inference.painter.spots import Piece, Spot
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home, Subject

Box = tuple[float, float, float, float]
_TRIALS = 40
_ROUNDS = 4
_CROWDED = 0.16
_OBEYED = 0.02


_LEAVES: Mapping[Season, tuple[str, ...]] = {
    Season.SPRING: ("pink", "lime"),
    Season.AUTUMN: ("orange", "gold", "crimson"),
    Season.WINTER: ("silver", "white"),
}
"""What trees and bushes wear in the year."""
_ALOFT = (Place.SKY, Place.SPACE)


def pieces_of(
    scene: Scene, place: Place, ground: Ground, size: tuple[float, float], seed: int
) -> list[Piece]:
    """Every single thing to be placed, with its size and the band it belongs in."""
    rng = stream(seed, "colours")
    total = sum(item.count for item in scene.items)
    tallest = max((SUBJECTS[item.subject].metres for item in scene.items), default=1.0)
    pieces: list[Piece] = []
    lifted = {pair.one for pair in scene.relations if pair.where is Where.ABOVE}
    for number, item in enumerate(scene.items):
        subject = SUBJECTS[item.subject]
        relative = (subject.metres / tallest) ** 0.2
        floats, swims, band = (
            (True, False, ground.air) if number in lifted else _band(item, subject, place, ground)
        )
        scale = _scale(subject, total, size, ground, band, floats=floats) * relative
        scale *= 1.25 if item.count == 1 and total > 2 else 1.0  # one among many may stand out
        wardrobe = _wardrobe(subject, scene)
        one = wardrobe[int(rng.integers(len(wardrobe)))]
        for i in range(item.count):
            names = item.colours or ((one,) if item.count < 3 else wardrobe)
            tone = COLOURS[names[i % len(names)]]
            tone = tone.turned(float(rng.normal(0, 3))).at(tone.light + float(rng.normal(0, 0.012)))
            tone = tone if item.glow == 1 else tone.duller(1 - item.glow)
            pieces.append(
                Piece(
                    subject=subject, colour=tone, scale=scale, band=band, floats=floats,
                    swims=swims, behind=item.behind, number=len(pieces), item=number,
                    side=item.side, asked=bool(item.colours),
                )
            )  # fmt: skip
    if scene.composition is not None:
        pieces = sized(pieces, scene.composition, size)
    sizes = [item.size for item in scene.items]
    pieces = [replace(it, scale=it.scale * sizes[it.item]) for it in pieces]
    return fitted(pieces, scene.relations, size)


def _wardrobe(subject: Subject, scene: Scene) -> tuple[str, ...]:
    """The colours it wears when nobody says."""
    leaves = _LEAVES.get(scene.season) if scene.season else None
    return leaves if leaves and subject.name in ("tree", "bush") else subject.colours


def _band(item: Item, subject: Subject, place: Place, ground: Ground) -> tuple[bool, bool, Band]:
    """Whether it floats, whether it swims, and between which heights its feet may be."""
    winged = Home.AIR in subject.homes
    if place is Place.UNDERWATER and ground.water is not None:
        return True, False, ground.water
    aloft = item.flying or place in _ALOFT or subject.homes[0] is Home.AIR
    aloft = aloft or (winged and ground.land is None) or place in PATTERNS
    if aloft and not (place is Place.SPACE and subject.homes[0] is Home.LAND):
        return True, False, ground.air
    if Home.WATER in subject.homes and ground.water is not None:
        return False, True, ground.water
    if ground.land is not None:
        return False, False, ground.land
    if ground.water is not None:
        return False, True, ground.water
    return True, False, ground.air


def _scale(
    subject: Subject,
    total: int,
    size: tuple[float, float],
    ground: Ground,
    band: Band,
    *,
    floats: bool,
) -> float:
    """Units for one unit of the subject's own space."""
    width, height = size
    share = {1: 0.6, 2: 0.5, 3: 0.46, 4: 0.42, 5: 0.38, 6: 0.35}.get(total, 0.27)
    tall = share * (height if not floats else 0.92 * height) / subject.height
    room = {1: 0.6, 2: 0.42, 3: 0.33, 4: 0.28, 5: 0.25, 6: 0.23}.get(total, 0.2)
    room = min(0.86, room * max(1.0, subject.span / 1.35))
    wide = room * max(width, 0.9 * min(1.0, height)) / subject.span
    big = 0.62 / math.sqrt(subject.height * subject.span) * (0.94 if total == 1 else share / 0.52)
    return min(tall, wide, big)


def arranged(  # noqa: PLR0917 - what an arrangement depends on
    pieces: Sequence[Piece],
    relations: Sequence[Relation],
    size: tuple[float, float],
    sun: tuple[float, float],
    rng: np.random.Generator,
    composition: Composition | None = None,
) -> list[Spot]:
    """The best of many arrangements, farthest first; in a crowd, things are made smaller."""
    if not pieces:
        return []
    best: list[Spot] = []
    for _ in range(_ROUNDS):
        trials = [
            obeying(_trial(pieces, size, sun, rng, composition), relations, size, rng)
            for _ in range(_TRIALS)
        ]
        best = _least_faulty(trials, relations, size, sun)
        if _crowding(best, relations) < _CROWDED and disobeyed(best, relations) < _OBEYED:
            break
        pieces = [replace(piece, scale=0.88 * piece.scale) for piece in pieces]
    return sorted(best, key=lambda spot: (spot.piece.behind is False, spot.y))


def _least_faulty(
    trials: Sequence[list[Spot]],
    relations: Sequence[Relation],
    size: tuple[float, float],
    sun: tuple[float, float],
) -> list[Spot]:
    """The first of the best; a trial is given up as soon as it is worse than another."""
    best, least = trials[0], math.inf
    for spots in trials:
        fault = disobeyed(spots, relations)
        if fault < least:
            fault += _fault(spots, size, sun, relations, most=least - fault)
        if fault < least:
            best, least = spots, fault
    return best


def _trial(
    pieces: Sequence[Piece],
    size: tuple[float, float],
    sun: tuple[float, float],
    rng: np.random.Generator,
    composition: Composition | None,
) -> list[Spot]:
    width = size[0]
    count = len(pieces)
    order = rng.permutation(count)
    spots = []
    for piece, slot in zip(pieces, order.tolist(), strict=True):
        margin = 0.5 * piece.subject.span * piece.scale
        low, high = min(margin + 0.05, width / 2), max(width - margin - 0.05, width / 2)
        if count == 1:
            share = float(rng.choice([0.4, 0.5, 0.6])) + float(rng.normal(0, 0.03))
        else:
            share = (slot + 0.5) / count + float(rng.normal(0, 0.28 / count))
        if piece.side is not None:
            share = 0.42 * share + (0.58 if piece.side is Side.RIGHT else 0.0)
        x = min(max(low + (high - low) * (share * 1.16 - 0.08), low), high)
        far, near = piece.band
        t = float(rng.uniform(0.55, 0.95)) if count == 1 else float(rng.uniform(0, 1))
        if piece.behind:
            t *= 0.2
        y = far + (near - far) * t
        zoom = 1.0 if piece.floats or count == 1 else 0.62 + 0.46 * t
        if piece.floats:
            zoom = float(rng.uniform(0.66, 1.08))
            y = max(y, 1.04 * piece.subject.height * piece.scale * zoom)
            y = min(max(y, far), max(near, y))
        spots.append(Spot(piece=piece, x=x, y=y, zoom=zoom))
    return spots if composition is None else posed(spots, composition, size, sun, rng)


def _fault(
    spots: Sequence[Spot],
    size: tuple[float, float],
    sun: tuple[float, float],
    relations: Sequence[Relation],
    *,
    most: float,
) -> float:
    """How bad an arrangement is: overlaps, cut edges, imbalance, a hidden sun, things in a row.

    Where it is worse than `most`, it may be worse than said.
    """
    width, height = size
    fault = 0.0
    boxes = [spot.box for spot in spots]
    for i, one in enumerate(spots):
        if fault > most:
            return fault
        left, top, right, bottom = boxes[i]
        fault += 6 * (max(0.0, 0.055 - left) + max(0.0, right - width + 0.055))
        fault += 6 * (max(0.0, 0.04 - top) + max(0.0, bottom - height + 0.03))
        if left < sun[0] < right and top < sun[1] < bottom:
            fault += 0.12
        for other, box in zip(spots[i + 1 :], boxes[i + 1 :], strict=True):
            hidden = _overlap(boxes[i], box, apart=0.02 if one.piece.floats else 0.0)
            fault += 3.2 * hidden * _allowance(one, other, relations) if hidden else 0.0
            fault += 0.25 * max(0.0, 0.03 - abs(one.y - other.y)) / 0.03 * (not one.piece.floats)
    weights = [spot.piece.scale * spot.zoom for spot in spots]
    balance = sum(w * s.x for w, s in zip(weights, spots, strict=True)) / sum(weights)
    onesided = any(spot.piece.side for spot in spots)
    return fault + (0.0 if onesided else 0.5) * abs(balance - width / 2) / width


def _allowance(one: Spot, other: Spot, relations: Sequence[Relation]) -> float:
    """What stands in front of a thing may hide a part of it."""
    pair = {one.piece.item, other.piece.item}
    meant = any(bond.where is Where.FRONT and {bond.one, bond.other} == pair for bond in relations)
    return 0.3 if meant else 1.0


def _crowding(spots: Sequence[Spot], relations: Sequence[Relation]) -> float:
    """The largest overlap of any two; what flies must not touch, or it cannot be counted."""
    overlaps = [
        _overlap(one.box, other.box, apart=0.02 if one.piece.floats else 0.0)
        * (4 if one.piece.floats else 1)
        * _allowance(one, other, relations)
        for i, one in enumerate(spots)
        for other in spots[i + 1 :]
    ]
    return max(overlaps, default=0.0)


def _overlap(a: Box, b: Box, *, apart: float) -> float:
    """The hidden part of the smaller of two, in [0, 1]; `apart` is the sky wanted between them."""
    wide = min(a[2], b[2]) - max(a[0], b[0]) + apart
    if wide <= 0:
        return 0.0
    tall = min(a[3], b[3]) - max(a[1], b[1]) + apart
    if tall <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return wide * tall / max(smaller, 1e-9)


def nudged(spots: Sequence[Spot], rng: np.random.Generator) -> list[Spot]:
    """The same arrangement, a little shifted: for a variation of a picture."""
    moved = []
    for spot in spots:
        shift = rng.normal(0, 0.012, 3)
        tone = spot.piece.colour.turned(float(rng.normal(0, 5)))
        moved.append(
            Spot(
                piece=replace(spot.piece, colour=tone), x=spot.x + float(shift[0]),
                y=spot.y + 0.5 * float(shift[1]), zoom=spot.zoom * (1 + float(shift[2])),
            )
        )  # fmt: skip
    return moved

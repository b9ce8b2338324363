"""Schools of composition: where the horizon lies, where things stand and how large they are.

What the words say of things to each other, and on which side they are, goes before the school.
Knows nothing of words, light or pixels. Source: the rules that teachers of drawing give for the
third, the golden section, the axis, the diagonal, the frieze and "ma", the void; the numbers are
ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from inference.painter import curves
from inference.painter.drawing import INK
from inference.painter.forms import Air, Form, Layer, Role
from inference.painter.scene import Composition
from inference.painter.spots import Piece, Spot

_HORIZONS: Mapping[Composition, float] = {
    Composition.THIRDS: 2 / 3,
    Composition.GOLDEN: 0.618,
    Composition.HIGH_HORIZON: 0.3,
    Composition.LOW_HORIZON: 0.8,
    Composition.PANORAMA: 0.6,
    Composition.FRIEZE: 0.72,
    Composition.EMPTINESS: 0.8,
}
"""Shares of the height; the others leave it where the place has it."""
_SIZES: Mapping[Composition, float] = {
    Composition.THIRDS: 0.85,
    Composition.GOLDEN: 0.85,
    Composition.HIGH_HORIZON: 0.8,
    Composition.LOW_HORIZON: 0.72,
    Composition.PANORAMA: 0.42,
    Composition.EMPTINESS: 0.36,
}
_SECTIONS: Mapping[Composition, float] = {
    Composition.THIRDS: 1 / 3,
    Composition.GOLDEN: 0.382,
    Composition.EMPTINESS: 0.24,
    Composition.DIAGONAL: 0.3,
}
"""How far from one side the main thing stands, as a share of the width."""
_FILLED = 0.86  # how much of the picture a single thing in close-up takes
_CLOSER = 1.35  # the same for each of several
_SHEER = frozenset({"trees", "pines", "clouds", "reeds", "grass", "ferns"})
"""Layers that emptiness has no use for."""


def horizon_of(composition: Composition, share: float) -> float:
    """Where the horizon lies, as a share of the height; `share` is where the place has it."""
    return _HORIZONS.get(composition, share)


def sized(
    pieces: Sequence[Piece], composition: Composition, size: tuple[float, float]
) -> list[Piece]:
    """The pieces as large as the school wants them."""
    if composition is not Composition.CLOSE_UP:
        by = _SIZES.get(composition, 1.0)
        return [replace(piece, scale=by * piece.scale) for piece in pieces]
    if len(pieces) > 1:
        return [replace(piece, scale=_CLOSER * piece.scale) for piece in pieces]
    width, height = size
    return [
        replace(
            piece,
            scale=_FILLED * min(height / piece.subject.height, width / piece.subject.span),
        )
        for piece in pieces
    ]


def posed(
    spots: Sequence[Spot],
    composition: Composition,
    size: tuple[float, float],
    sun: tuple[float, float],
    rng: np.random.Generator,
) -> list[Spot]:
    """The spots of one trial, moved to where the school wants them, and inside the picture."""
    moved = _moved(spots, composition, size, sun, rng)
    return [_kept_inside(spot, size) for spot in moved]


def _moved(
    spots: Sequence[Spot],
    composition: Composition,
    size: tuple[float, float],
    sun: tuple[float, float],
    rng: np.random.Generator,
) -> list[Spot]:
    lit_left = sun[0] < size[0] / 2
    match composition:
        case Composition.SYMMETRY:
            return _mirrored(spots, size[0])
        case Composition.FRIEZE:
            return _in_a_row(spots, size[0])
        case Composition.CLOSE_UP:
            return [_brought_near(spot, size) for spot in spots]
        case Composition.PANORAMA:
            return [_far_off(spot) for spot in spots]
        case Composition.DIAGONAL if len(spots) > 1:
            return _on_the_diagonal(spots, size, rising=not lit_left)
        case Composition() if composition in _SECTIONS and spots:
            share = _SECTIONS[composition]
            right = lit_left if composition is Composition.DIAGONAL else rng.random() < 0.5
            share = 1 - share if right else share
            return _divided(spots, share, size, together=composition is Composition.EMPTINESS)
    return list(spots)


def lit_from(
    composition: Composition, sun: tuple[float, float], width: float
) -> tuple[float, float]:
    """Where the sun stands: on the axis, or in a corner for the light to come from."""
    if composition is Composition.SYMMETRY:
        return width / 2, sun[1]
    if composition is Composition.DIAGONAL:
        return (0.14 if sun[0] < width / 2 else 0.86) * width, sun[1]
    return sun


def main_of(spots: Sequence[Spot]) -> Spot:
    """The first thing that the words name."""
    return min(spots, key=lambda spot: spot.piece.number)


def emptied(layers: Sequence[Layer]) -> list[Layer]:
    """Scenery without its small things: bare masses, light and weather."""
    kept = {Role.MASS, Role.GLOW, Role.SHADE, Role.VEIL, Role.PART}
    return [
        replace(layer, forms=tuple(form for form in layer.forms if form.role in kept))
        for layer in layers
        if layer.name not in _SHEER
    ]


def beam(size: tuple[float, float], air: Air) -> Layer:
    """The two dark corners that leave a diagonal of light, from the sun to the other side."""
    width, height = size
    tone = air.shadow.at(0.3 * air.level).mixed(INK, 0.2)
    below = [(-0.2, 0.42 * height), (0.66 * width, height + 0.2), (-0.2, height + 0.2)]
    above = [(0.5 * width, -0.2), (width + 0.2, -0.2), (width + 0.2, 0.5 * height)]
    forms = []
    for corners, alpha in ((below, 0.32), (above, 0.24)):
        outline = curves.points(corners)
        if air.sun[0] > width / 2:
            outline[:, 0] = width - outline[:, 0]
        forms.append(Form(points=outline, colour=tone, role=Role.SHADE, alpha=alpha, soft=0.05))
    return Layer(name="beam", forms=tuple(forms))


def _kept_inside(spot: Spot, size: tuple[float, float]) -> Spot:
    width, height = size
    left, top, right, bottom = spot.box
    half, tall = (right - left) / 2 + 0.02, bottom - top
    x = min(max(spot.x, min(half, width / 2)), max(width - half, width / 2))
    y = max(spot.y, min(1.04 * tall, 0.98 * height)) if spot.piece.floats else spot.y
    return replace(spot, x=x, y=y)


def _mirrored(spots: Sequence[Spot], width: float) -> list[Spot]:
    """The main thing on the axis where the number is odd, the others in pairs beside it."""
    order = sorted(range(len(spots)), key=lambda i: spots[i].piece.number)
    centre, moved = len(spots) % 2, list(spots)
    step = width / (len(spots) + (1 if len(spots) < 4 else 0.4))
    for turn, i in enumerate(order):
        pair = (turn + 1) // 2 if centre else turn // 2 + 0.5
        side = -1 if (turn + centre) % 2 == 0 else 1
        like = spots[order[turn - 1]] if turn >= centre and (turn - centre) % 2 else spots[i]
        like = moved[order[turn - 1]] if like is not spots[i] else like
        x = width / 2 + side * pair * step
        x = x if spots[i].piece.side is None else spots[i].x
        same = like.piece.floats is spots[i].piece.floats and like.piece.band == spots[i].piece.band
        y, zoom = (like.y, like.zoom) if same else (spots[i].y, spots[i].zoom)
        moved[i] = replace(spots[i], x=x, y=y, zoom=zoom)
    return moved


def _in_a_row(spots: Sequence[Spot], width: float) -> list[Spot]:
    """All on one line, one beside the other, as large as each other's kind."""
    order = sorted(range(len(spots)), key=lambda i: spots[i].x)
    wide = [spots[i].piece.subject.span * spots[i].piece.scale for i in order]
    gap = (width - sum(wide)) / (len(spots) + 1)
    moved, left = list(spots), gap
    for i, span in zip(order, wide, strict=True):
        far, near = spots[i].piece.band
        y = far + 0.55 * (near - far)
        moved[i] = replace(spots[i], x=left + span / 2, y=y, zoom=1.0)
        left += span + gap
    return moved


def _brought_near(spot: Spot, size: tuple[float, float]) -> Spot:
    """Feet at the lower edge, or at the near edge of the water, or in the middle of the air."""
    height, piece = size[1], spot.piece
    tall = piece.subject.height * piece.scale * spot.zoom
    if piece.floats:
        return replace(spot, y=min((height + tall) / 2, 0.97 * height))
    y = max(piece.band) if piece.swims else max(spot.y, 0.96 * height)
    return replace(spot, y=y, zoom=spot.zoom * min(1.0, 0.95 * y / tall))


def _far_off(spot: Spot) -> Spot:
    """In the farther half of where it may be, small before the width of the land."""
    far, near = spot.piece.band
    y = spot.y if spot.piece.floats else far + 0.4 * (spot.y - far)
    return replace(spot, y=min(y, max(far, near)))


def _on_the_diagonal(
    spots: Sequence[Spot], size: tuple[float, float], *, rising: bool
) -> list[Spot]:
    """From one lower corner, near and large, to the other side, far and small."""
    width = size[0]
    order = sorted(range(len(spots)), key=lambda i: spots[i].x)
    moved = list(spots)
    for turn, i in enumerate(order):
        t = (turn + 0.5) / len(spots)
        t = t if rising else 1 - t
        spot = spots[i]
        far, near = spot.piece.band
        zoom = 1.18 - 0.62 * t
        x = (0.12 + 0.76 * (turn + 0.5) / len(spots)) * width
        x = x if spot.piece.side is None else spot.x
        moved[i] = replace(spot, x=x, y=near + (far - near) * t, zoom=zoom)
    return moved


def _divided(
    spots: Sequence[Spot], share: float, size: tuple[float, float], *, together: bool
) -> list[Spot]:
    """The main thing on the dividing line; the others stay, or gather around it."""
    main = main_of(spots)
    if main.piece.side is not None:
        return list(spots)
    line = share * size[0]
    moved = []
    for spot in spots:
        y = 0.4 * size[1] if spot is main and spot.piece.floats else spot.y
        x = line + 0.4 * (spot.x - main.x) if together else spot.x
        moved.append(replace(spot, x=line if spot is main else x, y=y))
    return moved

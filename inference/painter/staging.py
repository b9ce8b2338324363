"""One thing on its spot: drawn, with its shadow on the ground or its reflection in the water.

Knows nothing of how the spot was found.
"""

from collections.abc import Sequence

import numpy as np

from inference.painter import curves
from inference.painter.chance import stream
from inference.painter.drawing import INK, Pad
from inference.painter.forms import Air, Form, Layer, Role
from inference.painter.places.ground import Ground
from inference.painter.spots import Spot


def staged(spot: Spot, air: Air, ground: Ground, seed: int) -> Layer:
    """One thing with its shadow or its reflection."""
    piece = spot.piece
    rng = stream(seed, f"thing {piece.number}")
    size = piece.scale * spot.zoom
    flip = bool(rng.random() < 0.5)
    tilt = float(rng.normal(0, 2.2)) if piece.swims or piece.floats else 0.0
    far, near = piece.band
    away = 0.0 if piece.floats else 0.16 * max(0.0, 1 - (spot.y - far) / max(near - far, 1e-6))
    pad = Pad(
        air, rng, origin=(spot.x, spot.y), scale=(-size if flip else size, -size), tilt=tilt,
        depth=away, colour=piece.colour, aloft=piece.floats,
    )  # fmt: skip
    piece.subject.draw(pad)
    forms = pad.forms
    if piece.swims and ground.surface is not None:
        below = [*_reflection(forms, spot.y, ground), *_wake(spot, size, ground, rng)]
        forms = [*below, *forms, *_waterline(spot, size, ground, rng)]
    elif not piece.floats:
        forms = [*_shadow(spot, size, air), *forms]
    return Layer(name=piece.subject.name, forms=tuple(forms), subject=True, number=piece.number)


def _shadow(spot: Spot, size: float, air: Air) -> list[Form]:
    """On the ground, away from the light."""
    half = 0.46 * spot.piece.subject.span * size
    lean = -0.35 * half if air.sun[0] > spot.x else 0.35 * half
    tone = air.shadow.at(0.24 * air.level).mixed(INK, 0.3)
    return [
        Form(
            points=curves.ellipse(
                spot.x + lean * reach, spot.y + 0.012 * size,
                half * reach, 0.1 * half * reach + 0.006,
            ),
            colour=tone, role=Role.SHADE, alpha=alpha, soft=0.012 * size,
        )
        for reach, alpha in ((1.3, 0.22), (0.95, 0.3))
    ]  # fmt: skip


def _reflection(forms: Sequence[Form], base: float, ground: Ground) -> list[Form]:
    """The thing upside down in the water, broken by ripples."""
    assert ground.surface is not None
    sunk = []
    for form in forms:
        if form.role in (Role.SHADE, Role.VEIL, Role.GLOW) or _thickness(form.points) < 0.012:
            continue
        outline = curves.resampled(form.points, 0.008, closed=True)
        depth = (base - outline[:, 1]) * 0.62
        sway = 0.001 + 0.022 * np.clip(depth, 0, 0.4) * (1.3 - ground.still)
        outline = np.column_stack(
            [outline[:, 0] + sway * np.sin(depth * 210), base + np.maximum(depth, -0.004)]
        )
        colour = form.colour.mixed(ground.surface, 0.45)
        sunk.append(
            Form(
                points=outline,
                colour=colour,
                role=Role.VEIL,
                alpha=0.5 + 0.2 * ground.still,
                soft=0.0015,
                shines=True,
            )
        )
    return sunk


def _thickness(outline: curves.Points) -> float:
    """How wide a form is on average, across its length."""
    x, y = outline[:, 0], outline[:, 1]
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    return area / max(float(np.ptp(outline, axis=0).max()), 1e-9)


def _wake(spot: Spot, size: float, ground: Ground, rng: np.random.Generator) -> list[Form]:
    """Ripples that cut through the reflection."""
    assert ground.surface is not None
    half = 0.55 * spot.piece.subject.span * size
    tall = 0.6 * spot.piece.subject.height * size
    marks = []
    for k in range(13):
        t = (k + 0.6) / 13
        long = half * float(rng.uniform(0.25, 0.8))
        x, y = spot.x + float(rng.normal(0, 0.4)) * half, spot.y + tall * t
        tone = ground.surface.lighter(0.24) if k % 2 else ground.surface.darker(0.12)
        outline = curves.smooth(
            [(x - long, y), (x, y - 0.0035), (x + long, y), (x, y + 0.0035)], steps=4
        )
        marks.append(Form(points=outline, colour=tone, role=Role.MARK, alpha=0.5, shines=True))
    return marks


def _waterline(spot: Spot, size: float, ground: Ground, rng: np.random.Generator) -> list[Form]:
    """Where the hull meets the water: a dark line and some foam."""
    assert ground.surface is not None
    half = 0.5 * spot.piece.subject.span * size
    marks = []
    for k, (reach, drop, alpha) in enumerate(
        ((1.0, 0.0, 0.85), (0.8, 0.018, 0.6), (1.15, 0.03, 0.45))
    ):
        x, y = spot.x + float(rng.normal(0, 0.06)) * half, spot.y + drop * size / 0.3
        long, thick = half * reach, 0.012 * size / 0.3
        tone = ground.surface.lighter(0.45) if k % 2 == 0 else ground.surface.darker(0.25)
        outline = curves.smooth(
            [(x - long, y), (x - 0.4 * long, y - thick * 0.4), (x + 0.3 * long, y - thick * 0.2),
             (x + long, y), (x + 0.2 * long, y + thick * 0.6), (x - 0.5 * long, y + thick * 0.4)],
            steps=4,
        )  # fmt: skip
        marks.append(Form(points=outline, colour=tone, role=Role.MARK, alpha=alpha, shines=True))
    return marks

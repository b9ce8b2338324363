"""What people wear over their bodies: shirts, jackets, sweaters, dresses and skirts."""

import math

import numpy as np
import shapely

from inference.masters.aaron.draughtsman import Draughtsman
from inference.masters.aaron.people import Core, Person
from inference.masters.hand import moved, outline
from inference.painter.curves import Points, smooth


def draw_torso(artist: Draughtsman, person: Person, core: Core, head: float) -> None:
    """From the neck over the shoulders to the hips, with what shows how it is cut."""
    build = person.build * (0.62 + 0.38 * math.cos(person.turn))
    left, right = core.shoulders
    waist, hip = 0.58 * head * build, 0.70 * head * build
    low = 0.16 * head
    neck_half = 0.25 * head

    def at(point: Points, x: float, y: float) -> tuple[float, float]:
        return float(point[0] + x * head), float(point[1] + y * head)

    knots = [
        at(core.neck, -neck_half / head, 0.04), at(left, -0.02, -0.10), at(left, -0.14, 0.10),
        at(left, 0.02, 0.55), (core.waist[0] - waist, float(core.waist[1])),
        (core.hips[0] - hip, float(core.hips[1] + low)),
        (float(core.hips[0]), float(core.hips[1] + 1.3 * low)),
        (core.hips[0] + hip, float(core.hips[1] + low)),
        (core.waist[0] + waist, float(core.waist[1])), at(right, -0.02, 0.55),
        at(right, 0.14, 0.10), at(right, 0.02, -0.10), at(core.neck, neck_half / head, 0.04),
        (float(core.neck[0]), float(core.neck[1] + 0.24 * head)),
    ]  # fmt: skip
    shape = smooth(knots, steps=6)
    middle = 0.16 * math.sin(person.turn) * head
    spine = smooth(
        [moved(core.neck, middle, 0.3 * head), moved(core.chest, 1.4 * middle, 0.1 * head),
         moved(core.waist, 1.5 * middle, 0), moved(core.hips, 1.2 * middle, 0.14 * head)],
        closed=False,
    )  # fmt: skip
    match person.wears:
        case "jacket":
            artist.form(shape, person.under, [], wander=0.02)
            for side in (-1, 1):
                _lapel(artist, person, core, head, side=side, shape=shape, spine=spine)
        case "shirt":
            _shirt(artist, person, core, head, shape=shape, spine=spine)
        case _:
            _sweater(artist, person, core, head, shape)


def _shirt(
    artist: Draughtsman, person: Person, core: Core, head: float, *, shape: Points, spine: Points
) -> None:
    """Buttons along the middle, and a collar."""
    edge = artist.form(shape, person.top, [spine, *_folds(artist, core, head)], wander=0.02)
    for t in (0.25, 0.45, 0.65, 0.85):
        spot = moved(spine[int(t * (len(spine) - 1))], 0.07 * head, 0)
        artist.blot(_dot(spot, 0.022 * head), within=edge)
    for side in (-1, 1):
        collar = np.array(
            [(side * 0.25, -0.02), (side * 0.36, 0.2), (side * 0.12, 0.34), (side * 0.02, 0.2)]
        )
        artist.form(core.neck + head * collar, person.top, wander=0.01, weight=0.85)


def _sweater(artist: Draughtsman, person: Person, core: Core, head: float, shape: Points) -> None:
    """A round neck, and stripes on some."""
    knots = np.array([(-0.3, 0.06), (-0.2, 0.3), (0, 0.38), (0.2, 0.3), (0.3, 0.06)])
    neck = core.neck + head * smooth(knots, closed=False)
    edge = artist.form(shape, person.top, [neck, *_folds(artist, core, head)], wander=0.02)
    if person.sway <= 0.1:
        return
    for y in np.linspace(0.55, 2.1, 6).tolist():
        bow = smooth([(x, y + 0.06 * x * x) for x in (-1.1, 0.0, 1.1)], closed=False)
        artist.line(core.neck + head * bow, within=edge, weight=0.7)


def _dot(spot: Points, radius: float) -> Points:
    turns = np.linspace(0, 2 * math.pi, 10, endpoint=False)
    return spot + radius * np.column_stack([np.cos(turns), np.sin(turns)])


def _folds(artist: Draughtsman, core: Core, head: float) -> list[Points]:
    """Where cloth is pulled: from the armpits, and over the hip that carries."""
    folds = []
    for i, side in ((0, 1), (1, -1)):
        arm = moved(core.shoulders[i], 0.06 * side * head, 0.42 * head)
        folds.append(np.array([arm, moved(arm, 0.17 * side * head, 0.2 * head)]))
        folds.append(
            smooth(
                [moved(core.waist, -0.5 * side * head, -0.05 * head),
                 moved(core.waist, -0.3 * side * head, 0.08 * head),
                 moved(core.waist, -0.12 * side * head, 0.06 * head)], closed=False,
            )
        )  # fmt: skip
    keep = artist.rng.permutation(len(folds))[: int(artist.rng.integers(2, 5))]
    return [folds[i] for i in keep.tolist()]


def _lapel(
    artist: Draughtsman,
    person: Person,
    core: Core,
    head: float,
    *,
    side: int,
    shape: Points,
    spine: Points,
) -> None:
    """One half of an open jacket."""
    edge = spine + np.column_stack(
        [side * head * np.linspace(0.07, 0.13, len(spine)), np.zeros(len(spine))]
    )
    far = moved(core.hips, side * 3 * head, 0.6 * head)
    up = moved(core.neck, side * 3 * head, -1.0 * head)
    collar = core.neck + np.array([side * 0.2 * head, -0.05 * head])
    half = shapely.Polygon(np.vstack([collar, edge, [moved(edge[-1], 0, 0.5 * head)], far, up]))
    part = half.buffer(0).intersection(shapely.Polygon(shape).buffer(0.012 * head))
    if part.is_empty:
        return
    lapel = np.array(
        [collar, moved(core.neck, side * 0.42 * head, 0.34 * head),
         moved(core.neck, side * 0.26 * head, 0.42 * head), edge[len(edge) // 2]]
    )  # fmt: skip
    pocket = core.waist + np.array([side * 0.36 * head, 0.25 * head])
    flap = np.array([pocket - (0.15 * head, 0), moved(pocket, 0.15 * head, 0.02 * head)])
    artist.form(outline(part), person.top, [lapel, flap], wander=0.018)


def draw_skirt(artist: Draughtsman, person: Person, core: Core, head: float) -> None:
    """From the waist to above or below the knees, wider where the legs are apart."""
    long = 1.35 if person.sway > 0.09 else 0.82
    knees = np.array(core.knees)
    low = core.hips[1] + (knees[:, 1].max() - core.hips[1]) * long
    ankles = np.array(core.ankles)
    left = min(knees[:, 0].min(), 0.5 * (knees[:, 0].min() + ankles[:, 0].min())) - 0.42 * head
    right = max(knees[:, 0].max(), 0.5 * (knees[:, 0].max() + ankles[:, 0].max())) + 0.42 * head
    hip = 0.62 * head * person.build
    x, y = core.hips.tolist()
    hem = [(left + (right - left) * t, low + 0.07 * head * math.sin(9 * t)) for t in
           np.linspace(0, 1, 6).tolist()]  # fmt: skip
    waist_x, waist_y = core.waist.tolist()
    knots = np.array([
        (waist_x - 0.5 * head * person.build, waist_y), (x - hip, y + 0.1 * head), *hem,
        (x + hip, y + 0.1 * head), (waist_x + 0.5 * head * person.build, waist_y),
    ])  # fmt: skip
    folds = [
        smooth([(x + (t - 0.5) * hip, y + 0.25 * head),
                (x + (t - 0.5) * 1.6 * hip, 0.5 * (y + low)),
                (left + (right - left) * t, low - 0.06 * head)], closed=False)
        for t in (0.15, 0.35, 0.6, 0.82)
    ]  # fmt: skip
    colour = person.top if person.wears == "dress" else person.lower
    artist.form(smooth(knots, steps=6), colour, folds, wander=0.02)

"""Plants that grow: leaves on stems, fans, trees, palms, pots; each from a few branching rules."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import shapely

from inference.masters.aaron.colouring import Colourist
from inference.masters.aaron.draughtsman import Draughtsman
from inference.masters.hand import bent, limb, limb_form, moved, outline
from inference.painter.colours import Colour
from inference.painter.curves import Points, ellipse, smooth

_UP = -math.pi / 2


def leaf(
    base: Points, angle: float, length: float, width: float, bend: float, *, round_tip: bool = False
) -> tuple[Points, Points]:
    """A leaf's outline and its midrib, from where it is attached."""
    rib = bent(base, angle, length, bend, steps=12)
    ahead = np.gradient(rib, axis=0)
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    normal /= np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-9)[:, None]
    t = np.linspace(0, 1, 12)
    half = width * np.sin(math.pi * t**0.78) ** (0.6 if round_tip else 0.9)
    edge = np.vstack([rib + normal * half[:, None], (rib - normal * half[:, None])[::-1][1:-1]])
    return edge, rib


def _leaf(
    artist: Draughtsman,
    base: Points,
    angle: float,
    *,
    size: tuple[float, float],
    bend: float,
    colour: Colour,
    veins: bool = False,
    weight: float = 0.8,
) -> None:
    edge, rib = leaf(base, angle, *size, bend, round_tip=artist.rng.random() < 0.3)
    lines = [rib[:-1]]
    if veins:
        lines += [
            np.array(
                [rib[k], 0.3 * rib[min(k + 2, 11)] + 0.7 * edge[min(k + 1, 11) if side else 20 - k]]
            )
            for k in range(2, 10, 2)
            for side in (0, 1)
        ]
    artist.form(edge, colour, lines, weight=weight, wander=0.025)


def fan(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """Big leaves from one root."""
    rng = artist.rng
    count = int(rng.integers(6, 11))
    veins = rng.random() < 0.5
    for i in rng.permutation(count).tolist():
        angle = _UP + (i / (count - 1) - 0.5) * 2.3 + float(rng.normal(0, 0.08))
        bend = (1 if angle > _UP else -1) * float(rng.uniform(0.3, 1.1))
        size = (high * float(rng.uniform(0.75, 1.1)), high * float(rng.uniform(0.07, 0.12)))
        _leaf(artist, foot, angle, size=size, bend=bend, colour=colours.leaf(), veins=veins)


def stems(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """Stems with leaves in pairs, and a flower here and there."""
    rng = artist.rng
    for _ in range(int(rng.integers(2, 5))):
        start = moved(foot, float(rng.normal(0, 0.06)) * high, 0)
        way = bent(start, _UP + float(rng.normal(0, 0.26)), high * float(rng.uniform(0.8, 1.15)),
                   float(rng.normal(0, 0.6)), steps=14)  # fmt: skip
        colour = colours.leaf()
        stalk = shapely.LineString(way).buffer(0.012 * high, cap_style="flat")
        artist.form(outline(stalk), colour.darker(0.25), weight=0.7, wander=0.01)
        for i in range(3, 14, 1 if high > 0.25 else 2):
            ahead = way[i] - way[i - 1]
            angle = math.atan2(ahead[1], ahead[0])
            for side in (-1, 1):
                if rng.random() < 0.1:
                    continue
                long = high * float(rng.uniform(0.14, 0.24)) * (1.15 - 0.5 * i / 14)
                _leaf(artist, way[i], angle + side * float(rng.uniform(0.6, 1.1)),
                      size=(long, 0.04 * high), bend=-0.5 * side,
                      colour=colour.lighter(float(rng.uniform(0, 0.2))), weight=0.7)  # fmt: skip
        if rng.random() < 0.55:
            flower(artist, colours, way[-1], high * float(rng.uniform(0.07, 0.11)))


def flower(artist: Draughtsman, colours: Colourist, middle: Points, radius: float) -> None:
    """Petals round a button."""
    rng = artist.rng
    count, colour = int(rng.integers(5, 9)), colours.flower()
    for i in range(count):
        angle = 2 * math.pi * i / count + float(rng.normal(0, 0.1))
        edge, _ = leaf(middle, angle, radius * float(rng.uniform(0.9, 1.15)), 0.33 * radius,
                       float(rng.normal(0, 0.3)), round_tip=True)  # fmt: skip
        artist.form(edge, colour.lighter(float(rng.uniform(0, 0.25))), weight=0.7, wander=0.015)
    button = ellipse(middle[0], middle[1], 0.3 * radius, 0.27 * radius, steps=16)
    artist.form(button, Colour.of(0.8, 0.15, 85), weight=0.7, wander=0.01)


def tree(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """A trunk that branches, with a crown of leaves on each branch."""
    rng = artist.rng
    fork = moved(foot, float(rng.normal(0, 0.05)) * high, -0.55 * high)
    middle = moved(foot, float(rng.normal(0, 0.03)) * high, -0.3 * high)
    trunk = limb_form(np.array([foot, middle, fork]), [0.055 * high, 0.04 * high, 0.032 * high])
    ends = []
    for i in range(int(rng.integers(3, 6))):
        angle = _UP + 0.55 * (i - 2) + float(rng.uniform(-0.3, 0.3))
        end = fork + high * float(rng.uniform(0.22, 0.36)) * np.array(
            [math.cos(angle), math.sin(angle)]
        )
        bow = 0.5 * (fork + end) + rng.normal(0, 0.02, 2) * high
        trunk = shapely.union(
            trunk, limb_form(np.array([fork, bow, end]), [0.028 * high, 0.018 * high, 0.009 * high])
        )
        ends.append(end)
    bark = [
        np.column_stack([np.linspace(foot[0], middle[0], 6) + x * high,
                         np.linspace(foot[1] - 0.05 * high, middle[1] - 0.1 * high, 6)])
        for x in (-0.02, 0.008, 0.026)
    ]  # fmt: skip
    brown = Colour.of(float(rng.uniform(0.34, 0.5)), 0.06, float(rng.uniform(35, 75)))
    artist.form(outline(trunk), brown, bark, weight=0.9)
    for end in ends:
        _crown(artist, colours, end, high)


def _crown(artist: Draughtsman, colours: Colourist, middle: Points, high: float) -> None:
    rng, colour = artist.rng, colours.leaf()
    turns = np.linspace(0, 2 * math.pi, 9, endpoint=False)
    reach = 0.175 * high * rng.uniform(0.85, 1.15, 9)
    knots = middle + np.column_stack([reach * np.cos(turns), 0.8 * reach * np.sin(turns)])
    artist.form(smooth(knots), colour.darker(0.3), weight=0.75, wander=0.05)
    for _ in range(int(rng.integers(14, 22))):
        angle = float(rng.uniform(0, 2 * math.pi))
        out = float(rng.uniform(0, 1)) ** 0.6 * 0.16 * high
        base = middle + out * np.array([math.cos(angle), 0.8 * math.sin(angle)])
        size = (high * float(rng.uniform(0.075, 0.12)), 0.024 * high)
        _leaf(artist, base, angle + float(rng.normal(0, 0.4)), size=size,
              bend=float(rng.normal(0, 0.5)), colour=colour.lighter(float(rng.uniform(0, 0.3))),
              weight=0.6)  # fmt: skip


def palm(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """A ringed trunk and feathered leaves that hang."""
    rng = artist.rng
    way = bent(
        foot, _UP + float(rng.normal(0, 0.12)), 0.72 * high, float(rng.normal(0, 0.35)), steps=9
    )
    radii = np.linspace(0.042, 0.024, 9) * high
    trunk = limb(way, radii.tolist())
    rings = [
        np.array(
            [
                moved(way[i], -1.1 * radii[i], 0.01 * high),
                moved(way[i], 1.1 * radii[i], -0.01 * high),
            ]
        )
        for i in range(1, 8)
    ]
    artist.form(trunk, Colour.of(0.55, 0.06, 70), rings, weight=0.85)
    colour = colours.leaf()
    for i in rng.permutation(9).tolist():
        angle = _UP + (i - 4) * 0.48 + float(rng.normal(0, 0.1))
        bend = (1.5 if angle > _UP else -1.5) * float(rng.uniform(0.6, 1.1))
        rib = bent(way[-1], angle, 0.42 * high, bend, steps=14)
        ahead = np.gradient(rib, axis=0)
        normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
        normal /= np.hypot(normal[:, 0], normal[:, 1])[:, None]
        t = np.linspace(0, 1, 14)
        half = 0.075 * high * np.sin(math.pi * t**0.6) ** 0.7
        teeth = half * np.where(np.arange(14) % 2, 1.0, 0.55)
        edge = np.vstack([rib + normal * teeth[:, None], (rib - normal * teeth[:, None])[::-1]])
        artist.form(edge, colour.lighter(float(rng.uniform(0, 0.22))), [rib[:-1]], weight=0.75,
                    wander=0.015)  # fmt: skip


def monstera(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """Long stalks with lobed plates."""
    rng = artist.rng
    for _ in range(int(rng.integers(4, 8))):
        angle = _UP + float(rng.normal(0, 0.6))
        way = bent(
            foot, angle, high * float(rng.uniform(0.4, 0.95)), float(rng.normal(0, 0.7)), steps=12
        )
        stalk = shapely.LineString(way).buffer(0.009 * high, cap_style="flat")
        colour = colours.leaf()
        artist.form(outline(stalk), colour.darker(0.2), weight=0.65, wander=0.01)
        ahead = way[-1] - way[-2]
        facing = math.atan2(ahead[1], ahead[0]) + float(rng.normal(0, 0.3))
        radius = high * float(rng.uniform(0.13, 0.2))
        along = np.array([math.cos(facing), math.sin(facing)])
        middle = way[-1] + 0.6 * radius * along
        turns = np.linspace(0, 2 * math.pi, 56, endpoint=False)
        lobes = 1 - 0.26 * np.clip(np.cos(7 * turns), 0.2, 1) * (np.abs(np.sin(turns / 2)) < 0.94)
        reach = radius * (1 - 0.35 * np.cos(turns)) * lobes
        edge = middle + np.column_stack(
            [
                reach * np.cos(turns + facing + math.pi),
                0.85 * reach * np.sin(turns + facing + math.pi),
            ]
        )
        across = np.array([-along[1], along[0]])
        lines = [np.array([way[-1], middle + radius * along])]
        for part in (0.2, 0.55, 0.9):
            start = way[-1] + part * radius * along
            lines += [np.array([start, start + 0.3 * radius * along + s * 0.55 * radius * across])
                      for s in (-1, 1)]  # fmt: skip
        artist.form(edge, colour, lines, weight=0.8, wander=0.015)


def pot(artist: Draughtsman, colours: Colourist, foot: Points, high: float) -> None:
    """A pot with something in it."""
    rng = artist.rng
    wide = 0.2 * high
    rim = foot - (0, 0.34 * high)
    grown = (fan, stems, monstera)[int(rng.integers(3))]
    grown(artist, colours, moved(rim, 0, 0.03 * high), 0.68 * high)
    body = np.array(
        [
            moved(rim, -wide, 0),
            moved(rim, wide, 0),
            moved(foot, 0.68 * wide, 0),
            foot - (0.68 * wide, 0),
        ]
    )
    clay = Colour.of(float(rng.uniform(0.5, 0.72)), 0.11, float(rng.choice([38, 45, 240, 150])))
    artist.form(body, clay, wander=0.015)
    band = rim + np.array(
        [(-1.12 * wide, -0.03 * high), (1.12 * wide, -0.03 * high), (1.08 * wide, 0.05 * high),
         (-1.08 * wide, 0.05 * high)]
    )  # fmt: skip
    artist.form(band, clay.lighter(0.12), wander=0.012)


def rock(artist: Draughtsman, colour: Colour, foot: Points, wide: float) -> None:
    """A lump with cracks."""
    rng = artist.rng
    turns = np.linspace(math.pi, 2 * math.pi, 9)
    high = wide * float(rng.uniform(0.55, 0.8))
    top = foot + np.column_stack(
        [
            wide * np.cos(turns) * rng.uniform(0.85, 1.1, 9),
            high * np.sin(turns) * rng.uniform(0.75, 1.1, 9),
        ]
    )
    knots = np.vstack(
        [top, moved(foot, 0.6 * wide, 0.15 * high), moved(foot, -0.5 * wide, 0.13 * high)]
    )
    cracks = [
        smooth([moved(foot, (0.1 + x) * wide, -0.7 * high), moved(foot, x * wide, -0.35 * high),
                moved(foot, (x + 0.12) * wide, -0.06 * high)], closed=False)
        for x in (-0.35, 0.2)
    ]  # fmt: skip
    artist.form(smooth(knots), colour, cracks, wander=0.04)


Plant = Callable[[Draughtsman, Colourist, Points, float], None]
PLANTS: Mapping[str, Plant] = {
    "fan": fan,
    "stems": stems,
    "tree": tree,
    "palm": palm,
    "monstera": monstera,
    "pot": pot,
}

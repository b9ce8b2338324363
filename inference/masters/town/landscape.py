"""What lies round a town: sky, far hills, the ground in strips, fields, roads and trees."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from inference.masters.drawing import Page, Sheet
from inference.masters.hand import freehand
from inference.masters.town.ground import Hill, View
from inference.masters.town.mason import Mason
from inference.masters.town.parts import Corner, Stuff, Thing
from inference.painter.colours import Colour
from inference.painter.curves import Points, smooth

FARTHEST = 2.7
_NEAREST = -1.35
_STRIP = 0.035


def backdrop(sheet: Sheet, view: View, stuff: Stuff, rng: np.random.Generator) -> None:
    """The sky, a few clouds, and three ranges of hills."""
    page = sheet.page
    horizon = view.at(0, FARTHEST, 0)[1]
    low = horizon + 0.02
    whole = [(0, 0), (page.width, 0), (page.width, low), (0, low)]
    sheet.area(whole, stuff.sky[0], fade=stuff.sky[1])
    for _ in range(int(rng.integers(2, 6))):
        _cloud(sheet, stuff, rng, horizon)
    tints = [
        stuff.sky[1].mixed(
            stuff.grass.mixed(stuff.sky[0], 0.65 - 0.2 * i).darker(0.12), 0.35 + 0.2 * i
        )
        for i in range(3)
    ]
    for number, tint in enumerate(tints):
        high = (0.085 - 0.026 * number) * (1 + 0.35 * rng.random())
        x = np.linspace(-0.05, page.width + 0.05, 120)
        waves = rng.uniform(0, 2 * math.pi, 3)
        shape = np.sin(x * 5.1 + waves[0]) + 0.6 * np.sin(x * 11 + waves[1])
        shape += 0.25 * np.sin(x * 23 + waves[2])
        line = np.column_stack([x, horizon - 0.6 * high - 0.28 * high * shape])
        ground = np.vstack([line, [(page.width + 0.05, horizon + 0.1), (-0.05, horizon + 0.1)]])
        sheet.area(ground, stuff.marble if stuff.bare else tint)
        sheet.stroke(line, stuff.shade, weight=1.0, alpha=0.8)


def _cloud(sheet: Sheet, stuff: Stuff, rng: np.random.Generator, horizon: float) -> None:
    page = sheet.page
    x, y = rng.uniform(0, page.width), rng.uniform(0.08, 0.62) * horizon
    wide = rng.uniform(0.05, 0.15)
    bumps = int(rng.integers(4, 8))
    tops = [
        (x + wide * (2 * (i + 0.5) / bumps - 1), y - wide * rng.uniform(0.1, 0.3) * math.sin(
            math.pi * (i + 0.5) / bumps)) for i in range(bumps)
    ]  # fmt: skip
    top = smooth([(x - wide, y), *tops, (x + wide, y)], closed=False, steps=8)
    if not stuff.bare:
        sheet.area(np.vstack([top, [(x - wide, y)]]), stuff.sky[1].lighter(0.55), alpha=0.75)
    sheet.stroke(top, stuff.shade, weight=0.9, alpha=0.7)
    sheet.stroke([(x - 0.8 * wide, y), (x + 0.9 * wide, y)], stuff.shade, weight=0.7, alpha=0.5)


def strips(view: View, hill: Hill, stuff: Stuff, page: Page, town: float) -> Iterator[Thing]:
    """The ground from the horizon to the eye; each strip hides what lies behind it."""
    edges = np.arange(FARTHEST, _NEAREST, -_STRIP)
    for far, near in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        sheet = Sheet(page)
        reach = 0.75 * max(page.width, 1) * (1 + 0.3 * far) / view.scale + 0.2
        line = np.linspace(-reach, reach, 64)
        haze = min(0.55, max(0.0, 0.22 * far))
        grass = stuff.grass.mixed(stuff.sky[1], haze)
        sheet.area(_strip(view, hill, line, far, near - 0.08), stuff.grass if stuff.bare else grass)
        inside = 1 - ((far + near) / 2 / (hill.deep * town)) ** 2
        if inside > 0:
            half = hill.wide * town * math.sqrt(inside)
            paved = _strip(view, hill, np.linspace(-half, half, 40), far, near - 0.004)
            sheet.area(paved, stuff.street)
        _tufts(sheet, view, hill, stuff, far)
        yield Thing(far, sheet.marks)


def _tufts(sheet: Sheet, view: View, hill: Hill, stuff: Stuff, d: float) -> None:
    """Grass, where it is near enough to be seen."""
    if d > 0.1:
        return
    rng = np.random.Generator(np.random.PCG64(int(1e4 - 1e3 * d)))
    for x in rng.uniform(-0.9, 0.9, 9).tolist():
        if hill.out(x, d) < 1.12:
            continue
        for lean in rng.uniform(-0.007, 0.007, 3).tolist():
            spots = [(x + lean / 2, d, hill.height(x, d)), (x + lean, d, hill.height(x, d) + 0.011)]
            sheet.stroke(view.all(spots), stuff.leaf, alpha=0.6)


def _strip(view: View, hill: Hill, xs: Points, far: float, near: float) -> Points:
    top = [view.at(x, far, hill.height(x, far)) for x in xs.tolist()]
    bottom = [view.at(x, near, hill.height(x, near)) for x in reversed(xs.tolist())]
    return np.array(top + bottom)


def field(
    mason: Mason, hill: Hill, centre: Corner, *, size: Corner, turn: float, colour: Colour
) -> None:
    """A piece of farmland: bare, or in rows of vines."""
    corners = mason.box(centre, size, turn)
    haze = min(0.5, max(0.0, 0.22 * centre[1]))
    tint = colour if mason.stuff.bare else colour.mixed(mason.stuff.sky[1], haze)
    edge = [_along(one, other, i / 8) for one, other in zip(
        corners, [*corners[1:], corners[0]], strict=True) for i in range(8)]  # fmt: skip
    outline = mason.view.all([(*spot, hill.height(*spot)) for spot in edge])
    mason.sheet.area(outline, tint)
    mason.sheet.stroke(outline, mason.stuff.leaf, closed=True, weight=0.8, alpha=0.6)
    rows = max(3, int(size[0] / 0.019))
    for i in range(1, rows):
        part = i / rows
        one, other = _along(corners[0], corners[1], part), _along(corners[3], corners[2], part)
        way = [_along(one, other, t) for t in np.linspace(0.04, 0.96, 7).tolist()]
        mason.line([(*spot, hill.height(*spot)) for spot in way], mason.stuff.leaf, alpha=0.55)


def road(
    mason: Mason, hill: Hill, way: Points, wide: float, *, steps: bool = False
) -> Iterator[Thing]:
    """A way over the ground, in pieces; `way` is (n, 2) of x and d, the town's end first."""
    ahead = np.gradient(way, axis=0)
    aside = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    aside *= wide / 2 / np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    left, right = (way + aside).tolist(), (way - aside).tolist()
    stuff = mason.stuff
    tint = stuff.street.lighter(0.35)
    for i in range(len(way) - 1):
        piece = Mason(mason.sheet.page, mason.view, stuff, mason.rng)
        corners = [left[i], left[i + 1], right[i + 1], right[i]]
        spots = [(x, d, hill.height(x, d) + 0.0005) for x, d in corners]
        piece.sheet.area(mason.view.all(spots), stuff.street if stuff.bare else tint)
        piece.line([spots[0], spots[1]], stuff.shade)
        piece.line([spots[3], spots[2]], stuff.shade)
        if steps:
            piece.line([spots[0], spots[3]], stuff.shade, weight=0.7, alpha=0.7)
        yield Thing(min(d for _, d in corners) - 0.002, piece.sheet.marks)


def cypress(mason: Mason, hill: Hill, at: Corner, tall: float) -> None:
    """A dark flame."""
    rng = mason.rng
    mason.box(at, (0.004, 0.004), 0)
    x, y = mason.view.at(*at, hill.height(*at) - 0.002)
    top = mason.view.at(*at, hill.height(*at) + tall)[1]
    high = y - top
    half = 0.105 * high
    t = np.linspace(0, 1, 9)
    bulge = np.sin(np.pi * t**0.62) ** 0.85
    left = x - half * bulge * (1 + rng.normal(0, 0.09, 9))
    right = x + half * bulge * (1 + rng.normal(0, 0.09, 9))
    ys = y - high * t
    knots = np.vstack([np.column_stack([left, ys]), np.column_stack([right, ys])[::-1][1:-1]])
    outline = smooth(knots, steps=4)
    green = mason.stuff.greens[0] if rng.random() < 0.5 else mason.stuff.greens[1]
    mason.sheet.area(outline, green)
    for side in (0.25, 0.7):
        wave = x + half * (side * bulge + 0.16 * np.sin(9 * t + rng.uniform(0, 6)))
        mason.sheet.stroke(np.column_stack([wave, ys])[1:-1], mason.stuff.leaf, alpha=0.7)
    mason.sheet.stroke(outline, mason.stuff.ink, closed=True)


def olive(mason: Mason, hill: Hill, at: Corner, size: float) -> None:
    """A round grey-green crown on a short trunk."""
    rng = mason.rng
    mason.box(at, (0.004, 0.004), 0)
    x, y = mason.view.at(*at, hill.height(*at))
    radius = size * mason.view.scale / (1 + 0.28 * at[1])
    angle = np.linspace(0, 2 * math.pi, 10, endpoint=False)
    reach = radius * rng.uniform(0.78, 1.18, 10)
    knots = np.column_stack([x + reach * np.cos(angle), y - radius + 0.72 * reach * np.sin(angle)])
    crown = smooth(knots, steps=5)
    trunk = [(x - 0.12 * radius, y - 0.5 * radius), (x - 0.08 * radius, y), (x + 0.1 * radius, y),
             (x + 0.12 * radius, y - 0.5 * radius)]  # fmt: skip
    mason.sheet.area(trunk, mason.stuff.dark)
    mason.sheet.stroke(trunk, mason.stuff.ink)
    green = mason.stuff.greens[int(rng.integers(2, len(mason.stuff.greens)))]
    mason.sheet.area(crown, green)
    mason.sheet.stroke(freehand(crown, rng, step=0.0012, closed=True), mason.stuff.ink, closed=True)
    mason.sheet.stroke(crown[5:19] * 0.55 + np.array([x, y - radius]) * 0.45, mason.stuff.leaf)


def _along(one: Sequence[float], other: Sequence[float], part: float) -> Corner:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part

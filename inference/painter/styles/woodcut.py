"""Woodcut: black lines cut with a gouge, thick on the dark side, and a block of colour below."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inference.painter import curves
from inference.painter.board import Board
from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.raster import Path

PAPER = Colour.hex("#f1e8d2")
_BLACK = Colour.hex("#1b181b")
_GAP = 0.0125  # between two cuts, in units


def woodcut(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Cut and print it."""
    canvas = easel.canvas(PAPER)
    for share in cut(picture, canvas, easel.rng("woodcut")):
        yield share, canvas
    grain = easel.clouds("grain", coarse=40, octaves=4)

    def pressed(values: Floats, rows: slice) -> Floats:
        """Where the block is worn, the paper shows through the ink."""
        worn = np.clip(grain[rows] - np.float32(0.75), 0, 1)[..., None] * np.float32(0.5)
        worked: Floats = values + (np.array(PAPER.rgb(), np.float32) - values) * worn
        return worked

    yield from toned(canvas, pressed)


def cut(picture: Composition, board: Board, rng: np.random.Generator) -> Iterator[float]:
    """Draw the blocks; yields how much is done."""
    _sky(picture, board, rng)
    yield 0.1
    for share, layer in shares(picture):
        for form in layer.forms:
            _form(board, form, rng, coloured=layer.subject)
        yield share
    edge = curves.box(0, 0, picture.width, picture.height)
    board.stroke(Path(edge), 0.05, PAPER)
    inner = curves.box(0.025, 0.025, picture.width - 0.025, picture.height - 0.025)
    board.stroke(Path(inner), 0.006, _BLACK)
    yield 0.9


def _sky(picture: Composition, board: Board, rng: np.random.Generator) -> None:
    """Rings of cuts round the light, as thick as the sky is dark there."""
    sky, depth = picture.air.sky, min(picture.horizon, picture.height)
    bands = 10
    for k in range(bands):
        at = k / bands * (len(sky) - 1)
        tone = sky[int(at)].mixed(sky[min(int(at) + 1, len(sky) - 1)], at % 1)
        top, bottom = depth * k / bands, depth * (k + 1) / bands if k < bands - 1 else 1.5
        board.tint(Path(curves.box(0, top, picture.width, bottom)), _block(tone, 0.45))
    x, y = picture.air.sun
    far = max(math.hypot(x - cx, y - cy) for cx in (0, picture.width) for cy in (0, depth))
    rings = []
    for k in range(3, min(90, int(far / (1.6 * _GAP)) + 1)):
        reach = 1.6 * _GAP * k
        steps = max(24, int(reach * 140))
        ring = curves.ellipse(x, y, reach, reach, steps=steps)
        share = np.clip(ring[:, 1] / depth, 0, 0.999) * (len(sky) - 1)
        lights = np.array([colour.light for colour in sky])
        dark = 1 - np.interp(share, np.arange(len(sky)), lights)
        thick = 1.6 * _GAP * np.clip(1.25 * (dark - 0.12), 0.03, 0.86)
        thick *= rng.uniform(0.7, 1.15, steps)
        outward = (ring - [x, y]) / reach
        rings += _broken(ring, outward * thick[:, None] / 2, rng)
    band = Path(curves.box(0, 0, picture.width, depth))
    with board.clipped(band):
        board.tint(Path(*rings), _BLACK, 0.92)


def _broken(ring: Points, half: Points, rng: np.random.Generator) -> list[Points]:
    """A ring in pieces, pointed at both ends."""
    pieces, at = [], int(rng.integers(0, 5))
    while at < len(ring) - 3:
        end = min(len(ring), at + int(rng.integers(8, 26)))
        swell = np.sin(np.linspace(0, math.pi, end - at))[:, None] ** 0.5
        middle, side = ring[at:end], half[at:end] * swell
        pieces.append(np.vstack([middle + side, (middle - side)[::-1]]))
        at = end + int(rng.integers(0, 2))
    return pieces


def _form(board: Board, form: Form, rng: np.random.Generator, *, coloured: bool) -> None:
    path = Path(form.points)
    match form.role:
        case Role.GLOW:
            return
        case Role.SHADE:
            with board.clipped(path):
                board.tint(Path(*_scratches(form, rng, dark=0.55)), _BLACK)
        case Role.MARK:
            board.tint(path, _BLACK if form.tone < 0.72 else PAPER)
        case Role.DETAIL:
            board.tint(path, _detail(form, coloured=coloured))
        case _:
            _mass(board, form, path, rng, coloured=coloured)


def _detail(form: Form, *, coloured: bool) -> Colour:
    if form.tone < 0.36:
        return _BLACK
    return form.colour.mixed(PAPER, 0.1) if coloured else _block(form.colour, 0.4)


def _mass(
    board: Board, form: Form, path: Path, rng: np.random.Generator, *, coloured: bool
) -> None:
    tone = form.colour if form.fade is None else form.colour.mixed(form.fade, 0.35)
    soft = form.role is Role.VEIL
    board.tint(path, _block(tone, 0.06 if coloured else 0.45), 0.85 if soft else 1.0)
    if form.size > 0.045 and not soft:
        dark = 1 - (form.fade or form.colour).light
        cuts = (
            _scratches(form, rng, dark=dark)
            if form.role is Role.MASS
            else _wedges(form, rng, dark=dark)
        )
        if cuts:
            with board.clipped(path):
                board.tint(Path(*cuts), _BLACK)
    if not soft:
        board.stroke(path, 0.0046 if form.size > 0.12 else 0.003, _BLACK)


def _wedges(form: Form, rng: np.random.Generator, *, dark: float) -> Sequence[Points]:
    """Cuts from the dark side towards the light, ending in points."""
    if form.axis is None or dark < 0.16:
        return ()
    x0, y0, x1, y1 = form.axis
    away = np.array([x1 - x0, y1 - y0])
    reach = float(np.hypot(*away))
    if reach < 1e-6:
        return ()
    along = away / reach
    across = np.array([-along[1], along[0]])
    centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    span = float(np.abs((form.points - centre) @ across).max())
    count = max(2, int(2 * span / _GAP))
    offsets = np.linspace(-span, span, count) + rng.normal(0, 0.12 * _GAP, count)
    edge = _rim(form.points, centre, along, across, offsets)
    length = reach * np.clip(0.16 + 0.62 * dark, 0.2, 0.75) * rng.uniform(0.6, 1.15, count)
    base = centre + offsets[:, None] * across + (edge + 0.004)[:, None] * along
    tips = base - length[:, None] * along
    half = 0.5 * _GAP * (0.45 + 0.45 * dark) * across
    return list(np.stack([base - half, tips, base + half], axis=1))


def _rim(
    outline: Points, centre: Points, along: Points, across: Points, offsets: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far the form reaches on its dark side, beside each offset."""
    side, depth = (outline - centre) @ across, (outline - centre) @ along
    lower = depth > np.median(depth) - 1e-9
    order = np.argsort(side[lower])
    return np.interp(offsets, side[lower][order], depth[lower][order])


def _scratches(form: Form, rng: np.random.Generator, *, dark: float) -> list[Points]:
    """Level cuts, pointed at both ends, closer and thicker where it is dark."""
    low, high = form.points.min(axis=0), form.points.max(axis=0)
    wide, tall = (high - low).tolist()
    rows = max(1, min(70, int(tall / (1.35 * _GAP))))
    cuts = []
    for k in range(rows):
        y = low[1] + tall * (k + 0.5) / rows
        x = low[0] - 0.1 * float(rng.random())
        while x < high[0]:
            long = float(rng.uniform(0.05, 0.2)) * max(0.3, min(1.0, wide))
            if rng.random() < 0.25 + 0.75 * dark:
                thick = 1.35 * _GAP * (0.14 + 0.62 * dark * float(rng.uniform(0.5, 1)))
                cuts.append(
                    np.array(
                        [(x, y), (x + 0.4 * long, y - thick / 2), (x + long, y + 0.002),
                         (x + 0.5 * long, y + thick / 2)]
                    )
                )  # fmt: skip
            x += long * float(rng.uniform(0.85, 1.3))
    return cuts


def _block(colour: Colour, pale: float) -> Colour:
    """The ink of the second block: flat, in steps, some of the paper in it."""
    light = max(0.3, round(colour.light * 7) / 7)
    return Colour(light, colour.a * 1.05, colour.b * 1.05).mixed(PAPER, pale)

"""Blueprint: white lines on blue paper with a grid, measures and a title block."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.board import Board
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Layer, Role
from inference.painter.hatching import hatched
from inference.painter.raster import Path

PAPER = Colour.hex("#1f4d96")
_CHALK = Colour.hex("#eaf2fb")
_GRID = 0.05  # units


def blueprint(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Draft it."""
    canvas = easel.canvas(PAPER)
    for share in draft(picture, canvas, easel.rng("blueprint")):
        yield share, canvas
    stains, tooth = easel.clouds("stains", coarse=3, octaves=4), easel.grain("tooth")

    def exposed(values: Floats, rows: slice) -> Floats:
        """The light that printed the paper was uneven."""
        weight = 1 + np.float32(0.045) * stains[rows] + np.float32(0.02) * tooth[rows]
        worked: Floats = values * weight[..., None]
        return worked

    yield from toned(canvas, exposed)


def draft(picture: Composition, board: Board, rng: np.random.Generator) -> Iterator[float]:
    """Draw the plan; yields how much is done."""
    _paper(picture, board)
    yield 0.1
    titled = False
    for share, layer in shares(picture):
        if layer.subject and not titled:
            _title_block(picture, board)  # things stand before it
            titled = True
        for form in layer.forms:
            _form(board, form, rng, thing=layer.subject)
        yield share
    for layer in picture.layers:
        if layer.subject:
            _measured(board, picture, layer)
    if not titled:
        _title_block(picture, board)
    yield 0.9


def _paper(picture: Composition, board: Board) -> None:
    """The hour's shade of blue, and a grid."""
    sky = picture.air.sky
    light = sum(colour.light for colour in sky) / len(sky)
    tone = PAPER.mixed(sky[-1].at(PAPER.light), 0.16).at(0.29 + 0.16 * light)
    board.tint(Path(curves.box(0, 0, picture.width, picture.height)), tone)
    for step, width, alpha in ((_GRID / 5, 0.0007, 0.12), (_GRID, 0.0011, 0.22)):
        xs = np.arange(step, picture.width, step)
        ys = np.arange(step, picture.height, step)
        upright = np.column_stack([xs, np.zeros_like(xs), xs, np.full_like(xs, picture.height)])
        level = np.column_stack([np.zeros_like(ys), ys, np.full_like(ys, picture.width), ys])
        board.lines(np.vstack([upright, level]), width, _CHALK, alpha)


def _form(board: Board, form: Form, rng: np.random.Generator, *, thing: bool) -> None:
    path = Path(form.points)
    tone = form.colour if form.fade is None else form.colour.mixed(form.fade, 0.4)
    match form.role:
        case Role.GLOW | Role.SHADE:
            return
        case Role.MARK if thing:
            board.tint(path, tone, 0.85)
        case Role.MARK:
            board.stroke(path, 0.0012, _CHALK, 0.28)
        case Role.DETAIL:
            board.tint(path, tone if thing or form.shines else PAPER, 0.85 if thing else 0.4)
            board.stroke(path, 0.0012, _CHALK, 0.85 if thing else 0.5)
        case Role.VEIL:
            board.tint(path, _CHALK, 0.08 * form.alpha)
            board.stroke(path, 0.001, _CHALK, 0.45 * form.alpha)
        case _:
            _body(board, form, path, tone, rng, thing=thing)


def _body(
    board: Board, form: Form, path: Path, tone: Colour, rng: np.random.Generator, *, thing: bool
) -> None:
    """What lies behind is hidden; things are washed with their colour, the rest stays paper."""
    paper = PAPER.at(0.3 + 0.2 * tone.light)
    if form.shines and form.role is Role.PART:  # sun and moon
        paper = paper.mixed(_CHALK, 0.6)
    board.tint(path, tone.mixed(paper, 0.2) if thing else paper, 0.97 if thing else 0.85)
    shade = form.fade or form.colour
    if form.size > 0.06:
        with board.clipped(path):
            hatched(
                board, form, rng, dark=1 - shade.light, colour=_CHALK, width=0.0009,
                alpha=0.35 if thing else 0.22,
            )  # fmt: skip
    board.stroke(path, 0.0029 if thing else 0.0016, _CHALK, 0.97 if thing else 0.7)


def _measured(board: Board, picture: Composition, layer: Layer) -> None:
    """How wide and how tall a thing is, between arrows, with its middle line."""
    solid = [form.points for form in layer.forms if form.role in (Role.PART, Role.DETAIL)]
    if not solid:
        return
    left, top, right, bottom = curves.bounds(solid)
    y, x = min(bottom + 0.035, picture.height - 0.02), min(right + 0.03, picture.width - 0.02)
    middle = (left + right) / 2
    lines = [(left, y, right, y), (x, top, x, bottom)]
    lines += [(left, bottom, left, y + 0.008), (right, bottom, right, y + 0.008)]
    lines += [(right, top, x + 0.008, top), (right, bottom, x + 0.008, bottom)]
    lines += [
        (middle, at, middle, min(at + 0.014, y)) for at in np.arange(top - 0.04, y, 0.024).tolist()
    ]
    board.lines(np.array(lines), 0.0011, _CHALK, 0.7)
    long, wide = 0.014, 0.0042
    heads = [
        [(left, y), (left + long, y - wide), (left + long, y + wide)],
        [(right, y), (right - long, y - wide), (right - long, y + wide)],
        [(x, top), (x - wide, top + long), (x + wide, top + long)],
        [(x, bottom), (x - wide, bottom - long), (x + wide, bottom - long)],
    ]
    board.tint(Path(*(curves.points(head) for head in heads)), _CHALK, 0.85)


def _title_block(picture: Composition, board: Board) -> None:
    """A double frame, and boxes with lines for words in a corner."""
    width, height = picture.width, picture.height
    for inset, thick in ((0.018, 0.0032), (0.026, 0.0012)):
        frame = curves.box(inset, inset, width - inset, height - inset)
        board.stroke(Path(frame), thick, _CHALK, 0.9)
    left, top, right, bottom = width - 0.246, height - 0.106, width - 0.026, height - 0.026
    board.tint(Path(curves.box(left, top, right, bottom)), PAPER, 0.92)
    board.stroke(Path(curves.box(left, top, right, bottom)), 0.0016, _CHALK, 0.9)
    split = left + 0.14
    rows = [(left, top + 0.027 * k, right, top + 0.027 * k) for k in (1, 2)]
    rows.append((split, top, split, bottom))
    words = [
        (
            left + 0.012,
            top + 0.014 + 0.027 * k,
            left + (0.105, 0.075, 0.09)[k],
            top + 0.014 + 0.027 * k,
        )
        for k in range(3)
    ]
    words += [(split + 0.012, y[1], right - 0.02, y[1]) for y in words]
    board.lines(np.array(rows), 0.0011, _CHALK, 0.8)
    board.lines(np.array(words), 0.0045, _CHALK, 0.5)

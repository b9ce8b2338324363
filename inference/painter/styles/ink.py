"""Ink: a pen that presses and lifts, a grey wash below it, and colour on the things alone."""

from collections.abc import Iterator

import numpy as np

from inference.painter import curves
from inference.painter.board import Board
from inference.painter.colours import Colour
from inference.painter.easel import Easel, Floats, Step, shares, toned
from inference.painter.forms import Composition, Form, Role
from inference.painter.hatching import hatched, pen_line
from inference.painter.raster import MULTIPLY, Path

PAPER = Colour.hex("#f4eddc")
BLACK = Colour.hex("#1d1a20")


def ink(picture: Composition, easel: Easel) -> Iterator[Step]:
    """Draw it in pen and wash."""
    canvas = easel.canvas(PAPER)
    for share in pen(picture, canvas, easel.rng("ink")):
        yield share, canvas
    tooth = easel.grain("tooth")

    def settle(values: Floats, rows: slice) -> Floats:
        worked: Floats = values * (1 + np.float32(0.022) * tooth[rows])[..., None]
        return worked

    yield from toned(canvas, settle)


def pen(picture: Composition, board: Board, rng: np.random.Generator) -> Iterator[float]:
    """Draw the lines and washes; yields how much is done."""
    _sky_wash(board, picture, rng)
    yield 0.1
    for share, layer in shares(picture):
        for form in layer.forms:
            _draw(board, form, rng, coloured=layer.subject)
        yield share


def _sky_wash(board: Board, picture: Composition, rng: np.random.Generator) -> None:
    """Grey from above, as dark as the hour."""
    dark = 1 - picture.air.sky[0].light
    for k in range(4):
        y = picture.horizon * (0.02 + 0.22 * k)
        bank = curves.lumpy(
            (picture.width * float(rng.uniform(0.2, 0.8)), y), 0.75 * picture.width, 0.12, rng
        )
        board.tint(Path(bank), BLACK, 0.2 * dark * (1 - 0.2 * k), soft=0.035, blend=MULTIPLY)


def _draw(board: Board, form: Form, rng: np.random.Generator, *, coloured: bool) -> None:
    path = Path(form.points)
    match form.role:
        case Role.GLOW:
            board.tint(path, PAPER, 0.5 * form.alpha, soft=form.soft)
        case Role.SHADE:
            board.tint(path, BLACK, 0.55 * form.alpha, soft=form.soft, blend=MULTIPLY)
        case Role.MARK:
            board.tint(path, BLACK if form.tone < 0.75 else PAPER, 0.75 * form.alpha)
        case Role.DETAIL:
            tone = form.colour if coloured else _grey(form.colour)
            board.tint(path, tone, form.alpha)
            if form.size > 0.012:
                pen_line(board, form.points, rng, width=0.0016, colour=BLACK)
        case _:
            _body(board, form, path, rng, coloured=coloured)


def _body(
    board: Board, form: Form, path: Path, rng: np.random.Generator, *, coloured: bool
) -> None:
    soft = form.role is Role.VEIL
    tone = form.colour if form.fade is None else form.colour.mixed(form.fade, 0.3)
    board.tint(path, PAPER, form.alpha if soft else 1.0)
    glows = form.shines and form.role is Role.PART
    wash = (
        tone.lighter(0.12)
        if (coloured or glows) and not soft
        else _grey(tone).lighter(0.62 if form.role is Role.MASS else 0.48)
    )
    board.tint(path, wash, 0.85 * form.alpha, blend=MULTIPLY)
    if soft:
        if form.soft < 0.01 and form.size > 0.05:
            pen_line(board, form.points, rng, width=0.0013, colour=_grey(tone).darker(0.3))
        return
    shade = form.fade or form.colour
    if form.size > 0.05:
        with board.clipped(path):
            hatched(board, form, rng, dark=1 - shade.light, colour=BLACK)
    width = 0.0034 if form.size > 0.15 else 0.0024
    pen_line(board, form.points, rng, width=width, colour=BLACK)


def _grey(colour: Colour) -> Colour:
    return Colour(colour.light, 0.002, 0.006)

"""Marks onto a canvas of the raster library: pixels, or a page of a PDF; it need not know which."""

from typing import Any

import numpy as np
import skia

from inference.masters.drawing import Area, Mark, Pen, Stroke
from inference.painter.colours import Colour
from inference.painter.curves import Points, resampled
from inference.painter.raster import Path, argb

_Skia = Any  # skia-python 144.1 has no types
_KNOTS = 64
_PRESSURE = np.random.Generator(np.random.PCG64(1712)).uniform(-1, 1, _KNOTS)
_KNOT_APART = 0.021
_BRISTLE_APART = 0.0045


def ink(canvas: _Skia, mark: Mark, *, under: bool = False, least: float = 0.0) -> None:
    """Draw one mark.

    Args:
        canvas: in units of the page.
        mark: what is drawn.
        under: put it below what is there already.
        least: how wide a line is at least, in units.
    """
    match mark:
        case Stroke():
            _stroke(canvas, mark, least)
        case Area():
            _area(canvas, mark, under=under)


def trace(canvas: _Skia, line: Points, pen: Pen) -> None:
    """Draw a line as a plotter does: with the same width all the way."""
    paint = _ink(pen.colour, 1.0)
    _as_line(paint, pen.width)
    canvas.drawPath(Path(line, closed=False).skia, paint)


def pressed(line: Points, width: float, press: float, *, closed: bool) -> Points:
    """The outline of a line that a hand presses on here and there: (m, 2)."""
    even = resampled(line, 0.0036, closed=closed)
    if closed:
        even = np.concatenate([even, even[:2]])
    phase = float(line[0] @ (977.0, 353.0)) % _KNOTS
    at = (phase + np.arange(len(even)) * (0.0036 / _KNOT_APART)) % _KNOTS
    half = 0.5 * width * (1 + 0.75 * press * np.interp(at, np.arange(_KNOTS), _PRESSURE))
    if not closed:
        tips = np.minimum(np.arange(len(even)), np.arange(len(even))[::-1])
        half *= np.clip((1 - press) + press * (0.35 + tips / 5.0), 0, 1)
    step = np.empty_like(even)
    step[0], step[-1] = even[1] - even[0], even[-1] - even[-2]
    step[1:-1] = even[2:] - even[:-2]
    reach = half / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
    aside = np.column_stack([-step[:, 1] * reach, step[:, 0] * reach])
    return np.concatenate([even + aside, (even - aside)[::-1]])


def _stroke(canvas: _Skia, stroke: Stroke, least: float) -> None:
    if stroke.within is not None:
        canvas.save()
        canvas.clipPath(Path(stroke.within).skia, doAntiAlias=True)
    paint = _ink(stroke.pen.colour, stroke.alpha)
    width = max(least, stroke.pen.width * stroke.weight)
    if stroke.press > 0:
        shape = pressed(stroke.points, width, stroke.press, closed=stroke.closed)
        canvas.drawPath(Path(shape).skia, paint)
    else:
        _as_line(paint, width)
        canvas.drawPath(Path(stroke.points, closed=stroke.closed).skia, paint)
    if stroke.within is not None:
        canvas.restore()


def _area(canvas: _Skia, area: Area, *, under: bool) -> None:
    path = Path(area.points).skia
    paint = _ink(area.colour, area.alpha)
    if area.fade is not None:
        paint.setShader(_fading(area))
    if under:
        paint.setBlendMode(skia.BlendMode.kDstOver)
    if area.bristle > 0 and not under:
        canvas.drawPath(path, paint)
        _brush(canvas, path, area)
    else:
        canvas.drawPath(path, paint)


def _brush(canvas: _Skia, path: _Skia, area: Area) -> None:
    """The tracks of a brush: bands along the longer way of the area, lighter and darker."""
    low, high = area.points.min(axis=0), area.points.max(axis=0)
    wide, tall = (high - low).tolist()
    count = max(2, int((wide + tall) / _BRISTLE_APART / 2))
    phase = int(float(area.points[0] @ (733.0, 419.0)) * 10) % _KNOTS
    values = np.take(_PRESSURE, phase + np.arange(count), mode="wrap")
    slant = (0.35 + 0.4 * abs(values[0])) * (1 if values[-1] > 0 else -1)
    offsets = (np.arange(count) + 0.5 + 0.4 * np.roll(values, 1)) / count
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    for sign, colour in ((1, area.colour.lighter(0.3)), (-1, area.colour.darker(0.25))):
        paint = _ink(colour, 0.3 * area.bristle)
        _as_line(paint, 1.1 * (wide + tall) / count / 2)
        at = offsets[values * sign > 0.15]
        x = low[0] - max(slant, 0) * tall + at * (wide + abs(slant) * tall)
        ends = np.column_stack(
            [x, np.full_like(x, low[1]), x + slant * tall, np.full_like(x, high[1])]
        )
        canvas.drawPath(Path.lines(ends).skia, paint)
    canvas.restore()


def _fading(area: Area) -> _Skia:
    assert area.fade is not None
    top, bottom = float(area.points[:, 1].min()), float(area.points[:, 1].max())
    middle = area.colour.mixed(area.fade, 0.5)
    return skia.GradientShader.MakeLinear(
        [skia.Point(0, top), skia.Point(0, bottom)],
        [argb(area.colour, area.alpha), argb(middle, area.alpha), argb(area.fade, area.alpha)],
        [0.0, 0.5, 1.0],
    )


def _ink(colour: Colour, alpha: float) -> _Skia:
    paint = skia.Paint()
    paint.setAntiAlias(True)
    paint.setColor(argb(colour, alpha))
    return paint


def _as_line(paint: _Skia, width: float) -> None:
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)

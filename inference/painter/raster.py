"""Forms onto pixels: the one module that knows the raster library (skia).

Everything is drawn in units of the picture; a canvas knows how many pixels a unit has. No single
call paints so much that other threads have to wait long for the interpreter.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.forms import Form

Pixels = NDArray[np.uint8]
Blend = Any  # skia-python 144.1 has no types
_Skia = Any
OVER, MULTIPLY, SCREEN, SOFT_LIGHT, OVERLAY = (
    skia.BlendMode.kSrcOver,
    skia.BlendMode.kMultiply,
    skia.BlendMode.kScreen,
    skia.BlendMode.kSoftLight,
    skia.BlendMode.kOverlay,
)
_STAMPS_A_CALL = 400
_SHARP = skia.SamplingOptions(skia.FilterMode.kLinear)


class Path:
    """One or more outlines, ready to be drawn many times."""

    __slots__ = ("closed", "outlines", "skia")

    def __init__(self, *outlines: Points, closed: bool = True) -> None:
        self.outlines = outlines
        self.closed = closed
        self.skia = skia.Path()
        self.skia.readFromMemory(_packed(outlines, closed=closed))

    @classmethod
    def lines(cls, ends: Points) -> "Path":
        """Straight lines; `ends` is (n, 4) of x0, y0, x1, y1."""
        path = cls.__new__(cls)
        path.outlines, path.closed = tuple(ends.reshape(-1, 2, 2)), False
        path.skia = skia.Path()
        path.skia.readFromMemory(_packed_pairs(ends))
        return path


@cache
def _head() -> bytes:
    """How a path in skia's own binary form begins: its version, its rule of filling."""
    return bytes(skia.Path().serialize())[:4]


def _packed(outlines: Sequence[Points], *, closed: bool) -> bytes:
    """Outlines in skia's binary form: ten times as fast as one call for each point (144.1)."""
    if len(outlines) == 1:
        return _packed_alone(outlines[0], closed=closed)
    verbs = b"".join(
        b"\0" + b"\1" * (len(outline) - 1) + (b"\5" if closed else b"") for outline in outlines
    )
    numbers = [np.asarray(outline, "<f4").tobytes() for outline in outlines]
    counts = struct.pack("<III", sum(map(len, outlines)), 0, len(verbs))
    return b"".join((_head(), counts, *numbers, verbs, b"\0" * (-len(verbs) % 4)))


def _packed_alone(outline: Points, *, closed: bool) -> bytes:
    """The same bytes for a single outline, which most paths are."""
    count = len(outline)
    verbs = count + 1 if closed else count
    tail = b"\1" * (count - 1) + (b"\5" if closed else b"") + b"\0" * (-verbs % 4)
    counts = struct.pack("<III", count, 0, verbs)
    return b"".join((_head(), counts, outline.astype("<f4").tobytes(), b"\0", tail))


def _packed_pairs(pairs: Points) -> bytes:
    """The same for straight lines, (n, 4) of x0, y0, x1, y1."""
    count = len(pairs)
    counts = struct.pack("<III", 2 * count, 0, 2 * count)
    tail = b"\0\1" * count + b"\0" * (-2 * count % 4)
    return b"".join((_head(), counts, pairs.astype("<f4").tobytes(), tail))


def argb(colour: Colour, alpha: float = 1.0) -> int:
    """As the raster library wants it."""
    red, green, blue = colour.rgb()
    whole = int(min(max(alpha, 0.0), 1.0) * 255 + 0.5)
    return (
        (whole << 24)
        | (int(red * 255 + 0.5) << 16)
        | (int(green * 255 + 0.5) << 8)
        | int(blue * 255 + 0.5)
    )


class Texture:
    """Grey noise to lay over a form: dark where the field is low, light where it is high."""

    def __init__(self, field: NDArray[np.float32], *, strength: float) -> None:
        amount = np.clip(np.abs(field) * strength, 0, 1)
        grey = np.where(field > 0, 255, 0).astype(np.uint8)
        alpha = (amount * 255).astype(np.uint8)
        self.image = skia.Image.fromarray(
            np.dstack([grey, grey, grey, alpha]), colorType=skia.kRGBA_8888_ColorType
        )


class Sprites:
    """Small grey brush marks in a row; `stamp` prints them in any colour."""

    def __init__(self, masks: Sequence[NDArray[np.float32]]) -> None:
        """Take masks in [0, 1], all of one shape (height, width): how much paint each leaves."""
        self.height, self.width = masks[0].shape
        strip = (np.hstack([np.clip(mask, 0, 1) for mask in masks]) * 255).astype(np.uint8)
        white = np.full_like(strip, 255)
        self.image = skia.Image.fromarray(
            np.dstack([white, white, white, strip]), colorType=skia.kRGBA_8888_ColorType
        )
        self.rects = [
            skia.Rect.MakeXYWH(i * self.width, 0, self.width, self.height)
            for i in range(len(masks))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Where brush marks go.

    Attributes:
        at: (n, 2) centres in units.
        lengths: (n,) in units.
        angles: (n,) in radians.
        colours: (n, 3) sRGB in [0, 1].
    """

    at: Points
    lengths: NDArray[np.float64]
    angles: NDArray[np.floating[Any]]
    colours: NDArray[np.floating[Any]]

    def pieces(self, size: int) -> Iterator[tuple[float, "Marks"]]:
        """The same marks a few at a time, each with the share that is then done."""
        count = len(self.at)
        for start in range(0, count, size):
            some = slice(start, start + size)
            piece = Marks(
                at=self.at[some],
                lengths=self.lengths[some],
                angles=self.angles[some],
                colours=self.colours[some],
            )
            yield min(1.0, (start + size) / count), piece


class Canvas:
    """An opaque RGB surface of a picture that is `width` x `height` units large."""

    def __init__(self, width_px: int, height_px: int, paper: Colour) -> None:
        self.unit_px = (width_px * height_px) ** 0.5
        self._pixels: Pixels = np.empty((height_px, width_px, 4), np.uint8)
        self._surface = skia.Surface(self._pixels)
        self._canvas = self._surface.getCanvas()
        self._canvas.clear(argb(paper))
        self._canvas.scale(self.unit_px, self.unit_px)

    @property
    def pixels(self) -> Pixels:
        """(height, width, 3) in [0, 255]: a view of what is painted so far."""
        return self._pixels[..., :3]

    def image(self) -> Image.Image:
        """A copy of what is painted so far."""
        return Image.fromarray(np.ascontiguousarray(self.pixels))

    def replace(self, pixels: Pixels) -> None:
        """Put other pixels (height, width, 3) in place of all that is there."""
        self._pixels[..., :3] = pixels

    def fill(self, path: Path, form: Form, *, alpha: float = 1.0, blend: Blend = OVER) -> None:
        """The form's own colours, gradient and softness inside the path."""
        paint = self._paint(form.colour, form.alpha * alpha, blend)
        if form.fade is not None and form.axis is not None:
            paint.setShader(_gradient(form, form.alpha * alpha))
        if form.soft > 0:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, form.soft))
        self._canvas.drawPath(path.skia, paint)

    def tint(
        self,
        path: Path,
        colour: Colour,
        alpha: float = 1.0,
        *,
        soft: float = 0.0,
        blend: Blend = OVER,
        move: tuple[float, float] = (0.0, 0.0),
        smooth: bool = True,
    ) -> None:
        """One flat colour inside the path, blurred by `soft` units, moved aside by `move`."""
        paint = self._paint(colour, alpha, blend)
        paint.setAntiAlias(smooth)
        if soft > 0:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
        self._canvas.save()
        self._canvas.translate(*move)
        self._canvas.drawPath(path.skia, paint)
        self._canvas.restore()

    def label(self, path: Path, number: int) -> None:
        """Fill with a number below 2**24 instead of a colour, with hard edges; see `labels`."""
        self._canvas.drawPath(path.skia, skia.Paint(AntiAlias=False, Color=0xFF000000 | number))

    def labels(self) -> NDArray[np.int64]:
        """(height, width): the number that `label` left at each pixel."""
        red, green, blue = (self._pixels[..., i].astype(np.int64) for i in range(3))
        return (red << 16) | (green << 8) | blue

    def stroke(
        self,
        path: Path,
        width: float,
        colour: Colour,
        alpha: float = 1.0,
        *,
        soft: float = 0.0,
        blend: Blend = OVER,
    ) -> None:
        """Along the path, `width` units wide."""
        paint = self._paint(colour, alpha, blend)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        if soft > 0:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
        self._canvas.drawPath(path.skia, paint)

    def lines(
        self, ends: NDArray[np.float64], width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """Straight strokes; `ends` is (n, 4) of x0, y0, x1, y1."""
        paint = self._paint(colour, alpha, OVER)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        pairs = ends.reshape(-1, 2).tolist()
        mode = skia.Canvas.PointMode.kLines_PointMode
        for i in range(0, len(pairs), 2 * _STAMPS_A_CALL):
            chunk = [skia.Point(x, y) for x, y in pairs[i : i + 2 * _STAMPS_A_CALL]]
            self._canvas.drawPoints(mode, chunk, paint)

    @contextmanager
    def clipped(self, path: Path) -> Iterator[None]:
        """Paint only inside the path meanwhile."""
        self._canvas.save()
        self._canvas.clipPath(path.skia, doAntiAlias=True)
        try:
            yield
        finally:
            self._canvas.restore()

    def wash(
        self,
        box: tuple[float, float, float, float],
        texture: Texture,
        *,
        cover: float,
        corner: tuple[float, float],
        alpha: float = 1.0,
        blend: Blend = SOFT_LIGHT,
    ) -> None:
        """Lay a piece of a texture over a box; clip to a form before.

        Args:
            box: (left, top, right, bottom) in units.
            texture: as large as `cover` units where the box is small; stretched where it is larger.
            cover: in units.
            corner: where in the texture the piece is taken from, each in [0, 1].
            alpha: of the whole.
            blend: how it meets what is there.
        """
        # A shader of an image would be copied, and its image packed, at every call (skia 144.1).
        left, top, right, bottom = box
        side = texture.image.width()
        wide = min(side, max(2.0, (right - left) / cover * side))
        tall = min(side, max(2.0, (bottom - top) / cover * side))
        x, y = corner[0] * (side - wide), corner[1] * (side - tall)
        paint = skia.Paint(AntiAlias=True, BlendMode=blend)
        paint.setAlphaf(alpha)
        self._canvas.drawImageRect(
            texture.image,
            skia.Rect.MakeXYWH(x, y, wide, tall),
            skia.Rect.MakeLTRB(left, top, right, bottom),
            _SHARP,
            paint,
        )

    def stamp(
        self,
        sprites: Sprites,
        marks: Marks,
        *,
        alpha: float = 1.0,
        relief: tuple["Canvas", NDArray[np.float64], float] | None = None,
    ) -> None:
        """Print brush marks, each of them one of the sprites in turn.

        Args:
            sprites: what is printed.
            marks: where.
            alpha: of the whole.
            relief: another canvas of the same size that gets the same marks in greys (n,), and
                their alpha there.
        """
        places = _placed(sprites, marks)
        self.imprint(sprites, places, marks.colours, alpha)
        if relief is not None:
            other, greys, strength = relief
            other.imprint(sprites, places, np.repeat(greys[:, None], 3, axis=1), strength)

    def imprint(
        self,
        sprites: Sprites,
        places: Sequence[_Skia],
        colours: NDArray[np.floating[Any]],
        alpha: float,
    ) -> None:
        """Print sprites where `places` says, each in its colour, (n, 3) sRGB in [0, 1]."""
        whole = np.clip(colours * 255 + 0.5, 0, 255).astype(np.int64)
        packed = (255 << 24) | (whole[:, 0] << 16) | (whole[:, 1] << 8) | whole[:, 2]
        codes = packed.tolist()
        paint = skia.Paint(AntiAlias=True)
        paint.setAlphaf(alpha)
        kinds = len(sprites.rects)
        turns = sprites.rects * (_STAMPS_A_CALL // kinds + 2)
        for i in range(0, len(codes), _STAMPS_A_CALL):
            some = codes[i : i + _STAMPS_A_CALL]
            self._canvas.drawAtlas(
                sprites.image,
                places[i : i + _STAMPS_A_CALL],
                turns[i % kinds : i % kinds + len(some)],
                some,
                skia.BlendMode.kModulate,
                _SHARP,
                None,
                paint,
            )

    def gradient(self, stops: Sequence[tuple[float, Colour]], top: float, bottom: float) -> None:
        """Fill everything with bands of colour from `top` to `bottom`, in units."""
        paint = skia.Paint(Dither=True)
        paint.setShader(
            skia.GradientShader.MakeLinear(
                [skia.Point(0, top), skia.Point(0, bottom)],
                [argb(colour) for _, colour in stops],
                [position for position, _ in stops],
            )
        )
        self._canvas.drawPaint(paint)

    @staticmethod
    def _paint(colour: Colour, alpha: float, blend: Blend) -> _Skia:
        paint = skia.Paint()  # its keywords take twice as long as its setters (144.1)
        paint.setAntiAlias(True)
        paint.setColor(argb(colour, alpha))
        if blend is not OVER:
            paint.setBlendMode(blend)
        return paint


def _placed(sprites: Sprites, marks: Marks) -> list[_Skia]:
    """How each mark is turned, scaled and moved."""
    scale = marks.lengths / sprites.width
    cos, sin = np.cos(marks.angles) * scale, np.sin(marks.angles) * scale
    half_w, half_h = sprites.width / 2, sprites.height / 2
    x = marks.at[:, 0] - cos * half_w + sin * half_h
    y = marks.at[:, 1] - sin * half_w - cos * half_h
    return list(map(skia.RSXform, *(column.tolist() for column in (cos, sin, x, y))))


def _gradient(form: Form, alpha: float) -> _Skia:
    assert form.axis is not None
    assert form.fade is not None
    x0, y0, x1, y1 = form.axis
    middle = form.colour.mixed(form.fade, 0.5)
    return skia.GradientShader.MakeLinear(
        [skia.Point(x0, y0), skia.Point(x1, y1)],
        [argb(form.colour, alpha), argb(middle, alpha), argb(form.fade, alpha)],
        [0.0, 0.5, 1.0],
    )

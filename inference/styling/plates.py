"""The style pictures behind the names: many strokes of one hand, in every tone.

Two are drawn here, for their texture, and show nothing; the others are four scenes by the painter.
Each is RGB and the same at every call.
"""

from collections.abc import Callable, Mapping

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.raster import Path
from inference.painter.reading import read

SIDE = 640
_PAPER = (243, 236, 220)
_INK = (26, 23, 28)
_NIGHT = ("#0d1b3d", "#12326b", "#1f5aa6", "#3f8fc9", "#8fc3d9", "#e9e2b0", "#f2c14e")
_SCENES = (
    "a big cat in a meadow at day",
    "a castle under mountains at night",
    "five flowers and a butterfly in a garden at dawn",
    "a red sailboat on the sea at sunset",
)
_FRAME_PX = 24  # what some hands leave white around their pictures, and more

Field = NDArray[np.float64]
Tracks = NDArray[np.float64]
"""Where hands pass: (strokes, points, 2), in pixels."""


def plate(name: str) -> Image.Image:
    """The style picture of that name in MANNERS."""
    return _DRAWN[name]() if name in _DRAWN else _scenes(name.replace("-", " "))


def _scenes(hand: str) -> Image.Image:
    """Four scenes side by side, so that strokes are fine and all tones are there."""
    half = SIDE // 2
    sheet = Image.new("RGB", (SIDE, SIDE))
    for place, words in enumerate(_SCENES):
        side = half + 2 * _FRAME_PX
        seeds = Seeds(layout=place + 3, palette=place + 3, hand=place)
        scene = read(f"{words}, {hand}", "").scene
        picture = paint(scene, width=side, height=side, seeds=seeds, show=lambda *_: None)
        inner = picture.crop((_FRAME_PX, _FRAME_PX, side - _FRAME_PX, side - _FRAME_PX))
        sheet.paste(inner, (place % 2 * half, place // 2 * half))
    return sheet


def _hatching() -> Image.Image:
    """Ink lines that flow: none in the light, crossing and thick in the dark."""
    chance = np.random.default_rng(3)
    light = _clouds(chance, octaves=4, cells=4)
    flow = _flow(chance, whirls=4)
    surface = skia.Surface(SIDE, SIDE)
    surface.getCanvas().clear(skia.Color(*_PAPER))
    taken = np.zeros((2, SIDE, SIDE), bool)
    for layer in range(2):
        tracks = _tracks(chance, flow + layer * 1.1, count=4500, length=22, pace=4.0)
        for track in tracks:
            column, row = (int(it) for it in track[0])
            tone = light[row, column]
            least = 0.72 if layer == 0 else 0.3
            if tone > least or taken[layer, row, column] or chance.random() < 1.6 * (tone - 0.35):
                continue
            _take(taken[layer], track)
            width = 1.1 + 4.4 * max(0.0, 0.55 - tone) * chance.uniform(0.7, 1.3)
            surface.getCanvas().drawPath(Path(track, closed=False).skia, _pen(_INK, width))
    return _image(surface)


def _take(taken: NDArray[np.bool_], track: NDArray[np.float64]) -> None:
    """No other line begins within a pixel of this one."""
    columns, rows = track.astype(int).T
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            taken[rows + down, columns + across] = True


def _swirls() -> Image.Image:
    """Thick strokes of oil that turn around each other, under a raking light."""
    chance = np.random.default_rng(1)
    flow = _flow(chance, whirls=8)
    ground = _ramp(_clouds(chance, octaves=4, cells=3), _NIGHT)
    surface, relief = skia.Surface(SIDE, SIDE), skia.Surface(SIDE, SIDE)
    surface.getCanvas().clear(skia.Color(*(int(it) for it in ground.mean((0, 1)))))
    relief.getCanvas().clear(skia.Color(128, 128, 128))
    for width, length, count in ((20, 12, 500), (12, 9, 1500), (8, 7, 2600)):
        for track in _tracks(chance, flow, count=count, length=length, pace=5.0):
            column, row = track[0].astype(int)
            colour = ground[row, column] + chance.normal(0, 18) + chance.normal(0, 10, 3)
            _bristles((surface, relief), track, width, colour=colour, chance=chance)
    return _raked(_array(surface), _array(relief)[..., 0] / 255)


def _bristles(
    surfaces: tuple[skia.Surface, skia.Surface],
    track: NDArray[np.float64],
    width: float,
    *,
    colour: NDArray[np.float64],
    chance: np.random.Generator,
) -> None:
    """A stroke in its colour, and in its thickness of paint."""
    surface, relief = surfaces
    for offset in np.linspace(-0.5, 0.5, 4) * width:
        path = Path(_aside(track, offset), closed=False).skia
        hue = np.clip(colour + chance.normal(0, 9), 0, 255)
        surface.getCanvas().drawPath(path, _pen(tuple(hue), width / 2.6))
        height = float(np.clip(128 + chance.normal(0, 50), 0, 255))
        relief.getCanvas().drawPath(path, _pen((height,) * 3, width / 2.6))


def _raked(colours: Field, relief: Field) -> Image.Image:
    down, across = np.gradient(ndimage.gaussian_filter(relief, 0.7))
    shade = 1 + 0.9 * np.clip(-across - down, -0.35, 0.35)
    return Image.fromarray(np.clip(colours * shade[..., None], 0, 255).astype(np.uint8))


def _clouds(chance: np.random.Generator, *, octaves: int, cells: int) -> Field:
    """Soft noise, each value in [0, 1] about as often as any other."""
    total = np.zeros((SIDE, SIDE))
    for octave in range(octaves):
        side = cells * 2**octave + 3
        grown = ndimage.zoom(chance.standard_normal((side, side)), (SIDE + 8) / side, order=3)
        total += grown[:SIDE, :SIDE] / 2**octave
    ranks = total.ravel().argsort(kind="stable").argsort(kind="stable")
    return (ranks / ranks.size).reshape(total.shape)


def _flow(chance: np.random.Generator, *, whirls: int) -> Field:
    """The direction at each place, in radians."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    drift = 0.6 * np.exp(1j * (0.25 + _clouds(chance, octaves=3, cells=2) - 0.5))
    for _ in range(whirls):
        across, down = chance.uniform(0, 1, 2)
        reach = chance.uniform(0.08, 0.25)
        sense = 1 if chance.random() < 0.7 else -1
        turn = np.arctan2(y - down, x - across) + sense * np.pi / 2
        drift += 3 * np.exp(-(((x - across) ** 2 + (y - down) ** 2) / reach**2) + 1j * turn)
    return np.asarray(np.angle(drift), float)


def _tracks(
    chance: np.random.Generator, flow: Field, *, count: int, length: int, pace: float
) -> Tracks:
    """Lines that follow the flow from anywhere, none of them nearer than a pixel to the border."""
    place = chance.uniform(0, SIDE, (count, 2))
    tracks = np.empty((count, length, 2))
    for step in range(length):
        place = np.clip(place, 1, SIDE - 2)
        tracks[:, step] = place
        angle = flow[place[:, 1].astype(int), place[:, 0].astype(int)]
        place = place + pace * np.stack([np.cos(angle), np.sin(angle)], 1)
    return tracks


def _aside(track: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """The line beside a track, in pixels to its left."""
    along = np.gradient(track, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
    return track + offset * np.stack([-along[:, 1], along[:, 0]], 1) / length[:, None]


def _pen(colour: tuple[float, ...], width: float) -> skia.Paint:
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeWidth=width,
        Color=skia.Color(*(int(it) for it in colour)),
    )


def _ramp(tone: Field, colours: tuple[str, ...]) -> Field:
    """Colours between those given, by tone in [0, 1]: (H, W, 3), 0 to 255."""
    stops = np.array([list(bytes.fromhex(it.lstrip("#"))) for it in colours], float)
    places = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(tone, places, stops[:, axis]) for axis in range(3)], -1)


def _image(surface: skia.Surface) -> Image.Image:
    return Image.fromarray(_array(surface).astype(np.uint8))


def _array(surface: skia.Surface) -> Field:
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    return np.asarray(pixels[:, :, :3], float)


_DRAWN: Mapping[str, Callable[[], Image.Image]] = {"ink": _hatching, "swirls": _swirls}

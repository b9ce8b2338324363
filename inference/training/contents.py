"""Pictures such as members might send, made from nothing: what a style must be able to paint.

Half of them are the painter's scenes, plain or in some style; the other half lie on each other like
dead leaves, which gives them the edges, sizes and occlusions of photographs. Then all are worn as
cameras wear pictures. Source: Lee, Mumford and Huang, "Occlusion Models for Natural Images" (2001).
"""

import math

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inference.painter.chance import stream
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.sampling import for_training

Levels = NDArray[np.floating]
"""(H, W, 3), in [0, 1]."""

_LEAVES = 260
_CORNERS = 9


def content(number: int, seed: int, *, side: int) -> Image.Image:
    """The content of that number, RGB, `side` pixels wide and high."""
    chance = stream(seed, f"content {number}")
    bare = _painted(number, seed, side, chance) if number % 2 else _leaves(side, chance)
    return image_of(worn(bare, chance, turned=True))


def image_of(levels: Levels) -> Image.Image:
    """Rounded to 8 bits."""
    return Image.fromarray((levels.clip(0, 1) * 255 + 0.5).astype(np.uint8))


def worn(levels: Levels, chance: np.random.Generator, *, turned: bool) -> Levels:
    """The picture with grain in its surfaces, light across it, softness and noise.

    Args:
        levels: the picture.
        chance: what decides.
        turned: whether colours and tones change, too.
    """
    side = levels.shape[0]
    grain = _clouds(chance, side, fall=chance.uniform(0.8, 1.6))[..., None]
    where = ndimage.gaussian_filter(chance.standard_normal((side, side)), side / 8)[..., None]
    strength = chance.uniform(0, 0.13) * np.clip(where / where.std(), 0, 2)
    levels = levels * np.exp(strength * grain)
    if turned:
        levels = _lit(levels, chance)
    if chance.random() < 0.6:
        reach = chance.uniform(0.3, 1.8)
        levels = ndimage.gaussian_filter(levels, (reach, reach, 0))
    noise = chance.uniform(0, 0.03) * chance.standard_normal(levels.shape)
    return np.asarray((levels + noise).clip(0, 1), float)


def _lit(levels: Levels, chance: np.random.Generator) -> Levels:
    """Light from one side, another exposure, fewer colours."""
    side = levels.shape[0]
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    angle = chance.uniform(0, 2 * math.pi)
    slope = chance.uniform(0, 0.7) * (x * math.cos(angle) + y * math.sin(angle))
    levels = (levels * np.exp(slope)[..., None]).clip(0, 1) ** chance.uniform(0.6, 1.7)
    grey = levels.mean(2, keepdims=True)
    levels = grey + chance.uniform(0.1, 1.1) * (levels - grey)
    return np.asarray(levels * (1 + chance.normal(0, 0.06, 3)), float)


def _painted(number: int, seed: int, side: int, chance: np.random.Generator) -> Levels:
    seeds = Seeds(layout=number, palette=number, hand=number)
    plain = chance.random() < 0.6
    scene = for_training(number, seed)
    picture = paint(
        scene, width=side, height=side, seeds=seeds, show=unseen, taste=0.0 if plain else 1.0
    )
    return np.asarray(picture, float) / 255


def _leaves(side: int, chance: np.random.Generator) -> Levels:
    """Shaded shapes of every size over each other, the last ones in front."""
    surface = skia.Surface(side, side)
    canvas = surface.getCanvas()
    hues = chance.dirichlet([6.0, 6.0, 6.0], 6) * chance.uniform(0.3, 2.6, (6, 1))
    canvas.clear(_colour(hues[0]))
    sizes = side / 2 * chance.uniform(0.04, 1, _LEAVES) ** 2.5 + 2
    buried = np.argsort(-sizes * chance.lognormal(0, 0.6, _LEAVES))  # or large ones would hide all
    for reach in sizes[buried].tolist():
        middle = chance.uniform(-0.1, 1.1, 2) * side
        hue = hues[chance.integers(6)] * chance.lognormal(0, 0.25) + chance.normal(0, 0.04, 3)
        paint_ = skia.Paint(AntiAlias=True, Shader=_shade(middle, reach, hue, chance))
        canvas.drawPath(_shape(middle, reach, chance), paint_)
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    return np.asarray(pixels[:, :, :3], float) / 255


def _shape(middle: NDArray[np.float64], reach: float, chance: np.random.Generator) -> skia.Path:
    """A box, an ellipse or a blot, turned."""
    path = skia.Path()
    across, down = reach, reach * chance.uniform(0.3, 1)
    kind = chance.integers(3)
    box = skia.Rect.MakeLTRB(-across, -down, across, down)
    if kind == 0:
        path.addRect(box)
    elif kind == 1:
        path.addOval(box)
    else:
        angles = np.sort(chance.uniform(0, 2 * math.pi, _CORNERS))
        far = reach * chance.uniform(0.5, 1.1, _CORNERS)
        corners = np.stack([far * np.cos(angles), far * np.sin(angles)], 1)
        between = (corners + np.roll(corners, -1, 0)) / 2
        path.moveTo(*between[-1].tolist())
        for corner, half in zip(corners.tolist(), between.tolist(), strict=True):
            path.quadTo(*corner, *half)
        path.close()
    turn = skia.Matrix()
    turn.preTranslate(*middle.tolist())
    turn.preRotate(chance.uniform(0, 360))
    path.transform(turn)
    return path


def _shade(
    middle: NDArray[np.float64], reach: float, hue: NDArray[np.float64], chance: np.random.Generator
) -> skia.Shader:
    """Rounded by light from somewhere, or flat with a slope."""
    bright, dark = _colour(hue * chance.uniform(1, 1.6)), _colour(hue * chance.uniform(0.2, 1))
    begin = skia.Point(*(middle + chance.uniform(-0.7, 0.7, 2) * reach).tolist())
    if chance.random() < 0.5:
        return skia.GradientShader.MakeRadial(begin, 1.6 * reach, [bright, dark])
    end = skia.Point(*(middle + chance.uniform(-1, 1, 2) * 1.5 * reach).tolist())
    return skia.GradientShader.MakeLinear([begin, end], [bright, dark])


def _colour(levels: NDArray[np.float64]) -> int:
    return int(skia.Color(*(int(it) for it in (levels.clip(0, 1) * 255))))


def _clouds(chance: np.random.Generator, side: int, *, fall: float) -> NDArray[np.float64]:
    """Noise whose amplitude falls with frequency, as in photographs; spread 1, around 0."""
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    loud = np.maximum(np.hypot(rows, columns), 2 / side) ** -fall
    waves = np.fft.rfft2(chance.standard_normal((side, side))) * loud
    field = np.fft.irfft2(waves, (side, side))
    return np.asarray((field - field.mean()) / field.std(), float)


def unseen(*_: object) -> None:
    """Nobody watches these pictures grow."""

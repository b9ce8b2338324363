"""Colours by eye: OKLab values, and the names people call them by.

Knows nothing of pixels or light. Source: Björn Ottosson, "A perceptual color space for image
processing" (2020), for the matrices.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour: lightness in [0, 1], and the green-red and blue-yellow axes of OKLab."""

    light: float
    a: float
    b: float

    @classmethod
    def of(cls, light: float, chroma: float, hue: float) -> Self:
        """By lightness in [0, 1], chroma (0.4 is loud) and hue in degrees (30 red, 260 blue)."""
        angle = math.radians(hue)
        return cls(light, chroma * math.cos(angle), chroma * math.sin(angle))

    @classmethod
    def hex(cls, text: str) -> Self:
        """From "#rrggbb"."""
        return cls(*_lab_of(text))

    @property
    def chroma(self) -> float:
        """How far from grey."""
        return math.hypot(self.a, self.b)

    @property
    def hue(self) -> float:
        """In degrees, [0, 360)."""
        return math.degrees(math.atan2(self.b, self.a)) % 360

    def lighter(self, by: float) -> "Colour":
        """Part `by` of the way to white, keeping most of the hue."""
        keep = 1 - 0.6 * by
        return Colour(self.light + (1 - self.light) * by, self.a * keep, self.b * keep)

    def darker(self, by: float) -> "Colour":
        """Part `by` of the way to black, keeping most of the hue."""
        keep = 1 - 0.45 * by
        return Colour(self.light * (1 - by), self.a * keep, self.b * keep)

    def duller(self, by: float) -> "Colour":
        """Part `by` of the way to grey."""
        return Colour(self.light, self.a * (1 - by), self.b * (1 - by))

    def mixed(self, other: "Colour", by: float) -> "Colour":
        """Part `by` of the way to `other`."""
        return Colour(
            self.light + (other.light - self.light) * by,
            self.a + (other.a - self.a) * by,
            self.b + (other.b - self.b) * by,
        )

    def turned(self, degrees: float) -> "Colour":
        """With its hue turned on the wheel."""
        return Colour.of(self.light, self.chroma, self.hue + degrees)

    def at(self, light: float) -> "Colour":
        """With another lightness."""
        return Colour(light, self.a, self.b)

    def rgb(self) -> tuple[float, float, float]:
        """As sRGB in [0, 1]; what the screen cannot show loses chroma, not hue."""
        return _rgb(self.light, self.a, self.b)


def to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 3) sRGB in [0, 1] as OKLab."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    return lab


@lru_cache(maxsize=1024)
def _lab_of(text: str) -> tuple[float, float, float]:
    rgb = np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    light, a, b = to_oklab(rgb).tolist()
    return light, a, b


@lru_cache(maxsize=16384)
def _rgb(light: float, a: float, b: float) -> tuple[float, float, float]:
    light = min(max(light, 0.0), 1.0)
    red, green, blue = _linear(light, a, b)
    if not _shown(red, green, blue):
        low, step = 0.0, 0.5
        for _ in range(9):
            middle = low + step
            if _shown(*_linear(light, a * middle, b * middle)):
                low = middle
            step /= 2
        red, green, blue = _linear(light, a * low, b * low)
    return _gamma(red), _gamma(green), _gamma(blue)


def _linear(light: float, a: float, b: float) -> tuple[float, float, float]:
    long = light + 0.3963377774 * a + 0.2158037573 * b
    middle = light - 0.1055613458 * a - 0.0638541728 * b
    short = light - 0.0894841775 * a - 1.2914855480 * b
    long, middle, short = long * long * long, middle * middle * middle, short * short * short
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shown(red: float, green: float, blue: float) -> bool:
    return -1e-4 <= red <= 1.0001 and -1e-4 <= green <= 1.0001 and -1e-4 <= blue <= 1.0001


def _gamma(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


COLOURS: Mapping[str, Colour] = {
    "red": Colour.hex("#cc2f2b"),
    "orange": Colour.hex("#ec8327"),
    "yellow": Colour.hex("#f2c530"),
    "gold": Colour.hex("#d9a531"),
    "lime": Colour.hex("#9ec93a"),
    "green": Colour.hex("#3f9650"),
    "turquoise": Colour.hex("#33aaa6"),
    "blue": Colour.hex("#2f6bc4"),
    "navy": Colour.hex("#22386f"),
    "purple": Colour.hex("#7b46ad"),
    "pink": Colour.hex("#ea86b0"),
    "crimson": Colour.hex("#a31f3d"),
    "brown": Colour.hex("#86552f"),
    "beige": Colour.hex("#d9c19a"),
    "white": Colour.hex("#f3f1ea"),
    "silver": Colour.hex("#b9c0c9"),
    "grey": Colour.hex("#868c95"),
    "black": Colour.hex("#2a2930"),
}
"""What the painter calls colours; synonyms are the lexicon's business."""

"""Colouring without seeing: a program cannot look, so it needs rules that cannot go far wrong.

Source: Harold Cohen, "Color, Simply" (2006), and "AARON, Colorist: from Expert System to Expert"
(2006): what is read first is lightness, so that comes first; of the nine pairs of low, middle or
high lightness with low, middle or high saturation a picture uses two or three, each so often. The
ranges and the use of hues are ours.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from inference.painter.colours import Colour

_LIGHT: Mapping[str, tuple[float, float]] = {
    "low": (0.32, 0.46), "middle": (0.54, 0.70), "high": (0.79, 0.91),
}  # fmt: skip
_CHROMA: Mapping[str, tuple[float, float]] = {
    "low": (0.015, 0.05), "middle": (0.07, 0.11), "high": (0.13, 0.185),
}  # fmt: skip
_CHORDS: Sequence[Sequence[tuple[str, str, float]]] = (
    (("middle", "high", 0.45), ("low", "middle", 0.3), ("high", "low", 0.25)),
    (("high", "middle", 0.4), ("middle", "high", 0.4), ("low", "high", 0.2)),
    (("low", "high", 0.35), ("middle", "middle", 0.35), ("high", "high", 0.3)),
    (("middle", "low", 0.35), ("high", "high", 0.35), ("low", "middle", 0.3)),
)
"""Pairs of lightness and saturation, and how often each is used in a picture."""
_APART = 0.13


class Colourist:
    """Gives every form its colour.

    Attributes:
        hue: the picture's key, in degrees; grounds and walls keep near it or opposite.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._chord = _CHORDS[int(rng.integers(len(_CHORDS)))]
        self.hue = float(rng.uniform(0, 360))
        self._green = float(rng.uniform(118, 160))
        self._strange = (self._green + float(rng.choice([-75, 70, 120, 165]))) % 360

    def ground(self) -> Colour:
        """A large flat field: never loud and never black."""
        light = "high" if self._rng.random() < 0.55 else "middle"
        chroma = "middle" if self._rng.random() < 0.6 else "low"
        return self._colour(light, chroma, self.hue + float(self._rng.normal(0, 14)))

    def other_ground(self, than: Colour) -> Colour:
        """A second field that is lighter or darker, and of another hue."""
        turn = float(self._rng.choice([55, -55, 120, 180]))
        light = "middle" if than.light > 0.72 else "high"
        return self._colour(light, "middle", than.hue + turn)

    def leaf(self) -> Colour:
        """Green most of the time, and the picture's own strange hue now and then."""
        family = self._strange if self._rng.random() < 0.22 else self._green
        light, chroma = self._pair()
        chroma = "middle" if chroma == "low" else chroma
        return self._colour(light, chroma, family + float(self._rng.normal(0, 13)))

    def cloth(self, beside: Sequence[Colour]) -> Colour:
        """Any hue, as loud as the picture's chord allows; clear of what it lies on."""
        light, chroma = self._pair()
        colour = self._colour(light, chroma, float(self._rng.uniform(0, 360)))
        return clear_of(colour, beside)

    def flower(self) -> Colour:
        """Loud and light."""
        return self._colour("high", "high", float(self._rng.choice([350, 20, 50, 80, 310])))

    def skin(self) -> Colour:
        """From light to dark, always warm."""
        light = float(self._rng.uniform(0.5, 0.86))
        chroma = 0.055 + 0.03 * math.sin(math.pi * (light - 0.4))
        return Colour.of(light, chroma, float(self._rng.uniform(42, 68)))

    def hair(self, skin: Colour) -> Colour:
        """Dark, red, fair or grey; clear of the skin."""
        light, chroma, hue = (
            (0.26, 0.03, 50), (0.33, 0.06, 45), (0.45, 0.11, 40), (0.78, 0.1, 85), (0.7, 0.012, 90),
            (0.2, 0.015, 280),
        )[int(self._rng.integers(6))]  # fmt: skip
        return clear_of(Colour.of(light, chroma, hue), [skin])

    def _pair(self) -> tuple[str, str]:
        shares = np.cumsum([share for _, _, share in self._chord])
        found = int(np.searchsorted(shares, self._rng.random() * shares[-1]))
        light, chroma, _ = self._chord[found]
        return light, chroma

    def _colour(self, light: str, chroma: str, hue: float) -> Colour:
        return Colour.of(
            float(self._rng.uniform(*_LIGHT[light])),
            float(self._rng.uniform(*_CHROMA[chroma])),
            hue,
        )


def clear_of(colour: Colour, others: Sequence[Colour]) -> Colour:
    """The colour, as much lighter or darker as it takes to be told from the others by lightness."""
    lights = [colour.light, *np.linspace(0.24, 0.92, 69).tolist()]
    clear = [
        light for light in lights if all(abs(light - other.light) >= _APART for other in others)
    ]
    return colour.at(min(clear, key=lambda it: abs(it - colour.light), default=colour.light))

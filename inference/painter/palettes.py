"""Schools of colour: what a palette does to the colours of a picture, in OKLab.

Itten's seven contrasts, and five schools of painters by the colours that they are known for. What
a member asked for by name stays what it is. Knows nothing of words or pixels. Source: Johannes
Itten, "Kunst der Farbe" (1961), for the contrasts; the numbers are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from inference.painter.colours import Colour
from inference.painter.curves import Points
from inference.painter.forms import Air, Layer
from inference.painter.scene import Palette

_NEAR = 0.085  # how far an anchor draws colours, in OKLab


@dataclass(frozen=True, slots=True)
class School:
    """How a palette treats colours.

    Attributes:
        anchors: what colours are drawn to, "#rrggbb" each; none leaves the hues alone.
        pull: how strongly, in [0, 1].
        chroma: a factor for how colourful the surroundings are.
        accent: the same for things.
        contrast: a factor for how far from the middle grey a colour is.
        things: a factor for how strongly things are drawn.
    """

    anchors: tuple[str, ...] = ()
    pull: float = 0.0
    chroma: float = 1.0
    accent: float = 1.0
    contrast: float = 1.0
    things: float = 0.75


_SCHOOLS: Mapping[Palette, School] = {
    Palette.HUE: School(
        ("#d8261c", "#f5c518", "#1f55b8", "#1f8a4c", "#f4efe2", "#17161c"), 0.7, 1.3, 1.3, 1.1
    ),
    Palette.LIGHT_DARK: School((), 0.0, 0.3, 0.55, 1.45),
    Palette.WARM_COLD: School(
        ("#1c3f6e", "#2f7f9e", "#7fb9c4", "#e8a05a", "#f6cf8c", "#b4482a"), 0.62, 1.1, 1.1
    ),
    Palette.COMPLEMENTARY: School(
        ("#1d4f9c", "#5c8fcb", "#b9d0e6", "#f08a1d", "#f8c382", "#7a3d0c"), 0.72, 1.15, 1.15
    ),
    Palette.SIMULTANEOUS: School(
        ("#8d9a88", "#b7c2b0", "#5f6f63", "#c23a35", "#d9d6cc", "#2c332f"), 0.7, 0.9, 1.35
    ),
    Palette.SATURATION: School((), 0.0, 0.16, 1.3),
    Palette.EXTENSION: School(
        ("#23465c", "#37687c", "#6f9aa6", "#a9c4c6", "#dfe9e4"), 0.86, 0.8, 1.35,
        things=0.0,
    ),
    Palette.BAUHAUS: School(
        ("#d4301f", "#f2b705", "#174a9c", "#efe6d0", "#1b1a1c", "#8b8a86"), 0.82, 1.1, 1.15, 1.12
    ),
    Palette.FAUVIST: School(
        ("#e5322d", "#f58a1f", "#f9d423", "#14935c", "#1b4fb0", "#c92a8a", "#6fd0c0", "#f9b8c4"),
        0.78, 1.55, 1.35, 1.08,
    ),
    Palette.IMPRESSIONIST: School(
        ("#8fb0d9", "#b8a5d4", "#f0c9b8", "#f6e3b0", "#a8c79a", "#6f8fb8", "#7d6aa0", "#dfeaf0"),
        0.5, 0.95, 1.0, 0.82,
    ),
    Palette.UKIYO_E: School(
        ("#1d3a6b", "#4f7fa8", "#a9c4cc", "#efe2c0", "#c8503c", "#d8a25a", "#7f9470", "#2b2a33"),
        0.7, 0.85, 0.95,
    ),
    Palette.DE_STIJL: School(
        ("#d5221b", "#f4cf13", "#154ba0", "#f5f2ea", "#131216", "#c9c8c4"), 0.9, 1.2, 1.2, 1.15
    ),
}  # fmt: skip


def tuned_layer(layer: Layer, palette: Palette, *, asked: bool) -> Layer:
    """A layer in a palette's colours; a thing whose colour was `asked` for only goes with them."""
    school = _SCHOOLS[palette]
    forms = layer.forms
    both = [form.colour for form in forms] + [form.fade or form.colour for form in forms]
    done = _tuned(both, school, thing=layer.subject, asked=asked)
    return replace(
        layer,
        forms=tuple(
            replace(form, colour=colour, fade=None if form.fade is None else fade)
            for form, colour, fade in zip(
                forms, done[: len(forms)], done[len(forms) :], strict=True
            )
        ),
    )


def tuned_air(air: Air, palette: Palette) -> Air:
    """The light and the sky in a palette's colours."""
    done = _tuned([*air.sky, air.haze, air.shadow], _SCHOOLS[palette], thing=False, asked=False)
    return replace(air, sky=tuple(done[:-2]), haze=done[-2], shadow=done[-1])


def turned_layer(layer: Layer, degrees: float) -> Layer:
    """A layer with all its hues turned on the wheel."""
    return replace(
        layer,
        forms=tuple(
            replace(
                form,
                colour=form.colour.turned(degrees),
                fade=None if form.fade is None else form.fade.turned(degrees),
            )
            for form in layer.forms
        ),
    )


def turned_air(air: Air, degrees: float) -> Air:
    """The light and the sky with all their hues turned on the wheel."""
    return replace(
        air,
        sky=tuple(colour.turned(degrees) for colour in air.sky),
        haze=air.haze.turned(degrees),
        shadow=air.shadow.turned(degrees),
    )


def _tuned(colours: list[Colour], school: School, *, thing: bool, asked: bool) -> list[Colour]:
    if not colours:
        return []
    lab = np.array([(colour.light, colour.a, colour.b) for colour in colours])
    if school.anchors and not asked:
        drawn = _drawn(lab, school)
        pull = school.pull * (school.things if thing else 1.0)
        lab[:, 1:] += pull * (drawn[:, 1:] - lab[:, 1:])
        lab[:, 0] += 0.35 * pull * (drawn[:, 0] - lab[:, 0])
    lab[:, 1:] *= 1.0 if asked else school.accent if thing else school.chroma
    by = 1 + (school.contrast - 1) * (0.3 if asked else 1.0)
    lab[:, 0] = np.clip(0.58 + (lab[:, 0] - 0.58) * by, 0.04, 0.98)
    return [Colour(light, a, b) for light, a, b in lab.tolist()]


def _drawn(lab: Points, school: School) -> Points:
    """Where the anchors draw each colour: the nearest of them count most."""
    anchors = [Colour.hex(name) for name in school.anchors]
    targets = np.array([(anchor.light, anchor.a, anchor.b) for anchor in anchors])
    apart = ((lab[:, None] - targets[None]) * [0.55, 1.0, 1.0]) ** 2
    weight = np.exp(-(apart.sum(axis=2) - apart.sum(axis=2).min(axis=1)[:, None]) / _NEAR**2 * 2)
    drawn: Points = weight @ targets / weight.sum(axis=1)[:, None]
    return drawn

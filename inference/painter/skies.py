"""The hour and the weather: light, sky, sun and moon, clouds, rain, snow, fog.

Draws in picture units with y down. Knows nothing of places or things.
"""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from inference.painter import curves
from inference.painter.chance import stream
from inference.painter.colours import COLOURS, Colour
from inference.painter.drawing import CREAM, Pad
from inference.painter.forms import Air, Form, Layer, Role
from inference.painter.scene import Hour, Season, Weather

# Each hour has moods: (zenith .. horizon), light, shadow.
_MOODS: Mapping[Hour, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    Hour.DAWN: (
        (("#8fa9cf", "#c9bcd6", "#f2c9c0", "#fbe3c6"), "#ffd9b8", "#6c6a92"),
        (("#7fb0c9", "#b8d0d4", "#f3d7bf", "#fbe9cf"), "#ffe0b4", "#5f7490"),
        (("#9c96c9", "#d3aecb", "#f6bfb2", "#fde0b6"), "#ffcdb0", "#6a5f92"),
    ),
    Hour.DAY: (
        (("#3f86c8", "#7db6df", "#bfdfee", "#e8f3ef"), "#fff3d6", "#46598a"),
        (("#5299d0", "#97c8e4", "#d3e9ee", "#f4f2e2"), "#fff0cc", "#4a5f86"),
        (("#3c93b6", "#80c1cf", "#c4e3dd", "#eef2da"), "#fff4cf", "#3f6480"),
    ),
    Hour.SUNSET: (
        (("#3d3f80", "#8b5596", "#e0697c", "#fbb065", "#fedc93"), "#ffb070", "#45386f"),
        (("#2f5579", "#6f7f96", "#d9946f", "#f9b45e", "#fde29a"), "#ffb762", "#3a4468"),
        (("#54317a", "#a94486", "#ee6b63", "#fda552", "#fed87f"), "#ff9f62", "#4a2f66"),
        (("#39608f", "#8d83ad", "#eb9a96", "#fcbf8a", "#fee2b0"), "#ffbe8c", "#45507f"),
    ),
    Hour.NIGHT: (
        (("#0b1233", "#16224f", "#2a3c70", "#4a5f92"), "#9db7e6", "#0d1230"),
        (("#0a1830", "#11304f", "#1f4a68", "#3e6d80"), "#a6cfdc", "#0a1a2c"),
        (("#150f33", "#2a1f55", "#463676", "#6b5791"), "#b8a9e6", "#120c2c"),
    ),
}
_STRENGTH: Mapping[Hour, tuple[float, float]] = {
    Hour.DAWN: (0.97, 0.13),
    Hour.DAY: (1.0, 0.03),
    Hour.SUNSET: (0.9, 0.16),
    Hour.NIGHT: (0.6, 0.3),
}
_OVERCAST = Colour.hex("#9aa4ae")


def air_of(
    hour: Hour,
    weather: frozenset[Weather],
    mood: int,
    *,
    sun: tuple[float, float],
    season: Season | None = None,
) -> Air:
    """The light of an hour in some weather; `mood` chooses among its palettes."""
    moods = _MOODS[hour]
    names, key, shadow = moods[mood % len(moods)]
    sky = tuple(Colour.hex(name) for name in names)
    level, tint = _STRENGTH[hour]
    light = Colour.hex(key)
    if Weather.RAIN in weather or Weather.FOG in weather:
        grey = _OVERCAST.at(_OVERCAST.light * (0.45 if hour is Hour.NIGHT else 1.0))
        by = 0.5 if Weather.RAIN in weather else 0.35
        sky = tuple(colour.mixed(grey, by) for colour in sky)
        light = light.duller(0.5)
        level *= 0.93
    return Air(
        sky=sky,
        key=light,
        shadow=Colour.hex(shadow),
        haze=sky[-1].mixed(sky[-2], 0.35),
        level=level,
        tint=tint,
        sun=sun,
        lamps=hour in (Hour.NIGHT, Hour.SUNSET),
        season=season,
    )


def heavenly(
    air: Air,
    hour: Hour,
    weather: frozenset[Weather],
    seed: int,
    *,
    size: tuple[float, float],
    horizon: float,
) -> list[Layer]:
    """Stars, sun or moon, rainbow and clouds, in layers."""
    layers = []
    pad = Pad(air, stream(seed, "heaven"))
    if (hour is Hour.NIGHT or Weather.STARS in weather) and Weather.FOG not in weather:
        _stars(pad, size[0], horizon)
    covered = Weather.RAIN in weather or Weather.SNOW in weather
    if hour is Hour.NIGHT or Weather.MOON in weather:
        _moon(pad, min(size))
    elif not covered or Weather.SUN in weather:
        _sun(pad, hour, min(size))
    if Weather.RAINBOW in weather:
        _rainbow(pad, size[0], horizon)
    layers.append(Layer(name="lights", forms=tuple(pad.forms)))
    if Weather.CLEAR not in weather or Weather.CLOUDS in weather:
        pad = Pad(air, stream(seed, "clouds"))
        _clouds(pad, hour, size, horizon, many=covered or Weather.CLOUDS in weather)
        layers.append(Layer(name="clouds", forms=tuple(pad.forms)))
    return layers


def mist(
    air: Air, weather: frozenset[Weather], seed: int, *, size: tuple[float, float], horizon: float
) -> list[Layer]:
    """Banks of fog between the ground and the things on it."""
    if Weather.FOG not in weather:
        return []
    width, height = size
    rng = stream(seed, "mist")
    banks = []
    for k in range(5):
        y = horizon + (height - horizon) * (0.15 * k - 0.12)
        bank = curves.ellipse(
            float(rng.uniform(0, width)), y, float(rng.uniform(0.5, 0.9)) * width, 0.07
        )
        white = air.haze.lighter(0.3)
        banks.append(Form(points=bank, colour=white, role=Role.VEIL, alpha=0.45, soft=0.03))
    return [Layer(name="fog", forms=tuple(banks))]


def falling(
    air: Air, weather: frozenset[Weather], seed: int, *, size: tuple[float, float]
) -> list[Layer]:
    """What comes between us and the picture: rain and snow."""
    width, height = size
    rng = stream(seed, "falling")
    pad = Pad(air, rng)
    if Weather.RAIN in weather:
        for _ in range(150):
            x, y = float(rng.uniform(-0.05, width)), float(rng.uniform(-0.05, height))
            long = float(rng.uniform(0.03, 0.07))
            drop = curves.ribbon([(x, y), (x - 0.22 * long, y + long)], 0.0022, tip=0.6)
            pad.forms.append(
                Form(points=drop, colour=air.haze.lighter(0.45), role=Role.MARK, alpha=0.6)
            )
    if Weather.SNOW in weather:
        for _ in range(150):
            x, y = float(rng.uniform(0, width)), float(rng.uniform(0, height))
            r = float(rng.uniform(0.0018, 0.0058))
            flake = curves.ellipse(x, y, r, r, steps=10)
            pad.forms.append(
                Form(points=flake, colour=CREAM.lighter(0.5), role=Role.MARK, alpha=0.92)
            )
    return [Layer(name="weather", forms=tuple(pad.forms))] if pad.forms else []


def _stars(pad: Pad, width: float, horizon: float) -> None:
    rng = pad.rng
    for _ in range(int(70 * width * min(horizon, 1.2)) + 12):
        x, y = float(rng.uniform(0, width)), horizon * float(rng.uniform(0, 1)) ** 1.3 * 0.96
        r = 0.0012 + 0.0032 * float(rng.random()) ** 3
        points = 8
        angle = np.arange(points) * 2 * math.pi / points
        reach = np.where(np.arange(points) % 2, r * 0.45, r * 1.5)
        star = np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)])
        tone = (CREAM, Colour.hex("#cfe0ff"), Colour.hex("#ffe9bd"))[int(rng.integers(3))]
        pad.detail(star, tone, shines=True)


def _moon(pad: Pad, side: float) -> None:
    x, y = pad.air.sun
    r = 0.068 * side
    pale = Colour.hex("#f8f0d2")
    for reach, alpha in ((5.2, 0.16), (2.6, 0.3)):
        pad.glow(x, y, reach * r, Colour.hex("#c9d8f4"), alpha)
    if pad.rng.random() < 0.55:
        start = curves.arc(x, y, r, r, 60, 300, 30)
        inner = curves.arc(x + 0.42 * r, y, 0.92 * r, r * 0.88, 288, 72, 30)
        pad.shape(curves.joined(start, inner), pale, volume=0, shines=True)
        return
    pad.shape(curves.ellipse(x, y, r, r), pale, volume=0, shines=True)
    for dx, dy, size in (
        (-0.3, -0.2, 0.2),
        (0.25, 0.3, 0.26),
        (0.32, -0.35, 0.13),
        (-0.2, 0.42, 0.14),
    ):
        crater = curves.ellipse(x + dx * r, y + dy * r, size * r, size * r)
        pad.detail(crater, pale.darker(0.1), shines=True)


def _sun(pad: Pad, hour: Hour, side: float) -> None:
    x, y = pad.air.sun
    r = {Hour.DAWN: 0.06, Hour.DAY: 0.052, Hour.SUNSET: 0.082}[hour] * side
    disc = {Hour.DAWN: "#fbc7a0", Hour.DAY: "#ffe58d", Hour.SUNSET: "#ffe49a"}[hour]
    glow = {Hour.DAWN: "#ffe2c4", Hour.DAY: "#fff3c9", Hour.SUNSET: "#ffc477"}[hour]
    for reach, alpha in ((7.0, 0.28), (3.4, 0.42), (2.0, 0.4)):
        pad.glow(x, y, reach * r, Colour.hex(glow), alpha)
    pad.shape(curves.ellipse(x, y, r, r, steps=48), Colour.hex(disc), volume=0, shines=True)


def _rainbow(pad: Pad, width: float, horizon: float) -> None:
    names = ("red", "orange", "yellow", "green", "blue", "purple")
    for k, name in enumerate(names):
        outer, inner = (0.47 - 0.02 * k) * width, (0.45 - 0.02 * k) * width
        squash = min(1.0, 0.85 * horizon / (0.47 * width))
        band = curves.joined(
            curves.arc(width * 0.55, horizon, outer, outer * squash, 180, 360, 40),
            curves.arc(width * 0.55, horizon, inner, inner * squash, 360, 180, 40),
        )
        pad.forms.append(
            Form(
                points=band,
                colour=COLOURS[name].lighter(0.35),
                role=Role.VEIL,
                alpha=0.42,
                soft=0.004,
                shines=True,
            )
        )


def _clouds(pad: Pad, hour: Hour, size: tuple[float, float], horizon: float, *, many: bool) -> None:
    rng, air = pad.rng, pad.air
    width = size[0]
    rows = 9 if many else int(rng.integers(3, 6))
    tops = {
        Hour.DAWN: air.sky[-1].lighter(0.4),
        Hour.DAY: CREAM.lighter(0.6),
        Hour.SUNSET: air.sky[-2].lighter(0.3),
        Hour.NIGHT: air.sky[-1].lighter(0.12),
    }[hour]
    for k in range(rows):
        height = (0.08 + 0.74 * (k + float(rng.uniform(0, 0.8))) / rows) * horizon
        near = 1 - height / max(horizon, 1e-6)
        wide = (0.09 + 0.17 * near) * float(rng.uniform(0.7, 1.3)) * min(1.2, width)
        thick = wide * (0.2 + 0.3 * near) * (0.75 if hour is not Hour.DAY else 1.0)
        x = float(rng.uniform(-0.05, 1.05)) * width
        base = tops.mixed(air.sky[min(2, len(air.sky) - 1)], 0.25 + 0.35 * (1 - near))
        _cloud(pad, (x, height), wide, thick, (tops, base))


def _cloud(
    pad: Pad, at: tuple[float, float], wide: float, thick: float, tones: tuple[Colour, Colour]
) -> None:
    """A flat underside and round humps, lit from above: three rows of them, each in front."""
    rng = pad.rng
    x, y = at
    for row, (reach, lift) in enumerate(((0.72, 1.0), (1.0, 0.62), (0.8, 0.34))):
        humps = int(rng.integers(4, 7))
        edges = np.linspace(-reach, reach, humps + 1) + rng.normal(0, 0.06, humps + 1)
        outline = [(x + wide * float(edges[0]), y)]
        for left, right in pairwise(edges.tolist()):
            middle = (left + right) / 2
            tall = (
                thick * lift * max(0.25, 1 - (middle / reach) ** 2) * float(rng.uniform(0.75, 1.15))
            )
            tall = min(tall, 0.95 * wide * (right - left))  # round, never a pillar
            bump = curves.arc(
                x + wide * middle,
                y - 0.55 * tall,
                0.5 * wide * (right - left),
                0.62 * tall,
                180,
                360,
                9,
            )
            outline += bump.tolist()
        outline.append((x + wide * float(edges[-1]), y))
        tone = tones[0].mixed(tones[1], 0.28 * row)
        pad.forms.append(
            Form(
                points=curves.smooth(outline, steps=2),
                colour=tone,
                fade=tones[1],
                role=Role.VEIL,
                axis=(x, y - thick * lift, x, y + 0.1 * thick),
                alpha=0.9,
                soft=0.0025,
                shines=True,
            )
        )

"""Where a picture takes place: the ground, the water and what lies behind the things.

Draws in picture units with y down. Knows nothing of the things that will stand there, but tells
where they may.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from inference.painter import curves, scenery
from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.drawing import CREAM, Pad
from inference.painter.forms import Air, Form, Layer, Role
from inference.painter.scene import Hour, Place

Band = tuple[float, float]
_GRASS = ("#79a95a", "#8fb35c", "#6d9f63")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A place, drawn, and where things go in it.

    Attributes:
        horizon: its y; where the sky ends.
        land, water: (far, near) y between which things stand or swim; None where there is none.
        air: (high, low) y between which things float.
        layers: from the horizon forwards.
        front: what stands before the things.
        surface: the colour of the water as it looks, for reflections.
        still: how still the water is, in [0, 1].
    """

    horizon: float
    land: Band | None
    water: Band | None
    air: Band
    layers: tuple[Layer, ...]
    front: tuple[Layer, ...] = ()
    surface: Colour | None = None
    still: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a place needs to know to draw itself.

    Attributes:
        size: (width, height) of the picture.
        horizon: y at which the land or the sea meets the sky.
    """

    air: Air
    hour: Hour
    seed: int
    size: tuple[float, float]
    horizon: float

    def pad(self, purpose: str, depth: float = 0.0) -> Pad:
        """A pad in picture units with accidents of its own."""
        return Pad(self.air, stream(self.seed, purpose), depth=depth)

    def line(self, pad: Pad, y: float, rise: float, knots: int = 8) -> curves.Points:
        """A soft line across the picture."""
        width = self.size[0]
        count = max(4, round(knots * width))
        return curves.ridge(-0.06, width + 0.06, y, pad.rng, rise=rise, knots=count)

    def mass(self, pad: Pad, line: curves.Points, top: Colour, bottom: Colour) -> None:
        """Everything below a line, fading from one own colour to another."""
        height = self.size[1]
        high = float(line[:, 1].min())
        low = min(height, high + 0.45 * (height - high) + 0.12)
        pad.forms.append(
            Form(
                points=curves.down_to(line, height + 0.06),
                colour=self.air.lit(top, pad.depth),
                fade=self.air.lit(bottom, pad.depth),
                axis=(0.0, high, 0.0, low),
                role=Role.MASS,
            )
        )


def ground_of(place: Place, setting: Setting) -> Ground:
    """Draw a place."""
    return _PLACES[place](setting)


def _layer(name: str, *pads: Pad) -> Layer:
    return Layer(name=name, forms=tuple(form for pad in pads for form in pad.forms))


def _mountains(s: Setting, tall: float, y: float) -> Layer:
    """A range with snow on it, pale with distance."""
    far, near = s.pad("range far", 0.72), s.pad("range near", 0.5)
    for pad, scale, count in ((far, 1.0, 3), (near, 0.72, 3)):
        scenery.mountain_range(pad, width=s.size[0], y=y, tall=tall * scale, peaks=count)
    return _layer("mountains", far, near)


def _water(s: Setting, top: float, bottom: float) -> tuple[Layer, Colour]:
    """A sheet of water under the sky, with the light's path and ripples on it."""
    pad = s.pad("water")
    sky, width = s.air.sky, s.size[0]
    deep = {
        Hour.DAWN: "#7d9fb6", Hour.DAY: "#2f7fae", Hour.SUNSET: "#7a5487", Hour.NIGHT: "#16264f",
    }[s.hour]  # fmt: skip
    far = sky[-1].mixed(Colour.hex(deep), 0.42 if s.hour is not Hour.DAY else 0.62)
    near = Colour.hex(deep).mixed(sky[0], 0.3)
    sheet = curves.box(-0.06, top, width + 0.06, bottom + 0.06)
    pad.forms.append(
        Form(
            points=sheet,
            colour=far,
            fade=near,
            axis=(0, top, 0, bottom),
            role=Role.MASS,
            shines=True,
        )
    )
    scenery.glitter(
        pad, s.air.sun[0], (top, bottom), night=s.hour is Hour.NIGHT, strong=s.hour is not Hour.DAY
    )
    scenery.ripples(pad, width, (top, bottom), far, near)
    return _layer("water", pad), near.mixed(far, 0.5)


def _sea(s: Setting) -> Ground:
    width, height = s.size
    layers = []
    rng = stream(s.seed, "sea")
    if rng.random() < 0.45:
        far = s.pad("headland", 0.62)
        scenery.headland(far, width, s.horizon, left=bool(rng.random() < 0.5))
        layers.append(_layer("headland", far))
    water, surface = _water(s, s.horizon, height)
    deep = height - s.horizon
    return Ground(
        horizon=s.horizon,
        land=None,
        water=(s.horizon + 0.12 * deep, s.horizon + 0.8 * deep),
        air=(0.1 * height, s.horizon),
        layers=(water, *layers),
        surface=surface,
        still=0.5,
    )


def _lake(s: Setting) -> Ground:
    width, height = s.size
    hills = s.pad("lake hills", 0.5)
    scenery.treeline(hills, width, s.horizon + 0.004, tall=0.045)
    water, surface = _water(s, s.horizon, height)
    deep = height - s.horizon
    reeds = s.pad("reeds")
    for side in (0.03, 0.97):
        scenery.reeds(reeds, side * width, height, spread=0.1 * width)
    return Ground(
        horizon=s.horizon,
        land=None,
        water=(s.horizon + 0.15 * deep, s.horizon + 0.75 * deep),
        air=(0.1 * height, s.horizon),
        layers=(_mountains(s, 0.2, s.horizon + 0.01), water, _layer("shore", hills)),
        front=(_layer("reeds", reeds),),
        surface=surface,
        still=0.9,
    )


def _beach(s: Setting) -> Ground:
    width, height = s.size
    deep = height - s.horizon
    shore = s.horizon + 0.42 * deep
    water, surface = _water(s, s.horizon, shore + 0.1)
    land = s.pad("sand")
    sand = Colour.hex("#e5cf9d")
    count = max(4, round(5 * width))
    xs = np.linspace(-0.06, width + 0.06, count)
    drop = 0.12 * deep * (xs / width - 0.5)
    line = curves.smooth(
        np.column_stack([xs, shore + drop + land.rng.normal(0, 0.008, count)]), closed=False
    )
    wet = Colour.hex("#c9b387")
    s.mass(land, line, wet, wet)
    s.mass(land, line + [0, 0.03], sand, sand.darker(0.12))
    foam = s.pad("foam")
    scenery.foam(foam, line)
    scenery.pebbles(land, width, (shore + 0.12 * deep, height), sand)
    layers: list[Layer] = [water, _layer("beach", land, foam)]
    grass = s.pad("dune grass")
    scenery.grass(grass, width, (height - 0.06, height + 0.03), Colour.hex("#8f9a55"), blades=26)
    return Ground(
        horizon=s.horizon,
        land=(shore + 0.2 * deep, height - 0.09 * deep),
        water=(s.horizon + 0.08 * deep, s.horizon + 0.3 * deep),
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
        front=(_layer("grass", grass),),
        surface=surface,
        still=0.4,
    )


def _fields(s: Setting, tones: tuple[str, ...], rise: float, *, trees: bool) -> Ground:
    """Rolling ground in three steps, the base of meadows and hills."""
    width, height = s.size
    deep = height - s.horizon
    layers = []
    for k, name in enumerate(tones):
        depth = 0.6 * (1 - k / (len(tones) - 1)) ** 1.2
        pad = s.pad(f"field {k}", depth)
        y = s.horizon + deep * (0.0, 0.17, 0.36)[k]
        tone = Colour.hex(name)
        line = s.line(pad, y, rise * (1 - 0.28 * k))
        if trees and k < 2:
            behind = s.pad(f"trees {k}", min(0.8, depth + 0.1))
            scenery.copse(behind, line, tall=0.05 + 0.035 * k, count=7 - 2 * k)
            layers.append(_layer("trees", behind))
        s.mass(pad, line, tone.lighter(0.1), tone.darker(0.14))
        scenery.tufts(pad, width, (y + 0.1 * deep, y + 0.3 * deep), tone, count=16)
        layers.append(_layer("ground", pad))
    grass = s.pad("grass")
    scenery.grass(grass, width, (height - 0.05, height + 0.02), Colour.hex(tones[-1]), blades=60)
    scenery.wildflowers(grass, width, (s.horizon + 0.55 * deep, height), count=34)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.42 * deep, height - 0.1 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
        front=(_layer("grass", grass),),
    )


def _meadow(s: Setting) -> Ground:
    return _fields(s, ("#93b878", "#86b35f", "#6da451"), 0.012, trees=True)


def _hills(s: Setting) -> Ground:
    return _fields(s, ("#8fb08a", "#7fae62", "#5f9a4f"), 0.04, trees=True)


def _mountain_meadow(s: Setting) -> Ground:
    fields = _fields(s, ("#7fa386", "#74a565", "#5f974f"), 0.015, trees=False)
    pines = s.pad("pines", 0.42)
    scenery.pine_row(pines, s.size[0], s.horizon + 0.05, tall=0.085, count=22)
    far = _mountains(s, 0.34, s.horizon + 0.03)
    first, *rest = fields.layers
    return Ground(
        horizon=fields.horizon,
        land=fields.land,
        water=None,
        air=fields.air,
        layers=(far, first, _layer("pines", pines), *rest),
        front=fields.front,
    )


def _forest(s: Setting) -> Ground:
    width, height = s.size
    deep = height - s.horizon
    layers = []
    for k in range(4):
        pad = s.pad(f"wood {k}", 0.72 - 0.17 * k)
        y = s.horizon + deep * (0.02 + 0.1 * k)
        scenery.wood(pad, width, y, tall=0.26 + 0.1 * k, count=15 - 2 * k, gap=k == 3)
        floor = s.pad(f"floor {k}", 0.5 - 0.15 * k)
        tone = Colour.hex(("#8ba872", "#7c9c5e", "#6b8f4e", "#5b8244")[k])
        s.mass(floor, s.line(floor, y, 0.008), tone.lighter(0.08), tone.darker(0.22))
        layers += [_layer("wood", pad), _layer("floor", floor)]
    grass = s.pad("ferns")
    scenery.grass(grass, width, (height - 0.05, height + 0.02), Colour.hex("#4f7a3c"), blades=70)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.1 * deep),
        water=None,
        air=(0.15 * height, s.horizon + 0.1 * deep),
        layers=tuple(layers),
        front=(_layer("ferns", grass),),
    )


def _desert(s: Setting) -> Ground:
    width, height = s.size
    deep = height - s.horizon
    mesa = s.pad("mesas", 0.62)
    scenery.mesas(mesa, width, s.horizon + 0.01)
    layers = [_layer("mesas", mesa)]
    for k, name in enumerate(("#e0ae74", "#e6ba7f", "#d99f60")):
        pad = s.pad(f"dune {k}", 0.45 - 0.2 * k)
        tone = Colour.hex(name)
        line = s.line(pad, s.horizon + deep * (0.0, 0.2, 0.42)[k], 0.028, knots=5)
        s.mass(pad, line, tone.lighter(0.12), tone.darker(0.2))
        scenery.wind_lines(pad, width, line, tone)
        layers.append(_layer("dunes", pad))
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.12 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
    )


def _snow(s: Setting) -> Ground:
    width, height = s.size
    deep = height - s.horizon
    layers = [_mountains(s, 0.24, s.horizon + 0.02)]
    pines = s.pad("snowy pines", 0.45)
    scenery.pine_row(pines, width, s.horizon + 0.04, tall=0.1, count=18, snowy=True)
    for k, name in enumerate(("#cfdcea", "#dfe8f2", "#eef3f8")):
        pad = s.pad(f"snow {k}", 0.4 - 0.2 * k)
        tone = Colour.hex(name)
        line = s.line(pad, s.horizon + deep * (0.0, 0.16, 0.36)[k], 0.015)
        s.mass(pad, line, tone.lighter(0.4), tone.darker(0.1))
        layers.append(_layer("snow", pad))
        if k == 0:
            layers.append(_layer("pines", pines))
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.42 * deep, height - 0.1 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
    )


def _town(s: Setting) -> Ground:
    width, height = s.size
    deep = height - s.horizon
    street_y = s.horizon + 0.2 * deep
    far, near = s.pad("roofs", 0.5), s.pad("street", 0.15)
    scenery.skyline(far, width, street_y, tall=0.3)
    scenery.street(near, width, street_y, tall=0.27)
    street = s.pad("paving")
    stone = Colour.hex("#b7ab9c")
    s.mass(
        street,
        curves.points([(-0.06, street_y), (width + 0.06, street_y)]),
        stone,
        stone.darker(0.22),
    )
    scenery.paving(street, width, (street_y, height), stone)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.1 * deep),
        water=None,
        air=(0.06 * height, 0.6 * s.horizon),
        layers=(_layer("roofs", far), _layer("houses", near), _layer("street", street)),
    )


def _underwater(s: Setting) -> Ground:
    width, height = s.size
    sea = s.pad("depths")
    rays = s.pad("rays")
    scenery.sun_rays(rays, width, height)
    floor_y = 0.86 * height
    rocks = s.pad("far rocks", 0.55)
    line = s.line(rocks, floor_y - 0.06, 0.035, knots=10)
    s.mass(rocks, line, Colour.hex("#4d7f8c"), Colour.hex("#3c6a7c"))
    sand = Colour.hex("#d8c48f")
    s.mass(sea, s.line(sea, floor_y, 0.012), sand, sand.darker(0.22))
    scenery.coral(sea, width, (floor_y, height))
    bubbles = s.pad("bubbles")
    scenery.bubbles(bubbles, width, height)
    weed = s.pad("weed")
    scenery.seaweed(weed, width, height)
    return Ground(
        horizon=height,
        land=(floor_y + 0.02, height - 0.04),
        water=(0.16 * height, 0.8 * height),
        air=(0.1 * height, 0.6 * height),
        layers=(_layer("rays", rays), _layer("rocks", rocks), _layer("bottom", sea)),
        front=(_layer("weed", weed), _layer("bubbles", bubbles)),
    )


def _space(s: Setting) -> Ground:
    width, height = s.size
    stars, planets = s.pad("stars"), s.pad("planets")
    scenery.galaxy(stars, width, height)
    scenery.planets(planets, width, height)
    moon = s.pad("moon ground")
    tone = Colour.hex("#a9a6b5")
    y = 0.88 * height
    s.mass(moon, s.line(moon, y, 0.01), tone, tone.darker(0.4))
    scenery.craters(moon, width, (y, height), tone)
    return Ground(
        horizon=height,
        land=(y + 0.03, height - 0.04),
        water=None,
        air=(0.2 * height, 0.72 * height),
        layers=(_layer("stars", stars), _layer("planets", planets), _layer("moon", moon)),
    )


def _room(s: Setting) -> Ground:
    width, height = s.size
    wall, table = s.pad("wall"), s.pad("table")
    edge = 0.66 * height
    scenery.wall(wall, width, edge, s.hour)
    scenery.table(table, width, (edge, height))
    return Ground(
        horizon=height,
        land=(edge + 0.07 * height, edge + 0.22 * height),
        water=None,
        air=(0.15 * height, 0.5 * height),
        layers=(_layer("wall", wall), _layer("table", table)),
    )


def _sky(s: Setting) -> Ground:
    width, height = s.size
    pad = s.pad("cloud floor", 0.25)
    for k in range(9):
        x, y = (
            (k + 0.5) / 9 * width + float(pad.rng.normal(0, 0.04)),
            height * float(pad.rng.uniform(0.93, 1.03)),
        )
        bank = curves.lumpy((x, y), 0.22, 0.1, pad.rng, lumps=11, rough=0.12)
        white = CREAM.lighter(0.6).mixed(s.air.sky[-1], 0.35)
        pad.forms.append(
            Form(
                points=bank,
                colour=white,
                fade=white.mixed(s.air.sky[1], 0.5),
                role=Role.VEIL,
                axis=(0, y - 0.1, 0, y + 0.08),
                alpha=0.9,
                soft=0.005,
                shines=True,
            )
        )
    return Ground(
        horizon=height,
        land=None,
        water=None,
        air=(0.2 * height, 0.82 * height),
        layers=(),
        front=(_layer("cloud floor", pad),),
    )


def _abstract(s: Setting) -> Ground:
    width, height = s.size
    pad = s.pad("abstract")
    scenery.abstract(pad, width, height)
    return Ground(
        horizon=height,
        land=(0.7 * height, 0.9 * height),
        water=None,
        air=(0.2 * height, 0.8 * height),
        layers=(_layer("forms", pad),),
    )


_PLACES: Mapping[Place, Callable[[Setting], Ground]] = {
    Place.SEA: _sea,
    Place.LAKE: _lake,
    Place.BEACH: _beach,
    Place.MEADOW: _meadow,
    Place.HILLS: _hills,
    Place.MOUNTAINS: _mountain_meadow,
    Place.FOREST: _forest,
    Place.DESERT: _desert,
    Place.TOWN: _town,
    Place.SNOW: _snow,
    Place.UNDERWATER: _underwater,
    Place.SPACE: _space,
    Place.ROOM: _room,
    Place.SKY: _sky,
    Place.ABSTRACT: _abstract,
}

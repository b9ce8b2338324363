"""Places by the water and under it.

Draws in picture units with y down. Knows nothing of the things that will stand there.
"""

import numpy as np

from inference.painter import curves
from inference.painter.chance import stream
from inference.painter.colours import Colour
from inference.painter.forms import Form, Layer, Role
from inference.painter.places.ground import Ground, Setting, layer_of
from inference.painter.places.lands import mountains
from inference.painter.scene import Hour
from inference.painter.scenery import shores, terrain


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
    shores.glitter(
        pad, s.air.sun[0], (top, bottom), night=s.hour is Hour.NIGHT, strong=s.hour is not Hour.DAY
    )
    shores.ripples(pad, width, (top, bottom), far, near)
    return layer_of("water", pad), near.mixed(far, 0.5)


def sea(s: Setting) -> Ground:
    """Open water to the horizon, sometimes with a cape."""
    width, height = s.size
    layers = []
    rng = stream(s.seed, "sea")
    if rng.random() < 0.45:
        far = s.pad("headland", 0.62)
        terrain.headland(far, width, s.horizon, left=bool(rng.random() < 0.5))
        layers.append(layer_of("headland", far))
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


def lake(s: Setting) -> Ground:
    """Still water before mountains, reeds at the sides, a bank of grass in front."""
    width, height = s.size
    hills = s.pad("lake hills", 0.5)
    terrain.treeline(hills, width, s.horizon + 0.004, tall=0.045)
    water, surface = _water(s, s.horizon, height)
    deep = height - s.horizon
    bank = s.pad("bank")
    green = Colour.hex("#6f9f52")
    edge = s.horizon + 0.84 * deep
    s.mass(bank, s.line(bank, edge, 0.009), green.lighter(0.1), green.darker(0.2))
    reeds = s.pad("reeds")
    for side in (0.03, 0.97):
        shores.reeds(reeds, side * width, height, spread=0.1 * width)
    terrain.grass(reeds, width, (height - 0.04, height + 0.02), green, blades=26)
    return Ground(
        horizon=s.horizon,
        land=(edge + 0.03, height - 0.03),
        water=(s.horizon + 0.15 * deep, s.horizon + 0.66 * deep),
        air=(0.1 * height, s.horizon),
        layers=(mountains(s, 0.2, s.horizon + 0.01), water, layer_of("shore", hills, bank)),
        front=(layer_of("reeds", reeds),),
        surface=surface,
        still=0.9,
    )


def beach(s: Setting) -> Ground:
    """Sand and surf; things may stand on the one and sail on the other."""
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
    s.mass(land, line + np.array([0, 0.03]), sand, sand.darker(0.12))
    foam = s.pad("foam")
    shores.foam(foam, line)
    terrain.pebbles(land, width, (shore + 0.12 * deep, height), sand)
    layers: list[Layer] = [water, layer_of("beach", land, foam)]
    grass = s.pad("dune grass")
    terrain.grass(grass, width, (height - 0.06, height + 0.03), Colour.hex("#8f9a55"), blades=26)
    return Ground(
        horizon=s.horizon,
        land=(shore + 0.2 * deep, height - 0.09 * deep),
        water=(s.horizon + 0.08 * deep, s.horizon + 0.3 * deep),
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
        front=(layer_of("grass", grass),),
        surface=surface,
        still=0.4,
    )


def underwater(s: Setting) -> Ground:
    """The floor of the sea, with light from above."""
    width, height = s.size
    sea = s.pad("depths")
    rays = s.pad("rays")
    shores.sun_rays(rays, width, height)
    floor_y = 0.86 * height
    rocks = s.pad("far rocks", 0.55)
    line = s.line(rocks, floor_y - 0.06, 0.035, knots=10)
    s.mass(rocks, line, Colour.hex("#4d7f8c"), Colour.hex("#3c6a7c"))
    sand = Colour.hex("#d8c48f")
    s.mass(sea, s.line(sea, floor_y, 0.012), sand, sand.darker(0.22))
    shores.coral(sea, width, (floor_y, height))
    bubbles = s.pad("bubbles")
    shores.bubbles(bubbles, width, height)
    weed = s.pad("weed")
    shores.seaweed(weed, width, height)
    return Ground(
        horizon=height,
        land=(floor_y + 0.02, height - 0.04),
        water=(0.16 * height, 0.8 * height),
        air=(0.1 * height, 0.6 * height),
        layers=(layer_of("rays", rays), layer_of("rocks", rocks), layer_of("bottom", sea)),
        front=(layer_of("weed", weed), layer_of("bubbles", bubbles)),
    )

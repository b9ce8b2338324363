"""Places in the open country.

Draws in picture units with y down. Knows nothing of the things that will stand there.
"""

import numpy as np

from inference.painter.colours import Colour
from inference.painter.forms import Layer
from inference.painter.places.ground import Ground, Setting, layer_of
from inference.painter.scenery import terrain, woods


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
        line[:, 1] = np.minimum(line[:, 1], y + 0.012)  # no valley below the horizon
        if trees and k < 2:
            behind = s.pad(f"trees {k}", min(0.8, depth + 0.1))
            terrain.copse(behind, line, tall=0.05 + 0.035 * k, count=7 - 2 * k)
            layers.append(layer_of("trees", behind))
        s.mass(pad, line, tone.lighter(0.1), tone.darker(0.14))
        terrain.tufts(pad, width, (y + 0.1 * deep, y + 0.3 * deep), tone, count=16)
        layers.append(layer_of("ground", pad))
    grass = s.pad("grass")
    terrain.grass(grass, width, (height - 0.05, height + 0.02), Colour.hex(tones[-1]), blades=60)
    terrain.wildflowers(grass, width, (s.horizon + 0.55 * deep, height), count=34)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.42 * deep, height - 0.1 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
        front=(layer_of("grass", grass),),
    )


def meadow(s: Setting) -> Ground:
    """Flat green fields with far trees and wildflowers."""
    return _fields(s, ("#93b878", "#86b35f", "#6da451"), 0.012, trees=True)


def hills(s: Setting) -> Ground:
    """Rolling fields with copses."""
    return _fields(s, ("#8fb08a", "#7fae62", "#5f9a4f"), 0.032, trees=True)


def mountains(s: Setting, tall: float, y: float) -> Layer:
    """A range with snow on it, pale with distance."""
    far, near = s.pad("range far", 0.72), s.pad("range near", 0.5)
    for pad, scale, count in ((far, 1.0, 3), (near, 0.72, 3)):
        terrain.mountain_range(pad, width=s.size[0], y=y, tall=tall * scale, peaks=count)
    return layer_of("mountains", far, near)


def mountain_meadow(s: Setting) -> Ground:
    """Fields and firs below a range with snow on it."""
    fields = _fields(s, ("#7fa386", "#74a565", "#5f974f"), 0.015, trees=False)
    pines = s.pad("pines", 0.42)
    woods.pine_row(pines, s.size[0], s.horizon + 0.05, tall=0.085, count=22)
    far = mountains(s, 0.34, s.horizon + 0.03)
    first, *rest = fields.layers
    return Ground(
        horizon=fields.horizon,
        land=fields.land,
        water=None,
        air=fields.air,
        layers=(far, first, layer_of("pines", pines), *rest),
        front=fields.front,
    )


def forest(s: Setting) -> Ground:
    """Trunks in four rows; the nearest leave a clearing."""
    width, height = s.size
    deep = height - s.horizon
    layers = []
    for k in range(4):
        pad = s.pad(f"wood {k}", 0.72 - 0.17 * k)
        y = s.horizon + deep * (0.02 + 0.1 * k)
        woods.wood(pad, width, y, tall=0.26 + 0.1 * k, count=15 - 2 * k, gap=k == 3)
        floor = s.pad(f"floor {k}", 0.5 - 0.15 * k)
        tone = Colour.hex(("#8ba872", "#7c9c5e", "#6b8f4e", "#5b8244")[k])
        s.mass(floor, s.line(floor, y, 0.008), tone.lighter(0.08), tone.darker(0.22))
        layers += [layer_of("wood", pad), layer_of("floor", floor)]
    grass = s.pad("ferns")
    terrain.grass(grass, width, (height - 0.05, height + 0.02), Colour.hex("#4f7a3c"), blades=70)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.1 * deep),
        water=None,
        air=(0.15 * height, s.horizon + 0.1 * deep),
        layers=tuple(layers),
        front=(layer_of("ferns", grass),),
    )


def desert(s: Setting) -> Ground:
    """Dunes, and table mountains far off."""
    width, height = s.size
    deep = height - s.horizon
    mesa = s.pad("mesas", 0.62)
    terrain.mesas(mesa, width, s.horizon + 0.01)
    layers = [layer_of("mesas", mesa)]
    for k, name in enumerate(("#e0ae74", "#e6ba7f", "#d99f60")):
        pad = s.pad(f"dune {k}", 0.45 - 0.2 * k)
        tone = Colour.hex(name)
        line = s.line(pad, s.horizon + deep * (0.0, 0.2, 0.42)[k], 0.028, knots=5)
        s.mass(pad, line, tone.lighter(0.12), tone.darker(0.2))
        terrain.wind_lines(pad, width, line, tone)
        layers.append(layer_of("dunes", pad))
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.12 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
    )


def snow(s: Setting) -> Ground:
    """White fields and firs below mountains."""
    width, height = s.size
    deep = height - s.horizon
    layers = [mountains(s, 0.24, s.horizon + 0.02)]
    pines = s.pad("snowy pines", 0.45)
    woods.pine_row(pines, width, s.horizon + 0.04, tall=0.1, count=18, snowy=True)
    for k, name in enumerate(("#cfdcea", "#dfe8f2", "#eef3f8")):
        pad = s.pad(f"snow {k}", 0.4 - 0.2 * k)
        tone = Colour.hex(name)
        line = s.line(pad, s.horizon + deep * (0.0, 0.16, 0.36)[k], 0.015)
        s.mass(pad, line, tone.lighter(0.4), tone.darker(0.1))
        layers.append(layer_of("snow", pad))
        if k == 0:
            layers.append(layer_of("pines", pines))
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.42 * deep, height - 0.1 * deep),
        water=None,
        air=(0.1 * height, s.horizon),
        layers=tuple(layers),
    )

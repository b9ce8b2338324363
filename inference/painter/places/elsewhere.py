"""Places without a landscape: a town, space, a room, the sky, and none at all.

Draws in picture units with y down. Knows nothing of the things that will stand there.
"""

from inference.painter import curves
from inference.painter.colours import Colour
from inference.painter.drawing import CREAM, Pad
from inference.painter.forms import Form, Role
from inference.painter.places.ground import Ground, Setting, layer_of
from inference.painter.scenery import cosmos, geometry, indoors, streets


def town(s: Setting) -> Ground:
    """A street of narrow houses, seen across the paving."""
    width, height = s.size
    deep = height - s.horizon
    street_y = s.horizon + 0.2 * deep
    far, near = s.pad("roofs", 0.5), s.pad("street", 0.15)
    streets.skyline(far, width, street_y, tall=0.3)
    streets.street(near, width, street_y, tall=0.27)
    street = s.pad("paving")
    stone = Colour.hex("#b7ab9c")
    s.mass(
        street,
        curves.points([(-0.06, street_y), (width + 0.06, street_y)]),
        stone,
        stone.darker(0.22),
    )
    streets.paving(street, width, (street_y, height), stone)
    return Ground(
        horizon=s.horizon,
        land=(s.horizon + 0.45 * deep, height - 0.1 * deep),
        water=None,
        air=(0.06 * height, 0.6 * s.horizon),
        layers=(layer_of("roofs", far), layer_of("houses", near), layer_of("street", street)),
    )


def outer_space(s: Setting) -> Ground:
    """Stars and worlds over the ground of a moon."""
    width, height = s.size
    stars, planets = s.pad("stars"), s.pad("planets")
    cosmos.galaxy(stars, width, height)
    cosmos.planets(planets, width, height)
    moon = s.pad("moon ground")
    tone = Colour.hex("#a9a6b5")
    y = 0.88 * height
    s.mass(moon, s.line(moon, y, 0.01), tone, tone.darker(0.4))
    cosmos.craters(moon, width, (y, height), tone)
    return Ground(
        horizon=height,
        land=(y + 0.03, height - 0.04),
        water=None,
        air=(0.2 * height, 0.72 * height),
        layers=(layer_of("stars", stars), layer_of("planets", planets), layer_of("moon", moon)),
    )


def room(s: Setting) -> Ground:
    """A table with a cloth before a wall with a window."""
    width, height = s.size
    wall, table = s.pad("wall"), s.pad("table")
    edge = 0.66 * height
    indoors.wall(wall, width, edge, s.hour)
    indoors.table(table, width, (edge, height))
    return Ground(
        horizon=height,
        land=(edge + 0.07 * height, edge + 0.22 * height),
        water=None,
        air=(0.15 * height, 0.5 * height),
        layers=(layer_of("wall", wall), layer_of("table", table)),
    )


def above_clouds(s: Setting) -> Ground:
    """Nothing but sky, and clouds below."""
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
        front=(layer_of("cloud floor", pad),),
    )


def abstract(s: Setting) -> Ground:
    """No place at all: circles, arcs and bars."""
    width, height = s.size
    pad = s.pad("abstract")
    cosmos.abstract(pad, width, height)
    return _before(s, pad)


def grid(s: Setting) -> Ground:
    """Bars and pure colours."""
    pad = s.pad("grid")
    geometry.grid(pad, *s.size)
    return _before(s, pad)


def interruptions(s: Setting) -> Ground:
    """A field of strokes with holes."""
    pad = s.pad("interruptions")
    geometry.interruptions(pad, *s.size)
    return _before(s, pad)


def squares(s: Setting) -> Ground:
    """Squares within squares."""
    pad = s.pad("squares")
    geometry.squares(pad, *s.size)
    return _before(s, pad)


def whirl(s: Setting) -> Ground:
    """Bands that wind into a point."""
    pad = s.pad("whirl")
    geometry.whirl(pad, *s.size)
    return _before(s, pad)


def _before(s: Setting, pad: Pad) -> Ground:
    """A pattern, with room for things before it."""
    height = s.size[1]
    return Ground(
        horizon=height,
        land=(0.7 * height, 0.9 * height),
        water=None,
        air=(0.2 * height, 0.8 * height),
        layers=(layer_of("forms", pad),),
    )

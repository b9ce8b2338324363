"""Houses, castles and towers."""

import math

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import Points, arc, box, ellipse, joined
from inference.painter.drawing import CREAM, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_SLATE = Colour.hex("#5d6474")
_TILE = Colour.hex("#9c4a38")
_STONE = Colour.hex("#b6ab9a")


def _arch(x: float, bottom: float, half: float, top: float) -> Points:
    """A door or window with a round head."""
    head = arc(x, top - half, half, half, 0, 180, 12)
    return joined([(x + half, bottom)], head, [(x - half, bottom)])


def _roof_for(wall: Colour) -> Colour:
    """A roof that stands out from the wall."""
    reddish = 10 < wall.hue < 70 and wall.chroma > 0.08
    return _SLATE if reddish else _TILE


def _window(pad: Pad, x: float, y: float, *, half: float, high: float, frame: Colour) -> None:
    pad.detail(box(x - half - 0.015, y + high + 0.015, x + half + 0.015, y - 0.015), frame)
    pad.pane(box(x - half, y + high, x + half, y))
    pad.detail(box(x - 0.008, y + high, x + 0.008, y), frame)
    pad.detail(box(x - half, y + high / 2 + 0.007, x + half, y + high / 2 - 0.007), frame)


def _house(pad: Pad) -> None:
    wall = pad.colour
    roof = _roof_for(wall)
    frame = CREAM if wall.light < 0.85 else WOOD
    _chimney(pad, roof)
    pad.box(-0.44, 0, 0.44, 0.56, wall, volume=0.45)
    for k in range(1, 7):
        y = 0.56 * k / 7
        pad.line([(-0.44, y), (0.44, y)], 0.006, wall.darker(0.16), soft_line=False)
    pad.shade("-44,56 44,56 44,50 -44,47", 0.3)
    pad.shape("-56,52 -2,96 2,96 56,52 50,50 -50,50", roof, volume=0.5)
    for k in range(1, 5):
        y, half = 0.52 + 0.09 * k, 0.54 * (1 - k / 4.9)
        pad.line([(-half, y), (half, y)], 0.01, roof.darker(0.25), soft_line=False)
    pad.disc(0, 0.69, 0.075, colour=frame, volume=0, role=Role.DETAIL)
    pad.pane(arc(0, 0.69, 0.055, 0.055, 0, 345))
    pad.shape(_arch(0, 0, 0.1, 0.34), frame, role=Role.DETAIL, volume=0)
    pad.shape(_arch(0, 0, 0.08, 0.315), WOOD.darker(0.1), volume=0.3)
    pad.dot(0.045, 0.15, 0.014, COLOURS["gold"])
    pad.box(-0.14, -0.02, 0.14, 0.02, _STONE, role=Role.DETAIL)
    for x in (-0.28, 0.28):
        _window(pad, x, 0.2, half=0.08, high=0.19, frame=frame)
        _window_box(pad, x)


def _chimney(pad: Pad, roof: Colour) -> None:
    pad.box(0.2, 0.6, 0.31, 0.98, roof.darker(0.2))
    pad.box(0.185, 0.95, 0.325, 1.0, roof.darker(0.35), role=Role.DETAIL)
    if pad.air.lamps or pad.rng.random() < 0.5:
        for k in range(3):
            puff = ellipse(0.28 + 0.06 * k, 1.06 + 0.09 * k, 0.05 + 0.018 * k, 0.035 + 0.012 * k)
            smoke = CREAM.darker(0.08)
            pad.shape(puff, smoke, role=Role.VEIL, volume=0.0, alpha=0.5, soft=0.01)


def _window_box(pad: Pad, x: float) -> None:
    """Flowers on the sill, and the light of the room."""
    pad.detail(box(x - 0.11, 0.19, x + 0.11, 0.15), WOOD)
    for k in range(4):
        pad.dot(x - 0.08 + 0.053 * k, 0.205, 0.02, (COLOURS["pink"], COLOURS["yellow"])[k % 2])
    if pad.air.lamps:
        pad.glow(x, 0.28, 0.3, LAMPLIGHT, 0.35)


def _tower(pad: Pad, x: float, half: float, top: float, cone: Colour | None) -> None:
    wall = pad.colour
    pad.box(x - half, 0, x + half, top, wall, volume=0.7)
    if cone is None:
        teeth, wide = 4, 2.3 * half
        for k in range(teeth):
            left = x - wide / 2 + wide * k / (teeth - 0.45)
            pad.box(left, top - 0.01, left + wide / teeth * 0.62, top + 0.06, wall, volume=0.3)
        pad.box(x - wide / 2, top - 0.05, x + wide / 2, top + 0.005, wall.darker(0.05))
    else:
        pad.shape(
            [(x - 1.32 * half, top - 0.01), (x, top + 3.1 * half), (x + 1.32 * half, top - 0.01)],
            cone,
            volume=0.8,
        )
        tip = top + 3.1 * half
        pad.line([(x, tip - 0.03), (x, tip + 0.1)], 0.014, WOOD)
        flag = COLOURS["red"] if cone.a < 0.1 else COLOURS["gold"]
        pad.shape(
            [(x, tip + 0.1), (x + 0.12, tip + 0.065), (x, tip + 0.03)], flag, role=Role.DETAIL
        )
    pad.shade(box(x - half, top - 0.01, x + half, top - 0.05), 0.25)
    pad.pane(_arch(x, top * 0.72, half * 0.22, top * 0.72 + 0.11), Colour.hex("#3c4257"))
    for _ in range(4):
        bx, by = float(pad.rng.uniform(-0.6, 0.4)) * half, float(pad.rng.uniform(0.08, 0.9)) * top
        pad.detail(box(x + bx, by + 0.018, x + bx + 0.35 * half, by), wall.darker(0.14))


def _castle(pad: Pad) -> None:
    wall = pad.colour
    cone = COLOURS["navy"].lighter(0.12) if wall.b > -0.06 else COLOURS["crimson"]
    _tower(pad, -0.2, 0.1, 0.94, cone)
    _tower(pad, 0.22, 0.09, 0.8, cone)
    _tower(pad, 0.02, 0.13, 1.12, cone)
    pad.box(-0.5, 0, 0.5, 0.46, wall, volume=0.4)
    for k in range(9):
        left = -0.5 + k * 0.115
        pad.box(left, 0.455, left + 0.068, 0.53, wall, volume=0.3)
    for _ in range(22):
        x, y = float(pad.rng.uniform(-0.46, 0.42)), float(pad.rng.uniform(0.04, 0.42))
        pad.detail(box(x, y + 0.02, x + 0.055, y), wall.darker(0.12))
    _tower(pad, -0.52, 0.12, 0.62, cone)
    _tower(pad, 0.52, 0.12, 0.58, cone)
    pad.shape(_arch(0, 0, 0.15, 0.37), wall.darker(0.35), role=Role.DETAIL, volume=0)
    pad.shape(_arch(0, 0, 0.115, 0.33), WOOD.darker(0.35), volume=0.2)
    for x in (-0.06, 0, 0.06):
        pad.line([(x, 0), (x, 0.3)], 0.01, WOOD, soft_line=False)
    for x in (-0.3, 0.3):
        pad.pane(_arch(x, 0.2, 0.03, 0.31), Colour.hex("#3c4257"))
    if pad.air.lamps:
        pad.glow(0, 0.2, 0.5, LAMPLIGHT, 0.25)


def _lighthouse(pad: Pad) -> None:
    band = pad.colour
    white = CREAM if band.light < 0.85 else COLOURS["red"]

    def half(y: float) -> float:
        return 0.19 - 0.085 * y / 0.95

    if pad.air.lamps:
        for side in (-1, 1):
            beam = [(0, 1.06), (side * 1.6, 1.36), (side * 1.6, 0.92)]
            pad.shape(beam, LAMPLIGHT, role=Role.GLOW, volume=0, alpha=0.3, soft=0.03, shines=True)
    pad.blob(
        "-40,-2 -32,7 -10,10 16,9 36,6 44,-3",
        _STONE.darker(0.15),
    )
    pad.shape(
        [(-half(0), 0.05), (-half(0.95), 0.95), (half(0.95), 0.95), (half(0), 0.05)],
        white,
        volume=0.8,
    )
    for low in (0.14, 0.47, 0.78):
        high = low + 0.15
        stripe = [(-half(low), low), (-half(high), high), (half(high), high), (half(low), low)]
        pad.shape(stripe, band, volume=0.8)
    for x, y in ((0.03, 0.37), (-0.03, 0.69)):
        pad.pane(_arch(x, y, 0.026, y + 0.08), Colour.hex("#3c4257"))
    pad.shape(_arch(0, 0.05, 0.05, 0.2), WOOD, volume=0.2)
    _lantern(pad, band)
    if pad.air.lamps:
        pad.glow(0, 1.06, 0.55, LAMPLIGHT, 0.75)


def _lantern(pad: Pad, band: Colour) -> None:
    """The top of the lighthouse: gallery, glass and cap."""
    pad.box(-0.16, 0.93, 0.16, 0.975, band.darker(0.35))
    pad.pane(box(-0.085, 1.14, 0.085, 0.975), Colour.hex("#e8dfae"))
    for x in (-0.085, -0.03, 0.03, 0.085):
        pad.line([(x, 0.975), (x, 1.14)], 0.012, band.darker(0.4), soft_line=False)
    for x in (-0.15, -0.1, 0.1, 0.15):
        pad.line([(x, 0.975), (x, 1.03)], 0.01, band.darker(0.4), soft_line=False)
    pad.line([(-0.155, 1.03), (0.155, 1.03)], 0.01, band.darker(0.4), soft_line=False)
    pad.shape(joined([(-0.12, 1.13)], arc(0, 1.13, 0.12, 0.13, 180, 0)), band, volume=0.6)
    pad.line([(0, 1.25), (0, 1.33)], 0.014, band.darker(0.4))


def _windmill(pad: Pad) -> None:
    wall, rng = pad.colour, pad.rng
    pad.shape("-26,0 -15,72 15,72 26,0", wall, volume=0.8)
    pad.box(-0.32, 0.26, 0.32, 0.3, WOOD)
    for k in range(9):
        x = -0.3 + 0.075 * k
        pad.line([(x, 0.3), (x, 0.37)], 0.012, WOOD, soft_line=False)
    pad.line([(-0.32, 0.37), (0.32, 0.37)], 0.014, WOOD, soft_line=False)
    roof = _roof_for(wall)
    pad.shape(
        joined([(-0.2, 0.71)], arc(0, 0.71, 0.19, 0.22, 180, 0), [(0.2, 0.71)]), roof, volume=0.7
    )
    pad.shape(_arch(0, 0, 0.065, 0.2), WOOD.darker(0.2), volume=0.2)
    for x, y in ((-0.09, 0.48), (0.08, 0.56)):
        pad.pane(box(x - 0.03, y + 0.08, x + 0.03, y), Colour.hex("#8fb4c6"))
    hub, turn = (0.0, 0.78), float(rng.uniform(15, 75))
    for k in range(4):
        angle = math.radians(turn + 90 * k)
        cos, sin = math.cos(angle), math.sin(angle)

        def at(u: float, v: float, cos: float = cos, sin: float = sin) -> tuple[float, float]:
            return (hub[0] + u * cos - v * sin, hub[1] + u * sin + v * cos)

        pad.shape(
            [at(0.14, 0.02), at(0.62, 0.02), at(0.62, 0.14), at(0.14, 0.12)], CREAM, volume=0.2
        )
        for u in (0.14, 0.24, 0.34, 0.44, 0.54, 0.62):
            pad.line([at(u, 0.0), at(u, 0.135)], 0.009, WOOD, soft_line=False)
        pad.line([at(0.14, 0.075), at(0.62, 0.085)], 0.008, WOOD, soft_line=False)
        pad.line([at(0, 0), at(0.64, 0)], 0.03, WOOD.darker(0.15), soft_line=False)
    pad.disc(*hub, 0.04, colour=WOOD.darker(0.3), role=Role.DETAIL)


def _church(pad: Pad) -> None:
    wall = pad.colour
    roof = _roof_for(wall)
    pad.box(-0.1, 0, 0.52, 0.38, wall, volume=0.5)
    pad.shape("-16,37 -2,62 48,62 58,37", roof, volume=0.5)
    for x in (0.1, 0.26, 0.42):
        pad.pane(_arch(x, 0.1, 0.04, 0.28), Colour.hex("#58708f"))
    pad.box(-0.38, 0, -0.06, 0.72, wall, volume=0.6)
    pad.shape([(-0.43, 0.71), (-0.22, 1.22), (-0.01, 0.71)], roof, volume=0.7)
    pad.line([(-0.22, 1.2), (-0.22, 1.34)], 0.02, COLOURS["gold"])
    pad.line([(-0.27, 1.29), (-0.17, 1.29)], 0.02, COLOURS["gold"])
    pad.disc(-0.22, 0.6, 0.06, colour=CREAM, volume=0.1, role=Role.DETAIL)
    for end in ((-0.22, 0.645), (-0.19, 0.6)):
        pad.line([(-0.22, 0.6), end], 0.012, WOOD.darker(0.3), soft_line=False)
    pad.pane(_arch(-0.22, 0.34, 0.045, 0.5), Colour.hex("#58708f"))
    pad.shape(_arch(-0.22, 0, 0.075, 0.22), WOOD.darker(0.15), volume=0.2)


_BUILT = (Home.LAND, Home.SHORE)
BUILDINGS = (
    Subject(
        name="house", plural="houses", draw=_house, homes=_BUILT, height=1.0, span=1.1, metres=6.0,
        colours=("white", "yellow", "red", "blue"),
    ),
    Subject(
        name="castle", plural="castles", draw=_castle, homes=_BUILT, height=1.6, span=1.3,
        metres=22.0, colours=("beige", "grey"),
    ),
    Subject(
        name="lighthouse", plural="lighthouses", draw=_lighthouse, homes=(Home.SHORE, Home.LAND),
        height=1.33, span=0.95, metres=16.0, colours=("red",),
    ),
    Subject(
        name="windmill", plural="windmills", draw=_windmill, homes=_BUILT, height=1.4, span=1.2,
        metres=12.0, colours=("white", "brown"),
    ),
    Subject(
        name="church", plural="churches", draw=_church, homes=_BUILT, height=1.34, span=1.05,
        metres=14.0, colours=("white", "beige"),
    ),
)  # fmt: skip

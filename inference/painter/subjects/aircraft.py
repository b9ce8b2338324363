"""What flies because people built it."""

from inference.painter.colours import COLOURS, Colour
from inference.painter.curves import arc, ellipse, joined, smooth
from inference.painter.drawing import CREAM, GLASS, LAMPLIGHT, WOOD, Pad
from inference.painter.forms import Role
from inference.painter.subjects.subject import Home, Subject

_STEEL = Colour.hex("#9aa3ad")


_FIRE = Colour.hex("#f59a2f")


def _accent(colour: Colour) -> Colour:
    """A second colour that goes with the first and can be told from it."""
    return CREAM if colour.light < 0.8 else COLOURS["red"]


def _balloon(pad: Pad) -> None:
    skin = pad.colour
    other = skin.lighter(0.55) if skin.light < 0.75 else skin.turned(-32).darker(0.14)
    other = COLOURS["red"] if skin.chroma < 0.05 and skin.light > 0.75 else other
    outline = smooth("-8,36 -26,60 -41,90 -38,118 -20,138 0,143 20,138 38,118 41,90 26,60 8,36")
    pad.shape(outline, skin, volume=0.5)
    for share in (0.76, 0.3):
        edge = outline * [share, 1]
        pad.shape(edge, other if share > 0.5 else skin, volume=0.5, role=Role.PART)
        inner = outline * [share - 0.24 if share > 0.5 else 0.06, 1]
        pad.shape(inner, skin if share > 0.5 else other, volume=0.5, role=Role.PART)
    pad.shade(
        smooth("8,37 26,60 41,90 38,118 20,138 28,110 24,80"),
        0.2,
    )
    pad.shape(
        "-8.5,38 8.5,38 6,33 -6,33",
        skin.darker(0.3),
        role=Role.DETAIL,
    )
    for x in (-0.07, -0.025, 0.025, 0.07):
        pad.line([(x, 0.34), (x * 1.1, 0.16)], 0.01, WOOD, soft_line=False)
    if pad.air.lamps:
        pad.glow(0, 0.46, 0.7, LAMPLIGHT, 0.6)
    pad.shape(
        smooth("-9,16 -8.5,2 0,0 8.5,2 9,16 0,16.5"),
        WOOD.lighter(0.15),
        volume=0.5,
    )
    for y in (0.05, 0.09, 0.13):
        pad.line([(-0.085, y), (0.085, y)], 0.008, WOOD.darker(0.3), soft_line=False)


def _rocket(pad: Pad) -> None:
    trim = pad.colour
    body = CREAM if trim.light < 0.85 else _STEEL
    if pad.aloft:
        for reach, tone in ((0.3, _FIRE), (0.19, LAMPLIGHT), (0.1, CREAM)):
            flame = [
                (-0.34 * reach - 0.03, 0.14),
                (-0.3 * reach, 0.02),
                (0, -reach),
                (0.3 * reach, 0.02),
                (0.34 * reach + 0.03, 0.14),
            ]
            pad.shape(smooth(flame), tone, volume=0, shines=True, role=Role.PART)
        pad.glow(0, -0.05, 0.6, _FIRE, 0.5)
    for side in (-1, 1):
        pad.shape(
            smooth(
                [
                    (side * 0.14, 0.46),
                    (side * 0.3, 0.28),
                    (side * 0.36, 0.02),
                    (side * 0.27, 0.06),
                    (side * 0.14, 0.14),
                ]
            ),
            trim.darker(0.12),
            volume=0.4,
        )
    pad.shape(
        smooth("-14,10 -20,46 -19,80 -10,108 0,122 10,108 19,80 20,46 14,10 0,8"),
        body,
        volume=0.9,
    )
    nose = joined(
        smooth("-15.5,92 -10,108 0,122 10,108 15.5,92", closed=False),
        arc(0, 0.92, 0.155, 0.035, 0, -180),
    )
    pad.shape(nose, trim, volume=0.8)
    pad.shape(
        joined(arc(0, 0.3, 0.2, 0.035, 180, 360), arc(0, 0.24, 0.185, 0.035, 360, 180)),
        trim,
        volume=0.7,
        role=Role.DETAIL,
    )
    pad.box(-0.11, 0.05, 0.11, 0.11, _STEEL.darker(0.3), volume=0.5)
    pad.disc(0, 0.7, 0.105, colour=trim, volume=0.3)
    pad.detail(
        ellipse(0, 0.7, 0.075, 0.075), LAMPLIGHT if pad.air.lamps else GLASS, shines=pad.air.lamps
    )
    pad.detail(arc(-0.01, 0.71, 0.05, 0.05, 100, 170), CREAM)
    pad.disc(0, 0.48, 0.06, colour=trim, volume=0.3, role=Role.DETAIL)
    pad.detail(ellipse(0, 0.48, 0.04, 0.04), GLASS)
    pad.shape(
        smooth("-3,30 -2.5,5 0,-2 2.5,5 3,30"),
        trim,
        volume=0.3,
    )


def _plane(pad: Pad) -> None:
    paint = pad.colour
    trim = _accent(paint)
    pad.shape("-52,44 -68,74 -54,74 -36,46", trim, volume=0.3)
    pad.shape("12,44 -8,66 -18,66 -8,42", paint.darker(0.25), volume=0.3)
    pad.blob(
        "-64,46 -50,34 -10,26 36,26 58,36 60,42 46,50 10,54 -30,50",
        paint,
        volume=0.7,
    )
    pad.shape(
        smooth("-58,42 0,36 58,38 50,33 0,31 -50,37"),
        trim,
        volume=0.2,
        role=Role.DETAIL,
    )
    pad.pane(smooth("40,42 54,41 46,49 38,50"))
    for k in range(5):
        pad.pane(ellipse(-0.22 + 0.12 * k, 0.44, 0.026, 0.03, steps=12))
    pad.shape("14,36 -22,4 -36,4 -12,36", paint, volume=0.5)
    pad.shape("-48,42 -66,32 -74,32 -60,44", paint.darker(0.1), volume=0.3)
    pad.line([(0.61, 0.22), (0.61, 0.58)], 0.02, WOOD, soft_line=False)
    pad.disc(0.61, 0.4, 0.035, colour=_STEEL, role=Role.DETAIL)


AIRCRAFT = (
    Subject(
        name="balloon", plural="balloons", draw=_balloon, homes=(Home.AIR,), height=1.43,
        span=0.85, metres=18.0, colours=("red", "orange", "yellow", "blue"),
    ),
    Subject(
        name="rocket", plural="rockets", draw=_rocket, homes=(Home.SPACE, Home.AIR, Home.LAND),
        height=1.25, span=0.75, metres=18.0, colours=("red", "orange", "blue"),
    ),
    Subject(
        name="plane", plural="planes", draw=_plane, homes=(Home.AIR,), height=0.75, span=1.4,
        metres=5.0, colours=("red", "white", "yellow"),
    ),
)  # fmt: skip

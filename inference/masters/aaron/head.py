"""Heads that turn: a skull of sections, a profile, and features that lie on them.

A head looks at us at a turn of 0, and in profile at a quarter turn. Everything is worked out on the
turned skull, so that an eye gets narrow where the face curves away and the nose breaks the outline
where it should. Units are half a head's height; z goes from the chin at -1 to the crown at 1.
"""

import math
from dataclasses import dataclass

import numpy as np

from inference.masters.aaron.draughtsman import Draughtsman
from inference.masters.hand import rotated
from inference.painter.colours import Colour
from inference.painter.curves import Points, ellipse, smooth

EYE_WHITE = Colour.hex("#fbf7ee")
_Z = np.array([-1.0, -0.92, -0.72, -0.45, -0.1, 0.25, 0.55, 0.8, 0.94, 1.0])
_WIDE = np.array([0.16, 0.3, 0.47, 0.58, 0.65, 0.68, 0.62, 0.44, 0.22, 0.03])
_FRONT = np.array([0.52, 0.58, 0.60, 0.62, 0.65, 0.69, 0.62, 0.40, 0.16, 0.02])
_BACK = np.array([-0.12, -0.05, 0.12, 0.34, 0.66, 0.80, 0.77, 0.56, 0.28, 0.02])
_PROFILE_Z = np.array(
    [-1.0, -0.92, -0.8, -0.68, -0.6, -0.53, -0.45, -0.36, -0.2, 0.02, 0.14, 0.4, 0.6, 0.8, 1.0]
)
_PROFILE = np.array(
    [0.5, 0.64, 0.58, 0.66, 0.65, 0.71, 0.69, 0.93, 0.83, 0.68, 0.73, 0.72, 0.62, 0.40, 0.02]
)
_HAIRLINE_AT = np.radians([-180, -125, -100, -84, -62, -30, 0, 30, 62, 84, 100, 125, 180])
_HAIRLINE = np.array(
    [-0.75, -0.62, -0.25, 0.02, 0.40, 0.60, 0.66, 0.60, 0.40, 0.02, -0.25, -0.62, -0.75]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How one person looks.

    Attributes:
        skin, hair, lips, iris: colours.
        style: of the hair: short, bob, long, bun, curls, bald or crop.
        beard: whether there is one.
        brows: how bushy, about 1.
        nose: how long, about 1.
    """

    skin: Colour
    hair: Colour
    lips: Colour
    iris: Colour
    style: str
    beard: bool
    brows: float
    nose: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A head on the page: its middle, half its height, its turn and its tilt in radians."""

    centre: Points
    size: float
    turn: float
    tilt: float

    def at(self, line: Points) -> Points:
        """Head units, y up, on the page."""
        flat = line * (1.0, -1.0) * self.size
        turned: Points = rotated(flat, self.tilt, np.zeros(2)) + self.centre
        return turned

    def on(self, azimuth: float, z: float, *, out: float = 1.0) -> tuple[float, float]:
        """A spot of the skull, by its angle from the nose in radians: (x, z) as it is seen."""
        radius = out * self._radius(azimuth, z)
        return radius * math.sin(azimuth + self.turn), z

    def facing(self, azimuth: float) -> float:
        """How much the skull faces us there: 1 fully, 0 at the edge, less behind it."""
        return math.cos(azimuth + self.turn)

    def _radius(self, azimuth: float, z: float) -> float:
        wide, front = float(np.interp(z, _Z, _WIDE)), float(np.interp(z, _Z, _FRONT))
        back = float(np.interp(z, _Z, _BACK))
        deep = front if math.cos(azimuth) > 0 else max(back, 0.1)
        return 1 / math.hypot(math.sin(azimuth) / wide, math.cos(azimuth) / deep)


def silhouette(turn: float, *, grown: float = 0.0, steps: int = 48) -> tuple[Points, Points]:
    """The left and right edge of the turned skull, from chin to crown: each (steps, 2), x and z."""
    z = np.concatenate([np.linspace(-1, 0.8, steps - 12), 0.8 + 0.2 * np.sin(
        np.linspace(0.08, 1, 12) * math.pi / 2)])  # fmt: skip
    wide, front, back = (np.interp(z, _Z, values) + grown for values in (_WIDE, _FRONT, _BACK))
    middle, deep = (front - back) / 2, (front + back) / 2
    sin, cos = math.sin(turn), math.cos(turn)
    reach = np.sqrt((wide * cos) ** 2 + (deep * sin) ** 2)
    left, right = middle * sin - reach, middle * sin + reach
    profile = (np.interp(z, _PROFILE_Z, _PROFILE) + grown) * sin
    right = np.maximum(right, profile) if sin > 0 else right
    left = np.minimum(left, profile) if sin < 0 else left
    z = z * (1 + grown)
    return np.column_stack([left, z]), np.column_stack([right, z])


def draw_back_hair(artist: Draughtsman, face: Face, placed: Placed) -> None:
    """What falls behind neck and shoulders, before these are drawn."""
    low = {"long": -2.3, "bob": -1.05, "curls": -0.75}.get(face.style)
    if low is None:
        return
    rng = artist.rng
    left, right = silhouette(placed.turn, grown=0.16)
    spread = 0.14 if face.style == "bob" else 0.26
    low_left, low_right = left[14, 0] - spread, right[14, 0] + spread
    knots = [
        *left[::-6][:-2].tolist(),
        (low_left, 0.5 * low), (low_left + 0.1, low + 0.1 * rng.normal()),
        (0.5 * (low_left + low_right), low - 0.12), (low_right - 0.1, low + 0.1 * rng.normal()),
        (low_right, 0.5 * low),
        *right[::6][2:].tolist(),
    ]  # fmt: skip
    strands = [
        placed.at(smooth([(x * 0.9, 0.4), (x, -0.3), (x * 1.05, low + 0.2)], closed=False))
        for x in np.linspace(low_left, low_right, 9)[1:-1].tolist()
    ]
    artist.form(placed.at(smooth(knots)), face.hair, strands, wander=0.04)


def draw_head(artist: Draughtsman, face: Face, placed: Placed) -> None:
    """The face with its features, and the hair over it."""
    left, right = silhouette(placed.turn)
    ears = [side for side in (-1, 1) if placed.facing(side * 1.75) > -0.35]
    for side in ears:
        if placed.facing(side * 1.6) < 0.25 and abs(placed.turn) < 0.5:
            _ear(artist, face, placed, side)
    outline = np.vstack([left[::-1], right])
    outline = np.roll(outline, len(outline) // 4, axis=0)  # the hand begins at an ear
    edge = artist.form(placed.at(outline), face.skin, wander=0.012)
    for side in ears:
        if placed.facing(side * 1.6) >= 0.25 or abs(placed.turn) >= 0.5:
            _ear(artist, face, placed, side)
    if face.beard:
        _beard(artist, face, placed)
    _eyes(artist, face, placed, edge)
    _nose(artist, face, placed)
    _mouth(artist, face, placed, edge)
    _hair(artist, face, placed)


def _ear(artist: Draughtsman, face: Face, placed: Placed, side: int) -> None:
    if face.style in ("bob", "long", "curls"):
        return
    x, _ = placed.on(side * 1.62, -0.1)
    wide = 0.07 + 0.12 * abs(math.sin(placed.turn))
    lobe = ellipse(x + 0.3 * side * wide, -0.1, wide, 0.2, tilt=-8 * side)
    curl = lobe[4:16] * 0.55 + np.array([x + 0.3 * side * wide, -0.1]) * 0.45
    artist.form(placed.at(lobe), face.skin, [placed.at(curl)], wander=0.01)


def _eyes(artist: Draughtsman, face: Face, placed: Placed, edge: Points) -> None:
    look = 0.04 * math.sin(placed.turn) + 0.02
    for side in (-1, 1):
        azimuth = side * 0.42
        narrow = placed.facing(azimuth)
        if narrow < 0.12:
            continue
        x, z = placed.on(azimuth, 0.0)
        half = 0.175 * max(0.3, narrow)
        shape = smooth(
            [
                (x - half, z - 0.015), (x - 0.5 * half, z + 0.075), (x + 0.25 * half, z + 0.08),
                (x + half, z - 0.01), (x + 0.3 * half, z - 0.06), (x - 0.4 * half, z - 0.058),
            ],
            steps=5,
        )  # fmt: skip
        artist.patch(placed.at(shape), EYE_WHITE, within=edge)
        iris = ellipse(x + look, z + 0.01, 0.078 * max(0.5, narrow), 0.078, steps=18)
        iris[:, 1] = np.clip(iris[:, 1], z - 0.056, z + 0.072)
        artist.patch(placed.at(iris), face.iris, within=edge, weight=0.42)
        artist.blot(placed.at(ellipse(x + look, z + 0.012, 0.028, 0.032, steps=12)), within=edge)
        upper, lower = shape[:16], shape[15:]
        artist.line(placed.at(upper), within=edge, weight=0.95, wander=0.01)
        artist.line(placed.at(lower), within=edge, weight=0.5, wander=0.01)
        artist.line(
            placed.at(upper[2:-1] + np.array([0, 0.06])), within=edge, weight=0.5, wander=0.012
        )
        lift = 0.03 * side
        brow = [
            (x - 1.25 * half, z + 0.175 - lift), (x, z + 0.235), (x + 1.25 * half, z + 0.175 + lift)
        ]  # fmt: skip
        artist.line(
            placed.at(smooth(brow, closed=False)),
            within=edge,
            weight=1.35 * face.brows,
            wander=0.015,
        )


def _nose(artist: Draughtsman, face: Face, placed: Placed) -> None:
    """From the brow along the bridge, round the tip, to the wing; in profile the outline does."""
    sin = math.sin(placed.turn)
    way = 1.0 if sin >= 0 else -1.0
    tip = -0.36 - 0.06 * (face.nose - 1)
    near = 1 - min(1.0, abs(sin) * 1.15)
    tip_x = 0.93 * sin + way * 0.05 * near
    wing_x = tip_x - way * (0.16 + 0.05 * near)
    if abs(sin) < 0.86:
        bridge = [
            (0.70 * sin + way * (0.10 * near + 0.05), 0.13), (0.68 * sin + way * 0.085 * near, 0.0),
            (0.80 * sin + way * 0.08 * near, -0.18), (tip_x + way * 0.02, tip + 0.04),
            (tip_x - way * 0.03, tip - 0.055),
        ]  # fmt: skip
        artist.line(placed.at(smooth(bridge, closed=False)), weight=0.8, wander=0.012)
        base = [
            (tip_x - way * 0.03, tip - 0.055), (0.5 * (tip_x + wing_x), tip - 0.035),
            (wing_x + way * 0.02, tip - 0.045),
        ]  # fmt: skip
        artist.line(placed.at(smooth(base, closed=False)), weight=0.75, wander=0.01)
    wing = [
        (wing_x + way * 0.03, tip + 0.07), (wing_x - way * 0.015, tip + 0.02),
        (wing_x + way * 0.02, tip - 0.045),
    ]  # fmt: skip
    artist.line(placed.at(smooth(wing, closed=False)), weight=0.7, wander=0.01)


def _mouth(artist: Draughtsman, face: Face, placed: Placed, edge: Points) -> None:
    z = -0.61
    corners = []
    for side in (-1, 1):
        azimuth = side * 0.36
        limit = math.pi / 2 - 0.16
        seen = float(np.clip(azimuth + placed.turn, -limit, limit)) - placed.turn
        corners.append(placed.on(seen, z)[0])
    left, right = corners
    sin = math.sin(placed.turn)
    if abs(sin) > 0.75:  # in profile the outline ends the mouth
        left, right = (left, max(right, 0.72 * sin)) if sin > 0 else (min(left, 0.72 * sin), right)
    middle = 0.67 * sin
    middle = float(np.clip(middle, left + 0.03, right - 0.03))
    up = [
        (left, z), (0.5 * (left + middle), z + 0.055), (middle, z + 0.035),
        (0.5 * (right + middle), z + 0.055), (right, z),
    ]  # fmt: skip
    down = [(0.4 * right + 0.6 * middle, z - 0.085), (0.4 * left + 0.6 * middle, z - 0.085)]
    lips = smooth([*up, *down], steps=6)
    artist.patch(placed.at(lips), face.lips, within=edge, weight=0.5)
    smile = 0.018 + 0.02 * math.sin(placed.centre[0] * 50)
    parting = [
        (left, z + smile), (0.5 * (left + middle), z + 0.004), (middle, z - 0.008),
        (0.5 * (right + middle), z + 0.004), (right, z + smile),
    ]  # fmt: skip
    artist.line(placed.at(smooth(parting, closed=False)), within=edge, weight=0.85, wander=0.012)
    chin = [(middle - 0.1, z - 0.185), (middle, z - 0.165), (middle + 0.1, z - 0.185)]
    if not face.beard:
        artist.line(placed.at(smooth(chin, closed=False)), within=edge, weight=0.45, wander=0.012)


def _beard(artist: Draughtsman, face: Face, placed: Placed) -> None:
    left, right = silhouette(placed.turn, grown=0.045)
    low = left[:, 1] < -0.1
    rim = np.vstack([left[low][::-1], right[low]])
    azimuths = np.linspace(-1.25, 1.25, 13)
    line = [
        placed.on(a, z)
        for a, z in zip(azimuths, -0.42 + 0.34 * (np.abs(azimuths) / 1.25) ** 3, strict=True)
        if placed.facing(float(a)) > 0.05
    ]
    line = [(float(np.clip(x, rim[:, 0].min(), rim[:, 0].max())), z) for x, z in line]
    curls = [
        placed.at(smooth([(x, -0.75), (x + 0.03, -0.88), (x - 0.02, -1.0)], closed=False))
        for x in np.linspace(rim[:, 0].min() + 0.1, rim[:, 0].max() - 0.1, 7).tolist()
    ]
    artist.form(placed.at(np.vstack([rim, np.array(line[::-1])])), face.hair, curls, wander=0.03)


def _hair(artist: Draughtsman, face: Face, placed: Placed) -> None:
    """From one edge of the skull over the crown to the other, and back along the hairline."""
    if face.style == "bald":
        return
    grown = {"short": 0.1, "crop": 0.05, "curls": 0.26, "bun": 0.09}.get(face.style, 0.14)
    left, right = silhouette(placed.turn, grown=grown)
    edge = math.pi / 2 - 0.02
    azimuths = np.linspace(-edge - placed.turn, edge - placed.turn, 25)
    wrapped = (azimuths + math.pi) % (2 * math.pi) - math.pi
    heights = np.interp(wrapped, _HAIRLINE_AT, _HAIRLINE)
    if face.style in ("bob", "long", "curls"):  # it hides the ears
        side = np.abs(wrapped) > 1.0
        heights = np.where(
            side, heights - 0.55 * np.clip(np.abs(wrapped) - 1.0, 0, 0.5) * 2, heights
        )
    sway = 0.035 * np.sin(5 * azimuths + 40 * placed.centre[0])
    line = np.array(
        [placed.on(a, z, out=1.02) for a, z in zip(azimuths.tolist(), heights + sway, strict=True)]
    )
    outer_left = left[left[:, 1] > heights[0]]
    outer_right = right[right[:, 1] > heights[-1]]
    outer = np.vstack([outer_left, outer_right[::-1]])
    if face.style == "curls":
        outer = _curled(outer)
    if face.style == "bun":
        behind = -1.0 if placed.turn >= 0 else 1.0
        x = behind * 0.55 * abs(math.sin(placed.turn))
        artist.form(placed.at(ellipse(x, 1.22, 0.34, 0.28, tilt=10)), face.hair, wander=0.035)
    shape = np.vstack([outer, line[::-1]])
    artist.form(placed.at(shape), face.hair, _strands(face, placed, line, outer), wander=0.025)


def _strands(face: Face, placed: Placed, line: Points, outer: Points) -> list[Points]:
    """Lines from the hairline up towards the crown."""
    if face.style == "crop":
        return []
    top = outer[int(0.5 * len(outer))] * (0.7, 0.96)
    strands = []
    for i in range(2, len(line) - 2, 3):
        start, end = line[i], top
        middle = 0.5 * (start + end) + np.array([0.13 * np.sign(start[0] - end[0]), 0.1])
        path = smooth([start, middle, start * 0.12 + end * 0.88], closed=False)
        strands.append(placed.at(path))
    return strands


def _curled(outer: Points) -> Points:
    """The same edge in waves."""
    ahead = np.gradient(outer, axis=0)
    length = np.cumsum(np.hypot(ahead[:, 0], ahead[:, 1]))
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    normal /= np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-9)[:, None]
    waved: Points = outer + normal * (0.05 * np.abs(np.sin(9 * length)))[:, None]
    return waved

"""A Scene into a Composition: where everything stands, how large, in which light.

Many arrangements are tried and the best one kept, so that things can be counted, nothing is cut
off and the light has its place. Knows nothing of pixels or styles.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inference.painter import curves, skies
from inference.painter.chance import stream
from inference.painter.colours import COLOURS, Colour
from inference.painter.drawing import INK, Pad
from inference.painter.forms import Air, Composition, Form, Layer, Role
from inference.painter.places import Band, Ground, Setting, ground_of
from inference.painter.scene import Hour, Item, Place, Scene, Weather
from inference.painter.subjects.catalogue import SUBJECTS
from inference.painter.subjects.subject import Home, Subject

_TRIALS = 48
_WINTRY = ("snowman", "penguin")
_DEFAULT_PLACES = {
    Home.WATER: (Place.SEA, Place.LAKE),
    Home.AIR: (Place.HILLS, Place.SKY, Place.MOUNTAINS),
    Home.UNDER: (Place.UNDERWATER,),
    Home.SPACE: (Place.SPACE,),
    Home.SHORE: (Place.BEACH,),
    Home.ROOM: (Place.ROOM,),
    Home.LAND: (Place.MEADOW, Place.HILLS, Place.MOUNTAINS),
}
_ALOFT = (Place.SKY, Place.SPACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What decides a picture besides its words.

    Attributes:
        layout: where things are.
        palette: the mood of the colours.
        hand: how it is painted.
        nudge: small shifts of place and hue; None for none.
    """

    layout: int
    palette: int
    hand: int
    nudge: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One thing to be placed; sizes in units, before perspective."""

    subject: Subject
    colour: Colour
    scale: float
    band: Band
    floats: bool
    swims: bool
    behind: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where a piece stands: feet at (x, y), so much larger or smaller."""

    piece: _Piece
    x: float
    y: float
    zoom: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        size = self.piece.scale * self.zoom
        half = 0.5 * self.piece.subject.span * size
        return self.x - half, self.y - self.piece.subject.height * size, self.x + half, self.y


def compose(scene: Scene, *, aspect: float, seeds: Seeds) -> Composition:
    """Lay a picture out.

    Args:
        scene: what it shows.
        aspect: width / height.
        seeds: what it depends on besides.
    """
    width, height = math.sqrt(aspect), 1 / math.sqrt(aspect)
    place = _place_of(scene, seeds.layout)
    hour = _hour_of(scene, place, seeds.palette)
    rng = stream(seeds.layout, "layout")
    horizon = _horizon_of(place, height, rng)
    sun = _sun_of(hour, width, min(height, horizon), rng)
    mood = int(stream(seeds.palette, "mood").integers(12))
    air = skies.air_of(hour, scene.weather, mood, sun=sun)
    if place in (Place.SPACE, Place.UNDERWATER, Place.ABSTRACT):
        air = _elsewhere(air, place, hour, seeds.palette)
    setting = Setting(air=air, hour=hour, seed=seeds.layout, size=(width, height), horizon=horizon)
    ground = ground_of(place, setting)
    pieces = _pieces(scene, place, ground, (width, height), seeds.palette)
    spots = _arranged(pieces, ground, (width, height), sun, rng)
    if seeds.nudge is not None:
        spots = _nudged(spots, stream(seeds.nudge, "nudge"))
    open_sky = place not in (Place.SPACE, Place.UNDERWATER, Place.ROOM, Place.ABSTRACT)
    above = (
        skies.heavenly(
            air,
            hour,
            scene.weather,
            seeds.layout,
            size=(width, height),
            horizon=min(horizon, height),
        )
        if open_sky
        else []
    )
    things = [_drawn(spot, air, ground, seeds.layout) for spot in spots]
    over = skies.falling(air, scene.weather, seeds.layout, size=(width, height), horizon=horizon)
    layers = [*above, *ground.layers, *things, *ground.front, *over]
    kept = tuple(layer for layer in layers if layer.forms and layer.name not in scene.without)
    return Composition(
        width=width,
        height=height,
        air=air,
        layers=kept,
        focus=_focus(spots, width, height),
        horizon=horizon,
    )


def _place_of(scene: Scene, seed: int) -> Place:
    if scene.place is not None:
        return scene.place
    if not scene.items:
        choices: tuple[Place, ...] = (
            Place.HILLS,
            Place.MOUNTAINS,
            Place.LAKE,
            Place.SEA,
            Place.MEADOW,
        )
    elif scene.items[0].subject in _WINTRY or Weather.SNOW in scene.weather:
        return Place.SNOW
    else:
        homes = {SUBJECTS[item.subject].homes[0] for item in scene.items}
        wet, dry = Home.WATER in homes, homes & {Home.LAND, Home.SHORE}
        if wet and dry or scene.items[0].subject == "lighthouse":
            return Place.BEACH
        first = Home.AIR if scene.items[0].flying else SUBJECTS[scene.items[0].subject].homes[0]
        choices = _DEFAULT_PLACES[first]
    return choices[int(stream(seed, "place").integers(len(choices)))]


def _hour_of(scene: Scene, place: Place, seed: int) -> Hour:
    if scene.hour is not None:
        return scene.hour
    if place is Place.SPACE:
        return Hour.NIGHT
    likely = (Hour.DAY, Hour.DAY, Hour.DAY, Hour.DAWN, Hour.SUNSET)
    return likely[int(stream(seed, "hour").integers(len(likely)))]


def _horizon_of(place: Place, height: float, rng: np.random.Generator) -> float:
    share = float(rng.uniform(0.54, 0.6))
    if place in (Place.SKY, Place.SPACE, Place.UNDERWATER, Place.ROOM, Place.ABSTRACT):
        return height
    if place in (Place.FOREST, Place.TOWN):
        share += 0.06
    return share * height


def _sun_of(
    hour: Hour, width: float, horizon: float, rng: np.random.Generator
) -> tuple[float, float]:
    side = float(rng.uniform(0.2, 0.38))
    x = width * (side if rng.random() < 0.5 else 1 - side)
    drop = float(rng.uniform(0, 1))
    y = {
        Hour.DAWN: horizon * (0.8 + 0.08 * drop),
        Hour.DAY: horizon * (0.2 + 0.1 * drop),
        Hour.SUNSET: horizon * (0.82 + 0.09 * drop),
        Hour.NIGHT: horizon * (0.24 + 0.14 * drop),
    }[hour]
    return x, y


def _elsewhere(air: Air, place: Place, hour: Hour, seed: int) -> Air:
    """The light where there is no sky."""
    turn = float(stream(seed, "depth").uniform(-18, 18))
    if place is Place.UNDERWATER:
        lift = {Hour.NIGHT: -0.2, Hour.SUNSET: -0.04}.get(hour, 0.06)
        sky = tuple(Colour.of(light + lift, 0.085, 225 + turn) for light in (0.76, 0.6, 0.45, 0.34))
        key = Colour.of(0.8, 0.08, 215 + turn)
        return replace(air, sky=sky, haze=sky[1], key=key, shadow=sky[3], tint=0.2, sun=(0.5, -0.4))
    if place is Place.SPACE:
        sky = tuple(Colour.of(light, 0.07, 285 + turn) for light in (0.13, 0.2, 0.25, 0.2))
        key = Colour.of(0.95, 0.04, 80)
        return replace(
            air, sky=sky, haze=sky[1], key=key, shadow=sky[0], level=0.97, tint=0.04,
            sun=(-0.2, 0.1), lamps=True,
        )  # fmt: skip
    root = float(stream(seed, "ground tone").uniform(0, 360))
    sky = (Colour.of(0.92, 0.035, root), Colour.of(0.84, 0.05, root + 25))
    return replace(air, sky=sky, haze=sky[1], level=1.0, tint=0.0)


def _pieces(
    scene: Scene, place: Place, ground: Ground, size: tuple[float, float], seed: int
) -> list[_Piece]:
    rng = stream(seed, "colours")
    total = sum(item.count for item in scene.items)
    tallest = max((SUBJECTS[item.subject].metres for item in scene.items), default=1.0)
    pieces = []
    for item in scene.items:
        subject = SUBJECTS[item.subject]
        relative = (subject.metres / tallest) ** 0.24
        floats, swims, band = _band(item, subject, place, ground)
        scale = _scale(subject, total, size, ground, band, floats=floats) * relative
        one = subject.colours[int(rng.integers(len(subject.colours)))]
        for i in range(item.count):
            names = item.colours or ((one,) if item.count < 3 else subject.colours)
            tone = COLOURS[names[i % len(names)]]
            tone = tone.turned(float(rng.normal(0, 3))).at(tone.light + float(rng.normal(0, 0.012)))
            pieces.append(
                _Piece(
                    subject=subject, colour=tone, scale=scale, band=band, floats=floats,
                    swims=swims, behind=item.behind, number=len(pieces),
                )
            )  # fmt: skip
    return pieces


def _band(item: Item, subject: Subject, place: Place, ground: Ground) -> tuple[bool, bool, Band]:
    """Whether it floats, whether it swims, and between which heights its feet may be."""
    winged = Home.AIR in subject.homes
    if place is Place.UNDERWATER and ground.water is not None:
        return True, False, ground.water
    aloft = item.flying or place in _ALOFT or subject.homes[0] is Home.AIR
    aloft = aloft or (winged and ground.land is None) or place is Place.ABSTRACT
    if aloft and not (place is Place.SPACE and subject.homes[0] is Home.LAND):
        return True, False, ground.air
    if Home.WATER in subject.homes and ground.water is not None:
        return False, True, ground.water
    if ground.land is not None:
        return False, False, ground.land
    if ground.water is not None:
        return False, True, ground.water
    return True, False, ground.air


def _scale(
    subject: Subject,
    total: int,
    size: tuple[float, float],
    ground: Ground,
    band: Band,
    *,
    floats: bool,
) -> float:
    """Units for one unit of the subject's own space."""
    width, height = size
    share = {1: 0.62, 2: 0.5, 3: 0.44, 4: 0.38, 5: 0.34, 6: 0.31}.get(total, 0.27)
    tall = share * (height if not floats else 0.92 * height) / subject.height
    room = {1: 0.6, 2: 0.42, 3: 0.34, 4: 0.29, 5: 0.26, 6: 0.24}.get(total, 0.2)
    wide = room * max(width, 0.9 * min(1.0, height)) / subject.span
    big = 0.62 / math.sqrt(subject.height * subject.span) * (0.94 if total == 1 else share / 0.52)
    return min(tall, wide, big)


def _arranged(
    pieces: Sequence[_Piece],
    ground: Ground,
    size: tuple[float, float],
    sun: tuple[float, float],
    rng: np.random.Generator,
) -> list[_Spot]:
    """The best of many arrangements, farthest first."""
    if not pieces:
        return []
    trials = [_trial(pieces, ground, size, rng) for _ in range(_TRIALS)]
    best = min(trials, key=lambda spots: _fault(spots, size, sun))
    return sorted(best, key=lambda spot: (spot.piece.behind is False, spot.y))


def _trial(
    pieces: Sequence[_Piece], ground: Ground, size: tuple[float, float], rng: np.random.Generator
) -> list[_Spot]:
    width = size[0]
    count = len(pieces)
    order = rng.permutation(count)
    spots = []
    for piece, slot in zip(pieces, order.tolist(), strict=True):
        margin = 0.5 * piece.subject.span * piece.scale
        low, high = min(margin * 1.02, width / 2), max(width - margin * 1.02, width / 2)
        if count == 1:
            share = float(rng.choice([0.4, 0.5, 0.6])) + float(rng.normal(0, 0.03))
        else:
            share = (slot + 0.5) / count + float(rng.normal(0, 0.28 / count))
        x = min(max(low + (high - low) * (share * 1.16 - 0.08), low), high)
        far, near = piece.band
        t = float(rng.uniform(0.55, 0.95)) if count == 1 else float(rng.uniform(0, 1))
        if piece.behind:
            t *= 0.2
        y = far + (near - far) * t
        zoom = 1.0 if piece.floats else 0.78 + 0.3 * t
        if piece.floats:
            zoom = float(rng.uniform(0.85, 1.08))
            y = max(y, 1.04 * piece.subject.height * piece.scale * zoom)
            y = min(max(y, far), max(near, y))
        spots.append(_Spot(piece=piece, x=x, y=y, zoom=zoom))
    return spots


def _fault(spots: Sequence[_Spot], size: tuple[float, float], sun: tuple[float, float]) -> float:
    """How bad an arrangement is: overlaps, cut edges, imbalance, a hidden sun, things in a row."""
    width, height = size
    fault = 0.0
    for i, one in enumerate(spots):
        left, top, right, bottom = one.box
        fault += 6 * (max(0.0, 0.03 - left) + max(0.0, right - width + 0.03))
        fault += 6 * (max(0.0, 0.04 - top) + max(0.0, bottom - height + 0.03))
        if left < sun[0] < right and top < sun[1] < bottom:
            fault += 0.12
        for other in spots[i + 1 :]:
            fault += 3.2 * _overlap(one, other)
            fault += 0.25 * max(0.0, 0.03 - abs(one.y - other.y)) / 0.03 * (not one.piece.floats)
    weights = [spot.piece.scale * spot.zoom for spot in spots]
    balance = sum(w * s.x for w, s in zip(weights, spots, strict=True)) / sum(weights)
    return fault + 0.5 * abs(balance - width / 2) / width


def _overlap(one: _Spot, other: _Spot) -> float:
    """The hidden part of the smaller of two, in [0, 1]; the middle of a thing counts double."""
    a, b = one.box, other.box
    wide = min(a[2], b[2]) - max(a[0], b[0])
    tall = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return wide * tall / max(smaller, 1e-9)


def _nudged(spots: Sequence[_Spot], rng: np.random.Generator) -> list[_Spot]:
    moved = []
    for spot in spots:
        shift = rng.normal(0, 0.012, 3)
        tone = spot.piece.colour.turned(float(rng.normal(0, 5)))
        moved.append(
            _Spot(
                piece=replace(spot.piece, colour=tone), x=spot.x + float(shift[0]),
                y=spot.y + 0.5 * float(shift[1]), zoom=spot.zoom * (1 + float(shift[2])),
            )
        )  # fmt: skip
    return moved


def _focus(spots: Sequence[_Spot], width: float, height: float) -> tuple[float, float]:
    if not spots:
        return 0.5 * width, 0.6 * height
    boxes = [spot.box for spot in spots]
    x = sum((box[0] + box[2]) / 2 for box in boxes) / len(boxes)
    y = sum((box[1] + box[3]) / 2 for box in boxes) / len(boxes)
    return x, y


def _drawn(spot: _Spot, air: Air, ground: Ground, seed: int) -> Layer:
    """One thing with its shadow or its reflection."""
    piece = spot.piece
    rng = stream(seed, f"thing {piece.number}")
    size = piece.scale * spot.zoom
    flip = bool(rng.random() < 0.5)
    tilt = float(rng.normal(0, 2.2)) if piece.swims or piece.floats else 0.0
    far, near = piece.band
    away = 0.0 if piece.floats else 0.16 * max(0.0, 1 - (spot.y - far) / max(near - far, 1e-6))
    pad = Pad(
        air, rng, origin=(spot.x, spot.y), scale=(-size if flip else size, -size), tilt=tilt,
        depth=away, colour=piece.colour, aloft=piece.floats,
    )  # fmt: skip
    piece.subject.draw(pad)
    forms = pad.forms
    if piece.swims and ground.surface is not None:
        below = [*_reflection(forms, spot.y, ground), *_wake(spot, size, ground, rng)]
        forms = [*below, *forms, *_waterline(spot, size, ground, rng)]
    elif not piece.floats:
        forms = [*_shadow(spot, size, air), *forms]
    return Layer(name=piece.subject.name, forms=tuple(forms), subject=True)


def _shadow(spot: _Spot, size: float, air: Air) -> list[Form]:
    """On the ground, away from the light."""
    half = 0.46 * spot.piece.subject.span * size
    lean = -0.35 * half if air.sun[0] > spot.x else 0.35 * half
    tone = air.shadow.at(0.24 * air.level).mixed(INK, 0.3)
    return [
        Form(
            points=curves.ellipse(spot.x + lean * reach, spot.y + 0.012 * size, half * reach, 0.1 * half * reach + 0.006),
            colour=tone, role=Role.SHADE, alpha=alpha, soft=0.012 * size,
        )
        for reach, alpha in ((1.3, 0.22), (0.95, 0.3))
    ]  # fmt: skip


def _reflection(forms: Sequence[Form], base: float, ground: Ground) -> list[Form]:
    """The thing upside down in the water, broken by ripples."""
    assert ground.surface is not None
    sunk = []
    for form in forms:
        if form.role in (Role.SHADE, Role.VEIL, Role.GLOW) or form.size < 0.02:
            continue
        outline = curves.resampled(form.points, 0.008, closed=True)
        depth = (base - outline[:, 1]) * 0.62
        sway = 0.0035 + 0.03 * np.clip(depth, 0, 0.4) * (1 - 0.7 * ground.still)
        outline = np.column_stack(
            [outline[:, 0] + sway * np.sin(depth * 150), base + np.maximum(depth, -0.004)]
        )
        colour = form.colour.mixed(ground.surface, 0.45)
        sunk.append(
            Form(
                points=outline,
                colour=colour,
                role=Role.VEIL,
                alpha=0.5 + 0.2 * ground.still,
                soft=0.0015,
                shines=True,
            )
        )
    return sunk


def _wake(spot: _Spot, size: float, ground: Ground, rng: np.random.Generator) -> list[Form]:
    """Ripples that cut through the reflection."""
    assert ground.surface is not None
    half = 0.55 * spot.piece.subject.span * size
    tall = 0.6 * spot.piece.subject.height * size
    marks = []
    for k in range(13):
        t = (k + 0.6) / 13
        long = half * float(rng.uniform(0.25, 0.8))
        x, y = spot.x + float(rng.normal(0, 0.4)) * half, spot.y + tall * t
        tone = ground.surface.lighter(0.24) if k % 2 else ground.surface.darker(0.12)
        outline = curves.smooth(
            [(x - long, y), (x, y - 0.0035), (x + long, y), (x, y + 0.0035)], steps=4
        )
        marks.append(Form(points=outline, colour=tone, role=Role.MARK, alpha=0.5, shines=True))
    return marks


def _waterline(spot: _Spot, size: float, ground: Ground, rng: np.random.Generator) -> list[Form]:
    """Where the hull meets the water: a dark line and some foam."""
    assert ground.surface is not None
    half = 0.5 * spot.piece.subject.span * size
    marks = []
    for k, (reach, drop, alpha) in enumerate(
        ((1.0, 0.0, 0.85), (0.8, 0.018, 0.6), (1.15, 0.03, 0.45))
    ):
        x, y = spot.x + float(rng.normal(0, 0.06)) * half, spot.y + drop * size / 0.3
        long, thick = half * reach, 0.012 * size / 0.3
        tone = ground.surface.lighter(0.45) if k % 2 == 0 else ground.surface.darker(0.25)
        outline = curves.smooth(
            [(x - long, y), (x - 0.4 * long, y - thick * 0.4), (x + 0.3 * long, y - thick * 0.2),
             (x + long, y), (x + 0.2 * long, y + thick * 0.6), (x - 0.5 * long, y + thick * 0.4)],
            steps=4,
        )  # fmt: skip
        marks.append(Form(points=outline, colour=tone, role=Role.MARK, alpha=alpha, shines=True))
    return marks

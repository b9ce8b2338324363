"""People: a core of joints in a pose, and the closed forms of a body and its clothes round it.

Source: Harold Cohen, "How to Draw Three People in a Botanical Garden" (AAAI, 1988): AARON knows how
bodies are put together and how they keep their balance, and draws round a figure of sticks.
"""

import math

import numpy as np
import shapely

from inference.masters.aaron.clothes import draw_skirt, draw_torso
from inference.masters.aaron.draughtsman import Draughtsman
from inference.masters.aaron.hands import draw_hand
from inference.masters.aaron.head import Placed, draw_back_hair, draw_head
from inference.masters.aaron.people import ARMS, CROSSING, LEGS, Core, Person
from inference.masters.hand import limb, limb_form, moved, outline
from inference.painter.curves import Points


def draw_person(artist: Draughtsman, person: Person, foot: Points, head: float) -> None:
    """A whole person, back to front.

    Args:
        artist: who draws.
        person: whom.
        foot: (2,) where the weight rests on the page.
        head: the height of the head.
    """
    core = _core(person, foot, head)
    placed = Placed(centre=core.head, size=0.56 * head, turn=person.head_turn, tilt=person.tilt)
    draw_back_hair(artist, person.face, placed)
    for i in (0, 1):
        _arm(artist, person, core, i, head, over=False)
    _legs(artist, person, core, head)
    _neck(artist, person, core, head)
    draw_torso(artist, person, core, head)
    draw_head(artist, person.face, placed)
    for i in (0, 1):
        _arm(artist, person, core, i, head, over=True)


def _core(person: Person, foot: Points, head: float) -> Core:
    """Joints from the foot that carries upwards, so that nobody falls over."""
    narrow = math.cos(person.turn)
    side = person.carries
    thigh, shin, other_thigh, other_shin = LEGS[person.legs]
    hip_half = 0.33 * head * person.build * (0.55 + 0.45 * narrow)
    tilt = person.sway * side
    ankle = foot - (0.0, 0.22 * head)
    knee = ankle - head * 1.62 * _down(side * shin)
    socket = knee - head * 1.68 * _down(side * thigh)
    hips = socket - hip_half * np.array([side * math.cos(tilt), -side * math.sin(tilt) * side])
    other = hips - hip_half * np.array([side * math.cos(tilt), -math.sin(person.sway)])
    other_knee = other + head * 1.66 * _down(-side * other_thigh)
    other_ankle = other_knee + head * 1.60 * _down(-side * other_shin)
    lean = 0.10 * person.sway * side * head
    waist = hips + np.array([-1.5 * lean, -0.62 * head])
    chest = waist + np.array([lean, -0.85 * head])
    neck = chest + np.array([0.6 * lean, -0.52 * head])
    ahead = 0.10 * math.sin(person.turn)
    skull = neck + np.array([ahead + 0.06 * math.sin(person.head_turn), -0.68]) * (head, head)
    half = 0.74 * head * person.build * (0.5 + 0.5 * narrow)
    slope = 0.7 * person.sway * side
    shoulders = [
        chest + np.array([s * half * math.cos(slope), -0.22 * head + s * half * math.sin(slope)])
        for s in (-1, 1)
    ]
    legs = [(socket, knee, ankle), (other, other_knee, other_ankle)]
    left, right = (legs[1], legs[0]) if side > 0 else (legs[0], legs[1])
    return Core(
        head=skull,
        neck=neck,
        chest=chest,
        waist=waist,
        hips=hips,
        shoulders=(shoulders[0], shoulders[1]),
        sockets=(left[0], right[0]),
        knees=(left[1], right[1]),
        ankles=(left[2], right[2]),
    )


def _down(degrees: float) -> Points:
    """(2,) straight down at 0, to the right as it grows."""
    return np.array([math.sin(math.radians(degrees)), math.cos(math.radians(degrees))])


def _neck(artist: Draughtsman, person: Person, core: Core, head: float) -> None:
    top = core.head + np.array([-0.10 * math.sin(person.head_turn), 0.24]) * head
    form = limb(np.array([top, moved(core.neck, 0, 0.12 * head)]), [0.2 * head, 0.25 * head])
    artist.form(form, person.face.skin, wander=0.012)


def _arm(
    artist: Draughtsman, person: Person, core: Core, i: int, head: float, *, over: bool
) -> None:
    """An arm: the upper one goes into the torso from behind, some forearms lie over it."""
    side = -1 if i == 0 else 1
    upper, lower, grip = ARMS[person.arms[i]]
    shoulder = moved(core.shoulders[i], -0.06 * side * head, 0.07 * head)
    elbow = shoulder + 1.22 * head * _down(side * upper)
    wrist = elbow + 1.02 * head * _down(side * lower)
    crosses = person.arms[i] in CROSSING
    if not over:
        joints = np.array([shoulder, elbow] if crosses else [shoulder, elbow, wrist])
    elif crosses:
        joints = np.array([elbow, wrist])
    else:
        return
    if grip and (over or not crosses):
        way = wrist - elbow
        draw_hand(
            artist, wrist, math.atan2(way[1], way[0]), 0.68 * head, grip=grip,
            side=side if lower < 120 else -side, skin=person.face.skin,
        )  # fmt: skip
    _sleeve(artist, person, joints, head, starts_at=1 if over else 0)


def _sleeve(
    artist: Draughtsman, person: Person, joints: Points, head: float, *, starts_at: int
) -> None:
    """What covers a stretch of an arm: cloth down to the wrist, to the elbow, or nothing."""
    skin, stout = person.face.skin, person.build
    parts = slice(starts_at, starts_at + len(joints))
    bare = [0.2 * head * stout, 0.15 * head * stout, 0.10 * head][parts]
    wide = [0.25 * head * stout, 0.19 * head * stout, 0.15 * head][parts]
    if person.sleeves == "long":
        artist.form(limb(joints, wide), person.top, wander=0.02)
        if starts_at + len(joints) == 3:
            _cuff(artist, person, joints[-2], joints[-1], head)
        return
    artist.form(limb(joints, bare), skin, wander=0.015)
    if starts_at == 0 and person.sleeves == "short":
        half = joints[0] + 0.6 * (joints[1] - joints[0])
        sleeve = limb(np.array([joints[0], half]), [0.27 * head * stout, 0.255 * head * stout])
        artist.form(sleeve, person.top, wander=0.02)


def _cuff(artist: Draughtsman, person: Person, elbow: Points, wrist: Points, head: float) -> None:
    """A band across the end of a sleeve."""
    along = (wrist - elbow) / max(float(np.hypot(*(wrist - elbow))), 1e-9)
    across = np.array([-along[1], along[0]])
    near, far = wrist - 0.13 * head * along, wrist + 0.07 * head * along
    band = np.array([near - 0.17 * head * across, far - 0.16 * head * across,
                     far + 0.16 * head * across, near + 0.17 * head * across])  # fmt: skip
    artist.form(band, person.top, weight=0.8, wander=0.01)


def _legs(artist: Draughtsman, person: Person, core: Core, head: float) -> None:
    """Two legs, the one that carries in front; shoes; a skirt over them if there is one."""
    order = (0, 1) if person.carries > 0 else (1, 0)
    skirted = person.wears == "dress" or person.below == "skirt"
    stout = person.build
    for i in order:
        side = -1 if i == 0 else 1
        _shoe(artist, person, core.ankles[i], side, head)
        joints = np.array([core.sockets[i], core.knees[i], core.ankles[i]])
        bare = skirted or person.below == "shorts"
        radii = [0.33 * head * stout, 0.23 * head * stout, 0.13 * head]
        if not bare:
            radii = [0.36 * head * stout, 0.28 * head * stout, 0.2 * head]
        knee = [np.array([moved(core.knees[i], -0.1 * head, 0.03 * head),
                          moved(core.knees[i], 0.08 * head, 0.07 * head)])]  # fmt: skip
        leg = limb(joints, radii)
        artist.form(leg, person.face.skin if bare else person.lower, knee, wander=0.018)
        if person.below == "shorts" and not skirted:
            half = 0.2 * joints[0] + 0.8 * joints[1]
            short = limb(np.array([joints[0], half]), [0.38 * head * stout, 0.34 * head * stout])
            artist.form(short, person.lower, wander=0.02)
    if skirted:
        draw_skirt(artist, person, core, head)


def _shoe(artist: Draughtsman, person: Person, ankle: Points, side: int, head: float) -> None:
    """Pointing away from the middle, more so when the body is turned."""
    toe = side if abs(person.turn) < 0.25 else (1 if person.turn > 0 else -1)
    reach = 0.42 if abs(person.turn) < 0.25 else 0.6
    heel, tip = (
        moved(ankle, -0.1 * toe * head, 0.13 * head),
        moved(ankle, reach * toe * head, 0.17 * head),
    )
    form = shapely.union_all(
        [limb_form(np.array([ankle, heel]), [0.13 * head, 0.13 * head]),
         limb_form(np.array([heel, tip]), [0.13 * head, 0.10 * head])]
    )  # fmt: skip
    artist.form(outline(form), person.shoes, wander=0.012)

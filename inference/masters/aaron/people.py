"""Who is drawn: how people look, what they wear, and the poses that they take."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from inference.masters.aaron.colouring import Colourist
from inference.masters.aaron.head import Face
from inference.painter.colours import Colour
from inference.painter.curves import Points

ARMS: Mapping[str, tuple[float, float, str]] = {
    "rest": (9, 4, "rest"),
    "away": (24, 14, "rest"),
    "hip": (46, -62, "fist"),
    "raised": (148, 170, "open"),
    "wave": (108, 176, "open"),
    "reach": (78, 96, "open"),
    "point": (70, 82, "point"),
    "chest": (26, -112, "rest"),
    "chin": (20, -152, "hold"),
    "give": (34, 88, "hold"),
    "behind": (24, -34, ""),
}
"""Degrees of the upper and the lower arm, 0 down and 90 away from the body; and the hand's grip."""
CROSSING = ("chest", "chin", "give", "hip")
"""Arms whose lower half lies over the body."""
_NEAR = frozenset({"chest", "chin", "give", "raised", "wave"})
"""Arms whose hands are seen where legs are not."""
_PAIRS = (
    ("rest", "rest"), ("rest", "hip"), ("hip", "hip"), ("away", "raised"), ("rest", "wave"),
    ("hip", "reach"), ("rest", "point"), ("chest", "rest"), ("chest", "hip"), ("chin", "chest"),
    ("give", "rest"), ("raised", "raised"), ("away", "away"), ("behind", "hip"), ("give", "give"),
    ("reach", "hip"), ("chest", "chest"),
)  # fmt: skip
LEGS: Mapping[str, tuple[float, float, float, float]] = {
    "stand": (3, 2, -8, -2),
    "ease": (-2, 1, 17, -3),
    "walk": (15, 8, -14, -24),
    "apart": (13, 11, -13, -11),
    "step": (4, 2, 27, -2),
    "dance": (-3, -4, 52, -20),
}
"""Degrees of the thigh and shin that carry, and of the other two; positive is outwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a person looks like and does; lengths are in heads.

    Attributes:
        face: with its colours.
        turn: of the body, in radians; 0 faces us.
        head_turn: of the head.
        tilt: of the head, to the side.
        carries: which leg has the weight, -1 or 1.
        sway: how far hips and shoulders lean against each other, in radians.
        arms: a pose for each, left of the page first.
        legs: a pose.
        build: 1 is usual, more is stouter.
        wears: shirt, jacket, dress or sweater.
        sleeves: long, short or none.
        below: trousers, skirt or shorts.
        top, lower, under, shoes: colours.
    """

    face: Face
    turn: float
    head_turn: float
    tilt: float
    carries: int
    sway: float
    arms: tuple[str, str]
    legs: str
    build: float
    wears: str
    sleeves: str
    below: str
    top: Colour
    lower: Colour
    under: Colour
    shoes: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The joints of a person on the page; pairs are left and right as we see them."""

    head: Points
    neck: Points
    chest: Points
    waist: Points
    hips: Points
    shoulders: tuple[Points, Points]
    sockets: tuple[Points, Points]
    knees: tuple[Points, Points]
    ankles: tuple[Points, Points]


def somebody(
    rng: np.random.Generator, colourist: Colourist, beside: list[Colour], *, whole: bool
) -> Person:
    """A person nobody has met.

    Args:
        rng: decides.
        colourist: for skin, hair and clothes.
        beside: what stands behind them; clothes keep clear of it.
        whole: whether legs are seen.
    """
    skin = colourist.skin()
    style = str(rng.choice(["short", "bob", "long", "bun", "curls", "bald", "crop"],
                           p=[0.2, 0.16, 0.18, 0.13, 0.16, 0.05, 0.12]))  # fmt: skip
    beard = style in ("short", "crop", "bald", "curls") and rng.random() < 0.4
    face = Face(
        skin=skin,
        hair=colourist.hair(skin),
        lips=skin.darker(0.2).mixed(Colour.hex("#a8323a"), 0.45),
        iris=Colour.of(0.42, 0.09, float(rng.choice([55, 140, 245, 70]))),
        style=style,
        beard=beard,
        brows=float(rng.uniform(0.8, 1.3)),
        nose=float(rng.uniform(0.8, 1.2)),
    )
    top = colourist.cloth([*beside, skin])
    lower = colourist.cloth([*beside, top])
    pairs = [it for it in _PAIRS if whole or _NEAR.intersection(it)]
    arms = pairs[int(rng.integers(len(pairs)))]
    turn = float(rng.choice([-1, 1])) * float(rng.uniform(0, 0.6))
    look = float(np.clip(1.6 * turn + rng.normal(0, 0.55), -1.5, 1.5))
    below = str(rng.choice(["trousers", "skirt", "shorts"], p=[0.55, 0.3, 0.15]))
    dress = style in ("bob", "long", "bun", "curls") and not beard and rng.random() < 0.45
    skirted = dress or below == "skirt"
    legs = str(rng.choice(list(LEGS), p=[0.2, 0.27, 0.18, 0.13, 0.14, 0.08]))
    legs = "ease" if skirted and legs in ("step", "dance") else legs
    return Person(
        face=face,
        turn=turn,
        head_turn=look,
        tilt=float(rng.normal(0, 0.09)),
        carries=int(rng.choice([-1, 1])),
        sway=float(rng.uniform(0.03, 0.17)),
        arms=arms if rng.random() < 0.5 else arms[::-1],
        legs=legs if whole else "stand",  # or they would lean out of the picture
        build=float(rng.uniform(0.9, 1.16)),
        wears="dress" if dress and whole else str(rng.choice(["shirt", "jacket", "sweater"])),
        sleeves=str(rng.choice(["long", "short", "none"], p=[0.5, 0.38, 0.12])),
        below=below,
        top=top,
        lower=lower,
        under=colourist.cloth([top]),
        shoes=Colour.of(0.28, 0.05, float(rng.uniform(0, 360))),
    )

"""What somebody can wish of a walk through a generator, and the request it becomes. Pure.

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inference.errors import RequestRefused
from inference.gan.wish import TYPICAL
from inference.morphing import choices
from inference.request import Option, Request

WALK = "walk"
FEWEST_STOPS, STOPS, MOST_STOPS = 2, 5, 12
FEWEST, FRAMES, MOST = 8, 60, 120
"""Frames of the whole round."""
LEAST_FRAMES_A_STOP = 2
TRUNCATION, MOST_TRUNCATION = TYPICAL, 2.0
TILES = (1, 4, 9)
"""How many walks go on side by side, each past stops of its own."""
SMALLEST, LARGEST = 64, 768
"""The side of a frame, in pixels."""
USUAL: Mapping[int, int] = {1: 256, 4: 512, 9: 576}
LONGEST_WORDS = 400
_KNOWN = frozenset({"words", "stops", "frames", "rate", "kind", "truncation", "tiles"})
_SHORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A request's options, read.

    Attributes:
        words: where it stays, such as the sea at night; empty where chance alone leads it.
        stops: places that each walk visits.
        frames: of the whole round.
        rate: frames a second.
        kind: of the film, one of KINDS.
        truncation: how far the stops are from the middle of all pictures; see gan.network.
        tiles: one of TILES.
    """

    words: str
    stops: int
    frames: int
    rate: int
    kind: str
    truncation: float
    tiles: int

    @property
    def across(self) -> int:
        """How many tiles lie side by side, and below each other."""
        return TILES.index(self.tiles) + 1

    @property
    def step(self) -> int:
        """A frame's side is a multiple of so many pixels: tiles have even sides, as films need."""
        return 2 * self.across

    def seeds(self, seed: int) -> list[list[int]]:
        """For each tile the seeds of its stops, counted on from the first."""
        return [
            [seed + tile * self.stops + stop for stop in range(self.stops)]
            for tile in range(self.tiles)
        ]


def walk_request(*, seed: int, options: Mapping[str, Option], side: int | None = None) -> Request:
    """The request for one walk.

    Args:
        seed: of its first stop.
        options: as `read_walk` takes them; what is left out is usual.
        side: of a frame, in pixels; None is what suits the tiles.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    walk = read_walk(options)
    side = USUAL[walk.tiles] if side is None else side
    if not SMALLEST <= side <= LARGEST:
        raise RequestRefused(f"A walk's size is between {SMALLEST} and {LARGEST} pixels.")
    side = walk.step * round(side / walk.step)
    there = walk.words if len(walk.words) <= _SHORT else walk.words[: _SHORT - 1] + "…"
    beside = f", {walk.tiles} side by side" if walk.tiles > 1 else ""
    told = f": “{there}”" if there else ""
    return Request(
        prompt=f"A walk past {walk.stops} places of the GAN{beside}{told}",
        width=side,
        height=side,
        seed=choices.check_seed(seed),
        model=WALK,
        options=dict(options),
    )


def read_walk(options: Mapping[str, Option]) -> Walk:
    """The options of a request.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    if unknown := sorted(set(options) - _KNOWN):
        raise RequestRefused(f"A walk of the GAN knows no option “{unknown[0][:30]}”.")
    stops = choices.whole(
        options, "stops", STOPS, least=FEWEST_STOPS, most=MOST_STOPS, film="a walk"
    )
    frames = choices.whole(options, "frames", FRAMES, least=FEWEST, most=MOST, film="a walk")
    if frames < LEAST_FRAMES_A_STOP * stops:
        raise RequestRefused(
            f"A walk past {stops} places has at least {LEAST_FRAMES_A_STOP * stops} frames; ask"
            " for more frames, or for fewer stops."
        )
    tiles = options.get("tiles", 1)
    if isinstance(tiles, bool) or tiles not in TILES:
        raise RequestRefused("There are 1, 4 or 9 walks side by side.")
    truncation = options.get("truncation", TRUNCATION)
    if isinstance(truncation, bool | str) or not 0 < truncation <= MOST_TRUNCATION:
        raise RequestRefused(
            f"A walk's truncation is above 0 and at most {MOST_TRUNCATION:g}: how far it leads"
            " from the most typical picture."
        )
    words = " ".join(str(options.get("words", "")).split())
    if len(words) > LONGEST_WORDS:
        raise RequestRefused(f"A walk's words have up to {LONGEST_WORDS} characters; shorten them.")
    return Walk(
        words=words,
        stops=stops,
        frames=frames,
        rate=choices.rate(options, "a walk"),
        kind=choices.kind(options, "a walk"),
        truncation=float(truncation),
        tiles=int(tiles),
    )

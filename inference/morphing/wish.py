"""What somebody can wish of `/morph`, and the request it becomes. Pure; imports no torch.

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from inference.errors import RequestRefused
from inference.morphing import choices
from inference.request import Option, Request
from inference.shape import shaped

MORPH = "morph"
SMALLEST, USUAL, LARGEST = 96, 512, 768
"""The side of a square with the film's area, in pixels."""
WIDEST = 3.0
FEWEST, FRAMES, MOST = 4, 24, 48
"""Frames from the one picture to the other; the way back shows them again."""
LONGEST_WORDS = 400
FIRST, SECOND = "first", "second"
"""The ends: roles of pictures, and options of words."""
_KNOWN = frozenset({FIRST, SECOND, "frames", "rate", "kind", "back"})
_STEP = 8  # of the painter's sides
_SHORTEST = 64
_SHORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read.

    Attributes:
        words: of the ends that are to be painted, by role; the others are pictures.
        frames: from the one picture to the other.
        rate: frames a second.
        kind: of the film, one of KINDS.
        back: whether the film goes back again, so that it repeats without a jump.
    """

    words: Mapping[str, str]
    frames: int
    rate: int
    kind: str
    back: bool


def morph_request(
    size: tuple[int, int] | None,
    *,
    seed: int,
    options: Mapping[str, Option],
    sent: Collection[str] = (),
    side: int | None = None,
    of: tuple[int, int] | None = None,
) -> Request:
    """The request for one morph.

    Args:
        size: (width, height) of the picture whose shape the film has; None makes a square.
        seed: of what is painted, and of what changes when.
        options: as `read_options` takes them; what is left out is usual.
        sent: roles of the pictures that come along.
        side: of a square of a frame's area, in pixels; None is USUAL.
        of: (job, index) of the first picture, where it is one of ours.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    wished = read_options(options, sent)
    side = USUAL if side is None else side
    if not SMALLEST <= side <= LARGEST:
        raise RequestRefused(f"A morph's size is between {SMALLEST} and {LARGEST} pixels.")
    size = (side, side) if size is None else size
    if max(size) > WIDEST * min(size):
        raise RequestRefused("Shapes up to 3:1 can be morphed; cut the picture first.")
    width, height = shaped(size, side, step=_STEP, least=_SHORTEST)
    return Request(
        prompt=f"From {_told(wished, FIRST)} to {_told(wished, SECOND)}",
        width=width,
        height=height,
        seed=choices.check_seed(seed),
        model=MORPH,
        options={**options, "frames": wished.frames},  # what it costs grows with them
        parent=of,
    )


def read_options(options: Mapping[str, Option], sent: Collection[str] = ()) -> Wished:
    """The options of a request.

    Args:
        options: by name.
        sent: roles of the pictures that come along.

    Raises:
        RequestRefused: there is no such option, or none with that value; or an end has neither
            words nor a picture, or both.
    """
    if unknown := sorted(set(options) - _KNOWN) + sorted(set(sent) - {FIRST, SECOND}):
        raise RequestRefused(f"Morphs know no option “{unknown[0][:30]}”.")
    words = {role: _words(options[role]) for role in (FIRST, SECOND) if role in options}
    for role in (FIRST, SECOND):
        if (role in words) == (role in sent):
            raise RequestRefused(
                f"A morph needs its {role} end, once: a picture, a picture of a job, or words."
            )
    return Wished(
        words=words,
        frames=choices.whole(options, "frames", FRAMES, least=FEWEST, most=MOST, film="a morph"),
        rate=choices.rate(options, "a morph"),
        kind=choices.kind(options, "a morph"),
        back=bool(options.get("back", True)),
    )


def _words(value: Option) -> str:
    text = " ".join(str(value).split())
    if not text:
        raise RequestRefused("There are no words to paint; say what the picture shows.")
    if len(text) > LONGEST_WORDS:
        raise RequestRefused(
            f"A morph's words have up to {LONGEST_WORDS} characters; shorten them."
        )
    return text


def _told(wished: Wished, role: str) -> str:
    text = wished.words.get(role)
    if text is None:
        return "a picture" if role == FIRST else "another"
    return f"“{text if len(text) <= _SHORT else text[: _SHORT - 1] + '…'}”"

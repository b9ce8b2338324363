"""What somebody can wish of `/dream`, and the request it becomes. Pure; imports no torch.

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.errors import RequestRefused
from inference.painter.subjects.catalogue import SUBJECTS
from inference.request import Option, Request
from inference.shape import shaped
from inference.styling.names import MANNERS

DREAM = "dream"
SMALLEST, USUAL, LARGEST = 96, 512, 768
"""The side of a square with the dream's area, in pixels."""
WIDEST = 3.0
LAYERS = 4
CHANNELS = (24, 48, 96, 192)
MOTIFS = ("cat", "bird", "fish", "owl", "flower", "butterfly", "snail", "octopus", "castle")
MOST_MOTIFS = 12
SOURCE, GUIDE, STYLE = "source", "guide", "style"
"""The roles of the pictures that may come along."""
_KNOWN = frozenset({"mode", "motifs", "layer", "channel", "style", "strength", "zoom"})


class Mode(StrEnum):
    """The three ways to dream."""

    DEEP_DREAM = "deep-dream"  # creatures, then what a network sees
    DEEP_STYLE = "deep-style"  # wholly in the strokes of a style
    THIN_STYLE = "thin-style"  # its finest strokes alone, over the picture as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read.

    Attributes:
        motifs: what creatures are made of; empty for the network alone.
        layer: of the network, 1 to 4.
        channel: one feature of it; None is all.
        style: of MANNERS; None where a picture was sent for it, or the mode needs none.
        strength: in [0, 1].
        zoom: whether to dream on into the picture, as a film.
    """

    mode: Mode
    motifs: tuple[str, ...]
    layer: int
    channel: int | None
    style: str | None
    strength: float
    zoom: bool


def dream_request(
    size: tuple[int, int],
    *,
    seed: int,
    options: Mapping[str, Option],
    sent: Collection[str] = (),
    side: int | None = None,
    of: tuple[int, int] | None = None,
) -> Request:
    """The request for one dream.

    Args:
        size: (width, height) of the picture that is dreamed about.
        seed: the same one gives the same dream.
        options: as `read_options` takes them; what is left out is usual.
        sent: roles of the pictures that come along besides it.
        side: of a square of the dream's area, in pixels; None is USUAL.
        of: (job, index) where it is a picture of ours.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    wished = read_options(options, sent)
    side = USUAL if side is None else side
    if not SMALLEST <= side <= LARGEST:
        raise RequestRefused(f"A dream's size is between {SMALLEST} and {LARGEST} pixels.")
    if max(size) > WIDEST * min(size):
        raise RequestRefused("Shapes up to 3:1 can be dreamed about; cut the picture first.")
    width, height = shaped(size, side)
    return Request(
        prompt=_words(wished, sent),
        width=width,
        height=height,
        seed=seed,
        model=DREAM,
        options=dict(options),
        parent=of,
    )


def read_options(options: Mapping[str, Option], sent: Collection[str] = ()) -> Wished:
    """The options of a request.

    Args:
        options: by name.
        sent: roles of the pictures that come along.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    if unknown := sorted(set(options) - _KNOWN):
        raise RequestRefused(f"Dreams know no option “{unknown[0][:30]}”.")
    mode = _mode(options.get("mode", Mode.DEEP_DREAM))
    layer = _whole(options, "layer", 4, least=1, most=LAYERS)
    assert layer is not None
    channel = _whole(options, "channel", None, least=0, most=CHANNELS[layer - 1] - 1)
    strength = _whole(options, "strength", 100, least=0, most=100)
    assert strength is not None
    style = options.get("style")
    if mode is Mode.DEEP_DREAM and (style is not None or STYLE in sent):
        raise RequestRefused("A deep dream has no style; choose deep-style or thin-style for one.")
    if mode is not Mode.DEEP_DREAM:
        style = _style(style, sent)
        _refuse_others(options, sent)
    return Wished(
        mode=mode,
        motifs=_motifs(str(options.get("motifs", " ".join(MOTIFS)))),
        layer=layer,
        channel=channel,
        style=None if style is None else str(style),
        strength=strength / 100,
        zoom=bool(options.get("zoom", False)),
    )


def _mode(value: Option) -> Mode:
    try:
        return Mode(str(value))
    except ValueError as error:
        listed = ", ".join(Mode)
        raise RequestRefused(f"There is no dream “{str(value)[:30]}”; choose {listed}.") from error


def _whole(
    options: Mapping[str, Option], name: str, usual: int | None, *, least: int, most: int
) -> int | None:
    value = options.get(name, usual)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RequestRefused(f"A dream's {name} is a whole number from {least} to {most}.")
    return value


def _motifs(text: str) -> tuple[str, ...]:
    """Names of things, with commas or spaces between; "none" leaves dreaming to the network."""
    if text.strip().lower() == "none":
        return ()
    folded = text.lower().replace("ice cream", "ice-cream")
    names = [it.replace("-", " ") for it in re.split(r"[\s,;]+", folded) if it]
    if len(names) > MOST_MOTIFS:
        raise RequestRefused(f"A dream is made of at most {MOST_MOTIFS} kinds of things.")
    for name in names:
        if name not in SUBJECTS:
            some = ", ".join(list(SUBJECTS)[:12])
            raise RequestRefused(
                f"Dreams know no “{name[:30]}”; choose among what the painter paints: {some}, ..."
            )
    return tuple(dict.fromkeys(names)) or MOTIFS


def _style(value: Option | None, sent: Collection[str]) -> Option | None:
    if value is not None and STYLE in sent:
        raise RequestRefused("A dream has one style: a name or a picture; leave one of them out.")
    if value is None and STYLE not in sent:
        return "swirls"
    if value is not None and value not in MANNERS:
        raise RequestRefused(
            f"There is no style “{str(value)[:30]}”; choose one of: {', '.join(MANNERS)}."
        )
    return value


def _refuse_others(options: Mapping[str, Option], sent: Collection[str]) -> None:
    for name in ("motifs", "layer", "channel", "zoom"):
        if options.get(name, False) is not False:
            raise RequestRefused(f"Only a deep dream has {name}; leave it out, or dream deeply.")
    if GUIDE in sent:
        raise RequestRefused("Only a deep dream has a guide; leave it out, or dream deeply.")


def _words(wished: Wished, sent: Collection[str]) -> str:
    if wished.mode is not Mode.DEEP_DREAM:
        kind = "Wholly" if wished.mode is Mode.DEEP_STYLE else "Thinly"
        return f"{kind} in the style {wished.style or 'of a picture'}"
    made = f" of {', '.join(wished.motifs)}" if wished.motifs else " of a network"
    guided = ", guided by a picture" if GUIDE in sent else ""
    return f"A dream{made}{guided}{', deeper and deeper' if wished.zoom else ''}"

"""What `/style` was given, and the request it comes to. Pure; used by Discord and command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from inference.catalogue import STYLE, Catalogue
from inference.errors import RequestRefused
from inference.moving import SIDE, Film
from inference.request import MAX_SEED, Option, Request
from inference.shape import shaped
from inference.styling.names import (
    NO_FILMS,
    NO_INSTANT,
    NO_TEXTURES,
    check_instant,
    in_network,
    said,
    shares_of,
    written,
)

SMALLEST, USUAL, LARGEST = 64, 768, 1024
"""The side of a square with the result's area, in pixels."""
WIDEST = 3.0
QUALITIES: Mapping[str, str] = {
    "instant": "at once",
    "fast": "some seconds",
    "full": "bolder strokes, three times as long as fast",
    "optimised": "step by step, until the style's textures are there",
}
"""What each is, in a few words for members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleWish:
    """What was typed; None where the member left it to us.

    Attributes:
        named: names of styles, or a whole mix.
        mix: the weights, with or without names.
        strength: how much of the style, 0 to 100 %.
        keep_colours: whether the picture's own colours stay.
        photorealistic: whether it stays a photograph.
        quality: "instant", "fast", "full" or "optimised".
        blend: "mix" or "collage".
        size: the side of a square of the result's area, in pixels.
    """

    named: str = ""
    mix: str = ""
    strength: int | None = None
    keep_colours: bool | None = None
    photorealistic: bool = False
    quality: str | None = None
    blend: str | None = None
    size: int | None = None
    seed: int | None = None


def qualities(catalogue: Catalogue) -> list[str]:
    """Those of QUALITIES that can be had here."""
    there = {
        "instant": catalogue.instant_names or catalogue.instant_pictures,
        "optimised": catalogue.textures,
    }
    return [name for name in QUALITIES if there.get(name, True)]


def check_style(wish: StyleWish, pictures: Sequence[str], catalogue: Catalogue) -> dict[str, float]:
    """Each style's share, once everything is sound that can be told without the picture.

    Args:
        wish: as typed.
        pictures: what the style pictures that were sent are called.
        catalogue: says what there is to paint with.

    Raises:
        RequestRefused: the message says what to change.
    """
    if wish.strength is not None and not 0 <= wish.strength <= 100:
        raise RequestRefused("The strength of a style is between 0 and 100 per cent.")
    if wish.size is not None and not SMALLEST <= wish.size <= LARGEST:
        raise RequestRefused(f"A size is between {SMALLEST} and {LARGEST} pixels.")
    if wish.seed is not None and not 0 <= wish.seed <= MAX_SEED:
        raise RequestRefused(f"A seed is a whole number between 0 and {MAX_SEED}.")
    if wish.quality and wish.quality not in QUALITIES:
        known = ", ".join(qualities(catalogue))
        raise RequestRefused(
            f"There is no quality “{wish.quality[:40]}” of styles; choose one of: {known}."
        )
    if wish.quality == "optimised" and not catalogue.textures:
        raise RequestRefused(NO_TEXTURES)
    shares = shares_of(named=wish.named, mix=wish.mix, pictures=pictures)
    if wish.quality == "instant":
        collage = wish.blend == "collage"
        check_instant(shares, collage=collage, photorealistic=wish.photorealistic)
        _check_networks(shares, catalogue)
    return shares


def _check_networks(shares: Mapping[str, float], catalogue: Catalogue) -> None:
    """Refuse to paint at once where there is no network for that."""
    if not catalogue.instant_pictures and not (catalogue.instant_names and in_network(shares)):
        raise RequestRefused(NO_INSTANT)


def style_request(
    wish: StyleWish,
    shares: Mapping[str, float],
    source: Film,
    *,
    of: tuple[int, int] | None = None,
    draw_seed: Callable[[], int],
) -> Request:
    """The request of a wish; its pictures are still to be put under their roles.

    Args:
        wish: checked.
        shares: of its styles.
        source: the picture that is painted anew, still or moving.
        of: the job and the index that it comes from, if it is one of ours.
        draw_seed: gives a seed in [0, 2**32) for a wish without one.

    Raises:
        RequestRefused: the picture is too slim, or moves and cannot be painted so.
    """
    if wish.quality == "optimised" and source.moves:
        raise RequestRefused(NO_FILMS)
    width, height = _size(wish, source)
    options: dict[str, Option] = {"styles": written(shares)}
    if wish.keep_colours is not None:
        options["keep_colours"] = wish.keep_colours
    if wish.photorealistic:
        options["photorealistic"] = True
    if wish.quality:
        options["quality"] = wish.quality
    if wish.blend:
        options["blend"] = wish.blend
    if source.moves:
        rate = round(source.rate, 3)
        options |= {"frames": len(source.frames), "rate": rate, "film": source.kind}
    return Request(
        prompt=_words(wish, shares),
        width=width,
        height=height,
        seed=draw_seed() if wish.seed is None else wish.seed,
        model=STYLE,
        strength=None if wish.strength is None else wish.strength / 100,
        options=options,
        parent=of,
    )


def _size(wish: StyleWish, source: Film) -> tuple[int, int]:
    """Of the same shape, as large as wished; no larger than the picture, if nothing was wished."""
    width, height = source.frames[0].size
    if max(width, height) > WIDEST * min(width, height):
        raise RequestRefused(
            f"That picture is {width} x {height} pixels, and shapes up to 3:1 can be styled;"
            " cut it first."
        )
    if source.moves and (wish.size or 0) > SIDE:
        raise RequestRefused(f"A film can be styled at sizes up to {SIDE} pixels.")
    side = wish.size or min(
        SIDE if source.moves else USUAL, max(SMALLEST, round(sqrt(width * height)))
    )
    return shaped((width, height), side)


def _words(wish: StyleWish, shares: Mapping[str, float]) -> str:
    """What stands over the result."""
    more = [
        "" if wish.strength in (None, 100) else f"at {wish.strength} %",
        "keeping its colours" if wish.keep_colours else "",
        "photorealistic" if wish.photorealistic else "",
        "as a collage" if wish.blend == "collage" and len(shares) > 1 else "",
    ]
    return ", ".join([f"In the style of {said(shares)}", *(it for it in more if it)])

"""The styles that have a name, and how a mix of styles is written. Pure; draws nothing.

ink                     one style
ink, mosaic             each half
ink:0.3, style2:0.7     by weights that come to 1; style2 is the second picture sent along
0.3, 0.7                the same, in the order in which the styles were given
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inference.errors import RequestRefused

PICTURES = ("style", "style2", "style3", "style4")
"""What the style pictures that members send are called."""
MOST_STYLES = 4
_SLACK = 0.02
_LEAST = 1e-3
_ITEM = re.compile(r"(?:([^:]*):)?\s*([+-]?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """A style with a name.

    Attributes:
        about: a few words for members.
        own_colours: whether it brings its colours along; the others take the picture's.
        instant: whether Mozart's network of styles knows it; the others are painted at once after
            their picture, as what members send is.
    """

    about: str
    own_colours: bool = False
    instant: bool = True


MANNERS: Mapping[str, Manner] = {
    "ink": Manner(about="Hatching in black ink on cream paper", own_colours=True),
    "swirls": Manner(about="Thick turning strokes in blue and gold", own_colours=True),
    "oil": Manner(about="Brush strokes in the picture's colours", instant=False),
    "watercolour": Manner(about="Soft washes in the picture's colours", instant=False),
    "pencil": Manner(about="Coloured pencils on white paper"),
    "pastel": Manner(about="Grainy chalk in the picture's colours", instant=False),
    "mosaic": Manner(about="Little stones in the picture's colours", instant=False),
    "pointillism": Manner(about="Dots in the picture's colours", instant=False),
    "poster": Manner(about="Flat shapes in bold colours", own_colours=True, instant=False),
    "stained-glass": Manner(
        about="Glowing panes between black leads", own_colours=True, instant=False
    ),
    "woodcut": Manner(about="Black cuts over muted colours", own_colours=True),
    "neon": Manner(about="Glowing tubes in the dark", own_colours=True),
    "blueprint": Manner(about="White lines on blue paper", own_colours=True),
}


def shares_of(*, named: str, mix: str, pictures: Sequence[str]) -> dict[str, float]:
    """Each style, and its share; the shares come to 1.

    Args:
        named: names of MANNERS, or a whole mix.
        mix: weights, with or without names; may be empty.
        pictures: those of PICTURES that were sent.

    Raises:
        RequestRefused: no style, too many, an unknown one, or weights that do not come to 1.
    """
    if ":" in named:
        if mix.strip():
            raise RequestRefused("Give the weights once: with the names, or in the mix.")
        named, mix = "", named
    listed = [_known(it, pictures) for it in _items(named)]
    styles = list(dict.fromkeys([*pictures, *listed]))
    if mix.strip():
        return _weighed(_items(mix), styles, pictures)
    _check_count(styles)
    return dict.fromkeys(styles, 1 / len(styles))


NO_TEXTURES = "This Mozart has no network that sees textures; choose the quality fast or full."
NO_INSTANT = "This Mozart has no network that paints these styles at once; choose fast or full."
NO_FILMS = "Films are painted instantly, fast or full; choose one of these."


def check_instant(
    shares: Mapping[str, float], *, collage: bool = False, photorealistic: bool = False
) -> None:
    """Refuse what the networks that paint at once cannot do.

    Raises:
        RequestRefused: another way to work.
    """
    if collage and len(shares) > 1:
        raise RequestRefused("Instant mixes styles everywhere; choose fast for a collage.")
    if photorealistic:
        raise RequestRefused("What is photorealistic has no strokes; leave the quality out.")


def in_network(shares: Mapping[str, float]) -> bool:
    """Whether the network of styles knows them all."""
    return all(name in MANNERS and MANNERS[name].instant for name in shares)


def written(shares: Mapping[str, float]) -> str:
    """A mix as `shares_of` reads it."""
    return ",".join(f"{name}:{share:.4g}" for name, share in shares.items())


def said(shares: Mapping[str, float]) -> str:
    """A mix in words, such as "30 % ink, 70 % your picture"."""
    words = {name: _called(name, len(shares)) for name in shares}
    if len(shares) == 1:
        return next(iter(words.values()))
    return ", ".join(f"{round(100 * share)} % {words[name]}" for name, share in shares.items())


def _called(name: str, count: int) -> str:
    if name not in PICTURES:
        return name.replace("-", " ")
    return "the picture sent along" if count == 1 else f"picture {PICTURES.index(name) + 1}"


def _weighed(
    items: Sequence[str], styles: Sequence[str], pictures: Sequence[str]
) -> dict[str, float]:
    matches = [_ITEM.fullmatch(item) for item in items]
    if all(match and match[1] is None for match in matches):
        return _in_order([float(match[2]) for match in matches if match], styles)
    shares: dict[str, float] = {}
    for item, match in zip(items, matches, strict=True):
        if match is None or match[1] is None:
            raise RequestRefused(
                f"“{item[:40]}” is not a style with a weight. Write a mix like ink:0.3,mosaic:0.7."
            )
        name = _known(match[1], pictures)
        shares[name] = shares.get(name, 0.0) + float(match[2])
    without = [name for name in styles if name not in shares]
    if without:
        raise RequestRefused(f"The mix gives “{without[0]}” no weight. Add {without[0]}:0.2, say.")
    return _checked(shares)


def _in_order(weights: Sequence[float], styles: Sequence[str]) -> dict[str, float]:
    if len(weights) != len(styles):
        raise RequestRefused(
            f"The mix has {len(weights)} weights for {len(styles)} styles."
            " Give each style one, such as ink:0.3,mosaic:0.7."
        )
    return _checked(dict(zip(styles, weights, strict=True)))


def _checked(shares: Mapping[str, float]) -> dict[str, float]:
    """The shares, made to come to exactly 1, without those that are nothing.

    Raises:
        RequestRefused: one is negative, or they come to something else.
    """
    if any(not math.isfinite(it) or it < 0 for it in shares.values()):
        raise RequestRefused("A weight is a number from 0 to 1, such as ink:0.3,mosaic:0.7.")
    total = sum(shares.values())
    if abs(total - 1) > _SLACK:
        better = {name: it / total if total > 0 else 1 / len(shares) for name, it in shares.items()}
        example = ",".join(f"{name}:{it:.2f}" for name, it in better.items())
        raise RequestRefused(
            f"The weights come to {total:.2f}; make them come to 1, say {example}."
        )
    kept = {name: it / total for name, it in shares.items() if it / total >= _LEAST}
    _check_count(list(kept))
    return kept


def _check_count(styles: Sequence[str]) -> None:
    if not styles:
        raise RequestRefused(
            f"Say whose style: send a style picture along, or name one of {_names()}."
        )
    if len(styles) > MOST_STYLES:
        raise RequestRefused(f"A mix has at most {MOST_STYLES} styles, and this has {len(styles)}.")


def _known(text: str, pictures: Iterable[str]) -> str:
    name = re.sub(r"[\s_]+", "-", text.strip().lower())
    name = {"watercolor": "watercolour", "glass": "stained-glass"}.get(name, name)
    if name in MANNERS or name in pictures:
        return name
    if name in PICTURES:
        raise RequestRefused(f"The mix names “{name}”, but no picture was sent under that name.")
    raise RequestRefused(f"There is no style called “{text.strip()[:40]}”. Choose of {_names()}.")


def _items(text: str) -> list[str]:
    return [it.strip() for it in text.split(",") if it.strip()]


def _names() -> str:
    return ", ".join(MANNERS)

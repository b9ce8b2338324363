"""A Scene into words: many phrasings of the same facts to learn from, and the plainest one.

Whatever it writes, `reading.read` gives the same scene back. Knows nothing of pictures.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from inference.painter import vocabulary
from inference.painter.lexicon import plural_of
from inference.painter.reading import read
from inference.painter.scene import (
    Composition,
    Hour,
    Item,
    Palette,
    Place,
    Relation,
    Scene,
    Season,
    Side,
    Style,
    Weather,
    Where,
)
from inference.painter.subjects.catalogue import SUBJECTS

Chance = np.random.Generator | None
"""What chooses among phrasings; None takes the first, which is the plainest."""

Fact = Place | Hour | Weather | Season | Style | Palette | Composition
"""What can be said of a scene besides its things."""

_COUNTS: Mapping[int, tuple[str, ...]] = {
    1: ("a", "a", "a", "one", "a single", "a lone"),
    2: ("two", "two", "a pair of", "a couple of", "2"),
    3: ("three", "three", "a trio of", "a few", "3"),
    4: ("four", "four", "a group of", "4"),
    5: ("five", "five", "5"),
    6: ("six", "six", "half a dozen", "6"),
}
_PLACES: Mapping[Place, tuple[str, ...]] = {
    Place.SEA: ("at sea", "on the ocean", "on the high seas", "on the open sea"),
    Place.LAKE: ("by a lake", "at the lakeside", "at a pond", "by the river"),
    Place.BEACH: ("on the beach", "at the seaside", "on the shore", "by the coast"),
    Place.MEADOW: ("in a meadow", "in a field", "on the grass", "in the countryside"),
    Place.HILLS: ("in the hills", "among rolling hills", "in a valley", "on a hillside"),
    Place.MOUNTAINS: ("in the mountains", "before the alps", "among mountain peaks"),
    Place.FOREST: ("in a forest", "in the woods", "in a clearing", "in woodland"),
    Place.DESERT: ("in the desert", "among the dunes", "in a canyon"),
    Place.TOWN: ("in a town", "in the city", "on a street", "in a village", "on the market"),
    Place.SNOW: ("in the snow", "on the ice", "in a snowy landscape", "at the north pole"),
    Place.UNDERWATER: ("under the sea", "underwater", "on the seabed", "at a coral reef"),
    Place.SPACE: ("in space", "in outer space", "among the planets", "in a galaxy"),
    Place.ROOM: ("in a room", "on a table", "indoors", "in the kitchen", "on the window sill"),
    Place.SKY: ("above the clouds", "in the sky", "among the clouds", "high in the air"),
    Place.ABSTRACT: ("in an abstract pattern", "among geometric shapes", "among circles"),
    Place.GRID: ("on a grid", "on a mondrian grid", "before a grid of lines"),
    Place.INTERRUPTIONS: ("among broken lines", "on a field of lines", "with interruptions"),
    Place.SQUARES: ("among squares", "on nested squares", "before concentric squares"),
    Place.WHIRL: ("in a whirl", "in a swirl", "before a vortex"),
}
_HOURS: Mapping[Hour, tuple[str, ...]] = {
    Hour.DAWN: ("at dawn", "at sunrise", "in the early morning", "at daybreak", "in the morning"),
    Hour.DAY: ("by day", "at noon", "at midday", "in the daytime", "in the afternoon"),
    Hour.SUNSET: ("at sunset", "at dusk", "in the evening", "in the golden hour", "at sundown"),
    Hour.NIGHT: ("at night", "by night", "at midnight", "in the dark night"),
}
_WEATHERS: Mapping[Weather, tuple[str, ...]] = {
    Weather.CLEAR: ("under a clear sky", "in clear weather", "under a cloudless sky"),
    Weather.CLOUDS: ("under clouds", "with clouds", "under a cloudy sky", "under an overcast sky"),
    Weather.RAIN: ("in the rain", "in rainy weather", "in a storm", "in a downpour"),
    Weather.SNOW: ("in falling snow", "during a snowfall", "in a blizzard", "while it is snowing"),
    Weather.FOG: ("in the fog", "in mist", "in a haze", "in foggy weather"),
    Weather.STARS: ("under the stars", "under a starry sky", "in starlight"),
    Weather.MOON: ("under a full moon", "in the moonlight", "under the moon", "by moonlight"),
    Weather.SUN: ("in the sunshine", "in the sun", "in bright sunlight"),
    Weather.RAINBOW: ("with a rainbow", "under a rainbow"),
}
_SEASONS: Mapping[Season, tuple[str, ...]] = {
    Season.SPRING: ("in spring", "in springtime", "in april"),
    Season.SUMMER: ("in summer", "in summertime", "in july", "in midsummer"),
    Season.AUTUMN: ("in autumn", "in the fall", "in october", "with autumn leaves"),
    Season.WINTER: ("in winter", "in wintertime", "in january"),
}
_BONDS: Mapping[tuple[Where, bool], tuple[str, ...]] = {
    (Where.LEFT, False): ("to the left of", "left of", "on the left of"),
    (Where.LEFT, True): ("to the right of", "right of", "on the right of"),
    (Where.ABOVE, False): ("above", "over", "high above", "hovering over"),
    (Where.ABOVE, True): ("below", "beneath", "under"),
    (Where.BESIDE, False): ("beside", "next to", "near", "close to", "alongside"),
    (Where.FRONT, False): ("in front of", "in front of", "before"),
    (Where.FRONT, True): ("behind", "behind", "at the back of"),
}
"""By relation, and whether it is the second that is left of, above or in front of the first."""
_SIDES: Mapping[Side, tuple[str, ...]] = {
    side: (f"on the {side}", f"to the {side}", f"on the {side} side") for side in Side
}
_WORKS: Mapping[Style, tuple[str, ...]] = {
    Style.WATERCOLOUR: ("watercolour", "watercolour painting", "aquarelle"),
    Style.OIL: ("oil painting",),
    Style.INK: ("ink drawing", "pen and ink drawing", "line drawing"),
    Style.PENCIL: ("pencil drawing", "pencil sketch", "drawing in coloured pencil"),
    Style.GLASS: ("stained glass window", "church window"),
    Style.PIXEL: ("pixel art picture", "retro game sprite", "16 bit picture"),
    Style.PAPER: ("paper cut", "paper collage", "paper cutout"),
    Style.POINTS: ("pointillist painting", "picture in dots"),
    Style.POSTER: ("poster", "travel poster", "flat illustration"),
    Style.WOODBLOCK: ("japanese print", "woodblock print", "japanese woodblock print"),
    Style.PASTEL: ("pastel", "pastel drawing", "chalk drawing"),
    Style.MOSAIC: ("mosaic", "roman mosaic"),
    Style.WOODCUT: ("woodcut", "linocut", "wood engraving"),
    Style.BLUEPRINT: ("blueprint", "technical drawing"),
    Style.NEON: ("neon sign",),
}
"""What can be said to be "of" something."""
_OPENINGS = ("a {work} of {rest}", "{work}: {rest}", "a {work} that shows {rest}")
_ENDINGS = (
    "{rest}, {style}",
    "{rest}, {style}",
    "{rest}, in the style of {own}",
    "{rest} as a {work}",
)
_NOTHING = ("a scene", "a view")
"""What stands where there is a place alone."""
_AMERICAN = (
    ("colour", "color"),
    ("grey", "gray"),
    ("aeroplane", "airplane"),
    ("harbour", "harbor"),
)


def captions(scene: Scene, chance: Chance = None) -> str:
    """One of many phrasings of a scene, in British or American spelling.

    Relations are said of items that follow one another; sampled scenes have no others.

    Args:
        scene: to be told; what it is without is not said.
        chance: chooses the phrasing; without it, the plainest, in British spelling.
    """
    things = _things(scene, chance) or _one(_NOTHING, chance)
    around = _circumstances(scene, chance)
    turned = bool(around and _coin(0.12, chance))
    if turned:
        text = ", ".join([" ".join(around), things])
    else:
        glue = ", " if _coin(0.25, chance) else " "
        text = glue.join([things, *around])
    if scene.palette is not None:
        text += ", " + _one(_phrases(scene.palette), chance)
    if scene.composition is not None:
        text += ", " + _one(_phrases(scene.composition), chance)
    if scene.style is not None:
        style, work = _one(_phrases(scene.style), chance), _one(_WORKS[scene.style], chance)
        forms = _OPENINGS if _coin(0.3, chance) and not turned else _ENDINGS
        form = _one(forms, chance).replace("a {work}", _with_article(f"a {work}"))
        text = form.format(style=style, own=scene.style, work=work, rest=text)
    return _spelt(text, american=_coin(0.5, chance))


def things_of(scene: Scene, chance: Chance = None) -> str:
    """What a scene shows, without where, when and how; empty for a place alone."""
    return _spelt(_things(scene, chance), american=_coin(0.5, chance))


def ways_to_say(fact: Fact) -> tuple[str, ...]:
    """Every phrase for one fact of a scene but its things, the plainest first."""
    match fact:
        case Place():
            return _PLACES[fact]
        case Hour():
            return _HOURS[fact]
        case Weather():
            return _WEATHERS[fact]
        case Season():
            return _SEASONS[fact]
        case Style() | Palette() | Composition():
            return _phrases(fact)


def _things(scene: Scene, chance: Chance) -> str:
    parts: list[str] = []
    for number, item in enumerate(scene.items):
        if number:
            bond = _bond(scene.relations, number - 1)
            last = number == len(scene.items) - 1
            loose = (" and ", " with ") if last else (", ", " and ")
            parts.append(f" {_one(bond, chance)} " if bond else _one(loose, chance))
        parts.append(_thing(item, scene, number, chance))
    return "".join(parts)


def _bond(relations: Sequence[Relation], first: int) -> tuple[str, ...]:
    """How to say what the item `first` is to the next one; empty when they are not bound."""
    for bond in relations:
        if {bond.one, bond.other} == {first, first + 1}:
            return _BONDS[bond.where, bond.one > bond.other]
    return ()


def _thing(item: Item, scene: Scene, number: int, chance: Chance) -> str:
    name = _one(_names(item.subject, item.count > 1), chance)
    colours = " and ".join(_one(_colours(colour), chance) for colour in item.colours)
    words = [_one(_COUNTS[item.count], chance), colours]
    later = _coin(0.5, chance)
    words += ["flying" if item.flying and not later else "", name]
    words += ["flying" if item.flying and later else ""]
    words += [_one(_SIDES[item.side], chance) if item.side else ""]
    bound = any(bond.where is Where.FRONT and bond.other == number for bond in scene.relations)
    words += ["in the background" if item.behind and not bound else ""]
    return _with_article(" ".join(filter(None, words)))


def _circumstances(scene: Scene, chance: Chance) -> list[str]:
    """Where, when and in what weather, in any order."""
    snowy = scene.season is Season.WINTER
    phrases = []
    if scene.place is not None and not (snowy and scene.place is Place.SNOW):
        phrases.append(_one(_PLACES[scene.place], chance))
    if scene.hour is not None:
        phrases.append(_one(_HOURS[scene.hour], chance))
    if scene.season is not None:
        phrases.append(_one(_SEASONS[scene.season], chance))
    phrases += [_one(_WEATHERS[kind], chance) for kind in sorted(scene.weather)]
    if chance is None:
        return phrases
    return [phrases[i] for i in chance.permutation(len(phrases)).tolist()]


@cache
def _names(subject: str, several: bool) -> tuple[str, ...]:  # noqa: FBT001 - cached by position
    """A thing's own name, twice as likely as any other, and those that the reader gives back."""
    own = SUBJECTS[subject].plural if several else subject
    others = _listed(vocabulary.SUBJECT_WORDS.get(subject, ""))
    others = [plural_of(name) for name in others if _takes_s(name)] if several else others
    wanted = Item(subject=subject, count=2 if several else 1)
    number = "two" if several else "a"
    known = [name for name in others if _gives(f"{number} {name}", wanted)]
    return (own, *[own] * max(1, len(known)), *known)


def _takes_s(name: str) -> bool:
    return " of " not in name and " with " not in name and not name.endswith(("s", "mouse", "dice"))


def _gives(words: str, item: Item) -> bool:
    reading = read(words)
    return not reading.unknown and reading.scene.items == (item,)


@cache
def _colours(colour: str) -> tuple[str, ...]:
    words = _listed(vocabulary.COLOUR_WORDS[colour])
    return (colour, *[colour] * len(words), *words)


@cache
def _phrases(value: Style | Palette | Composition) -> tuple[str, ...]:
    """Its own name, and what else it is called."""
    words = _listed(_words_for(value))
    return (value, *[value] * len(words), *words)


def _words_for(value: Style | Palette | Composition) -> str:
    match value:
        case Style():
            return vocabulary.STYLE_WORDS[value]
        case Palette():
            return vocabulary.PALETTE_WORDS[value]
        case Composition():
            return vocabulary.COMPOSITION_WORDS[value]


def _listed(words: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in words.split(",") if phrase.strip()]


def _with_article(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return f"an {rest}" if first == "a" and rest[:1] in tuple("aeio") else phrase


def _spelt(text: str, *, american: bool) -> str:
    for british, other in _AMERICAN:
        text = text.replace(british, other) if american else text.replace(other, british)
    return text


def _coin(share: float, chance: Chance) -> bool:
    return chance is not None and bool(chance.random() < share)


def _one(choices: Sequence[str], chance: Chance) -> str:
    return choices[0 if chance is None else int(chance.integers(len(choices)))]

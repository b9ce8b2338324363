"""What the writer learns from: few words, and the same made rich, both in the painter's grammar.

    a red fox  =>  a red fox in the snow at dawn, woodcut        for models that know scenes
    a red fox  =+  a red fox in the snow, rim light, 50 mm lens  for models that take free words

What is rich says all that the few words said and more, so that a writer learns to add and not to
replace. A lesson depends on the seed and its number alone. Knows nothing of torch.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import numpy as np

from inference.painter.captions import captions, things_of, ways_to_say
from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.nearest import NEAREST_THINGS
from inference.painter.sampling import for_training
from inference.painter.scene import PATTERNS, Composition, Hour, Palette, Scene, Style

T = TypeVar("T")
SCENES, FREE = "=>", "=+"
"""What stands between few words and rich ones, by the manner in which the latter are meant."""

_WHOLE = 0.25  # captions alone, to learn to go on with
_FREE = 0.45
_STRANGE = 0.4  # things that the painter likens to those it knows
_DOING = (
    "sleeping", "reading a book", "playing the violin", "in armour", "with a red scarf", "dancing",
    "with an umbrella", "made of glass", "looking at the stars", "in a hurry", "holding a lantern",
    "wearing a crown", "with wings", "drinking tea", "on a bicycle", "in love", "made of paper",
)  # fmt: skip
_ADJECTIVES = (
    "old", "small", "large", "tiny", "giant", "sleepy", "proud", "ancient", "lonely", "golden",
    "wooden", "cute", "fierce", "broken", "friendly", "mysterious", "steampunk", "magic",
)  # fmt: skip
_LITTLE = frozenset(
    ["a", "an", "the", "in", "on", "at", "by", "of", "with", "under", "among", "one"]
)
_ARTICLE = re.compile(r"\b(an?) (?=([a-z]))")
_MANNERS = ("light", "mood", "lens", "view", "composition", "style", "weather", "season")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What models that take free words are told besides; nothing, where nobody says.

    Attributes:
        lists: phrases by what they are about, such as "light" and "lens".
        patterns: prompts with "{}" where the thing stands, for models that take free words.
    """

    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    patterns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """Few words and rich ones; without the few, it is there to go on with."""

    words: str
    rich: str
    sign: str = SCENES

    @property
    def text(self) -> str:
        """As the writer reads it: everything small, and a space before every word."""
        both = f"{self.words} {self.sign} {self.rich}" if self.words else self.rich
        return f" {both}".lower()


def lesson(number: int, seed: int, book: Phrasebook) -> Lesson:
    """The lesson of that number."""
    rng = stream(seed, f"lesson {number}")
    scene = for_training(number, seed)
    if rng.random() < _WHOLE:
        return Lesson("", captions(scene, rng))
    things = _things(scene, rng)
    free = bool(book.lists) and rng.random() < _FREE
    if free and book.patterns and rng.random() < 0.25:
        pattern = book.patterns[int(rng.integers(len(book.patterns)))]
        return Lesson(_fewer(things, rng), pattern.replace("{}", things), FREE)
    around, tail = _said_around(scene, rng), _said_of_making(scene, rng)
    if free:
        around, tail = around[:2], _said_freely(book, rng)
    kept = int(rng.choice(3, p=(0.6, 0.28, 0.12)))
    additions = [*around, *tail][: kept + 4]
    return _with_some(
        things, additions, min(kept, len(additions) - 1), FREE if free else SCENES, rng
    )


def _with_some(
    things: str, additions: Sequence[str], kept: int, sign: str, rng: np.random.Generator
) -> Lesson:
    """A lesson whose few words are the things and `kept` of the additions."""
    order = rng.permutation(len(additions)).tolist()[: max(0, kept)]
    if rng.random() < 0.7:  # what was said comes first, so that the rest is only added
        first = [additions[i] for i in sorted(order)]
        others = [it for i, it in enumerate(additions) if i not in order]
        additions, order = [*first, *others], list(range(len(first)))
    words = things + _joined([additions[i] for i in sorted(order)])
    return Lesson(_fewer(words, rng), things + _joined(additions), sign)


def _joined(additions: Sequence[str]) -> str:
    """One after the other; behind a comma everything has one."""
    text = ""
    for addition in additions:
        text += f", {addition.lstrip()}" if "," in text and addition[0] == " " else addition
    return text


def _fewer(words: str, rng: np.random.Generator) -> str:
    """The words as people type them: some leave out colours, or what is little."""
    if rng.random() < 0.2 and " and " not in words:
        words = _articled(" ".join(it for it in words.split() if it not in COLOURS))
    if rng.random() < 0.2:
        words = " ".join(it for it in words.split() if it not in _LITTLE) or words
    return words


def _things(scene: Scene, rng: np.random.Generator) -> str:
    """What the picture is of: the scene's things, or what resembles the first of them."""
    if not scene.items:
        return captions(Scene(place=scene.place), rng)
    if rng.random() >= _STRANGE:
        return things_of(scene, rng)
    name = scene.items[0].subject
    names = _alike().get(name, (name,))
    parts = ["a", _one(_ADJECTIVES, rng) if rng.random() < 0.4 else "", _one(names, rng)]
    parts.append(_one(_DOING, rng) if rng.random() < 0.3 else "")
    return _articled(" ".join(filter(None, parts)))


@cache
def _alike() -> Mapping[str, tuple[str, ...]]:
    """By the name of a thing, the names of others that the painter likens to it."""
    return {
        name: tuple(" ".join(it.split()) for it in words.split(","))
        for name, words in NEAREST_THINGS.items()
    }


def _said_around(scene: Scene, rng: np.random.Generator) -> list[str]:
    """Where, when and in what weather, in any order, each with what stands before it."""
    hour = scene.hour
    if hour is None and scene.place not in PATTERNS and rng.random() < 0.4:
        hour = _one(tuple(Hour), rng)
    facts = [scene.place if scene.items else None, hour, scene.season, *sorted(scene.weather)]
    phrases = [_one(ways_to_say(fact), rng) for fact in facts if fact is not None]
    glue = ", " if rng.random() < 0.3 else " "
    return [glue + phrases[i] for i in rng.permutation(len(phrases)).tolist()]


def _said_of_making(scene: Scene, rng: np.random.Generator) -> list[str]:
    """Colours, composition and style, which come last."""
    palette = scene.palette or (_one(tuple(Palette), rng) if rng.random() < 0.25 else None)
    composition = _one(tuple(Composition), rng) if rng.random() < 0.4 else None
    style = scene.style or _one(tuple(Style), rng)
    return [
        f", {_one(ways_to_say(fact), rng)}"
        for fact in (palette, composition, style)
        if fact is not None
    ]


def _said_freely(book: Phrasebook, rng: np.random.Generator) -> list[str]:
    """Two to four manners of speaking of a picture, of as many kinds."""
    kinds = [kind for kind in _MANNERS if book.lists.get(kind)]
    chosen = rng.permutation(len(kinds)).tolist()[: int(rng.integers(2, 5))]
    said = []
    for kind in (kinds[i] for i in sorted(chosen)):
        phrase = _one(book.lists[kind], rng)
        said.append(f", {phrase} mood" if kind == "mood" else f", {phrase}")
    return said


def _articled(words: str) -> str:
    """With "an" before vowels and "a" before the rest."""
    return _ARTICLE.sub(lambda it: "an " if it[2] in "aeio" else "a ", words)


def _one(choices: Sequence[T], rng: np.random.Generator) -> T:
    return choices[int(rng.integers(len(choices)))]

"""Which of a language model's answers are shown. Pure: texts in, texts out."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from inference.painter.lexicon import lexicon
from inference.painter.subjects.catalogue import SUBJECTS

LONGEST = 600
"""Characters of an answer that is still a prompt."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LITTLE = frozenset(
    {
        *("a", "an", "the", "and", "or", "of", "in", "on", "at", "by", "to", "with", "as", "is"),
        *("under", "over", "for", "from", "among", "into", "its", "his", "her", "their", "some"),
    }
)
_LONGEST_PHRASE = 4
_ONE_OF_A_KIND = frozenset({"hour", "season", "place", "style", "palette", "composition"})
_MARKS = " \t,.;:=+>-|\"'“”"


def tidied(text: str) -> str:
    """One line without what stands around it, and no phrase twice."""
    line = " ".join(text.split()).strip(_MARKS)
    phrases = dict.fromkeys(it.strip() for it in line.split(","))
    return ", ".join(it for it in phrases if it)


def content_of(text: str) -> list[str]:
    """The words that say something, in small letters."""
    return [it for it in _WORD.findall(text.lower()) if it not in _LITTLE]


def is_richer(rich: str, words: str) -> bool:
    """Whether it says all that the few words say, and more, at a bearable length."""
    said, wanted = content_of(rich), content_of(words)
    return len(said) > len(wanted) and set(wanted) <= set(said) and len(rich) <= LONGEST


def clashes(text: str) -> int:
    """How many hours, seasons, places and styles it names beyond the first of each."""
    words = _WORD.findall(text.lower())
    named: set[tuple[str, object]] = set()
    place = 0
    while place < len(words):
        phrases = (tuple(words[place : place + length]) for length in range(_LONGEST_PHRASE, 0, -1))
        known = next((it for it in phrases if it in lexicon()), None)
        if known is not None and lexicon()[known][0] in _ONE_OF_A_KIND:
            named.add(lexicon()[known])
        place += len(known or "1")
    return len(named) - len({kind for kind, _ in named})


def most_different(answers: Iterable[str], words: str, count: int) -> list[str]:
    """Up to `count` of them, each adding what those before it do not; earlier ones win ties."""
    different: dict[str, str] = {}
    for answer in answers:
        different.setdefault(answer.lower(), answer)
    left = list(different.values())
    chosen: list[str] = []
    known = set(content_of(words))
    while left and len(chosen) < count:
        best = max(left, key=lambda it: len(set(content_of(it)) - known))
        chosen.append(best)
        known |= set(content_of(best))
        left.remove(best)
    return chosen


def units_of(words: str) -> list[str]:
    """Words with the little ones before them, such as "in the snow,": what can be left out."""
    units: list[str] = []
    begun: list[str] = []
    for word in words.split():
        begun.append(word)
        if content_of(word) or word.endswith(","):
            units.append(" ".join(begun))
            begun = []
    if begun and units:
        units[-1] = " ".join([units[-1], *begun])
    return units or [words]


def is_known(unit: str) -> bool:
    """Whether one of its words means something to the painter, who taught the encoder."""
    return any(word in _heard() for word in content_of(unit))


@cache
def _heard() -> frozenset[str]:
    meant = (phrase for phrase, (kind, _) in lexicon().items() if kind != "filler")
    return frozenset(word for phrase in meant for word in phrase)


def names_a_thing(unit: str) -> bool:
    """Whether it names what a picture can be of, as far as the painter's words go."""
    meanings = (lexicon().get((word,)) for word in content_of(unit))
    return any(
        it is not None and (it[0] == "subject" or (it[0] == "nearest" and it[1] in SUBJECTS))
        for it in meanings
    )


def shorter_by(units: Sequence[str], weights: Sequence[float]) -> list[str]:
    """Two thirds, half and a third of the units, the weightiest, in their order."""
    order = sorted(range(len(units)), key=lambda number: -weights[number])
    kept = [set(order[: max(1, round(share * len(units)))]) for share in (2 / 3, 1 / 2, 1 / 3)]
    whole = tidied(" ".join(units))
    return [it for it in dict.fromkeys(_left(units, few) for few in kept) if it and it != whole]


def _left(units: Sequence[str], kept: Collection[int]) -> str:
    """The kept units in their order; commas stay where they parted what is kept."""
    text = ""
    for number, unit in enumerate(units):
        if number in kept:
            text = f"{text} {unit}"
        elif unit.endswith(",") and text:
            text = text.rstrip(",") + ","
    return tidied(text)

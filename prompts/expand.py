"""From one prompt to the prompts that it stands for: first draw, then multiply out.

    typed tree --draw(seed)--> no wildcards, no picks --expand--> no choices: one prompt each

`draw` is decided by the seed alone. `count_of` says how many prompts there are without making
them; what would be more than 64 is refused with the number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from random import Random

from prompts.errors import PromptError
from prompts.flags import Flags, Typed, read_flags
from prompts.lists import Lists
from prompts.pieces import DEEPEST
from prompts.printing import plain
from prompts.tree import (
    Choice,
    Emphasis,
    Flag,
    Node,
    Option,
    Part,
    Pick,
    Prompt,
    Text,
    Wildcard,
    Words,
    tidied,
)

MOST = 64
MOST_DRAWN = 256
"""How many wildcards and picks one prompt may come to, lists within lists and all."""

_COUNTED = 10**9


def draw(prompt: Prompt, *, seed: int, lists: Lists) -> Prompt:
    """The prompt with every wildcard and pick decided; the same for the same seed and lists.

    Raises:
        PromptError: there is no such list, it names itself, or too much is to be drawn.
    """
    hat = _Hat(seed, lists, prompt.typed)
    parts = tuple(replace(part, words=hat.words(part.words, ())) for part in prompt.parts)
    flags = tuple(replace(flag, value=hat.words(flag.value, ())) for flag in prompt.flags)
    return replace(prompt, parts=parts, flags=flags)


def count_of(prompt: Prompt) -> int:
    """How many prompts `expand` would make, without making them.

    Of a pick that is not drawn yet, the option with the most choices counts.
    """
    parts = prod(_count(part.words) for part in prompt.parts)
    return parts * prod(_count(flag.value) for flag in prompt.flags)


def expand(prompt: Prompt) -> list[Prompt]:
    """One prompt for each combination of choices, the last choice changing fastest.

    Args:
        prompt: drawn; see `draw`.

    Raises:
        PromptError: there are more than 64.
    """
    count = count_of(prompt)
    if count > MOST:
        number = f"{count:,}" if count <= _COUNTED else "more than a billion"
        raise PromptError(
            f"These braces stand for {number} prompts; Mozart takes up to {MOST}."
            " Leave some choices out."
        )
    words = [part.words for part in prompt.parts] + [flag.value for flag in prompt.flags]
    return [
        _with(prompt, chosen) for chosen in product(*[_expanded(sequence) for sequence in words])
    ]


def options_of(choice: Choice) -> list[Words]:
    """What one choice stands for; choices in it are multiplied out.

    Raises:
        TypeError: something in it is not drawn.
    """
    return _expanded_one(choice)


def flags_of(prompt: Prompt) -> Flags:
    """The values of an expanded prompt's flags.

    Raises:
        PromptError: one is out of range, or two do not go together.
    """
    typed = [Typed(name=it.name, value=plain(it.value), at=it.at) for it in prompt.flags]
    return read_flags(typed, text=prompt.typed)


def _with(prompt: Prompt, words: Sequence[Words]) -> Prompt:
    parts: list[Part] = []
    flags: list[Flag] = []
    for part, chosen in zip(prompt.parts, words[: len(prompt.parts)], strict=True):
        parts.append(replace(part, words=chosen))
    for flag, chosen in zip(prompt.flags, words[len(prompt.parts) :], strict=True):
        flags.append(replace(flag, value=chosen))
    return replace(prompt, parts=tuple(part for part in parts if part.words), flags=tuple(flags))


# ---- counting and choosing


def _count(words: Iterable[Node]) -> int:
    return prod(map(_count_one, words))


def _count_one(node: Node) -> int:
    match node:
        case Choice(options=options):
            return sum(map(_count, options))
        case Emphasis(body=body):
            return _count(body)
        case Pick(options=options):
            return max(_count(option.body) for option in options)
        case _:
            return 1


def _expanded(words: Words, *, strip: bool = True) -> list[Words]:
    """Every combination of what the choices among the words allow."""
    every = product(*[_expanded_one(node) for node in words])
    return [tidied([node for nodes in chosen for node in nodes], strip=strip) for chosen in every]


def _expanded_one(node: Node) -> list[Words]:
    match node:
        case Choice(options=options):
            return [words for option in options for words in _expanded(option)]
        case Emphasis(body=body):
            return [(replace(node, body=words),) for words in _expanded(body, strip=False)]
        case Pick() | Wildcard():
            raise TypeError(f"{type(node).__name__} is not drawn")
        case _:
            return [(node,)]


# ---- drawing


class _Hat:
    """Draws in the order of the words, so that one seed always draws the same."""

    def __init__(self, seed: int, lists: Lists, typed: str) -> None:
        self._random = Random(seed)
        self._lists = lists
        self._typed = typed
        self._drawn = 0

    def words(self, words: Words, inside: tuple[str, ...], *, strip: bool = True) -> Words:
        """With everything drawn; `inside` are the lists that these words come from."""
        return tidied([it for node in words for it in self._one(node, inside)], strip=strip)

    def _one(self, node: Node, inside: tuple[str, ...]) -> Words:
        match node:
            case Wildcard():
                return self._line(node, self._index(self._size(node, inside)), inside)
            case Pick():
                return self._picked(node, inside)
            case Emphasis(body=body):
                return (replace(node, body=self.words(body, inside, strip=False)),)
            case Choice(options=options):
                return (replace(node, options=tuple(self.words(it, inside) for it in options)),)
            case _:
                return (node,)

    def _picked(self, pick: Pick, inside: tuple[str, ...]) -> Words:
        count = pick.least + self._index(pick.most - pick.least + 1)
        match pick.options:
            case (Option(body=(Wildcard() as wildcard,)),) if count != 1:
                chosen = self._lines(wildcard, count, inside, at=pick.at)
            case options:
                chosen = [
                    self.words(it.body, inside) for it in self._without_repeating(options, count)
                ]
        joined: list[Node] = []
        for index, words in enumerate(chosen):
            joined += [Text(pick.joiner)] if index else []
            joined += words
        return tuple(joined)

    def _without_repeating(self, options: Sequence[Option], count: int) -> list[Option]:
        """So many different options, the heavy ones more often."""
        left = [option for option in options if option.weight > 0]
        return [left.pop(self._weighed(left)) for _ in range(min(count, len(left)))]

    def _lines(
        self, wildcard: Wildcard, count: int, inside: tuple[str, ...], *, at: int
    ) -> list[Words]:
        size = self._size(wildcard, inside)
        if count > size:
            raise PromptError(
                f"The list “{wildcard.name}” has {size} lines, so not more can be picked.",
                text="" if inside else self._typed,
                at=None if inside else at,
            )
        left = list(range(size))
        indices = [left.pop(self._index(len(left))) for _ in range(count)]
        return [self._line(wildcard, index, inside) for index in indices]

    def _line(self, wildcard: Wildcard, index: int, inside: tuple[str, ...]) -> Words:
        words = self._lists.line(wildcard.name, index)
        return self.words(words, (*inside, wildcard.name))

    def _size(self, wildcard: Wildcard, inside: tuple[str, ...]) -> int:
        name = wildcard.name
        if name in inside:
            raise PromptError(f"The list “{name}” names itself, so it never ends. Leave it out.")
        if len(inside) >= DEEPEST:
            raise PromptError(f"Lists may name other lists {DEEPEST} deep, not deeper.")
        if not inside:
            return self._lists.size(wildcard, text=self._typed)
        try:
            return self._lists.size(wildcard, text="")
        except PromptError as error:  # the spot is one of a list's line, which nobody sees
            raise PromptError(f"In the list “{inside[-1]}”: {error}") from error

    def _index(self, count: int) -> int:
        """A number from 0 to `count` - 1; of `random` alone, which no Python version changes."""
        self._drawn += 1
        if self._drawn > MOST_DRAWN:
            raise PromptError(
                f"More than {MOST_DRAWN} words are to be drawn here. Use fewer lists and picks."
            )
        return min(int(self._random.random() * count), count - 1)

    def _weighed(self, options: Sequence[Option]) -> int:
        spot = self._index(2**32) / 2**32 * sum(option.weight for option in options)
        for index, option in enumerate(options):
            spot -= option.weight
            if spot < 0:
                return index
        return len(options) - 1

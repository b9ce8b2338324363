"""What each stretch of a prompt weighs, for models that can be told. Pure."""

from collections.abc import Iterable, Iterator
from statistics import fmean

from prompts.printing import plain
from prompts.tree import Adapter, Emphasis, Extra, Prompt, Text, Words

MOST, LEAST = 4.0, 0.05
"""How far brackets in brackets may go; beyond that, models fall apart."""

Span = tuple[str, float]
"""Some words and what they weigh; 1 is usual."""


def spans(prompt: Prompt) -> tuple[Span, ...]:
    """The prompt's plain words in stretches of one weight; joined they are `plain_parts(prompt)`.

    Emphasis multiplies. Parts (`::`) weigh beside the mean of those that are not kept out.

    Raises:
        TypeError: something is not drawn or chosen yet; see `prompts.expand`.
    """
    wanted = [part for part in prompt.parts if part.weight > 0 and plain(part.words)]
    if not wanted:
        return ()
    mean = fmean(part.weight for part in wanted)
    pieces: list[Span] = []
    for part in wanted:
        pieces += [(", ", 1.0)] if pieces else []
        pieces += _tidied(_stretches(part.words, part.weight / mean))
    return tuple(_merged(pieces))


def weigh_alike(spans: Iterable[Span]) -> bool:
    """Whether no stretch stands out."""
    return all(weight == 1 for _, weight in spans)


def _stretches(words: Words, weight: float) -> Iterator[Span]:
    for node in words:
        match node:
            case Emphasis(body=body, weight=inner):
                if inner:
                    yield from _stretches(body, weight * inner)
            case Text(words=said):
                yield said, weight
            case Adapter(kind=Extra.EMBEDDING, weight=inner):
                yield plain((node,)), weight * inner
            case _:
                yield plain((node,)), weight


def _tidied(stretches: Iterable[Span]) -> list[Span]:
    """Without spaces at the ends, and with single ones between and inside stretches."""
    tidy: list[Span] = []
    for words, weight in stretches:
        single = " ".join(words.split())
        before = " " if words[:1].isspace() and tidy and not tidy[-1][0].endswith(" ") else ""
        after = " " if single and words[-1:].isspace() else ""
        if before + single + after:
            tidy.append((before + single + after, weight))
    while tidy and not tidy[-1][0].rstrip():
        tidy.pop()
    if tidy:
        tidy[-1] = tidy[-1][0].rstrip(), tidy[-1][1]
    return tidy


def _merged(pieces: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for words, weight in pieces:
        bounded = round(min(MOST, max(LEAST, weight)), 4)
        if merged and merged[-1][1] == bounded:
            merged[-1] = merged[-1][0] + words, bounded
        else:
            merged.append((words, bounded))
    return merged

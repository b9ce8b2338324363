"""What words weigh, for the painter: things grow or shrink with it, colours glow or fade.

Hours, weather and styles have no more and less; weights leave them alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from inference.painter.hearing import gather
from inference.painter.scene import Item, Scene

LEAST, MOST = 0.45, 1.5
"""How many times its size a thing may have; more would not fit, less could not be told. Colours
that glow more than that are no longer those that were named."""

Span = tuple[str, float]
"""A stretch of the words, and what it weighs beside the usual 1."""


def weighed(scene: Scene, spans: Sequence[Span]) -> Scene:
    """The scene with its things as large, and their colours as strong, as the words weigh.

    A stretch that names things weighs those; one that names colours alone, what wears them.
    """
    items = list(scene.items)
    for words, weight in spans:
        if weight == 1:
            continue
        notes = gather(words)
        named = {item.subject for item in notes.items}
        colours = set() if named else _colours(words)
        items = [_weighed(item, weight, named, colours) for item in items]
    return replace(scene, items=tuple(items))


def _weighed(item: Item, weight: float, named: set[str], colours: set[str]) -> Item:
    if item.subject in named:
        return replace(item, size=min(max(item.size * weight, LEAST), MOST))
    if colours & set(item.colours):
        return replace(item, glow=min(max(item.glow * weight, 0.0), MOST))
    return item


def _colours(words: str) -> set[str]:
    """The colours that the words name, by having some thing wear them."""
    return {name for item in gather(f"{words} cat").items for name in item.colours}

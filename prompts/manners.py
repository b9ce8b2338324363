"""How one speaks of pictures, as plain texts for language models to learn from."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice, product

from prompts.expand import draw
from prompts.lists import FOLDER, shipped_lists
from prompts.printing import plain
from prompts.template import Dialect, Template, shipped_templates
from prompts.tree import Part, Prompt, Text, Words

MOST_OF_ONE = 12
"""Patterns that are made of one template, by what its choices offer."""


def free_words() -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """The lines of every shipped list that stand by themselves, and patterns with a "{}".

    The patterns are the shipped templates' prompts for free words, with every slot filled but the
    main one, which is the "{}".
    """
    lists = {name: _lines(name) for name in shipped_lists().names}
    patterns = [it for template in shipped_templates().all for it in _patterns(template)]
    return lists, patterns


@cache
def examples(dialect: Dialect) -> Sequence[tuple[str, str]]:
    """Few words and the whole prompt that a shipped template makes of them, one for each."""
    return tuple(_example(template, dialect) for template in shipped_templates().all)


def _example(template: Template, dialect: Dialect) -> tuple[str, str]:
    values = template.values(template.examples[0])
    filled = {name: (Text(value),) for name, value in values.items()}
    return values[template.main], _drawn(template.words(filled, dialect), seed=0)


def _drawn(words: Words, *, seed: int) -> str:
    drawn = draw(Prompt(parts=(Part(words=words),)), seed=seed, lists=shipped_lists())
    return plain(drawn.parts[0].words)


def _lines(name: str) -> Sequence[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(it for it in map(str.strip, lines) if it and not set(it) & set("#_{|}()[]"))


def _patterns(template: Template) -> Sequence[str]:
    names = [name for name in template.slots if name != template.main]
    offered = [template.slots[name].choices or (template.slots[name].default,) for name in names]
    made = []
    for seed, chosen in enumerate(islice(product(*offered), MOST_OF_ONE)):
        values = dict(zip(names, chosen, strict=True)) | {template.main: "{}"}
        filled = {name: (Text(value),) for name, value in values.items()}
        made.append(_drawn(template.words(filled, Dialect.FREE), seed=seed))
    return made

"""Prompts on their way to the writer and back: words go, and all signs stay in place. Pure.

typed --drafted--> Draft: plain words    answer --put back--> a prompt that /imagine takes
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import gcd

from bot.dressing import dialect_of
from inference.catalogue import Catalogue
from inference.request import MAX_SEED
from inference.writer import Draft, Example, Manner
from prompts.errors import PromptError
from prompts.expand import draw, expand, flags_of
from prompts.grammar import parse
from prompts.lists import shipped_lists
from prompts.manners import examples
from prompts.printing import canonical, plain_parts
from prompts.template import Dialect
from prompts.tree import Flag, Part, Prompt, Text
from prompts.words import LONGEST, clean, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What was typed, and what the writer gets of it.

    Attributes:
        prompt: as it was understood.
        draft: its words.
        simple: whether it is nothing but words, so that they may be replaced.
    """

    prompt: Prompt
    draft: Draft
    simple: bool

    def with_words(self, words: str) -> str | None:
        """The prompt with other words; None where that would be too long to send.

        Where there are brackets, weights or LoRAs, they stay, and what the words say beyond the
        drafted ones is put behind them.
        """
        parts, words = self.prompt.parts, tidy(words)
        if self.simple:
            parts = (Part(words=(Text(words),)),)
        else:
            last = max(number for number, part in enumerate(parts) if part.weight > 0)
            more = Text(" " + words[len(self.draft.words) :].lstrip(" ,"))
            longer = replace(parts[last], words=(*parts[last].words, more))
            parts = (*parts[:last], longer, *parts[last + 1 :])
        text = canonical(replace(self.prompt, parts=parts))
        return text if len(text) <= LONGEST else None


def drafted(typed: str, catalogue: Catalogue) -> Drafted:
    """What the writer gets of a prompt: the words that it first stands for, without its signs.

    Raises:
        PromptError, ModelNotFound: the prompt cannot be read, or says nothing but flags.
    """
    prompt = parse(clean(typed))
    first = expand(draw(prompt, seed=0, lists=shipped_lists()))[0]
    words = plain_parts(first)
    if not words:
        raise PromptError(
            "Say what to paint in a few words, such as: a red fox. Flags alone say nothing."
        )
    name = flags_of(first).model
    dialect = dialect_of(catalogue.find(name) if name else catalogue.default)
    manner = Manner.SCENES if dialect is Dialect.SCENES else Manner.FREE
    simple = len(prompt.parts) == 1 and prompt.parts[0].weight == 1
    simple = simple and all(isinstance(node, Text) for node in prompt.parts[0].words)
    shown = tuple(Example(few, rich) for few, rich in examples(dialect))
    draft = Draft(words=words, manner=manner, examples=shown, keeps=not simple)
    return Drafted(prompt=prompt, draft=draft, simple=simple)


def as_prompt(words: str, recipe: Mapping[str, object] | None = None) -> str | None:
    """Plain words as a prompt, so that no sign in them means anything; None if that is too long.

    Args:
        words: from wherever.
        recipe: of a picture, whose seed and shape become flags; anything may stand in it.
    """
    flags = [Flag(name=name, value=(Text(value),)) for name, value in _said(recipe or {}).items()]
    parts = (Part(words=(Text(tidy(words)),)),)
    text = canonical(Prompt(parts=parts, flags=tuple(flags)))
    return text if tidy(words) and len(text) <= LONGEST else None


def _said(recipe: Mapping[str, object]) -> dict[str, str]:
    told: dict[str, str] = {}
    match recipe.get("width"), recipe.get("height"):
        case int() as width, int() as height if 0 < width <= 3 * height and 0 < height <= 3 * width:
            shared = gcd(width, height)
            told["ar"] = f"{width // shared}:{height // shared}"
    match recipe.get("seed"):
        case int() as seed if 0 <= seed <= MAX_SEED and not isinstance(seed, bool):
            told["seed"] = str(seed)
    return told

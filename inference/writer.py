"""What helps members with their words: the protocol, and its answers as values.

It works beside the queue, since an answer takes less than a second with what Mozart ships. Knows
nothing of Discord, of flags or of who asks; brings no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PIL.Image import Image

from inference.errors import RequestRefused


class NothingToSay(RequestRefused):
    """The writer found no words; the message says what to try."""


class Manner(StrEnum):
    """What kind of words a model takes."""

    FREE = "free"
    SCENES = "scenes"  # the painter's


@dataclass(frozen=True, slots=True)
class Example:
    """Few words and what became of them, to show what is wanted."""

    words: str
    rich: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words to be made richer.

    Attributes:
        words: as they would be said, without brackets and flags.
        manner: of the model that shall paint.
        examples: of that manner, for language models that learn from them.
        keeps: the richer versions begin with these words and only add to them.
    """

    words: str
    manner: Manner
    examples: Sequence[Example] = ()
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word, and how much the meaning of the whole moves without it: the most is 1."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Which words matter.

    Attributes:
        words: all of them, in order.
        shorter: prompts of fewer words, the longest first; at least one.
    """

    words: tuple[Weighed, ...]
    shorter: tuple[str, ...]


class Writer(Protocol):
    """Blocks, and may be called in any thread; loads what it needs at the first question."""

    def enrich(self, draft: Draft, *, count: int, seed: int) -> list[str]:
        """Up to `count` richer versions, at least one; the same seed gives the same ones.

        Raises:
            ModelNotFound: the language model cannot be loaded.
            NothingToSay: it added nothing.
        """

    def complete(self, text: str) -> list[str]:
        """What may follow `text`, without it, the likeliest first; a begun word is ended."""

    def describe(self, picture: Image, *, count: int) -> list[str]:
        """Captions for a picture, the likeliest first.

        Raises:
            ModelNotFound: what looks at pictures cannot be loaded.
        """

    def weigh(self, words: str) -> Weighing:
        """Which words matter.

        Raises:
            ModelNotFound: the encoder cannot be loaded.
            NothingToSay: there is nothing to leave out.
        """

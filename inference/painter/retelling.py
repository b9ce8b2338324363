"""Free words, told anew in the plainest words for the scene that they mean.

A model that learned from the painter's captions has seen phrasings of these and nothing else, so it
is asked in them, and the member is told what of their words got lost on the way. Deterministic.
"""

from dataclasses import dataclass

from inference.painter.captions import captions
from inference.painter.reading import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """What a model is told instead of a member's words.

    Attributes:
        caption: a caption of the painter's; reading it gives the same scene again.
        note: what was not understood, for the member; empty when all was.
    """

    caption: str
    note: str


def retell(words: str, negative: str = "") -> Retelling:
    """Say a prompt anew, without what `negative` names. Never fails, whatever it reads."""
    reading = read(words, negative)
    return Retelling(caption=captions(reading.scene), note=reading.note)

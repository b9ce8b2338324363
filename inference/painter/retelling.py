"""Free words, told anew in the plainest words for the scene that they mean.

A model that learned from the painter's captions has seen phrasings of these and nothing else, so it
is asked in them, and the member is told what of their words got lost on the way. Deterministic.
"""

from dataclasses import dataclass

from inference.painter.captions import captions
from inference.painter.reading import read
from inference.painter.scene import MAX_ITEMS
from inference.painter.whims import strange, varied


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """What a model is told instead of a member's words.

    Attributes:
        caption: a caption of the painter's; reading it gives the same scene again.
        note: what was not understood, for the member; empty when all was.
    """

    caption: str
    note: str


def retell(
    words: str,
    negative: str = "",
    *,
    most: int | None = None,
    chaos: float = 0.0,
    weird: float = 0.0,
    seed: int = 0,
) -> Retelling:
    """Say a prompt anew, without what `negative` names. Never fails, whatever it reads.

    Args:
        words: the member's.
        negative: what to leave out.
        most: kinds of things that the model shows in a picture, of which the first stay; None is
            as many as the painter shows.
        chaos: how much of what they leave open the seed decides; see whims.
        weird: how odd it may become; see whims.
        seed: of the picture.
    """
    reading = read(words, negative, most=MAX_ITEMS if most is None else most)
    scene = varied(reading.scene, chaos, layout=seed, palette=seed)
    scene = strange(scene, weird, layout=seed, palette=seed)
    return Retelling(caption=captions(scene), note=reading.note)

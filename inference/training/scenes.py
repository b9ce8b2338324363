"""What the model learns from: the painter's scenes, what is said of them, and what a judge may see.

Scenes and phrasings are the painter's own. A label is given only where the scene states the fact
and a look at the picture can tell it; what the seed decides is left open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inference.painter.captions import captions
from inference.painter.chance import stream
from inference.painter.facts import ATTRIBUTES
from inference.painter.sampling import for_testing, for_training
from inference.painter.scene import Scene

UNKNOWN = -100
"""The label of what is not stated; torch's cross_entropy passes over it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One scene and what is said of it.

    Attributes:
        scene: to be painted.
        captions: phrasings of the same truth.
        labels: for each attribute the index of its answer, or UNKNOWN.
    """

    scene: Scene
    captions: tuple[str, ...]
    labels: Mapping[str, int]


def example(number: int, seed: int, *, purpose: str, phrasings: int) -> Example:
    """The example of that number: to "learn" from, or a combination never learned, to "check".

    Those of the purpose "near" are to learn from, too. Their captions do not say that they are
    seen from near, so that what learns from them paints things large without being asked.
    """
    if purpose == "check":
        scene = for_testing(number, seed)
    else:
        scene = for_training(number, seed, near=purpose == "near")
    rng = stream(seed, f"{purpose} captions {number}")
    told = replace(scene, composition=None)
    return Example(scene, tuple(captions(told, rng) for _ in range(phrasings)), labels_of(scene))


def labels_of(scene: Scene) -> dict[str, int]:
    """What can be told by looking.

    Which thing is meant is clear only where there is one kind, and its colour where it has one.
    """
    told: dict[str, str | None] = {"hour": scene.hour, "style": scene.style}
    if len(scene.items) == 1:
        (item,) = scene.items
        told |= {"subject": item.subject, "count": str(item.count)}
        told |= {"colour": item.colours[0]} if len(item.colours) == 1 else {}
    return {
        name: UNKNOWN if told.get(name) is None else answers.index(str(told[name]))
        for name, answers in ATTRIBUTES.items()
    }

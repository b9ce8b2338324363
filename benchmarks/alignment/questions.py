"""What is asked: captions of scenes that show a combination never learned. Knows no pictures.

Each scene shows one kind of thing from near, as the model was taught, so that subject, count and
colour mean one thing; every subject comes as often as any other, give or take one.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inference.painter.captions import captions
from inference.painter.chance import stream
from inference.painter.facts import ATTRIBUTES
from inference.painter.sampling import for_testing
from inference.painter.scene import Scene
from inference.painter.subjects.catalogue import SUBJECTS
from inference.training.scenes import UNKNOWN, labels_of

SEED = 2026
"""Another than training's, so that these are not the scenes that a training run looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One caption to paint.

    Attributes:
        number: of its scene in the test set.
        scene: what the caption says, seen from near.
        caption: one of the painter's phrasings.
        seed: of every picture of it.
    """

    number: int
    scene: Scene
    caption: str
    seed: int


def questions(count: int, seed: int) -> list[Question]:
    """The first `count` of a seed; more of them begin with the same."""
    return list(itertools.islice(_asked(seed), count))


def stated(scene: Scene) -> dict[str, str]:
    """The attributes that the judge can be asked about, with their right answers."""
    labels = labels_of(scene)
    return {name: ATTRIBUTES[name][told] for name, told in labels.items() if told != UNKNOWN}


def _asked(seed: int) -> Iterator[Question]:
    """Round by round; each has every subject once."""
    waiting = set(SUBJECTS)
    for number in itertools.count():
        scene = for_testing(number, seed, near=True)
        if not scene.items or scene.items[0].subject not in waiting:
            continue
        yield _question(number, scene, seed)
        waiting.remove(scene.items[0].subject)
        waiting = waiting or set(SUBJECTS)


def _question(number: int, scene: Scene, seed: int) -> Question:
    told = replace(scene, composition=None)  # as training tells it
    return Question(
        number=number,
        scene=scene,
        caption=captions(told, stream(seed, f"alignment caption {number}")),
        seed=int(stream(seed, f"alignment picture {number}").integers(2**32)),
    )

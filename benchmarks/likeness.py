"""How well the encoder finds the one picture of eight that shows the words.

The pictures are the painter's, of combinations that the encoder never learned. The seven others
show other words, or the same ones but for one fact: as candidates do that came out nearly right.
By luck one of eight is found in 12.5 % of all cases.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import thread_time

import torch
from numpy.random import Generator
from PIL.Image import Image

from benchmarks.alignment.questions import SEED, Question, questions
from inference.likeness import Likeness
from inference.painter.chance import stream
from inference.painter.colours import COLOURS
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.scene import Hour, Scene, Style
from inference.painter.subjects.catalogue import SUBJECTS

ASKED = 60
OTHERS = 7
SIDE = 192


def main() -> None:
    """Print the share of right choices for each kind of company, and what one picture costs."""
    torch.set_num_threads(1)
    likeness = Likeness()
    asked = questions(ASKED, SEED)
    right = [_painted(it.scene, it.seed) for it in asked]
    print(f"{'the seven others show':<26}{'found of':>8}{'':>6}{'in %':>8}")
    for name, company in _COMPANIES.items():
        found = sum(
            _finds(likeness, question, picture, company(asked, index))
            for index, (question, picture) in enumerate(zip(asked, right, strict=True))
        )
        print(f"{name:<26}{found:>8}{ASKED:>6}{100 * found / ASKED:>8.1f}")
    begin = thread_time()
    likeness.of_pictures(right)
    print(f"CPU ms for a picture      {1000 * (thread_time() - begin) / ASKED:>8.1f}")


def _finds(likeness: Likeness, asked: Question, right: Image, others: Sequence[Scene]) -> bool:
    rng = stream(asked.seed, "likeness pictures")
    wrong = [_painted(scene, int(rng.integers(2**32))) for scene in others]
    scores = likeness.scores(asked.caption, [right, *wrong])
    return scores[0] > max(scores[1:])


def _painted(scene: Scene, seed: int) -> Image:
    seeds = Seeds(layout=seed, palette=seed, hand=seed)
    return paint(scene, width=SIDE, height=SIDE, seeds=seeds, show=lambda done, look: None)


_Company = Callable[[Sequence[Question], int], list[Scene]]


def _strangers(asked: Sequence[Question], index: int) -> list[Scene]:
    return [asked[(index + step) % len(asked)].scene for step in range(1, OTHERS + 1)]


def _but_for(change: Callable[[Scene, Generator], Scene]) -> _Company:
    def company(asked: Sequence[Question], index: int) -> list[Scene]:
        rng = stream(asked[index].seed, "likeness company")
        scene = asked[index].scene
        found: list[Scene] = []
        while len(found) < OTHERS:
            changed = change(scene, rng)
            found += [changed] if changed != scene else []
        return found

    return company


def _other_subject(scene: Scene, rng: Generator) -> Scene:
    home = SUBJECTS[scene.items[0].subject].homes[0]
    alike = [name for name, subject in SUBJECTS.items() if home in subject.homes]
    subject = alike[int(rng.integers(len(alike)))]
    return replace(scene, items=(replace(scene.items[0], subject=subject),))


def _other_colour(scene: Scene, rng: Generator) -> Scene:
    colour = list(COLOURS)[int(rng.integers(len(COLOURS)))]
    return replace(scene, items=(replace(scene.items[0], colours=(colour,)),))


def _other_hour(scene: Scene, rng: Generator) -> Scene:
    return replace(scene, hour=list(Hour)[int(rng.integers(len(Hour)))])


def _other_style(scene: Scene, rng: Generator) -> Scene:
    return replace(scene, style=list(Style)[int(rng.integers(len(Style)))])


_COMPANIES: dict[str, _Company] = {
    "other words": _strangers,
    "another subject": _but_for(_other_subject),
    "another colour": _but_for(_other_colour),
    "another hour": _but_for(_other_hour),
    "another style": _but_for(_other_style),
}

if __name__ == "__main__":
    main()

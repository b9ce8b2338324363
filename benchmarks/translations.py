"""How near the built-in translations come to the truth, which the painter knows.

Scenes of combinations that the network never learned, from a seed of their own, each painted at
every hour, in every season and as contours. Beside each answer's error stands that of the picture
left as it is; the judge tells the hour of the answers and of the true pictures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from time import thread_time

import numpy as np
import torch
from torch import Tensor

from inference.judge import SHIPPED, read_judge, seen_at
from inference.painter.facts import ATTRIBUTES
from inference.training.views import LINES, PLACES, Truth, views_of
from inference.training.wear import worn
from inference.translating.tasks import HOURS, SEASONS, Task, built_in_translator
from inference.translating.translator import Translator, grey, read_translator

SEED = 77
SCENES = 12
SIDE = 192
LARGE = 512
_LEAST_ERROR = 1e-10


@dataclass(frozen=True, slots=True)
class Scene:
    """The views of a scene, (VIEWS, 3, SIDE, SIDE) in [0, 1], and what is true of them."""

    views: Tensor
    truth: Truth

    def view(self, task: Task) -> Tensor:
        """(1, 3, SIDE, SIDE): what the task asks for."""
        return self.views[None, PLACES[task]]


def main() -> None:
    """Print errors for every task, what the judge sees, and what a picture of 512 x 512 costs."""
    torch.set_num_threads(1)
    file = built_in_translator()
    if file is None:
        print("This copy of Mozart has no translator: there is nothing to measure.")
        return
    translator = read_translator(file)
    scenes = [_scene(number) for number in range(SCENES)]
    titles = ("pairs", "L1 before", "after", "dB before", "after", "CPU s")
    print(f"{'task':<10}" + "".join(f"{title:>11}" for title in titles))
    answers = {task: _tell(task, scenes, translator) for task in Task}
    print()
    for task in HOURS:
        _tell_hour(task, answers[task], scenes, translator)


def _tell(task: Task, scenes: list[Scene], translator: Translator) -> list[Tensor]:
    """Print a line for the task; returns the answers."""
    pairs = [pair for scene in scenes for pair in _pairs(task, scene)]
    answers = [translator.translate(before, task) for before, _ in pairs]
    left = [before for before, _ in pairs]
    truths = [truth for _, truth in pairs]
    figures = [
        (fmean(map(_error, made, truths)), fmean(map(_decibels, made, truths)))
        for made in (left, answers)
    ]
    (l1_left, db_left), (l1_made, db_made) = figures
    large = torch.nn.functional.interpolate(left[0], (LARGE, LARGE), mode="bilinear")
    began = thread_time()
    translator.translate(large, task)
    taken_s = thread_time() - began
    print(
        f"{task:<10}{len(pairs):>11}{100 * l1_left:>11.1f}{100 * l1_made:>11.1f}"
        f"{db_left:>11.1f}{db_made:>11.1f}{taken_s:>11.2f}",
        flush=True,
    )
    return answers


def _tell_hour(
    task: Task,
    answers: list[Tensor],
    scenes: list[Scene],
    translator: Translator,
) -> None:
    """What the judge takes answers for, and how little a picture changes that needs no change."""
    judge, side = read_judge(SHIPPED)
    answer = ATTRIBUTES["hour"].index(task.value)

    def right(pictures: list[Tensor]) -> float:
        told = [judge(seen_at(it * 2 - 1, side))["hour"].argmax() == answer for it in pictures]
        return 100 * fmean(map(float, told))

    truths = [scene.view(task) for scene in scenes]
    kept = fmean(_error(translator.translate(truth, task), truth) for truth in truths)
    print(
        f"{task:<10}the judge says so of {right(answers):.0f} % of answers and"
        f" {right(truths):.0f} % of true pictures;"
        f" asked for what it is, a picture changes by {100 * kept:.1f} %"
    )


def _pairs(task: Task, scene: Scene) -> list[tuple[Tensor, Tensor]]:
    """What is given and what shall come of it."""
    if task in HOURS:
        return _others(task, HOURS, scene)
    if task in SEASONS:
        return _others(task, SEASONS, scene) if scene.truth["green"] else []
    true = [scene.view(hour) for hour in HOURS]
    if task is Task.COLOUR:
        return [(grey(it), it) for it in true]
    if task is Task.RESTORED:
        return [(worn(it[0], np.random.default_rng(k))[None], it) for k, it in enumerate(true)]
    day, lines = scene.view(Task.DAY), scene.views[None, LINES]
    if not scene.truth["painterly"]:
        return []
    return [(lines, day) if task is Task.PAINTING else (day, lines)]


def _others(task: Task, among: Sequence[Task], scene: Scene) -> list[tuple[Tensor, Tensor]]:
    return [(scene.view(other), scene.view(task)) for other in among if other is not task]


def _scene(number: int) -> Scene:
    pixels, truth = views_of(number, SEED, purpose="check", side=SIDE)
    return Scene(torch.from_numpy(pixels).movedim(-1, 1).float() / 255, truth)


def _error(some: Tensor, others: Tensor) -> float:
    return float((some - others).abs().mean())


def _decibels(some: Tensor, others: Tensor) -> float:
    """The ratio of signal to noise."""
    return -10 * math.log10(max(_LEAST_ERROR, float((some - others).square().mean())))


if __name__ == "__main__":
    main()

"""What weights on words do to pictures: weight against the judge's and the encoder's score.

    colour    a (red:W) fox         is it red?         mean over pairs of colour and thing
    subject   a (house:W) and a fox is it a house?     mean over pairs of things

From the prompt as members type it to the painter's picture. The judge's score is the probability it
gives to the answer, in percent; the encoder's is the cosine of picture and words, times 100. A part
of negative weight is measured against one of weight 1.
"""

from collections.abc import Callable, Sequence
from statistics import mean

import numpy as np
import torch
from PIL.Image import Image

from bot.wish import Wish, request_of
from inference.catalogue import BUILT_IN, PAINTER
from inference.engines.painter import PainterEngine
from inference.inventory import read_catalogue
from inference.judge import read_judge, seen_at
from inference.likeness import Likeness
from inference.painter.facts import ATTRIBUTES

WEIGHTS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
SEEDS = (7, 8, 9)
SIDE = 192
COLOURS = (
    ("red", "fox"),
    ("blue", "house"),
    ("green", "boat"),
    ("purple", "balloon"),
    ("orange", "cat"),
    ("turquoise", "car"),
    ("pink", "owl"),
    ("yellow", "tent"),
)
SUBJECTS = (
    ("house", "fox"),
    ("castle", "tree"),
    ("lighthouse", "sailboat"),
    ("cat", "house"),
    ("owl", "tree"),
    ("train", "windmill"),
    ("horse", "tent"),
    ("car", "church"),
)

Tell = Callable[[Sequence[Image], str, str], float]
"""Pictures, the answer and the attribute that it belongs to -> a mean score."""


class _Silent:
    def __call__(self, done: float, preview: Sequence[Image] | None = None) -> None:
        """Nobody watches."""

    def wants_preview(self) -> bool:
        return False


def main() -> None:
    """Print a line for each weight, then what a negative weight takes away."""
    torch.set_num_threads(1)
    scorers = (_judge(), _encoder())
    print(f"{'weight':>8}{'colour: judge':>16}{'encoder':>10}{'subject: judge':>18}{'encoder':>10}")
    for weight in WEIGHTS:
        colours = [
            (_painted(f"a ({colour}:{weight}) {thing}, poster"), colour)
            for colour, thing in COLOURS
        ]
        things = [
            (_painted(f"a ({one}:{weight}) and a {other}, poster"), one) for one, other in SUBJECTS
        ]
        told = [
            mean(tell(pictures, answer, attribute) for pictures, answer in asked)
            for attribute, asked in (("colour", colours), ("subject", things))
            for tell in scorers
        ]
        print(f"{weight:>8g}{told[0]:>16.1f}{told[1]:>10.1f}{told[2]:>18.1f}{told[3]:>10.1f}")
    for words in ("{other}::1 {one}::1 poster::1", "{other}::1 {one}::-0.5 poster::1"):
        asked = [(_painted(words.format(one=a, other=b)), a) for a, b in SUBJECTS]
        told = [mean(tell(it, answer, "subject") for it, answer in asked) for tell in scorers]
        print(f"{words:<42}{told[0]:>10.1f}{told[1]:>10.1f}")


def _painted(words: str) -> list[Image]:
    catalogue = read_catalogue(BUILT_IN)  # a folder without models of others
    pictures = []
    for seed in SEEDS:
        wish = Wish(prompt=words, size=SIDE, seed=seed, model=PAINTER)
        request = request_of(wish, catalogue, draw_seed=lambda: 0)
        pictures.append(PainterEngine().run(request, {}, _Silent())[0].image)
    return pictures


def _judge() -> Tell:
    judge, side = read_judge(BUILT_IN.parent / "judge.safetensors")

    def tell(pictures: Sequence[Image], answer: str, attribute: str) -> float:
        arrays = np.stack([np.asarray(picture) for picture in pictures])
        pixels = torch.from_numpy(arrays).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.no_grad():
            told = judge(seen_at(pixels, side))[attribute].softmax(1)
        return 100 * float(told[:, ATTRIBUTES[attribute].index(answer)].mean())

    return tell


def _encoder() -> Tell:
    likeness = Likeness()

    def tell(pictures: Sequence[Image], answer: str, attribute: str) -> float:
        words = f"a {answer}" if attribute == "subject" else answer
        return 100 * mean(likeness.scores(words, pictures))

    return tell


if __name__ == "__main__":
    main()

"""What the writer costs, and how good it is: one thread of a CPU, in its own time.

Completions are those of prompts as they are typed, a letter more each time. Enrichments and
descriptions are of scenes that nobody learned from.
"""

from statistics import median, quantiles
from time import process_time

import torch

from benchmarks.alignment.questions import SEED, questions
from inference.engines.writer.choosing import clashes
from inference.engines.writer.house_writer import OWN, HouseWriter
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.painter.reading import read
from inference.writer import Draft, Manner, NothingToSay

ASKED = 60
SIDE = 192
COMPLETION_MS, MAX_MB = 60.0, 10.0
LETTERS = range(3, 60, 4)


def main() -> None:
    """Print the figures beside the promised ones."""
    torch.set_num_threads(1)
    size = sum(file.stat().st_size for file in OWN.iterdir()) / 1e6
    print(f"language model            {size:>8.2f} MB (promised: at most {MAX_MB:.0f})")
    writer = HouseWriter()
    writer.complete("a")
    _complete(writer)
    _enrich(writer)
    _describe(writer)
    _weigh(writer)


def _complete(writer: HouseWriter) -> None:
    spent, offered = [], 0
    for question in questions(ASKED // 4, SEED):
        for letters in LETTERS:
            if letters <= len(question.caption):
                begin = process_time()
                offered += bool(writer.complete(question.caption[:letters]))
                spent.append(1000 * (process_time() - begin))
    p95 = quantiles(spent, n=20)[-1]
    print(
        f"a completion              {median(spent):>8.1f} ms of CPU, p95 {p95:.1f}"
        f" (promised: at most {COMPLETION_MS:.0f}); {offered} of {len(spent)} offer something"
    )


def _enrich(writer: HouseWriter) -> None:
    spent, sound, made = [], 0, 0
    for question in questions(ASKED // 4, SEED):
        words = " ".join(question.caption.split()[:4])
        begin = process_time()
        try:
            versions = writer.enrich(Draft(words=words, manner=Manner.SCENES), count=3, seed=1)
        except NothingToSay:
            versions = []
        spent.append(1000 * (process_time() - begin))
        made += len(versions)
        sound += sum(not read(it).unknown and clashes(it) == 0 for it in versions)
    print(
        f"three richer versions     {median(spent):>8.1f} ms of CPU; the painter understands"
        f" all of {sound} of {made}, and nothing in them clashes"
    )


def _describe(writer: HouseWriter) -> None:
    spent, first, among, style = [], 0, 0, 0
    asked = questions(ASKED, SEED)
    for question in asked:
        seeds = Seeds(layout=question.seed, palette=question.seed, hand=question.seed)
        picture = paint(
            question.scene, width=SIDE, height=SIDE, seeds=seeds, show=lambda done, look: None
        )
        begin = process_time()
        scenes = [read(it).scene for it in writer.describe(picture, count=4)]
        spent.append(1000 * (process_time() - begin))
        subjects = [it.items[0].subject for it in scenes]
        first += subjects[0] == question.scene.items[0].subject
        among += question.scene.items[0].subject in subjects
        style += question.scene.style in {scenes[0].style, None}
    print(
        f"four descriptions         {median(spent):>8.1f} ms of CPU; the subject is right first in"
        f" {100 * first / ASKED:.0f} %, among the four in {100 * among / ASKED:.0f} %,"
        f" the style in {100 * style / ASKED:.0f} %"
    )


def _weigh(writer: HouseWriter) -> None:
    spent = []
    for question in questions(ASKED // 4, SEED):
        begin = process_time()
        try:
            writer.weigh(question.caption)
        except NothingToSay:
            continue
        spent.append(1000 * (process_time() - begin))
    print(f"a prompt weighed          {median(spent):>8.1f} ms of CPU")

"""Ask, paint, judge and tell: `python -m benchmarks.alignment`."""

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from PIL.Image import Image
from torch import Tensor

from benchmarks.alignment.artists import PAINTED_SIDE, Artist, painted
from benchmarks.alignment.questions import SEED, Question, questions
from benchmarks.alignment.scores import Judging, score
from benchmarks.alignment.sheet import draw_sheet
from benchmarks.alignment.telling import Column, as_json, best, confusions, table
from inference.catalogue import BUILT_IN
from inference.engines.diffusion.hardware import Device, probe
from inference.judge import read_judge, seen_at
from inference.training.files import write_whole

T = TypeVar("T")
OUT = Path("data/alignment")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; write it with all answers, and the contact sheet, into a folder."""
    options = _options(arguments)
    judge_file = options.judge or options.model.parent / "judge.safetensors"
    missing = [it for it in (options.model / "model_index.json", judge_file) if not it.is_file()]
    if missing:
        print(f"Skipped, because there is no {missing[0]}.")
        return
    device = probe(options.device)
    print(device.describe(), flush=True)
    asked = questions(options.count, options.seed)
    gallery = _Gallery(asked, _judging(judge_file, device), options.batch)
    painter, rebuilt, *models = gallery.columns(
        Artist(options.model, device), options.steps, options.guidance
    )
    print(f"\n{len(asked)} captions of combinations never learned, seed {options.seed}")
    print(table([painter, rebuilt, *models]))
    model = best(models)
    print(f"\n{confusions(model)}")
    told = as_json(asked, [painter, rebuilt, *models])
    write_whole(options.out / "alignment.json", json.dumps(told, indent=1).encode())
    draw_sheet(asked, painter, model).save(options.out / "alignment.webp", quality=90)
    print(f"\nAll answers and a sheet to look at are in {options.out}.")


class _Gallery:
    """Has pictures made in batches, and judged."""

    def __init__(self, asked: Sequence[Question], judge: Judging, batch: int) -> None:
        self._asked, self._judge, self._batch = asked, judge, batch

    def columns(
        self, artist: Artist, steps: Sequence[int], guidance: Sequence[float]
    ) -> list[Column]:
        """The painter's, the same through the autoencoder, and the model's for each setting."""
        side = max(PAINTED_SIDE, artist.side)
        painter = self._column(
            "painter", self._asked, lambda some: [painted(one, side) for one in some]
        )
        found = [painter, self._column("rebuilt", painter.pictures, artist.rebuilt)]
        settings = itertools.product(steps or [artist.steps], guidance or [artist.guidance])
        for count, strength in settings:
            name = f"{count} steps, guidance {strength:g}"
            found.append(self._column(name, self._asked, _working(artist, count, strength)))
        return found

    def _column(
        self, name: str, sources: Sequence[T], make: Callable[[Sequence[T]], list[Image]]
    ) -> Column:
        began = perf_counter()
        pictures = [
            picture
            for begin in range(0, len(sources), self._batch)
            for picture in make(sources[begin : begin + self._batch])
        ]
        seconds = (perf_counter() - began) / len(pictures)
        print(f"{name}: {len(pictures)} pictures, {seconds:.2f} s each", flush=True)
        scores = score(pictures, [question.scene for question in self._asked], self._judge)
        return Column(name=name, pictures=pictures, scores=scores, seconds=seconds)


def _working(
    artist: Artist, steps: int, guidance: float
) -> Callable[[Sequence[Question]], list[Image]]:
    return lambda some: artist.made(some, steps=steps, guidance=guidance)


def _judging(file: Path, device: Device) -> Judging:
    judge, side = read_judge(file)
    judge.to(device.place)

    def judging(pixels: Tensor) -> dict[str, Tensor]:
        told: dict[str, Tensor] = judge(seen_at(pixels.to(device.place), side))
        return told

    return judging


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.alignment",
        description="Measure how well a model obeys words; several --steps or --guidance compare.",
    )
    parser.add_argument("--model", type=Path, default=BUILT_IN, help="a diffusers folder")
    parser.add_argument("--judge", type=Path, help="judge.safetensors; by default beside the model")
    parser.add_argument("--steps", type=int, nargs="+", help="by default what the model says")
    parser.add_argument("--guidance", type=float, nargs="+", help="the same")
    parser.add_argument("--count", type=int, default=512, help="of captions (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of captions (%(default)s)")
    parser.add_argument("--batch", type=int, default=8, help="pictures at once (%(default)s)")
    parser.add_argument("--device", default="auto", help="or cpu, mps, cuda, cuda:1")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for results (%(default)s)")
    options = parser.parse_args(arguments)
    if options.count < 1 or options.batch < 1:
        parser.error("There must be at least one caption, and one picture at once.")
    return options

"""How well a text-to-image model obeys words, as a judge of the painter's pictures sees it.

Every caption shows a pair of facts that training never did. The judge answers for the painter's own
pictures of the same scenes, for those after a way through the model's autoencoder, and for the
model's; so what the judge, the autoencoder and the denoiser each lose stands side by side.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL.Image import Image

from benchmarks._scores import Asked, Score, answers, interval, questions, score
from benchmarks._sheet import Shown, contact_sheet
from inference.engines.diffusion.habits import read_habits
from inference.engines.diffusion.hardware import Device, probe
from inference.engines.diffusion.untyped import Pipeline
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.training.scenes import ATTRIBUTES, UNKNOWN
from inference.training.sheets import as_image
from inference.training.stages.autoencoder import encode
from inference.training.stages.judge import read_judge
from inference.training.stock import library

MODELS = Path(__file__).parent.parent / "inference" / "models"
PROMISED = {"subject": 90.0, "colour": 90.0, "count": 70.0, "hour": 95.0, "style": 95.0}
SEED = 1_000_003
"""Not a training's seed: the scenes, too, are others."""
_BATCH = 8
_SHOWN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to sample: a column of the table."""

    steps: int
    guidance: float

    @property
    def title(self) -> str:
        """At the head of its column."""
        return f"{self.steps} steps, {self.guidance:g}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; write alignment.json and alignment.webp."""
    options = _parser().parse_args(arguments)
    missing = [path for path in (options.judge, options.model) if not path.exists()]
    if missing:
        print(f"Nothing to measure: {missing[0]} is not there.")
        return
    judge, side = read_judge(options.judge)
    device = probe(options.device)
    pipeline = _pipeline(options.model, device)
    asked = questions(options.count, options.seed)
    size = options.size or pipeline.unet.config.sample_size * pipeline.vae_scale_factor
    pictures = {"painter": [_painted(one, size) for one in asked]}
    pictures["round trip"] = [_rebuilt(pipeline, picture) for picture in pictures["painter"]]
    for way in _ways(options, pipeline):
        pictures[way.title] = _imagined(pipeline, asked, way, size)
    told = {name: answers(judge, side, these) for name, these in pictures.items()}
    scores = {name: score(these, asked) for name, these in told.items()}
    print(f"{len(asked)} captions never learned, {size} px, {device.describe()}")
    _print_table(scores)
    _print_mistakes(scores)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "alignment.json").write_text(json.dumps(_plain(scores), indent=2) + "\n")
    last = list(pictures)[-1]
    shown = [
        Shown(
            caption=one.caption,
            pictures=(pictures["painter"][index], pictures[last][index]),
            verdicts=_verdicts(one, {name: told[last][name][index] for name in ATTRIBUTES}),
        )
        for index, one in enumerate(asked[:_SHOWN])
    ]
    contact_sheet(shown).save(options.out / "alignment.webp", quality=88)
    print(f"Sheet and figures are in {options.out}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alignment", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODELS / "mozart", help="a diffusers folder")
    parser.add_argument("--judge", type=Path, default=MODELS / "judge.safetensors")
    parser.add_argument("--count", type=int, default=512, help="captions")
    parser.add_argument("--seed", type=int, default=SEED, help="of the scenes")
    parser.add_argument("--size", type=int, help="side in pixels; the model's own without")
    parser.add_argument("--steps", type=int, nargs="+", help="one column for each")
    parser.add_argument("--guidance", type=float, nargs="+", help="one column for each")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--out", type=Path, default=Path("build") / "alignment")
    return parser


def _pipeline(folder: Path, device: Device) -> Pipeline:
    """The stock pipeline, as anybody would load it."""
    pipeline: Pipeline = library.AutoPipelineForText2Image.from_pretrained(
        folder, dtype=device.dtype, local_files_only=True
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(torch.device(device.place))


def _ways(options: argparse.Namespace, pipeline: Pipeline) -> list[Way]:
    habits = read_habits(options.model)
    steps = options.steps or [habits.steps or 20]
    guidance = options.guidance or [4.0 if habits.guidance is None else habits.guidance]
    return [Way(steps=count, guidance=strength) for count in steps for strength in guidance]


# ---- pictures


def _painted(asked: Asked, size: int) -> Image:
    seeds = Seeds(layout=asked.seed, palette=asked.seed, hand=asked.seed)
    return paint(asked.scene, width=256, height=256, seeds=seeds, show=_unseen).resize((size, size))


def _unseen(done: float, look: Callable[[], Image]) -> None:
    """Nobody watches."""


def _rebuilt(pipeline: Pipeline, picture: Image) -> Image:
    pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
    with torch.no_grad():
        latents, _ = encode(pipeline.vae, pixels.to(pipeline.device, pipeline.dtype))
        return as_image(pipeline.vae.decode(latents.to(pipeline.dtype)).sample[0].float())


def _imagined(pipeline: Pipeline, asked: Sequence[Asked], way: Way, size: int) -> list[Image]:
    pictures: list[Image] = []
    for begin in range(0, len(asked), _BATCH):
        some = asked[begin : begin + _BATCH]
        pictures += pipeline(
            [one.caption for one in some],
            width=size,
            height=size,
            num_inference_steps=way.steps,
            guidance_scale=way.guidance,
            generator=[torch.Generator().manual_seed(one.seed) for one in some],
        ).images
        if sys.stderr.isatty():
            print(f"{way.title}: {len(pictures)} of {len(asked)}", end="\r", file=sys.stderr)
    return pictures


# ---- what is told


def _print_table(scores: Mapping[str, Mapping[str, Score]]) -> None:
    print(f"{'right answers in %':<20}{'asked':>7}" + "".join(f"{name:>22}" for name in scores))
    for name in ATTRIBUTES:
        columns = [_cell(these[name]) for these in scores.values()]
        asked = next(iter(scores.values()))[name].asked
        promise = f"   (promised: {PROMISED[name]:.0f})"
        print(f"{name:<20}{asked:>7}" + "".join(f"{cell:>22}" for cell in columns) + promise)
    near = [
        f"{100 * these['subject'].near / these['subject'].asked:.1f}" for these in scores.values()
    ]
    print(f"{'subject among 3':<27}" + "".join(f"{cell:>22}" for cell in near))


def _cell(score: Score) -> str:
    low, high = interval(score.right, score.asked)
    return f"{100 * score.share:.1f} ({100 * low:.0f}-{100 * high:.0f})"


def _print_mistakes(scores: Mapping[str, Mapping[str, Score]]) -> None:
    last = list(scores)[-1]
    print(f"\nmost often mistaken, {last}:")
    for name, one in scores[last].items():
        worst = [f"{asked} for {told} ({n})" for (asked, told), n in one.mistaken.most_common(5)]
        print(f"  {name:<9}{', '.join(worst)}")


def _plain(scores: Mapping[str, Mapping[str, Score]]) -> dict[str, dict[str, dict[str, object]]]:
    return {
        column: {
            name: {"asked": one.asked, "right": one.right, "share": round(one.share, 4)}
            for name, one in these.items()
        }
        for column, these in scores.items()
    }


def _verdicts(asked: Asked, told: Mapping[str, torch.Tensor]) -> tuple[tuple[str, bool], ...]:
    """What the judge saw of all that was asked for, and whether that was right."""
    seen = {name: int(told[name].argmax()) for name in ATTRIBUTES if asked.labels[name] != UNKNOWN}
    return tuple(
        (ATTRIBUTES[name][index], index == asked.labels[name]) for name, index in seen.items()
    )


if __name__ == "__main__":
    main()

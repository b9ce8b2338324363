"""What a stage of training is, and the loop that runs every one of them.

              .-- lane 0: losses of its dice --> gradients --.
    learners -+                                              +- mean --> AdamW --> averages
        ^     `-- lane 1: losses of its dice --> gradients --'                         |
        `------------ checkpoint every `save_every` steps, found again at the start ---'

Lanes are threads, each with its share of the cores: a core that works alone waits for no other.

A step depends on the weights and on its dice alone, so a run that was killed and goes on ends with
the weights of one that was not. Knows nothing of any particular network.
"""

import io
import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

import torch
from PIL.Image import Image
from torch import Tensor, nn

from inference.errors import InferenceError
from inference.training.dice import Dice
from inference.training.files import write_folder, write_whole
from inference.training.schedules import Schedule

Tell = Callable[[str], None]
"""Takes one line for the operator."""

Gradients = Sequence[Tensor | None]
"""One for each weight of a learner; None for one that the loss does not depend on."""

STEPS_FILE = "steps.txt"
_LEAST_RATE = 1 / 25
_BETAS = (0.9, 0.99)
_GRADIENT = 1.0  # the norm to which larger gradients are cut


class CheckpointRefused(InferenceError):
    """It holds networks of other shapes."""


class Learner:
    """A network that learns, its optimizer, and the moving average of its weights."""

    def __init__(
        self,
        network: nn.Module,
        schedule: Schedule,
        *,
        betas: tuple[float, float] = _BETAS,
    ) -> None:
        """Take a network that lies on its device already; `betas` are AdamW's memory."""
        self.network = network.train()
        self.average = deepcopy(network).eval().requires_grad_(requires_grad=False)
        self._decay = schedule.decay
        self._learning = [weight for weight in network.parameters() if weight.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._learning, lr=schedule.rate, betas=betas, fused=True
        )

    def gradients(self, loss: Tensor) -> Gradients:
        """Of `loss`, for each weight that learns; None where it does not depend on the weight."""
        return torch.autograd.grad(loss, self._learning, allow_unused=True)

    def learn(self, lanes: Sequence[Gradients], *, rate: float, step: int) -> None:
        """One step against the mean of the lanes' gradients."""
        for weight, *parts in zip(self._learning, *lanes, strict=True):
            # In the weight's own layout, which the fused AdamW takes for granted (torch 2.13).
            known = [part for part in parts if part is not None]
            weight.grad = torch.zeros_like(weight) if known else None
            for part in known:
                weight.grad.add_(part, alpha=1 / len(parts))
        torch.nn.utils.clip_grad_norm_(self._learning, _GRADIENT)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        kept = min(self._decay, (1 + step) / (10 + step))  # short runs average less
        with torch.no_grad():
            for own, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
                own.lerp_(new, 1 - kept)
            for copy, now in zip(self.average.buffers(), self.network.buffers(), strict=True):
                copy.copy_(now)

    def state(self) -> dict[str, Any]:
        """All that a later run needs."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` once returned."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])


class Stage(Protocol):
    """One thing to learn."""

    name: str

    @property
    def schedule(self) -> Schedule:
        """How long it learns."""

    @property
    def learners(self) -> Mapping[str, Learner]:
        """By name."""

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        """One scalar for each learner that learns in this step, in the order they shall learn."""

    def sheet(self, dice: Dice) -> Image:
        """What it can do by now, for a person to look at."""

    def save(self, folder: Path) -> None:
        """Write what later stages and `export` read, of the averaged weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where and how long to train.

    Attributes:
        seed: of all the dice.
        place: of the device, as torch names it.
        dtype: that autocast computes in; fp32 is without autocast.
        until: `clock` time to stop at; None for no end.
        tell: takes lines of progress.
        threads: that torch computes with on a CPU, in all lanes together.
        clock: seconds, monotonic.
    """

    seed: int
    place: str
    dtype: torch.dtype
    tell: Tell
    threads: int = 1
    until: float | None = None
    clock: Callable[[], float] = field(default=time.monotonic)

    @property
    def over(self) -> bool:
        """Whether it is time to stop."""
        return self.until is not None and self.clock() >= self.until

    def autocast(self) -> AbstractContextManager[object]:
        """Within it, matrices are multiplied in the setting's dtype."""
        wanted = self.dtype is not torch.float32
        kind = self.place.partition(":")[0]
        # Lanes would share the cache of cast weights, and with it their graphs (torch 2.13).
        return torch.autocast(kind, dtype=self.dtype, enabled=wanted, cache_enabled=False)


def run_stage(stage: Stage, folder: Path, setting: Setting) -> bool:
    """Train a stage to its end or to the end of the time, from its checkpoint if there is one.

    Returns:
        Whether it is finished; its results are then in folder/result.
    """
    file = folder / "checkpoint.pt"
    step = _load(stage, file)
    if step:
        setting.tell(f"{stage.name}: goes on after step {step}.")
    pace = _Pace(stage, setting)
    schedule = stage.schedule
    torch.set_num_threads(max(1, setting.threads // schedule.lanes))
    with ThreadPoolExecutor(schedule.lanes, thread_name_prefix="lane") as lanes:
        while step < schedule.steps and not setting.over:
            losses = _step(stage, setting, step, lanes)
            step += 1
            pace.add(losses)
            last = step == schedule.steps
            if step % schedule.report_every == 0 or last:
                setting.tell(pace.line(step))
            if step % schedule.sheet_every == 0 or last:
                _draw_sheet(stage, folder, setting, step)
            if step % schedule.save_every == 0 and not last:
                _save(stage, file, step)
    _save(stage, file, step)
    if step < schedule.steps:
        setting.tell(f"{stage.name}: the time is over at step {step} of {schedule.steps}.")
        return False
    write_folder(folder / "result", stage.save)
    write_whole(folder / "result" / STEPS_FILE, str(step).encode())
    return True


def is_finished(folder: Path, schedule: Schedule) -> bool:
    """Whether a stage's results are there, of at least as many steps as the schedule says."""
    steps = folder / "result" / STEPS_FILE
    return steps.exists() and int(steps.read_text()) >= schedule.steps


def _step(
    stage: Stage, setting: Setting, step: int, lanes: ThreadPoolExecutor
) -> Mapping[str, float]:
    """One step of every learner that learns in it; returns the losses."""
    count = stage.schedule.lanes
    numbers = range(count * step, count * (step + 1))
    found = list(lanes.map(lambda number: _lane(stage, setting, number), numbers))
    rate = rate_at(stage.schedule, step)
    for name in found[0]:
        gradients = [lane[name][1] for lane in found]
        stage.learners[name].learn(gradients, rate=rate, step=step)
    return {name: fmean(lane[name][0] for lane in found) for name in found[0]}


def _lane(stage: Stage, setting: Setting, number: int) -> dict[str, tuple[float, Gradients]]:
    """Loss and gradients of every learner for one throw of the dice."""
    dice = Dice(setting.seed, stage.name, number, place=setting.place)
    with setting.autocast():
        losses = stage.losses(dice)
    return {
        name: (float(loss.detach()), stage.learners[name].gradients(loss))
        for name, loss in losses.items()
    }


def rate_at(schedule: Schedule, step: int) -> float:
    """The learning rate: up in a line, down in a cosine."""
    if step < schedule.warmup:
        return schedule.rate * (step + 1) / schedule.warmup
    done = (step - schedule.warmup) / max(1, schedule.steps - schedule.warmup)
    height = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return schedule.rate * (_LEAST_RATE + (1 - _LEAST_RATE) * height)


class _Pace:
    """Losses and speed since the last line of progress."""

    def __init__(self, stage: Stage, setting: Setting) -> None:
        self._stage, self._setting = stage, setting
        self._losses: dict[str, list[float]] = {}
        self._steps = 0
        self._began = setting.clock()

    def add(self, losses: Mapping[str, float]) -> None:
        self._steps += 1
        for name, loss in losses.items():
            self._losses.setdefault(name, []).append(loss)

    def line(self, step: int) -> str:
        schedule = self._stage.schedule
        passed_s = max(1e-9, self._setting.clock() - self._began)
        speed = self._steps * schedule.lanes * schedule.batch / passed_s
        means = " ".join(f"{name} {fmean(these):.4f}" for name, these in self._losses.items())
        self._losses, self._steps, self._began = {}, 0, self._setting.clock()
        return (
            f"{self._stage.name}: step {step} of {schedule.steps}, {means}, {speed:.1f} samples/s"
        )


def _draw_sheet(stage: Stage, folder: Path, setting: Setting, step: int) -> None:
    dice = Dice(setting.seed, f"{stage.name}/sheet", 0, place=setting.place)
    with torch.no_grad(), setting.autocast():
        sheet = stage.sheet(dice)
    png = io.BytesIO()
    sheet.save(png, "PNG")
    write_whole(folder / f"sheet-{step:06d}.png", png.getvalue())


def _save(stage: Stage, file: Path, step: int) -> None:
    learners = {name: learner.state() for name, learner in stage.learners.items()}
    content = io.BytesIO()
    torch.save({"step": step, "learners": learners}, content)
    write_whole(file, content.getvalue())


def _load(stage: Stage, file: Path) -> int:
    """Put the stage where the checkpoint left it; returns the steps done."""
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True, map_location="cpu")
    try:
        for name, learner in stage.learners.items():
            learner.load(state["learners"][name])
    except (KeyError, RuntimeError, ValueError) as error:
        raise CheckpointRefused(
            f"{file} belongs to another configuration of “{stage.name}”; choose another --out,"
            " or remove it to begin that stage anew."
        ) from error
    return int(state["step"])

"""A call of a pipeline while it runs: each step passed on, an early end, numbers that were lost."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PIL import Image
from torch import Tensor

from inference.engines.diffusion.canvas import centre
from inference.engines.diffusion.latents import Foresight, decoded, unpacked
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Order
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import RequestRefused

Watch = Callable[[float, Callable[[], list[Image.Image]]], None]
"""Hears after each step how much of the call is done, in [0, 1], and how to get a preview.

The preview is worth its price only when somebody wants it; it may be empty. Raises Cancelled."""


class Enough(Exception):
    """Ends a pipeline that cannot be told to stop."""


class Looker:
    """Gets each step from the pipeline and passes on what it looks like."""

    def __init__(
        self,
        model: LoadedModel,
        pipeline: Pipeline,
        order: Order,
        size: tuple[int, int],
        watch: Watch,
    ) -> None:
        self._latents: Tensor | None = None
        self._pipeline = pipeline
        self._sketcher = model.sketcher
        self._foresight = Foresight(pipeline.scheduler)
        scale = model.traits.multiple // 2
        self._width, self._height = size[0] // scale, size[1] // scale
        self._shown = max(1, order.width // scale), max(1, order.height // scale)
        self._until = order.until
        self._watch, self._rest = watch, partial(model.rest, order.guide)
        self._done = 0.0

    def callbacks(self, takes: Mapping[str, Any]) -> Mapping[str, Any]:
        """What lets this look on, for a call that takes these arguments."""
        if "callback_on_step_end" in takes:
            return {"callback_on_step_end": self.step}
        return {"callback": self._old_step, "callback_steps": 1}

    def _old_step(self, index: int, time: object, latents: Tensor) -> None:
        """Is a pipeline's `callback`."""
        self.step(self._pipeline, index, time, {"latents": latents})

    def step(
        self, pipeline: Pipeline, index: int, _: object, tensors: dict[str, Any]
    ) -> dict[str, Any]:
        """Is a pipeline's `callback_on_step_end`."""
        latents = self._latents = tensors["latents"]
        # One share is left for the decoder, which comes after the last step.
        steps = getattr(pipeline, "num_timesteps", None) or pipeline.scheduler.num_inference_steps
        last = steps if self._until == 1 else max(1, round(self._until * steps))
        done = (index + 1) / (max(index + 1, last) + 1)
        self._done = done
        self._watch(done, lambda: self._look(latents))
        if index + 1 < last:
            return {}
        self._rest()
        return {} if last == steps else self._leave(pipeline, latents)

    def _leave(self, pipeline: Pipeline, latents: Tensor) -> dict[str, Any]:
        """End here, with the picture that this step was heading for."""
        clean = self._latents = self._foresight.clean(latents).to(latents.dtype)
        if not hasattr(type(pipeline), "interrupt"):
            raise Enough
        pipeline._interrupt = True  # noqa: SLF001 - what diffusers' own pages say to do
        return {"latents": clean}

    def still_here(self) -> None:
        """Tell, between two steps, that this run is waiting for others', and hear of a cancel."""
        self._watch(self._done, list)

    def _look(self, latents: Tensor) -> list[Image.Image]:
        clean = unpacked(self._foresight.clean(latents), self._height, self._width)
        if self._sketcher is None or clean.ndim != 4:
            return []
        sketches = self._sketcher.sketch(clean)
        return [centre(sketch, *self._shown) for sketch in sketches]

    def close(self) -> None:
        """Let go of the run's tensors."""
        self._latents = None
        self._foresight.close()

    def unpacked_latents(self) -> Tensor | None:
        """The last step's, as the autoencoder takes them."""
        if self._latents is None:
            return None
        return unpacked(self._latents, self._height, self._width)


def finite(model: LoadedModel, pictures: Tensor, latents: Tensor | None) -> Tensor:
    """The pictures, decoded again in fp32 where half precision overflowed."""
    if bool(pictures.isfinite().all()):
        return pictures
    if model.formats is not None and latents is not None and bool(latents.isfinite().all()):
        pictures = decoded(model.formats.full, latents)
        if bool(pictures.isfinite().all()):
            return pictures
    raise RequestRefused(
        "The model lost its numbers on the way and painted nothing."
        " Ask for another seed, or for less guidance."
    )


def left(model: LoadedModel, pipeline: Pipeline, latents: Tensor | None) -> Tensor:
    """The pictures of a pipeline that was ended before it could decode them."""
    filtered = getattr(pipeline, "safety_checker", None) is not None
    if model.formats is None or latents is None or filtered:
        raise RequestRefused(f"The model “{model.name}” cannot be stopped; leave --stop out.")
    return decoded(model.formats.full, latents)

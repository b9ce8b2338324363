"""A model on the device: loading it from its folder, and pipelines for one run each.

Several runs may go on at once, each in its own thread: its pipeline and scheduler are its own, the
networks are everybody's. Denoisers are shared (see `sharing`), text encoders remembered (`recall`).
"""

import copy
import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from math import prod
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    AutoPipelineForText2Image,
    DiffusionPipeline,
)

from inference.catalogue import Model
from inference.engines.diffusion.adapters import Adapter, Mixing, Worn
from inference.engines.diffusion.checkpoint import read_checkpoint
from inference.engines.diffusion.controls import Controls, Guide
from inference.engines.diffusion.embeddings import Embeddings
from inference.engines.diffusion.emphasis import Span, takes_weights
from inference.engines.diffusion.formats import Formats
from inference.engines.diffusion.gazing import Gazing, readers
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.joining import takes_times
from inference.engines.diffusion.latents import Sketcher
from inference.engines.diffusion.lora import Rack, lora_parts
from inference.engines.diffusion.recall import Recall, one_at_a_time
from inference.engines.diffusion.samplers import scheduler_of
from inference.engines.diffusion.seams import seamless
from inference.engines.diffusion.sharing import Sharing
from inference.engines.diffusion.sights import Sights
from inference.engines.diffusion.stress import stresses
from inference.engines.diffusion.traits import Traits, read_traits
from inference.engines.diffusion.untyped import Autoencoder, Pipeline
from inference.engines.diffusion.ways import Way, Ways
from inference.engines.diffusion.worth import Worth
from inference.errors import ModelNotFound, OutOfMemory, RequestRefused
from inference.memory import memory_errors
from inference.shelf.folder import variant_of
from inference.shelf.soundness import refuse_damaged
from inference.weights import read_tensors

log = logging.getLogger(__name__)

TILE = 256  # pixels a side
_GUIDE = "controlnet"  # asked before each step of a job that is inside already
_DENOISERS = ("unet", "transformer", _GUIDE)
_NO_WAY = {
    (False, Way.REPAINT): "The model “{}” cannot start from a picture; choose another model.",
    (False, Way.INPAINT): "The model “{}” cannot paint in a part of a picture; leave the mask out,"
    " or choose another model.",
} | {
    (True, way): "The model “{}” follows no ControlNets; leave the control out, or choose another"
    " model."
    for way in Way
}


class LoadedModel:
    """Weights on the device, in diffusers' stock pipelines.

    Attributes:
        name: in the catalogue.
        dialect, kinds: what words it knows, and how many things at a time.
        traits: what it can do.
        vae: its autoencoder where it is of a kind that we can preview, else None.
        sketcher: makes previews; None without such a `vae`.
        formats: the same `vae` in its own number format and in fp32.
        rack: its adapters on the device.
        controls: its ControlNets on the device.
        sights: its IP-Adapters on the device.
        embeddings: the words that it learnt here.
        denoisers: where concurrent runs meet; empty when its runs cannot share a network.
    """

    def __init__(
        self, model: Model, device: Device, pipeline: Pipeline, *, fixed_rows: int | None = None
    ) -> None:
        self.name = model.name
        self.dialect, self.kinds = model.dialect, model.kinds
        self.device = device
        self._ways = Ways(pipeline, edits=model.edits)
        repainter, inpainter = self._ways.of(Way.REPAINT), self._ways.of(Way.INPAINT)
        self.traits: Traits = read_traits(pipeline, repainter, model, inpainter)
        vae: Autoencoder = getattr(pipeline, "vae", None)
        plain = isinstance(vae, AutoencoderKL | AutoencoderTiny)
        self.vae: Autoencoder | None = vae if plain else None
        self.sketcher = Sketcher(self.vae) if self.vae is not None else None
        self.formats = Formats(vae) if self.vae is not None else None
        if self.vae is not None:
            self.vae.enable_slicing()  # pictures are decoded one by one: less memory, same pixels
        parts = {name: part for name, part in pipeline.components.items() if part is not None}
        for name in {*_DENOISERS, "vae"} & parts.keys():
            parts[name].to(memory_format=device.layout)
        self._mixings = {name: Mixing(part, name) for name, part in lora_parts(pipeline).items()}
        self._gazings = {
            name: Gazing(parts[name])
            for name in _DENOISERS
            if name in parts and readers(parts[name])
        }
        self.denoisers = [
            Sharing(
                parts[name],
                fixed_rows=fixed_rows,
                wearing=[it[name] for it in (self._mixings, self._gazings) if name in it],
                worth=Worth() if name != _GUIDE else None,
                free=device.free,
            )
            for name in _DENOISERS
            if name in parts and takes_times(parts[name])
        ]
        self._recalls = [
            Recall(part, beside=self._mixings[name].worn_here if name in self._mixings else _never)
            for name, part in parts.items()
            if "text_encoder" in name
        ]
        self._stresses = [] if takes_weights(pipeline, self.traits.paint) else stresses(pipeline)
        locks = {
            name: one_at_a_time(part)
            for name, part in parts.items()
            if name.startswith("tokenizer")
        }
        self._seamless = seamless(pipeline)
        self._seaming = threading.Lock()
        self.rack = Rack(model.name, pipeline)
        self.embeddings = Embeddings(model.name, pipeline, locks)
        self.controls = Controls(model.name, parts.get("unet"), device, fixed_rows=fixed_rows)
        self.sights = Sights(model.name, pipeline, device)

    @property
    def weighs_words(self) -> bool:
        """Whether weights of words make a difference."""
        return bool(self._stresses) or takes_weights(self.pipeline(), self.traits.paint)

    @contextmanager
    def stressing(self, spans: Sequence[Span]) -> Iterator[None]:
        """Weigh the words of this thread's run meanwhile, in encoders that are not CLIP's."""
        with ExitStack() as stack:
            for stress in self._stresses if spans else ():
                stack.enter_context(stress.on(spans))
            yield

    def pipeline(
        self, way: Way = Way.PAINT, *, sampler: str | None = None, guide: Guide | None = None
    ) -> Pipeline:
        """A pipeline over the shared weights, for one run.

        Pipelines keep the state of their run in attributes, and schedulers in themselves, so each
        run has a shallow copy with a scheduler of its own.

        Args:
            way: how its picture begins.
            sampler: one of SAMPLERS; None for the model's own.
            guide: a ControlNet of this model to follow.

        Raises:
            RequestRefused: it has no such sampler, or no such way.
        """
        found = self._ways.of(way) if guide is None else self._ways.guided(way, guide.network)
        if found is None:
            raise RequestRefused(_NO_WAY[guide is not None, way].format(self.name))
        mine: Pipeline = copy.copy(found)
        mine.scheduler = scheduler_of(mine.scheduler, sampler)
        mine.set_progress_bar_config(disable=True)
        if self.formats is not None and self.formats.turns:
            # Past the pipeline's own __setattr__, which would look it over.
            object.__setattr__(mine, "vae", self.formats.face())
        return mine

    @contextmanager
    def member(
        self,
        worn: Worn = (),
        check: Callable[[], None] = lambda: None,
        guide: Guide | None = None,
        *,
        steps: float = math.inf,
        waits: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> Iterator[None]:
        """Within it, this thread runs a pipeline, and its steps may be joined with others'.

        Args:
            worn: what of this model this thread's run is computed with.
            check: see `Sharing.member`.
            guide: a ControlNet that it follows.
            steps: see `Sharing.member`.
            waits: see `Sharing.member`.
        """
        with ExitStack() as stack:
            for wearing in (*self._mixings.values(), *self._gazings.values()) if worn else ():
                stack.enter_context(wearing.worn(worn))
            for denoiser in self.denoisers:
                stack.enter_context(denoiser.member(worn, check, steps=steps, waits=waits))
            if guide is not None:
                stack.enter_context(guide.sharing.member((), check))
            yield

    @property
    def crowded(self) -> bool:
        """Whether runs wait for others to end, whose company would gain nothing."""
        return any(denoiser.crowded for denoiser in self.denoisers)

    def seamless(self) -> Adapter | None:
        """What makes edges fit together, to be worn by a run; None where that cannot be."""
        with self._seaming:
            if self._seamless is not None and "vae" not in self._mixings and self.formats:
                faces = {"vae": self.formats.usual}
                if self.formats.turns:
                    faces["vae in full"] = self.formats.full
                mixings = {name: Mixing(vae, "vae") for name, vae in faces.items()}
                self._mixings = {**self._mixings, **mixings}  # others may be reading the old ones
            return self._seamless if self.formats else None

    def rest(self, guide: Guide | None = None) -> None:
        """This thread's run has taken its last step; only its picture is still to be decoded."""
        for point in (*self.denoisers, *([guide.sharing] if guide is not None else ())):
            point.rest()

    def decode_in_tiles(self) -> bool:
        """Let pictures pass the autoencoder in pieces, which takes less memory.

        Returns:
            Whether that is new.
        """
        if self.vae is None or self.vae.use_tiling:
            return False
        full = None if self.formats is None else self.formats.full_if_made
        for vae in (self.vae, full):
            if vae is not None:
                _tile(vae)
        return True

    def clear_beside(self) -> None:
        """Keep nothing of what goes with it; what is in use stays with its jobs."""
        self.rack.clear()
        self.controls.clear()
        self.sights.clear()

    def close(self) -> None:
        """Let go of the networks, so that their memory is free as soon as no run uses them."""
        for denoiser in self.denoisers:
            denoiser.close()
        for stress in self._stresses:
            stress.close()
        for recall in self._recalls:
            recall.close()
        self.clear_beside()


def load_model(model: Model, device: Device, *, fixed_rows: int | None = None) -> LoadedModel:
    """Read a folder of the catalogue onto the device, after looking it over.

    Raises:
        ModelNotFound: it is gone, may run programs, or does not load.
        OutOfMemory: the device cannot hold it.
    """
    if model.folder is None:
        raise ModelNotFound(f"“{model.name}” is not a diffusion model; choose another one.")
    refuse_damaged(model)
    try:
        with memory_errors():
            pipeline = _read(model, model.folder, device)
            return LoadedModel(model, device, pipeline, fixed_rows=fixed_rows)
    except (ModelNotFound, OutOfMemory):
        raise
    except Exception as error:  # the loaders raise nearly anything for files they do not like
        log.exception("The model %s does not load", model.name)
        cause = str(error).strip().partition("\n")[0][:200].rstrip(".")
        message = f"The model “{model.name}” does not load ({type(error).__name__}: {cause})."
        raise ModelNotFound(message) from error


def _never() -> None:
    """No adapters go on this encoder."""


def _tile(vae: Autoencoder) -> None:
    factor = vae.tile_sample_min_size // vae.tile_latent_min_size
    side = min(TILE // factor, vae.tile_latent_min_size)
    vae.tile_latent_min_size, vae.tile_sample_min_size = side, factor * side
    vae.enable_tiling()  # last: others may be decoding


def weight_bytes(model: Model, dtype: torch.dtype) -> int:
    """How much memory a model's weights take in that format, about; its files' headers say."""
    if model.folder is None:
        return 0
    files = [model.file] if model.file is not None else model.folder.rglob("*.safetensors")
    return sum(
        prod(tensor.shape) * dtype.itemsize for file in files for tensor in read_tensors(file)
    )


def _read(model: Model, folder: Path, device: Device) -> Pipeline:
    if model.file is not None:
        return read_checkpoint(model.file, folder, device.dtype).to(torch.device(device.place))
    # What changes pictures is no kind of text to image; its own kind is one of EDITORS.
    kind: Any = DiffusionPipeline if model.edits else AutoPipelineForText2Image
    pipeline: Pipeline = kind.from_pretrained(
        folder,
        dtype=device.dtype,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
        variant=variant_of(folder),
    )
    pipeline.to(torch.device(device.place))
    return pipeline

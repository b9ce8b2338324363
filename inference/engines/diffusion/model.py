"""A model on the device: loading it from its folder, and pipelines for one run each."""

import copy
import logging
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    AutoPipelineForImage2Image,
    AutoPipelineForText2Image,
)

from inference.catalogue import Model
from inference.engines.diffusion.folder import check_folder, variant_of
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.latents import Sketcher
from inference.engines.diffusion.traits import Traits, read_traits
from inference.engines.diffusion.untyped import Autoencoder, Pipeline
from inference.errors import ModelNotFound, OutOfMemory
from inference.memory import memory_errors

log = logging.getLogger(__name__)


class LoadedModel:
    """Weights on the device, in diffusers' stock pipelines.

    Attributes:
        name: in the catalogue.
        dialect: what words it knows.
        traits: what it can do.
        vae: its autoencoder where it is of a kind that we can preview, else None.
        sketcher: makes previews; None without such a `vae`.
    """

    def __init__(self, model: Model, device: Device, pipeline: Pipeline) -> None:
        self.name = model.name
        self.dialect = model.dialect
        self.device = device
        self._painter = pipeline
        self._repainter = _repainter(pipeline)
        self.traits: Traits = read_traits(pipeline, self._repainter, model)
        vae: Autoencoder = getattr(pipeline, "vae", None)
        plain = isinstance(vae, AutoencoderKL | AutoencoderTiny)
        self.vae: Autoencoder | None = vae if plain else None
        self.sketcher = Sketcher(self.vae) if self.vae is not None else None
        if self.vae is not None:
            self.vae.enable_slicing()  # pictures are decoded one by one: less memory, same pixels

    def pipeline(self, *, from_picture: bool) -> Pipeline:
        """A pipeline over the shared weights, for one run.

        Pipelines keep the state of their run in attributes, and schedulers in themselves, so each
        run has a shallow copy with a scheduler of its own.
        """
        mine: Pipeline = copy.copy(self._repainter if from_picture else self._painter)
        mine.scheduler = type(mine.scheduler).from_config(mine.scheduler.config)
        mine.set_progress_bar_config(disable=True)
        return mine


def load_model(model: Model, device: Device) -> LoadedModel:
    """Read a folder of the catalogue onto the device, after looking it over.

    Raises:
        ModelNotFound: it is gone, may run programs, or does not load.
        OutOfMemory: the device cannot hold it.
    """
    if model.folder is None:
        raise ModelNotFound(f"“{model.name}” is not a diffusion model; choose another one.")
    check_folder(model.folder)
    try:
        with memory_errors():
            return LoadedModel(model, device, _read(model.folder, device))
    except (ModelNotFound, OutOfMemory):
        raise
    except Exception as error:  # the loaders raise nearly anything for files they do not like
        log.exception("The model %s does not load", model.name)
        cause = str(error).strip().partition("\n")[0][:200].rstrip(".")
        message = f"The model “{model.name}” does not load ({type(error).__name__}: {cause})."
        raise ModelNotFound(message) from error


def _read(folder: Path, device: Device) -> Pipeline:
    pipeline: Pipeline = AutoPipelineForText2Image.from_pretrained(  # type: ignore[no-untyped-call]
        folder,
        dtype=device.dtype,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
        variant=variant_of(folder),
    )
    pipeline.to(torch.device(device.place))
    return pipeline


def _repainter(pipeline: Pipeline) -> Pipeline | None:
    try:
        return AutoPipelineForImage2Image.from_pipe(pipeline)
    except ValueError:  # diffusers has none for this family
        return None

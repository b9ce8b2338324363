"""Who makes the pictures that are judged: the painter itself, and a model of stock diffusers."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from PIL.Image import Image, Resampling

from benchmarks.alignment.questions import Question
from inference.catalogue import Model
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.traits import read_traits
from inference.engines.diffusion.untyped import Pipeline
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.training.stages.autoencoder import encode
from inference.training.stock import library

PAINTED_SIDE = 256
"""Of the painter's pictures in pixels, as the judge learned; more where the model's are larger."""


def painted(question: Question, side: int) -> Image:
    """The painter's own picture of it."""
    seeds = Seeds(layout=question.seed, palette=question.seed, hand=question.seed)
    return paint(question.scene, width=side, height=side, seeds=seeds, show=_unseen)


class Artist:
    """A folder in diffusers' layout, on the device.

    Attributes:
        steps, guidance: what the folder says of its use, or what its kind likes.
        side: of its pictures, in pixels.
    """

    def __init__(self, folder: Path, device: Device) -> None:
        """Load it.

        Raises:
            OSError, ValueError: diffusers cannot.
            ModelNotFound: its mozart.json makes no sense.
        """
        self._device = device
        self._pipeline: Pipeline = library.AutoPipelineForText2Image.from_pretrained(
            folder, dtype=device.dtype, use_safetensors=True, local_files_only=True
        )
        self._pipeline.to(torch.device(device.place))
        self._pipeline.set_progress_bar_config(disable=True)
        entry = Model(name=folder.name, engine="diffusion", title=folder.name, folder=folder)
        traits = read_traits(self._pipeline, None, entry)
        self.steps, self.guidance = traits.steps, traits.guidance
        scale = self._pipeline.vae_scale_factor
        self.side = int(self._pipeline.unet.config.sample_size * scale)

    def made(self, questions: Sequence[Question], *, steps: int, guidance: float) -> list[Image]:
        """One picture of each, all at once."""
        output = self._pipeline(
            prompt=[question.caption for question in questions],
            generator=[torch.Generator().manual_seed(question.seed) for question in questions],
            num_inference_steps=steps,
            guidance_scale=guidance,
        )
        return list(output.images)

    @torch.no_grad()
    def rebuilt(self, pictures: Sequence[Image]) -> list[Image]:
        """What its autoencoder makes of square pictures, in the size of its own."""
        fitted = [picture.resize((self.side, self.side), Resampling.BOX) for picture in pictures]
        processor, vae = self._pipeline.image_processor, self._pipeline.vae
        pixels = processor.preprocess(fitted).to(self._device.place, self._device.dtype)
        latents = encode(vae, pixels)[0].to(self._device.dtype)
        return list(processor.postprocess(vae.decode(latents).sample))


def _unseen(done: float, look: Callable[[], Image]) -> None:
    """Nobody watches these pictures grow."""

"""Few steps instead of many: a student that jumps to the end of its teacher's way.

Wherever it stands on the way, the student shall name the same end; its teacher, guided, takes one
jump, and the student's average names the end from there. How strongly to be guided is told to the
student as a number, so that the stock pipeline and LCMScheduler need one forward for each step.
Source: Luo et al., "Latent Consistency Models" (2023; arXiv:2310.04378), with the velocity and with
a schedule whose signal ends at zero.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers.models.attention_processor import AttnProcessor
from PIL.Image import Image
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.fast_norm import hurry
from inference.training.growing import GROWN
from inference.training.latents import Latents
from inference.training.noise import STEPS, Noise, consistent, few_steps, guided
from inference.training.pictures import Album
from inference.training.schedules import DistillationConfig
from inference.training.stage import Learner
from inference.training.stages.denoiser import painted_sheet
from inference.training.stages.encoder import token_ids
from inference.training.stock import Network, frozen, library, pipeline_of, placed

_GUIDANCE_CHANNELS = 128
_SHEET_STEPS = 4
_HUBER = 0.001


class DistillationStage:
    """Learns to need few steps."""

    name = "distillation"

    def __init__(
        self,
        config: Config,
        *,
        album: Album,
        latents: Latents,
        denoiser: Path,
        autoencoder: Network,
        place: str,
    ) -> None:
        """Take the denoiser stage's results as the teacher; the student begins as its copy."""
        self.schedule: DistillationConfig = config.distillation
        self._album, self._latents = album, latents
        self._autoencoder, self._size = autoencoder, config.sizes[0]
        self._tokenizer = CLIPTokenizer.from_pretrained(denoiser / "tokenizer")
        text = CLIPTextModel.from_pretrained(denoiser / "text_encoder")
        teacher = library.UNet2DConditionModel.from_pretrained(denoiser / "unet")
        self._text, self._teacher = frozen(text, place), frozen(teacher, place)
        self._noise = Noise(place, GROWN)
        torch.manual_seed(config.seed)
        student = _student(self._teacher)
        if place == "cpu":
            hurry(student)
            student.set_attn_processor(AttnProcessor())  # as the denoiser's
        student = placed(student, place)
        self._learner = Learner(student, config.distillation)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"student": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config = self.schedule
        chosen = self._album.choose(dice, config.batch)
        latents = self._latents.of(chosen, dice.place)
        words = self._words(chosen.captions, dice.place)
        jump = STEPS // config.jumps
        later = (dice.whole(config.jumps, config.batch) + 1) * jump - 1
        earlier = (later - jump).clamp(min=0)
        strength = dice.uniform(*config.guidance, config.batch)
        mixed = self._noise.mixed(latents, dice.normal(*latents.shape), later)
        told = self._end(self._learner.network, mixed, later, words, strength)
        with torch.no_grad():
            nearer = self._jump(mixed, later, earlier, words, strength)
            wanted = self._end(self._learner.average, nearer, earlier, words, strength)
        return {"student": ((told - wanted).square() + _HUBER**2).sqrt().mean() - _HUBER}

    def sheet(self, dice: Dice) -> Image:
        pipeline = pipeline_of(
            vae=self._autoencoder,
            text_encoder=self._text,
            tokenizer=self._tokenizer,
            unet=self._learner.average,
            scheduler=few_steps(self.schedule.jumps, GROWN),
        )
        captions = self._album.choose(dice, 6).captions
        strength = sum(self.schedule.guidance) / 2
        return painted_sheet(
            pipeline, captions, self._size, dice, steps=_SHEET_STEPS, guidance=strength
        )

    def save(self, folder: Path) -> None:
        student: Network = self._learner.average
        student.save_pretrained(folder / "unet")

    @torch.no_grad()
    def _words(self, captions: tuple[str, ...], place: str) -> Tensor:
        """(2B, tokens, width): of the captions, then of as many empty ones."""
        ids = token_ids(self._tokenizer, [*captions, *[""] * len(captions)])
        words: Tensor = self._text(ids.to(place)).last_hidden_state
        return words

    def _jump(
        self, mixed: Tensor, later: Tensor, earlier: Tensor, words: Tensor, strength: Tensor
    ) -> Tensor:
        """Where the guided teacher is after one step of DDIM."""
        twice = mixed.repeat(2, 1, 1, 1), later.repeat(2)
        told = self._teacher(*twice, encoder_hidden_states=words).sample.float()
        with_words, without = told.chunk(2)
        velocity = guided(with_words, without, strength)
        latents, noise = self._noise.parts(mixed, velocity, later)
        return self._noise.mixed(latents, noise, earlier)

    def _end(
        self, network: Network, mixed: Tensor, times: Tensor, words: Tensor, strength: Tensor
    ) -> Tensor:
        """Where the way ends, says the network."""
        told = network(
            mixed,
            times,
            timestep_cond=guidance_channels(strength - 1, _GUIDANCE_CHANNELS),
            encoder_hidden_states=words[: len(mixed)],
        ).sample.float()
        latents, _ = self._noise.parts(mixed, told, times)
        return consistent(mixed, latents, times)


def guidance_channels(extra: Tensor, channels: int) -> Tensor:
    """(B,) guidance beyond 1 to (B, channels), as StableDiffusionPipeline tells it to the UNet."""
    half = channels // 2
    rates = torch.exp(
        torch.arange(half, device=extra.device) * -(torch.tensor(10000.0).log() / (half - 1))
    )
    angles = extra[:, None] * 1000 * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def _student(teacher: Network) -> Network:
    """The teacher with a place for the guidance, which does nothing yet."""
    student = library.UNet2DConditionModel.from_config(
        teacher.config, time_cond_proj_dim=_GUIDANCE_CHANNELS
    )
    missing = student.load_state_dict(teacher.state_dict(), strict=False).missing_keys
    assert missing == ["time_embedding.cond_proj.weight"]
    torch.nn.init.zeros_(student.time_embedding.cond_proj.weight)
    return student

"""The denoiser: a stock UNet that predicts the velocity, and the text encoder that tells it what.

Its core learns first, on pictures half the size, where what things are costs a quarter to learn;
then the whole of it, on whole pictures (see growing). Some captions are left empty, which is what
makes classifier-free guidance possible later.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
from diffusers.models.attention_processor import AttnProcessor
from PIL.Image import Image
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer
from typing_extensions import override

from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.fast_norm import hurry
from inference.training.latents import Latents
from inference.training.noise import STEPS, Noise, empty_or_not, many_steps
from inference.training.pictures import Album
from inference.training.schedules import LATENT_CHANNELS, CoreConfig, DenoiserConfig
from inference.training.sheets import sheet_of
from inference.training.stage import Learner
from inference.training.stages.encoder import token_ids
from inference.training.stock import Network, Pipeline, library, pipeline_of, placed

_SHEET_STEPS = 20
_SHEET_GUIDANCE = 5.0
_POOLING_HEADS = 4


class Denoiser(nn.Module):
    """The two networks that learn together, so that they share an optimizer and an average."""

    def __init__(self, unet: Network, text_encoder: Network) -> None:
        super().__init__()
        self.unet = unet
        self.text_encoder = text_encoder

    @override
    def forward(self, mixed: Tensor, times: Tensor, ids: Tensor) -> Tensor:
        """(B, 4, h, w) noisy latents, (B,) times and (B, tokens) words to velocities, fp32."""
        words = self.text_encoder(ids).last_hidden_state
        told: Tensor = self.unet(mixed, times, encoder_hidden_states=words).sample
        return told.float()


class DenoiserStage:
    """Learns to tell noise from picture, at half the size or at the whole."""

    def __init__(
        self,
        name: str,
        schedule: CoreConfig | DenoiserConfig,
        *,
        album: Album,
        latents: Latents,
        size: tuple[int, int],
        times: int,
        unet: Network,
        words: Path,
        tokenizer: Path,
        autoencoder: Network,
        seed: int,
        place: str,
    ) -> None:
        """Take a UNet to go on with, and the text encoder that lies in the folder `words`.

        `size` is (width, height) of the sheet's pictures; `times` says how much larger pictures
        are than the core's, as `many_steps` takes it.
        """
        self.name, self.schedule = name, schedule
        self._album, self._latents = album, latents
        self._autoencoder, self._size, self._times = autoencoder, size, times
        self._tokenizer = CLIPTokenizer.from_pretrained(tokenizer)
        self._noise = Noise(place, times)
        torch.manual_seed(seed)
        text = CLIPTextModel.from_pretrained(words, dtype=torch.float32)
        text.requires_grad_(schedule.text)
        if place == "cpu":
            hurry(unet)
            unet.set_attn_processor(AttnProcessor())  # the fused one goes back slowly (torch 2.13)
        self._learner = Learner(placed(Denoiser(unet, text), place), schedule)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"denoiser": self._learner}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config = self.schedule
        chosen = self._album.choose(dice, config.batch)
        latents = self._latents.of(chosen, dice.place)
        dropped = dice.uniform(0, 1, config.batch) < config.dropped
        times = dice.whole(STEPS, config.batch)
        noise = dice.normal(*latents.shape)
        ids = token_ids(self._tokenizer, empty_or_not(chosen.captions, dropped)).to(dice.place)
        told = self._learner.network(self._noise.mixed(latents, noise, times), times, ids)
        wanted = self._noise.velocity(latents, noise, times)
        return {"denoiser": (told - wanted).square().mean()}

    def sheet(self, dice: Dice) -> Image:
        captions = self._album.choose(dice, 6).captions
        average = cast("Denoiser", self._learner.average)
        pipeline = pipeline_of(
            vae=self._autoencoder,
            text_encoder=average.text_encoder,
            tokenizer=self._tokenizer,
            unet=average.unet,
            scheduler=many_steps(self._times),
        )
        return painted_sheet(
            pipeline, captions, self._size, dice, steps=_SHEET_STEPS, guidance=_SHEET_GUIDANCE
        )

    def save(self, folder: Path) -> None:
        average = cast("Denoiser", self._learner.average)
        average.unet.save_pretrained(folder / "unet")
        average.text_encoder.save_pretrained(folder / "text_encoder")
        self._tokenizer.save_pretrained(folder / "tokenizer")


def painted_sheet(
    pipeline: Pipeline,
    captions: Sequence[str],
    size: tuple[int, int],
    dice: Dice,
    *,
    steps: int,
    guidance: float,
) -> Image:
    """Pictures of the captions by a stock pipeline, two rows of them."""
    pipeline.set_progress_bar_config(disable=True)
    images = pipeline(
        list(captions),
        width=size[0],
        height=size[1],
        num_inference_steps=steps,
        guidance_scale=guidance,
        generator=dice.torch,
    ).images
    half = (len(images) + 1) // 2
    return sheet_of([images[:half], images[half:]])


def begun(folder: Path) -> Network:
    """A UNet that goes on; one that was told its guidance forgets that."""
    told = library.UNet2DConditionModel.from_pretrained(folder)
    unet = library.UNet2DConditionModel.from_config(told.config, time_cond_proj_dim=None)
    unexpected = unet.load_state_dict(told.state_dict(), strict=False).unexpected_keys
    assert set(unexpected) <= {"time_embedding.cond_proj.weight"}
    return unet


def new_core(config: Config, words: Path) -> Network:
    """A fresh UNet for pictures half the size, which reads what the encoder in `words` tells."""
    told = CLIPTextModel.from_pretrained(words).config.hidden_size
    channels, attending = config.core.channels, config.core.attending
    plain = len(channels) - attending
    modulated: dict[str, object] = {
        "addition_embed_type": "text",
        "addition_embed_type_num_heads": _POOLING_HEADS,
        "resnet_time_scale_shift": "scale_shift",
    }
    side = min(config.sizes[0]) // 2
    factor = 2 ** (len(config.autoencoder.channels) - 1)
    torch.manual_seed(config.seed)
    return library.UNet2DConditionModel(
        sample_size=side // factor,  # one number, or the stock pipelines do not load it
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        block_out_channels=channels,
        down_block_types=(*["DownBlock2D"] * plain, *["CrossAttnDownBlock2D"] * attending),
        up_block_types=(*["CrossAttnUpBlock2D"] * attending, *["UpBlock2D"] * plain),
        layers_per_block=config.core.layers,
        attention_head_dim=tuple(max(1, width // config.core.head) for width in channels),
        norm_num_groups=config.core.groups,
        cross_attention_dim=told,
        use_linear_projection=True,
        **(modulated if config.core.modulated else {}),
    )

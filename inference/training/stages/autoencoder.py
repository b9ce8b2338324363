"""The autoencoder: pixels to latents and back, in diffusers' AutoencoderTiny or AutoencoderKL.

It learns to rebuild crops: their pixels (L1), what the judge sees in them, and, once that is good,
what a critic cannot tell from the real ones.
Source: Esser, Rombach, Ommer, "Taming Transformers for High-Resolution Image Synthesis" (2021;
arXiv:2012.09841), with our own judge's features and one weight for the critic.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Image
from torch import Tensor, nn

from inference.judge import Judge
from inference.training.config import Config
from inference.training.dice import Dice
from inference.training.networks import Critic, hinge, perceptual_distance
from inference.training.pictures import Album
from inference.training.schedules import LATENT_CHANNELS, AutoencoderConfig
from inference.training.sheets import as_image, sheet_of
from inference.training.stage import Learner
from inference.training.stock import Network, frozen, library, placed

_CALM = 0.3
_BINOMIAL = torch.tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16
_MEASURED = 64  # pictures whose latents tell the scaling factor


class AutoencoderStage:
    """Learns to rebuild pictures."""

    name = "autoencoder"

    def __init__(self, config: Config, *, album: Album, judge: Judge, place: str) -> None:
        self.schedule: AutoencoderConfig = config.autoencoder
        self._album, self._judge, self._seed, self._place = album, judge, config.seed, place
        torch.manual_seed(config.seed)
        network = placed(_autoencoder(config.autoencoder), place)
        self._learner = Learner(network, config.autoencoder)
        self._critic = Learner(Critic().to(place), config.autoencoder)

    @property
    def learners(self) -> Mapping[str, Learner]:
        return {"autoencoder": self._learner, "critic": self._critic}

    def losses(self, dice: Dice) -> Mapping[str, Tensor]:
        config, critic = self.schedule, self._critic.network
        real = dice.crop(self._album.draw(dice, config.batch).pixels, config.crop)
        real = real.contiguous(memory_format=torch.channels_last)
        latents, penalty = encode(self._learner.network, real, dice)
        if config.layout == "tiny":
            latents = latents + config.noise * dice.normal(*latents.shape)
        rebuilt = _decode(self._learner.network, latents)
        loss = (rebuilt - real).abs().mean() + config.penalty * penalty
        if config.perceptual:
            loss = loss + config.perceptual * perceptual_distance(self._judge, rebuilt, real)
        if dice.step < config.adversarial_from or not config.adversarial:
            return {"autoencoder": loss}
        loss = loss - config.adversarial * critic(rebuilt).float().mean()
        believed, doubted = critic(real).float(), critic(rebuilt.detach()).float()
        return {"autoencoder": loss, "critic": hinge(believed, doubted)}

    def sheet(self, dice: Dice) -> Image:
        """Real pictures over rebuilt ones."""
        real = self._album.draw(dice, 6).pixels
        rebuilt = _decode(self._learner.average, encode(self._learner.average, real)[0])
        return sheet_of([[as_image(picture) for picture in batch] for batch in (real, rebuilt)])

    def save(self, folder: Path) -> None:
        network: Network = self._learner.average
        network.register_to_config(scaling_factor=self._scaling())
        network.save_pretrained(folder / "vae")

    @torch.no_grad()
    def _scaling(self) -> float:
        """What makes the latents' spread one."""
        dice = Dice(self._seed, "autoencoder/scaling", 0, place=self._place)
        pixels = self._album.draw(dice, _MEASURED).pixels
        parts = [encode(self._learner.average, some)[0] for some in torch.split(pixels, 16)]
        return float(f"{1 / float(torch.cat(parts).std()):.5g}")


def encode(autoencoder: Network, pixels: Tensor, dice: Dice | None = None) -> tuple[Tensor, Tensor]:
    """Latents, not scaled, and how large they are.

    Args:
        autoencoder: of either layout.
        pixels: (B, 3, H, W) in [-1, 1].
        dice: to sample from a distribution of latents; its mean without.

    Returns:
        (B, 4, H / factor, W / factor) fp32 and a scalar: KL divergence for each number, or the
        mean square where there is no distribution.
    """
    told = autoencoder.encode(pixels)
    if isinstance(autoencoder, library.AutoencoderTiny):
        return told.latents.float(), told.latents.float().square().mean()
    mean, spread = told.latent_dist.mean.float(), told.latent_dist.logvar.float()
    penalty = 0.5 * (mean.square() + spread.exp() - 1 - spread).mean()
    if dice is None:
        return mean, penalty
    return mean + (0.5 * spread).exp() * dice.normal(*mean.shape), penalty


def _decode(autoencoder: Network, latents: Tensor) -> Tensor:
    pixels: Tensor = autoencoder.decode(latents).sample
    return pixels.float()


def load_autoencoder(folder: Path, place: str) -> Network:
    """The autoencoder of a finished stage, frozen."""
    tiny = '"AutoencoderTiny"' in (folder / "vae" / "config.json").read_text()
    layout = library.AutoencoderTiny if tiny else library.AutoencoderKL
    return frozen(layout.from_pretrained(folder / "vae"), place)


def _autoencoder(config: AutoencoderConfig) -> Network:
    channels, floors = config.channels, len(config.channels)
    if config.layout == "tiny":
        tiny = library.AutoencoderTiny(
            encoder_block_out_channels=channels,
            decoder_block_out_channels=channels[::-1],
            num_encoder_blocks=config.blocks,
            num_decoder_blocks=config.decoder_blocks[::-1],
            latent_channels=LATENT_CHANNELS,
        )
        shrink_at_first(tiny)
        return tiny
    return library.AutoencoderKL(
        block_out_channels=channels,
        down_block_types=("DownEncoderBlock2D",) * floors,
        up_block_types=("UpDecoderBlock2D",) * floors,
        layers_per_block=1,
        norm_num_groups=8,
        mid_block_add_attention=False,
        force_upcast=False,
        latent_channels=LATENT_CHANNELS,
    )


@torch.no_grad()
def shrink_at_first(tiny: Network) -> None:
    """Let a fresh AutoencoderTiny begin as a thumbnail: three latents are the picture made small.

    From there it has only detail to learn; random weights first find grey, then shades, then
    colours.
    """
    _pass_colours(tiny.encoder, first=1.0, last=4.0, shift=-2.0)
    _pass_colours(tiny.decoder, first=0.25, last=1.0, shift=0.0, raised=0.5)


def _pass_colours(
    half: Network, *, first: float, last: float, shift: float, raised: float = 0.0
) -> None:
    """Make channels 0 to 2 carry red, green and blue through; the others stay random, but calmer.

    Latents are `last` times the colours in [0, 1], plus `shift`; the decoder undoes that.
    """
    ways: list[Any] = [layer for layer in half.layers if isinstance(layer, nn.Conv2d)]
    for number, way in enumerate(ways):
        way.weight.mul_(_CALM)
        way.weight[:3] = 0
        scale = first if number == 0 else last if number == len(ways) - 1 else 1.0
        offset = raised if number == 0 else shift if number == len(ways) - 1 else 0.0
        for colour in range(3):
            if way.stride == (2, 2):
                way.weight[colour, colour] = _BINOMIAL
            else:
                way.weight[colour, colour, 1, 1] = scale
            if way.bias is not None:
                way.bias[colour] = offset
    for block in half.layers:
        if hasattr(block, "fuse"):  # an AutoencoderTinyBlock: what it adds joins what it is given
            branch = block.conv[-1]
            branch.weight.mul_(_CALM)
            branch.weight[:3] = 0
            branch.bias[:3] = 0

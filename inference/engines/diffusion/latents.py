"""Latents as people can see them: a quick look while a picture comes, and a careful decode.

Shapes: latents (B, C, h, w), or (B, h/2 * w/2, 4C) packed as Flux does; pictures are 1/8 smaller
in latents for most autoencoders. Knows nothing of prompts, requests or pipelines.
"""

import inspect
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from diffusers import AutoencoderTiny
from PIL import Image
from torch import Tensor
from torch.nn import functional

from inference.engines.diffusion.untyped import Autoencoder, Scheduler


def unpacked(latents: Tensor, height: int, width: int) -> Tensor:
    """Flux's rows of 2 x 2 patches as (B, C, height, width); other latents as they are."""
    if latents.ndim != 3:
        return latents
    batch, _, channels = latents.shape
    grid = latents.reshape(batch, height // 2, width // 2, channels // 4, 2, 2)
    return grid.permute(0, 3, 1, 4, 2, 5).reshape(batch, channels // 4, height, width)


def decoded(vae: Autoencoder, latents: Tensor) -> Tensor:
    """Pictures (B, 3, H, W) in [0, 1] from the denoiser's latents.

    Args:
        vae: in fp32, for latents that overflow in half precision.
        latents: of any format.
    """
    with torch.no_grad():
        raw = latents.float()
        scale, shift = _normalisation(vae, raw)
        pictures: Tensor = vae.decode(raw / scale + shift).sample
    return (pictures / 2 + 0.5).clamp(0, 1)


class Sketcher:
    """Guesses colours from latents without decoding: one linear map for each autoencoder."""

    def __init__(self, vae: Autoencoder) -> None:
        self._vae = vae
        self._map: Tensor | None = None

    def sketch(self, latents: Tensor) -> list[Image.Image]:
        """Small RGB pictures, one pixel for each latent, of (B, C, h, w)."""
        if self._map is None:
            self._map = _colours(self._vae)
        rows = latents.detach().float().cpu().movedim(1, -1)  # (B, h, w, C)
        rgb = rows @ self._map[:-1] + self._map[-1]
        pixels = (rgb.nan_to_num(0.5).clamp(0, 1) * 255).to(torch.uint8).numpy()
        return [Image.fromarray(picture) for picture in pixels]


def _colours(vae: Autoencoder) -> Tensor:
    """The (C + 1, 3) map, with a constant as last row, that best turns latents into colours.

    Fitted by least squares to what the autoencoder makes of eight made-up soft pictures.
    """
    generator = torch.Generator().manual_seed(0)
    pictures = torch.zeros(8, 3, 128, 128)
    for cells in (2, 4, 16):
        noise = torch.rand(8, 3, cells, cells, generator=generator)
        pictures += functional.interpolate(noise, size=(128, 128), mode="bilinear") / 3
    with torch.no_grad():
        coded = vae.encode((pictures * 2 - 1).to(vae.device, vae.dtype))
        raw = coded.latents if isinstance(vae, AutoencoderTiny) else coded.latent_dist.mode()
        raw = raw.float()
        scale, shift = _normalisation(vae, raw)
        latents = ((raw - shift) * scale).cpu()
    small = functional.adaptive_avg_pool2d(pictures, latents.shape[-2:])
    known = latents.movedim(1, -1).flatten(0, 2)
    known = torch.cat([known, torch.ones(len(known), 1)], dim=1)
    wanted = small.movedim(1, -1).flatten(0, 2)
    fitted: Tensor = torch.linalg.lstsq(known, wanted, driver="gelsd").solution
    return fitted


def _normalisation(vae: Autoencoder, like: Tensor) -> tuple[Tensor | float, Tensor | float]:
    """Scale and shift: the denoiser's latents are (the autoencoder's - shift) * scale."""
    config = vae.config
    scale: float = config.scaling_factor
    mean, deviation = config.get("latents_mean"), config.get("latents_std")
    if mean is not None and deviation is not None:
        column = (1, -1, 1, 1)
        shift = torch.tensor(mean, device=like.device, dtype=like.dtype).view(column)
        spread = torch.tensor(deviation, device=like.device, dtype=like.dtype).view(column)
        return scale / spread, shift
    return scale, config.get("shift_factor") or 0.0


class Foresight:
    """Listens to a scheduler's steps, to tell what the picture under the noise looks like.

    The scheduler computes what it always did; the guess costs something only when asked for.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._last: tuple[Tensor, Any, Tensor] | None = None
        scheduler.step = self._listening(scheduler.step)

    def clean(self, latents: Tensor) -> Tensor:
        """The latents of the picture that the last step was heading for.

        Args:
            latents: of the same step, for schedulers whose steps we cannot read.
        """
        if self._last is None:
            return latents
        output, time, sample = self._last
        scheduler = self._scheduler
        if not hasattr(scheduler, "alphas_cumprod") or scheduler.config.get("use_flow_sigmas"):
            index = getattr(scheduler, "step_index", None)
            if not index:
                return latents
            sigma = float(scheduler.sigmas[index - 1])
            return sample - sigma * output
        return _undone(scheduler, output.float(), time, sample.float())

    def close(self) -> None:
        """Hear no more, and let go of the last step's tensors."""
        self._last = None
        del self._scheduler.step  # ours; it and the scheduler would keep each other alive

    def _listening(self, step: Callable[..., Any]) -> Callable[..., Any]:
        names = list(inspect.signature(step).parameters)[:3]

        @wraps(step)  # pipelines look at the signature
        def listening(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
            given = {**dict(zip(names, args, strict=False)), **kwargs}
            self._last = (given["model_output"], given["timestep"], given["sample"])
            return step(*args, **kwargs)

        return listening


def _undone(scheduler: Scheduler, output: Tensor, time: float, sample: Tensor) -> Tensor:
    """x0 from one step; with a = alphas_cumprod[t], x = sqrt(a) x0 + sqrt(1 - a) noise.

    Source: DDIM (Song et al., 2020; arXiv:2010.02502), equation 9; v-prediction from Salimans and
    Ho, 2022 (arXiv:2202.00512). Schedulers that start from noise of more than unit deviation keep
    x / sqrt(a) instead of x.
    """
    moment = min(round(float(time)), len(scheduler.alphas_cumprod) - 1)
    signal = float(scheduler.alphas_cumprod[moment])
    if float(scheduler.init_noise_sigma) > 1.001:
        sample = sample * math.sqrt(signal)
    match scheduler.config.prediction_type:
        case "epsilon":
            return (sample - math.sqrt(1 - signal) * output) / math.sqrt(max(signal, 1e-6))
        case "v_prediction":
            return math.sqrt(signal) * sample - math.sqrt(1 - signal) * output
    return output

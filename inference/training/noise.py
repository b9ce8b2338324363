"""The way from a picture to noise that the denoiser learns to go back, and its schedulers.

The signal ends at zero, so that the first step of sampling starts from what training ended with.
Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed" (2023;
arXiv:2305.08891); Salimans, Ho, "Progressive Distillation for Fast Sampling of Diffusion Models"
(2022; arXiv:2202.00512), for the velocity; Hoogeboom et al., "simple diffusion" (2023;
arXiv:2301.11093), for more noise in larger pictures.
"""

from typing import Any

import torch
from torch import Tensor

from inference.training.stock import Scheduler, library

STEPS = 1000
_SHARED: dict[str, Any] = {
    "num_train_timesteps": STEPS,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "clip_sample": False,
    "steps_offset": 1,  # means nothing here, but the stock pipeline warns without it
}


def many_steps(times: int = 1) -> Scheduler:
    """The stock scheduler of the undistilled model.

    Args:
        times: how often the pictures' sides are those that the plain schedule suits. Made as
            often smaller, they have at any time the signal for their noise that such pictures
            have in the plain schedule.
    """
    return library.DDIMScheduler(**_shared(times), timestep_spacing="trailing")


def few_steps(jumps: int, times: int = 1) -> Scheduler:
    """The stock scheduler of the distilled model.

    Args:
        jumps: the most steps, between which it can choose.
        times: as `many_steps` takes it.
    """
    return library.LCMScheduler(**_shared(times), original_inference_steps=jumps)


def _shared(times: int) -> dict[str, Any]:
    if times == 1:
        return _SHARED
    powers = library.DDIMScheduler(**_SHARED).alphas_cumprod.double()
    powers = powers / (powers + times**2 * (1 - powers))  # `times`**2 as much noise for the signal
    # Not zero: schedulers that bring it to zero do so themselves, and those that divide by it
    # can (Heun's, PNDM; diffusers 0.42.1).
    powers[-1] = powers[-2] / 4
    before = torch.cat([torch.ones(1, dtype=torch.float64), powers[:-1]])
    return {**_SHARED, "trained_betas": (1 - powers / before).tolist()}


_SPREAD, _SCALE = 0.5, 10.0  # sigma_data and timestep_scaling of LCMScheduler


class Noise:
    """Shares of signal and noise at every time, and what follows from them."""

    def __init__(self, place: str, times: int = 1) -> None:
        """`times` as `many_steps` takes it."""
        powers = many_steps(times).alphas_cumprod.double()
        self._signal = powers.sqrt().float().to(place)
        self._noise = (1 - powers).sqrt().float().to(place)

    def shares(self, times: Tensor) -> tuple[Tensor, Tensor]:
        """(B,) int64 to signal's and noise's amplitude, (B, 1, 1, 1) each; their squares make 1."""
        return self._signal[times, None, None, None], self._noise[times, None, None, None]

    def mixed(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        """The latents as they look at those times."""
        signal, share = self.shares(times)
        return signal * latents + share * noise

    def velocity(self, latents: Tensor, noise: Tensor, times: Tensor) -> Tensor:
        """What the denoiser shall predict."""
        signal, share = self.shares(times)
        return signal * noise - share * latents

    def parts(self, mixed: Tensor, velocity: Tensor, times: Tensor) -> tuple[Tensor, Tensor]:
        """The latents and the noise that a prediction means."""
        signal, share = self.shares(times)
        return signal * mixed - share * velocity, share * mixed + signal * velocity


def consistent(mixed: Tensor, latents: Tensor, times: Tensor) -> Tensor:
    """Where the way ends, as LCMScheduler reads a student's prediction of the latents.

    At time 0 it is `mixed` itself, whatever was predicted; that is what makes the end well defined.
    """
    scaled = (times.float() * _SCALE)[:, None, None, None]
    keep = _SPREAD**2 / (scaled**2 + _SPREAD**2)
    change = scaled / (scaled**2 + _SPREAD**2).sqrt()
    return change * latents + keep * mixed


def empty_or_not(captions: tuple[str, ...], dropped: Tensor) -> list[str]:
    """Captions, empty where `dropped`, (B,) bool, says so."""
    return ["" if drop else told for told, drop in zip(captions, dropped.tolist(), strict=True)]


def guided(with_words: Tensor, without: Tensor, guidance: Tensor) -> Tensor:
    """Classifier-free guidance; `guidance` (B,), 1 means none.

    Source: Ho, Salimans (2022; arXiv:2207.12598), in the form of the stock pipelines.
    """
    return torch.lerp(without, with_words, guidance[:, None, None, None])

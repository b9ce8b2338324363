"""The stages of a training run, and which builds upon which.

data -> judge -> encoder -> reader -.
              -> autoencoder ------> core -> denoiser -> distillation -> export
                             -> arbitrary --------------------------^
              -> upscaler ------------------------------------------^
              -> translator ----------------------------------------^
              -> gan -----------------------------------------------^
                                                    styles, writer -^
"""

from collections.abc import Mapping

STAGES = (
    "data",
    "judge",
    "encoder",
    "reader",
    "autoencoder",
    "core",
    "denoiser",
    "distillation",
    "upscaler",
    "styles",
    "translator",
    "gan",
    "arbitrary",
    "writer",
    "export",
)
"""In the order in which they are done."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "data": (),
    "judge": ("data",),
    "encoder": ("data",),
    "autoencoder": ("data", "judge"),
    "reader": ("encoder",),
    "core": ("data", "encoder", "reader", "autoencoder"),
    "denoiser": ("data", "autoencoder", "core"),
    "distillation": ("data", "autoencoder", "denoiser"),
    "upscaler": ("data", "judge"),
    "styles": (),
    "translator": ("data", "judge"),
    "gan": ("data", "judge"),
    "arbitrary": ("data", "autoencoder"),
    "writer": (),
    "export": ("judge", "encoder", "autoencoder"),
}
"""Those that must be finished before."""

"""An autoencoder in two number formats at once, for runs that do not know of each other.

Some pipelines turn their autoencoder to fp32 for a moment and back again (SDXL, diffusers 0.42.1).
Done to the one that everybody uses, that would pull the weights from under other runs. So there are
two, the second made when first needed, and each run has a face of them that turns alone.
"""

import copy
import threading
from typing import Any

import torch

from inference.engines.diffusion.untyped import Autoencoder


class Formats:
    """A model's autoencoder as it was loaded, and in fp32."""

    def __init__(self, vae: Autoencoder) -> None:
        self.usual = vae
        self._lock = threading.Lock()
        self._full: Autoencoder | None = None

    @property
    def turns(self) -> bool:
        """Whether pipelines may turn it."""
        differs = self.usual.dtype != torch.float32
        return differs and bool(self.usual.config.get("force_upcast"))

    @property
    def full(self) -> Autoencoder:
        """In fp32; computed from the same weights."""
        if self.usual.dtype == torch.float32:
            return self.usual
        with self._lock:
            if self._full is None:
                self._full = copy.deepcopy(self.usual).to(torch.float32)
            return self._full

    @property
    def full_if_made(self) -> Autoencoder | None:
        """The one in fp32, where somebody needed it by now."""
        return self._full

    def face(self) -> Autoencoder:
        """For one run: an autoencoder whose `to` turns this face alone."""
        return _Face(self)


class _Face:
    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._now = formats.usual

    def to(self, *args: object, **kwargs: object) -> "_Face":
        """As a module's `to`, for formats; the device stays."""
        given = [*args, *kwargs.values()]
        for dtype in (value for value in given if isinstance(value, torch.dtype)):
            usual = self._formats.usual
            self._now = usual if dtype == usual.dtype else self._formats.full
        return self

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever an autoencoder has
        return getattr(self._now, name)

"""Latent diffusion with any stock model folder: words, or words and a picture, become pictures."""

from inference.engines.diffusion.quiet import quieten

quieten()  # the one thing that happens at import; quiet.py says why

from inference.engines.diffusion.engine import DiffusionEngine  # noqa: E402

__all__ = ["DiffusionEngine"]

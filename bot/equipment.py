"""What a Mozart works with, as its operator chose: models, engines, what scores and what writes.

Most of it is how to make a thing, not the thing: the worker makes an engine in its own threads
when one is first needed. The modules are named, not imported, because they bring torch.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import cast

from bot.settings import Settings
from inference.candidates import Scorer
from inference.catalogue import SHIPPED_ENCODER, Catalogue
from inference.engine import Engine
from inference.inventory import find_writer, read_catalogue
from inference.translating.tasks import built_in_translator
from inference.writer import Writer


def catalogue_of(settings: Settings) -> Catalogue:
    """The models and ateliers that may be asked for."""
    found = read_catalogue(settings.models, settings.default_model, upscaler=settings.upscaler)
    translator = settings.translator or built_in_translator()
    return replace(found, textures=settings.style_features is not None, translator=translator)


def engines_of(
    settings: Settings, catalogue: Catalogue, device: str
) -> Mapping[str, Callable[[], Engine]]:
    """How to make each engine of a device."""

    def diffusion() -> Engine:
        module = import_module("inference.engines.diffusion")
        threads = settings.threads or max(1, (os.cpu_count() or 2) - 1)
        engine = module.DiffusionEngine(
            catalogue,
            device=device,
            threads=threads,
            upscaler=next(iter(catalogue.upscalers.values()), None),
            at_once=settings.at_once,
            fixed_rows=settings.fixed_rows,
        )
        return cast("Engine", engine)

    def style() -> Engine:
        module = import_module("inference.engines.style")
        return cast("Engine", module.StyleEngine(settings.style_features))

    def upscale() -> Engine:
        module = import_module("inference.engines.upscale")
        engine = module.UpscaleEngine(
            catalogue.upscalers, place=device, detector=settings.face_detector
        )
        return cast("Engine", engine)

    def translate() -> Engine:
        module = import_module("inference.engines.translate")
        return cast("Engine", module.TranslateEngine(catalogue.translator))

    def gan() -> Engine:
        module = import_module("inference.engines.gan")
        return cast("Engine", module.GanEngine(next(iter(catalogue.upscalers.values()), None)))

    def walk() -> Engine:
        module = import_module("inference.engines.walk")
        generator = next((it.file for it in catalogue.models if it.engine == "gan"), None)
        upscaler = next(iter(catalogue.upscalers.values()), None)
        return cast("Engine", module.WalkEngine(generator, upscaler))

    return {
        "painter": _plain("painter", "PainterEngine"),
        "gan": gan,
        "diffusion": diffusion,
        "dice": _plain("dice", "DiceEngine"),
        "masters": _plain("masters", "MastersEngine"),
        "style": style,
        "upscale": upscale,
        "translate": translate,
        "dream": _plain("dream", "DreamEngine"),
        "morph": _plain("morph", "MorphEngine"),
        "walk": walk,
    }


def _plain(module: str, name: str) -> Callable[[], Engine]:
    """How to make an engine that needs to be told nothing."""
    return lambda: cast("Engine", getattr(import_module(f"inference.engines.{module}"), name)())


def scorer_of(settings: Settings) -> Callable[[], Scorer]:
    """How to get what chooses among candidates: one for all devices, imported when asked for."""

    @cache
    def likeness() -> Scorer:
        module = import_module("inference.likeness")
        return cast("Scorer", module.Likeness(settings.encoder))

    return likeness


def encoder_name(settings: Settings) -> str:
    """Tells one encoder from another, so that what each sees is kept apart."""
    folder = settings.encoder or SHIPPED_ENCODER
    sizes = sorted(file.stat().st_size for file in folder.glob("*.safetensors"))
    return f"{folder.name} {sizes}"


def writer_of(settings: Settings) -> Callable[[], Writer]:
    """How to make what helps with words, imported when asked for.

    Raises:
        ModelNotFound: the operator's language model is not there.
    """
    model = find_writer(settings.writer, settings.models) if settings.writer else None

    def writer() -> Writer:
        module = import_module("inference.engines.writer")
        made = module.HouseWriter(
            model=model,
            device=settings.writer_device,
            tasks=settings.data / "writer",
            encoder=settings.encoder,
        )
        return cast("Writer", made)

    return writer

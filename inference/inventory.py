"""Which models there are here: our own, the painter, and what lies in the operator's folder.

Reads names, JSON and the headers of weights, never weights, and imports no torch.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from inference.catalogue import (
    ARBITRARY_FILE,
    ATELIERS,
    BUILT_IN,
    CONFIG_SUFFIX,
    EDITORS,
    GAN,
    GAN_FILE,
    HABITS,
    LONGEST_NAME,
    MAX_CONFIG_BYTES,
    MOST_ENLARGED,
    MOZART,
    OURS,
    PAINTER,
    STYLES_FILE,
    Catalogue,
    Dialect,
    Model,
)
from inference.companions import WORD_WIDTHS, read_companions
from inference.errors import ModelNotFound
from inference.offers import Kind, Offer, offer_of, read_offers
from inference.origin import Origin, read_origin
from inference.upscalers import read_upscalers
from inference.weights import is_checkpoint

log = logging.getLogger(__name__)


def read_catalogue(
    folder: Path,
    default: str | None = None,
    *,
    built_in: Path = BUILT_IN,
    upscaler: Path | None = None,
) -> Catalogue:
    """Find every model that can run; first the painter, which obeys words best, then our own.

    Args:
        folder: the models directory, whose subfolders have a `model_index.json`, and which may
            hold whole models in one file; need not exist.
        default: the name of the model to put first.
        built_in: the folder of our own model, beside which the files of our own GAN and of what
            paints in styles at once lie; none of them need exist.
        upscaler: the file of the usual network that enlarges; None takes Mozart's own.

    Raises:
        ModelNotFound: `default` is not there.
    """
    found = [_painter()]
    found += [_mozart(built_in)] if (built_in / "model_index.json").is_file() else []
    gan = built_in.with_name(GAN_FILE.name)
    found += [_gan(gan)] if gan.is_file() else []
    if folder.is_dir():
        found += _found_in(folder)
    upscalers = read_upscalers(folder, upscaler)
    catalogue = Catalogue(
        found,
        read_companions(folder),
        upscalers=upscalers,
        instant_names=built_in.with_name(STYLES_FILE.name).is_file(),
        instant_pictures=built_in.with_name(ARBITRARY_FILE.name).is_file(),
    )
    if default is None:
        return catalogue
    first = catalogue.find(default)
    return replace(catalogue, models=[first, *(it for it in found if it is not first)])


def find_writer(named: str, models: Path) -> Path:
    """The folder of a language model.

    Args:
        named: a folder, or the name of one that `mozart models pull --kind writer` put here.
        models: the models directory.

    Raises:
        ModelNotFound: there is none.
    """
    for folder in (Path(named), models / Kind.WRITER / named, models / named):
        if (folder / "config.json").is_file():
            return folder
    raise ModelNotFound(
        f"There is no language model “{named[:100]}”; give a folder with a config.json, or pull one"
        " with “mozart models pull owner/name --kind writer”."
    )


def _found_in(folder: Path) -> list[Model]:
    """The operator's models: folders first, and files whose name no folder has."""
    offers = read_offers()
    indexes = sorted(folder.glob("*/model_index.json"))
    folders = {index.parent.name: index.parent for index in indexes if _is_offered(index.parent)}
    files = [
        file
        for file in sorted(folder.glob("*.safetensors"))
        if file.stem not in folders and _has_a_name(file, file.stem) and is_checkpoint(file)
    ]
    found = [_pulled(_diffusers(path), path, offers) for path in folders.values()]
    return found + [_checkpoint(file) for file in files]


def _is_offered(folder: Path) -> bool:
    """Whether a folder is a model: not a hidden one, nor the configuration of a file."""
    if folder.name.startswith(".") or folder.name.endswith(CONFIG_SUFFIX):
        return False
    return _has_a_name(folder, folder.name)


def _has_a_name(path: Path, name: str) -> bool:
    """Whether members can name the model: some names are taken, and Discord takes 100 signs."""
    free = name not in (*OURS, *ATELIERS) and len(name) <= LONGEST_NAME
    if not free:
        log.warning("Rename %s: no model can have that name.", path)
    return free


def _mozart(folder: Path) -> Model:
    return replace(
        _diffusers(folder),
        name=MOZART,
        title="Mozart's own model",
        dialect=Dialect.SCENES,
        kinds=1,  # what it learned from is seen from near, one thing at a time
        licence="MIT",
        refines=False,
    )


def _painter() -> Model:
    return Model(
        name=PAINTER,
        engine="painter",
        title="The painter (rules, no weights)",
        side=768,
        dialect=Dialect.SCENES,
        light=True,
    )


def _gan(file: Path) -> Model:
    return Model(
        name=GAN,
        engine="gan",
        title="The GAN (places out of chance, in one step)",
        file=file,
        side=256,
        dialect=Dialect.SCENES,
        refines=False,
        licence="MIT",
        light=True,
    )


def _diffusers(folder: Path) -> Model:
    pipeline = str(_read_json(folder / "model_index.json").get("_class_name", "unreadable"))[:60]
    return Model(
        name=folder.name,
        engine="diffusion",
        title=f"{folder.name} ({pipeline})",
        folder=folder,
        side=_native_side(folder) * (times := _times_enlarged(folder)),
        enlarged=times,
        takes_picture=True,
        edits=pipeline in EDITORS,
        needs_picture=EDITORS.get(pipeline, False),
        family=_native_family(folder),
    )


def _checkpoint(file: Path) -> Model:
    config = file.with_name(file.stem + CONFIG_SUFFIX)
    return replace(
        _diffusers(config),
        name=file.stem,
        title=f"{file.stem} (one file)",
        folder=config,
        file=file,
    )


def _pulled(model: Model, folder: Path, offers: Mapping[str, Offer]) -> Model:
    """The model with what is known of where it came from."""
    origin = _origin_of(folder)
    if origin is None:
        return model
    offer = offer_of(origin.repo, offers)
    if offer is None:
        return replace(model, licence=origin.licence)
    return replace(
        model,
        family=offer.family,
        licence=origin.licence or offer.licence,
        side=model.side if offer.side is None else offer.side * model.enlarged,
        steps=offer.steps,
        guidance=offer.guidance,
        dialect=Dialect.SCENES if offer.dialect == "scenes" else Dialect.FREE,
    )


def _origin_of(folder: Path) -> Origin | None:
    try:
        return read_origin(folder)
    except ModelNotFound as error:  # it paints all the same
        log.warning("%s", error)
        return None


def _native_side(folder: Path) -> int:
    """The side in pixels that the denoiser was trained at: latents are an eighth of it."""
    for part, usual in (("unet", 512), ("transformer", 1024)):
        if config := _read_json(folder / part / "config.json"):
            size = config.get("sample_size")
            return max(64, min(1024, size * 8)) if isinstance(size, int) else usual
    return 512


def _times_enlarged(folder: Path) -> int:
    """As the folder says of its use; the engine refuses what makes no sense."""
    times = _read_json(folder / HABITS).get("enlarged")
    return times if isinstance(times, int) and 1 <= times <= MOST_ENLARGED else 1


def _native_family(folder: Path) -> str | None:
    """The family that the denoiser's configuration tells, of those that LoRAs tell, too."""
    if width := _read_json(folder / "unet" / "config.json").get("cross_attention_dim"):
        return WORD_WIDTHS.get(width) if isinstance(width, int) else None
    kind = str(_read_json(folder / "transformer" / "config.json").get("_class_name"))
    return {"FluxTransformer2DModel": "flux", "SD3Transformer2DModel": "sd3"}.get(kind)


def _read_json(file: Path) -> dict[str, Any]:
    """A configuration; empty when it is none, which the engine explains when it loads the model."""
    try:
        if file.stat().st_size > MAX_CONFIG_BYTES:
            return {}
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

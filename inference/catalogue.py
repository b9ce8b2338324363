"""Which models this Mozart can run: its own, the painter, and the operator's folders and files.

An atelier is one, too, but paints by options of its own and has its own command: no member names
it as a model.

Reads names, JSON and the headers of weights, never weights, and imports no torch.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from inference.companions import (
    TITLES,
    WORD_WIDTHS,
    Companion,
    find_companion,
    read_companions,
)
from inference.errors import AdapterNotFound, ModelNotFound
from inference.offers import Kind, Offer, offer_of, read_offers
from inference.origin import Origin, read_origin
from inference.upscalers import read_upscalers
from inference.weights import is_checkpoint

log = logging.getLogger(__name__)

MOZART = "mozart"
PAINTER = "painter"
GAN = "gan"
OURS = (MOZART, PAINTER, GAN)
"""The names of the models that are part of Mozart."""

STYLE = "style"
BUILT_IN = Path(__file__).parent / "models" / MOZART
SHIPPED_ENCODER = BUILT_IN.parent / "clip"
GAN_FILE = BUILT_IN.parent / "gan.safetensors"
STYLES_FILE = BUILT_IN.parent / "styles.safetensors"
ARBITRARY_FILE = BUILT_IN.parent / "arbitrary.safetensors"
"""The networks that paint at once: in named styles, and after any style picture."""
LONGEST_NAME = 100
MAX_CONFIG_BYTES = 2**20
EDITORS: Mapping[str, bool] = {
    "StableDiffusionInstructPix2PixPipeline": True,
    "StableDiffusionXLInstructPix2PixPipeline": True,
    "FluxKontextPipeline": False,
}
"""The pipelines that change pictures as they are told -> whether they can do nothing else."""
CONFIG_SUFFIX = ".config"


class Dialect(StrEnum):
    """What words a model knows."""

    FREE = "free"
    SCENES = "scenes"  # the captions of the painter's scenes, and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One entry.

    Attributes:
        name: what members type; a folder's name.
        engine: the module of inference.engines that runs it.
        title: for people.
        folder: its files, or the configuration of its `file`; None for what is part of the program.
        file: a whole model in one file; None for a folder.
        side: the length of a square picture's side it is best at, in pixels.
        takes_picture: whether it can start from a picture the member sends.
        edits: whether it changes that picture as its words instruct, instead of starting from it.
        needs_picture: whether it can do nothing else.
        dialect: what words it knows.
        refines: whether it paints detail into pictures that were enlarged; not worth it for all.
        family: its architecture, where we know it.
        licence: of its weights, as its makers call it, where we know it.
        light: whether it needs nothing of the device's memory, so that what lies there may stay.
        varies, enlarges: whether its pictures can be varied and be made larger.
        repeats: whether making something once more makes something else.
        left_to_chance: options that do not hold when something is made once more.
        steps, guidance: what to use when neither its folder nor the member says; None leaves it
            to the pipeline.
    """

    name: str
    engine: str
    title: str
    folder: Path | None = None
    file: Path | None = None
    side: int = 512
    takes_picture: bool = False
    edits: bool = False
    needs_picture: bool = False
    dialect: Dialect = Dialect.FREE
    refines: bool = True
    family: str | None = None
    licence: str | None = None
    light: bool = False
    varies: bool = True
    enlarges: bool = True
    repeats: bool = True
    left_to_chance: tuple[str, ...] = ()
    steps: int | None = None
    guidance: float | None = None

    @property
    def films(self) -> bool:
        """Whether it can paint every frame of a film: what lies between its own pictures."""
        return self.engine == "diffusion" and not self.needs_picture


ATELIERS: Mapping[str, Model] = {
    model.name: model
    for model in (
        Model(
            name="draw",
            engine="masters",
            title="Drawings by rule",
            side=1024,
            licence="MIT",
            light=True,
        ),
        Model(
            name="dice",
            engine="dice",
            title="The musical dice game",
            light=True,
            left_to_chance=("throws",),
        ),
        Model(
            name=STYLE,
            engine="style",
            title="Style transfer",
            takes_picture=True,
            light=True,
            varies=False,
            enlarges=False,
        ),
        Model(
            name="dream",
            engine="dream",
            title="Dreams",
            takes_picture=True,
            light=True,
            varies=False,
            enlarges=False,
        ),
        Model(
            name="morph",
            engine="morph",
            title="Morphs",
            takes_picture=True,
            light=True,
            varies=False,
            enlarges=False,
        ),
        Model(
            name="translate",
            engine="translate",
            title="Translations",
            takes_picture=True,
            light=True,
            varies=False,
            enlarges=False,
            repeats=False,
        ),
        Model(
            name="walk",
            engine="walk",
            title="Walks",
            light=True,
            varies=False,
            enlarges=False,
        ),
        Model(
            name="upscale",
            engine="upscale",
            title="Enlarging",
            takes_picture=True,
            light=True,
            varies=False,
            enlarges=False,
            repeats=False,
        ),
    )
}
"""By name; each has a command of its own, and an engine that knows its options."""


def has_seeds(model: str) -> bool:
    """Whether a model of that name makes something else with another seed."""
    atelier = ATELIERS.get(model)
    return atelier is None or atelier.repeats


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The enabled models, of which the first is the default, and what goes with them.

    Attributes:
        models: at least one.
        companions: LoRAs, embeddings and the like.
        ateliers: by name.
        upscalers: networks that enlarge, by name.
        translator: the file of the network that `/translate` works by, where there is one.
        textures: whether there is a network that sees textures, for `/style quality:optimised`.
        instant_names, instant_pictures: whether there is a network for `/style quality:instant`, of
            styles with a name and of style pictures.
    """

    models: Sequence[Model]
    companions: Sequence[Companion] = ()
    ateliers: Mapping[str, Model] = field(default_factory=lambda: ATELIERS)
    upscalers: Mapping[str, Path] = field(default_factory=dict)
    translator: Path | None = None
    textures: bool = False
    instant_names: bool = False
    instant_pictures: bool = False

    @property
    def default(self) -> Model:
        """What `/imagine` uses when nobody names a model."""
        return self.models[0]

    def find(self, name: str) -> Model:
        """The model called `name`.

        Raises:
            ModelNotFound: naming the ones there are.
        """
        for model in self.models:
            if model.name == name:
                return model
        known = ", ".join(model.name for model in self.models)
        raise ModelNotFound(f"There is no model called “{name[:40]}” here. Choose one of: {known}.")

    def maker(self, name: str) -> Model:
        """The model or atelier called `name`, whatever a request may name.

        Raises:
            ModelNotFound: naming the models there are.
        """
        return self.ateliers.get(name) or self.find(name)

    def left_to_chance(self, name: str) -> tuple[str, ...]:
        """Options that do not hold when what this model made is made once more."""
        atelier = self.ateliers.get(name)
        return atelier.left_to_chance if atelier else ()

    def companion(self, kind: Kind, name: str, model: Model) -> Companion:
        """The LoRA or embedding called `name`, which as far as its header tells fits a model.

        Raises:
            AdapterNotFound: naming those most alike, or the two families.
        """
        found = find_companion(self.companions, kind, name)
        if found.family and model.family and found.family != model.family:
            raise AdapterNotFound(
                f"The {TITLES[kind]} “{name}” was made for {found.family}, and the model"
                f" “{model.name}” is of {model.family}; leave one of them out."
            )
        return found


def read_catalogue(
    folder: Path,
    default: str | None = None,
    *,
    built_in: Path = BUILT_IN,
    upscaler: Path | None = None,
) -> Catalogue:
    """Find every model that can run; first our own, where this copy of Mozart has it.

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
    found = [_mozart(built_in)] if (built_in / "model_index.json").is_file() else []
    found.append(_painter())
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
        side=_native_side(folder),
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
        side=model.side if offer.side is None else offer.side,
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

"""What a model is to Mozart, and all of them together.

An atelier is one, too, but paints by options of its own and has its own command: no member names
it as a model. Knows nothing of files (see inventory), and imports no torch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from inference.companions import (
    TITLES,
    Companion,
    find_companion,
)
from inference.errors import AdapterNotFound, ModelNotFound
from inference.offers import Kind

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
MOST_ENLARGED = 8
HABITS = "mozart.json"
"""In a model's folder, beside `model_index.json`: how it is best used (see diffusion.habits)."""
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
        enlarged: how many times a network makes larger what it paints; `side` is after that.
        takes_picture: whether it can start from a picture the member sends.
        edits: whether it changes that picture as its words instruct, instead of starting from it.
        needs_picture: whether it can do nothing else.
        dialect: what words it knows.
        kinds: of things that one picture of it can show, where it is told scenes; None is as many
            as the painter's.
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
    enlarged: int = 1
    takes_picture: bool = False
    edits: bool = False
    needs_picture: bool = False
    dialect: Dialect = Dialect.FREE
    kinds: int | None = None
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

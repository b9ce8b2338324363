"""What `/translate` was given, and what it comes to. Pure; used by Discord and command line.

to                      the built-in network                -> a request of its atelier
model, to/instruction   a model that changes pictures       -> a wish with the picture as source
model, to/instruction   a model of words, and a ControlNet  -> a wish with the picture as control
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.beside import CONTROL, SOURCE, controls_of
from bot.wish import Wish
from inference.catalogue import Catalogue, Dialect, Model
from inference.errors import RequestRefused
from inference.request import Request
from inference.translating.tasks import Task
from inference.translating.wish import (
    Chain,
    check_side,
    check_strength,
    read_chains,
    translate_request,
)

_DRAWN = "canny"
"""In the name of a ControlNet: Mozart draws the outlines that it reads."""

INSTRUCTIONS: Mapping[Task, str] = {
    Task.DAY: "make it a bright day",
    Task.NIGHT: "make it night",
    Task.DAWN: "make it dawn",
    Task.SUNSET: "make it sunset",
    Task.SPRING: "make it spring",
    Task.SUMMER: "make it summer",
    Task.AUTUMN: "make it autumn",
    Task.WINTER: "make it winter, with snow",
    Task.PAINTING: "make it an oil painting",
    Task.SKETCH: "make it a pencil sketch",
    Task.COLOUR: "colourise it",
    Task.RESTORED: "restore this old photograph",
}
"""What models that change pictures are told."""

_LOOKS: Mapping[Task, str] = {
    Task.DAY: "in bright daylight",
    Task.NIGHT: "at night, with lights in the dark",
    Task.DAWN: "at dawn, in pale morning light",
    Task.SUNSET: "at sunset, under an evening sky",
    Task.SPRING: "in spring, with fresh leaves and blossom",
    Task.SUMMER: "in summer",
    Task.AUTUMN: "in autumn, with orange leaves",
    Task.WINTER: "in winter, under snow",
    Task.PAINTING: "an oil painting",
    Task.SKETCH: "a pencil sketch",
    Task.COLOUR: "in natural colours",
    Task.RESTORED: "a sharp, clean photograph",
}
"""What is added to the words of models that read what a picture shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed; None or empty where the member left it out.

    Attributes:
        to: targets of the built-in network's; see `inference.translating.wish`.
        instruction: what a model is told.
        strength: how much of the change, in per cent.
        beside: whether to show the picture before beside that after.
        size: the side of a square of the result's area, in pixels.
        seed: of a model.
        model: who changes the picture; None is the built-in network.
        control: a ControlNet that a model follows, perhaps with a weight, such as "canny:0.8".
    """

    to: str = ""
    instruction: str = ""
    strength: int | None = None
    beside: bool = False
    size: int | None = None
    seed: int | None = None
    model: str | None = None
    control: str | None = None

    @property
    def by_model(self) -> bool:
        """Whether a model does it, not the built-in network."""
        return bool(self.model or self.instruction or self.control)


def check_asked(asked: Asked, catalogue: Catalogue) -> None:
    """Refuse what the built-in network cannot do, as far as that can be told without the picture.

    Raises:
        RequestRefused: the message says what to change.
    """
    read_chains(asked.to)
    check_strength(asked.strength)
    check_side(asked.size)
    if catalogue.translator is None:
        others = ", ".join(it.name for it in able(catalogue)[:10])
        what = f"name a model: {others}" if others else "whoever runs Mozart can train or add one"
        raise RequestRefused(f"There is no network here that translates pictures; {what}.")


def request_of(
    asked: Asked, size: tuple[int, int], *, of: tuple[int, int] | None = None
) -> Request:
    """The request to the built-in network; see `translate_request`."""
    return translate_request(
        size,
        to=asked.to,
        strength=asked.strength,
        beside=asked.beside,
        side=asked.size,
        of=of,
    )


def wish_of(asked: Asked, catalogue: Catalogue) -> tuple[Wish, str]:
    """The wish that a model is asked, and the role in which it gets the picture.

    Raises:
        RequestRefused, ModelNotFound: the message says what to change.
    """
    chain = _only(asked)
    check_strength(asked.strength)
    model = _who(asked, catalogue)
    if model.edits:
        if asked.control:
            raise RequestRefused(f"“{model.name}” changes pictures by itself; leave control out.")
        words = [*(INSTRUCTIONS[task] for task in chain), asked.instruction]
        return _wish(asked, model, _joined(words), {SOURCE}), SOURCE
    control = _control(asked, model, catalogue)
    if not asked.instruction.strip():
        raise RequestRefused(
            f"Say in instruction what the picture shows, such as a harbour with boats:"
            f" “{model.name}” knows words and lines."
        )
    if asked.strength is not None:
        raise RequestRefused(
            "A ControlNet's strength stands behind its name, such as control: canny:0.8;"
            " leave strength out."
        )
    words = [asked.instruction, *(_LOOKS[task] for task in chain), f"--control {control}"]
    return _wish(asked, model, _joined(words[:-1]) + f" {words[-1]}", {CONTROL}), CONTROL


def able(catalogue: Catalogue) -> list[Model]:
    """The models that can be named here, those that change pictures by themselves first."""
    guided = [it for it in catalogue.models if not it.edits and _follows(it, catalogue)]
    return [*(it for it in catalogue.models if it.edits), *guided]


def _wish(asked: Asked, model: Model, words: str, pictures: set[str]) -> Wish:
    return Wish(
        prompt=words,
        size=asked.size,
        seed=asked.seed,
        model=model.name,
        strength=None if asked.strength is None else asked.strength / 100,
        pictures=frozenset(pictures),
    )


def _joined(parts: list[str]) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())


def _only(asked: Asked) -> Chain:
    """The one thing that a model is to do; empty where the instruction says it all."""
    if asked.beside:
        raise RequestRefused("Models show no picture before; leave beside out.")
    chains = read_chains(asked.to) if asked.to.strip() or not asked.instruction.strip() else ((),)
    if len(chains) > 1:
        raise RequestRefused("A model makes one picture of a wish; name one target.")
    return chains[0]


def _who(asked: Asked, catalogue: Catalogue) -> Model:
    """The model that was named, or the first that takes instructions."""
    if asked.model:
        return catalogue.find(asked.model)
    if asked.control:
        raise RequestRefused("A ControlNet goes with a model; name one.")
    for model in catalogue.models:
        if model.edits:
            return model
    raise RequestRefused(
        "No model here takes instructions. Leave the instruction out and say what to turn the"
        " picture into."
    )


def _control(asked: Asked, model: Model, catalogue: Catalogue) -> str:
    """The ControlNet that was named, or the one that fits best."""
    if not _follows(model, catalogue):
        others = ", ".join(it.name for it in able(catalogue)[:10])
        more = f", or name one of: {others}" if others else ""
        raise RequestRefused(
            f"“{model.name}” takes no instructions, and no ControlNet goes with it."
            f" Leave the model out{more}."
        )
    names = controls_of(model, catalogue)
    return asked.control or next((it for it in names if _DRAWN in it.lower()), names[0])


def _follows(model: Model, catalogue: Catalogue) -> bool:
    return model.dialect is Dialect.FREE and bool(controls_of(model, catalogue))

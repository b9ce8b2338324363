"""Flags that say how to paint rather than what: for each model what they come to, or why not.

Pure values. `inference/manner.py` carries the numbers on; the names of styles become words here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inference.catalogue import Dialect, Model
from inference.errors import RequestRefused
from inference.gan.wish import REFUSED, check_size, refusal_of
from inference.manner import Manner
from inference.painter.scene import Style
from inference.request import Option
from prompts.errors import PromptError
from prompts.flags import Flags
from prompts.spelling import nearest
from prompts.tree import JOINER, Part, Prompt, Text
from prompts.words import tidy

PHRASES: Mapping[Style, str] = {
    Style.WATERCOLOUR: "watercolour painting, soft washes, paper texture",
    Style.OIL: "oil painting on canvas, visible brush strokes",
    Style.INK: "ink drawing, brush and ink on white paper",
    Style.PENCIL: "pencil drawing, fine hatching",
    Style.GLASS: "stained glass window, lead lines",
    Style.PIXEL: "pixel art, limited palette",
    Style.PAPER: "paper cut, layered paper with soft shadows",
    Style.POINTS: "pointillism, small dots of pure colour",
    Style.POSTER: "flat graphic poster, bold shapes",
    Style.WOODBLOCK: "japanese woodblock print, flat colours, outlines",
    Style.PASTEL: "soft pastel drawing, grainy paper",
    Style.MOSAIC: "mosaic of small stones",
    Style.WOODCUT: "woodcut print, bold black lines",
    Style.BLUEPRINT: "blueprint, white lines on blue",
    Style.NEON: "neon sign, glowing tubes on a dark wall",
}
"""What a model for free words is told; the painter's world has its own names for them."""

_PAINTER, _GAN = "painter", "gan"
_NUMBERS = ("stylize", "chaos", "weird", "quality", "stop")


def options_of(prompt: Prompt, flags: Flags, model: Model) -> Mapping[str, Option]:
    """The manner that the flags ask for, as a request's options.

    Raises:
        PromptError: this model cannot paint so.
    """
    if model.engine == _GAN:
        _check_gan(prompt, flags)
    if flags.tile and model.engine == _PAINTER:
        raise PromptError(
            "The painter's pictures have edges that do not fit together."
            " Leave --tile out, or choose a diffusion model.",
            text=prompt.typed,
            at=_spot(prompt, "tile"),
        )
    said = {name: getattr(flags, name) for name in _NUMBERS}
    known = {name: value for name, value in said.items() if value is not None}
    return Manner(tile=flags.tile, **known).options()


def _check_gan(prompt: Prompt, flags: Flags) -> None:
    """Refuse what makes no difference to it, whatever value it has."""
    for name in REFUSED:
        if getattr(flags, name) not in (None, False):
            raise PromptError(refusal_of(name), text=prompt.typed, at=_spot(prompt, name))


def check_sides(model: Model, width: int, height: int) -> None:
    """Pass sizes, in pixels, that the model makes; most make all that can be asked for.

    Raises:
        PromptError: saying which those are.
    """
    if model.engine != _GAN:
        return
    try:
        check_size(width, height)
    except RequestRefused as error:
        raise PromptError(str(error)) from error


def styled(prompt: Prompt, flags: Flags, model: Model) -> Prompt:
    """The prompt with the words of the style that its flag names, in the model's own dialect.

    Raises:
        PromptError: there is no such style.
    """
    if flags.style is None:
        return prompt
    style = _style(prompt, flags.style)
    words = style.value if model.dialect is Dialect.SCENES else PHRASES[style]
    return replace(prompt, parts=_with_words(prompt.parts, words))


def _style(prompt: Prompt, name: str) -> Style:
    asked = tidy(name).lower()
    names = [style.value for style in Style]
    if asked in names:
        return Style(asked)
    meant = nearest(asked, names)
    told = f"Did you mean “{meant}”?" if meant else f"Choose one of: {', '.join(names)}."
    raise PromptError(
        f"There is no style “{asked[:30]}”. {told}", text=prompt.typed, at=_spot(prompt, "style")
    )


def _with_words(parts: Sequence[Part], words: str) -> tuple[Part, ...]:
    """Added to the only part that is painted, or else as a part of its own."""
    painted = [index for index, part in enumerate(parts) if part.weight > 0]
    if len(painted) != 1:
        return (*parts, Part(words=(Text(words),)))
    (index,) = painted
    part = replace(parts[index], words=(*parts[index].words, Text(f"{JOINER}{words}")))
    return (*parts[:index], part, *parts[index + 1 :])


def _spot(prompt: Prompt, name: str) -> int | None:
    return next((flag.at for flag in prompt.flags if flag.name == name), None)

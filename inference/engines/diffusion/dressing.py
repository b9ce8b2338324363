"""What a request adds to its model: LoRAs, embeddings, a mask, a ControlNet, pictures to look at.

Everything is checked before anything of it is on the device. Knows nothing of steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PIL import Image

from inference.catalogue import Catalogue, Dialect
from inference.companions import Companion
from inference.engines.diffusion.canvas import WHITE, fitted
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Control, Order
from inference.engines.diffusion.outlines import outlines
from inference.engines.diffusion.sights import Seen
from inference.errors import RequestRefused
from inference.memory import memory_errors
from inference.offers import Kind
from inference.request import MAX_ADAPTER_WEIGHT, MAX_ADAPTERS, MAX_PICTURE_WEIGHT, Request

CONTROL_WEIGHT = 1.0
REFERENCE_WEIGHT = 0.6
STYLE_WEIGHT = 1.0
OUTLINES = "canny"
"""In the name of a ControlNet: it reads outlines, which we can draw ourselves."""

EVERYTHING = Image.new("L", (8, 8), 255)
"""A mask of whatever shape, of which nothing stays."""

STRETCHED = "The mask was of another shape and was stretched over the picture."
SAME_SHAPE = 0.02  # by how much the shapes of a picture and its mask may differ

_LOOKED_AT = (("reference", REFERENCE_WEIGHT), ("style", STYLE_WEIGHT))


def dressed(
    order: Order,
    request: Request,
    model: LoadedModel,
    catalogue: Catalogue,
    inputs: Mapping[str, Image.Image],
) -> Order:
    """The order with what the request adds to the model.

    Raises:
        RequestRefused: one sentence: what is not there, does not fit, or is too much.
        OutOfMemory: the device cannot hold it beside the model.
    """
    _check(request)
    order = _in_words(order, request, model, catalogue)
    control = _control(order, request, model, catalogue, inputs)
    return replace(order, control=control, seen=_seen(request, model, catalogue, inputs))


def mask_of(
    model: LoadedModel, source: Image.Image | None, mask: Image.Image | None
) -> tuple[Image.Image | None, str]:
    """A member's mask in grey, of the source's size, and what to tell them about it.

    A model that always wants one gets one without a member's, of which nothing stays.

    Raises:
        RequestRefused: there is nothing that it could be the mask of, or nothing white in it.
    """
    if mask is None:
        return EVERYTHING if model.traits.needs_mask else None, ""
    if source is None:
        raise RequestRefused("A mask needs a picture to start from; send both.")
    if not model.traits.inpaint:
        raise RequestRefused(
            f"The model “{model.name}” cannot paint in a part of a picture; leave the mask out, or"
            " choose another model."
        )
    grey = mask.convert("L")
    if not grey.point(lambda it: it >= WHITE).getbbox():
        raise RequestRefused("The mask is black all over; paint white what is to be painted anew.")
    shape = abs(mask.width * source.height / (mask.height * source.width) - 1)
    return grey.resize(source.size), STRETCHED if shape > SAME_SHAPE else ""


def _in_words(order: Order, request: Request, model: LoadedModel, catalogue: Catalogue) -> Order:
    """The order with what its words name."""
    if not (request.adapters or request.embeddings):
        return order
    entry = catalogue.find(model.name)
    if request.embeddings and model.dialect is Dialect.SCENES:
        raise RequestRefused(f"The model “{model.name}” takes no embeddings; leave them out.")
    loras = [
        (catalogue.companion(Kind.LORA, name, entry), weight)
        for name, weight in sorted(request.adapters.items())
        if weight
    ]
    words = [catalogue.companion(Kind.EMBEDDING, name, entry) for name in request.embeddings]
    with memory_errors():
        worn = tuple((model.rack.take(companion), weight) for companion, weight in loras)
    return replace(
        order,
        worn=worn,
        prompt=model.embeddings.placed(order.prompt, words) if words else order.prompt,
        spans=[(_placed(model, span, words), weight) for span, weight in order.spans],
        negative=model.embeddings.placed(order.negative, words) if words else order.negative,
    )


def _placed(model: LoadedModel, span: str, words: Sequence[Companion]) -> str:
    """A stretch with the embeddings' tokens; spaces at its ends divide it from the next."""
    before, after = span[:1].isspace() * " ", span[-1:].isspace() * " "
    return before + model.embeddings.placed(span, words) + after


def _control(
    order: Order,
    request: Request,
    model: LoadedModel,
    catalogue: Catalogue,
    inputs: Mapping[str, Image.Image],
) -> Control | None:
    """What is where, as its ControlNet reads it; None where the request says nothing of it."""
    if request.control is None:
        return None
    if "control" not in inputs:
        raise RequestRefused(
            f"There is no picture for the ControlNet “{request.control[:40]}” to follow; send one."
        )
    entry = catalogue.find(model.name)
    companion = catalogue.companion(Kind.CONTROLNET, request.control, entry)
    picture = fitted(inputs["control"], order.size)
    return Control(
        guide=model.controls.take(companion),
        picture=outlines(picture) if OUTLINES in companion.name.lower() else picture,
        weight=request.weights.get("control", CONTROL_WEIGHT),
    )


def _seen(
    request: Request,
    model: LoadedModel,
    catalogue: Catalogue,
    inputs: Mapping[str, Image.Image],
) -> list[Seen]:
    """The pictures that it is painted after."""
    entry = catalogue.find(model.name)
    found: list[Seen] = []
    for role, usual in _LOOKED_AT:
        weight = request.weights.get(role, usual)
        if role not in inputs or not weight:
            continue
        if request.looker is None:
            raise RequestRefused("There is no IP-Adapter named to look at the reference with.")
        companion = catalogue.companion(Kind.IP_ADAPTER, request.looker, entry)
        style = role == "style"
        found.append(model.sights.see(companion, inputs[role], weight=weight, style=style))
    return found


def _check(request: Request) -> None:
    if len(request.adapters) > MAX_ADAPTERS:
        raise RequestRefused(
            f"A model takes up to {MAX_ADAPTERS} LoRAs at once; leave some of them out."
        )
    for name, weight in request.adapters.items():
        if not abs(weight) <= MAX_ADAPTER_WEIGHT:
            raise RequestRefused(
                f"A LoRA weighs from -{MAX_ADAPTER_WEIGHT} to {MAX_ADAPTER_WEIGHT};"
                f" change that of “{name[:40]}”."
            )
    if any(not 0 <= weight <= MAX_PICTURE_WEIGHT for weight in request.weights.values()):
        raise RequestRefused(f"A picture weighs from 0 to {MAX_PICTURE_WEIGHT}.")

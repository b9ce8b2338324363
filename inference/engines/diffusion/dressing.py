"""What a request adds to its model: its LoRAs read and weighed, its embeddings put into the words.

Everything is checked before anything of it is on the device. Knows nothing of steps.
"""

from collections.abc import Sequence
from dataclasses import replace

from inference.catalogue import Catalogue, Dialect
from inference.companions import Companion
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.painting import Order
from inference.errors import RequestRefused
from inference.memory import memory_errors
from inference.offers import Kind
from inference.request import MAX_ADAPTER_WEIGHT, MAX_ADAPTERS, Request


def dressed(order: Order, request: Request, model: LoadedModel, catalogue: Catalogue) -> Order:
    """The order with what the request adds to the model.

    Raises:
        RequestRefused: one sentence: what is not there, does not fit, or is too much.
        OutOfMemory: the device cannot hold it beside the model.
    """
    if not (request.adapters or request.embeddings):
        return order
    _check(request)
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

"""What is told of an order: notes for the member, and what a recipe says was used."""

from inference.catalogue import Dialect
from inference.engines.diffusion.emphasis import lost, takes_weights
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Order
from inference.engines.diffusion.painting import reads_negative
from inference.engines.diffusion.prompt import unread

NO_WEIGHTS = "This model does not weigh words; brackets and numbers made no difference."
NO_NEGATIVE = "This model does not read what to keep out."
SEAMS = "Memory was short, so this was decoded in pieces; its edges may not quite fit together."


def notes_of(model: LoadedModel, order: Order) -> list[str]:
    """What the member should know of how this model took the words."""
    notes = [order.note] if order.note else []
    if model.dialect is Dialect.SCENES:
        return notes
    pipeline = model.pipeline()
    weighs = takes_weights(pipeline, model.traits.paint)
    if order.spans and not model.weighs_words:
        notes.append(NO_WEIGHTS)
    spans = order.spans or [(order.prompt, 1.0)]
    words = lost(pipeline, spans) if weighs else unread(pipeline, order.prompt, model.traits.paint)
    if words:
        notes.append(f"The prompt is too long for this model: nothing from “{words}” on was read.")
    if order.wraps and model.vae is not None and model.vae.use_tiling:
        notes.append(SEAMS)
    if order.negative and not reads_negative(model, order):
        notes.append(NO_NEGATIVE)
    return notes


def recipe_of(model: LoadedModel, order: Order) -> dict[str, object]:
    """What was used, for the recipe; models choose what a request leaves open."""
    traits = model.traits
    scheduler = model.pipeline(sampler=order.sampler).scheduler
    told = {"caption": order.prompt} if order.reworded else {}
    return told | {
        "steps": traits.steps if order.steps is None else order.steps,
        "guidance": traits.guidance if order.guidance is None else order.guidance,
        "strength": None if order.source is None else order.strength,
        "sampler": type(scheduler).__name__,
    }

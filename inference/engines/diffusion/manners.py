"""How to paint, for diffusion models: one order becomes what the flags make of it.

    stylize   guidance: below 100 the words count for more, above it the model's own taste does
    chaos     other views and another guidance for each picture, by its own seed
    weird     what is usual is kept out
    quality   more or fewer steps
    stop      the picture that the model is heading for at that step
    tile      convolutions that go on at the opposite edge (see seams)

Each picture hangs on its own seed alone. Pure but for what a model tells of itself.
"""

from dataclasses import replace

import numpy as np

from inference.catalogue import Dialect
from inference.engines.diffusion.adapters import Adapter
from inference.engines.diffusion.model import LoadedModel
from inference.engines.diffusion.order import Order
from inference.engines.diffusion.painting import reads_negative
from inference.errors import RequestRefused
from inference.manner import Manner
from inference.painter.chance import stream
from inference.painter.retelling import retell
from inference.request import Request

VIEWS = (
    *("close-up", "wide view", "seen from above", "seen from below", "from far away"),
    *("side view", "backlit", "soft light", "dramatic light", "at dusk", "in the morning"),
    *("symmetrical composition", "off-centre composition", "much empty space", "crowded scene"),
)
"""What chaos adds: nothing that the words may not have left open."""
USUAL = (
    *("ordinary", "typical", "conventional", "stock photo", "symmetrical composition"),
    *("plain background", "realistic colours"),
)
"""What weirdness keeps out, the first first."""

_MOST_FACTOR, _LEAST_FACTOR = 1.5, 0.5
_WEIRD_STEP = 500.0
_SPREAD = 0.35  # of the logarithm of guidance, at full chaos


def mannered(order: Order, request: Request, manner: Manner, model: LoadedModel) -> list[Order]:
    """The orders that an order comes to: one, or one for each of its pictures.

    Raises:
        RequestRefused: this model cannot paint so; the sentence says which flag to leave out.
    """
    order = replace(
        order,
        steps=_steps(order, manner, model),
        guidance=_guidance(order, manner, model),
        until=manner.stop / 100,
        worn=(*order.worn, (_seamless(model), 1.0)) if manner.tile else order.worn,
        wraps=manner.tile,
    )
    scenes = model.dialect is Dialect.SCENES
    if manner.weird and not scenes:
        order = _unusual(order, manner, model)
    if not (manner.chaos or (manner.weird and scenes)):
        return [order]
    return [
        _scene(one, request, manner, model.kinds) if scenes else _viewed(one, manner, model)
        for one in (replace(order, seeds=[seed]) for seed in order.seeds)
    ]


def _steps(order: Order, manner: Manner, model: LoadedModel) -> int | None:
    if manner.quality == 1 or order.steps is not None:
        return order.steps
    return max(1, min(model.traits.max_steps, round(model.traits.steps * manner.quality)))


def _guidance(order: Order, manner: Manner, model: LoadedModel) -> float | None:
    if manner.stylize == 100:
        return order.guidance
    guidance = model.traits.guidance if order.guidance is None else order.guidance
    if guidance <= 1:
        raise RequestRefused(
            f"The model “{model.name}” paints without guidance, so --stylize has nothing to"
            " change; leave it out."
        )
    if manner.stylize < 100:
        factor = 1 + (_MOST_FACTOR - 1) * (1 - manner.stylize / 100)
    else:
        factor = 1 - (1 - _LEAST_FACTOR) * (manner.stylize - 100) / 900
    return 1 + (guidance - 1) * factor


def _unusual(order: Order, manner: Manner, model: LoadedModel) -> Order:
    count = min(len(USUAL), 1 + int(manner.weird // _WEIRD_STEP))
    out = ", ".join(filter(None, [order.negative, *USUAL[:count]]))
    order = replace(order, negative=out)
    if not reads_negative(model, order):
        raise RequestRefused(
            f"The model “{model.name}” does not read what to keep out, so --weird cannot keep the"
            " usual out; leave it out."
        )
    return order


def _viewed(order: Order, manner: Manner, model: LoadedModel) -> Order:
    """One picture's order with a view and a guidance of its own."""
    rng = stream(order.seeds[0], "chaos")
    share = manner.chaos / 100
    views = [view for view in rng.choice(VIEWS, 2, replace=False) if rng.random() < share]
    words = "".join(f", {view}" for view in views)
    guidance = model.traits.guidance if order.guidance is None else order.guidance
    spread = float(np.exp(_SPREAD * share * rng.standard_normal()))
    return replace(
        order,
        prompt=order.prompt + words,
        reworded=bool(words),
        spans=[*order.spans, (words, 1.0)] if order.spans and words else order.spans,
        guidance=1 + (guidance - 1) * spread if guidance > 1 else order.guidance,
    )


def _scene(order: Order, request: Request, manner: Manner, kinds: int | None) -> Order:
    """One picture's order in the painter's words, of a scene that chance has changed."""
    told = retell(
        request.prompt,
        request.negative,
        most=kinds,
        chaos=manner.chaos,
        weird=manner.weird,
        seed=order.seeds[0],
    )
    return replace(order, prompt=told.caption)


def _seamless(model: LoadedModel) -> Adapter:
    adapter = model.seamless()
    if adapter is None:
        raise RequestRefused(
            f"The model “{model.name}” knows where a picture's edges are; only models with a U-Net"
            " paint --tile. Leave it out, or choose another model."
        )
    return adapter

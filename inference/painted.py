"""Between an engine's pictures and the files that members get: PNG, and the recipe within."""

import json
from functools import cache
from importlib.metadata import version

from PIL.Image import Image

from inference.candidates import Try
from inference.encoding import read_picture, read_recipe, to_png
from inference.events import Painted
from inference.request import Request


def picture_of(data: bytes) -> Image:
    """Its pixels, and its recipe where PIL would put it, for an engine that paints it again."""
    image = read_picture(data)
    recipe = read_recipe(data)
    if recipe is not None:
        image.info["mozart"] = json.dumps(recipe)
    return image


def painted_by(job_id: int, request: Request, index: int, one: Try) -> Painted:
    """The event that tells of one picture, with the recipe that it can be painted again by."""
    result, seed = one.result, one.seed
    image = result.image
    chosen = {} if one.score is None else {"score": round(one.score, 4), "best_of": request.best}
    recipe = {
        "prompt": request.prompt,
        "negative": request.negative,
        "seed": seed,
        "model": request.model,
        "width": image.width,
        "height": image.height,
        "steps": request.steps,
        "guidance": request.guidance,
        "strength": request.strength,
        "task": request.task,
        "parent": request.parent,
        "inputs": dict(request.inputs),
        **chosen,
        **({"spans": request.spans} if request.spans else {}),
        **({"adapters": dict(request.adapters)} if request.adapters else {}),
        **({"embeddings": list(request.embeddings)} if request.embeddings else {}),
        **({"options": dict(request.options)} if request.options else {}),
        **({"control": request.control} if request.control else {}),
        **({"looker": request.looker} if request.looker else {}),
        **({"weights": dict(request.weights)} if request.weights else {}),
        "software": _software(),
        **result.recipe,  # last: what the engine chose where the request left it open
    }
    return Painted(
        job_id=job_id,
        index=index,
        png=to_png(image, recipe),
        width=image.width,
        height=image.height,
        seed=seed,
        note=result.note,
        files=tuple(result.files),
    )


@cache
def _software() -> str:
    return f"Mozart {version('mozart')}"

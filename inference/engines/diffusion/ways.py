"""Which stock pipeline an order needs: from words, a picture, or a part of one; or to change one.

diffusers has each with a ControlNet and without, over the same networks.
"""

import threading
from enum import StrEnum
from typing import Any

from diffusers import (
    AutoPipelineForImage2Image,
    AutoPipelineForInpainting,
    AutoPipelineForText2Image,
)

from inference.engines.diffusion.untyped import Pipeline


class Way(StrEnum):
    """How a picture begins."""

    PAINT = "paint"  # from words alone
    REPAINT = "repaint"  # from a picture
    INPAINT = "inpaint"  # from a picture, of which a mask says what stays
    EDIT = "edit"  # from noise, beside a picture that is changed as words say


_MAKERS: dict[Way, Any] = {
    Way.PAINT: AutoPipelineForText2Image,
    Way.REPAINT: AutoPipelineForImage2Image,
    Way.INPAINT: AutoPipelineForInpainting,
}


class Ways:
    """The pipelines of one model, each made when it is first asked for. Any thread may ask."""

    def __init__(self, pipeline: Pipeline, *, edits: bool = False) -> None:
        """Make none yet.

        Args:
            pipeline: of the model's own kind.
            edits: whether that kind changes pictures as it is told.
        """
        self._lock = threading.Lock()
        self._known: dict[Way, Pipeline | None] = {Way.PAINT: pipeline}
        self._known[Way.EDIT] = pipeline if edits else None

    def of(self, way: Way) -> Pipeline | None:
        """The pipeline, or None where diffusers has none for this family."""
        with self._lock:
            if way not in self._known:
                self._known[way] = _made(self._known[Way.PAINT], way)
            return self._known[way]

    def guided(self, way: Way, controlnet: object) -> Pipeline | None:
        """A new pipeline that follows a ControlNet as well, or None where diffusers has none."""
        if way is Way.EDIT:  # none of these follows one
            return None
        return _made(self._known[Way.PAINT], way, controlnet=controlnet)


def _made(pipeline: Pipeline, way: Way, **parts: object) -> Pipeline | None:
    try:
        return _MAKERS[way].from_pipe(pipeline, **parts)
    except ValueError:  # diffusers has none for this family
        return None

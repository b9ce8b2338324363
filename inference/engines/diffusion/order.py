"""What one call of a pipeline shall do, and what it made.

Knows nothing of how it is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from PIL import Image

from inference.engines.diffusion.adapters import Worn
from inference.engines.diffusion.blending import Blend
from inference.engines.diffusion.controls import Guide
from inference.engines.diffusion.emphasis import Span
from inference.engines.diffusion.sights import Seen
from inference.engines.diffusion.ways import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A picture of what is where.

    Attributes:
        guide: the ControlNet that sees to it.
        picture: RGB, as that one was trained on; cut to the ordered shape.
        weight: how much it counts, 0 to 2.
    """

    guide: Guide
    picture: Image.Image
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call: as many pictures as there are seeds.

    Attributes:
        prompt, negative: as the model gets them.
        spans: the prompt in stretches of one weight.
        note: for the member, on what became of their words or mask; empty where nothing did.
        width, height: of each picture in pixels, any; painted a little larger where need be.
        source: to start from, cut to the shape; None to start from noise.
        strength: how far to leave the source, in (0, 1].
        mask: of the source's shape, grey: white is painted anew, black stays as it is; or None.
        control: what is where, and the ControlNet that sees to it; or None.
        seen: pictures to look at while it is painted.
        steps, guidance, sampler: None leaves them to the model.
        worn: the model's adapters to paint it with.
        until: at which share of its steps to leave it, in (0, 1].
        wraps: whether the edges fit together, so that nothing may be cut off.
        edits: whether the source is changed as the words say; `strength` then says how little it
            counts (see `picture_guidance`).
        reworded: whether its words are others than the request's.
        blends: what each picture is between, where it is not one of the prompt and a seed; then
            the seeds are those of the noise that samplers add.
    """

    prompt: str
    negative: str
    width: int
    height: int
    seeds: Sequence[int]
    source: Image.Image | None = None
    strength: float = 1.0
    steps: int | None = None
    guidance: float | None = None
    sampler: str | None = None
    worn: Worn = ()
    spans: Sequence[Span] = ()
    note: str = ""
    mask: Image.Image | None = None
    control: Control | None = None
    seen: Sequence[Seen] = ()
    until: float = 1.0
    wraps: bool = False
    edits: bool = False
    reworded: bool = False
    blends: Sequence[Blend] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Of each picture: width and height."""
        return self.width, self.height

    def only(self, index: int) -> Self:
        """The order for one of its pictures."""
        return replace(
            self, seeds=[self.seeds[index]], blends=[self.blends[index]] if self.blends else ()
        )

    @property
    def way(self) -> Way:
        """How its picture begins."""
        if self.source is None:
            return Way.PAINT
        if self.edits:
            return Way.EDIT
        return Way.REPAINT if self.mask is None else Way.INPAINT

    @property
    def guide(self) -> Guide | None:
        """The ControlNet that it follows."""
        return None if self.control is None else self.control.guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """What came of it.

    Attributes:
        images: RGB, of the ordered size, in the order of the seeds.
        blacked: whether the model's own filter blacked each of them out.
    """

    images: list[Image.Image]
    blacked: list[bool]

"""Style transfer as an engine: a picture in, the same in the manner of others out.

Its only weights are those of the networks that paint at once. How styles are carried over is the
business of inference.styling; which pictures and choices a request brings is read here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import torch
from PIL import Image

from inference.engine import Report, Result
from inference.errors import RequestRefused
from inference.files import File
from inference.memory import memory_errors
from inference.moving import FASTEST, KINDS, MOST_FRAMES, SLOWEST, frames_of, write_film
from inference.request import Request, Task
from inference.shape import too_slim
from inference.styling.arbitrary import SHIPPED as SHIPPED_ARBITRARY
from inference.styling.arbitrary import Arbitrary, read_arbitrary
from inference.styling.copying import Copyist
from inference.styling.features import Features, read_vgg
from inference.styling.film import filmed
from inference.styling.names import (
    MANNERS,
    NO_FILMS,
    NO_INSTANT,
    NO_TEXTURES,
    PICTURES,
    check_instant,
    in_network,
    shares_of,
)
from inference.styling.network import SHIPPED, StyleNetwork, painted_at_once, read_network
from inference.styling.pixels import image_of, tensor_of
from inference.styling.plates import plate
from inference.styling.styling import (
    Blend,
    Brush,
    Colours,
    Order,
    Quality,
    Style,
    in_palette,
    styled,
)
from inference.styling.watching import showing

MIN_SIDE = 32
MAX_SIDE = 2048
SLIMMEST, _ROUNDED = 3.0, 2
_KNOWN = frozenset(
    {"frames", "rate", "film", "styles", "blend", "keep_colours", "photorealistic", "quality"}
)
_ROLES = frozenset({"source", "mask", *PICTURES})

_UNDRAWN = torch.zeros(1, 3, 1, 1)

Choice = TypeVar("Choice", Blend, Quality)


class StyleEngine:
    """Paints pictures in the manner of others."""

    slots = 1

    def __init__(
        self,
        features: Path | None = None,
        network: Path = SHIPPED,
        arbitrary: Path = SHIPPED_ARBITRARY,
    ) -> None:
        """Read nothing yet.

        Args:
            features: a file with the weights of a VGG, for `quality: optimised`; None is without.
            network: a file with the network of styles, for `quality: instant`; need not exist.
            arbitrary: the same for style pictures.
        """
        self._file, self._network_file, self._arbitrary_file = features, network, arbitrary
        self._features: Features | None = None
        self._network: StyleNetwork | None = None
        self._arbitrary: Arbitrary | None = None

    def load(self, model: str) -> None:
        """Do nothing; weights are read when they are first needed."""

    def unload(self) -> None:
        """Forget the style pictures that were drawn, and the weights."""
        self._features = self._network = self._arbitrary = None
        _plate.cache_clear()

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        """Paint the picture once for each seed; the same request gives the same pixels.

        Raises:
            RequestRefused: no picture, no style, or choices that are not there.
            Cancelled: `report` said so.
        """
        _check(request, inputs)
        report(0.0)
        results: list[Result] = []
        with memory_errors(), torch.inference_mode():
            order = self._equipped(request, inputs, report)
            if "frames" in request.options:
                return [_filmed(request, order, inputs["source"], report)]
            for index in range(request.count):
                show = showing(request.count, results, report)
                seeded = replace(order, seed=request.seed_of(index))
                results.append(Result(image=image_of(styled(seeded, show))))
        return results

    def _equipped(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> Order:
        """The order, with what its quality takes."""
        shares = _shares(request, inputs)
        order = _order(request, inputs, shares)
        if order.quality is Quality.INSTANT:
            collage = order.blend is Blend.COLLAGE
            check_instant(shares, collage=collage, photorealistic=order.photorealistic)
            if brush := self._brush(shares):
                return replace(order, brush=brush)
        order = replace(order, styles=_drawn(order.styles, shares, inputs, report))
        if order.quality is Quality.INSTANT:  # the brush knows how strong it shall be
            return replace(order, brush=self._copyist(order), strength=1.0)
        order = replace(order, brush=self._brush(shares))
        if order.quality is Quality.OPTIMISED:
            return replace(order, features=self._eye())
        return order

    def _brush(self, shares: Mapping[str, float]) -> Brush | None:
        """What paints in these styles at once, where the network of styles knows them all."""
        network = self._styles() if in_network(shares) else None
        if network is None or not {*shares} <= {*network.styles}:
            return None
        return lambda content, seed: painted_at_once(network, content, shares, seed=seed)

    def _copyist(self, order: Order) -> Brush:
        """What paints at once after these style pictures, also those of names."""
        if self._arbitrary is None and not self._arbitrary_file.is_file():
            raise RequestRefused(NO_INSTANT)
        with torch.inference_mode(mode=False):
            network = self._arbitrary = self._arbitrary or read_arbitrary(self._arbitrary_file)
        styles = [in_palette(style, order.content, order.seed) for style in order.styles]
        shares = [style.share for style in styles]
        pictures = [style.picture for style in styles]
        return Copyist(network, pictures, shares, strength=order.strength)

    def _styles(self) -> StyleNetwork | None:
        if self._network is None and self._network_file.is_file():
            with torch.inference_mode(mode=False):
                self._network = read_network(self._network_file)
        return self._network

    def _eye(self) -> Features:
        """What sees, where something is to be optimised."""
        if self._file is None:
            raise RequestRefused(NO_TEXTURES)
        if self._features is None:
            with torch.inference_mode(mode=False):
                self._features = read_vgg(self._file)
        return self._features


def _check(request: Request, inputs: Mapping[str, Image.Image]) -> None:
    if request.task is not Task.IMAGINE:
        raise RequestRefused("A styled picture is not varied or enlarged; style it again instead.")
    if "source" not in inputs:
        raise RequestRefused("There is no picture to paint anew; send one along.")
    if unknown := sorted({*request.options} - _KNOWN) + sorted({*inputs} - _ROLES):
        raise RequestRefused(f"Style transfer knows no “{unknown[0][:40]}”.")
    if "frames" in request.options:
        _check_film(request)
        if _text(request, "quality") == Quality.OPTIMISED:
            raise RequestRefused(NO_FILMS)
    width, height = request.width, request.height
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise RequestRefused(
            f"A styled picture has from {MIN_SIDE} to {MAX_SIDE} pixels a side,"
            f" not {width} x {height}; choose a size in between."
        )
    if too_slim(width, height, widest=SLIMMEST, step=_ROUNDED):
        raise RequestRefused("Shapes up to 3:1 can be styled; cut the picture first.")


def _shares(request: Request, inputs: Mapping[str, Image.Image]) -> dict[str, float]:
    sent = [name for name in PICTURES if name in inputs]
    return shares_of(named=_text(request, "styles"), mix="", pictures=sent)


def _order(
    request: Request, inputs: Mapping[str, Image.Image], shares: Mapping[str, float]
) -> Order:
    """What is wished; the style pictures are still to be drawn."""
    mask, keep = inputs.get("mask"), request.options.get("keep_colours")
    return Order(
        content=tensor_of(inputs["source"]),
        styles=[
            Style(picture=_UNDRAWN, share=share, colours=_colours(name, keep=keep))
            for name, share in shares.items()
        ],
        height=request.height,
        width=request.width,
        strength=_strength(request),
        photorealistic=bool(request.options.get("photorealistic", False)),
        quality=_choice(request, "quality", Quality, Quality.FAST),
        blend=_choice(request, "blend", Blend, Blend.MIX),
        mask=None if mask is None else tensor_of(mask)[:, :1],
    )


def _drawn(
    styles: Sequence[Style],
    shares: Mapping[str, float],
    inputs: Mapping[str, Image.Image],
    report: Report,
) -> list[Style]:
    """The styles with their pictures."""
    found = []
    for style, name in zip(styles, shares, strict=True):
        report(0.0)  # drawing a style picture takes a second
        picture = inputs[name] if name in inputs else _plate(name)
        found.append(replace(style, picture=tensor_of(picture)))
    return found


def _filmed(request: Request, order: Order, sheet: Image.Image, report: Report) -> Result:
    """Every frame, as a film of the kind that was sent; its first frame is the picture."""
    count, kind = int(request.options["frames"]), _text(request, "film", "webp")
    rate = float(request.options.get("rate", SLOWEST))
    frames = [tensor_of(frame) for frame in frames_of(sheet, count)]
    painted = filmed(order, frames, showing(1, [], report))
    images = [image_of(frame) for frame in painted]
    data = write_film(images, rate=rate, kind=kind)
    return Result(image=images[0], files=[File(name=f"style.{kind}", data=data, instead=True)])


def _check_film(request: Request) -> None:
    """Refuse what no command of ours asks for."""
    count, rate = request.options["frames"], request.options.get("rate", SLOWEST)
    if not (isinstance(count, int) and 2 <= count <= MOST_FRAMES) or request.count != 1:
        raise RequestRefused(f"A film has from 2 to {MOST_FRAMES} frames, and there is one of it.")
    if not (isinstance(rate, int | float) and 0 < rate <= FASTEST):
        raise RequestRefused(f"A film shows at most {FASTEST:.0f} frames a second.")
    if _text(request, "film", "webp") not in KINDS:
        raise RequestRefused(f"A film is one of {', '.join(KINDS)}.")


def _colours(name: str, *, keep: object) -> Colours:
    """Whose colours a style has: left open, pictures bring theirs along, and names as they say."""
    if keep is not None:
        return Colours.CONTENT if keep else Colours.STYLE
    if name in MANNERS and not MANNERS[name].own_colours:
        return Colours.STROKES
    return Colours.STYLE


def _text(request: Request, name: str, usual: str = "") -> str:
    return str(request.options.get(name, usual))


def _strength(request: Request) -> float:
    strength = 1.0 if request.strength is None else request.strength
    if not (math.isfinite(strength) and 0 <= strength <= 1):
        raise RequestRefused("The strength of a style is between 0 and 1.")
    return strength


def _choice(request: Request, name: str, choices: type[Choice], usual: Choice) -> Choice:
    text = _text(request, name, usual)
    try:
        return choices(text)
    except ValueError:
        raise RequestRefused(f"Style transfer has no {name} “{text[:40]}”.") from None


@lru_cache(maxsize=4)
def _plate(name: str) -> Image.Image:
    return plate(name)

"""What somebody can wish of `/upscale`, and the request it becomes. Pure; imports no torch.

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from inference.errors import RequestRefused
from inference.request import Option, Request

UPSCALE = "upscale"
SCALES = (2, 4)
LARGEST_SIDE = 4096
LARGEST_PIXELS = 16_777_216
NONE = "lanczos"
"""No network: pixels are interpolated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read: how many times larger, and who does it; None is the usual one."""

    scale: int
    network: str | None


def upscale_request(
    size: tuple[int, int],
    *,
    scale: int = 2,
    network: str | None = None,
    known: Collection[str],
    of: tuple[int, int] | None = None,
) -> Request:
    """The request for one picture at `scale` times its size.

    Args:
        size: (width, height) of the picture, in pixels.
        scale: one of SCALES.
        network: its name; None takes the usual one.
        known: the names there are.
        of: (job, index) where it is a picture of ours.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    options: dict[str, Option] = {"scale": scale}
    if network is not None:
        options["network"] = network
    read_options(options, known)
    width, height = scale * size[0], scale * size[1]
    check_size(width, height)
    return Request(
        prompt=f"{scale} times as large{f', by {network}' if network else ''}",
        width=width,
        height=height,
        seed=0,
        model=UPSCALE,
        options=options,
        parent=of,
    )


def read_options(options: Mapping[str, Option], known: Collection[str]) -> Wished:
    """The options of a request.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    if unknown := sorted(set(options) - {"scale", "network"}):
        raise RequestRefused(f"Enlarging knows no option “{unknown[0][:30]}”.")
    scale = options.get("scale", SCALES[0])
    if isinstance(scale, bool) or scale not in SCALES:
        raise RequestRefused("A picture can be made 2 or 4 times as large.")
    network = options.get("network")
    if network is not None and network not in (*known, NONE):
        listed = ", ".join((*known, NONE))
        raise RequestRefused(
            f"There is no network “{str(network)[:40]}” that enlarges; choose one of: {listed}."
        )
    return Wished(scale=int(scale), network=None if network is None else str(network))


def check_size(width: int, height: int) -> None:
    """Refuse what would be larger than we make pictures.

    Raises:
        RequestRefused: telling the limit.
    """
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_PIXELS:
        raise RequestRefused(
            f"That would be {width} x {height} pixels; Mozart makes pictures of up to"
            f" {LARGEST_SIDE} a side. Choose 2 instead of 4, or a smaller picture."
        )

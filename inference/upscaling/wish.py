"""What somebody can wish of `/upscale`, and the request it becomes. Pure; imports no torch.

The engine reads the options here again, so that what is refused is refused before it is queued.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from inference.errors import RequestRefused
from inference.request import Option, Request
from inference.upscalers import Kind, first_of

UPSCALE = "upscale"
SCALES = (2, 4)
LARGEST_SIDE = 4096
LARGEST_PIXELS = 16_777_216
NONE = "lanczos"
"""No network: pixels are interpolated."""
SOURCE, MASK = "source", "mask"
"""The roles of the pictures: the one to enlarge, and one that is white where faces are."""
_MANY = {Kind.PHOTO: "photos", Kind.LINES: "lines", Kind.FACES: "faces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """A request's options, read.

    Attributes:
        scale: how many times larger.
        network: who does all of it; None leaves it to the kind.
        kind: what the picture shows; None leaves it to us.
    """

    scale: int
    network: str | None
    kind: Kind | None


def upscale_request(
    size: tuple[int, int],
    *,
    scale: int = 2,
    network: str | None = None,
    kind: str | None = None,
    known: Mapping[str, Path],
    sent: Collection[str] = (),
    of: tuple[int, int] | None = None,
) -> Request:
    """The request for one picture at `scale` times its size.

    Args:
        size: (width, height) of the picture, in pixels.
        scale: one of SCALES.
        network: its name; None takes the usual one.
        kind: of Kind, what the picture shows; None leaves it to us.
        known: the networks there are, by name.
        sent: roles of the pictures that come along besides it.
        of: (job, index) where it is a picture of ours.

    Raises:
        RequestRefused: one sentence about what cannot be.
    """
    options: dict[str, Option] = {"scale": scale}
    if network is not None:
        options["network"] = network
    if kind is not None:
        options["kind"] = kind
    read_options(options, known, sent)
    width, height = scale * size[0], scale * size[1]
    check_size(width, height)
    return Request(
        prompt=f"{scale} times as large{_who(network, kind)}",
        width=width,
        height=height,
        seed=0,
        model=UPSCALE,
        options=options,
        parent=of,
    )


def _who(network: str | None, kind: str | None) -> str:
    if network is not None:
        return f", by {network}"
    return "" if kind is None else f", by the network for {_MANY[Kind(kind)]}"


def read_options(
    options: Mapping[str, Option], known: Mapping[str, Path], sent: Collection[str] = ()
) -> Wished:
    """The options of a request.

    Args:
        options: by name.
        known: the networks there are, by name.
        sent: roles of the pictures that come along.

    Raises:
        RequestRefused: there is no such option, or none with that value.
    """
    if unknown := sorted(set(options) - {"scale", "network", "kind"}):
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
    kind = _kind(options.get("kind"), known)
    if network is not None and kind is not None:
        raise RequestRefused("Name a network, or say what the picture shows: one of them.")
    if MASK in sent and kind is not Kind.FACES:
        raise RequestRefused("A mask says where faces are; choose kind: faces to go with it.")
    chosen = None if network is None else str(network)
    return Wished(scale=int(scale), network=chosen, kind=kind)


def _kind(value: Option | None, known: Mapping[str, Path]) -> Kind | None:
    if value is None:
        return None
    if value not in list(Kind):
        listed = ", ".join(Kind)
        raise RequestRefused(
            f"Pictures of the kind “{str(value)[:30]}” are not known; choose one of: {listed}."
        )
    if first_of(known, Kind(str(value))) is None:
        raise RequestRefused(
            f"There is no network for {_MANY[Kind(str(value))]} here; leave the kind out,"
            " or ask whoever runs Mozart to add one."
        )
    return Kind(str(value))


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

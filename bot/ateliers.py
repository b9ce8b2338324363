"""The ateliers on the command line: what their commands take, and the requests they come to."""

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias

from PIL.Image import Image

from bot.house import draw_seed
from bot.restyling import StyleWish, check_style, style_request
from inference.dreaming.wish import GUIDE, SOURCE, STYLE, Mode, dream_request
from inference.encoding import read_picture
from inference.errors import RequestRefused
from inference.moving import read_moving, sheet_of
from inference.request import Request
from inference.styling.names import MANNERS, MOST_STYLES, PICTURES
from inference.upscaling.wish import SCALES, upscale_request

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its type has no other name


def style_parser(tasks: Parsers) -> argparse.ArgumentParser:
    """What `mozart style` takes."""
    style = tasks.add_parser("style", help="paint a picture anew in the style of others")
    style.add_argument("picture", type=Path, help="the picture to paint anew; it may move")
    style.add_argument("--style", action="append", default=[], help="a name, or a picture's file")
    style.add_argument("--mix", default="", help="weights, such as ink:0.3,oil:0.7")
    style.add_argument("--blend", choices=("mix", "collage"), help="how several become one")
    style.add_argument("--strength", type=int, help="how much of the style, in per cent")
    style.add_argument(
        "--keep-colours", action=argparse.BooleanOptionalAction, help="the picture's own colours"
    )
    style.add_argument("--photorealistic", action="store_true", help="no strokes")
    style.add_argument("--mask", type=Path, help="a picture that is white where the style goes")
    style.add_argument("--quality", choices=("fast", "full", "optimised"))
    style.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    style.add_argument("--seed", type=int, help="the same seed gives the same result")
    style.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    style.add_argument("--json", action="store_true", help="print one JSON line")
    return style


def styled(options: argparse.Namespace) -> tuple[Request, Mapping[str, Image]]:
    """What `mozart style` was asked for, and the pictures that go with it by their roles.

    Raises:
        RequestRefused, PictureUnreadable: the message says what to change.
        OSError: a file is not there.
    """
    named = [it for it in options.style if it in MANNERS or ":" in it]
    files = [Path(it) for it in options.style if it not in named]
    sent = dict(zip(PICTURES, files, strict=False))
    if len(options.style) > MOST_STYLES:
        raise RequestRefused(f"A mix has at most {MOST_STYLES} styles.")
    wish = StyleWish(
        named=",".join(named),
        mix=options.mix,
        strength=options.strength,
        keep_colours=options.keep_colours,
        photorealistic=options.photorealistic,
        quality=options.quality,
        blend=options.blend,
        size=options.size,
        seed=options.seed,
    )
    shares = check_style(wish, list(sent))
    roles = {"source": options.picture, **sent, **({"mask": options.mask} if options.mask else {})}
    films = {role: read_moving(file.read_bytes()) for role, file in roles.items()}
    request = style_request(wish, shares, films["source"], draw_seed=draw_seed)
    stills = {role: film.frames[0] for role, film in films.items()}
    return request, stills | {"source": sheet_of(films["source"].frames)}


def dream_parser(tasks: Parsers) -> argparse.ArgumentParser:
    """What `mozart dream` takes."""
    dream = tasks.add_parser("dream", help="dream about a picture")
    dream.add_argument("picture", type=Path, help="the picture to dream about")
    dream.add_argument("--mode", help=f"one of {', '.join(Mode)}")
    dream.add_argument(
        "--motifs", help='what creatures are made of, such as "owl, castle"; or none'
    )
    dream.add_argument("--layer", type=int, help="of the network, 1 to 4")
    dream.add_argument("--channel", type=int, help="one feature of that layer")
    dream.add_argument("--guide", type=Path, help="a picture of what to see")
    dream.add_argument("--style", help="a name, or a picture's file")
    dream.add_argument("--strength", type=int, help="how much of the dream, in per cent")
    dream.add_argument("--zoom", action="store_true", default=None, help="dream on, as a film")
    dream.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    dream.add_argument("--seed", type=int, help="the same seed gives the same dream")
    dream.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    dream.add_argument("--json", action="store_true", help="print one JSON line")
    return dream


def dreamt(options: argparse.Namespace) -> tuple[Request, Mapping[str, Image]]:
    """What `mozart dream` was asked for, and the pictures that go with it by their roles.

    Raises:
        RequestRefused, PictureUnreadable: the message says what to change.
        OSError: a file is not there.
    """
    names = ("mode", "motifs", "layer", "channel", "strength", "zoom")
    chosen = {name: it for name in names if (it := getattr(options, name)) is not None}
    files = {SOURCE: options.picture, **({GUIDE: options.guide} if options.guide else {})}
    if options.style is not None and options.style not in MANNERS and Path(options.style).exists():
        files[STYLE] = Path(options.style)
    elif options.style is not None:
        chosen["style"] = options.style
    pictures = {role: read_picture(file.read_bytes()) for role, file in files.items()}
    request = dream_request(
        pictures[SOURCE].size,
        seed=draw_seed() if options.seed is None else options.seed,
        options=chosen,
        sent=set(files) - {SOURCE},
        side=options.size,
    )
    return request, pictures


def upscale_parser(tasks: Parsers) -> argparse.ArgumentParser:
    """What `mozart upscale` takes."""
    upscale = tasks.add_parser("upscale", help="make a picture two or four times as large")
    upscale.add_argument("picture", type=Path, help="the picture to enlarge")
    upscale.add_argument("--scale", type=int, default=SCALES[0], choices=SCALES)
    upscale.add_argument("--network", help="who enlarges; lanczos is nobody")
    upscale.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    upscale.add_argument("--json", action="store_true", help="print one JSON line")
    return upscale


def enlarged(
    options: argparse.Namespace, known: Collection[str]
) -> tuple[Request, Mapping[str, Image]]:
    """What `mozart upscale` was asked for, and the picture.

    Raises:
        RequestRefused, PictureUnreadable: the message says what to change.
        OSError: a file is not there.
    """
    picture = read_picture(options.picture.read_bytes())
    request = upscale_request(
        picture.size, scale=options.scale, network=options.network, known=known
    )
    return request, {"source": picture}

"""What commands of the command line were asked to make: a request, and the pictures it is from."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PIL.Image import Image

from bot.beside import CONTROL, MASK, REFERENCE, SOURCE, STYLE
from bot.filming import check_films, end_of_words, walk_alone, walker_of, worded
from bot.house import draw_seed
from bot.restyling import StyleWish, check_style, style_request
from bot.sketch import Sketch, drawing_of
from bot.translation import Asked, check_asked, wish_of
from bot.translation import request_of as translation_of
from bot.wish import Wish, commission_of
from inference.catalogue import PAINTER, Catalogue
from inference.dice.wish import request_of as dice_request
from inference.dreaming.wish import GUIDE, dream_request
from inference.encoding import read_picture
from inference.errors import RequestRefused
from inference.masters.catalogue import KINDS
from inference.morphing.journey import morph_between, walk_of
from inference.morphing.wish import FIRST, SECOND, morph_request
from inference.moving import read_first, read_moving, sheet_of
from inference.request import MAX_COUNT, Option, Request
from inference.styling.names import MANNERS, MOST_STYLES, PICTURES
from inference.translating.tasks import Task
from inference.upscaling.wish import upscale_request
from prompts.errors import PromptError

Order = tuple[Request, Mapping[str, Image]]
"""What is to be made, and the pictures that go with it by their roles."""
_PICTURE_NAMES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_LONGEST_NAME = 250


def order_of(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    """What the options of a command in `ORDERS` come to.

    Raises:
        PromptError, RequestRefused, PictureUnreadable: the message says what to change.
        OSError: a file is not there.
    """
    return ORDERS[options.command](options, catalogue)


def orders_of(options: argparse.Namespace, catalogue: Catalogue) -> list[Order]:
    """What the options of a command come to where several may be asked for at once.

    Raises: as `order_of`.
    """
    if not getattr(options, "all", False):
        return [order_of(options, catalogue)]
    if options.to:
        raise RequestRefused("--all is every target; leave --to out, or --all.")
    every = list(Task)
    parts = [every[begin : begin + MAX_COUNT] for begin in range(0, len(every), MAX_COUNT)]
    return [
        order_of(argparse.Namespace(**{**vars(options), "to": ",".join(part)}), catalogue)
        for part in parts
    ]


def _imagined(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    files = {
        SOURCE: options.image,
        MASK: options.mask,
        CONTROL: options.control,
        REFERENCE: options.reference,
    }
    sent = {role: file for role, file in files.items() if file is not None}
    wish = Wish(
        prompt=options.prompt,
        negative=options.negative,
        count=options.count,
        aspect=options.aspect,
        size=options.size,
        seed=options.seed,
        model=options.model,
        pictures=frozenset(sent),
    )
    made = commission_of(wish, catalogue, draw_seed=draw_seed)
    if made.style is not None:
        raise PromptError("There are no jobs here. Give a picture with --reference instead.")
    pictures = {made.roles[role]: read_picture(file.read_bytes()) for role, file in sent.items()}
    return made.request, pictures


def _drawn(options: argparse.Namespace, _: Catalogue) -> Order:
    sketch = Sketch(
        master=options.master,
        options=" ".join(options.options),
        inks=options.inks,
        count=options.count,
        aspect=options.aspect,
        size=options.size,
        seed=options.seed,
        files=", ".join(kind for kind in KINDS if getattr(options, kind)),
    )
    return drawing_of(sketch, draw_seed=draw_seed), {}


def _thrown(options: argparse.Namespace, _: Catalogue) -> Order:
    request = dice_request(
        seed=draw_seed() if options.seed is None else options.seed,
        throws=options.throws,
        number=options.number,
        instrument=options.instrument,
        tempo=options.tempo,
        sound=options.sound,
    )
    return request, {}


def _styled(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    named = [it for it in options.style if _is_name(it)]
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
    shares = check_style(wish, list(sent), catalogue)
    film = read_moving(options.picture.read_bytes())
    roles = {**sent, **({MASK: options.mask} if options.mask else {})}
    stills = {role: read_first(file.read_bytes()) for role, file in roles.items()}
    request = style_request(wish, shares, film, draw_seed=draw_seed)
    return request, stills | {SOURCE: sheet_of(film.frames)}


def _dreamt(options: argparse.Namespace, _: Catalogue) -> Order:
    names = ("mode", "motifs", "layer", "channel", "strength", "zoom")
    chosen = {name: it for name in names if (it := getattr(options, name)) is not None}
    files = {SOURCE: options.picture, **({GUIDE: options.guide} if options.guide else {})}
    if options.style is not None and options.style not in MANNERS and Path(options.style).exists():
        files[STYLE] = Path(options.style)
    elif options.style is not None:
        chosen["style"] = options.style
    pictures = {role: read_first(file.read_bytes()) for role, file in files.items()}
    request = dream_request(
        pictures[SOURCE].size,
        seed=draw_seed() if options.seed is None else options.seed,
        options=chosen,
        sent=set(files) - {SOURCE},
        side=options.size,
    )
    return request, pictures


def _morphed(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    names = ("frames", "rate", "kind", "back")
    chosen = {name: it for name in names if (it := getattr(options, name)) is not None}
    if options.model not in (None, PAINTER):
        return _filmed(options, catalogue, chosen), {}
    pictures: dict[str, Image] = {}
    for role in (FIRST, SECOND):
        end: str = getattr(options, role)
        if _names_a_picture(end):
            pictures[role] = read_first(Path(end).read_bytes())
        else:
            chosen[role] = end
    shape = next(iter(pictures.values()), None)
    request = morph_request(
        None if shape is None else shape.size,
        seed=draw_seed() if options.seed is None else options.seed,
        options=chosen,
        sent=pictures,
        side=options.size,
    )
    return request, pictures


def _filmed(
    options: argparse.Namespace, catalogue: Catalogue, chosen: Mapping[str, Option]
) -> Request:
    """A morph of which a model paints every frame."""
    check_films(catalogue.find(options.model))
    if any(_names_a_picture(it) for it in (options.first, options.second)):
        raise RequestRefused("A model morphs between words; leave the model out for pictures.")
    seed = draw_seed() if options.seed is None else options.seed
    first, second = (
        end_of_words(
            commission_of(
                worded(words, options.model, size=options.size), catalogue, draw_seed=lambda: seed
            )
        )
        for words in (options.first, options.second)
    )
    return morph_between(first, second, chosen)


def _walked(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    names = ("stops", "frames", "rate", "kind", "truncation", "tiles")
    chosen = {name: it for name in names if (it := getattr(options, name)) is not None}
    walker = walker_of(catalogue, options.model)
    seed = draw_seed() if options.seed is None else options.seed
    if not walker.films:
        return walk_alone(options.words, seed=seed, options=chosen, side=options.size), {}
    if options.words is None:
        raise RequestRefused(f"{walker.title} paints words; say with --words what it shows.")
    wish = worded(options.words, walker.name, size=options.size)
    made = commission_of(wish, catalogue, draw_seed=lambda: seed)
    return walk_of(end_of_words(made), chosen), {}


def _names_a_picture(text: str) -> bool:
    """Whether it is a file, or is called like one; else it is words to paint."""
    file = Path(text)
    if file.suffix.lower() in _PICTURE_NAMES:
        return True
    return len(text.encode()) < _LONGEST_NAME and file.is_file()


def _enlarged(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    files = {SOURCE: options.picture, **({MASK: options.mask} if options.mask else {})}
    pictures = {role: read_first(file.read_bytes()) for role, file in files.items()}
    request = upscale_request(
        pictures[SOURCE].size,
        scale=options.scale,
        network=options.network,
        kind=options.kind,
        known=catalogue.upscalers,
        sent=set(files) - {SOURCE},
    )
    return request, pictures


def _translated(options: argparse.Namespace, catalogue: Catalogue) -> Order:
    asked = Asked(
        to=options.to,
        instruction=options.instruction,
        strength=options.strength,
        beside=options.beside,
        size=options.size,
        seed=options.seed,
        model=options.model,
        control=options.control,
    )
    picture = read_first(options.picture.read_bytes())
    if not asked.by_model:
        check_asked(asked, catalogue)
        return translation_of(asked, picture.size), {SOURCE: picture}
    wish, role = wish_of(asked, catalogue)
    wish = replace(wish, usual_aspect=f"{picture.width}:{picture.height}")
    made = commission_of(wish, catalogue, draw_seed=draw_seed)
    return made.request, {made.roles[role]: picture}


ORDERS: Mapping[str, Callable[[argparse.Namespace, Catalogue], Order]] = {
    "imagine": _imagined,
    "draw": _drawn,
    "dice": _thrown,
    "style": _styled,
    "dream": _dreamt,
    "morph": _morphed,
    "walk": _walked,
    "upscale": _enlarged,
    "translate": _translated,
}


def _is_name(text: str) -> bool:
    """Whether this is no file's name; what looks like neither may be a slip in a style's."""
    return text in MANNERS or ":" in text or not (Path(text).suffix or Path(text).exists())

"""What is answered about a gallery: its map, and what was found in it. Pure."""

from bot.gallery import Find, Map, Shot
from bot.phrases import quoted, shorten
from bot.post import Post
from bot.render import Card, Shown

_STRIP, _POSTER, _PAGE = "found.webp", "map.webp", "map.html"


def mapped(found: Map) -> Post:
    """The poster, and the page below it."""
    head = f"**{found.count} pictures: what is alike is near.**"
    below = f"-# {_PAGE} is the same map to wander in: open it in a browser."
    card = Card(
        above=(head,),
        pictures=(Shown(filename=_POSTER, alt=f"A map of {found.count} pictures"),),
        files=(_PAGE,),
        below=(below,),
    )
    return Post(card=card, files=((_POSTER, found.poster), (_PAGE, found.page)))


def found(find: Find, head: str) -> Post:
    """Numbered pictures, and where each is."""
    lines = [_line(number, shot) for number, shot in enumerate(find.shots, 1)]
    alt = "; ".join(f"{n}: {shorten(shot.words, 80)}" for n, shot in enumerate(find.shots, 1))
    card = Card(
        above=(f"**{quoted(shorten(head, 300))}**",),
        pictures=(Shown(filename=_STRIP, alt=shorten(alt, 1000)),),
        below=("\n".join(lines),),
    )
    return Post(card=card, files=((_STRIP, find.strip),))


def _line(number: int, shot: Shot) -> str:
    words = quoted(shorten(shot.words, 80))
    where = f"[{shot.place}]({shot.link})" if shot.link else shot.place
    return f"{number}\\. {words} · {where}"

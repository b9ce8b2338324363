"""The colours of towns and their skies."""

from collections.abc import Mapping
from dataclasses import replace

from inference.masters.drawing import Pen
from inference.masters.town.parts import Stuff
from inference.painter.colours import Colour

PAPER = Colour.hex("#f4eee0")


def _all(*codes: str) -> tuple[Colour, ...]:
    return tuple(Colour.hex(code) for code in codes)


_STONES: Mapping[str, tuple[Colour, ...]] = {
    "siena": _all("#d2a67c", "#dcb48c", "#e6c8a0", "#cf976c", "#e0bd9b", "#c08a66"),
    "umbria": _all("#d9cab0", "#e6d8c0", "#efe3cf", "#d3bf9f", "#e5d0b8", "#cfb395"),
    "dusk": _all("#c79382", "#d8a58c", "#e4bd9c", "#b98278", "#e0b49a", "#a97470"),
    "winter": _all("#c9c4bd", "#d8d2c8", "#e2dcd2", "#bfb6ac", "#d5c8bc", "#b3a79d"),
}
_ROOFS: Mapping[str, tuple[Colour, ...]] = {
    "siena": _all("#b5563a", "#a84a33", "#c4694a", "#9c4a3a"),
    "umbria": _all("#a9674d", "#b8785a", "#96583f", "#c08463"),
    "dusk": _all("#93434a", "#a35250", "#7f3b45", "#b06359"),
    "winter": _all("#e9edf0", "#dfe6ea", "#f3f4f3", "#d3dade"),
}
_SKIES: Mapping[str, tuple[str, str, str, str]] = {
    "siena": ("#86b4cf", "#f3e6cd", "#a9ab69", "#d9c39b"),
    "umbria": ("#a9c6d6", "#f4eee0", "#9fae74", "#d9ccb0"),
    "dusk": ("#56639a", "#f6b896", "#7f7d64", "#c79b84"),
    "winter": ("#a4b3c0", "#eef0ee", "#e3e7e6", "#d3d2cd"),
}
_FIELDS: Mapping[str, tuple[Colour, ...]] = {
    "siena": _all("#c9c184", "#9fae6b", "#d8cb93", "#8da063", "#bfa96a"),
    "umbria": _all("#bcc486", "#9cb274", "#d6cf9c", "#87a069", "#c9b981"),
    "dusk": _all("#94895f", "#7a7c5c", "#a8946a", "#6b7058", "#9a8060"),
    "winter": _all("#eceeec", "#dfe4e3", "#f2f2ee", "#d8dedd", "#e6e5de"),
}


def stuff(name: str) -> Stuff:
    """What a town of that kind is made of."""
    bare = name == "ink"
    kind = "umbria" if bare else name
    sky, haze, grass, street = (Colour.hex(code) for code in _SKIES[kind])
    ink = Colour.hex("#2b1d18")
    made = Stuff(
        ink=Pen("ink", ink, 0.0012),
        tile=Pen("terracotta" if kind != "winter" else "grey", Colour.hex("#6f2f22"), 0.0009),
        shade=Pen("sepia", Colour.hex("#5d4636"), 0.0008),
        leaf=Pen("green", Colour.hex("#33472f"), 0.0009),
        stones=_STONES[kind],
        roofs=_ROOFS[kind],
        shutters=_all("#4f7a5c", "#6488a4", "#8a5a3c", "#7d8f57"),
        greens=_all("#2f4a34", "#44603c", "#8a9a6a", "#6c8255", "#7d8d5c"),
        fields=_FIELDS[kind],
        marble=Colour.hex("#efe7d8"),
        dark=Colour.hex("#3d2c28"),
        grass=grass,
        street=street,
        sky=(sky, haze),
        bare=bare,
    )
    return _bared(made) if bare else made


def _bared(made: Stuff) -> Stuff:
    """Everything as white as the paper; the pens do all the work."""
    white = (PAPER,)
    return replace(
        made,
        stones=white * 6,
        roofs=white * 4,
        shutters=(made.dark,) * 2,
        greens=white * 5,
        fields=white,
        marble=PAPER,
        grass=PAPER,
        street=PAPER,
        sky=(PAPER, PAPER),
        bare=True,
    )

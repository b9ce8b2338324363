"""What somebody asked to be drawn, and the request it comes to. Pure; Discord and command line.

Options are words, `towers=9 colours=dusk`: what a master can be told is the master's business.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from inference.errors import RequestRefused
from inference.masters.catalogue import MASTERS, find_master, kinds_in
from inference.masters.master import Master
from inference.request import MAX_COUNT, MAX_SEED, Request
from prompts.errors import PromptError
from prompts.size import dimensions, read_aspect

DRAW = "draw"
"""The atelier's name in the catalogue."""
SIDE = 1024
_NAME = re.compile(r"([a-z]+)\s*[=:]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What `/draw` was given, unchecked; None where the member left it to us.

    Attributes:
        master: whose rule.
        options: as `name=value` words.
        inks: the pens' colours; the same as the option of that name.
        files: which files go with the picture; "none" for none.
    """

    master: str
    options: str = ""
    inks: str | None = None
    count: int | None = None
    aspect: str | None = None
    size: int | None = None
    seed: int | None = None
    files: str | None = None


def drawing_of(sketch: Sketch, *, draw_seed: Callable[[], int]) -> Request:
    """The request of a sketch.

    Raises:
        PromptError, RequestRefused: the message says what to change.
    """
    master = find_master(sketch.master)
    options = _read(master, sketch.options)
    if sketch.inks:
        if "inks" not in {option.name for option in master.options}:
            raise RequestRefused(f"“{master.name}” has inks of its own; leave yours out.")
        if "inks" in options:
            raise RequestRefused("You named inks twice; keep one of them.")
        options["inks"] = sketch.inks
    if sketch.count is not None and not 1 <= sketch.count <= MAX_COUNT:
        raise PromptError(f"Mozart makes 1 to {MAX_COUNT} pictures at a time.")
    if sketch.seed is not None and not 0 <= sketch.seed <= MAX_SEED:
        raise PromptError(f"A seed is a whole number between 0 and {MAX_SEED}.")
    checked = master.choose(options, 0)  # so that a slip is said now, and to its member alone
    chosen = {name: checked[name] for name in options}
    width, height = dimensions(read_aspect(sketch.aspect or "1:1"), sketch.size or SIDE)
    count = sketch.count or 1
    usual = "svg, pdf" if count == 1 else "svg"  # a message holds ten files in all
    named = usual if sketch.files is None else sketch.files
    kinds = () if named.strip().lower() == "none" else kinds_in(named)
    said = " ".join(f"{name}={str(it).replace(', ', ',')}" for name, it in chosen.items())
    return Request(
        prompt=f"{master.name}, {master.title}" + (f": {said}" if said else ""),
        width=width,
        height=height,
        seed=draw_seed() if sketch.seed is None else sketch.seed,
        count=count,
        model=DRAW,
        options={"master": master.name, "files": ", ".join(kinds), **chosen},
    )


def suggestions(master: str, typed: str) -> list[tuple[str, str]]:
    """What could stand next among a master's options: a line for people, and the whole text then.

    Args:
        master: as chosen; any other gives nothing.
        typed: so far.
    """
    found = MASTERS.get(master)
    if found is None:
        return []
    head, _, last = typed.rpartition(" ")
    before = f"{head} " if head else ""
    taken = {name.lower() for name in _NAME.findall(head)}
    lines = []
    for option in found.options:
        if option.name in taken:
            continue
        about = f"{before}{option.name}=…  {option.about.rstrip('.')} ({option.range})"
        if last.lower().startswith(f"{option.name}="):
            lines.append((f"{typed}  {option.about.rstrip('.')} ({option.range})", typed))
        elif option.name.startswith(last.lower()):
            lines.append((about, f"{before}{option.name}="))
    return lines


def _read(master: Master, text: str) -> dict[str, object]:
    """The options in a text: names and the values between them.

    Raises:
        RequestRefused: something in it has no name, or a name comes twice.
    """
    pieces = _NAME.split(text.strip())
    if pieces[0].strip():
        known = ", ".join(option.name for option in master.options)
        raise RequestRefused(
            f"Write options as name=value, not “{pieces[0].strip()[:30]}”;"
            f" “{master.name}” has {known}."
        )
    names = [name.lower() for name in pieces[1::2]]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestRefused(f"“{twice[:30]}” is there twice; keep one of them.")
    values = (value.strip().rstrip(",;") for value in pieces[2::2])
    return dict(zip(names, values, strict=True))

"""Every sentence and layout that members see, as values. Pure: no clock, no Discord, no files.

A Card says what one message shows; bot/views.py makes Discord's components of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress

from bot.address import note_in, typed_in
from bot.phrases import bar, duration, noted, ordinal, quoted, shorten
from bot.wish import Commission
from inference.catalogue import ATELIERS, has_seeds
from inference.job import Job, State
from inference.queue import Foresight, Place
from inference.request import Request, Task

WAITING = 0x8A8F98
PAINTING = 0x5865F2
TROUBLE = 0xD83C3E

_DRAWS = re.compile(r"(?<!\\)(?:\{|__)")


class Act(StrEnum):
    """What a button, or the reaction that means the same, asks for."""

    UPSCALE = "upscale"
    VARY = "vary"
    SUBTLE = "subtle"
    REROLL = "reroll"
    REMIX = "remix"
    CANCEL = "cancel"
    DELETE = "delete"
    INFO = "info"
    CANCEL_SHEET = "cancel-sheet"  # these are of a whole sheet, whose number is in the job's place
    DELETE_SHEET = "delete-sheet"
    SHEET = "sheet"  # show it where no other way leads to it
    RESULT = "result"  # show a result that no other way leads to; see bot/delivery.py


SHEET_ACTS = frozenset({Act.CANCEL_SHEET, Act.DELETE_SHEET, Act.SHEET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One button: what it does, to which picture of which job, and what stands on it."""

    act: Act
    job_id: int
    index: int = 0
    label: str = ""
    emoji: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What can be adopted from a sheet: each cell's number, and what is written for it."""

    sheet_id: int
    options: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture, still or moving, of a message: the upload's name, and what it shows in words."""

    filename: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One message: texts above the pictures, pictures, texts below, a menu, rows of buttons.

    `files` are the names of the uploads that stand below the pictures, to be fetched.
    """

    above: tuple[str, ...]
    pictures: tuple[Shown, ...] = ()
    files: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    menu: Menu | None = None
    rows: tuple[tuple[Press, ...], ...] = ()
    colour: int | None = None


# ---- a job, in each of its states


def waiting(job: Job, place: Place) -> Card:
    """A job in the line: its place, and when it will be done."""
    return Card(
        above=(title(job), f"{standing(place).capitalize()}."),
        below=(facts(job),),
        rows=((_cancel(job),),),
        colour=WAITING,
    )


def painting(job: Job, *, done: float, left_s: float | None, preview: str | None) -> Card:
    """A job on a device: how far, how long still, and what can be seen by now.

    Args:
        job: as it is.
        done: in [0, 1].
        left_s: expected seconds until it ends; None when nobody can know yet.
        preview: the name of the uploaded preview, if there is one.
    """
    left = "" if left_s is None else f", about {duration(left_s)} left"
    shown = Shown(filename=preview, alt=f"Unfinished: {_alt(job)}") if preview else None
    return Card(
        above=(title(job), f"{bar(done)} {round(100 * done)} %{left}"),
        pictures=(shown,) if shown else (),
        below=(facts(job),),
        rows=((_cancel(job),),),
        colour=PAINTING,
    )


def finished(
    job: Job, pictures: Sequence[str], notes: Sequence[str] = (), files: Sequence[str] = ()
) -> Card:
    """A job with its pictures and everything that can be done with them.

    Args:
        job: done.
        pictures: the names of the uploaded pictures, in order.
        notes: sentences about the upload, such as a smaller format.
        files: the names of the uploads that go with the pictures.
    """
    many = len(pictures) > 1
    said = dict.fromkeys([picture.note for picture in job.pictures if picture.note] + [*notes])
    return Card(
        above=(title(job),),
        pictures=tuple(
            Shown(filename=name, alt=_alt(job, index if many else None))
            for index, name in enumerate(pictures)
        ),
        files=tuple(files),
        below=(*(f"-# {quoted(note)}" for note in said), facts(job)),
        rows=_grid_rows(job, len(pictures)) if many else _single_rows(job),
    )


def failed(job: Job) -> Card:
    """A job that ended without pictures, why, and that it cost nothing."""
    return Card(
        above=(title(job), f"{quoted(job.error)} Nothing was charged."),
        below=(facts(job),),
        rows=((_reroll(job, "Try again"), _delete(job)),),
        colour=TROUBLE,
    )


def gone(job: Job) -> Card:
    """A job that was done, but whose pictures have no files any more."""
    return Card(
        above=(title(job), "The pictures are gone from Mozart's disk. Ask for them again."),
        below=(facts(job),),
        rows=((_reroll(job, "Try again"), _delete(job)),),
        colour=TROUBLE,
    )


def cancelled(job: Job) -> Card:
    """A job that was stopped, and that it cost nothing but what its device did until then."""
    but = f" but {duration(job.cost_s)} of device time" if job.cost_s >= 1 else ""
    return Card(
        above=(title(job), f"Cancelled. Nothing was charged{but}."),
        below=(facts(job),),
        rows=((_reroll(job, "Try again"), _delete(job)),),
        colour=WAITING,
    )


def ready_elsewhere(job: Job) -> Card:
    """Where only a click can open a way for the pictures: a button that asks for it."""
    press = Press(act=Act.RESULT, job_id=job.id, label="Show result")
    sentence = "This takes longer than Discord lets one message wait. Press the button to see it."
    return Card(above=(title(job), sentence), below=(facts(job),), rows=((press, _cancel(job)),))


# ---- a wish for several jobs


def several(
    made: Sequence[Commission], words: str, foresight: Foresight, left: str
) -> tuple[Card, str]:
    """What a wish comes to, before anything is queued; and what stands on the button that says yes.

    Args:
        made: its jobs.
        words: the whole wish as one line of text, which the button reads again.
        foresight: of all of them.
        left: the sentence about what the member has left today.
    """
    pictures = sum(it.request.painted for it in made)
    head = f"**{len(made)} prompts, {in_all(made)}.** Nothing is queued or charged yet."
    head += f"\n{price(foresight, left)}{noted(made[0].note)}"
    told = zip(made, _apart(made), strict=True)
    lines = [
        f"{n}. {quoted(shorten(it.typed, 100))}{apart}" for n, (it, apart) in enumerate(told, 1)
    ]
    return (
        Card(above=(head, "\n".join(lines)), below=(f"```\n{words}\n```",)),
        f"Paint {pictures} pictures",
    )


def _apart(made: Sequence[Commission]) -> list[str]:
    """What tells jobs apart where their words do not: flags that only the facts below tell."""
    if len({it.typed for it in made}) == len(made):
        return [""] * len(made)
    facts = [
        (
            it.request.model,
            f"{it.request.width} × {it.request.height}",  # noqa: RUF001 - the sign people read
            "1 picture" if it.request.count == 1 else f"{it.request.count} pictures",
            f"seed {it.request.seed}",
        )
        for it in made
    ]
    differ = [len(set(column)) > 1 for column in zip(*facts, strict=True)]
    return ["".join(f" · {it}" for it in compress(row, differ)) for row in facts]


def price(foresight: Foresight, left: str) -> str:
    """What something takes, and what the member has left for it."""
    work, done = duration(foresight.work_s), duration(foresight.done_s)
    return f"About {work} of device time, done in about {done}. {left}"


def on_their_way(made: Sequence[Commission]) -> Card:
    """That the jobs of such a wish are queued now."""
    return Card(above=(f"{len(made)} prompts, {in_all(made)}: they follow below.",))


def in_all(made: Sequence[Commission]) -> str:
    """How many pictures a wish paints and so costs, and how many of them are shown."""
    painted, shown = (
        sum(it.request.painted for it in made),
        sum(it.request.count for it in made),
    )
    pictures = "1 picture" if painted == 1 else f"{painted} pictures in all"
    return pictures if painted == shown else f"{pictures}, of which the best {shown} are shown"


# ---- parts


def title(job: Job) -> str:
    """The prompt in bold, and what is done with it."""
    request = job.request
    words = f"**{quoted(shorten(words_of(job), 900))}**{_drawn(job)}{noted(note_in(job.address))}"
    match request.task:
        case Task.VARY:
            how = "subtly" if (request.strength or 0) < 0.5 else "strongly"
            return f"{words}\n-# varied {how}{_from(job)}"
        case Task.UPSCALE:
            return f"{words}\n-# upscaled{_from(job)}"
        case Task.IMAGINE:
            without = f"\n-# without {quoted(shorten(request.negative, 300))}"
            return words + (without if request.negative else "")


def words_of(job: Job) -> str:
    """The words of a job as its member typed them."""
    return typed_in(job.address) or job.request.prompt


def facts(job: Job) -> str:
    """Who asked, the model, the size, the seed and the job's number, on one small line."""
    request = job.request
    parts = [
        f"<@{job.user_id}>",
        quoted(request.model),
        f"{asked_for(request)}{request.width} × {request.height}",  # noqa: RUF001 - the sign people read
    ]
    if has_seeds(request.model):
        parts.append(f"seed {request.seed}")
    if job.state is State.DONE and job.started_at and job.finished_at:
        parts.append(duration(job.finished_at - job.started_at))
    return "-# " + " · ".join([*parts, f"job {job.id}"])


def asked_for(request: Request) -> str:
    """How many pictures, as the beginning of a phrase; empty for a single one."""
    if request.best is not None:
        shown = "best" if request.count == 1 else f"best {request.count}"
        return f"{shown} of {request.best} pictures of "
    return f"{request.count} pictures of " if request.count > 1 else ""


def standing(place: Place) -> str:
    """Where a waiting job stands, such as "2nd in line, done in about 40 s"."""
    turn = "next" if place.ahead == 0 else ordinal(place.ahead + 1)
    return f"{turn} in line, done in about {duration(place.wait_s + place.work_s)}"


def _drawn(job: Job) -> str:
    """What became of the typed words, where something in them was drawn."""
    if not _DRAWS.search(typed_in(job.address)):
        return ""
    return f"\n-# drawn: {quoted(shorten(job.request.prompt, 300))}"


def _alt(job: Job, index: int | None = None) -> str:
    which = "" if index is None else f", picture {index + 1} of {len(job.pictures)}"
    return shorten(job.request.prompt, 900) + which


def _from(job: Job) -> str:
    parent = job.request.parent
    return f" from picture {parent[1] + 1} of job {parent[0]}" if parent else ""


def _grid_rows(job: Job, count: int) -> tuple[tuple[Press, ...], ...]:
    numbers = range(count)
    ups = [Press(act=Act.UPSCALE, job_id=job.id, index=i, label=f"U{i + 1}") for i in numbers]
    varies = [Press(act=Act.VARY, job_id=job.id, index=i, label=f"V{i + 1}") for i in numbers]
    atelier = ATELIERS.get(job.request.model)
    if atelier is None:
        return (*ups, _reroll(job)), (*varies, _delete(job)), (_remix(job), _info(job))
    rows = ([*ups] if atelier.enlarges else []), ([*varies] if atelier.varies else [])
    again = (_reroll(job),) if atelier.repeats else ()
    return *(tuple(row) for row in rows if row), (*again, _delete(job))


def _single_rows(job: Job) -> tuple[tuple[Press, ...], ...]:
    up = Press(act=Act.UPSCALE, job_id=job.id, label="Upscale")
    varies = (
        Press(act=Act.SUBTLE, job_id=job.id, label="Vary (subtle)"),
        Press(act=Act.VARY, job_id=job.id, label="Vary (strong)"),
    )
    atelier = ATELIERS.get(job.request.model)
    if job.request.journeys:
        return ((_reroll(job), _delete(job), _info(job)),)
    same = job.request.task is Task.UPSCALE or not has_seeds(job.request.model)
    again = () if same else (_reroll(job),)
    if atelier is None:
        return (up, *varies, *again, _delete(job)), (_remix(job), _info(job))
    able = (*((up,) if atelier.enlarges else ()), *(varies if atelier.varies else ()))
    return ((*able, *again, _delete(job)),)


def _cancel(job: Job) -> Press:
    return Press(act=Act.CANCEL, job_id=job.id, label="Cancel", danger=True)


def _reroll(job: Job, label: str = "") -> Press:
    return Press(act=Act.REROLL, job_id=job.id, label=label, emoji="🔁")


def _remix(job: Job) -> Press:
    return Press(act=Act.REMIX, job_id=job.id, label="Remix", emoji="✏️")


def _info(job: Job) -> Press:
    return Press(act=Act.INFO, job_id=job.id, label="Info", emoji="🔎")


def _delete(job: Job) -> Press:
    return Press(act=Act.DELETE, job_id=job.id, emoji="🗑️")

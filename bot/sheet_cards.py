"""Every sentence and layout of contact sheets, as values. Pure."""

from collections import Counter
from collections.abc import Sequence

from bot.comparison import Comparison
from bot.phrases import bar, duration, noted, quoted, shorten
from bot.plan import Plan
from bot.render import PAINTING, WAITING, Act, Card, Menu, Press, Shown, in_all, price, standing
from bot.wish import Commission
from inference.job import Job, State
from inference.queue import Foresight, Place, Sheet

LONGEST_OPTION = 100
MOST_REASONS, MOST_NOTES = 3, 3


def offered(found: Comparison, foresight: Foresight, left: str, block: str) -> tuple[Card, str]:
    """What a sheet comes to, before anything is queued; and what the button says.

    Args:
        found: the sheet.
        foresight: of its jobs.
        left: the sentence about what the member has left today.
        block: the whole wish as lines of text, which the button reads again.
    """
    plan, pictures = found.plan, in_all(found.made)
    count = sum(it.request.painted for it in found.made)
    painted = "1 picture" if count == 1 else f"{count} pictures"
    size = f" of {len(plan.x.labels)} by {len(plan.y.labels)}" if plan.y else ""
    head = f"**A sheet{size}: {pictures}.** Nothing is queued or charged yet."
    axes = f"-# {quoted(shorten(plan.axes, 600))}"
    return (
        Card(
            above=(f"{head}\n{price(foresight, left)}{noted(found.note)}", axes),
            below=(f"```\n{block}\n```",),
        ),
        f"Paint {painted}",
    )


def on_its_way(made: Sequence[Commission]) -> Card:
    """That the jobs of a sheet are queued now."""
    return Card(above=(f"A sheet, {in_all(made)}: it grows below.",))


def waiting(sheet: Sheet, plan: Plan, place: Place) -> Card:
    """A sheet of which nothing is painted yet."""
    return Card(
        above=(_title(plan), f"{standing(place).capitalize()}."),
        below=(_facts(sheet),),
        rows=((_cancel(sheet),),),
        colour=WAITING,
    )


def growing(sheet: Sheet, plan: Plan, *, done: float, left_s: float, shown: str) -> Card:
    """A sheet of which some cells are painted.

    Args:
        sheet: as it is.
        plan: of it.
        done: of all its work, in [0, 1].
        left_s: expected seconds until the last cell ends.
        shown: the name of the uploaded picture.
    """
    over = sum(job is None or job.state.over for job in sheet.jobs)
    head = f"{bar(done)} {over} of {plan.cells}, about {duration(left_s)} left"
    return Card(
        above=(_title(plan), head),
        pictures=(Shown(filename=shown, alt=_alt(plan)),),
        below=(*_troubles(sheet), *_notes(sheet), _facts(sheet)),
        menu=_menu(sheet, plan),
        rows=((_cancel(sheet),),),
        colour=PAINTING,
    )


def finished(sheet: Sheet, plan: Plan, shown: str | None) -> Card:
    """A sheet on which nothing changes any more.

    Args:
        sheet: as it is.
        plan: of it.
        shown: the name of the uploaded picture; None where there is nothing on it.
    """
    delete = Press(act=Act.DELETE_SHEET, job_id=sheet.id, emoji="🗑️")
    return Card(
        above=(_title(plan),),
        pictures=(Shown(filename=shown, alt=_alt(plan)),) if shown else (),
        below=(*_troubles(sheet), *_notes(sheet), _facts(sheet)),
        menu=_menu(sheet, plan),
        rows=((delete,),),
    )


def ready_elsewhere(sheet: Sheet, plan: Plan) -> Card:
    """Where only a click can open a way for the sheet: a button that asks for it."""
    press = Press(act=Act.SHEET, job_id=sheet.id, label="Show sheet")
    sentence = "This takes longer than Discord lets one message wait. Press the button to see it."
    return Card(
        above=(_title(plan), sentence), below=(_facts(sheet),), rows=((press, _cancel(sheet)),)
    )


def said_of(job: Job | None) -> str:
    """What an empty cell says."""
    if job is None:
        return "deleted"
    match job.state:
        case State.QUEUED:
            return "waiting"
        case State.RUNNING:
            return "painting"
        case State.DONE:
            return "gone"
        case state:
            return str(state)


# ---- parts


def _title(plan: Plan) -> str:
    words = f"**{quoted(shorten(plan.words, 600))}**" if plan.words else "**A sheet**"
    return f"{words}\n-# {quoted(shorten(plan.axes, 600))}"


def _alt(plan: Plan) -> str:
    return shorten(f"Contact sheet: {plan.words}; {plan.axes}", 900)


def _facts(sheet: Sheet) -> str:
    requests = [job.request for job in sheet.jobs if job is not None]
    parts = [f"<@{sheet.user_id}>"]
    if len(models := {it.model for it in requests}) == 1:
        parts.append(quoted(models.pop()))
    if len(sizes := {(it.width, it.height) for it in requests}) == 1:
        width, height = sizes.pop()
        parts.append(f"{width} × {height}")  # noqa: RUF001 - the sign people read
    if len(seeds := {it.seed for it in requests}) == 1:
        parts.append(f"seed {seeds.pop()}")
    return "-# " + " · ".join([*parts, f"sheet {sheet.id}"])


def _troubles(sheet: Sheet) -> tuple[str, ...]:
    """What is missing on the sheet, why, and that it cost nothing."""
    lost = [job for job in sheet.jobs if job and job.state in (State.FAILED, State.CANCELLED)]
    if not lost:
        return ()
    reasons = Counter(job.error for job in lost if job.state is State.FAILED)
    lines = [
        f"{_failed(count)}: {quoted(reason)}" for reason, count in reasons.most_common(MOST_REASONS)
    ]
    if cancelled := sum(job.state is State.CANCELLED for job in lost):
        lines.append(f"{_cells(cancelled)} cancelled.")
    return ("\n".join([*lines, "Nothing was charged for what is missing."]),)


def _notes(sheet: Sheet) -> tuple[str, ...]:
    """What the model says about pictures, each sentence once."""
    pictures = (picture for job in sheet.jobs if job is not None for picture in job.pictures)
    notes = dict.fromkeys(picture.note for picture in pictures if picture.note)
    return tuple(f"-# {quoted(note)}" for note in list(notes)[:MOST_NOTES])


def _failed(count: int) -> str:
    return "1 picture failed" if count == 1 else f"{count} pictures failed"


def _cells(count: int) -> str:
    return "1 picture was" if count == 1 else f"{count} pictures were"


def _menu(sheet: Sheet, plan: Plan) -> Menu | None:
    options = tuple(
        (cell, shorten(plan.label(cell) or f"{cell + 1}", LONGEST_OPTION))
        for cell, job in enumerate(sheet.jobs)
        if job is not None and job.state is State.DONE
    )
    return Menu(sheet_id=sheet.id, options=options) if options else None


def _cancel(sheet: Sheet) -> Press:
    return Press(act=Act.CANCEL_SHEET, job_id=sheet.id, label="Cancel", danger=True)

"""The card of /history: a member's own jobs, newest first, with a way back to each prompt.

    mozart:older:JOB:SEARCH   a button that turns to what is older than a job
    mozart:newer:JOB:SEARCH   a button that turns to what is newer
    mozart:use:JOB:0          a button that opens a form with a job's words

Buttons hold the search, too, so a card works after any restart.
"""

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from typing_extensions import override

from bot.address import Address
from bot.client import Client, acknowledge, explained, member_of
from bot.member import Member
from bot.phrases import quoted, shorten
from bot.render import words_of
from bot.studio import Studio
from bot.views import RemixForm
from inference.catalogue import ATELIERS
from inference.encoding import contact_sheet, read_picture
from inference.errors import JobNotFound
from inference.history import NEWEST
from inference.job import Job, State
from inference.request import Task
from inference.storage import Storage
from prompts.errors import PromptError
from prompts.words import tidy

SHOWN = 5
LONGEST_SEARCH = 60
"""In the units that Discord counts a custom_id in."""

THUMBNAIL_SIDE = 192

_STATES = {
    State.QUEUED: "waiting",
    State.RUNNING: "being painted",
    State.DONE: "",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}
_TASKS = {Task.VARY: "varied", Task.UPSCALE: "upscaled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a member's jobs, newest first, and whether there are more on either side."""

    jobs: Sequence[Job]
    search: str
    newer: bool = False
    older: bool = False


class PageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]],
    template=re.compile(r"mozart:(?P<side>older|newer):(?P<job>\d{1,18}):(?P<search>.{0,60})"),
):
    """Turns the page."""

    def __init__(self, side: str, job_id: int, search: str) -> None:
        self.side, self.job_id, self.search = side, job_id, search
        super().__init__(
            discord.ui.Button(
                label=side.capitalize(),
                emoji="▶️" if side == "older" else "◀️",
                custom_id=f"mozart:{side}:{job_id}:{search}",
            )
        )

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.LayoutView],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["side"], int(match["job"]), match["search"])

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        await acknowledge(interaction, thinking=False)
        await show(interaction, self.search, **{self.side: self.job_id})


class UseButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]],
    template=re.compile(r"mozart:use:(?P<job>\d{1,18}):0"),
):
    """Opens a form with the words of a job of one's own."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        super().__init__(
            discord.ui.Button(label=f"Use {job_id}", emoji="✏️", custom_id=f"mozart:use:{job_id}:0")
        )

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.LayoutView],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(int(match["job"]))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        studio, member = Client.of(interaction).studio, member_of(interaction)
        job = await studio.own(member, self.job_id)
        templates = await studio.templates.of(member)
        await interaction.response.send_modal(RemixForm(job, templates, anew=True))


async def show(
    interaction: discord.Interaction,
    search: str,
    *,
    older: int = NEWEST,
    newer: int | None = None,
) -> None:
    """Fill the acknowledged answer with a page: what is older, or newer, than a job."""
    studio = Client.of(interaction).studio
    page = await _page(studio, member_of(interaction), search, older=older, newer=newer)
    sheets = await asyncio.to_thread(_thumbnails, page.jobs, studio.storage)
    files = [discord.File(io.BytesIO(it), _filename(job_id)) for job_id, it in sheets.items()]
    await interaction.edit_original_response(view=_card(page, sheets), attachments=files)


def searched(typed: str) -> str:
    """What to look for, as it is kept in buttons.

    Raises:
        PromptError: it is too long for that.
    """
    search = tidy(typed)
    if len(search.encode("utf-16-le")) // 2 > LONGEST_SEARCH:
        raise PromptError(f"Search for at most {LONGEST_SEARCH} characters.")
    return search


async def _page(
    studio: Studio, member: Member, search: str, *, older: int, newer: int | None
) -> Page:
    """One job more than is shown tells whether there are more."""
    if newer is not None:
        found = await studio.after(member, search, job_id=newer, limit=SHOWN + 1)
        return Page(jobs=found[-SHOWN:], search=search, newer=len(found) > SHOWN, older=True)
    found = await studio.before(member, search, job_id=older, limit=SHOWN + 1)
    return Page(jobs=found[:SHOWN], search=search, newer=older != NEWEST, older=len(found) > SHOWN)


def _card(page: Page, pictured: dict[int, bytes]) -> discord.ui.LayoutView:
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    box.add_item(discord.ui.TextDisplay(_head(page)))
    for job in page.jobs:
        text = discord.ui.TextDisplay[Any](_line(job))
        if job.id in pictured:
            alt = shorten(words_of(job), 200)
            media = f"attachment://{_filename(job.id)}"
            box.add_item(
                discord.ui.Section(text, accessory=discord.ui.Thumbnail(media, description=alt))
            )
        else:
            box.add_item(text)
    uses = [UseButton(job.id) for job in page.jobs if job.request.model not in ATELIERS]
    newer = [PageButton("newer", page.jobs[0].id, page.search)] if page.newer and page.jobs else []
    older = [PageButton("older", page.jobs[-1].id, page.search)] if page.older and page.jobs else []
    if uses:
        box.add_item(discord.ui.ActionRow(*uses))
    if turns := [*newer, *older]:
        box.add_item(discord.ui.ActionRow(*turns))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(box)
    return view


def _head(page: Page) -> str:
    if page.jobs:
        what = f"Your jobs with “{quoted(page.search)}”" if page.search else "Your jobs"
        how = "-# Use opens a form with the words of a job: paint them again, or change them."
        return f"**{what}**\n{how}"
    if page.newer or page.older:
        return "There is nothing more here. Look again with `/history`."
    if page.search:
        return f"None of your jobs has “{quoted(page.search)}” in its words."
    return "You have not asked for anything yet. `/imagine` makes the first."


def _line(job: Job) -> str:
    """A job's words, and below them what it was and where it is."""
    address = Address.from_json(job.address)
    reached = address.link if address.bot_can_edit else None
    facts = [
        f"job {job.id}",
        _STATES[job.state],
        _TASKS.get(job.request.task, ""),
        quoted(job.request.model),
        "1 picture" if job.request.count == 1 else f"{job.request.count} pictures",
        f"<t:{int(job.created_at)}:R>",
        f"[its message]({reached})" if reached else "",
    ]
    return f"**{quoted(shorten(words_of(job), 200))}**\n-# " + " · ".join(filter(None, facts))


def _thumbnails(jobs: Sequence[Job], storage: Storage) -> dict[int, bytes]:
    """Small sheets of the jobs that have pictures, by number."""
    sheets = {}
    for job in jobs:
        if job.state is State.DONE:
            try:
                images = [read_picture(storage.read(it.sha256)) for it in job.pictures]
            except JobNotFound:  # its file is gone
                continue
            sheets[job.id] = contact_sheet(images, THUMBNAIL_SIDE)
    return sheets


def _filename(job_id: int) -> str:
    return f"job-{job_id}.webp"

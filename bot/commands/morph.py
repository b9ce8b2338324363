"""/morph: one picture becomes another, as a film."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.line import MOST_JOBS
from bot.commands.sent import MOVED, download, read_still
from bot.views import answer_place, sees_from
from inference.errors import RequestRefused
from inference.job import Picture
from inference.morphing.wish import (
    FASTEST,
    FEWEST,
    FIRST,
    LARGEST,
    LONGEST_WORDS,
    MOST,
    SECOND,
    SLOWEST,
    SMALLEST,
    morph_request,
    read_options,
)
from inference.request import MAX_COUNT, MAX_SEED

_KINDS = {"WebP": "webp", "GIF": "gif", "MP4": "mp4"}


@app_commands.command(description="Let one picture become another, as a film.")
@app_commands.describe(
    picture="The picture to begin with.",
    words="Instead of a picture: what the painter paints to begin with.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    to_picture="The picture to end with.",
    to_words="Instead: what the painter paints to end with.",
    to_job="Instead: the number of a job; left out, the same job.",
    to_index="Which of that job's pictures, 1 to 4.",
    frames="From the one to the other. Default 24.",
    rate="Frames a second. Default 12.",
    kind="Of the film. Default WebP.",
    back="Whether the film goes back again, without a jump. Default yes.",
    size="The side of a square picture of the same area, in pixels. Default 512.",
    seed="A number; the same ends and seed give the same film.",
)
@app_commands.choices(
    kind=[app_commands.Choice(name=name, value=value) for name, value in _KINDS.items()]
)
async def morph(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    words: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    to_picture: discord.Attachment | None = None,
    to_words: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
    to_job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    to_index: app_commands.Range[int, 1, MAX_COUNT] | None = None,
    frames: app_commands.Range[int, FEWEST, MOST] | None = None,
    rate: app_commands.Range[int, SLOWEST, FASTEST] | None = None,
    kind: str | None = None,
    back: bool | None = None,  # noqa: FBT001 - Discord's
    size: app_commands.Range[int, SMALLEST, LARGEST] | None = None,
    seed: app_commands.Range[int, 0, MAX_SEED] | None = None,
) -> None:
    """Queue the film; the answer shows its place in the line at once."""
    if to_index is not None and to_job is None and to_picture is None and to_words is None:
        to_job = job
    ends = {
        FIRST: _End(picture=picture, words=words, job=job, index=index),
        SECOND: _End(picture=to_picture, words=to_words, job=to_job, index=to_index or 1),
    }
    for role, end in ends.items():
        end.check(role)
    given = {"frames": frames, "rate": rate, "kind": kind, "back": back}
    given |= {role: end.words for role, end in ends.items()}
    options = {name: value for name, value in given.items() if value is not None}
    sent = [role for role, end in ends.items() if end.words is None]
    read_options(options, sent)  # before "thinking" is shown: a refusal stays private
    studio, member = Client.of(interaction).studio, member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    ours = await _ours(interaction, ends)
    address = await answer_place(interaction, private=usual.private)
    stills = {
        role: await read_still(await download(end.picture))
        for role, end in ends.items()
        if end.picture
    }
    address = replace(address, note=MOVED if any(it.moved for it in stills.values()) else "")
    sizes = {role: (it.width, it.height) for role, it in ours.items()}
    sizes |= {role: it.size for role, it in stills.items()}
    request = morph_request(
        sizes.get(FIRST, sizes.get(SECOND)),
        seed=studio.draw_seed() if seed is None else seed,
        options=options,
        sent=sent,
        side=size,
        of=None if job is None else (job, index - 1),
    )
    request = replace(request, inputs={role: it.sha256 for role, it in ours.items()})
    sources = {role: it.data for role, it in stills.items()}
    await studio.make(member, request, sources, key=str(interaction.id), address=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """What was given for one end."""

    picture: discord.Attachment | None
    words: str | None
    job: int | None
    index: int

    def check(self, role: str) -> None:
        if sum(it is not None for it in (self.picture, self.words, self.job)) != 1:
            raise RequestRefused(
                f"A morph needs its {role} end, once: a picture, a picture of a job, or words."
            )


async def _ours(interaction: discord.Interaction, ends: Mapping[str, _End]) -> dict[str, Picture]:
    """The ends that are pictures of jobs which the member may see."""
    studio, member, sees = (
        Client.of(interaction).studio,
        member_of(interaction),
        sees_from(interaction),
    )
    return {
        role: await studio.picture(member, end.job, end.index - 1, sees=sees)
        for role, end in ends.items()
        if end.job is not None
    }

"""/morph: one picture becomes another, as a film.

Without a model pictures become pictures, and the painter paints words. With one, every frame is a
picture that the model paints, of words and noise between those of the ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.line import MOST_JOBS
from bot.commands.models import Choices, models_that_film
from bot.commands.sent import MOVED, download, read_still
from bot.filming import check_films, end_of_job, end_of_words, told_between, worded
from bot.views import answer_place, sees_from
from bot.wish import Commission
from bot.wording import asks_privacy
from inference.catalogue import PAINTER
from inference.errors import RequestRefused
from inference.job import Picture
from inference.morphing.choices import FASTEST, SLOWEST
from inference.morphing.journey import morph_between
from inference.morphing.wish import (
    FEWEST,
    FIRST,
    LARGEST,
    LONGEST_WORDS,
    MOST,
    SECOND,
    SMALLEST,
    morph_request,
    read_options,
)
from inference.request import MAX_COUNT, MAX_SEED, Option, Request

_KINDS = {"WebP": "webp", "GIF": "gif", "MP4": "mp4"}


@app_commands.command(description="Let one picture become another, as a film.")
@app_commands.describe(
    picture="The picture to begin with.",
    words="Instead of a picture: what is painted to begin with.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    to_picture="The picture to end with.",
    to_words="Instead: what is painted to end with.",
    to_job="Instead: the number of a job; left out, the same job.",
    to_index="Which of that job's pictures, 1 to 4.",
    model="Who paints every frame of a film between words or results; each counts as a picture.",
    frames="From the one to the other. Default 24, with a model 12.",
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
    model: str | None = None,
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
    options: dict[str, Option] = {name: it for name, it in given.items() if it is not None}
    if model is not None and model != PAINTER:
        await _filmed(interaction, ends, options, model=model, size=size, seed=seed)
        return
    options |= {role: it.words for role, it in ends.items() if it.words is not None}
    sent = [role for role, end in ends.items() if end.words is None]
    read_options(options, sent)  # before "thinking" is shown: a refusal stays private
    studio, member = Client.of(interaction).studio, member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    ours = await _ours(interaction, ends)
    private = usual.private or any(asks_privacy(it.words or "") for it in ends.values())
    address = await answer_place(interaction, private=private)
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


@morph.autocomplete("model")
async def models(interaction: discord.Interaction, typed: str) -> Choices:
    """The models that can paint every frame of a film."""
    return models_that_film(interaction, typed)


async def _filmed(
    interaction: discord.Interaction,
    ends: Mapping[str, "_End"],
    options: Mapping[str, Option],
    *,
    model: str,
    size: int | None,
    seed: int | None,
) -> None:
    """Queue a film of which the model paints every frame."""
    studio, member = Client.of(interaction).studio, member_of(interaction)
    check_films(studio.catalogue.find(model))
    if any(it.picture for it in ends.values()):
        raise RequestRefused(
            "A model morphs between words and its own results; leave the model out to morph"
            " pictures as they are."
        )
    if size is not None and all(it.job for it in ends.values()):
        raise RequestRefused("Results become each other at their own size; leave the size out.")
    found = {role: await _result(interaction, it) for role, it in ends.items() if it.job}
    shared = next((it.seed for it in found.values()), studio.draw_seed()) if seed is None else seed
    private = studio.habits.usual(member, channel_of(interaction)).private
    for role, end in ends.items():
        if end.words is not None:
            wish = worded(end.words, model, size=size)
            made = await studio.commission(member, wish, draw_seed=lambda: shared)
            found[role] = end_of_words(made)
            private = private or made.private
    first, second = found[FIRST], found[SECOND]
    request = morph_between(first, second, options)  # a refusal stays private
    address = await answer_place(interaction, private=private)
    film = Commission(request=request, typed=told_between(first, second))
    await studio.paint(member, film, key=str(interaction.id), address=address)


async def _result(interaction: discord.Interaction, end: "_End") -> Request:
    """What makes a result that the member may see once more."""
    assert end.job is not None
    studio, member, sees = (
        Client.of(interaction).studio,
        member_of(interaction),
        sees_from(interaction),
    )
    picture = await studio.picture(member, end.job, end.index - 1, sees=sees)
    return end_of_job(await studio.finished(end.job), picture, end.index - 1)


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

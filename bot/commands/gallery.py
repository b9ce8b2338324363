"""/map, /similar and /search: looking through the pictures there are."""

from typing import Literal

import discord
from discord import app_commands

from bot import gallery_cards
from bot.client import Client, acknowledge, member_of
from bot.commands.line import MOST_JOBS
from bot.post import Post
from bot.views import check_permission, sees_from
from prompts.words import LONGEST


@app_commands.command(name="map", description="A map of the pictures here: what is alike is near.")
@app_commands.describe(
    where="All that you may see, for you alone; or this channel's, for all. Default everywhere."
)
async def show_map(
    interaction: discord.Interaction, where: Literal["everywhere", "here"] = "everywhere"
) -> None:
    """A poster, and a page to wander in."""
    here = where == "here"
    if here:
        check_permission(interaction)
    await acknowledge(interaction, ephemeral=not here)
    found = await Client.of(interaction).studio.gallery.map(
        member_of(interaction),
        sees_from(interaction),
        channel_id=interaction.channel_id if here else None,
        limit_bytes=interaction.filesize_limit,
    )
    await _show(interaction, gallery_cards.mapped(found))


@app_commands.command(description="Find the pictures most like one.")
@app_commands.describe(
    job="The job's number; it stands under every result.", number="Which of its pictures, 1 to 4."
)
async def similar(
    interaction: discord.Interaction,
    job: app_commands.Range[int, 1, MOST_JOBS],
    number: app_commands.Range[int, 1, 4] = 1,
) -> None:
    """Nine pictures that the member may see, for them alone."""
    await acknowledge(interaction, ephemeral=True)
    studio, member, sees = (
        Client.of(interaction).studio,
        member_of(interaction),
        sees_from(interaction),
    )
    picture = await studio.picture(member, job, number - 1, sees=sees)
    found = await studio.gallery.similar(member, sees, picture.sha256)
    await _show(interaction, gallery_cards.found(found, f"Most like picture {number} of job {job}"))


@app_commands.command(description="Find pictures by what they show.")
@app_commands.describe(words="What to look for, such as: a red boat at night")
async def search(
    interaction: discord.Interaction, words: app_commands.Range[str, 1, LONGEST]
) -> None:
    """Nine pictures that the member may see, for them alone."""
    await acknowledge(interaction, ephemeral=True)
    found = await Client.of(interaction).studio.gallery.search(
        member_of(interaction), sees_from(interaction), words
    )
    await _show(interaction, gallery_cards.found(found, f"Nearest to “{words}”"))


async def _show(interaction: discord.Interaction, post: Post) -> None:
    await interaction.edit_original_response(view=post.view(), attachments=post.uploads())

"""/queue, /show and /favourites: looking at jobs."""

import discord
from discord import app_commands

from bot import answers, post
from bot.address import Address
from bot.client import Client, acknowledge, member_of
from bot.views import layout, sees_from

SHOWN_FAVOURITES = 10
MOST_JOBS = 2**53 - 1  # the largest whole number that Discord takes


@app_commands.command(name="queue", description="See how long the line is, and where you stand.")
async def show_queue(interaction: discord.Interaction) -> None:
    """The line, the member's own jobs in it, and what they have left today."""
    await acknowledge(interaction, ephemeral=True)
    studio, member = Client.of(interaction).studio, member_of(interaction)
    overview = await studio.overview(member)
    allowances = await studio.allowances.of(member)
    card = answers.line(overview, *allowances, resets_at=studio.allowances.resets_at)
    await interaction.edit_original_response(view=layout(card))


@app_commands.command(name="show", description="Show a job and its pictures again.")
@app_commands.describe(job="The job's number; it stands under every result.")
async def show_job(
    interaction: discord.Interaction, job: app_commands.Range[int, 1, MOST_JOBS]
) -> None:
    """A job of one's own, or of a channel of this server that one sees."""
    client = Client.of(interaction)
    found = await client.studio.show(member_of(interaction), job, sees=sees_from(interaction))
    await acknowledge(interaction, ephemeral=Address.from_json(found.address).private)
    if found.state.over:
        limit = interaction.filesize_limit
        now = await post.outcome(found, client.studio.storage, limit_bytes=limit)
    else:
        now = post.Post(card=answers.elsewhere(found, await client.studio.place(found)))
    await interaction.edit_original_response(view=now.view(), attachments=now.uploads())


@app_commands.command(description="List the pictures you gave a star.")
async def favourites(interaction: discord.Interaction) -> None:
    """The member's starred jobs, newest first, with links to their messages."""
    await acknowledge(interaction, ephemeral=True)
    studio = Client.of(interaction).studio
    jobs = await studio.starred(member_of(interaction), SHOWN_FAVOURITES)
    await interaction.edit_original_response(view=layout(answers.favourites(jobs)))

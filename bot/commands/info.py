"""/info: what a job's pictures were made of."""

import discord
from discord import app_commands

from bot.client import Client, acknowledge, member_of
from bot.commands.line import MOST_JOBS
from bot.views import info_of, layout, sees_from


@app_commands.command(description="Tell how a job's pictures were made: seeds, scores, cost.")
@app_commands.describe(job="The job's number; it stands under every result.")
async def info(
    interaction: discord.Interaction, job: app_commands.Range[int, 1, MOST_JOBS]
) -> None:
    """For the member alone; of a job that they may see."""
    await acknowledge(interaction, ephemeral=True)
    studio = Client.of(interaction).studio
    await studio.show(member_of(interaction), job, sees=sees_from(interaction))
    card = await info_of(studio, job)
    await interaction.edit_original_response(view=layout(card))

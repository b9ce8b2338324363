"""/history: looking back at one's own jobs."""

import discord
from discord import app_commands

from bot.client import acknowledge
from bot.history import LONGEST_SEARCH, searched, show


@app_commands.command(name="history", description="Look through what you asked for.")
@app_commands.describe(search="Words that stand in the prompt, in any order.")
async def show_history(
    interaction: discord.Interaction, search: app_commands.Range[str, 0, LONGEST_SEARCH] = ""
) -> None:
    """The member's own jobs, newest first, for them alone."""
    words = searched(search)
    await acknowledge(interaction, ephemeral=True)
    await show(interaction, words)

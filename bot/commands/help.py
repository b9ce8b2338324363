"""/help: what Mozart can do, on one screen."""

import discord
from discord import app_commands

from bot import answers
from bot.client import Client
from bot.views import layout


@app_commands.command(name="help", description="What Mozart can do, and how.")
async def show_help(interaction: discord.Interaction) -> None:
    """Commands, buttons, reactions and models, for the member alone."""
    card = answers.help_card(Client.of(interaction).studio.catalogue)
    await interaction.response.send_message(view=layout(card), ephemeral=True)

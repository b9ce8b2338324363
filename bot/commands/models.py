"""Which models a command offers while one is typed."""

import discord
from discord import app_commands

from bot.client import Client

Choices = list[app_commands.Choice[str]]


def models_that_film(interaction: discord.Interaction, typed: str) -> Choices:
    """Those that can paint every frame of a film, the default first."""
    catalogue = Client.of(interaction).studio.catalogue
    return [
        app_commands.Choice(name=model.title[:100], value=model.name)
        for model in catalogue.models
        if model.films and typed.lower() in model.title.lower()
    ][:25]

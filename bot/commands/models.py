"""Which models a command offers while one is typed."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.client import Client
from bot.filming import walkers
from inference.catalogue import Model

Choices = list[app_commands.Choice[str]]


def models_that_film(interaction: discord.Interaction, typed: str) -> Choices:
    """Those that can paint every frame of a film, the default first."""
    return _offered(filter(_films, Client.of(interaction).studio.catalogue.models), typed)


def models_that_walk(interaction: discord.Interaction, typed: str) -> Choices:
    """Those that can be walked through, the usual first."""
    return _offered(walkers(Client.of(interaction).studio.catalogue), typed)


def _films(model: Model) -> bool:
    return model.films


def _offered(models: Iterable[Model], typed: str) -> Choices:
    return [
        app_commands.Choice(name=model.title[:100], value=model.name)
        for model in models
        if typed.lower() in model.title.lower()
    ][:25]

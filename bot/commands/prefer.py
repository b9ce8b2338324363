"""/prefer: a suffix for every prompt, and options of one's own."""

import discord
from discord import app_commands

from bot.client import Client, acknowledge, member_of
from bot.sayings import sayings
from bot.views import layout

prefer = app_commands.Group(name="prefer", description="What you always say in your prompts.")
option = app_commands.Group(
    name="option", description="Names of your own that stand for flags.", parent=prefer
)


@prefer.command(name="suffix", description="Add words or flags to all your prompts, or stop it.")
@app_commands.describe(text="Such as: in ink --ar 3:2. Left out, you have no suffix any more.")
async def set_suffix(interaction: discord.Interaction, text: str = "") -> None:
    """The suffix from now on."""
    await acknowledge(interaction, ephemeral=True)
    habits, member = Client.of(interaction).studio.habits, member_of(interaction)
    await habits.set_suffix(member, text)
    has = habits.words(member).suffix
    await _show(interaction, "From now on it is added." if has else "You have no suffix any more.")


@option.command(
    name="set", description="Let a name stand for flags: --mine for --ar 3:2 --no cars."
)
@app_commands.describe(
    name="What you will write, with or without the dashes.", value="The flags that it stands for."
)
async def set_option(interaction: discord.Interaction, name: str, value: str) -> None:
    """One option from now on."""
    await acknowledge(interaction, ephemeral=True)
    habits, member = Client.of(interaction).studio.habits, member_of(interaction)
    known = await habits.set_option(member, name, value)
    await _show(interaction, f"Write `--{known}` in a prompt from now on.")


@option.command(name="list", description="Show your options, and your suffix.")
async def list_options(interaction: discord.Interaction) -> None:
    """Everything that the member always says."""
    card = sayings(Client.of(interaction).studio.habits.words(member_of(interaction)))
    await interaction.response.send_message(view=layout(card), ephemeral=True)


@option.command(name="remove", description="Take one of your options away.")
@app_commands.describe(name="Which.")
async def remove_option(interaction: discord.Interaction, name: str) -> None:
    """One option less."""
    await acknowledge(interaction, ephemeral=True)
    habits, member = Client.of(interaction).studio.habits, member_of(interaction)
    known = await habits.remove_option(member, name)
    await _show(interaction, f"You have no --{known} any more.")


@set_option.autocomplete("name")
@remove_option.autocomplete("name")
async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The options there are."""
    options = Client.of(interaction).studio.habits.words(member_of(interaction)).options
    return [
        app_commands.Choice(name=f"--{name} {flags}"[:100], value=name)
        for name, flags in sorted(options.items())
        if typed.strip("- ").lower() in name
    ]


async def _show(interaction: discord.Interaction, done: str) -> None:
    words = Client.of(interaction).studio.habits.words(member_of(interaction))
    await interaction.edit_original_response(view=layout(sayings(words, done)))

"""/settings: what is usual for a member, a channel or a server."""

import discord
from discord import app_commands

from bot.choices import OWNERS, TITLES, card
from bot.client import Client, acknowledge, channel_of, member_of
from bot.commands.imagine import aspects, models
from bot.usual import PRIVATE, PUBLIC, Scope, Setting
from prompts.size import LARGEST_SIDE, SMALLEST_SIDE

EVERYTHING = "everything"

settings = app_commands.Group(
    name="settings", description="See and set what Mozart does where you say nothing."
)
_SCOPES = [
    app_commands.Choice(name="mine, wherever I am", value=Scope.MEMBER.value),
    app_commands.Choice(name="this channel's", value=Scope.CHANNEL.value),
    app_commands.Choice(name="the server's", value=Scope.SERVER.value),
]
_ANSWERS = [
    app_commands.Choice(name="everybody sees them", value=PUBLIC),
    app_commands.Choice(name="the member alone sees them", value=PRIVATE),
]
_RESETS = [
    *(app_commands.Choice(name=TITLES[it].lower(), value=it.value) for it in Setting),
    app_commands.Choice(name="everything that is kept of my habits", value=EVERYTHING),
]


@settings.command(name="show", description="Show what holds for you here, and from whom it comes.")
async def show_settings(interaction: discord.Interaction) -> None:
    """Everything that holds, with menus to change one's own."""
    await interaction.response.send_message(view=card(interaction, Scope.MEMBER), ephemeral=True)


@settings.command(name="set", description="Set what is usual. Without any value, menus open.")
@app_commands.describe(
    model="Who paints.",
    aspect="Width to height, such as 3:2.",
    count="How many pictures, 1 to 4.",
    size="The side of a square picture of the same area, in pixels.",
    answers="Who sees the pictures.",
    reactions="Which are obeyed: upscale, repeat, cross, envelope, star; or all, or none.",
    whose="For whom; a channel's and the server's need Manage Server. Default mine.",
)
@app_commands.choices(answers=_ANSWERS, whose=_SCOPES)
@app_commands.autocomplete(aspect=aspects, model=models)
async def set_settings(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    model: str | None = None,
    aspect: str | None = None,
    count: app_commands.Range[int, 1, 4] | None = None,
    size: app_commands.Range[int, SMALLEST_SIDE, LARGEST_SIDE] | None = None,
    answers: str | None = None,
    reactions: str | None = None,
    whose: str = Scope.MEMBER.value,
) -> None:
    """Change what was named; the others stay."""
    await acknowledge(interaction, ephemeral=True)
    said = (model, aspect, count, size, answers, reactions)
    values = {it: f"{value}" for it, value in zip(Setting, said, strict=True) if value is not None}
    habits, scope = Client.of(interaction).studio.habits, Scope(whose)
    await habits.set(member_of(interaction), channel_of(interaction), scope, values)
    named = ", ".join(TITLES[it].lower() for it in values)
    done = f"**Set for {OWNERS[scope]}:** {named}." if values else ""
    await interaction.edit_original_response(view=card(interaction, scope, done))


@settings.command(name="reset", description="Take settings away, so that the next in order holds.")
@app_commands.describe(
    what="Which. Left out, all settings of that kind.",
    whose="Whose; a channel's and the server's need Manage Server. Default mine.",
)
@app_commands.choices(what=_RESETS, whose=_SCOPES)
async def reset_settings(
    interaction: discord.Interaction,
    what: str | None = None,
    whose: str = Scope.MEMBER.value,
) -> None:
    """One setting, all of a scope, or everything that is kept of the member's habits."""
    await acknowledge(interaction, ephemeral=True)
    habits, member = Client.of(interaction).studio.habits, member_of(interaction)
    scope = Scope(whose)
    if what == EVERYTHING:
        await habits.forget(member)
        scope, done = Scope.MEMBER, "**Everything that was kept of your habits is forgotten.**"
    elif what is None:
        await habits.reset(member, channel_of(interaction), scope)
        done = f"**Nothing is set for {OWNERS[scope]} any more.**"
    else:
        await habits.set(member, channel_of(interaction), scope, {Setting(what): None})
        done = f"**Not set for {OWNERS[scope]} any more:** {TITLES[Setting(what)].lower()}."
    await interaction.edit_original_response(view=card(interaction, scope, done))

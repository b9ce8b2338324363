"""/compare: a contact sheet over one or two axes."""

import discord
from discord import app_commands

from bot.axes import suggestions
from bot.client import Client, channel_of, member_of
from bot.commands.imagine import aspects, models
from bot.comparing import offer_sheet
from bot.habits import asked, spoken
from bot.wish import Wish
from inference.offers import Kind
from inference.painter.scene import Style
from inference.request import SAMPLERS

LONGEST_CHOICE = 100
MOST_CHOICES = 25


@app_commands.command(description="Paint the same words with different settings, side by side.")
@app_commands.describe(
    prompt="What to paint. Braces are an axis: {red, blue} fox.",
    x="What changes from left to right, such as steps: 10, 20, 30.",
    y="What changes from top to bottom, such as guidance: 3, 7.",
    aspect="Width to height, such as 3:2. Default 1:1.",
    size="The side of a square picture of the same area, in pixels.",
    seed="A number; all pictures share it, unless the seed is an axis.",
    negative="What to keep out of the pictures.",
    model="Who paints.",
)
async def compare(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    prompt: str,
    x: str = "",
    y: str = "",
    aspect: str | None = None,
    size: int | None = None,
    seed: int | None = None,
    negative: str = "",
    model: str | None = None,
) -> None:
    """Show the price of the sheet; the button below queues it."""
    wish = Wish(prompt=prompt, negative=negative, aspect=aspect, size=size, seed=seed, model=model)
    studio = Client.of(interaction).studio
    member = member_of(interaction)
    wish = asked(wish, studio.habits.usual(member, channel_of(interaction)))
    wish = spoken(wish, studio.habits.words(member))
    await offer_sheet(interaction, await studio.compared(member, wish, [x, y]))


@compare.autocomplete("x")
@compare.autocomplete("y")
async def axes(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Names of axes with values to begin with; then values."""
    studio = Client.of(interaction).studio
    catalogue, templates = studio.catalogue, await studio.templates.of(member_of(interaction))
    known = {
        "model": [model.name for model in catalogue.models],
        "template": [template.name for template in templates.all],
        "style": [style.value for style in Style],
        "sampler": list(SAMPLERS),
        "lora": [it.name for it in catalogue.companions if it.kind is Kind.LORA],
    }
    found = [it for it in suggestions(typed, known) if 0 < len(it) <= LONGEST_CHOICE]
    return [app_commands.Choice(name=it, value=it) for it in found[:MOST_CHOICES]]


compare.autocomplete("aspect")(aspects)
compare.autocomplete("model")(models)

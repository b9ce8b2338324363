"""/draw: drawings by rule, after those who drew with computers first."""

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.imagine import Choices, aspects
from bot.sketch import Sketch, drawing_of, suggestions
from bot.views import answer_place
from inference.masters.catalogue import MASTERS


@app_commands.command(description="Draw by the rules of a master; with a plot for your plotter.")
@app_commands.describe(
    master="Whose rules.",
    options="Choices as name=value, such as towers=9 colours=dusk. Left out, the seed decides.",
    seed="A number; the same seed and options give the same drawing.",
    count="How many drawings, 1 to 4. Default 1.",
    aspect="Width to height, such as 3:2. Default 1:1.",
    size="The side of a square picture of the same area, in pixels. Default 1024.",
    inks="Colours of the pens, such as: black, crimson or #1a2b3c",
    files="What goes with the picture. Default: SVG for a plotter, and PDF.",
)
@app_commands.choices(
    master=[
        app_commands.Choice(name=f"{it.name}: {it.about}"[:100], value=it.name)
        for it in MASTERS.values()
    ],
    files=[
        app_commands.Choice(name="SVG for a plotter, and PDF", value="svg, pdf"),
        app_commands.Choice(name="SVG, PDF and a film of the drawing", value="svg, pdf, timelapse"),
        app_commands.Choice(name="A film of the drawing, shown in its place", value="timelapse"),
        app_commands.Choice(name="Nothing", value="none"),
    ],
)
async def draw(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    master: str,
    options: str = "",
    seed: int | None = None,
    count: app_commands.Range[int, 1, 4] | None = None,
    aspect: str | None = None,
    size: int | None = None,
    inks: str | None = None,
    files: str | None = None,
) -> None:
    """Queue the drawings; the answer shows their place in the line at once."""
    studio = Client.of(interaction).studio
    sketch = Sketch(
        master=master,
        options=options,
        seed=seed,
        count=count,
        aspect=aspect,
        size=size,
        inks=inks,
        files=files,
    )
    # Before "thinking" is shown, so that a refusal stays private.
    request = drawing_of(sketch, draw_seed=studio.draw_seed)
    member = member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    address = await answer_place(interaction, private=usual.private)
    await studio.make(member, request, {}, key=str(interaction.id), address=address)


@draw.autocomplete("options")
async def options_of(interaction: discord.Interaction, typed: str) -> Choices:
    """What the master that was chosen can be told."""
    master = str(getattr(interaction.namespace, "master", ""))
    found = suggestions(master, typed)
    return [app_commands.Choice(name=name[:100], value=value[:100]) for name, value in found][:25]


draw.autocomplete("aspect")(aspects)

"""/imagine: pictures from words."""

import discord
from discord import app_commands

from bot.beside import CONTROL, MASK, REFERENCE, SOURCE
from bot.client import Client, channel_of, member_of
from bot.commands.sent import download
from bot.completing import names_template
from bot.habits import asked, spoken
from bot.several import offer
from bot.views import answer_place
from bot.wish import Wish
from prompts.errors import PromptError
from prompts.size import ASPECTS

Choices = list[app_commands.Choice[str]]


@app_commands.command(description="Paint pictures from words.")
@app_commands.describe(
    prompt="What to paint, for example: three red sailboats at sunset, watercolour",
    count="How many pictures, 1 to 4. Default 4, or what /settings says.",
    aspect="Width to height, such as 3:2. Default 1:1, or what /settings says.",
    size="The side of a square picture of the same area, in pixels.",
    seed="A number; the same words and seed give the same pictures.",
    negative="What to keep out of the picture.",
    model="Who paints.",
    image="A picture to start from, for models that can.",
    mask="White where the image is to be painted anew; the rest of it stays.",
    control="What is to be where; say --control canny, or another ControlNet, in the words.",
    reference="A picture to take up; with --sref reference in the words, its style alone.",
)
async def imagine(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    prompt: str,
    count: app_commands.Range[int, 1, 4] | None = None,
    aspect: str | None = None,
    size: int | None = None,
    seed: int | None = None,
    negative: str = "",
    model: str | None = None,
    image: discord.Attachment | None = None,
    mask: discord.Attachment | None = None,
    control: discord.Attachment | None = None,
    reference: discord.Attachment | None = None,
) -> None:
    """Queue the pictures; the answer shows their place in the line at once."""
    studio = Client.of(interaction).studio
    given = {SOURCE: image, MASK: mask, CONTROL: control, REFERENCE: reference}
    sent = {role: file for role, file in given.items() if file is not None}
    wish = Wish(
        prompt=prompt,
        negative=negative,
        count=count,
        aspect=aspect,
        size=size,
        seed=seed,
        model=model,
        pictures=frozenset(sent),
    )
    member = member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    wish = spoken(asked(wish, usual), studio.habits.words(member))
    # Before "thinking" is shown, so that a refusal stays private.
    made = await studio.commissions(member, wish)
    if len(made) > 1:
        if sent:
            raise PromptError(
                "Pictures go with one prompt at a time."
                " Leave the braces or --repeat out, or the pictures."
            )
        await offer(interaction, wish, made)
        return
    address = await answer_place(interaction, private=usual.private or made[0].private)
    beside = {role: await download(file) for role, file in sent.items()}
    source = beside.pop(SOURCE, None)
    await studio.imagine(
        member, wish, source, beside=beside, key=str(interaction.id), address=address
    )


@imagine.autocomplete("prompt")
async def prompts(interaction: discord.Interaction, typed: str) -> Choices:
    """What was typed, and how it may go on."""
    studio = Client.of(interaction).studio
    templates: list[str] = []
    if names_template(typed):
        templates = [it.name for it in (await studio.templates.of(member_of(interaction))).all]
    found = await studio.desk.complete(typed, templates)
    return [app_commands.Choice(name=it, value=it) for it in found]


@imagine.autocomplete("aspect")
async def aspects(_: discord.Interaction, typed: str) -> Choices:
    """The usual ratios; any other between 1:3 and 3:1 can be typed."""
    ratio = typed.strip()
    return [app_commands.Choice(name=it, value=it) for it in ASPECTS if it.startswith(ratio)]


@imagine.autocomplete("model")
async def models(interaction: discord.Interaction, typed: str) -> Choices:
    """The models of this Mozart, the default first; without an image none that only change one."""
    catalogue = Client.of(interaction).studio.catalogue
    image = getattr(interaction.namespace, "image", None)
    return [
        app_commands.Choice(name=model.title[:100], value=model.name)
        for model in catalogue.models
        if typed.lower() in model.title.lower() and (image or not model.needs_picture)
    ][:25]

"""/translate: the same picture at another hour, in another season, coloured, restored."""

import asyncio
from dataclasses import replace

import discord
from discord import app_commands

from bot.address import Address
from bot.beside import SOURCE
from bot.client import Client, channel_of, member_of
from bot.commands.imagine import Choices
from bot.commands.line import MOST_JOBS
from bot.commands.sent import MOVED, download, read_still
from bot.translation import Asked, able, check_asked, request_of, wish_of
from bot.views import answer_place, sees_from
from inference.errors import RequestRefused
from inference.request import MAX_COUNT, MAX_SEED
from inference.translating.tasks import ABOUT
from inference.translating.wish import GROUPS, LARGEST, SMALLEST

_TOGETHER = {name: f"A picture each: {', '.join(tasks)}" for name, tasks in GROUPS.items()}


@app_commands.command(description="Turn a picture into night, winter, a drawing, colour and more.")
@app_commands.describe(
    picture="The picture to turn into another.",
    to="What to turn it into; several with commas, one after the other with a plus: winter+night.",
    strength="How much of the change, in per cent. Default 100.",
    beside="Show the picture before beside the one after.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    size="The side of a square picture of the same area, in pixels. Default: as it is, up to 1024.",
    model="A model to do it: one that changes pictures, or one with a ControlNet.",
    instruction="For models: what to change, or what the picture shows.",
    control="For models of words: the ControlNet that follows the picture, such as canny:0.8.",
    seed="For models: a number; the same wish and seed give the same picture.",
)
async def translate(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    to: str = "",
    strength: app_commands.Range[int, 0, 100] | None = None,
    beside: bool = False,  # noqa: FBT001, FBT002 - Discord's
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    size: app_commands.Range[int, SMALLEST, LARGEST] | None = None,
    model: str | None = None,
    instruction: str = "",
    control: str | None = None,
    seed: app_commands.Range[int, 0, MAX_SEED] | None = None,
) -> None:
    """Queue the picture; the answer shows its place in the line at once."""
    if (picture is None) == (job is None):
        raise RequestRefused(
            "Send the picture to translate, or the number of a job of Mozart's: one of them."
        )
    asked = Asked(
        to=to,
        instruction=instruction,
        strength=strength,
        beside=beside,
        size=size,
        seed=seed,
        model=model,
        control=control,
    )
    ours = None if job is None else (job, index - 1)
    await (_by_model if asked.by_model else _by_network)(interaction, asked, picture, ours)


async def _by_network(
    interaction: discord.Interaction,
    asked: Asked,
    file: discord.Attachment | None,
    ours: tuple[int, int] | None,
) -> None:
    """What is refused is refused before "thinking" is shown, so that it stays private."""
    studio, member = Client.of(interaction).studio, member_of(interaction)
    check_asked(asked, studio.catalogue)
    sources: dict[str, bytes] = {}
    if ours is not None:
        found = await studio.picture(member, *ours, sees=sees_from(interaction))
        request = request_of(asked, (found.width, found.height), of=ours)
        request = replace(request, inputs={SOURCE: found.sha256})
        address = await _place(interaction)
    else:
        assert file is not None
        if file.width and file.height:  # as Discord tells; the file has the last word
            request_of(asked, (file.width, file.height))
        address = await _place(interaction)
        still = await read_still(await download(file))
        request = request_of(asked, still.size)
        sources[SOURCE] = still.data
        address = replace(address, note=MOVED if still.moved else "")
    await studio.make(member, request, sources, key=str(interaction.id), address=address)


async def _by_model(
    interaction: discord.Interaction,
    asked: Asked,
    file: discord.Attachment | None,
    ours: tuple[int, int] | None,
) -> None:
    studio, member = Client.of(interaction).studio, member_of(interaction)
    wish, role = wish_of(asked, studio.catalogue)
    made = await studio.commissions(member, wish)
    private = any(it.private for it in made)
    if ours is not None:
        found = await studio.picture(member, *ours, sees=sees_from(interaction))
        wish = replace(wish, parent=ours)
        address = await _place(interaction, private=private)
        data = await asyncio.to_thread(studio.storage.read, found.sha256)
    else:
        assert file is not None
        address = await _place(interaction, private=private)
        data = (await read_still(await download(file))).data
    sent = {role: data}
    await studio.imagine(
        member, wish, sent.pop(SOURCE, None), beside=sent, key=str(interaction.id), address=address
    )


async def _place(interaction: discord.Interaction, *, private: bool = False) -> Address:
    """Where the answer stands: for the member alone, if they say so or usually have it so."""
    usual = Client.of(interaction).studio.habits.usual(
        member_of(interaction), channel_of(interaction)
    )
    return await answer_place(interaction, private=private or usual.private)


@translate.autocomplete("to")
async def targets(interaction: discord.Interaction, typed: str) -> Choices:
    """What pictures can be turned into, by what was typed after the last comma or plus."""
    catalogue = Client.of(interaction).studio.catalogue
    if catalogue.translator is None and not able(catalogue):
        return []
    at = max(typed.rfind(","), typed.rfind("+")) + 1
    lead, word = typed[:at], typed[at:].strip().lower()
    known: dict[str, str] = {task.value: about for task, about in ABOUT.items()}
    if not lead.endswith("+"):
        known |= _TOGETHER
    space = " " if lead.endswith(",") else ""
    return [
        app_commands.Choice(
            name=f"{lead}{space}{name}: {about}"[:100], value=f"{lead}{space}{name}"[:100]
        )
        for name, about in known.items()
        if name.startswith(word) or (len(word) > 2 and word in about.lower())
    ][:25]


@translate.autocomplete("model")
async def models(interaction: discord.Interaction, typed: str) -> Choices:
    """The models that change pictures, and those with a ControlNet to follow them."""
    return [
        app_commands.Choice(name=model.title[:100], value=model.name)
        for model in able(Client.of(interaction).studio.catalogue)
        if typed.lower() in model.title.lower()
    ][:25]

"""/style: a picture painted anew, in the manner of others."""

import asyncio
from dataclasses import replace

import discord
from discord import app_commands

from bot.address import Address
from bot.client import Client, channel_of, member_of
from bot.commands.line import MOST_JOBS
from bot.commands.sent import download, read_still
from bot.restyling import (
    LARGEST,
    QUALITIES,
    SMALLEST,
    StyleWish,
    check_style,
    qualities,
    style_request,
)
from bot.views import answer_place, sees_from
from inference.encoding import to_png
from inference.errors import RequestRefused
from inference.moving import moves, sheet_of
from inference.request import MAX_COUNT
from inference.styling.names import MANNERS, PICTURES

Choices = list[app_commands.Choice[str]]
Shares = dict[str, float]
Files = dict[str, discord.Attachment]


@app_commands.command(description="Paint a picture anew, in the style of others.")
@app_commands.describe(
    picture="The picture to paint anew; it may move: GIF, WebP or MP4.",
    name="A style by its name, or a mix such as ink:0.3,mosaic:0.7",
    style="A picture whose style to take.",
    style2="Another one.",
    style3="And another one.",
    style4="The fourth, at most.",
    mix="What each style weighs, such as 0.3,0.7; in all 1. Left out, all weigh the same.",
    blend="Several styles: everywhere all of them, or each in its part.",
    strength="How much of the style, in per cent. Default 100.",
    keep_colours="Whether the picture keeps its own colours.",
    photorealistic="Whether a photograph stays one: colours and light alone change.",
    mask="A picture that is white where the style goes.",
    quality="How long to paint; fast is usual.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    size="The side of a square picture of the same area, in pixels.",
    seed="A number; the same picture, style and seed give the same result.",
)
@app_commands.choices(
    blend=[
        app_commands.Choice(name="everywhere all of them", value="mix"),
        app_commands.Choice(name="each in its part", value="collage"),
    ],
)
async def style(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    name: str = "",
    style: discord.Attachment | None = None,
    style2: discord.Attachment | None = None,
    style3: discord.Attachment | None = None,
    style4: discord.Attachment | None = None,
    mix: str = "",
    blend: str | None = None,
    strength: app_commands.Range[int, 0, 100] | None = None,
    keep_colours: bool | None = None,  # noqa: FBT001 - Discord's
    photorealistic: bool = False,  # noqa: FBT001, FBT002
    mask: discord.Attachment | None = None,
    quality: str | None = None,
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    size: app_commands.Range[int, SMALLEST, LARGEST] | None = None,
    seed: int | None = None,
) -> None:
    """Queue the picture; the answer shows its place in the line at once."""
    sent = dict(zip(PICTURES, (style, style2, style3, style4), strict=True))
    files = {role: file for role, file in sent.items() if file is not None}
    wish = StyleWish(
        named=name,
        mix=mix,
        strength=strength,
        keep_colours=keep_colours,
        photorealistic=photorealistic,
        quality=quality,
        blend=blend,
        size=size,
        seed=seed,
    )
    catalogue = Client.of(interaction).studio.catalogue
    # Before "thinking" is shown, so that a refusal stays private.
    shares = check_style(wish, list(files), catalogue)
    if (picture is None) == (job is None):
        raise RequestRefused(
            "Send the picture to paint anew, or the number of a job of Mozart's: one of them."
        )
    files |= {"mask": mask} if mask else {}
    if job is not None:
        ours = job, index - 1
        await _of_a_job(interaction, wish, shares, files, ours)
    elif picture is not None:
        await _of_a_picture(interaction, wish, shares, files, picture)


async def _of_a_job(
    interaction: discord.Interaction,
    wish: StyleWish,
    shares: Shares,
    files: Files,
    ours: tuple[int, int],
) -> None:
    client = Client.of(interaction)
    found = await client.studio.picture(member_of(interaction), *ours, sees=sees_from(interaction))
    address = await _place(interaction)
    moving = (file.sha256 for file in found.files if file.instead and moves(file.name))
    kept = next(moving, found.sha256)
    source = await asyncio.to_thread(client.studio.storage.read, kept)
    await _queue(interaction, wish, shares, files, source, address=address, of=ours, kept=kept)


async def _of_a_picture(
    interaction: discord.Interaction,
    wish: StyleWish,
    shares: Shares,
    files: Files,
    picture: discord.Attachment,
) -> None:
    address = await _place(interaction)
    source = await download(picture)
    await _queue(interaction, wish, shares, files, source, address=address)


async def _place(interaction: discord.Interaction) -> Address:
    """Where the answer stands: for the member alone, if that is how they have it."""
    usual = Client.of(interaction).studio.habits.usual(
        member_of(interaction), channel_of(interaction)
    )
    return await answer_place(interaction, private=usual.private)


async def _queue(
    interaction: discord.Interaction,
    wish: StyleWish,
    shares: Shares,
    files: Files,
    source: bytes,
    *,
    address: Address,
    of: tuple[int, int] | None = None,
    kept: str | None = None,
) -> None:
    studio, member = Client.of(interaction).studio, member_of(interaction)
    film = await studio.developed(source)
    request = style_request(wish, shares, film, of=of, draw_seed=studio.draw_seed)
    sources = {}
    if kept is not None and not film.moves:
        request = replace(request, inputs={"source": kept})
    else:
        sources["source"] = await asyncio.to_thread(lambda: to_png(sheet_of(film.frames), {}))
    for role, file in files.items():
        sources[role] = (await read_still(await download(file))).data
    await studio.make(member, request, sources, key=str(interaction.id), address=address)


@style.autocomplete("name")
async def names(_: discord.Interaction, typed: str) -> Choices:
    """The styles that have a name, by what was typed of it; after a comma the next of a mix."""
    before, comma, word = typed.rpartition(",")
    word = word.strip().lower()
    found = [name for name in MANNERS if name.startswith(word)] or [
        name for name, manner in MANNERS.items() if word in manner.about.lower()
    ]
    return [
        app_commands.Choice(
            name=f"{before}{comma}{name}: {MANNERS[name].about}"[:100],
            value=f"{before}{comma}{name}"[:100],
        )
        for name in found
    ][:25]


@style.autocomplete("quality")
async def known_qualities(interaction: discord.Interaction, typed: str) -> Choices:
    """Those that this Mozart has the networks for."""
    return [
        app_commands.Choice(name=f"{name}: {QUALITIES[name]}", value=name)
        for name in qualities(Client.of(interaction).studio.catalogue)
        if name.startswith(typed.strip().lower())
    ]

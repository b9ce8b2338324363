"""/upscale: any picture at two or four times its size."""

import asyncio
from dataclasses import replace

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.imagine import Choices
from bot.commands.line import MOST_JOBS
from bot.commands.sent import download
from bot.views import answer_place, sees_from
from inference.encoding import read_picture
from inference.errors import RequestRefused
from inference.request import MAX_COUNT
from inference.upscaling.wish import NONE, SCALES, upscale_request


@app_commands.command(description="Make any picture two or four times as large.")
@app_commands.describe(
    picture="The picture.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    scale="How many times. Default 2.",
    network="Who enlarges; some know photographs best, some drawings.",
)
@app_commands.choices(
    scale=[app_commands.Choice(name=f"{scale} times", value=scale) for scale in SCALES]
)
async def upscale(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    scale: int = SCALES[0],
    network: str | None = None,
) -> None:
    """Queue the larger picture; the answer shows its place in the line at once."""
    if (picture is None) == (job is None):
        raise RequestRefused(
            "Send the picture to enlarge, or the number of a job of Mozart's: one of them."
        )
    studio, member = Client.of(interaction).studio, member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    known, key = studio.catalogue.upscalers, str(interaction.id)
    if job is not None:
        ours = job, index - 1
        found = await studio.picture(member, *ours, sees=sees_from(interaction))
        size = found.width, found.height
        request = upscale_request(size, scale=scale, network=network, known=known, of=ours)
        request = replace(request, inputs={"source": found.sha256})
        address = await answer_place(interaction, private=usual.private)
        await studio.make(member, request, {}, key=key, address=address)
    elif picture is not None:
        # What Discord tells of its size lets a refusal stay private; the file has the last word.
        told = picture.width or 1, picture.height or 1
        upscale_request(told, scale=scale, network=network, known=known)
        address = await answer_place(interaction, private=usual.private)
        data = await download(picture)
        image = await asyncio.to_thread(read_picture, data)
        request = upscale_request(image.size, scale=scale, network=network, known=known)
        await studio.make(member, request, {"source": data}, key=key, address=address)


@upscale.autocomplete("network")
async def networks(interaction: discord.Interaction, typed: str) -> Choices:
    """The networks of this Mozart, the usual one first."""
    word = typed.strip().lower()
    names = (*Client.of(interaction).studio.catalogue.upscalers, NONE)
    return [app_commands.Choice(name=it, value=it) for it in names if word in it.lower()][:25]

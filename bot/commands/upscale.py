"""/upscale: any picture at two or four times its size."""

from dataclasses import replace
from functools import partial

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.imagine import Choices
from bot.commands.line import MOST_JOBS
from bot.commands.sent import MOVED, download, read_still
from bot.views import answer_place, sees_from
from inference.errors import RequestRefused
from inference.request import MAX_COUNT
from inference.upscalers import Kind
from inference.upscaling.wish import MASK, NONE, SCALES, SOURCE, upscale_request

_KINDS = {Kind.PHOTO: "a photo", Kind.LINES: "lines: a drawing", Kind.FACES: "faces"}


@app_commands.command(description="Make any picture two or four times as large.")
@app_commands.describe(
    picture="The picture; of one that moves, its first frame.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    scale="How many times. Default 2.",
    kind="What it shows; so the network that knows it best enlarges.",
    mask="For faces: a picture that is white where they are.",
    network="Instead of a kind: who enlarges.",
)
@app_commands.choices(
    scale=[app_commands.Choice(name=f"{scale} times", value=scale) for scale in SCALES]
)
@app_commands.choices(
    kind=[app_commands.Choice(name=name, value=kind.value) for kind, name in _KINDS.items()]
)
async def upscale(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    scale: int = SCALES[0],
    kind: str | None = None,
    mask: discord.Attachment | None = None,
    network: str | None = None,
) -> None:
    """Queue the larger picture; the answer shows its place in the line at once."""
    if (picture is None) == (job is None):
        raise RequestRefused(
            "Send the picture to enlarge, or the number of a job of Mozart's: one of them."
        )
    studio, member = Client.of(interaction).studio, member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    files = {MASK: mask} if mask else {}
    asked = partial(
        upscale_request,
        scale=scale,
        network=network,
        kind=kind,
        known=studio.catalogue.upscalers,
        sent=files,
    )
    sources: dict[str, bytes] = {}
    if job is not None:
        ours = job, index - 1
        found = await studio.picture(member, *ours, sees=sees_from(interaction))
        request = asked((found.width, found.height), of=ours)
        request = replace(request, inputs={SOURCE: found.sha256})
        address = await answer_place(interaction, private=usual.private)
    else:
        assert picture is not None
        # What Discord tells of its size lets a refusal stay private; the file has the last word.
        asked((picture.width or 1, picture.height or 1))
        address = await answer_place(interaction, private=usual.private)
        still = await read_still(await download(picture))
        request = asked(still.size)
        sources[SOURCE] = still.data
        address = replace(address, note=MOVED if still.moved else "")
    for role, file in files.items():
        sources[role] = (await read_still(await download(file))).data
    await studio.make(member, request, sources, key=str(interaction.id), address=address)


@upscale.autocomplete("network")
async def networks(interaction: discord.Interaction, typed: str) -> Choices:
    """The networks of this Mozart, the usual one first."""
    word = typed.strip().lower()
    names = (*Client.of(interaction).studio.catalogue.upscalers, NONE)
    return [app_commands.Choice(name=it, value=it) for it in names if word in it.lower()][:25]

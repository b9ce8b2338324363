"""/dream: what else can be seen in a picture."""

from dataclasses import replace

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.imagine import Choices
from bot.commands.line import MOST_JOBS
from bot.commands.sent import MOVED, download, read_still
from bot.views import answer_place, sees_from
from inference.dreaming.wish import (
    GUIDE,
    LARGEST,
    LAYERS,
    MOTIFS,
    SMALLEST,
    SOURCE,
    STYLE,
    Mode,
    dream_request,
    read_options,
)
from inference.errors import RequestRefused
from inference.painter.subjects.catalogue import SUBJECTS
from inference.request import MAX_COUNT, MAX_SEED
from inference.styling.names import MANNERS

_MODES = {
    Mode.DEEP_DREAM: "deep dream: creatures, and what a network sees",
    Mode.DEEP_STYLE: "deep style: wholly in the strokes of a style",
    Mode.THIN_STYLE: "thin style: its finest strokes over the picture as it is",
}


@app_commands.command(description="Dream about a picture, or tell it in the strokes of a style.")
@app_commands.describe(
    picture="The picture to dream about; of one that moves, its first frame.",
    mode="How to dream. Default deep dream.",
    motifs="What creatures are made of, such as: owl, castle. none leaves it to the network.",
    layer="Of the network, 1 (grain) to 4 (things). Default 4.",
    channel="One feature of that layer.",
    guide="A picture of what to see in it.",
    style_name="For the styles: which one.",
    style="For the styles: a picture whose style to take.",
    strength="How much of the dream, in per cent. Default 100.",
    zoom="Dream on into the picture, as a film.",
    job="Instead of a picture: the number of a job.",
    index="Which of that job's pictures, 1 to 4. Default 1.",
    size="The side of a square picture of the same area, in pixels. Default 512.",
    seed="A number; the same picture and seed give the same dream.",
)
@app_commands.choices(
    mode=[app_commands.Choice(name=name, value=mode.value) for mode, name in _MODES.items()]
)
async def dream(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    picture: discord.Attachment | None = None,
    mode: str | None = None,
    motifs: str | None = None,
    layer: app_commands.Range[int, 1, LAYERS] | None = None,
    channel: app_commands.Range[int, 0, 191] | None = None,
    guide: discord.Attachment | None = None,
    style_name: str | None = None,
    style: discord.Attachment | None = None,
    strength: app_commands.Range[int, 0, 100] | None = None,
    zoom: bool | None = None,  # noqa: FBT001 - Discord's
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    index: app_commands.Range[int, 1, MAX_COUNT] = 1,
    size: app_commands.Range[int, SMALLEST, LARGEST] | None = None,
    seed: app_commands.Range[int, 0, MAX_SEED] | None = None,
) -> None:
    """Queue the dream; the answer shows its place in the line at once."""
    given = {
        "mode": mode,
        "motifs": motifs,
        "layer": layer,
        "channel": channel,
        "style": style_name,
        "strength": strength,
        "zoom": zoom,
    }
    options = {name: value for name, value in given.items() if value is not None}
    files = {role: it for role, it in ((GUIDE, guide), (STYLE, style)) if it is not None}
    read_options(options, files)  # before "thinking" is shown: a refusal stays private
    if (picture is None) == (job is None):
        raise RequestRefused(
            "Send the picture to dream about, or the number of a job of Mozart's: one of them."
        )
    studio, member = Client.of(interaction).studio, member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    seed = studio.draw_seed() if seed is None else seed
    sources: dict[str, bytes] = {}
    if job is not None:
        ours = job, index - 1
        found = await studio.picture(member, *ours, sees=sees_from(interaction))
        request = dream_request(
            (found.width, found.height), seed=seed, options=options, sent=files, side=size, of=ours
        )
        request = replace(request, inputs={SOURCE: found.sha256})
        address = await answer_place(interaction, private=usual.private)
    else:
        assert picture is not None
        address = await answer_place(interaction, private=usual.private)
        still = await read_still(await download(picture))
        request = dream_request(still.size, seed=seed, options=options, sent=files, side=size)
        sources[SOURCE] = still.data
        address = replace(address, note=MOVED if still.moved else "")
    for role, file in files.items():
        sources[role] = (await read_still(await download(file))).data
    await studio.make(member, request, sources, key=str(interaction.id), address=address)


@dream.autocomplete("motifs")
async def motifs_of(_: discord.Interaction, typed: str) -> Choices:
    """What the painter paints, by what was typed after the last comma."""
    before, comma, word = typed.rpartition(",")
    word = word.strip().lower()
    found = [name for name in SUBJECTS if name.startswith(word)]
    lead = f"{before}{comma} " if comma else ""
    if not typed.strip():
        return [app_commands.Choice(name=it, value=it) for it in (", ".join(MOTIFS), "none")]
    return [
        app_commands.Choice(name=f"{lead}{it}"[:100], value=f"{lead}{it}"[:100]) for it in found
    ][:25]


@dream.autocomplete("style_name")
async def styles_of(_: discord.Interaction, typed: str) -> Choices:
    """The styles that have a name."""
    word = typed.strip().lower()
    return [
        app_commands.Choice(name=f"{name}: {manner.about}"[:100], value=name)
        for name, manner in MANNERS.items()
        if word in name
    ][:25]

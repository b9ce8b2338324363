"""/enhance, /describe and /shorten: help with words, for the member alone."""

import asyncio

import discord
from discord import app_commands

from bot import proposals
from bot.client import Client, acknowledge, member_of
from bot.commands.line import MOST_JOBS
from bot.commands.sent import download
from bot.errors import NotReady
from bot.habits import spoken
from bot.views import sees_from
from bot.wish import Wish
from inference.request import MAX_COUNT


@app_commands.command(description="Make a few words into richer prompts, to use or to edit.")
@app_commands.describe(words="A few words or a whole prompt; its flags stay as they are.")
async def enhance(interaction: discord.Interaction, words: str) -> None:
    """Two or three richer versions; nothing is queued until the member uses one."""
    await acknowledge(interaction, ephemeral=True)
    versions = await Client.of(interaction).studio.desk.enrich(_said(interaction, words))
    view = proposals.proposed(proposals.enriched(words), versions)
    await interaction.edit_original_response(view=view)


@app_commands.command(description="Get words for a picture: one that you send, or one of a job.")
@app_commands.describe(
    image="A picture.",
    job="A job's number instead; it stands under every result.",
    number="Which of the job's pictures. Default 1.",
)
async def describe(
    interaction: discord.Interaction,
    image: discord.Attachment | None = None,
    job: app_commands.Range[int, 1, MOST_JOBS] | None = None,
    number: app_commands.Range[int, 1, MAX_COUNT] = 1,
) -> None:
    """Four guesses, and before them the words that a picture of ours was painted from."""
    await acknowledge(interaction, ephemeral=True)
    file = await _picture(interaction, image, job, number)
    told = await Client.of(interaction).studio.desk.describe(file)
    prompts = [it for it in (told.again, *told.proposals) if it]
    view = proposals.proposed(proposals.described(told), prompts)
    await interaction.edit_original_response(view=view)


@app_commands.command(description="See which words of a prompt matter, and get shorter ones.")
@app_commands.describe(words="A whole prompt in plain words; its flags stay as they are.")
async def shorten(interaction: discord.Interaction, words: str) -> None:
    """The words, marked by what the picture would be without them."""
    await acknowledge(interaction, ephemeral=True)
    said = _said(interaction, words)
    weighing, shorter = await Client.of(interaction).studio.desk.weigh(said)
    view = proposals.proposed(proposals.weighed(weighing), shorter)
    await interaction.edit_original_response(view=view)


def _said(interaction: discord.Interaction, words: str) -> str:
    """The words with the member's own options as the flags that they stand for.

    Raises:
        PromptError: they cannot be read.
    """
    own = Client.of(interaction).studio.habits.words(member_of(interaction))
    return spoken(Wish(prompt=words), own, suffixed=False).prompt


async def _picture(
    interaction: discord.Interaction, image: discord.Attachment | None, job: int | None, number: int
) -> bytes:
    """The file that is meant.

    Raises:
        NotReady: neither or both were named, or the job has no such picture.
        JobNotFound: there is none that the member may see.
        PictureUnreadable: the file is too large.
    """
    if (image is None) == (job is None):
        raise NotReady("Send either a picture or the number of a job.")
    if image is not None:
        return await download(image)
    assert job is not None
    studio = Client.of(interaction).studio
    found = await studio.show(member_of(interaction), job, sees=sees_from(interaction))
    if number > len(found.pictures):
        raise NotReady(f"Job {job} has no picture {number}.")
    return await asyncio.to_thread(studio.storage.read, found.pictures[number - 1].sha256)

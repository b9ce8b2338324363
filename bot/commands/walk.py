"""/walk: a random walk through all the pictures that a model can make, as a film without an end."""

from collections.abc import Mapping

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.commands.models import Choices, models_that_walk
from bot.filming import end_of_words, told_walk, walk_alone, walker_of, worded
from bot.views import answer_place
from bot.wish import Commission
from bot.wording import asks_privacy
from inference.errors import RequestRefused
from inference.morphing.choices import FASTEST, SLOWEST
from inference.morphing.journey import read_journey, walk_of
from inference.morphing.wish import LONGEST_WORDS
from inference.request import MAX_SEED, Option
from inference.walking.wish import (
    FEWEST_STOPS,
    MOST,
    MOST_STOPS,
    MOST_TRUNCATION,
    TILES,
    TRUNCATION,
)

_KINDS = {"WebP": "webp", "GIF": "gif", "MP4": "mp4"}


@app_commands.command(description="Walk through all that a model can paint, as a film.")
@app_commands.describe(
    model="Through whose pictures. Default the GAN; a diffusion model's frames count as pictures.",
    words="What is painted all the way; for the GAN a place, hour, weather, season or style.",
    stops="How many places it visits. Default 5, by a diffusion model 4.",
    frames="Of the whole round. Default 60, by a diffusion model 12.",
    truncation=f"How far from the most typical picture. Default {TRUNCATION}; the GAN alone.",
    tiles="How many walks go on side by side; the GAN alone.",
    rate="Frames a second. Default 12.",
    kind="Of the film. Default WebP.",
    size="The side of a frame, in pixels.",
    seed="A number; the same seed gives the same walk.",
)
@app_commands.choices(tiles=[app_commands.Choice(name=str(it), value=it) for it in TILES])
@app_commands.choices(
    kind=[app_commands.Choice(name=name, value=value) for name, value in _KINDS.items()],
)
async def walk(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    model: str | None = None,
    words: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
    stops: app_commands.Range[int, FEWEST_STOPS, MOST_STOPS] | None = None,
    frames: app_commands.Range[int, 4, MOST] | None = None,
    truncation: app_commands.Range[float, 0.0, MOST_TRUNCATION] | None = None,
    tiles: int | None = None,
    rate: app_commands.Range[int, SLOWEST, FASTEST] | None = None,
    kind: str | None = None,
    size: int | None = None,
    seed: app_commands.Range[int, 0, MAX_SEED] | None = None,
) -> None:
    """Queue the film; the answer shows its place in the line at once."""
    studio, member = Client.of(interaction).studio, member_of(interaction)
    given: Mapping[str, Option | None] = {
        "stops": stops,
        "frames": frames,
        "rate": rate,
        "kind": kind,
        "truncation": truncation,
        "tiles": tiles,
    }
    options = {name: it for name, it in given.items() if it is not None}
    walker = walker_of(studio.catalogue, model)
    first = studio.draw_seed() if seed is None else seed
    private = studio.habits.usual(member, channel_of(interaction)).private
    key = str(interaction.id)
    if not walker.films:
        request = walk_alone(words, seed=first, options=options, side=size)  # refusals stay private
        private = private or asks_privacy(words or "")
        address = await answer_place(interaction, private=private)
        await studio.make(member, request, {}, key=key, address=address)
        return
    if words is None:
        raise RequestRefused(f"{walker.title} paints words; say in words: what it shows.")
    made = await studio.commission(
        member, worded(words, walker.name, size=size), draw_seed=lambda: first
    )
    request = walk_of(end_of_words(made), options)
    address = await answer_place(interaction, private=private or made.private)
    typed = told_walk(request, len(read_journey(request).stops))
    await studio.paint(member, Commission(request=request, typed=typed), key=key, address=address)


@walk.autocomplete("model")
async def models(interaction: discord.Interaction, typed: str) -> Choices:
    """The models that can be walked through."""
    return models_that_walk(interaction, typed)

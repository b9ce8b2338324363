"""/dice: waltzes by the musical dice game of the 1790s."""

import discord
from discord import app_commands

from bot.client import Client, channel_of, member_of
from bot.views import answer_place
from inference.dice.instruments import INSTRUMENTS
from inference.dice.wish import FASTEST, SLOWEST, SOUNDS, request_of

_INSTRUMENTS = [app_commands.Choice(name=name, value=name) for name in INSTRUMENTS]
_SOUNDS = [app_commands.Choice(name=name, value=name) for name in SOUNDS]


@app_commands.command(description="Throw a waltz with two dice, as in the 1790s: score and sound.")
@app_commands.describe(
    throws="Your own throws, one for each of 16 bars, such as 7 11 3. What is missing is thrown.",
    number="The number of a waltz that somebody shared.",
    instrument="What it sounds on. Default fortepiano.",
    tempo="Eighths in a minute, three to a bar. Default 222.",
    sound="What kind of file. Default mp3.",
)
@app_commands.choices(instrument=_INSTRUMENTS, sound=_SOUNDS)
async def dice(  # noqa: PLR0917 - one option each
    interaction: discord.Interaction,
    throws: str = "",
    number: str = "",
    instrument: app_commands.Choice[str] | None = None,
    tempo: app_commands.Range[int, SLOWEST, FASTEST] | None = None,
    sound: app_commands.Choice[str] | None = None,
) -> None:
    """Queue a waltz."""
    studio = Client.of(interaction).studio
    request = request_of(
        seed=studio.draw_seed(),
        throws=throws,
        number=number,
        instrument=instrument.value if instrument else None,
        tempo=tempo,
        sound=sound.value if sound else None,
    )
    member = member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    address = await answer_place(interaction, private=usual.private)
    await studio.make(member, request, {}, key=str(interaction.id), address=address)

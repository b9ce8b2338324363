"""One message about templates, for its reader alone, and what a template looks like."""

import asyncio
import io
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.client import Client, member_of
from bot.phrases import shorten
from bot.render import Card, Shown, words_of
from bot.views import layout, sees_from
from inference.binder import Filed
from prompts.template import Template, picture_file

Button: TypeAlias = discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message about templates, for its reader alone.

    Attributes:
        card: the layout.
        buttons: below it.
        files: name and content of each upload that the card refers to.
    """

    card: Card
    buttons: tuple[Button, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()

    def view(self) -> discord.ui.LayoutView:
        """A new view; discord.py must not be given the same one twice."""
        view = layout(self.card)
        box = view.children[0]
        assert isinstance(box, discord.ui.Container)
        if self.buttons:
            box.add_item(discord.ui.ActionRow(*self.buttons))
        return view

    async def answer(self, interaction: discord.Interaction) -> None:
        """Put it in the place of an acknowledgement, or of the message that was pressed."""
        await interaction.edit_original_response(
            view=self.view(),
            attachments=[discord.File(io.BytesIO(data), name) for name, data in self.files],
        )


async def picture_of(
    interaction: discord.Interaction, template: Template, filed: Filed | None
) -> tuple[Shown | None, bytes | None]:
    """What a template looks like, where that is known: an example, or what came of it here."""
    name = f"{template.name}.webp"
    if filed is None:
        file = picture_file(template.name)
        data = await asyncio.to_thread(lambda: file.read_bytes() if file.is_file() else None)
        values = ", ".join(template.values(template.examples[0]).values())
        return (Shown(filename=name, alt=f"An example: {values}"), data) if data else (None, None)
    sample = await Client.of(interaction).studio.sample(
        member_of(interaction), filed, sees=sees_from(interaction)
    )
    if sample is None:
        return None, None
    job, data = sample
    return Shown(filename=name, alt=shorten(words_of(job), 900)), data

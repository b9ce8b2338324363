"""Prompts that the writer proposes, each with a button that paints it and one that opens it first.

    mozart:propose:use:0      paints what stands in the block above it
    mozart:propose:edit:0     opens a form with it; what is sent there is painted

The prompts stand on the card itself and the buttons read them, so they work after any restart. A
button reads the block of its own number.
"""

import re
from collections.abc import Sequence
from typing import Self

import discord
from typing_extensions import override

from bot import forms
from bot.client import explained
from bot.desk import Described
from bot.errors import NotReady
from bot.forms import WordsForm
from bot.phrases import quoted, shorten
from bot.render import Card
from bot.views import layout
from bot.wish import Wish
from inference.writer import Weighed, Weighing
from prompts.words import LONGEST

MOST_CHARACTERS = 3600
"""Of all blocks of a card together; Discord takes 4,000 characters of text in a message."""
MATTERS, IDLE = 0.5, 0.1

_ACTS = ("use", "edit")
_ID = re.compile(rf"mozart:propose:(?P<act>{'|'.join(_ACTS)}):(?P<index>\d)")
_BLOCK = re.compile(r"```\n(.+)\n```", re.DOTALL)


class ProposalButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=_ID
):
    """Takes the prompt of its number from the card that it stands on."""

    def __init__(self, act: str, index: int) -> None:
        self.act, self.index = act, index
        use = act == "use"
        super().__init__(
            discord.ui.Button(
                label="Use it" if use else "Edit",
                style=discord.ButtonStyle.primary if use else discord.ButtonStyle.secondary,
                custom_id=f"mozart:propose:{act}:{index}",
            )
        )

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.LayoutView],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["act"], int(match["index"]))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        prompt = _prompts_on(interaction)[self.index : self.index + 1]
        if not prompt:
            raise NotReady("This card is of another time. Ask the writer again, please.")
        if self.act == "edit":
            await interaction.response.send_modal(WordsForm(prompt[0]))
        else:
            await forms.ask(interaction, Wish(prompt=prompt[0]))


def proposed(head: Card, prompts: Sequence[str]) -> discord.ui.LayoutView:
    """A card with prompts below it, as many as one message holds. Call it once for each send."""
    view = layout(head)
    box = view.children[0]
    assert isinstance(box, discord.ui.Container)
    left = MOST_CHARACTERS - sum(map(len, (*head.above, *head.below)))
    for index, prompt in enumerate(prompts):
        left -= len(prompt) + 8
        if left < 0 and index:
            break
        box.add_item(discord.ui.TextDisplay(f"```\n{prompt}\n```"))
        box.add_item(discord.ui.ActionRow(*(ProposalButton(act, index) for act in _ACTS)))
    return view


def enriched(typed: str) -> Card:
    """The head of richer versions."""
    said = f"**{quoted(shorten(typed, 300))}**"
    free = "Richer versions. Nothing is queued or charged until you use one."
    return Card(above=(f"{said}\n{free}",))


def described(told: Described) -> Card:
    """The head of what a picture shows; the words that it was painted from come first below."""
    if not told.again:
        head = "**What this picture may show**"
        note = (
            "-# Guesses of Mozart's own small eyes, which know what the painter paints and little"
            " else. Edit them as you like."
        )
        return Card(above=(f"{head}\n{note}",))
    by = f" with the model {quoted(told.model)}" if told.model else ""
    head = f"**Mozart painted this{by}**"
    note = (
        "-# So says its file, and its words come first. Then what the picture may show, as"
        " guesses of small eyes."
    )
    return Card(above=(f"{head}\n{note}",))


def weighed(weighing: Weighing) -> Card:
    """The words as they were typed: bold where they matter, struck out where they hardly do."""
    line = " ".join(map(_marked, weighing.words))
    note = "-# **Bold** words carry the picture, ~~struck out~~ ones hardly change it."
    if weighing.shorter:
        note += " Shorter versions follow; nothing is queued or charged until you use one."
    else:
        note += " No shorter version says the same."
    return Card(above=(f"{line}\n{note}",))


def _marked(it: Weighed) -> str:
    word = quoted(it.word)
    if it.weight >= MATTERS:
        return f"**{word}**"
    return f"~~{word}~~" if it.weight < IDLE else word


def _prompts_on(interaction: discord.Interaction) -> list[str]:
    """The blocks of the card whose button was pressed, in order."""
    message = interaction.message
    boxes = message.components if message else []
    texts = [
        part.content
        for box in boxes
        for part in getattr(box, "children", ())
        if isinstance(part, discord.TextDisplay)
    ]
    blocks = (_BLOCK.fullmatch(text) for text in texts)
    return [found[1][:LONGEST] for found in blocks if found]

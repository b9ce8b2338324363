"""One wish, several jobs: shown with their price first, queued when the member says so.

    /imagine {red, blue} fox --> a private card: 2 prompts, 8 pictures --press--> a job for each,
                                 each in a message of its own, or all in one as a sheet

Nothing is remembered in between: the card itself holds the whole wish as text, options, seed and
all, in a block that the button reads. So it works after any restart, and for who sees it alone.
"""

import re
from typing import Self

import discord
from typing_extensions import override

from bot import render
from bot.address import Address
from bot.answers import left_today
from bot.client import Client, channel_of, explained, insist, member_of
from bot.comparing import below, block_of, paint_sheet, send_offer, take_back
from bot.comparison import sheet_of
from bot.errors import BotError
from bot.habits import asked
from bot.views import SEVERAL_BUTTON, address_of, check_permission, layout
from bot.wish import Commission, Wish
from bot.wording import whole
from inference.errors import InferenceError

FOLLOW_UPS_ELSEWHERE = 5
"""How many messages Discord lets a bot send where only the member has it installed."""

MOST_MESSAGES = 4
"""From more jobs on, one sheet is what the card advises."""


class SeveralButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=SEVERAL_BUTTON
):
    """Queues every job of the wish that stands on the card above it.

    Attributes:
        sheet: whether one message shows them all.
    """

    def __init__(self, label: str = "Paint", *, sheet: bool = False, advised: bool = True) -> None:
        self.sheet = sheet
        style = discord.ButtonStyle.primary if advised else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=f"mozart:several:0:{sheet:d}")
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
        return cls(sheet=match["sheet"] == "1")

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        await (_paint_together if self.sheet else _paint)(interaction)


async def offer(interaction: discord.Interaction, wish: Wish, made: list[Commission]) -> None:
    """Show the member alone what a wish comes to, with buttons that say yes.

    Raises:
        PromptError: it is too long to be kept on the card.
        MissingPermission: pictures could not be shown here.
    """
    check_permission(interaction)
    studio, member = Client.of(interaction).studio, member_of(interaction)
    words = whole(wish, made[0])
    foresight, allowances = await studio.price(member, [it.request for it in made])
    card, label = render.several(made, words, foresight, left_today(*allowances))
    together = len(made) > MOST_MESSAGES
    buttons = [SeveralButton(label, advised=not together)] if _has_room(interaction, made) else []
    sheet = SeveralButton("All on one sheet", sheet=True, advised=together)
    await send_offer(interaction, card, *buttons, sheet)


async def _paint(interaction: discord.Interaction) -> None:
    """Queue the jobs one by one, each below a message of its own.

    Raises:
        QuotaUsedUp, DeviceTimeUsedUp: for all of them together; none is queued then.
    """
    studio, member = Client.of(interaction).studio, member_of(interaction)
    check_permission(interaction)
    _, made, private = await _wish_on(interaction)
    await studio.check_quota(member, [it.request for it in made])
    await insist(lambda: interaction.response.edit_message(view=layout(render.on_their_way(made))))
    assert interaction.message is not None
    for number, commission in enumerate(made):
        # Of the card, not of the press: two presses at once are one wish.
        key = f"{interaction.message.id}:{number}"
        await _paint_one(interaction, commission, key=key, private=private)


async def _paint_together(interaction: discord.Interaction) -> None:
    """Queue the jobs as one sheet.

    Raises:
        QuotaUsedUp, DeviceTimeUsedUp: for all of them together; none is queued then.
    """
    text, made, private = await _wish_on(interaction)
    await paint_sheet(interaction, *sheet_of(made, text), private=private)


async def _paint_one(
    interaction: discord.Interaction, made: Commission, *, key: str, private: bool
) -> None:
    client = Client.of(interaction)
    created_at = client.clock()
    answer = await below(interaction, private=private)
    address = address_of(interaction, message_id=answer.id, created_at=created_at, private=private)
    try:
        job = await client.studio.paint(member_of(interaction), made, key=key, address=address)
    except (InferenceError, BotError):
        await take_back(answer)
        raise
    if Address.from_json(job.address).message_id != answer.id:  # an earlier press made it
        await take_back(answer)


async def _wish_on(interaction: discord.Interaction) -> tuple[str, list[Commission], bool]:
    """The wish on the card whose button was pressed, its jobs, and whether one alone sees them.

    Raises:
        NotReady: it is not there any more.
    """
    studio, text = Client.of(interaction).studio, block_of(interaction)[0]
    member = member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    made = await studio.commissions(member, asked(Wish(prompt=text), usual))
    alone = usual.private or any(it.private for it in made)
    return text, made, alone and not interaction.context.dm_channel


def _has_room(interaction: discord.Interaction, made: list[Commission]) -> bool:
    """Whether every job can have a message of its own here."""
    inside = interaction.is_guild_integration() or interaction.context.dm_channel
    return inside or len(made) <= FOLLOW_UPS_ELSEWHERE

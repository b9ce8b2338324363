"""A contact sheet is shown with its price first, and queued when the member says so.

    /compare --> a private card: what, how many, how long --press--> a message that grows

Nothing is remembered in between: the card holds the whole wish and its axes as lines of text in a
block that the button reads. So it works after any restart, and for who sees it alone.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

import discord
from typing_extensions import override

from bot import sheet_cards
from bot.address import Address
from bot.answers import left_today
from bot.client import BROKEN, Client, channel_of, explained, insist, member_of
from bot.comparison import Comparison
from bot.errors import BotError, NotReady
from bot.habits import asked
from bot.plan import Plan
from bot.render import Card
from bot.views import COMPARE, address_of, check_permission, layout
from bot.wish import Commission, Wish
from inference.errors import InferenceError

_BLOCK = re.compile(r"```\n(.+)\n```", re.DOTALL)
_AXES = ("x: ", "y: ")


class CompareButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=re.compile(COMPARE)
):
    """Queues the sheet that stands on the card above it."""

    def __init__(self, label: str = "Paint") -> None:
        super().__init__(
            discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=COMPARE)
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
        return cls()

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        text, *axes = block_of(interaction)
        typed = [line.removeprefix(head) for line, head in zip(axes, _AXES, strict=False)]
        studio = Client.of(interaction).studio
        member = member_of(interaction)
        usual = studio.habits.usual(member, channel_of(interaction))
        found = await studio.compared(member, asked(Wish(prompt=text), usual), typed)
        alone = usual.private or any(it.private for it in found.made)
        private = alone and not interaction.context.dm_channel
        await paint_sheet(interaction, found.plan, found.made, private=private)


async def offer_sheet(interaction: discord.Interaction, found: Comparison) -> None:
    """Show the member alone what a sheet comes to, with a button that says yes.

    Raises:
        MissingPermission: pictures could not be shown here.
    """
    check_permission(interaction)
    studio, member = Client.of(interaction).studio, member_of(interaction)
    foresight, allowances = await studio.price(member, [it.request for it in found.made])
    lines = [head + axis for head, axis in zip(_AXES, found.axes, strict=False)]
    block = "\n".join([found.text, *lines])
    left = left_today(*allowances)
    card, label = sheet_cards.offered(found, foresight, left, block)
    await send_offer(interaction, card, CompareButton(label))


async def send_offer(
    interaction: discord.Interaction,
    card: Card,
    *buttons: discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]],
) -> None:
    """Send a card to the member alone, with buttons below."""
    view = layout(card)
    box = view.children[0]
    assert isinstance(box, discord.ui.Container)
    box.add_item(discord.ui.ActionRow(*buttons))
    await interaction.response.send_message(view=view, ephemeral=True)


async def paint_sheet(
    interaction: discord.Interaction,
    plan: Plan,
    made: Sequence[Commission],
    *,
    private: bool,
) -> None:
    """Queue a sheet below a message of its own, once however often the card is pressed.

    Raises:
        QuotaUsedUp, DeviceTimeUsedUp: for all of it together; nothing is queued then.
        MissingPermission: pictures could not be shown here.
    """
    client, member = Client.of(interaction), member_of(interaction)
    check_permission(interaction)
    await client.studio.check_quota(member, [it.request for it in made])
    view = layout(sheet_cards.on_its_way(made))
    await insist(lambda: interaction.response.edit_message(view=view))
    created_at = client.clock()
    answer = await below(interaction, private=private)
    address = address_of(interaction, message_id=answer.id, created_at=created_at, private=private)
    assert interaction.message is not None
    key = f"{interaction.message.id}:sheet"  # of the card: two presses at once are one wish
    try:
        styled = [await client.studio.styled(member, it, address) for it in made]
        sheet = await client.studio.sheets.ask(member, plan, styled, key=key, address=address)
    except (InferenceError, BotError):
        await take_back(answer)
        raise
    if Address.from_json(sheet.address).message_id != answer.id:  # an earlier press made it
        await take_back(answer)


async def below(interaction: discord.Interaction, *, private: bool) -> discord.WebhookMessage:
    """A new message under the card, which will show something soon."""
    view = layout(Card(above=("One moment…",)))
    return await insist(lambda: interaction.followup.send(view=view, wait=True, ephemeral=private))


async def take_back(message: discord.WebhookMessage) -> None:
    """Delete a message of ours that nothing will be shown in."""
    with suppress(discord.HTTPException, *BROKEN):
        await message.delete()


def block_of(interaction: discord.Interaction) -> list[str]:
    """The lines of the block on the card whose button was pressed.

    Raises:
        NotReady: it is not there any more.
    """
    message = interaction.message
    for box in message.components if message else []:
        for part in getattr(box, "children", ()):
            if isinstance(part, discord.TextDisplay) and (found := _BLOCK.search(part.content)):
                return found[1].split("\n")
    raise NotReady("This card is of another time. Ask for the pictures again.")

"""One wish, several jobs: shown with their price first, queued when the member says so.

    /imagine {red, blue} fox --> a private card: 2 prompts, 8 pictures --press--> a job for each

Nothing is remembered in between: the card itself holds the whole wish as text, options, seed and
all, in a block that the button reads. So it works after any restart, and for who sees it alone.
"""

import re
from contextlib import suppress
from typing import Self

import discord
from typing_extensions import override

from bot import render
from bot.address import Address
from bot.client import BROKEN, Client, channel_of, explained, insist, member_of
from bot.errors import BotError, NotReady
from bot.habits import asked
from bot.render import Card
from bot.views import SEVERAL, address_of, check_permission, layout
from bot.wish import Commission, Wish
from bot.wording import whole
from inference.errors import InferenceError
from prompts.errors import PromptError

FOLLOW_UPS_ELSEWHERE = 5
"""How many messages Discord lets a bot send where only the member has it installed."""

_BLOCK = re.compile(r"```\n(.+)\n```")


class SeveralButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=re.compile(SEVERAL)
):
    """Queues every job of the wish that stands on the card above it."""

    def __init__(self, label: str = "Paint") -> None:
        super().__init__(
            discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=SEVERAL)
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
        await _paint(interaction)


async def offer(interaction: discord.Interaction, wish: Wish, made: list[Commission]) -> None:
    """Show the member alone what a wish comes to, with a button that says yes.

    Raises:
        PromptError: it is too long to be kept on the card, or too much for this place.
        MissingPermission: pictures could not be shown here.
    """
    check_permission(interaction)
    _check_place(interaction, made)
    card, label = render.several(made, whole(wish, made[0]))
    view = layout(card)
    box = view.children[0]
    assert isinstance(box, discord.ui.Container)
    box.add_item(discord.ui.ActionRow(SeveralButton(label)))
    await interaction.response.send_message(view=view, ephemeral=True)


async def _paint(interaction: discord.Interaction) -> None:
    """Queue the jobs one by one, each below a message of its own.

    Raises:
        QuotaUsedUp: for all of them together; none is queued then.
    """
    studio, member = Client.of(interaction).studio, member_of(interaction)
    check_permission(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    made = studio.commissions(asked(Wish(prompt=_text_on(interaction)), usual))
    await studio.check_quota(member, sum(it.request.painted for it in made))
    await insist(lambda: interaction.response.edit_message(view=layout(render.on_their_way(made))))
    assert interaction.message is not None
    private = usual.private and not interaction.context.dm_channel
    for number, commission in enumerate(made):
        # Of the card, not of the press: two presses at once are one wish.
        key = f"{interaction.message.id}:{number}"
        await _paint_one(interaction, commission, key=key, private=private)


async def _paint_one(
    interaction: discord.Interaction, made: Commission, *, key: str, private: bool
) -> None:
    client = Client.of(interaction)
    created_at = client.clock()
    placeholder = Card(above=("One moment…",))
    answer = await insist(
        lambda: interaction.followup.send(view=layout(placeholder), wait=True, ephemeral=private)
    )
    address = address_of(interaction, message_id=answer.id, created_at=created_at, private=private)
    try:
        job = await client.studio.paint(member_of(interaction), made, key=key, address=address)
    except (InferenceError, BotError):
        await _take_back(answer)
        raise
    if Address.from_json(job.address).message_id != answer.id:  # an earlier press made it
        await _take_back(answer)


async def _take_back(message: discord.WebhookMessage) -> None:
    with suppress(discord.HTTPException, *BROKEN):
        await message.delete()


def _text_on(interaction: discord.Interaction) -> str:
    """The wish that stands on the card whose button was pressed.

    Raises:
        NotReady: it is not there any more.
    """
    message = interaction.message
    parts = message.components if message else []
    for box in parts:
        for part in getattr(box, "children", ()):
            if isinstance(part, discord.TextDisplay) and (found := _BLOCK.search(part.content)):
                return found[1]
    raise NotReady("This card is of another time. Ask for the pictures again with /imagine.")


def _check_place(interaction: discord.Interaction, made: list[Commission]) -> None:
    inside = interaction.is_guild_integration() or interaction.context.dm_channel
    if not inside and len(made) > FOLLOW_UPS_ELSEWHERE:
        raise PromptError(
            f"This prompt stands for {len(made)} prompts; here, where Mozart is a guest, it may be"
            f" {FOLLOW_UPS_ELSEWHERE}. Leave some choices out."
        )

"""Buttons that outlive every restart, and the layout of a message.

All state of a button is in its custom_id, "mozart:ACT:JOB:INDEX", so there is nothing to remember
and nothing to time out. Layouts hold such buttons only, have no timeout and are made anew for
each send: discord.py 2.7.1 forgets a DynamicItem class for *all* messages when a view that mixes
it with ordinary items ends, or when one view object is sent twice.
"""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self, cast

import discord
from typing_extensions import override

from bot.address import Address
from bot.client import BROKEN, Client, acknowledge, channel_of, explained, member_of
from bot.errors import MissingPermission, NotReady
from bot.particulars import particulars
from bot.render import SHEET_ACTS, Act, Card, Menu, Press, Shown, words_of
from bot.studio import Studio
from bot.wording import asks_privacy, kept_out_beside
from inference.errors import JobDeleted
from inference.job import Job
from prompts.template import Templates
from prompts.words import LONGEST

log = logging.getLogger(__name__)

FORM_TIMEOUT_S = 900.0
BUTTON = re.compile(rf"mozart:(?P<act>{'|'.join(Act)}):(?P<job>\d{{1,18}}):(?P<index>\d)", re.ASCII)

SEVERAL_BUTTON = re.compile(r"mozart:several:0:(?P<sheet>[01])")
"""The buttons of a card that holds a wish for several jobs; see bot/several.py."""


COMPARE = "mozart:compare:0:0"
"""The button of a card that holds a wish for a sheet; see bot/comparing.py."""

MENU = re.compile(r"mozart:adopt:(?P<sheet>\d{1,18}):0", re.ASCII)


class JobButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=BUTTON):
    """One act on one job; the same class for every button under every result."""

    def __init__(self, press: Press) -> None:
        self.press = press
        style = discord.ButtonStyle.danger if press.danger else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(
                label=press.label or None,
                emoji=press.emoji or None,
                style=style,
                custom_id=f"mozart:{press.act}:{press.job_id}:{press.index}",
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
        return cls(pressed(match))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        do = _act_on_sheet if self.press.act in SHEET_ACTS else act
        await do(interaction, self.press)


class CellMenu(discord.ui.DynamicItem[discord.ui.Select[discord.ui.LayoutView]], template=MENU):
    """Makes a picture of a sheet a result of whoever chooses it."""

    def __init__(self, menu: Menu) -> None:
        self.sheet_id = menu.sheet_id
        super().__init__(
            discord.ui.Select(
                custom_id=f"mozart:adopt:{menu.sheet_id}:0",
                placeholder="Adopt a picture as a result of yours",
                options=[discord.SelectOption(label=it, value=str(n)) for n, it in menu.options],
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
        return cls(Menu(sheet_id=int(match["sheet"]), options=()))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        data = cast("dict[str, Any]", interaction.data)
        cell, key = int(data["values"][0]), str(interaction.id)
        address = await answer_place(interaction, private=is_private(interaction))
        sheets, member = Client.of(interaction).studio.sheets, member_of(interaction)
        await sheets.adopt(member, self.sheet_id, cell, key=key, address=address)


class RemixForm(discord.ui.Modal):
    """The words of a job, to change and send again.

    Its custom_id names the job, and `remix` takes what is sent, so a form that was opened before
    a restart works after it.
    """

    def __init__(self, job: Job, templates: Templates, *, anew: bool = False) -> None:
        """A form with a job's words.

        Args:
            job: whose.
            templates: those that its words may name.
            anew: to paint from these words alone; see `Studio.remix`.
        """
        super().__init__(
            title="Use this prompt again" if anew else "Remix",
            custom_id=f"mozart:remix:{job.id}:{anew:d}",
            timeout=FORM_TIMEOUT_S,
        )
        text, typed = discord.TextStyle.paragraph, words_of(job)
        if len(typed) > LONGEST:  # with a backslash before every sign
            typed = job.request.prompt
        words: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id="prompt", style=text, default=typed, max_length=LONGEST
        )
        without: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id="negative",
            style=text,
            default=kept_out_beside(job.request.negative, typed, templates) or None,
            max_length=LONGEST,
            required=False,
        )
        self.add_item(discord.ui.Label(text="What to paint", component=words))
        self.add_item(discord.ui.Label(text="What to keep out", component=without))


async def submitted(interaction: discord.Interaction) -> None:
    """Take a form that a member sent: the only one there is remixes a job.

    Raises:
        NotReady: the form is none of ours.
    """
    data = cast("dict[str, Any]", interaction.data)
    match = BUTTON.fullmatch(data["custom_id"])
    if match is None or match["act"] != Act.REMIX:
        raise NotReady("This form is not known any more. Open it again, please.")
    fields = (label["component"] for label in data["components"])
    values = {field["custom_id"]: str(field["value"]) for field in fields}
    studio, member = Client.of(interaction).studio, member_of(interaction)
    anew = match["index"] == "1"  # asked on a card that says nothing of who may see the pictures
    usual = studio.habits.usual(member, channel_of(interaction))
    private = usual.private if anew else is_private(interaction)
    private = private or asks_privacy(values["prompt"])
    address = await answer_place(interaction, private=private)
    await studio.remix(
        member,
        int(match["job"]),
        prompt=values["prompt"],
        negative=values["negative"],
        key=str(interaction.id),
        address=address,
        anew=anew,
    )


async def clicked(interaction: discord.Interaction) -> None:
    """Refuse a button that is none of ours, which discord.py would leave without any answer.

    Raises:
        NotReady: another version of Mozart made it.
    """
    custom_id = cast("dict[str, Any]", interaction.data)["custom_id"]
    if not any(it.fullmatch(custom_id) for it in Client.of(interaction).pressable):
        raise NotReady("This button is not known any more. Ask for new pictures with /imagine.")


def pressed(match: re.Match[str]) -> Press:
    """What a custom_id asks for."""
    return Press(act=Act(match["act"]), job_id=int(match["job"]), index=int(match["index"]))


async def act(interaction: discord.Interaction, press: Press) -> None:  # noqa: C901 - one line for each
    """Do what a button says, for the member who pressed it."""
    studio, member = Client.of(interaction).studio, member_of(interaction)
    job_id, index, key = press.job_id, press.index, str(interaction.id)
    private = is_private(interaction)  # what comes of a private result is private, too
    match press.act:
        case Act.UPSCALE:
            address = await answer_place(interaction, private=private)
            await studio.upscale(member, job_id, index, key=key, address=address)
        case Act.VARY | Act.SUBTLE:
            address = await answer_place(interaction, private=private)
            strong = press.act is Act.VARY
            await studio.vary(member, job_id, index, strong=strong, key=key, address=address)
        case Act.REROLL:
            address = await answer_place(interaction, private=private)
            await studio.reroll(member, job_id, key=key, address=address)
        case Act.CANCEL:
            await acknowledge(interaction, thinking=False)
            await studio.cancel(member, job_id)
        case Act.DELETE:
            await acknowledge(interaction, thinking=False)
            await _delete(interaction, job_id)
        case Act.REMIX:
            job = await studio.finished(job_id)
            templates = await studio.templates.of(member)
            await interaction.response.send_modal(RemixForm(job, templates))
        case Act.INFO:
            await acknowledge(interaction, ephemeral=True)
            card = await info_of(studio, job_id)
            await interaction.edit_original_response(view=layout(card))
        case Act.RESULT:
            await acknowledge(interaction, thinking=False)
            await studio.bring(member, job_id, address=_same_place(interaction))


async def info_of(studio: Studio, job_id: int) -> Card:
    """What a finished job's pictures were made of, for whoever may see it.

    Raises:
        JobNotFound, JobDeleted, NotReady: there are no pictures (yet, or any more).
    """
    job = await studio.finished(job_id)
    recipes = await studio.recipes(job)
    model = next((it for it in studio.catalogue.models if it.name == job.request.model), None)
    return particulars(job, recipes, model)


async def _act_on_sheet(interaction: discord.Interaction, press: Press) -> None:
    """Do what a button of a whole sheet says; its number stands in the job's place."""
    sheets, member = Client.of(interaction).studio.sheets, member_of(interaction)
    sheet_id = press.job_id
    await acknowledge(interaction, thinking=False)
    match press.act:
        case Act.SHEET:
            await sheets.bring(member, sheet_id, address=_same_place(interaction))
        case Act.CANCEL_SHEET:
            await sheets.cancel(member, sheet_id)
        case _:
            with suppress(JobDeleted):  # an earlier try left the message behind
                await sheets.delete(member, sheet_id)
            with suppress(discord.NotFound):
                await interaction.delete_original_response()


async def answer_place(interaction: discord.Interaction, *, private: bool = False) -> Address:
    """Acknowledge with "thinking" and say where the answer now stands.

    The message exists before the job does, so delivering is always an edit, however often it is
    tried.

    Args:
        interaction: what is answered.
        private: whether the member alone is to see it; in a direct message nobody else does.

    Raises:
        MissingPermission: pictures could not be shown here.
    """
    check_permission(interaction)
    created_at = Client.of(interaction).clock()
    private = private and not interaction.context.dm_channel
    message_id = await acknowledge(interaction, ephemeral=private)
    return address_of(interaction, message_id=message_id, created_at=created_at, private=private)


def check_permission(interaction: discord.Interaction) -> None:
    """Refuse where pictures could not be shown.

    Raises:
        MissingPermission: the bot may not attach files here.
    """
    if not interaction.app_permissions.attach_files:
        raise MissingPermission(
            "I may not attach files in this channel. Ask a moderator to allow me “Attach Files”"
            " here, or write to me in a direct message."
        )


async def _delete(interaction: discord.Interaction, job_id: int) -> None:
    """Forget a job and take its messages away; also one that an earlier try left behind."""
    client, pressed_message = Client.of(interaction), interaction.message
    assert pressed_message is not None
    job = None
    with suppress(JobDeleted):
        job = await client.studio.delete(member_of(interaction), job_id)
    with suppress(discord.NotFound):
        await interaction.delete_original_response()
    if job is not None:
        await take_away(client, job, but=pressed_message.id)


async def take_away(client: Client, job: Job, *, but: int) -> None:
    """Delete the message of a deleted job, if it is another than `but` and we reach it."""
    address = Address.from_json(job.address)
    if job.sheet_id is not None:
        return  # its sheet goes on without it
    if address.message_id in (None, but) or not address.bot_can_edit:
        return
    place = client.get_partial_messageable(address.channel_id, guild_id=address.guild_id)
    try:
        await place.get_partial_message(address.message_id).delete()
    except (discord.HTTPException, *BROKEN) as error:
        log.info("The message of job %d stays: %s", job.id, error)


def _same_place(interaction: discord.Interaction) -> Address:
    """The message that was pressed, reached through the press's fresh token."""
    assert interaction.message is not None
    return address_of(
        interaction,
        message_id=interaction.message.id,
        created_at=Client.of(interaction).clock(),
        private=is_private(interaction),
    )


def is_private(interaction: discord.Interaction) -> bool:
    """Whether the message that was pressed is one that the member alone sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def address_of(
    interaction: discord.Interaction,
    *,
    message_id: int | None,
    created_at: float,
    private: bool = False,
) -> Address:
    """A message that this interaction's token reaches, as a place for a job's answer."""
    member_there = interaction.is_guild_integration()
    assert interaction.channel_id is not None
    return Address(
        channel_id=interaction.channel_id,
        guild_id=interaction.guild_id if member_there else None,
        user_id=interaction.user.id,
        message_id=message_id,
        created_at=created_at,
        application_id=interaction.application_id,
        token=interaction.token,
        bot_can_edit=(member_there or interaction.context.dm_channel) and not private,
        private=private,
        limit_bytes=interaction.filesize_limit,
    )


def sees_from(interaction: discord.Interaction) -> Callable[[int], bool]:
    """Whether who asks can look into a channel of the server they are in."""
    return lambda channel_id: _sees(interaction, channel_id)


def _sees(interaction: discord.Interaction, channel_id: int) -> bool:
    if channel_id == interaction.channel_id:
        return True
    guild, user = interaction.guild, interaction.user
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None or not isinstance(user, discord.Member):
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return False  # who was invited is not known here
    return channel.permissions_for(user).view_channel


def layout(card: Card) -> discord.ui.LayoutView:
    """Discord's components for a card, as a new view. Call it once for each send."""
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        accent_colour=card.colour
    )
    for text in card.above:
        box.add_item(discord.ui.TextDisplay(text))
    if card.pictures:
        box.add_item(discord.ui.MediaGallery(*map(_gallery_item, card.pictures)))
    for name in card.files:
        box.add_item(discord.ui.File(f"attachment://{name}"))
    for text in card.below:
        box.add_item(discord.ui.TextDisplay(text))
    if card.menu:
        box.add_item(discord.ui.ActionRow(CellMenu(card.menu)))
    for row in card.rows:
        box.add_item(discord.ui.ActionRow(*map(JobButton, row)))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(box)
    return view


def _gallery_item(shown: Shown) -> discord.MediaGalleryItem:
    return discord.MediaGalleryItem(f"attachment://{shown.filename}", description=shown.alt)

"""A small bot on unmodified discord.py that does what bots do, and notes what it learns."""

import asyncio
import io
import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import app_commands, ui
from PIL import Image
from typing_extensions import override

from tests.people import PATIENCE_S

STYLES = ("anime", "oil painting", "pixel art")


def picture(width_px: int = 16, height_px: int = 8) -> bytes:
    """A PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width_px, height_px), "teal").save(out, "PNG")
    return out.getvalue()


def a_file(name: str = "a.png") -> discord.File:
    return discord.File(io.BytesIO(picture()), name, description="A teal field.")


class Act(ui.DynamicItem[ui.Button[Any]], template=r"trial:(?P<act>\w+)"):
    """A button whose state is in its custom_id."""

    def __init__(self, act: str) -> None:
        self.act = act
        super().__init__(ui.Button(label=act, custom_id=f"trial:{act}"))

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["act"])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: TrialBot = interaction.client
        match self.act:
            case "again":
                await interaction.response.defer(thinking=True)
                await interaction.followup.send(view=layout("again"), file=a_file())
            case "secret":
                await interaction.response.send_message("Only you see this.", ephemeral=True)
            case "form":
                await interaction.response.send_modal(Form())
            case "mark":
                await interaction.response.edit_message(view=layout("marked", ["again"]))
            case "quiet":
                await interaction.response.defer()
        bot.note("clicked", self.act)


class Form(ui.Modal, title="A form"):
    """A text, a select, a member and a file."""

    words: ui.Label[Any] = ui.Label(text="Words", component=ui.TextInput(custom_id="words"))
    style: ui.Label[Any] = ui.Label(
        text="Style",
        component=ui.Select(
            custom_id="style", options=[discord.SelectOption(label=s, value=s) for s in STYLES]
        ),
    )
    friend: ui.Label[Any] = ui.Label(
        text="Friend", component=ui.UserSelect(custom_id="friend", required=False)
    )
    init: ui.Label[Any] = ui.Label(
        text="Init", component=ui.FileUpload(custom_id="init", required=False)
    )

    def __init__(self) -> None:
        super().__init__(custom_id="form", timeout=60)

    @override
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        words, style, friend, init = (
            label.component for label in (self.words, self.style, self.friend, self.init)
        )
        assert isinstance(words, ui.TextInput)
        assert isinstance(style, ui.Select)
        assert isinstance(friend, ui.UserSelect)
        assert isinstance(init, ui.FileUpload)
        sizes = [len(await file.read()) for file in init.values]
        told = (words.value, style.values, [user.name for user in friend.values], sizes)
        interaction.client.note("form", told)
        await interaction.response.send_message(f"Form: {words.value}")


def layout(
    text: str, acts: Sequence[str] = (), files: Sequence[discord.File] = ()
) -> ui.LayoutView:
    """A Components V2 message: a text, a gallery, a row of buttons."""
    view = ui.LayoutView(timeout=None)
    box: ui.Container[Any] = ui.Container(ui.TextDisplay(text))
    if files:
        box.add_item(ui.MediaGallery(*[discord.MediaGalleryItem(file) for file in files]))
    if acts:
        box.add_item(ui.ActionRow(*[Act(act) for act in acts]))
    view.add_item(box)
    return view


class TrialBot(discord.AutoShardedClient):
    """Knows the commands below; `noted` waits for what it came across."""

    def __init__(self, **more: Any) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_reactions = intents.dm_reactions = True
        intents.guild_messages = intents.dm_messages = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1,
            max_ratelimit_timeout=30.0,
            **more,
        )
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._notes: dict[str, asyncio.Queue[Any]] = {}

    def note(self, what: str, told: object = None) -> None:
        self._queue(what).put_nowait(told)

    def _queue(self, what: str) -> asyncio.Queue[Any]:
        return self._notes.setdefault(what, asyncio.Queue())

    async def noted(self, what: str) -> Any:
        """The next thing of this kind that the bot came across."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._queue(what).get()

    @override
    async def setup_hook(self) -> None:
        self.add_dynamic_items(Act)
        commands: list[app_commands.Command[Any, ..., Any]]
        commands = [imagine, say, form, silent, twice, chatter, menu]
        for command in commands:
            self.tree.add_command(command)
        self.tree.add_command(Quota())
        await self.tree.sync()

    @override
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait the five seconds that Discord asks for between two identifies."""

    def place(self, channel_id: str) -> discord.PartialMessageable:
        return self.get_partial_messageable(int(channel_id))

    async def on_resumed(self) -> None:
        self.note("resumed")

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.note("resumed", shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        self.note("ready", shard_id)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self.note("reaction", (event.message_id, str(event.emoji), event.user_id))

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.note("message", message)


@app_commands.command(description="Make pictures.")
@app_commands.choices(quality=[app_commands.Choice(name="Best", value="best")])
async def imagine(  # noqa: PLR0917 - a command's options
    interaction: discord.Interaction[TrialBot],
    prompt: app_commands.Range[str, 1, 100],
    count: app_commands.Range[int, 1, 4] = 2,
    style: str | None = None,
    init: discord.Attachment | None = None,
    quality: app_commands.Choice[str] | None = None,
) -> None:
    """Defer, then edit the answer into a gallery with buttons."""
    await interaction.response.defer(thinking=True)
    size = len(await init.read()) if init else 0
    interaction.client.note("imagine", (prompt, count, style, size, quality and quality.value))
    interaction.client.note("context", interaction)
    files = [a_file(f"{number}.png") for number in range(count)]
    view = layout(prompt, ["again", "secret", "form", "mark", "quiet"], files)
    await interaction.edit_original_response(view=view, attachments=files)


@imagine.autocomplete("style")
async def _styles(
    interaction: discord.Interaction[TrialBot], current: str
) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=s.title(), value=s) for s in STYLES if current in s]


@app_commands.command(description="Say something.")
async def say(
    interaction: discord.Interaction[TrialBot],
    text: str,
    ephemeral: bool = False,  # noqa: FBT001, FBT002 - an option
) -> None:
    await interaction.response.send_message(text, ephemeral=ephemeral)


@app_commands.command(description="Show a form.")
async def form(interaction: discord.Interaction[TrialBot]) -> None:
    await interaction.response.send_modal(Form())


@app_commands.command(description="Never answer.")
async def silent(interaction: discord.Interaction[TrialBot]) -> None:
    interaction.client.note("silent", interaction)


@app_commands.command(description="Answer twice.")
async def twice(interaction: discord.Interaction[TrialBot]) -> None:
    await interaction.response.send_message("first")
    again = discord.Object(interaction.id)
    http = interaction.client.http
    route = discord.http.Route(
        "POST",
        "/interactions/{webhook_id}/{webhook_token}/callback",
        webhook_id=again.id,
        webhook_token=interaction.token,
    )
    try:
        await http.request(route, json={"type": 4, "data": {"content": "second"}})
    except discord.HTTPException as error:
        interaction.client.note("refused", error.code)


@app_commands.command(description="Say much.")
async def chatter(interaction: discord.Interaction[TrialBot], count: int) -> None:
    await interaction.response.send_message("0")
    try:
        for number in range(1, count + 1):
            await interaction.followup.send(str(number))
    except discord.HTTPException as error:
        interaction.client.note("refused", error.code)
    else:
        interaction.client.note("refused", None)


class Menu(ui.View):
    """Classic components: a string select and a user select."""

    def __init__(self) -> None:
        super().__init__(timeout=60)

    @ui.select(
        custom_id="pick",
        max_values=2,
        options=[discord.SelectOption(label=s, value=s) for s in STYLES],
    )
    async def pick(self, interaction: discord.Interaction[Any], select: ui.Select[Any]) -> None:
        interaction.client.note("picked", select.values)
        await interaction.response.defer()

    @ui.select(cls=ui.UserSelect, custom_id="who")
    async def who(self, interaction: discord.Interaction[Any], select: ui.UserSelect[Any]) -> None:
        interaction.client.note("picked", [user.name for user in select.values])
        await interaction.response.defer()


@app_commands.command(description="Show menus.")
async def menu(interaction: discord.Interaction[TrialBot]) -> None:
    await interaction.response.send_message("Choose.", view=Menu())


class Quota(app_commands.Group):
    """For those who may manage the server."""

    def __init__(self) -> None:
        permissions = discord.Permissions(manage_guild=True)
        super().__init__(
            name="quota",
            description="Quota.",
            default_permissions=permissions,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )

    @app_commands.command(description="Set it.")
    async def set(
        self,
        interaction: discord.Interaction[TrialBot],
        who: discord.User,
        pictures: int,
        role: discord.Role | None = None,
    ) -> None:
        interaction.client.note("quota", (who.name, pictures, role and role.name))
        await interaction.response.send_message("Set.", ephemeral=True)

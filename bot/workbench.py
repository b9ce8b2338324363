"""What is done with a template in Discord: showing, writing, passing on, taking back.

Commands and buttons call the same functions. A button's whole state is in its custom_id,
"mozart:leaf:ACT:VERSION:NAME"; what was typed stands on its card (bot/drafts.py).
"""

import asyncio
import re
from dataclasses import replace
from enum import StrEnum
from typing import Any, Self, cast

import discord
from typing_extensions import override

from bot import forms, template_cards
from bot.answers import left_today
from bot.client import Client, acknowledge, channel_of, explained, member_of
from bot.drafts import FORM, DraftForm, draft_in, draft_on, kept
from bot.errors import BotError
from bot.forms import TemplateForm
from bot.habits import asked, spoken
from bot.phrases import quoted
from bot.render import Card, price
from bot.template_page import Page, picture_of
from bot.templates import check_may_make, may_change, version_of
from bot.trial import tried
from bot.views import check_permission
from bot.wish import Wish
from inference.binder import Filed
from inference.errors import InferenceError
from prompts.draft import Draft, draft_of, drafted
from prompts.errors import PromptError
from prompts.sharing import share_code
from prompts.template import shipped_templates

MOST_RESTORED = 5
"""How many buttons stand in a row."""


class Leaf(StrEnum):
    """What a button does with a template."""

    USE = "use"
    EDIT = "edit"
    SHARE = "share"
    AGAIN = "again"
    RESTORE = "restore"
    UNDO = "undo"


BUTTON = re.compile(
    rf"mozart:leaf:(?P<act>{'|'.join(Leaf)}):(?P<version>\d{{1,9}}):(?P<name>[a-z0-9-]{{0,30}})",
    re.ASCII,
)
_LABELS = {
    Leaf.USE: "Fill in",
    Leaf.EDIT: "Change",
    Leaf.SHARE: "Share",
    Leaf.AGAIN: "Go on",
    Leaf.UNDO: "Undo",
}


class TemplateButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=BUTTON
):
    """One act on one template, perhaps on a version of it."""

    def __init__(self, act: Leaf, name: str, version: int = 0) -> None:
        self.act, self.name, self.version = act, name, version
        first = act in (Leaf.USE, Leaf.AGAIN)
        style = discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(
                label=_LABELS.get(act, f"Bring {version} back"),
                style=style,
                custom_id=f"mozart:leaf:{act}:{version}:{name}",
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
        return cls(Leaf(match["act"]), match["name"], int(match["version"]))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        match self.act:
            case Leaf.USE:
                await fill_in(interaction, self.name)
            case Leaf.EDIT:
                await write(interaction, self.name)
            case Leaf.SHARE:
                await share(interaction, self.name)
            case Leaf.AGAIN:
                draft = draft_on(interaction.message)
                form = DraftForm(draft, after=self.version, name=self.name)
                await interaction.response.send_modal(form)
            case Leaf.RESTORE:
                await restore(interaction, self.name, self.version)
            case Leaf.UNDO:
                await undo(interaction, self.name)


# ---- looking


async def show(
    interaction: discord.Interaction, name: str, words: str = "", *, note: str = ""
) -> None:
    """Answer with a template, its picture, and a dry run; nothing is queued.

    The interaction is acknowledged already.

    Raises:
        PromptError: there is no such template, or the words do not fit it.
    """
    studio, member = Client.of(interaction).studio, member_of(interaction)
    found, filed = await studio.templates.find(member, name)
    typed = f"{words} --template {found.name}" if words.strip() else found.example(0)
    usual = studio.habits.usual(member, channel_of(interaction))
    wish = spoken(asked(Wish(prompt=typed), usual), studio.habits.words(member))
    made = await studio.commissions(member, wish)
    foresight, allowances = await studio.price(member, [it.request for it in made])
    picture, data = await picture_of(interaction, found, filed)
    card = template_cards.shown(
        found,
        filed,
        studio.catalogue,
        typed=wish.prompt,
        made=made,
        price=price(foresight, left_today(*allowances)),
        picture=picture,
        note=note,
    )
    changes = member.curates if filed is None else may_change(member, filed)
    acts = (Leaf.USE, Leaf.SHARE, Leaf.EDIT) if changes else (Leaf.USE, Leaf.SHARE)
    page = Page(
        card=card,
        buttons=tuple(TemplateButton(act, found.name) for act in acts),
        files=((picture.filename, data),) if picture and data else (),
    )
    await page.answer(interaction)


async def fill_in(interaction: discord.Interaction, name: str) -> None:
    """Open a template's form; `forms.submitted` takes what is sent.

    Raises:
        PromptError: there is no such template.
        MissingPermission: pictures could not be shown here.
    """
    check_permission(interaction)  # before somebody fills it in
    templates = await Client.of(interaction).studio.templates.of(member_of(interaction))
    await interaction.response.send_modal(TemplateForm(templates.find(name)))


async def look_back(interaction: discord.Interaction, name: str, version: int | None) -> None:
    """Answer with a template's versions, or with one of them, and buttons to bring them back.

    The interaction is acknowledged already.

    Raises:
        PromptError, TemplateNotFound: there is no such template or version.
    """
    templates, member = Client.of(interaction).studio.templates, member_of(interaction)
    versions = await templates.history(member, name)
    now, older = versions[0], versions[1:]
    card = await asyncio.to_thread(template_cards.history, versions)  # it reads them all
    if version is not None:
        one = version_of(versions, version)
        card, older = template_cards.version(one, now), [it for it in older if it is one]
    buttons = tuple(
        TemplateButton(Leaf.RESTORE, now.name, it.version) for it in older[:MOST_RESTORED]
    )
    page = Page(card=card, buttons=buttons if may_change(member, now) else ())
    await page.answer(interaction)


async def share(interaction: discord.Interaction, name: str) -> None:
    """Answer with a template's share code and its file, for whoever asked alone.

    Raises:
        PromptError: there is no such template.
    """
    await acknowledge(interaction, ephemeral=True)
    templates = await Client.of(interaction).studio.templates.of(member_of(interaction))
    found = templates.find(name)
    file = f"{found.name}.toml"
    card = template_cards.shared(found, share_code(found), file)
    await Page(card=card, files=((file, found.toml.encode()),)).answer(interaction)


# ---- writing


async def begin(interaction: discord.Interaction, like: str | None) -> None:
    """Open the form of a new template, perhaps with another one in it.

    Raises:
        NotAllowed: the member may not make templates.
        PromptError: there is nothing like that.
    """
    member = member_of(interaction)
    check_may_make(member)
    draft = Draft(name="", sentence="")
    if like:
        templates = await Client.of(interaction).studio.templates.of(member)
        draft = replace(draft_of(templates.find(like)), name="")
    await interaction.response.send_modal(DraftForm(draft, after=0))


async def write(interaction: discord.Interaction, name: str) -> None:
    """Open the form of a template; one of Mozart's becomes the server's own when it is sent.

    Raises:
        NotAllowed: the member may not change it.
        PromptError: there is no such template.
    """
    templates, member = Client.of(interaction).studio.templates, member_of(interaction)
    found, filed = await templates.find(member, name)
    if filed is None:
        check_may_make(member)
    else:
        await templates.check_may_change(member, found.name)
    form = DraftForm(draft_of(found), after=filed.version if filed else 0, name=found.name)
    await interaction.response.send_modal(form)


async def submitted(interaction: discord.Interaction) -> None:
    """Take a form that a member sent: of a template that they write, or one that forms.py knows.

    What cannot be saved is shown to them with all that they typed.
    """
    data = cast("dict[str, Any]", interaction.data)
    match = FORM.fullmatch(data["custom_id"])
    if match is None:
        await forms.submitted(interaction)
        return
    await acknowledge(interaction, ephemeral=True)
    draft = draft_in(forms.fields_of(data))
    after, name = int(match["after"]), match["name"]
    try:
        filed = await _save(interaction, draft, after=after, name=name)
    except (PromptError, BotError, InferenceError) as error:
        again = TemplateButton(Leaf.AGAIN, name, after)
        await Page(card=kept(draft, error), buttons=(again,)).answer(interaction)
        return
    await show_saved(interaction, filed)


async def show_saved(interaction: discord.Interaction, filed: Filed) -> None:
    """Answer that a template is kept, with all that `show` shows where that can be had."""
    note = template_cards.saved(filed)
    try:
        await show(interaction, filed.name, note=note)
    except PromptError as error:  # what the member always says does not go with it
        await Page(card=Card(above=(note, quoted(str(error))))).answer(interaction)


async def _save(interaction: discord.Interaction, draft: Draft, *, after: int, name: str) -> Filed:
    # In a thread, as it may be long, and meant to be so.
    template = await asyncio.to_thread(lambda: tried(drafted(draft)))
    after = after if template.name == name else 0  # under another name it is a copy
    return await Client.of(interaction).studio.templates.save(
        member_of(interaction), template, after=after, how="changed" if after else "made"
    )


async def restore(interaction: discord.Interaction, name: str, version: int) -> None:
    """Bring an old version back, and show the history on the card that was pressed.

    Raises:
        NotAllowed, NotReady, TemplateNotFound: it cannot be done.
    """
    await acknowledge(interaction, thinking=False)
    templates, member = Client.of(interaction).studio.templates, member_of(interaction)
    await templates.restore(member, name, version)
    await look_back(interaction, name, None)


async def undo(interaction: discord.Interaction, name: str) -> None:
    """Bring a deleted template back, and say so on the card that was pressed.

    Raises:
        NotAllowed, TemplateTaken, TemplateNotFound: it cannot be done.
    """
    await acknowledge(interaction, thinking=False)
    member = member_of(interaction)
    filed = await Client.of(interaction).studio.templates.undelete(member, name)
    await Page(card=Card(above=(template_cards.back(filed),))).answer(interaction)


def is_shipped(name: str) -> bool:
    """Whether Mozart comes with a template of that name."""
    return any(it.name == name for it in shipped_templates().all)

"""/template: prompts to fill in, those shipped and the server's own."""

import asyncio
from collections.abc import Iterable

import discord
from discord import app_commands

from bot import template_cards, workbench
from bot.client import Client, acknowledge, member_of
from bot.errors import NotReady
from bot.render import Card
from bot.template_page import Page
from bot.templates import check_may_make
from bot.trial import tried
from bot.views import layout
from bot.workbench import Leaf, TemplateButton, is_shipped
from prompts.draft import name_of, read_file
from prompts.errors import PromptError
from prompts.sharing import read_code
from prompts.template import Template, shipped_templates
from prompts.toml import LONGEST

Choices = list[app_commands.Choice[str]]

template = app_commands.Group(name="template", description="Fill in a prompt that is ready-made.")


@template.command(name="list", description="List all templates.")
async def list_templates(interaction: discord.Interaction) -> None:
    """Every template with a line about it, for the member alone."""
    member = member_of(interaction)
    owned = await Client.of(interaction).studio.templates.owned(member)
    card = template_cards.listed(shipped_templates().all, owned, member)
    await interaction.response.send_message(view=layout(card), ephemeral=True)


@template.command(name="show", description="Show a template, what it comes to, and what it costs.")
@app_commands.describe(
    name="Which template.",
    words="Your own words, with flags if you like. Left out, an example of the template's.",
)
async def show_template(interaction: discord.Interaction, name: str, words: str = "") -> None:
    """A template's picture, slots and prompts, and a dry run: nothing is queued."""
    await acknowledge(interaction, ephemeral=True)
    await workbench.show(interaction, name, words)


@template.command(name="use", description="Fill in a template and have it painted.")
@app_commands.describe(name="Which template.")
async def use_template(interaction: discord.Interaction, name: str) -> None:
    """Open a form with the template's slots; bot/forms.py takes what is sent."""
    await workbench.fill_in(interaction, name)


@template.command(name="create", description="Make a template for this server.")
@app_commands.describe(like="Begin with a copy of this one.")
async def create_template(interaction: discord.Interaction, like: str | None = None) -> None:
    """Open a form to write it in."""
    await workbench.begin(interaction, like)


@template.command(name="edit", description="Change a template; one of Mozart's becomes your own.")
@app_commands.describe(name="Which template.")
async def edit_template(interaction: discord.Interaction, name: str) -> None:
    """Open a form with the template in it."""
    await workbench.write(interaction, name)


@template.command(name="history", description="See a template's versions, and bring one back.")
@app_commands.describe(name="Which template.", version="Show this one in full.")
async def template_history(
    interaction: discord.Interaction,
    name: str,
    version: app_commands.Range[int, 1, 999_999] | None = None,
) -> None:
    """Who wrote which version when, with buttons that bring one back."""
    await acknowledge(interaction, ephemeral=True)
    await workbench.look_back(interaction, name, version)


@template.command(name="share", description="Get a code and a file to use a template elsewhere.")
@app_commands.describe(name="Which template.")
async def share_template(interaction: discord.Interaction, name: str) -> None:
    """The template as one line and as a file, for the member alone."""
    await workbench.share(interaction, name)


@template.command(name="import", description="Take a template that somebody shared.")
@app_commands.describe(
    code="What /template share showed.",
    file="Or its file.",
    name="What to call it here. Left out, as it was called.",
)
async def import_template(
    interaction: discord.Interaction,
    code: str | None = None,
    file: discord.Attachment | None = None,
    name: str | None = None,
) -> None:
    """A new template of this server from a code or a file, checked as a form is."""
    await acknowledge(interaction, ephemeral=True)
    member = member_of(interaction)
    check_may_make(member)
    found = await asyncio.to_thread(tried, await _shared(code, file, name))
    templates = Client.of(interaction).studio.templates
    filed = await templates.save(member, found, after=0, how="imported")
    await workbench.show_saved(interaction, filed)


@template.command(name="allow", description="Let one role alone use a template, or everybody.")
@app_commands.describe(name="Which template.", role="Left out, everybody may use it.")
async def allow_template(
    interaction: discord.Interaction, name: str, role: discord.Role | None = None
) -> None:
    """Who may use a template of this server from now on."""
    await acknowledge(interaction, ephemeral=True)
    everybody = role is None or role.is_default()
    filed = await Client.of(interaction).studio.templates.open_to(
        member_of(interaction), name, None if everybody or role is None else role.id
    )
    await Page(card=template_cards.opened_to(filed)).answer(interaction)


@template.command(name="delete", description="Delete a template of this server, or undo that.")
@app_commands.describe(name="Which template.", undo="Bring it back instead.")
async def delete_template(
    interaction: discord.Interaction,
    name: str,
    undo: bool = False,  # noqa: FBT001, FBT002 - an option
) -> None:
    """Take a template away; its history is kept, and a button undoes it."""
    await acknowledge(interaction, ephemeral=True)
    templates, member = Client.of(interaction).studio.templates, member_of(interaction)
    if undo:
        filed = await templates.undelete(member, name_of(name))
        await Page(card=Card(above=(template_cards.back(filed),))).answer(interaction)
        return
    filed = await templates.delete(member, name)
    card = template_cards.deleted(filed, shipped=is_shipped(filed.name))
    button = TemplateButton(Leaf.UNDO, filed.name)
    await Page(card=card, buttons=(button,)).answer(interaction)


@show_template.autocomplete("name")
@use_template.autocomplete("name")
@edit_template.autocomplete("name")
@share_template.autocomplete("name")
@create_template.autocomplete("like")
async def names(interaction: discord.Interaction, typed: str) -> Choices:
    """Those whose name or line has what was typed: names first, and the server's own first."""
    templates, member = Client.of(interaction).studio.templates, member_of(interaction)
    owned = {it.filed.name for it in await templates.owned(member)}
    known = (await templates.of(member)).all
    return _choices(sorted(known, key=lambda it: it.name not in owned), typed)


@template_history.autocomplete("name")
@allow_template.autocomplete("name")
@delete_template.autocomplete("name")
async def own_names(interaction: discord.Interaction, typed: str) -> Choices:
    """The same of the server's own templates."""
    owned = await Client.of(interaction).studio.templates.owned(member_of(interaction))
    return _choices([it.template for it in owned], typed)


def _choices(known: Iterable[Template], typed: str) -> Choices:
    word, known = typed.strip().lower(), list(known)
    by_name = [it for it in known if word in it.name]
    by_line = [it for it in known if word in it.about.lower()]
    found = {it.name: it for it in by_name + by_line}.values()
    return [
        app_commands.Choice(name=f"{it.name}: {it.about}"[:100], value=it.name) for it in found
    ][:25]


async def _shared(code: str | None, file: discord.Attachment | None, name: str | None) -> Template:
    """The template of a code or a file, under its own name or another."""
    if (code is None) == (file is None):
        raise NotReady("Give either the code or the file that /template share showed.")
    if code is not None:
        found = await asyncio.to_thread(read_code, code)
        return found.model_copy(update={"name": name_of(name)}) if name else found
    assert file is not None
    if file.size > 4 * LONGEST:
        raise PromptError(
            f"This file has {file.size:,} bytes, more than a template can have. Attach the .toml"
            " file that /template share showed."
        )
    try:
        text = (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PromptError("This file is no text in UTF-8, so it is no template.") from error
    name = name or file.filename.removesuffix(".toml")
    return await asyncio.to_thread(read_file, name, text)  # it may be meant to take long

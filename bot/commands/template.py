"""/template: prompts to fill in."""

import discord
from discord import app_commands

from bot import answers
from bot.client import Client, acknowledge, channel_of, member_of
from bot.forms import TemplateForm
from bot.habits import asked, spoken
from bot.views import check_permission, layout
from bot.wish import Wish
from prompts.template import shipped_templates

template = app_commands.Group(name="template", description="Fill in a prompt that is ready-made.")


@template.command(name="list", description="List all templates.")
async def list_templates(interaction: discord.Interaction) -> None:
    """Every template with a line about it, for the member alone."""
    card = answers.templates(shipped_templates().all)
    await interaction.response.send_message(view=layout(card), ephemeral=True)


@template.command(name="show", description="Show a template, what it comes to, and what it costs.")
@app_commands.describe(
    name="Which template.",
    words="Your own words, with flags if you like. Left out, an example of the template's.",
)
async def show_template(interaction: discord.Interaction, name: str, words: str = "") -> None:
    """A template's slots and prompts, and a dry run: nothing is queued."""
    await acknowledge(interaction, ephemeral=True)
    studio, member = Client.of(interaction).studio, member_of(interaction)
    found = shipped_templates().find(name)
    typed = f"{words} --template {found.name}" if words.strip() else found.example(0)
    wish = spoken(
        asked(Wish(prompt=typed), studio.habits.usual(member, channel_of(interaction))),
        studio.habits.words(member),
    )
    made = studio.commissions(wish)
    own, _ = await studio.allowances.of(member)
    card = answers.template(found, studio.catalogue, wish.prompt, made, own)
    await interaction.edit_original_response(view=layout(card))


@template.command(name="use", description="Fill in a template and have it painted.")
@app_commands.describe(name="Which template.")
async def use_template(interaction: discord.Interaction, name: str) -> None:
    """Open a form with the template's slots; bot/forms.py takes what is sent."""
    check_permission(interaction)  # before somebody fills it in
    await interaction.response.send_modal(TemplateForm(shipped_templates().find(name)))


@show_template.autocomplete("name")
@use_template.autocomplete("name")
async def names(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Those whose name or line has what was typed, names first."""
    word = typed.strip().lower()
    by_name = [it for it in shipped_templates().all if word in it.name]
    by_line = [it for it in shipped_templates().all if word in it.about.lower()]
    found = {it.name: it for it in by_name + by_line}.values()
    return [
        app_commands.Choice(name=f"{it.name}: {it.about}"[:100], value=it.name) for it in found
    ][:25]

"""Forms: a template's slots as fields, and who takes a form that a member sent.

A form's custom_id names its template, so one that was opened before a restart works after it.
"""

import re
from collections.abc import Mapping
from typing import Any, Self, cast

import discord

from bot import views
from bot.client import Client, channel_of, member_of
from bot.habits import asked, spoken
from bot.several import offer
from bot.views import FORM_TIMEOUT_S, answer_place
from bot.wish import Wish
from bot.wording import written
from prompts.own import say
from prompts.slots import LONGEST_VALUE, Slot, SlotKind
from prompts.template import Template
from prompts.words import LONGEST, tidy

FLAGS = "flags"
LONGEST_FLAGS = 200

_TEMPLATE = re.compile(r"mozart:template:(?P<name>[a-z0-9-]{1,30})", re.ASCII)
_SLOT = "slot:"
_WORDS = "mozart:words"


class TemplateForm(discord.ui.Modal):
    """The slots of a template, with what usually stands in them, and a field for flags."""

    def __init__(self, template: Template) -> None:
        super().__init__(
            title=f"Template {template.name}",
            custom_id=f"mozart:template:{template.name}",
            timeout=FORM_TIMEOUT_S,
        )
        for name, slot in template.slots.items():
            shown = template.examples[0].get(name, "") if template.examples else ""
            about = f"A whole number from {slot.least} to {slot.most}."
            label: discord.ui.Label[Self] = discord.ui.Label(
                text=slot.label,
                description=about if slot.kind is SlotKind.NUMBER else None,
                component=self._field(name, slot, shown),
            )
            self.add_item(label)
        flags: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id=FLAGS,
            placeholder="--count 2 --ar 3:2 --seed 7",
            max_length=LONGEST_FLAGS,
            required=False,
        )
        self.add_item(discord.ui.Label(text="Flags, if you like", component=flags))

    @staticmethod
    def _field(name: str, slot: Slot, shown: str) -> discord.ui.Item[Any]:
        if slot.kind is SlotKind.CHOICE:
            options = [
                discord.SelectOption(label=it, value=it, default=it == slot.default)
                for it in slot.choices
            ]
            return discord.ui.Select(custom_id=_SLOT + name, options=options)
        return discord.ui.TextInput(
            custom_id=_SLOT + name,
            default=slot.default or None,
            placeholder=shown[:100] or None,
            max_length=LONGEST_VALUE if slot.kind is SlotKind.WORDS else 9,
            required=not slot.default,
        )


class WordsForm(discord.ui.Modal):
    """A prompt to be looked over; what is sent is painted."""

    def __init__(self, prompt: str) -> None:
        super().__init__(title="Your words", custom_id=_WORDS, timeout=FORM_TIMEOUT_S)
        words: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id="prompt",
            style=discord.TextStyle.paragraph,
            default=prompt,
            max_length=LONGEST,
        )
        self.add_item(discord.ui.Label(text="What to paint", component=words))


async def submitted(interaction: discord.Interaction) -> None:
    """Take a form that a member sent: words, a template that is filled in, or those of results.

    Raises:
        NotReady: the form is none of ours.
        PromptError: the words cannot be used.
    """
    data = cast("dict[str, Any]", interaction.data)
    if data["custom_id"] == _WORDS:
        await ask(interaction, Wish(prompt=_value(data["components"][0]["component"])))
        return
    match = _TEMPLATE.fullmatch(data["custom_id"])
    if match is None:
        await views.submitted(interaction)
        return
    studio, member = Client.of(interaction).studio, member_of(interaction)
    template = (await studio.templates.of(member)).find(match["name"])
    fields = fields_of(data)
    flags = say(tidy(fields.pop(FLAGS, "")), studio.habits.words(member), suffixed=False).text
    values = {name.removeprefix(_SLOT): value for name, value in fields.items()}
    wish = Wish(prompt=written(template, values, flags))
    await ask(interaction, wish)


def fields_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What was put into each field of a form that was sent, by its custom_id."""
    return {
        it["component"]["custom_id"]: _value(it["component"])
        for it in data["components"]
        if "component" in it
    }


async def ask(interaction: discord.Interaction, wish: Wish) -> None:
    """Queue a wish; one for several jobs is shown with its price first.

    Raises:
        PromptError, RequestRefused: it can never be met.
        QuotaUsedUp: nothing was charged.
        MissingPermission: pictures could not be shown here.
    """
    studio = Client.of(interaction).studio
    member = member_of(interaction)
    usual = studio.habits.usual(member, channel_of(interaction))
    wish = spoken(asked(wish, usual), studio.habits.words(member))
    # Before "thinking" is shown, so that a refusal stays private.
    made = await studio.commissions(member, wish)
    if len(made) > 1:
        await offer(interaction, wish, made)
        return
    address = await answer_place(interaction, private=usual.private or made[0].private)
    await studio.paint(member, made[0], key=str(interaction.id), address=address)


def _value(field: Mapping[str, Any]) -> str:
    """What stands in a field of text, or was chosen in a menu."""
    if "values" in field:
        return str(next(iter(field["values"]), ""))
    return str(field.get("value") or "")

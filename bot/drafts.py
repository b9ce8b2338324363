"""A template as a form to write it in, and what was typed, kept on a card where it was refused.

    DraftForm --sent--> saved, or a card with all that was typed --press--> DraftForm, filled in

Discord answers a form with a message, never with the form again; so the message holds the fields,
each in a block of its own, and its button reads them. Nothing is remembered in between.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Self

import discord

from bot.errors import NotReady
from bot.phrases import quoted, shorten
from bot.render import Card
from bot.views import FORM_TIMEOUT_S
from prompts.draft import LONGEST_REST, Draft
from prompts.errors import PromptError
from prompts.template import LONGEST_NEGATIVE, LONGEST_PATTERN

FORM = re.compile(r"mozart:draft:(?P<after>\d{1,9}):(?P<name>[a-z0-9-]{0,30})", re.ASCII)
LONGEST_FLAGS = 100

_BLOCK = re.compile(r"\*\*(?P<label>[^*]+)\*\*\n```\n(?P<text>.*)\n```", re.DOTALL)
_LABELS = {
    "name": "Name",
    "sentence": "Prompt",
    "negative": "What to keep out",
    "flags": "Flags",
    "rest": "More, as TOML",
}
_ABOUT = {
    "name": "What members type: small letters, digits and dashes.",
    "sentence": "A sentence with a $name for each thing that members fill in.",
    "negative": "Faults, for models that take a list of them.",
    "flags": "Such as --ar, --cfg, --sampler, --chaos; members' own go before.",
    "rest": "Choices, usual words, other wordings; empty is good, too.",
}
_SHOWN = {
    "name": "night-market",
    "sentence": "A $mood night market that sells $thing, lanterns, wet cobbles",
    "negative": "text, watermark, blurry",
    "flags": "--ar 3:2",
    "rest": 'slots.mood = ["busy", "quiet"]',
}


class DraftForm(discord.ui.Modal):
    """The five fields of a template; `workbench.submitted` takes what is sent."""

    def __init__(self, draft: Draft, *, after: int, name: str = "") -> None:
        """Show the fields.

        Args:
            draft: what stands in them.
            after: the version that is being changed; 0 makes a new template.
            name: of the template that is being changed; under another name it becomes a copy.
        """
        super().__init__(
            title=f"Template {name}" if name else "A new template",
            custom_id=f"mozart:draft:{after}:{name}",
            timeout=FORM_TIMEOUT_S,
        )
        self._add("name", draft.name, longest=40)
        self._add("sentence", draft.sentence, longest=LONGEST_PATTERN, tall=True)
        self._add("negative", draft.negative, longest=LONGEST_NEGATIVE)
        self._add("flags", draft.flags, longest=LONGEST_FLAGS)
        self._add("rest", draft.rest, longest=LONGEST_REST, tall=True)

    def _add(self, field: str, text: str, *, longest: int, tall: bool = False) -> None:
        box: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id=field,
            style=discord.TextStyle.paragraph if tall else discord.TextStyle.short,
            default=text[:longest] or None,
            placeholder=_SHOWN[field],
            max_length=longest,
            required=field in ("name", "sentence"),
        )
        self.add_item(
            discord.ui.Label(text=_LABELS[field], description=_ABOUT[field], component=box)
        )


def draft_in(fields: Mapping[str, str]) -> Draft:
    """What was typed into the form, by the names of its fields."""
    return Draft(**{field: fields.get(field, "") for field in _LABELS})


def kept(draft: Draft, error: Exception) -> Card:
    """What was typed, and why it was not saved."""
    spot = error.underlined.replace("`", "'") if isinstance(error, PromptError) else ""
    marked = f"\n```\n{spot}\n```" if spot else ""
    head = f"**Not saved.** {quoted(shorten(str(error), 250))}{marked}"
    blocks = [
        f"**{_LABELS[field]}**\n```\n{_without_fences(text)}\n```"
        for field, text in asdict(draft).items()
        if text
    ]
    return Card(above=(head, *blocks), below=("-# Nothing of this is lost: go on where you were.",))


def _without_fences(text: str) -> str:
    return text.replace("```", "'''")


def draft_on(message: discord.Message | None) -> Draft:
    """What a card of `kept` holds.

    Raises:
        NotReady: it is not there any more.
    """
    fields = {label: field for field, label in _LABELS.items()}
    found: dict[str, str] = {}
    for box in message.components if message else []:
        for part in getattr(box, "children", ()):
            if not isinstance(part, discord.TextDisplay):
                continue
            block = _BLOCK.fullmatch(part.content)
            if block is not None and block["label"] in fields:
                found[fields[block["label"]]] = block["text"]
    if not found:
        raise NotReady("This card is of another time. Begin again with /template create.")
    return draft_in(found)

"""The card of /settings: what holds and from whom, with menus that change it.

    mozart:set:SCOPE:SETTING      a menu; what is chosen in it becomes usual in that scope
    mozart:settings:SCOPE:show    a button that turns to the menus of another scope
    mozart:settings:SCOPE:reset   a button that takes all settings of a scope away

Menus and buttons hold their whole state, so a card works after any restart.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

import discord
from typing_extensions import override

from bot.client import Client, acknowledge, channel_of, explained, member_of
from bot.phrases import quoted, shorten
from bot.usual import (
    ALL,
    NONE,
    PRIVATE,
    PUBLIC,
    Held,
    Reaction,
    Scope,
    Setting,
    Usual,
    reactions_in,
)
from inference.catalogue import Catalogue
from inference.request import MAX_COUNT
from prompts.size import ASPECTS

AS_USUAL = "*"
"""The choice that takes a setting away."""

SIZES = ("256", "384", "512", "640", "768", "896", "1024", "1280", "1536")
MOST_CHOICES = 25

TITLES: Mapping[Setting, str] = {
    Setting.MODEL: "Model",
    Setting.ASPECT: "Aspect",
    Setting.COUNT: "Pictures",
    Setting.SIZE: "Size",
    Setting.ANSWERS: "Answers",
    Setting.REACTIONS: "Reactions",
}
WHOSE: Mapping[Scope | None, str] = {
    Scope.MEMBER: "yours",
    Scope.CHANNEL: "this channel's",
    Scope.SERVER: "the server's",
    None: "Mozart's own",
}
OWNERS: Mapping[Scope, str] = {
    Scope.MEMBER: "you",
    Scope.CHANNEL: "this channel",
    Scope.SERVER: "the server",
}
SIGNS: Mapping[Reaction, str] = {
    Reaction.UPSCALE: "1️⃣ to 4️⃣ upscale",
    Reaction.REPEAT: "🔁 again",
    Reaction.CROSS: "❌ cancel or delete",
    Reaction.ENVELOPE: "✉️ send in private",
    Reaction.STAR: "⭐ favourite",
}
_SEEN = {PUBLIC: "everybody sees them", PRIVATE: "you alone see them"}


class SettingMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.LayoutView]],
    template=re.compile(rf"mozart:set:(?P<scope>{'|'.join(Scope)}):(?P<what>{'|'.join(Setting)})"),
):
    """The values that one setting of one scope can have."""

    def __init__(
        self,
        scope: Scope,
        setting: Setting,
        options: Sequence[discord.SelectOption] = (),
        *,
        own: str | None = None,
    ) -> None:
        """A menu; without options it is one that was chosen from.

        Args:
            scope: for whom it chooses.
            setting: what it chooses.
            options: what can be chosen.
            own: what the scope says now.
        """
        self.scope, self.setting = scope, setting
        many = setting is Setting.REACTIONS
        open_still = "as usual" if own is None else "none of them"
        super().__init__(
            discord.ui.Select(
                custom_id=f"mozart:set:{scope}:{setting}",
                options=list(options),
                placeholder=f"{TITLES[setting]}: {open_still}",
                min_values=0 if many else 1,
                max_values=max(1, len(options)) if many else 1,
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
        return cls(Scope(match["scope"]), Setting(match["what"]))

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        chosen = cast("dict[str, Any]", interaction.data)["values"]
        await acknowledge(interaction, thinking=False)
        habits, member = Client.of(interaction).studio.habits, member_of(interaction)
        value = " ".join(chosen) or NONE
        setting = {self.setting: None if value == AS_USUAL else value}
        await habits.set(member, channel_of(interaction), self.scope, setting)
        await interaction.edit_original_response(view=card(interaction, self.scope))


class ScopeButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]],
    template=re.compile(rf"mozart:settings:(?P<scope>{'|'.join(Scope)}):(?P<act>show|reset)"),
):
    """Turns to the menus of a scope, or takes its settings away."""

    def __init__(self, scope: Scope, act: str, *, here: bool = False) -> None:
        self.scope, self.act = scope, act
        style = discord.ButtonStyle.primary if here else discord.ButtonStyle.secondary
        label = WHOSE[scope].capitalize() if act == "show" else f"Reset {WHOSE[scope]}"
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.danger if act == "reset" else style,
                custom_id=f"mozart:settings:{scope}:{act}",
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
        return cls(Scope(match["scope"]), match["act"])

    @override
    @explained
    async def callback(self, interaction: discord.Interaction) -> None:
        await acknowledge(interaction, thinking=False)
        if self.act == "reset":
            habits, member = Client.of(interaction).studio.habits, member_of(interaction)
            await habits.reset(member, channel_of(interaction), self.scope)
        await interaction.edit_original_response(view=card(interaction, self.scope))


def card(interaction: discord.Interaction, scope: Scope, done: str = "") -> discord.ui.LayoutView:
    """What holds for the member here, and menus for one scope.

    Args:
        interaction: of the member, in the place.
        scope: whose menus.
        done: a sentence about what was just changed, to stand at the top.
    """
    studio, member = Client.of(interaction).studio, member_of(interaction)
    place = channel_of(interaction)
    holds = held_text(studio.habits.usual(member, place), studio.catalogue)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    for text in filter(None, (done, holds, f"**Change {WHOSE[scope]}**")):
        box.add_item(discord.ui.TextDisplay(text))
    own = studio.habits.own(member, place, scope)
    for setting in Setting:
        options = _options(setting, own.get(setting), studio.catalogue)
        menu = SettingMenu(scope, setting, options, own=own.get(setting))
        box.add_item(discord.ui.ActionRow(menu))
    scopes = list(Scope) if member.administers and member.guild_id else [Scope.MEMBER]
    turns = [ScopeButton(it, "show", here=it is scope) for it in scopes if len(scopes) > 1]
    resets = [ScopeButton(scope, "reset")] if own else []
    if turns or resets:
        box.add_item(discord.ui.ActionRow(*turns, *resets))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(box)
    return view


def held_text(usual: Usual, catalogue: Catalogue) -> str:
    """Every setting as it holds, and from whom it comes."""
    lines = [
        f"- {TITLES[setting]}: {_told(setting, held, catalogue)} · {_from(held)}"
        for setting, held in usual.held.items()
    ]
    gone = [f"- {quoted(it.sentence)}" for it in usual.passed]
    order = "-# What you type goes first, then yours, the channel's, the server's, Mozart's own."
    return "\n".join(["**What holds for you here**", *lines, *gone, order])


def _from(held: Held) -> str:
    return f"**{WHOSE[held.scope]}**" if held.scope else WHOSE[None]


def _told(setting: Setting, held: Held, catalogue: Catalogue) -> str:
    value = held.value
    match setting:
        case Setting.MODEL:
            model = catalogue.find(value) if value else catalogue.default
            return f"`{model.name}` {quoted(model.title)}"
        case Setting.SIZE:
            return f"{value} pixels" if value else "the model's"
        case Setting.ANSWERS:
            return _SEEN[value]
        case Setting.REACTIONS:
            obeyed = reactions_in(value)
            return (
                value
                if value in (ALL, NONE)
                else ", ".join(SIGNS[it] for it in Reaction if it in obeyed)
            )
        case _:
            return value


def _options(setting: Setting, own: str | None, catalogue: Catalogue) -> list[discord.SelectOption]:
    """What can be chosen, with what is chosen now; as usual comes first."""
    if setting is Setting.REACTIONS:
        obeyed = reactions_in(NONE if own is None else own)
        return [
            discord.SelectOption(label=f"{SIGNS[it]}", value=it, default=it in obeyed)
            for it in Reaction
        ]
    title = TITLES[setting]
    labels = {AS_USUAL: "as usual"} | dict(_values(setting, catalogue))
    if own is not None:
        labels.setdefault(own, own)
    shown = list(labels.items())[:MOST_CHOICES]
    if own is not None and own not in dict(shown):
        shown[-1] = own, labels[own]
    return [
        discord.SelectOption(
            label=shorten(f"{title}: {label}", 100), value=value, default=value == (own or AS_USUAL)
        )
        for value, label in shown
    ]


def _values(setting: Setting, catalogue: Catalogue) -> list[tuple[str, str]]:
    match setting:
        case Setting.MODEL:
            return [(model.name, model.title) for model in catalogue.models]
        case Setting.ASPECT:
            return [(it, it) for it in ASPECTS]
        case Setting.COUNT:
            return [(f"{n}", f"{n}") for n in range(1, MAX_COUNT + 1)]
        case Setting.SIZE:
            return [(it, f"{it} pixels") for it in SIZES]
        case _:
            return list(_SEEN.items())

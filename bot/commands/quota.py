"""/quota: how many pictures and device seconds a day, for admins."""

import discord
from discord import app_commands

from bot import answers
from bot.client import Client, acknowledge, member_of
from bot.errors import NotReady
from bot.quota import MOST, Measure, Scope, Subject
from bot.views import layout

Most = app_commands.Range[int, 0, MOST]

quota = app_commands.Group(
    name="quota",
    description="Set how much a day the server, a role or a member may ask for.",
    # What is not said here discord.py 2.7.1 takes from the tree, also with guild_only=True.
    allowed_contexts=app_commands.AppCommandContext(
        guild=True, dm_channel=False, private_channel=False
    ),
    default_permissions=discord.Permissions(manage_guild=True),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


@quota.command(name="show", description="Show all limits, and what was used today.")
@app_commands.describe(member="Whose day to look at. Leave it out for the whole server.")
async def show_quota(
    interaction: discord.Interaction, member: discord.Member | None = None
) -> None:
    """Limits of the server, and today's use of it or of one member."""
    await acknowledge(interaction, ephemeral=True)
    allowances, admin = Client.of(interaction).studio.allowances, member_of(interaction)
    limits = await allowances.limits(admin)
    subject = admin if member is None else member_of(interaction, member)
    own, shared = await allowances.of(subject)
    card = answers.quotas(limits, own, shared, user_id=subject.user_id)
    await interaction.edit_original_response(view=layout(card))


@quota.command(name="set", description="Set limits on pictures or device time a day, or lift them.")
@app_commands.describe(
    pictures="Pictures a day. Leave out both numbers to lift both limits.",
    seconds="Seconds a day that a device may work. A limit that you do not name stays.",
    role="For each member with this role; @everyone is for each member.",
    member="For this member, whatever their roles say.",
)
async def set_quota(
    interaction: discord.Interaction,
    pictures: Most | None = None,
    seconds: Most | None = None,
    role: discord.Role | None = None,
    member: discord.Member | None = None,
) -> None:
    """The limits of the server as a whole if neither a role nor a member is named."""
    await acknowledge(interaction, ephemeral=True)
    subject = _subject(interaction, role, member)
    asked = {Measure.PICTURES: pictures, Measure.SECONDS: seconds}
    limits = {measure: most for measure, most in asked.items() if most is not None} or asked
    allowances = Client.of(interaction).studio.allowances
    await allowances.set_limits(member_of(interaction), subject, limits)
    card = answers.quota_set(subject, limits)
    await interaction.edit_original_response(view=layout(card))


@quota.command(name="reset", description="Begin today's count at nothing again.")
@app_commands.describe(
    role="Each member with this role who asked for pictures today.",
    member="This member. Leave both out for the server's common count.",
)
async def reset_quota(
    interaction: discord.Interaction,
    role: discord.Role | None = None,
    member: discord.Member | None = None,
) -> None:
    """Today's count of the server, of everyone with a role, or of one member."""
    await acknowledge(interaction, ephemeral=True)
    subject = _subject(interaction, role, member)
    allowances, admin = Client.of(interaction).studio.allowances, member_of(interaction)
    if subject.scope is Scope.SERVER:
        await allowances.reset_server(admin)
        count = 1
    else:
        spenders = await allowances.spenders(admin)
        whom = [subject.subject_id] if role is None else await _with_role(role, spenders)
        await allowances.reset_members(admin, whom)
        count = len(whom)
    card = answers.quota_reset(subject, count)
    await interaction.edit_original_response(view=layout(card))


def _subject(
    interaction: discord.Interaction, role: discord.Role | None, member: discord.Member | None
) -> Subject:
    if role is not None and member is not None:
        raise NotReady("Name a role or a member, not both.")
    place = interaction.guild_id
    assert place is not None
    if role is not None:
        return Subject(guild_id=place, scope=Scope.ROLE, subject_id=role.id)
    if member is not None:
        return Subject(guild_id=place, scope=Scope.MEMBER, subject_id=member.id)
    return Subject(guild_id=place, scope=Scope.SERVER, subject_id=place)


async def _with_role(role: discord.Role, user_ids: list[int]) -> list[int]:
    """Who of them has the role now; asks Discord, because we keep no list of members."""
    found = []
    for user_id in user_ids:
        try:
            member = await role.guild.fetch_member(user_id)
        except discord.NotFound:
            continue
        if role in member.roles:
            found.append(user_id)
    return found

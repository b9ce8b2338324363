"""What can be done to messages: post, edit, delete, react; and which events follow.

Every change is put into the store before the gateway hears of it. It decides who hears what;
whether the asker may do it at all is for `rest` (bots) and `people` (members) to check.
"""

from bot.loopback import rules
from bot.loopback.errors import ApiError, form_error
from bot.loopback.files import Uploads, survivors
from bot.loopback.ids import created_at
from bot.loopback.limits import Limiter
from bot.loopback.permissions import Right, allows
from bot.loopback.state import Channel, Interaction, Message
from bot.loopback.wire import Flag, Json, Kind, emoji_of
from bot.loopback.world import NONCE_LIVES_S, Notice, World

OLD_S = 3600.0
SENT_FIELDS = ("content", "embeds", "components", "allowed_mentions", "nonce")
MAY_SET = Flag.COMPONENTS_V2 | Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS
# Gateway intents: (in a server, in a DM). Ephemeral messages ride on the one for DMs.
MESSAGE_INTENTS, REACTION_INTENTS = (9, 12), (10, 13)


def post(
    world: World,
    channel: Channel,
    author_id: str,
    body: Json,
    uploads: Uploads,
    *,
    interaction: Interaction | None = None,
    loading: bool = False,
) -> Message:
    """Add a message to a channel.

    The same nonce by the same author within five minutes gives the message that it made before,
    when the body says `enforce_nonce`.

    Raises:
        ApiError: when Discord would refuse the body.
    """
    if before := _same_nonce(world, channel, author_id, body):
        return before
    flags = int(body.get("flags") or 0)
    files = survivors(body, uploads, {})
    if not loading:
        allowed = MAY_SET | (Flag.EPHEMERAL if interaction else 0)
        rules.check_message(body, flags, {f.filename for f in files.values()}, allowed=allowed)
    message = Message(
        id=world.new_id(),
        channel_id=channel.id,
        author_id=author_id,
        created_at=world.clock.now(),
        body={key: body[key] for key in SENT_FIELDS if body.get(key) is not None},
        attachments=files,
    )
    message.body |= {"flags": flags | (int(Flag.LOADING) if loading else 0), "type": 0}
    message.body |= _loud_mentions(world, channel, author_id, body)
    if reference := body.get("message_reference"):
        message.body |= _reply(world, channel, reference)
    if interaction is not None:
        _attribute(world, message, interaction)
    channel.messages[message.id] = message
    channel.data["last_message_id"] = message.id
    if nonce := body.get("nonce"):
        world.remember_nonce(author_id, str(nonce), message)
    world.save_message(message)
    announce(world, "MESSAGE_CREATE", message)
    return message


def _same_nonce(world: World, channel: Channel, author_id: str, body: Json) -> Message | None:
    if not body.get("nonce") or not body.get("enforce_nonce"):
        return None
    made_at, message_id = world.nonces.get((author_id, str(body["nonce"])), (0.0, ""))
    if world.clock.now() - made_at > NONCE_LIVES_S:
        return None
    return channel.messages.get(message_id)


def _loud_mentions(world: World, channel: Channel, author_id: str, body: Json) -> Json:
    """Which roles, or everyone, the message notifies."""
    text = body.get("content") or ""
    parse = (body.get("allowed_mentions") or {"parse": ["everyone", "roles"]}).get("parse") or ()
    may = allows(world.rights(author_id, channel), Right.MENTION_EVERYONE)
    loud = may and "everyone" in parse and ("@everyone" in text or "@here" in text)
    guild = world.guilds.get(channel.guild_id or "")
    roles = guild.data["roles"] if guild and may and "roles" in parse else ()
    named = [role["id"] for role in roles if f"<@&{role['id']}>" in text]
    return {"mention_everyone": loud, "mention_roles": named}


def _reply(world: World, channel: Channel, reference: Json) -> Json:
    channel_id = str(reference.get("channel_id") or channel.id)
    target_id = str(reference["message_id"])
    try:
        world.message(channel_id, target_id)
    except ApiError:
        if not reference.get("fail_if_not_exists", True):
            return {}
        text = "Unknown message"
        where = ["message_reference"]
        raise form_error((where, "REPLIES_UNKNOWN_MESSAGE", text)) from None
    pointer = {"type": 0, "channel_id": channel_id, "message_id": target_id}
    if channel.guild_id:
        pointer["guild_id"] = channel.guild_id
    return {"type": 19, "message_reference": pointer}


def _attribute(world: World, message: Message, interaction: Interaction) -> None:
    message.interaction_id = interaction.id
    message.metadata = interaction.metadata(world.users[interaction.user_id])
    if interaction.kind == Kind.COMMAND and interaction.original_id is None:
        message.body["type"] = 20
        message.command = interaction.command
    if message.flags & Flag.EPHEMERAL:
        message.only_for = interaction.user_id


def edit(world: World, message: Message, body: Json, uploads: Uploads, limiter: Limiter) -> Message:
    """Change a message; what the body does not name stays.

    Raises:
        ApiError: when Discord would refuse the result, or 30046 for an old message.
    """
    was_loading = message.loading
    asked = int(body.get("flags") or 0)
    flags = message.flags & ~Flag.LOADING | asked & (Flag.COMPONENTS_V2 | Flag.SUPPRESS_EMBEDS)
    merged = message.body | {key: body[key] for key in rules.MESSAGE_FIELDS if key in body}
    files = survivors(body, uploads, message.attachments)
    names = {file.filename for file in files.values()}
    rules.check_message(merged, int(flags), names, allowed=(1 << 32) - 1)
    if world.clock.now() - created_at(message.id) > OLD_S:
        wait_s = limiter.old_edit_wait_s(message.channel_id)
        if wait_s > 0:
            raise ApiError(30046, retry_after_s=wait_s)
    message.body = merged | {"flags": int(flags)}
    if "allowed_mentions" in body:
        message.body["allowed_mentions"] = body["allowed_mentions"]
    before, message.attachments = message.attachments, files
    world.files.discard(file for file in before.values() if file.id not in files)
    if not was_loading:
        message.edited_at = world.clock.now()
    world.save_message(message)
    announce(world, "MESSAGE_UPDATE", message)
    return message


def delete(world: World, message: Message) -> None:
    """Take a message away for everyone."""
    channel = world.channel(message.channel_id)
    channel.messages.pop(message.id, None)
    world.files.discard(message.attachments.values())
    world.store.remove("message", message.id)
    data: Json = {"id": message.id, "channel_id": message.channel_id}
    if channel.guild_id and not message.only_for:
        data["guild_id"] = channel.guild_id
    _fan_out(world, "MESSAGE_DELETE", data, message, MESSAGE_INTENTS)
    _show(world, "message_delete", message)


def dismiss(world: World, message: Message) -> None:
    """Take an ephemeral message out of its one reader's sight; the bot does not learn of it."""
    message.dismissed = True
    world.save_message(message)
    _show(world, "message_delete", message)


def react(world: World, message: Message, user_id: str, key: str, *, add: bool) -> None:
    """Add or take back one user's reaction. Idempotent."""
    user_ids = message.reactions.setdefault(key, [])
    changed = (user_id in user_ids) != add
    if changed:
        (user_ids.append if add else user_ids.remove)(user_id)
    if not user_ids:
        del message.reactions[key]
    if not changed:
        return
    world.save_message(message)
    event = "MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE"
    data = _reaction(world, message, user_id, key)
    if not add:
        data = {k: v for k, v in data.items() if k not in _ONLY_WHEN_ADDED}
    _fan_out(world, event, data, message, REACTION_INTENTS)
    about = {"user_id": user_id, "emoji": emoji_of(key), "added": add}
    _show(world, "reaction", message, about)


_ONLY_WHEN_ADDED = frozenset({"message_author_id", "burst_colors", "member"})


def _reaction(world: World, message: Message, user_id: str, key: str) -> Json:
    data: Json = {
        "user_id": user_id,
        "channel_id": message.channel_id,
        "message_id": message.id,
        "message_author_id": message.author_id,
        "emoji": emoji_of(key),
        "burst": False,
        "burst_colors": [],
        "type": 0,
    }
    guild_id = world.channel(message.channel_id).guild_id
    if guild_id:
        data |= {"guild_id": guild_id, "member": world.guilds[guild_id].members[user_id]}
    return data


def announce(world: World, event: str, message: Message) -> None:
    """Tell the bot and the pages how a message looks now."""
    channel = world.channel(message.channel_id)
    data = world.rendered(message)
    data["channel_type"] = channel.data["type"]
    if channel.guild_id and not message.only_for:
        data["guild_id"] = channel.guild_id
        member = world.guilds[channel.guild_id].members.get(message.author_id)
        if member:
            data["member"] = {key: value for key, value in member.items() if key != "user"}
    _fan_out(world, event, data, message, MESSAGE_INTENTS)
    _show(world, event.lower(), message)


def _fan_out(
    world: World, event: str, data: Json, message: Message, intents: tuple[int, int]
) -> None:
    channel = world.channel(message.channel_id)
    if not message.only_for and not world.sees(world.app_id, channel):
        return
    direct = channel.private or message.only_for is not None
    world.dispatch(
        event,
        data,
        guild_id=None if direct else channel.guild_id,
        intent=intents[direct],
        private=not direct and message.author_id != world.app_id and intents is MESSAGE_INTENTS,
    )


def _show(world: World, kind: str, message: Message, about: Json | None = None) -> None:
    world.tell(
        Notice(
            type=kind,
            channel_id=message.channel_id,
            message=message,
            only_for=message.only_for,
            about=about,
        )
    )

"""A message as Discord's API returns it: attachments resolved, ids on components. Changes nothing.

Discord answers with more than it was sent: `attachment://` becomes a signed link with measures,
components get numbers, files that components refer to leave the list of attachments.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.loopback import rules
from bot.loopback.files import Files
from bot.loopback.ids import iso
from bot.loopback.state import Attachment, Message
from bot.loopback.wire import SELECTS, Json, Part, emoji_of


class _Resolver:
    """Resolves one message's media; remembers which attachments were referred to."""

    def __init__(self, files: Files, attachments: Mapping[str, Attachment]) -> None:
        self._files = files
        self._attachments = attachments
        self._number = 0
        self.used: set[str] = set()

    def components(self, parts: Sequence[Json]) -> list[Json]:
        return [self._component(part) for part in parts]

    def _component(self, sent: Json) -> Json:
        self._number += 1
        part = {key: value for key, value in sent.items() if value is not None}
        part["id"] = sent.get("id") or self._number
        part |= self._details(part)
        if part["type"] in (Part.BUTTON, *SELECTS) and not part.get("disabled"):
            part.pop("disabled", None)
        if (
            "emoji" in part
        ):  # discord.py sends "id": null for an ordinary one; Discord leaves it out
            part["emoji"] = {
                key: value for key, value in part["emoji"].items() if value is not None
            }
        if "components" in part:
            part["components"] = self.components(part["components"])
        if "accessory" in part:
            part["accessory"] = self._component(part["accessory"])
        return part

    def _details(self, part: Json) -> Json:
        """What Discord adds to a component of this type."""
        match part["type"]:
            case Part.CONTAINER:
                return {"accent_color": part.get("accent_color"), **_spoiler(part)}
            case Part.MEDIA_GALLERY:
                return {"items": [self._item(item) for item in part["items"]]}
            case Part.THUMBNAIL:
                return self._item(part)
            case Part.FILE:
                file = self._attachment(part["file"]["url"])
                named = {"name": file.filename, "size": file.size_bytes} if file else {}
                return {"file": self.media(part["file"]["url"]), **_spoiler(part), **named}
            case Part.SEPARATOR:
                return {"divider": part.get("divider", True), "spacing": part.get("spacing", 1)}
            case kind if kind in SELECTS:
                return {
                    "min_values": part.get("min_values", 1),
                    "max_values": part.get("max_values", 1),
                }
        return {}

    def _item(self, holder: Json) -> Json:
        about = {"description": holder.get("description"), **_spoiler(holder)}
        return {"media": self.media(holder["media"]["url"]), **about}

    def media(self, url: str) -> Json:
        file = self._attachment(url)
        if file is None:
            return {"id": "0", "url": url, "proxy_url": url, "width": None, "height": None}
        self.used.add(file.id)
        link, proxy = self._files.links(file)
        media: Json = {"id": file.id, "attachment_id": file.id, "url": link, "proxy_url": proxy}
        media["content_type"] = file.content_type
        if file.width_px:
            media |= {"width": file.width_px, "height": file.height_px}
        return media

    def _attachment(self, url: str) -> Attachment | None:
        path = url.partition("?")[0]
        for file in self._attachments.values():
            if url == f"attachment://{file.filename}" or path.endswith(f"/{file.path}"):
                return file
        return None

    def embeds(self, sent: Sequence[Json]) -> list[Json]:
        return [self._embed(embed) for embed in sent]

    def _embed(self, sent: Json) -> Json:
        embed = {"type": "rich", **sent}
        for key in ("image", "thumbnail"):
            if key in embed:
                media = self.media(embed[key]["url"])
                names = ("url", "proxy_url", "width", "height")
                embed[key] = {name: media[name] for name in names if media.get(name)}
        return embed


def _spoiler(part: Json) -> Json:
    return {"spoiler": bool(part.get("spoiler"))}


def render(message: Message, *, users: Mapping[str, Json], files: Files, viewer_id: str) -> Json:
    """The message object as the API returns it to `viewer_id`, without the one it replies to."""
    body = message.body
    resolver = _Resolver(files, message.attachments)
    components = resolver.components(body.get("components") or [])
    embeds = resolver.embeds(body.get("embeds") or [])
    rest = [file for file in message.attachments.values() if file.id not in resolver.used]
    mentions = list(mentioned(body, users))
    rendered: Json = {
        "id": message.id,
        "channel_id": message.channel_id,
        "type": body["type"],
        "content": body.get("content") or "",
        "author": users[message.author_id],
        "timestamp": iso(message.created_at),
        "edited_timestamp": iso(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": bool(body.get("mention_everyone")),
        "mentions": mentions,
        "mention_roles": body.get("mention_roles") or [],
        "pinned": False,
        "flags": message.flags,
        "attachments": [files.json(file) for file in rest],
        "embeds": embeds,
        "components": components,
    }
    if message.reactions:
        rendered["reactions"] = [
            _reaction(key, user_ids, viewer_id) for key, user_ids in message.reactions.items()
        ]
    for key in ("nonce", "message_reference"):
        if body.get(key) is not None:
            rendered[key] = body[key]
    return rendered | _origin(message)


def _reaction(key: str, user_ids: Sequence[str], viewer_id: str) -> Json:
    return {
        "emoji": emoji_of(key),
        "count": len(user_ids),
        "count_details": {"burst": 0, "normal": len(user_ids)},
        "me": viewer_id in user_ids,
        "me_burst": False,
        "burst_colors": [],
    }


def _origin(message: Message) -> Json:
    """Which interaction the message answers, if any."""
    if message.metadata is None:
        return {}
    origin: Json = {
        "webhook_id": message.author_id,
        "application_id": message.author_id,
        "interaction_metadata": message.metadata,
    }
    if message.command:
        about = message.metadata
        origin["interaction"] = {
            "id": about["id"],
            "type": about["type"],
            "name": message.command,
            "user": about["user"],
        }
    return origin


def mentioned(body: Json, users: Mapping[str, Json]) -> Iterator[Json]:
    """Users named in the text whom `allowed_mentions` lets be notified."""
    parts = rules.walk(body.get("components"))
    texts = [part["content"] for _, part in parts if part["type"] == Part.TEXT_DISPLAY]
    text = " ".join([body.get("content") or "", *texts])
    if "<@" not in text:
        return
    allowed = body.get("allowed_mentions")
    everyone = allowed is None or "users" in (allowed.get("parse") or ())
    named = [str(user_id) for user_id in (allowed or {}).get("users") or ()]
    for user_id, user in users.items():
        if f"<@{user_id}>" in text and (everyone or user_id in named):
            yield user


def blanked(rendered: Json) -> Json:
    """The message as a bot without the message content intent gets it."""
    return rendered | {"content": "", "embeds": [], "attachments": [], "components": []}

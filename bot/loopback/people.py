"""The people API: what members' clients do and see, over HTTP as JSON. See docs/loopback.md."""

from collections.abc import Iterable, Mapping
from itertools import islice

from aiohttp import web

from bot.loopback import asked
from bot.loopback.errors import NotFound
from bot.loopback.guard import Guard, whole_number
from bot.loopback.options import visible_commands
from bot.loopback.permissions import Right
from bot.loopback.person import Person
from bot.loopback.state import Attachment, Channel, Guild, Interaction
from bot.loopback.wire import Json, JsonValue
from bot.loopback.world import World


class People:
    """The handlers under /people."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, router: web.UrlDispatcher, guard: Guard) -> None:
        for path, act in (
            ("command", self._command),
            ("click", self._click),
            ("modal", self._modal),
            ("autocomplete", self._autocomplete),
            ("react", self._react),
            ("message", self._message),
            ("dismiss", self._dismiss),
        ):
            router.add_post(f"/people/{path}", guard.private(act))
        for path, see in (
            ("messages", self._messages),
            ("messages/{message}", self._one_message),
            ("members", self._members),
            ("channels", self._channels),
            ("commands", self._commands),
            ("problems", self._problems),
        ):
            router.add_get(f"/people/{path}", guard.private(see))

    # Who and where

    def person(self, name_or_id: str) -> Person:
        """A member by name or id; raises NotFound."""
        wanted = name_or_id.removeprefix("@").lower()
        for user_id, user in self._world.users.items():
            if wanted in (user_id, user["username"].lower()) and not user.get("bot"):
                return Person(self._world, user)
        raise NotFound(f"There is no member {name_or_id!r}.")

    def _there(self, where: asked.Acted) -> tuple[Person, Channel]:
        person = self.person(where.member)
        return person, person.channel(where.channel)

    def _asked_for(self, request: web.Request) -> tuple[Person, Channel]:
        person = self.person(request.query.get("member", ""))
        return person, person.channel(request.query.get("channel", ""))

    async def _kept(self, uploads: Iterable[asked.Upload]) -> list[Attachment]:
        files, folder = self._world.files, self._world.app_id
        return [
            await files.keep(upload.filename, upload.base64, folder=folder, ephemeral=True)
            for upload in uploads
        ]

    async def _answer(self, body: JsonValue) -> web.Response:
        self._world.save_marks()
        await self._world.store.committed()
        return web.json_response(body)

    # What they do

    async def _command(self, request: web.Request) -> web.Response:
        wish = asked.Command.model_validate_json(await request.read())
        person, channel = self._there(wish)
        kept = await self._kept(wish.attachments.values())
        files = dict(zip(wish.attachments, kept, strict=True))
        return await self._answer(await person.command(channel, wish.name, wish.options, files))

    async def _click(self, request: web.Request) -> web.Response:
        wish = asked.Click.model_validate_json(await request.read())
        person, channel = self._there(wish)
        done = await person.click(channel, wish.message, wish.custom_id, wish.values)
        return await self._answer(done)

    async def _modal(self, request: web.Request) -> web.Response:
        wish = asked.Modal.model_validate_json(await request.read())
        person = self.person(wish.member)
        opened = self._interaction(wish.interaction)
        answers = {key: answer for key, answer in wish.answers.items() if answer is not None}
        given = {key: await self._given(answer) for key, answer in answers.items()}
        return await self._answer(await person.submit(opened, given))

    async def _given(self, answer: asked.Given) -> str | bool | list[str] | list[Attachment]:
        if isinstance(answer, str | bool):
            return answer
        uploads = [item for item in answer if isinstance(item, asked.Upload)]
        if uploads:
            return await self._kept(uploads)
        return [item for item in answer if isinstance(item, str)]

    def _interaction(self, interaction_id: str) -> Interaction:
        for interaction in self._world.interactions.values():
            if interaction.id == interaction_id:
                return interaction
        raise NotFound(f"There is no interaction {interaction_id!r}.")

    async def _autocomplete(self, request: web.Request) -> web.Response:
        wish = asked.Autocomplete.model_validate_json(await request.read())
        person, channel = self._there(wish)
        choices = await person.autocomplete(channel, wish.name, wish.options, wish.focused)
        return await self._answer({"choices": choices})

    async def _react(self, request: web.Request) -> web.Response:
        wish = asked.React.model_validate_json(await request.read())
        person, channel = self._there(wish)
        message = person.react(channel, wish.message, wish.emoji, add=not wish.remove)
        return await self._answer(person.rendered(message))

    async def _message(self, request: web.Request) -> web.Response:
        wish = asked.Say.model_validate_json(await request.read())
        person, channel = self._there(wish)
        files = [
            await self._world.files.keep(upload.filename, upload.base64, folder=channel.id)
            for upload in wish.attachments
        ]
        message = person.say(channel, wish.content, files, wish.reply_to)
        return await self._answer(person.rendered(message))

    async def _dismiss(self, request: web.Request) -> web.Response:
        wish = asked.Dismiss.model_validate_json(await request.read())
        person, channel = self._there(wish)
        person.dismiss(channel, wish.message)
        return await self._answer({})

    # What they see

    async def _messages(self, request: web.Request) -> web.Response:
        person, channel = self._asked_for(request)
        limit = min(whole_number(request, "limit", 50), 100)
        before = whole_number(request, "before", 1 << 63)
        newest_first = (
            message
            for message in reversed(channel.messages.values())
            if int(message.id) < before and person.sees(message)
        )
        return web.json_response([person.rendered(m) for m in islice(newest_first, limit)])

    async def _one_message(self, request: web.Request) -> web.Response:
        person, channel = self._asked_for(request)
        message = person.message(channel, request.match_info["message"])
        return web.json_response(person.rendered(message))

    async def _members(self, request: web.Request) -> web.Response:
        people = [user for user in self._world.users.values() if not user.get("bot")]
        return web.json_response([self._member(user) for user in people])

    def _member(self, user: Json) -> Json:
        house = next(guild for guild in self._world.guilds.values() if guild.bot_inside)
        roles = {role["id"]: role for role in house.data["roles"]}
        held = [roles[role_id] for role_id in house.members[user["id"]]["roles"]]
        rights = [int(role["permissions"]) for role in held]
        owner = house.data["owner_id"] == user["id"]
        return user | {
            "name": user["username"],
            "admin": owner or any(value & Right.ADMINISTRATOR for value in rights),
            "roles": [{"id": role["id"], "name": role["name"]} for role in held],
            "installed": user["id"] in self._world.installs,
        }

    async def _channels(self, request: web.Request) -> web.Response:
        person = self.person(request.query.get("member", ""))
        return web.json_response([self._channel(person, c) for c in person.channels()])

    def _channel(self, person: Person, channel: Channel) -> Json:
        guild = self._world.guilds.get(channel.guild_id or "")
        return {
            "id": channel.id,
            "name": person.name_of(channel),
            "type": channel.data["type"],
            "topic": channel.data.get("topic"),
            "guild": _guild(guild) if guild else None,
            "recipients": channel.data.get("recipients", []),
            "can_send": person.may(channel, Right.SEND_MESSAGES),
        }

    async def _commands(self, request: web.Request) -> web.Response:
        person, channel = self._asked_for(request)
        commands: Mapping[str, Json] = visible_commands(self._world, person.id, channel)
        return web.json_response([commands[name] for name in sorted(commands)])

    async def _problems(self, request: web.Request) -> web.Response:
        return web.json_response([*self._world.problems.values()])


def _guild(guild: Guild) -> Json:
    roles = [{"id": role["id"], "name": role["name"]} for role in guild.data["roles"]]
    return {"id": guild.id, "name": guild.data["name"], "roles": roles}

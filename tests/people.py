"""Members of the loopback Discord, for tests and benchmarks: they act and wait over HTTP.

It knows the people API and the control API (docs/loopback.md), and nothing of the bot.
"""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeAlias

import aiohttp

Json: TypeAlias = dict[str, Any]
PATIENCE_S = 60.0


class Refusal(Exception):
    """The server said no.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The bot's first response to an interaction, as its member sees it."""

    interaction: str
    type: int
    message: Json | None
    modal: Json | None

    @property
    def message_id(self) -> str:
        assert self.message is not None, "the bot answered without a message"
        return str(self.message["id"])


class Ear:
    """What one member's page hears, from the moment it listens."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._heard: list[Json] = []
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self._socket:
            async with self._news:
                self._heard.append(json.loads(message.data))
                self._news.notify_all()

    @property
    def so_far(self) -> int:
        """How many events were heard; where a later `wait_for` may start."""
        return len(self._heard)

    async def wait_for(
        self,
        wanted: Callable[[Json], bool],
        *,
        since: int = 0,
        timeout_s: float = PATIENCE_S,
    ) -> Json:
        """The first event since then for which `wanted` holds.

        Raises:
            TimeoutError: it did not come in time.
        """
        place = since
        async with asyncio.timeout(timeout_s), self._news:
            while True:
                for event in self._heard[place:]:
                    if wanted(event):
                        return event
                place = len(self._heard)
                await self._news.wait()

    async def close(self) -> None:
        await self._socket.close()
        await self._listening


class People:
    """Everybody in the house. Use it as an async context manager."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url
        self._token = token
        self._ears: dict[str, Ear] = {}

    async def __aenter__(self) -> Self:
        headers = {"X-People-Token": self._token}
        self._http = aiohttp.ClientSession(self._base_url, headers=headers)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for ear in self._ears.values():
            await ear.close()
        await self._http.close()

    async def ask(
        self, method: str, path: str, body: Json | None = None, **query: str | int
    ) -> Any:
        """One request; the JSON of the answer.

        Raises:
            Refusal: the server said no.
        """
        async with self._http.request(method, path, json=body, params=query) as response:
            answer = await response.json()
            if response.status != 200:
                raise Refusal(response.status, answer["error"])
            return answer

    # What members do

    async def command(
        self,
        member: str,
        channel: str,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Type a slash command; `files` are (file name, bytes) by option."""
        body = {"member": member, "channel": channel, "name": name, "options": dict(options or {})}
        body["attachments"] = {key: upload(*file) for key, file in (files or {}).items()}
        return _answer(await self.ask("POST", "/people/command", body))

    async def click(
        self,
        member: str,
        channel: str,
        message_id: str,
        custom_id: str,
        values: list[str] | None = None,
    ) -> Answer:
        """Press a button, or choose `values` in a select menu."""
        body: Json = {"member": member, "channel": channel, "message": message_id}
        body |= {"custom_id": custom_id, "values": values}
        return _answer(await self.ask("POST", "/people/click", body))

    async def modal(self, member: str, opened: Answer, answers: Mapping[str, object]) -> Answer:
        """Submit the form that `opened` showed."""
        body = {"member": member, "interaction": opened.interaction, "answers": dict(answers)}
        return _answer(await self.ask("POST", "/people/modal", body))

    async def autocomplete(
        self, member: str, channel: str, name: str, options: Mapping[str, object], focused: str
    ) -> list[Json]:
        body = {"member": member, "channel": channel, "name": name, "options": dict(options)}
        answer = await self.ask("POST", "/people/autocomplete", body | {"focused": focused})
        choices: list[Json] = answer["choices"]
        return choices

    async def react(
        self, member: str, channel: str, message_id: str, emoji: str, *, remove: bool = False
    ) -> Json:
        body = {"member": member, "channel": channel, "message": message_id, "emoji": emoji}
        message: Json = await self.ask("POST", "/people/react", body | {"remove": remove})
        return message

    async def say(
        self, member: str, channel: str, content: str, *, files: Mapping[str, bytes] | None = None
    ) -> Json:
        body: Json = {"member": member, "channel": channel, "content": content}
        body["attachments"] = [upload(name, data) for name, data in (files or {}).items()]
        message: Json = await self.ask("POST", "/people/message", body)
        return message

    async def dismiss(self, member: str, channel: str, message_id: str) -> None:
        body = {"member": member, "channel": channel, "message": message_id}
        await self.ask("POST", "/people/dismiss", body)

    # What members see

    async def messages(self, member: str, channel: str, limit: int = 50) -> list[Json]:
        """Newest first."""
        found: list[Json] = await self.ask(
            "GET", "/people/messages", member=member, channel=channel, limit=limit
        )
        return found

    async def message(self, member: str, channel: str, message_id: str) -> Json:
        path = f"/people/messages/{message_id}"
        found: Json = await self.ask("GET", path, member=member, channel=channel)
        return found

    async def channels(self, member: str) -> list[Json]:
        found: list[Json] = await self.ask("GET", "/people/channels", member=member)
        return found

    async def commands(self, member: str, channel: str) -> list[Json]:
        found: list[Json] = await self.ask(
            "GET", "/people/commands", member=member, channel=channel
        )
        return found

    async def problems(self) -> list[Json]:
        """What the bot did, or the server did, that Discord's contract does not allow."""
        found: list[Json] = await self.ask("GET", "/people/problems")
        return found

    async def ear(self, member: str) -> Ear:
        """The member's open page; opened on first use."""
        if member not in self._ears:
            address = f"/people/events?member={member}"
            self._ears[member] = Ear(await self._http.ws_connect(address))
        return self._ears[member]

    async def wait_for(
        self,
        member: str,
        channel: str,
        wanted: Callable[[Json], bool],
        *,
        timeout_s: float = PATIENCE_S,
    ) -> Json:
        """The first message in the channel for which `wanted` holds, now or within the time.

        Raises:
            TimeoutError: there was none.
        """
        ear = await self.ear(member)
        since = ear.so_far
        for message in await self.messages(member, channel):
            if wanted(message):
                return message
        channel_id = await self.channel_id(member, channel)

        def shows(event: Json) -> bool:
            message = event.get("message")
            return bool(message and message["channel_id"] == channel_id and wanted(message))

        heard = await ear.wait_for(shows, since=since, timeout_s=timeout_s)
        found: Json = heard["message"]
        return found

    async def settled(
        self, member: str, channel: str, message_id: str, *, timeout_s: float = PATIENCE_S
    ) -> Json:
        """The message once it no longer says that the bot is thinking."""

        def done(message: Json) -> bool:
            return message["id"] == message_id and not message["flags"] & 128

        return await self.wait_for(member, channel, done, timeout_s=timeout_s)

    async def gone(
        self, member: str, channel: str, message_id: str, *, timeout_s: float = PATIENCE_S
    ) -> None:
        """Wait until the member no longer sees the message."""
        ear = await self.ear(member)
        since = ear.so_far
        if all(message["id"] != message_id for message in await self.messages(member, channel)):
            return

        def deletes(event: Json) -> bool:
            return (event["type"], event.get("message_id")) == ("message_delete", message_id)

        await ear.wait_for(deletes, since=since, timeout_s=timeout_s)

    async def channel_id(self, member: str, name: str) -> str:
        """The id of a channel by name; "dm" is the one with the bot."""
        for channel in await self.channels(member):
            if name in (channel["id"], channel["name"]) or (name == "dm" and channel["type"] == 1):
                return str(channel["id"])
        raise KeyError(name)

    # Trouble

    async def fault(self, method: str, pattern: str, status: int | None, **more: object) -> None:
        """The bot's next matching request goes wrong; see docs/loopback.md for `more`."""
        body = {"method": method, "pattern": pattern, "status": status, **more}
        await self.ask("POST", "/control/fault", body)

    async def no_faults(self) -> None:
        await self.ask("DELETE", "/control/faults")

    async def advance(self, seconds: float) -> None:
        """Push the server's clock."""
        await self.ask("POST", "/control/clock", {"advance_s": seconds})

    async def gateway(self, action: str) -> None:
        """One of drop, reconnect, invalid_session, refuse_resume, malformed."""
        await self.ask("POST", "/control/gateway", {"action": action})

    async def permit(
        self, channel: str, role_or_member: str, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Set the overwrite of a role or member in a channel; both 0 takes it away."""
        body = {"channel": channel, "role_or_member": role_or_member, "allow": allow, "deny": deny}
        await self.ask("POST", "/control/permissions", body)

    async def delete(self, channel: str, message_id: str) -> None:
        """As a moderator would."""
        body = {"channel": channel, "message": message_id}
        await self.ask("POST", "/control/delete_message", body)

    async def upload_limit(self, size_bytes: int) -> None:
        await self.ask("POST", "/control/upload_limit", {"bytes": size_bytes})

    async def install(self, member: str, *, installed: bool) -> None:
        await self.ask("POST", "/control/installs", {"member": member, "installed": installed})

    async def shards(self, count: int) -> None:
        """How many the gateway advises a bot to start with."""
        await self.ask("POST", "/control/shards", {"count": count})

    async def traffic(self, limit: int = 1000) -> list[Json]:
        """The bot's latest requests, oldest first."""
        found: list[Json] = await self.ask("GET", "/control/traffic", limit=limit)
        return found


def upload(name: str, data: bytes) -> Json:
    """A file as the people API takes it."""
    return {"filename": name, "base64": base64.b64encode(data).decode()}


def _answer(body: Json) -> Answer:
    response = body["response"]
    return Answer(
        interaction=body["interaction"],
        type=response["type"],
        message=response["message"],
        modal=response["modal"],
    )


def parts(message: Json) -> list[Json]:
    """Every component of a message, parents first."""
    found: list[Json] = []
    waiting = list(message["components"])
    while waiting:
        part = waiting.pop(0)
        found.append(part)
        accessory = [part["accessory"]] if "accessory" in part else []
        waiting = [*part.get("components", ()), *accessory, *waiting]
    return found


def texts(message: Json) -> str:
    """All that a member reads in a message, a line per component."""
    shown = [part["content"] for part in parts(message) if part["type"] == 10]
    return "\n".join([message["content"], *shown]).strip()


def button(message: Json, label: str) -> str:
    """The custom_id of the button with this label."""
    for part in parts(message):
        if part["type"] == 2 and part.get("label") == label:
            return str(part["custom_id"])
    raise KeyError(label)

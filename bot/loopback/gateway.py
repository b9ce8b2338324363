"""Gateway v10: hello, identify, heartbeats, events by intent and shard, resume.

    connect --hello--> identify --READY, GUILD_CREATE--> live --socket lost--> resumable
                          ^                                ^                      |
                          '------- invalid session -------'------- resume -------'

Knows no REST: it gets events from the world and sends them to the sessions that want them.
"""

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.loopback.gateway_contract import GatewayContract
from bot.loopback.house import APP_FLAGS
from bot.loopback.link import Link
from bot.loopback.rendering import blanked
from bot.loopback.rest_places import own_user
from bot.loopback.state import Guild
from bot.loopback.wire import Json, JsonValue
from bot.loopback.world import World

HEARTBEAT_MS = 41_250
# No network is as fast as this machine: discord.py 2.7.1 notes when it sent a heartbeat once its
# thread gets a turn, and takes an answer from before that for one that is a heartbeat late.
ACKNOWLEDGE_AFTER_S = 0.02
MESSAGE_CONTENT = 15
# Privileged intents and the application flags that grant them, in full or "limited".
PRIVILEGED = {1: 1 << 14 | 1 << 15, 8: 1 << 12 | 1 << 13, MESSAGE_CONTENT: 1 << 18 | 1 << 19}
KEEP_PACKETS = 2000


@dataclass(slots=True, eq=False)
class Session:
    """One identified bot process (or shard of it), connected or waiting to resume."""

    id: str
    intents: int
    shard: tuple[int, int] | None
    link: Link | None
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=KEEP_PACKETS))
    heartbeats: int = 0

    def lost(self, since: int) -> bool:
        """Whether packets after number `since` are no longer kept."""
        return bool(self.sent) and self.sent[0]["s"] > since + 1

    def wants(self, guild_id: str | None, intent: int | None) -> bool:
        if self.shard and _shard_of(guild_id, self.shard[1]) != self.shard[0]:
            return False
        return intent is None or bool(self.intents >> intent & 1)


def _shard_of(guild_id: str | None, count: int) -> int:
    return (int(guild_id or 0) >> 22) % count


class Gateway:
    """Every session of the bot."""

    def __init__(
        self, world: World, contract: GatewayContract, *, heartbeat_ms: int = HEARTBEAT_MS
    ) -> None:
        self._world = world
        self._contract = contract
        self._heartbeat_ms = heartbeat_ms
        self.sessions: dict[str, Session] = {}
        self._refuse_resume = False
        world.dispatch = self.dispatch

    def dispatch(
        self,
        event: str,
        data: Json,
        *,
        guild_id: str | None = None,
        intent: int | None = None,
        private: bool = False,
    ) -> None:
        """Send an event to every session that wants it.

        `intent` is the number of the intent it needs, None for events that all get; `private`
        says that it carries a member's message, which needs the message content intent.
        """
        for session in self.sessions.values():
            if session.wants(guild_id, intent):
                hidden = private and not session.intents >> MESSAGE_CONTENT & 1
                self._emit(session, event, blanked(data) if hidden else data)

    def _emit(self, session: Session, event: str, data: Json) -> None:
        session.sequence += 1
        packet = {"op": 0, "t": event, "s": session.sequence, "d": data}
        self._contract.check_event(packet)
        session.sent.append(packet)
        if session.link is not None:
            session.link.send(packet)

    # What tests ask for

    def drop(self) -> None:
        """Cut every socket without a word."""
        for session in self.sessions.values():
            if session.link is not None:
                session.link.cut()
                session.link = None

    def ask_to_reconnect(self) -> None:
        """Op 7 to every session."""
        self._send_op(7)

    def invalidate(self) -> None:
        """Op 9 to every session: it cannot be resumed."""
        self._send_op(9, data=False)
        self.sessions.clear()

    def refuse_next_resume(self) -> None:
        """Answer the next resume with op 9."""
        self._refuse_resume = True

    def send_malformed(self) -> None:
        """One packet that is not JSON."""
        for session in self.sessions.values():
            if session.link is not None:
                session.link.send_raw('{"op": 0, "t": "MESSAGE_CREATE", "d": ')

    def _send_op(self, op: int, data: JsonValue = None) -> None:
        for session in self.sessions.values():
            if session.link is not None:
                session.link.send_op(op, data)

    # One connection

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        link = Link(request, socket)
        link.send_op(10, {"heartbeat_interval": self._heartbeat_ms, "_trace": ["loopback"]})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._received(link, session, message.data, request.host)
        finally:
            await link.end()
            if session is not None and session.link is link:
                session.link = None
                if socket.close_code in (1000, 1001):  # closed on purpose: nothing to resume
                    self.sessions.pop(session.id, None)
        return socket

    async def _received(
        self, link: Link, session: Session | None, text: str, host: str
    ) -> Session | None:
        packet = _packet(text)
        if packet is None or not (self._contract.check_command(packet) or _bare(packet)):
            await link.socket.close(code=4002, message=b"Error while decoding payload.")
            return session
        match packet.get("op"):
            case 1:
                if session is not None:
                    session.heartbeats += 1
                asyncio.get_running_loop().call_later(ACKNOWLEDGE_AFTER_S, link.send_op, 11)
            case 2:
                return await self._identify(link, packet["d"], host)
            case 6:
                return self._resume(link, packet["d"])
            case 8 if session is not None:
                self._send_members(session, packet["d"])
            case 3 | 4:
                pass  # presence and voice: nothing on this server shows them
            case _:
                await link.socket.close(code=4001, message=b"Unknown opcode.")
        return session

    async def _identify(self, link: Link, data: Json, host: str) -> Session | None:
        if data["token"].removeprefix("Bot ") != self._world.bot_token:
            await link.socket.close(code=4004, message=b"Authentication failed.")
            return None
        intents: int = data["intents"]
        if any(intents >> bit & 1 and not APP_FLAGS & flags for bit, flags in PRIVILEGED.items()):
            await link.socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        shard = (int(data["shard"][0]), int(data["shard"][1])) if "shard" in data else None
        session = Session(secrets.token_hex(16), intents, shard, link)
        self._forget_abandoned(shard)
        self.sessions[session.id] = session
        self._welcome(session, host)
        return session

    def _forget_abandoned(self, shard: tuple[int, int] | None) -> None:
        """A bot that identifies anew will not resume what it had before."""
        old = [s.id for s in self.sessions.values() if s.link is None and s.shard == shard]
        for session_id in old:
            del self.sessions[session_id]

    def _welcome(self, session: Session, host: str) -> None:
        world = self._world
        guilds = [
            guild
            for guild in world.guilds.values()
            if guild.bot_inside and session.wants(guild.id, None)
        ]
        ready: Json = {
            "v": 10,
            "user": own_user(world),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": f"ws://{host}/gateway",
            "application": {"id": world.app_id, "flags": APP_FLAGS, "flags_new": str(APP_FLAGS)},
        }
        if session.shard:
            ready["shard"] = list(session.shard)
        self._emit(session, "READY", ready)
        for guild in guilds:
            self._emit(session, "GUILD_CREATE", self._guild_create(guild))

    def _guild_create(self, guild: Guild) -> Json:
        channels = [channel.data for channel in self._world.channels_of(guild.id)]
        shown = {key: value for key, value in guild.data.items() if key != "nsfw"}
        empty: Json = {name: [] for name in _EMPTY_LISTS}
        return (
            shown
            | empty
            | {
                "joined_at": guild.members[self._world.app_id]["joined_at"],
                "large": False,
                "unavailable": False,
                "member_count": len(guild.members),
                "members": list(guild.members.values()),
                "channels": channels,
            }
        )

    def _resume(self, link: Link, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        wrong = data["token"].removeprefix("Bot ") != self._world.bot_token
        if session is None or self._refuse_resume or wrong or session.lost(data["seq"]):
            self._refuse_resume = False
            link.send_op(9, data=False)
            return None
        session.link = link
        for packet in session.sent:
            if packet["s"] > data["seq"]:
                link.send(packet)
        self._emit(session, "RESUMED", {"_trace": ["loopback"]})
        return session

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds.get(str(data["guild_id"]))
        if guild is None or not guild.bot_inside:
            return
        asked = data.get("user_ids") or []
        wanted = {str(user_id) for user_id in (asked if isinstance(asked, list) else [asked])}
        chunk: Json = {
            "guild_id": guild.id,
            "members": [m for uid, m in guild.members.items() if not wanted or uid in wanted],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        self._emit(session, "GUILD_MEMBERS_CHUNK", chunk)


_EMPTY_LISTS = (
    "threads",
    "presences",
    "voice_states",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)


def _packet(text: str) -> Json | None:
    """The packet, or None when Discord would not decode it: too long, or not an object."""
    if len(text) > 4096:
        return None
    try:
        packet = json.loads(text)
    except ValueError:
        return None
    return packet if isinstance(packet, dict) else None


def _bare(packet: Json) -> bool:
    """Packets of which nothing is read, so that Discord does not mind how they are formed."""
    return packet.get("op") in (1, 3, 4)

"""`mozart run`: serves Discord, or a loopback chat, until an error or a signal ends it."""

import argparse
import asyncio
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Sequence

import discord
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import equipment
from bot.house import House, Work, build
from bot.loopback_process import Loopback
from bot.settings import Settings

log = logging.getLogger(__name__)

LEAVE_S = 9.0
GREETING = """\
No Discord here: a loopback chat runs on this machine only.

  {url}

Open it in a browser and type /imagine. Ctrl-C stops it."""


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve until an error ends it, or in good order a signal; returns 0 then.

    Raises:
        discord.LoginFailure: the token is wrong.
        BotError, InferenceError, OSError: something of what it needs is missing or taken.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Mozart has no voice
    asyncio.run(_until_told(settings, options))
    if any(thread.name.startswith("artist-") for thread in threading.enumerate()):
        _leave()  # Python 3.11 may crash on its way down while a thread is in C++
    return 0


async def _until_told(settings: Settings, options: argparse.Namespace) -> None:
    """Serve until a signal, at whatever stage that comes."""
    serving = asyncio.create_task(_serve_somewhere(settings, options))

    def leave() -> None:
        if not serving.cancelling():
            serving.cancel()
            _leave_within(LEAVE_S)

    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, leave)
    try:
        await serving
    except asyncio.CancelledError:
        if not serving.cancelling():
            raise


def _leave_within(seconds: float) -> None:
    """Let the process end by then, whatever hangs: what matters is committed long before."""
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    """End the process and whatever hangs in its threads, which nobody can stop."""
    log.warning("Something does not stop; leaving without it.")
    sys.stdout.flush()
    os._exit(0)


async def _serve_somewhere(settings: Settings, options: argparse.Namespace) -> None:
    """Serve Discord, or the loopback chat where there is no token."""
    if settings.discord_token is not None and not options.loopback:
        token = settings.discord_token.get_secret_value().strip()
        if len(token.split()) != 1:  # it would break the header that carries it, at every try
            raise discord.LoginFailure("The token has spaces or line breaks inside.")
        await _serve(settings, token)
        return
    people_token = options.people_token or secrets.token_urlsafe(24)
    folder = settings.data / "loopback"
    async with Loopback(folder, port=options.port, people_token=people_token) as chat:
        local = settings.model_copy(update=chat.addresses)
        greeting = GREETING.format(url=chat.url)
        await _serve(
            local,
            chat.bot_token,
            guild_ready_timeout_s=0.1,
            greeting=greeting,
            beside=[chat.ended],
        )


async def _serve(
    settings: Settings,
    token: str,
    *,
    guild_ready_timeout_s: float = 2.0,
    greeting: str = "Members can type /imagine now. Ctrl-C stops Mozart.",
    beside: Sequence[Work] = (),
) -> None:
    """Run a house, and works beside it, until the end; greet once members are served."""
    _point_discord_at(settings)
    catalogue = equipment.catalogue_of(settings)
    house = build(
        settings.data,
        catalogue=catalogue,
        devices=[equipment.engines_of(settings, catalogue, device) for device in settings.devices],
        direct_limit=settings.direct_pictures_per_day,
        scorer=equipment.scorer_of(settings),
        encoder=equipment.encoder_name(settings),
        writer=equipment.writer_of(settings),
        guild_ready_timeout_s=guild_ready_timeout_s,
    )
    async with house as built:
        greeter = asyncio.create_task(_greet(built, greeting))
        try:
            await built.run(token, beside)
        finally:
            greeter.cancel()


async def _greet(house: House, greeting: str) -> None:
    await house.client.logged_in.wait()
    await house.client.wait_until_ready()
    print(greeting, flush=True)


def _point_discord_at(settings: Settings) -> None:
    """Where discord.py finds Discord: the service, a proxy in front of it, or the loopback."""
    Route.BASE = settings.discord_api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway)
    Asset.BASE = settings.discord_cdn

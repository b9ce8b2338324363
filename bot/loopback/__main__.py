"""`python -m bot.loopback`: the pretend Discord as its own process.

It prints one line that its parent waits for: `loopback ready URL`, or `loopback refused` and a
sentence.
"""

import argparse
import asyncio
import errno
import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from bot.loopback.errors import FolderInUse
from bot.loopback.server import LoopbackServer


def main() -> None:
    """Serve until a signal, or the end of standard input where that was asked for."""
    arguments = _parser().parse_args()
    arguments.people_token = _told(arguments.people_token)
    arguments.bot_token = _told(arguments.bot_token)
    try:
        asyncio.run(_serve(arguments))
    except FolderInUse as error:
        _refuse(str(error))
    except OverflowError:
        _refuse("A port is a number from 0 to 65535.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _refuse(f"Port {arguments.port} is taken. Choose another one with --port.")
        _refuse(f"The loopback server cannot start: {error}.")


def _refuse(sentence: str) -> NoReturn:
    print(f"loopback refused {sentence}", flush=True)  # noqa: T201 - the line its parent waits for
    sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.loopback", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--data", type=Path, required=True, help="the folder for its state")
    parser.add_argument(
        "--people-token", required=True, help="for the page and its APIs; - reads it from a line"
    )
    parser.add_argument(
        "--bot-token", required=True, help="what the bot logs in with; - reads it from a line"
    )
    parser.add_argument("--no-limits", action="store_true", help="without rate limits")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="stop at the end of standard input, so that it ends with its parent",
    )
    return parser


def _told(given: str) -> str:
    """The token; for "-" the next line of standard input, which no list of processes shows."""
    told = sys.stdin.readline().rstrip("\n") if given == "-" else given
    if not told:
        sys.exit("The loopback server cannot start: a token is empty.")
    return told


async def _serve(arguments: argparse.Namespace) -> None:
    server = LoopbackServer(
        arguments.data,
        people_token=arguments.people_token,
        bot_token=arguments.bot_token,
        limits=not arguments.no_limits,
    )
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    base_url = await server.start(arguments.port)
    if arguments.until_stdin_closes:
        _watch_stdin(loop, stopped)
    print(f"loopback ready {base_url}", flush=True)  # noqa: T201 - the line its parent waits for
    await stopped.wait()
    await server.stop()


def _watch_stdin(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """Set `stopped` when nobody can write to our standard input any more."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=wait, name="loopback-stdin", daemon=True).start()


if __name__ == "__main__":
    main()

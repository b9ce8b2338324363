"""The `mozart` command: reads the settings and options, and has the work done.

mozart run                 serve Discord; without a token, a loopback chat on this machine
mozart imagine "words"     paint from the command line, without Discord
mozart compare "words"     paint a contact sheet over one or two axes
mozart dice                throw a waltz with two dice
mozart draw town           draw by the rules of a master, with plots for plotters
mozart style PICTURE       paint a picture anew in the style of others
mozart dream PICTURE       dream about a picture
mozart morph A B           let one picture become another, as a film
mozart walk                walk through all that a model can paint, as a film
mozart translate PICTURE   turn a picture into night, winter, a drawing and more
mozart upscale PICTURE     make a picture two or four times as large
mozart enhance "words"     richer words; so do describe PICTURE and shorten "words"
mozart models list         the models that are here, and those that can be pulled
mozart bench serving       measure this machine; --json for JSON lines
mozart train               make Mozart's own model, over hours or days; goes on where it stopped
"""

import argparse
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

import discord

from bot import making, serving, wordsmith
from bot.arguments import parser
from bot.environment import read_settings
from bot.errors import BotError
from bot.orders import ORDERS
from bot.settings import Settings
from inference.errors import InferenceError
from prompts.errors import PromptError
from prompts.manners import free_words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `mozart` command; returns the exit status."""
    options = parser().parse_args(arguments)
    settings = _overridden(read_settings(), options)
    logging.basicConfig(
        level=settings.log_level if options.command == "run" else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    try:
        return COMMANDS[options.command](settings, options)
    except (BotError, InferenceError, PromptError) as error:
        print(_told(error), file=sys.stderr)
    except discord.LoginFailure:
        print(
            "Discord refused the token. Copy it again from the developer portal (Bot, Reset Token)"
            " into MOZART_DISCORD_TOKEN.",
            file=sys.stderr,
        )
    except OSError as error:
        told = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        print(told or type(error).__name__, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _told(error: Exception) -> str:
    """The sentence of an error, and where there is a spot in the words that is to blame, it."""
    spot = error.underlined if isinstance(error, PromptError) else ""
    return f"{error}\n\n{spot}" if spot else str(error)


def _overridden(settings: Settings, options: argparse.Namespace) -> Settings:
    named = {name: getattr(options, name, None) for name in ("data", "models")}
    return settings.model_copy(update={name: value for name, value in named.items() if value})


def _train(settings: Settings, options: argparse.Namespace) -> int:
    """Train what is not trained yet; returns 0 also when the time was over before."""

    def tell(line: str) -> None:
        print(line, flush=True)

    import_module("inference.training.run").train(
        options.out or settings.data / "training",
        config=options.config,
        stage=options.stage,
        minutes=options.minutes,
        start=options.start,
        book=import_module("inference.training.lessons").Phrasebook(*free_words()),
        tell=tell,
    )
    return 0


def _bench(_: Settings, options: argparse.Namespace) -> int:
    """Run benchmarks in a process of their own; they stand beside the program, not in it."""
    folder = Path(__file__).parent.parent
    if not (folder / "benchmarks" / "__main__.py").is_file():
        print("The benchmarks are in Mozart's source tree; run this there.", file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "benchmarks", *options.arguments]
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603 - our own


def _models(settings: Settings, options: argparse.Namespace) -> int:
    """List, pull, remove, restore or check models."""
    token = settings.hf_token.get_secret_value().strip() if settings.hf_token else None

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    module = import_module("bot.shelf")  # it brings what downloads, which nothing else needs
    return cast("int", module.run(options, settings.models, token, show=print, tell=tell))


COMMANDS: Mapping[str, Callable[[Settings, argparse.Namespace], int]] = {
    "run": serving.serve,
    **dict.fromkeys(ORDERS, making.make),
    "compare": making.compare,
    **dict.fromkeys(wordsmith.TASKS, wordsmith.reword),
    "models": _models,
    "bench": _bench,
    "train": _train,
}


if __name__ == "__main__":
    sys.exit(main())

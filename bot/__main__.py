"""The `mozart` command: reads the settings, builds everything, and owns the way down.

mozart run                 serve Discord; without a token, a loopback chat on this machine
mozart imagine "words"     paint from the command line, without Discord
mozart compare "words"     paint a contact sheet over one or two axes
mozart dice                throw a waltz with two dice
mozart draw town           draw by the rules of a master, with plots for plotters
mozart style PICTURE       paint a picture anew in the style of others
mozart upscale PICTURE     make a picture two or four times as large
mozart enhance "words"     richer words; so do describe PICTURE and shorten "words"
mozart models list         the models that are here, and those that can be pulled
mozart bench serving       measure this machine; --json for JSON lines
mozart train               make Mozart's own model, over hours or days; goes on where it stopped
"""

import argparse
import asyncio
import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import discord
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL.Image import Image

from bot.ateliers import dream_parser, dreamt, enlarged, style_parser, styled, upscale_parser
from bot.beside import CONTROL, MASK, REFERENCE, SOURCE
from bot.desk import Desk
from bot.errors import BotError
from bot.house import House, Work, build, draw_seed
from bot.loopback_process import Loopback
from bot.settings import Settings, read_settings
from bot.sheet_once import compare_parser, sheet_asked, sheet_png
from bot.sketch import Sketch, drawing_of
from bot.wish import Wish, commission_of
from bot.wordsmith import TASKS, add_parsers, told
from inference.candidates import Scorer
from inference.catalogue import (
    SHIPPED_ENCODER,
    Catalogue,
    find_writer,
    read_catalogue,
)
from inference.dice.wish import request_of as dice_request
from inference.encoding import read_picture, read_recipe, to_png
from inference.engine import Engine
from inference.errors import InferenceError
from inference.events import Preview, Progress
from inference.masters.catalogue import KINDS, MASTERS
from inference.offers import Kind
from inference.once import Painting, paint_all, paint_once
from inference.request import Request
from inference.storage import Storage
from inference.writer import Writer
from prompts.errors import PromptError
from prompts.manners import free_words

log = logging.getLogger(__name__)

PORT = 8765
LEAVE_S = 9.0
GREETING = """\
No Discord here: a loopback chat runs on this machine only.

  {url}

Open it in a browser and type /imagine. Ctrl-C stops it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `mozart` command; returns the exit status."""
    options = _parser().parse_args(arguments)
    settings = _overridden(read_settings(), options)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Mozart has no voice
    logging.basicConfig(
        level=settings.log_level if options.command == "run" else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    try:
        if options.command != "run":
            return _do(settings, options)
        asyncio.run(_run(settings, options))
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
    else:
        if any(thread.name.startswith("artist-") for thread in threading.enumerate()):
            _leave()  # Python 3.11 may crash on its way down while a thread is in C++
        return 0
    return 1


def _told(error: Exception) -> str:
    """The sentence of an error, and where there is a spot in the words that is to blame, it."""
    spot = error.underlined if isinstance(error, PromptError) else ""
    return f"{error}\n\n{spot}" if spot else str(error)


def _do(settings: Settings, options: argparse.Namespace) -> int:
    """What comes to an end by itself; returns the exit status."""
    if options.command == "train":
        return _train(settings, options)
    if options.command == "bench":
        return _bench(options)
    if options.command == "models":
        return _models(settings, options)
    works = {
        "compare": _compare,
        "dice": _dice,
        "dream": _dream,
        "draw": _draw,
        "style": _style,
        "upscale": _upscale,
        **dict.fromkeys(TASKS, _reword),
    }
    return asyncio.run(works.get(options.command, _imagine)(settings, options))


_PICTURES = {
    "image": "a picture to start from",
    "mask": "white where it is to be painted anew",
    "control": "a picture of what is to be where",
    "reference": "a picture to take up",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mozart", description="Make art on demand.")
    parser.add_argument("--version", action="version", version=f"Mozart {version('mozart')}")
    tasks = parser.add_subparsers(dest="command", required=True)
    run = tasks.add_parser("run", help="serve Discord, or a loopback chat where there is no token")
    run.add_argument("--loopback", action="store_true", help="serve the chat even with a token")
    run.add_argument("--port", type=int, default=PORT, help=f"of the loopback chat ({PORT})")
    run.add_argument("--people-token", help="lets scripts act as the chat's members")
    imagine = tasks.add_parser("imagine", help="paint from the command line")
    imagine.add_argument("prompt", help="what to paint")
    imagine.add_argument("--negative", default="", help="what to keep out")
    imagine.add_argument("--model", help="who paints")
    for name, what in _PICTURES.items():
        imagine.add_argument(f"--{name}", type=Path, help=what)
    compare = compare_parser(tasks)
    dice = _dice_parser(tasks)
    draw = tasks.add_parser("draw", help="draw by the rules of a master")
    draw.add_argument("master", help=f"one of {', '.join(MASTERS)}")
    draw.add_argument("options", nargs="*", help="its options as name=value, such as towers=9")
    draw.add_argument("--inks", help='colours of the pens, such as "black, crimson"')
    for kind in KINDS:
        draw.add_argument(f"--{kind}", action="store_true", help=_BESIDE[kind])
    for maker in (imagine, draw):
        _add_picture_options(maker)
    style, dream, upscale = style_parser(tasks), dream_parser(tasks), upscale_parser(tasks)
    train = tasks.add_parser("train", help="make Mozart's own model, or go on with it")
    train.add_argument("--config", type=Path, help="a TOML file over the default configuration")
    train.add_argument("--stage", help="only this one, such as data, judge or denoiser")
    train.add_argument("--out", type=Path, help="folder for all of it (training, in the data)")
    train.add_argument("--minutes", type=float, help="stop after so long, at a checkpoint")
    train.add_argument("--start", type=Path, help="go on from exported models, such as Mozart's")
    bench = tasks.add_parser("bench", help="measure this copy of Mozart; needs its source tree")
    bench.add_argument("arguments", nargs=argparse.REMAINDER, help="such as: serving --json")
    shelf = tasks.add_parser("models", help="put models here, and look them over")
    makers = (imagine, compare, draw, dice, style, dream, upscale, *add_parsers(tasks))
    for task in (run, *makers, train, *_models_parsers(shelf)):
        task.add_argument("--data", type=Path, help="where jobs and pictures are kept")
        task.add_argument("--models", type=Path, help="where models are")
    return parser


def _dice_parser(tasks: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse hides it
    dice: argparse.ArgumentParser = tasks.add_parser(
        "dice", help="throw a waltz with two dice: score, sound, MIDI"
    )
    dice.add_argument("--throws", default="", help="the first sums, such as: 7 11 3")
    dice.add_argument("--number", default="", help="of a waltz that somebody shared")
    dice.add_argument("--seed", type=int, help="the same seed gives the same waltz")
    dice.add_argument("--instrument", help="fortepiano, harpsichord or music box")
    dice.add_argument("--tempo", type=int, help="eighths in a minute")
    dice.add_argument("--sound", help="mp3 or ogg")
    dice.add_argument("--out", type=Path, default=Path(), help="folder for the files")
    dice.add_argument("--json", action="store_true", help="print one JSON line per waltz")
    return dice


_BESIDE = {
    "svg": "also write lines for a plotter, a layer for each pen",
    "pdf": "also write a page of A4",
    "timelapse": "also write a film of how it is drawn",
}


def _add_picture_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, help="pictures, 1 to 4; 1 if you leave it out")
    parser.add_argument("--aspect", help="width:height, such as 3:2")
    parser.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    parser.add_argument("--seed", type=int, help="the same words and seed give the same pictures")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    parser.add_argument("--json", action="store_true", help="print one JSON line per picture")


def _models_parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    tasks = parser.add_subparsers(dest="task", required=True)
    show = tasks.add_parser("list", help="what is here, and what can be pulled")
    show.add_argument("--json", action="store_true", help="print one JSON line per model")
    pull = tasks.add_parser("pull", help="put a model here, from the hub or this machine")
    pull.add_argument("what", help="a name of the list, owner/name on the hub, a folder or a file")
    pull.add_argument("--revision", help="a branch, tag or commit of the hub's repository")
    pull.add_argument("--as", dest="name", help="what members call it")
    pull.add_argument("--kind", choices=list(Kind), help="what it is for, unless the list says it")
    remove = tasks.add_parser("remove", help="move a model to the trash")
    remove.add_argument("name")
    remove.add_argument("--for-good", action="store_true", help="delete it, also from the trash")
    restore = tasks.add_parser("restore", help="put a model back from the trash")
    restore.add_argument("name")
    check = tasks.add_parser("check", help="look models over: whole, unchanged, no broken numbers")
    check.add_argument("name", nargs="?", help="this one only")
    return [show, pull, remove, restore, check]


def _overridden(settings: Settings, options: argparse.Namespace) -> Settings:
    named = {name: getattr(options, name, None) for name in ("data", "models")}
    return settings.model_copy(update={name: value for name, value in named.items() if value})


# ---- mozart run


async def _run(settings: Settings, options: argparse.Namespace) -> None:
    """Serve until an error ends it, or in good order a signal, at whatever stage that comes."""
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
    catalogue = _catalogue(settings)
    house = build(
        settings.data,
        catalogue=catalogue,
        devices=[_engines(settings, catalogue, device) for device in settings.devices],
        direct_limit=settings.direct_pictures_per_day,
        scorer=_scorer(settings),
        encoder=_encoder_name(settings),
        writer=_writer(settings),
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


def _catalogue(settings: Settings) -> Catalogue:
    return read_catalogue(settings.models, settings.default_model, upscaler=settings.upscaler)


def _engines(
    settings: Settings, catalogue: Catalogue, device: str
) -> Mapping[str, Callable[[], Engine]]:
    """How to make each engine of a device.

    The worker does, in its own threads, when one is first needed; the modules are named, not
    imported, because one of them brings torch.
    """

    def painter() -> Engine:
        module = import_module("inference.engines.painter")
        return cast("Engine", module.PainterEngine())

    def diffusion() -> Engine:
        module = import_module("inference.engines.diffusion")
        threads = settings.threads or max(1, (os.cpu_count() or 2) - 1)
        engine = module.DiffusionEngine(
            catalogue,
            device=device,
            threads=threads,
            upscaler=next(iter(catalogue.upscalers.values()), None),
            at_once=settings.at_once,
            fixed_rows=settings.fixed_rows,
        )
        return cast("Engine", engine)

    def dice() -> Engine:
        module = import_module("inference.engines.dice")
        return cast("Engine", module.DiceEngine())

    def masters() -> Engine:
        module = import_module("inference.engines.masters")
        return cast("Engine", module.MastersEngine())

    def style() -> Engine:
        module = import_module("inference.engines.style")
        return cast("Engine", module.StyleEngine(settings.style_features))

    def dream() -> Engine:
        module = import_module("inference.engines.dream")
        return cast("Engine", module.DreamEngine())

    def upscale() -> Engine:
        module = import_module("inference.engines.upscale")
        return cast("Engine", module.UpscaleEngine(catalogue.upscalers, place=device))

    return {
        "painter": painter,
        "diffusion": diffusion,
        "dice": dice,
        "masters": masters,
        "style": style,
        "upscale": upscale,
        "dream": dream,
    }


def _scorer(settings: Settings) -> Callable[[], Scorer]:
    """How to get what chooses among candidates: one for all devices, imported when asked for."""

    @cache
    def likeness() -> Scorer:
        module = import_module("inference.likeness")
        return cast("Scorer", module.Likeness(settings.encoder))

    return likeness


def _encoder_name(settings: Settings) -> str:
    """Tells one encoder from another, so that what each sees is kept apart."""
    folder = settings.encoder or SHIPPED_ENCODER
    sizes = sorted(file.stat().st_size for file in folder.glob("*.safetensors"))
    return f"{folder.name} {sizes}"


def _writer(settings: Settings) -> Callable[[], Writer]:
    """How to make what helps with words, imported when asked for.

    Raises:
        ModelNotFound: the operator's language model is not there.
    """
    model = find_writer(settings.writer, settings.models) if settings.writer else None

    def writer() -> Writer:
        module = import_module("inference.engines.writer")
        made = module.HouseWriter(
            model=model,
            device=settings.writer_device,
            tasks=settings.data / "writer",
            encoder=settings.encoder,
        )
        return cast("Writer", made)

    return writer


# ---- mozart enhance, describe, shorten


async def _reword(settings: Settings, options: argparse.Namespace) -> int:
    """Help with words."""
    if options.command == "enhance" and options.files:
        copy = import_module("inference.engines.writer.task").copy_tasks
        print(*copy(settings.data / "writer"), sep="\n")
        return 0
    catalogue = read_catalogue(settings.models, settings.default_model)
    desk = Desk(_writer(settings), catalogue, draw_seed)
    try:
        print(*await told(options, desk), sep="\n")
    finally:
        desk.close()
    return 0


# ---- mozart bench


def _bench(options: argparse.Namespace) -> int:
    """Run benchmarks in a process of their own; they stand beside the program, not in it."""
    folder = Path(__file__).parent.parent
    if not (folder / "benchmarks" / "__main__.py").is_file():
        print("The benchmarks are in Mozart's source tree; run this there.", file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "benchmarks", *options.arguments]
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603 - our own


# ---- mozart imagine


async def _imagine(settings: Settings, options: argparse.Namespace) -> int:
    """Paint once and write the pictures to a folder."""
    catalogue = _catalogue(settings)
    files = {
        SOURCE: options.image,
        MASK: options.mask,
        CONTROL: options.control,
        REFERENCE: options.reference,
    }
    sent = {role: file for role, file in files.items() if file is not None}
    wish = Wish(
        prompt=options.prompt,
        negative=options.negative,
        count=options.count,
        aspect=options.aspect,
        size=options.size,
        seed=options.seed,
        model=options.model,
        pictures=frozenset(sent),
    )
    made = commission_of(wish, catalogue, draw_seed=draw_seed)
    if made.style is not None:
        raise PromptError("There are no jobs here. Give a picture with --reference instead.")
    pictures = {made.roles[role]: read_picture(file.read_bytes()) for role, file in sent.items()}
    await _make(settings, made.request, options, pictures)
    return 0


async def _draw(settings: Settings, options: argparse.Namespace) -> int:
    """Draw once and write the pictures, and what goes with them, to a folder."""
    sketch = Sketch(
        master=options.master,
        options=" ".join(options.options),
        inks=options.inks,
        count=options.count,
        aspect=options.aspect,
        size=options.size,
        seed=options.seed,
        files=", ".join(kind for kind in KINDS if getattr(options, kind)),
    )
    request = drawing_of(sketch, draw_seed=draw_seed)
    await _make(settings, request, options)
    return 0


async def _style(settings: Settings, options: argparse.Namespace) -> int:
    """Paint a picture anew and write the result to a folder."""
    request, pictures = styled(options)
    await _make(settings, request, options, pictures)
    return 0


async def _compare(settings: Settings, options: argparse.Namespace) -> int:
    """Paint every cell of a sheet; write the pictures and the sheet to a folder."""
    catalogue = _catalogue(settings)
    found = sheet_asked(options, catalogue, draw_seed=draw_seed)
    options.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="mozart-") as name:
        outcomes = await paint_all(
            [it.request for it in found.made],
            catalogue=catalogue,
            engines=_engines(settings, catalogue, settings.devices[0]),
            folder=Path(name),
            on_event=_show_progress,
            scorer=_scorer(settings),
        )
    for cell, (made, outcome) in enumerate(zip(found.made, outcomes, strict=True)):
        if isinstance(outcome, str):
            print(f"{found.plan.label(cell)}: {outcome}", file=sys.stderr)
        else:
            _write(outcome[0], made.request.model, options)
    sheet = await asyncio.to_thread(sheet_png, found, outcomes)
    file = options.out / f"mozart-sheet-{sha256(sheet).hexdigest()[:8]}.png"
    file.write_bytes(sheet)
    print(json.dumps({"sheet": str(file)}) if options.json else file, flush=True)
    return int(any(isinstance(outcome, str) for outcome in outcomes))


async def _dream(settings: Settings, options: argparse.Namespace) -> int:
    """Dream about a picture and write the result to a folder."""
    request, pictures = dreamt(options)
    await _make(settings, request, options, pictures)
    return 0


async def _upscale(settings: Settings, options: argparse.Namespace) -> int:
    """Enlarge a picture and write the result to a folder."""
    request, pictures = enlarged(options, _catalogue(settings).upscalers)
    await _make(settings, request, options, pictures)
    return 0


async def _dice(settings: Settings, options: argparse.Namespace) -> int:
    """Throw one waltz and write it to a folder."""
    request = dice_request(
        seed=draw_seed() if options.seed is None else options.seed,
        throws=options.throws,
        number=options.number,
        instrument=options.instrument,
        tempo=options.tempo,
        sound=options.sound,
    )
    await _make(settings, request, options)
    return 0


async def _make(
    settings: Settings,
    request: Request,
    options: argparse.Namespace,
    pictures: Mapping[str, Image] | None = None,
) -> None:
    """Have something made now, perhaps from pictures by their roles; write it to a folder."""
    catalogue = _catalogue(settings)
    options.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="mozart-") as name:
        folder = Path(name)
        if pictures:
            storage = Storage(folder / "pictures")
            kept = {role: storage.keep(to_png(it, {})) for role, it in pictures.items()}
            request = replace(request, inputs=kept)
        paintings = await paint_once(
            request,
            catalogue=catalogue,
            engines=_engines(settings, catalogue, settings.devices[0]),
            folder=folder,
            on_event=_show_progress,
            scorer=_scorer(settings),
        )
    for painting in paintings:
        _write(painting, request.model, options)


def _show_progress(event: Progress | Preview) -> None:
    if isinstance(event, Progress) and sys.stderr.isatty():
        end = "\n" if event.done >= 1 else "\r"
        print(f"{round(100 * event.done):3d} %", end=end, file=sys.stderr, flush=True)


def _write(painting: Painting, model: str, options: argparse.Namespace) -> None:
    """Keep a picture under a name that tells it from those of other words and models."""
    picture = painting.picture
    size = f"{picture.width}x{picture.height}"
    file = options.out / f"mozart-{picture.seed}-{size}-{picture.sha256[:8]}.png"
    file.write_bytes(painting.png)
    line = {
        "file": str(file),
        "seed": picture.seed,
        "model": model,
        "width": picture.width,
        "height": picture.height,
        "seconds": round(painting.seconds, 3),
    }
    for beside in painting.files:
        file.with_name(f"{file.stem}-{beside.name}").write_bytes(beside.data)
    if painting.files:
        line["files"] = [f"{file.stem}-{beside.name}" for beside in painting.files]
    told = f"seed {picture.seed}"
    if (score := (read_recipe(painting.png) or {}).get("score")) is not None:
        line["score"] = score
        told += f", score {score:.3f}"
    print(json.dumps(line) if options.json else f"{file} ({told})", flush=True)
    if picture.note:
        print(picture.note, file=sys.stderr)


# ---- mozart train


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


# ---- mozart models


def _models(settings: Settings, options: argparse.Namespace) -> int:
    """List, pull, remove, restore or check models."""
    token = settings.hf_token.get_secret_value().strip() if settings.hf_token else None

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    module = import_module("bot.shelf")  # it brings what downloads, which nothing else needs
    return cast("int", module.run(options, settings.models, token, show=print, tell=tell))


if __name__ == "__main__":
    sys.exit(main())

"""What the commands of `mozart` take: their arguments and help texts, and nothing they do."""

import argparse
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from inference.dreaming.wish import Mode
from inference.masters.catalogue import KINDS, MASTERS
from inference.morphing.wish import FIRST, SECOND
from inference.moving import KINDS as FILMS
from inference.offers import Kind
from inference.translating.tasks import Task as Targets
from inference.translating.wish import GROUPS
from inference.upscalers import Kind as Kinds
from inference.upscaling.wish import SCALES
from inference.walking.wish import TILES

Tasks: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its type has no other name

PORT = 8765

_PICTURES = {
    "image": "a picture to start from",
    "mask": "white where it is to be painted anew",
    "control": "a picture of what is to be where",
    "reference": "a picture to take up",
}

_BESIDE = {
    "svg": "also write lines for a plotter, a layer for each pen",
    "pdf": "also write a page of A4",
    "timelapse": "also write a film of how it is drawn",
}


def parser() -> argparse.ArgumentParser:
    """The commands that there are; `command` of what it parses names one."""
    whole = argparse.ArgumentParser(prog="mozart", description="Make art on demand.")
    whole.add_argument("--version", action="version", version=f"Mozart {version('mozart')}")
    tasks = whole.add_subparsers(dest="command", required=True)
    run = _run(tasks)
    imagine, compare, dice, draw = _imagine(tasks), _compare(tasks), _dice(tasks), _draw(tasks)
    style, dream, morph, upscale = _style(tasks), _dream(tasks), _morph(tasks), _upscale(tasks)
    translate, walk = _translate(tasks), _walk(tasks)
    train = _train(tasks)
    _bench(tasks)
    shelf = _models(tasks)
    ateliers = (draw, dice, style, dream, translate, morph, walk, upscale)
    makers = (imagine, compare, *ateliers, *_words(tasks))
    for task in (run, *makers, train, *shelf):
        task.add_argument("--data", type=Path, help="where jobs and pictures are kept")
        task.add_argument("--models", type=Path, help="where models are")
    return whole


def _run(tasks: Tasks) -> argparse.ArgumentParser:
    run = tasks.add_parser("run", help="serve Discord, or a loopback chat where there is no token")
    run.add_argument("--loopback", action="store_true", help="serve the chat even with a token")
    run.add_argument("--port", type=int, default=PORT, help=f"of the loopback chat ({PORT})")
    run.add_argument("--people-token", help="lets scripts act as the chat's members")
    return run


def _imagine(tasks: Tasks) -> argparse.ArgumentParser:
    imagine = tasks.add_parser(
        "imagine",
        help="paint from the command line",
        epilog="The prompt takes flags as in Discord, such as --steps 30 --cfg 5 --sampler euler"
        " --ar 3:2 --no people --chaos 40; docs/prompts.md has all of them.",
    )
    imagine.add_argument("prompt", help="what to paint, and flags")
    imagine.add_argument("--negative", default="", help="what to keep out")
    imagine.add_argument("--model", help="who paints")
    for name, what in _PICTURES.items():
        imagine.add_argument(f"--{name}", type=Path, help=what)
    _add_picture_options(imagine)
    return imagine


def _compare(tasks: Tasks) -> argparse.ArgumentParser:
    compare = tasks.add_parser("compare", help="paint a contact sheet over one or two axes")
    compare.add_argument("prompt", help="what to paint; braces are an axis")
    compare.add_argument("--x", default="", help="from left to right, such as 'steps: 4, 8'")
    compare.add_argument("--y", default="", help="from top to bottom, such as 'seed: 1-3'")
    compare.add_argument("--negative", default="", help="what to keep out")
    compare.add_argument("--aspect", help="width:height, such as 3:2")
    compare.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    compare.add_argument("--seed", type=int, help="of all pictures, unless it is an axis")
    compare.add_argument("--model", help="who paints")
    compare.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    compare.add_argument("--json", action="store_true", help="print one JSON line per picture")
    return compare


def _dice(tasks: Tasks) -> argparse.ArgumentParser:
    dice = tasks.add_parser("dice", help="throw a waltz with two dice: score, sound, MIDI")
    dice.add_argument("--throws", default="", help="the first sums, such as: 7 11 3")
    dice.add_argument("--number", default="", help="of a waltz that somebody shared")
    dice.add_argument("--seed", type=int, help="the same seed gives the same waltz")
    dice.add_argument("--instrument", help="fortepiano, harpsichord or music box")
    dice.add_argument("--tempo", type=int, help="eighths in a minute")
    dice.add_argument("--sound", help="mp3 or ogg")
    dice.add_argument("--out", type=Path, default=Path(), help="folder for the files")
    dice.add_argument("--json", action="store_true", help="print one JSON line per waltz")
    return dice


def _draw(tasks: Tasks) -> argparse.ArgumentParser:
    draw = tasks.add_parser("draw", help="draw by the rules of a master")
    draw.add_argument("master", help=f"one of {', '.join(MASTERS)}")
    draw.add_argument("options", nargs="*", help="its options as name=value, such as towers=9")
    draw.add_argument("--inks", help='colours of the pens, such as "black, crimson"')
    for kind in KINDS:
        draw.add_argument(f"--{kind}", action="store_true", help=_BESIDE[kind])
    _add_picture_options(draw)
    return draw


def _add_picture_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, help="pictures, 1 to 4; 1 if you leave it out")
    parser.add_argument("--aspect", help="width:height, such as 3:2")
    parser.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    parser.add_argument("--seed", type=int, help="the same words and seed give the same pictures")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the pictures")
    parser.add_argument("--json", action="store_true", help="print one JSON line per picture")


def _style(tasks: Tasks) -> argparse.ArgumentParser:
    style = tasks.add_parser("style", help="paint a picture anew in the style of others")
    style.add_argument("picture", type=Path, help="the picture to paint anew; it may move")
    style.add_argument("--style", action="append", default=[], help="a name, or a picture's file")
    style.add_argument("--mix", default="", help="weights, such as ink:0.3,oil:0.7")
    style.add_argument("--blend", choices=("mix", "collage"), help="how several become one")
    style.add_argument("--strength", type=int, help="how much of the style, in per cent")
    style.add_argument(
        "--keep-colours", action=argparse.BooleanOptionalAction, help="the picture's own colours"
    )
    style.add_argument("--photorealistic", action="store_true", help="no strokes")
    style.add_argument("--mask", type=Path, help="a picture that is white where the style goes")
    style.add_argument("--quality", choices=("instant", "fast", "full", "optimised"))
    style.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    style.add_argument("--seed", type=int, help="the same seed gives the same result")
    style.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    style.add_argument("--json", action="store_true", help="print one JSON line")
    return style


def _dream(tasks: Tasks) -> argparse.ArgumentParser:
    dream = tasks.add_parser("dream", help="dream about a picture")
    dream.add_argument("picture", type=Path, help="the picture to dream about")
    dream.add_argument("--mode", help=f"one of {', '.join(Mode)}")
    dream.add_argument(
        "--motifs", help='what creatures are made of, such as "owl, castle"; or none'
    )
    dream.add_argument("--layer", type=int, help="of the network, 1 to 4")
    dream.add_argument("--channel", type=int, help="one feature of that layer")
    dream.add_argument("--guide", type=Path, help="a picture of what to see")
    dream.add_argument("--style", help="a name, or a picture's file")
    dream.add_argument("--strength", type=int, help="how much of the dream, in per cent")
    dream.add_argument("--zoom", action="store_true", default=None, help="dream on, as a film")
    dream.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    dream.add_argument("--seed", type=int, help="the same seed gives the same dream")
    dream.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    dream.add_argument("--json", action="store_true", help="print one JSON line")
    return dream


def _morph(tasks: Tasks) -> argparse.ArgumentParser:
    morph = tasks.add_parser("morph", help="let one picture become another, as a film")
    morph.add_argument(FIRST, metavar="A", help="a picture's file, or words to paint")
    morph.add_argument(SECOND, metavar="B", help="a picture's file, or words to paint")
    morph.add_argument("--model", help="who paints every frame of a film between words")
    morph.add_argument("--frames", type=int, help="from the one to the other")
    morph.add_argument("--rate", type=int, help="frames a second")
    morph.add_argument("--kind", help=f"one of {', '.join(FILMS)}")
    morph.add_argument(
        "--back", action=argparse.BooleanOptionalAction, help="back again, without a jump"
    )
    morph.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    morph.add_argument("--seed", type=int, help="the same seed gives the same film")
    morph.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    morph.add_argument("--json", action="store_true", help="print one JSON line")
    return morph


def _walk(tasks: Tasks) -> argparse.ArgumentParser:
    walk = tasks.add_parser("walk", help="walk through all that a model can paint, as a film")
    walk.add_argument("--model", help="through whose pictures; the GAN if you leave it out")
    walk.add_argument("--words", help="what is painted all the way")
    walk.add_argument("--stops", type=int, help="how many places it visits")
    walk.add_argument("--frames", type=int, help="of the whole round")
    walk.add_argument("--rate", type=int, help="frames a second")
    walk.add_argument("--kind", help=f"one of {', '.join(FILMS)}")
    walk.add_argument("--truncation", type=float, help="how far from the most typical picture")
    walk.add_argument("--tiles", type=int, choices=TILES, help="walks side by side")
    walk.add_argument("--size", type=int, help="the side of a frame, in pixels")
    walk.add_argument("--seed", type=int, help="the same seed gives the same walk")
    walk.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    walk.add_argument("--json", action="store_true", help="print one JSON line")
    return walk


def _upscale(tasks: Tasks) -> argparse.ArgumentParser:
    upscale = tasks.add_parser("upscale", help="make a picture two or four times as large")
    upscale.add_argument("picture", type=Path, help="the picture to enlarge")
    upscale.add_argument("--scale", type=int, default=SCALES[0], choices=SCALES)
    upscale.add_argument("--network", help="who enlarges; lanczos is nobody")
    upscale.add_argument("--kind", choices=list(Kinds), help="what the picture shows")
    upscale.add_argument(
        "--mask", type=Path, help="for faces: a picture that is white where they are"
    )
    upscale.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    upscale.add_argument("--json", action="store_true", help="print one JSON line")
    return upscale


def _translate(tasks: Tasks) -> argparse.ArgumentParser:
    translate = tasks.add_parser("translate", help="turn a picture into night, winter, a drawing")
    translate.add_argument("picture", type=Path, help="the picture to turn into another")
    translate.add_argument(
        "--to", default="", help=f"{', '.join([*Targets, *GROUPS])}; several: night,winter+night"
    )
    translate.add_argument("--all", action="store_true", help="a picture of each of them")
    translate.add_argument("--strength", type=int, help="how much of the change, in per cent")
    translate.add_argument("--beside", action="store_true", help="also before and after on a sheet")
    translate.add_argument("--size", type=int, help="side of a square of the same area, in pixels")
    translate.add_argument("--model", help="a model that does it instead of Mozart's network")
    translate.add_argument("--instruction", default="", help="what a model is told")
    translate.add_argument("--control", help="a ControlNet of the model's, such as canny:0.8")
    translate.add_argument("--seed", type=int, help="of a model; the same seed, the same picture")
    translate.add_argument("--out", type=Path, default=Path(), help="folder for the result")
    translate.add_argument("--json", action="store_true", help="print one JSON line per picture")
    return translate


def _words(tasks: Tasks) -> list[argparse.ArgumentParser]:
    enhance = tasks.add_parser("enhance", help="make a few words into richer prompts")
    enhance.add_argument("words", nargs="?", default="", help="a few words, or a whole prompt")
    enhance.add_argument(
        "--files",
        action="store_true",
        help="copy what the writer is asked to where you may edit it",
    )
    describe = tasks.add_parser("describe", help="get words for a picture")
    describe.add_argument("picture", type=Path, help="a PNG, JPEG or WebP")
    shorten = tasks.add_parser("shorten", help="see which words matter, and get shorter prompts")
    shorten.add_argument("words", help="a whole prompt in plain words")
    return [enhance, describe, shorten]


def _train(tasks: Tasks) -> argparse.ArgumentParser:
    train = tasks.add_parser("train", help="make Mozart's own model, or go on with it")
    train.add_argument("--config", type=Path, help="a TOML file over the default configuration")
    train.add_argument("--stage", help="only this one, such as data, judge or denoiser")
    train.add_argument("--out", type=Path, help="folder for all of it (training, in the data)")
    train.add_argument("--minutes", type=float, help="stop after so long, at a checkpoint")
    train.add_argument("--start", type=Path, help="go on from exported models, such as Mozart's")
    return train


def _bench(tasks: Tasks) -> None:
    bench = tasks.add_parser("bench", help="measure this copy of Mozart; needs its source tree")
    bench.add_argument("arguments", nargs=argparse.REMAINDER, help="such as: serving --json")


def _models(tasks: Tasks) -> list[argparse.ArgumentParser]:
    shelf = tasks.add_parser("models", help="put models here, and look them over")
    works = shelf.add_subparsers(dest="task", required=True)
    show = works.add_parser("list", help="what is here, and what can be pulled")
    show.add_argument("--json", action="store_true", help="print one JSON line per model")
    pull = works.add_parser("pull", help="put a model here, from the hub or this machine")
    pull.add_argument("what", help="a name of the list, owner/name on the hub, a folder or a file")
    pull.add_argument("--revision", help="a branch, tag or commit of the hub's repository")
    pull.add_argument("--as", dest="name", help="what members call it")
    pull.add_argument("--kind", choices=list(Kind), help="what it is for, unless the list says it")
    remove = works.add_parser("remove", help="move a model, or what goes with one, to the trash")
    remove.add_argument("name")
    remove.add_argument("--kind", choices=list(Kind), help="where several things have the name")
    remove.add_argument("--for-good", action="store_true", help="delete it, also from the trash")
    restore = works.add_parser("restore", help="put back what is in the trash")
    restore.add_argument("name")
    restore.add_argument("--kind", choices=list(Kind), help="where several things have the name")
    check = works.add_parser("check", help="look models over: whole, unchanged, no broken numbers")
    check.add_argument("name", nargs="?", help="this one only")
    return [show, pull, remove, restore, check]

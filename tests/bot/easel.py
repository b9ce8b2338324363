"""A small real engine whose pace a test sets, and the models that it runs."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.catalogue import Catalogue, Dialect, Model
from inference.companions import Companion
from inference.engine import Report, Result
from inference.files import File
from inference.offers import Kind
from inference.request import Request

SIDE = 64
CATALOGUE = Catalogue(
    [
        Model(name="flat", engine="easel", title="Flat colours", side=SIDE),
        Model(
            name="copyist", engine="easel", title="Copies a picture", side=SIDE, takes_picture=True
        ),
        Model(
            name="lens", engine="diffusion", title="Follows pictures", side=SIDE, takes_picture=True
        ),
        Model(
            name="told",
            engine="diffusion",
            title="Does as it is told",
            side=SIDE,
            takes_picture=True,
            edits=True,
            needs_picture=True,
        ),
        Model(name="gan", engine="gan", title="The GAN", side=SIDE, dialect=Dialect.SCENES),
    ],
    [
        Companion(name="canny-tiny", kind=Kind.CONTROLNET, file=Path("canny")),
        Companion(name="eye", kind=Kind.IP_ADAPTER, file=Path("eye")),
    ],
)


class Critic:
    """Finds that words are shown the better the bluer a picture is, whatever they say."""

    def of_words(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[0, 1]] * len(texts), np.float32)

    def of_pictures(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        blues = [np.asarray(picture)[0, 0, 2] / 255 for picture in pictures]
        return np.array([[np.cos(blue), np.sin(blue)] for blue in blues], np.float32)


class Easel:
    """Paints one colour per picture, its seed's; noise for a prompt with the word "noise".

    One with the word "files" gets a file beside each picture, one with "moving" one instead of it.

    A prompt with the word "slow" is painted until `go_on` is set, one with "broken" breaks.

    Attributes:
        begun: a slow job is being painted.
        go_on: slow jobs may end.
        done: what slow jobs report, in [0, 1].
        wanted: every request that came, oldest first.
        inputs: what the last one started from.
    """

    def __init__(self, *, slots: int = 1) -> None:
        self.slots = slots
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.done = 0.5
        self.wanted: list[Request] = []
        self.inputs: Mapping[str, Image.Image] = {}

    def load(self, model: str) -> None:
        """Nothing weighs anything here."""

    def run(
        self, request: Request, inputs: Mapping[str, Image.Image], report: Report
    ) -> list[Result]:
        self.wanted.append(request)
        self.inputs = inputs
        pictures = [_flat(request, index) for index in range(request.count)]
        report(0.1, pictures)
        if "broken" in request.prompt:
            raise RuntimeError("A tube of paint burst.")
        if "slow" in request.prompt:
            self.begun.set()
            while not self.go_on.wait(0.02):
                report(self.done, pictures)
        report(1.0, pictures)
        return [Result(image=picture, files=_files(request)) for picture in pictures]

    def unload(self) -> None:
        """Nothing is held."""


def _files(request: Request) -> list[File]:
    beside = [File(name="drawing.svg", data=b"<svg xmlns='http://www.w3.org/2000/svg'/>")]
    gif = b"GIF89a" + bytes(300_000 if "huge" in request.prompt else 0)
    moving = [File(name="moving.gif", data=gif, instead=True)]
    return [
        *(beside if "files" in request.prompt else []),
        *(moving if "moving" in request.prompt else []),
    ]


def _flat(request: Request, index: int) -> Image.Image:
    if "noise" in request.prompt:
        pixels = Random(request.seed_of(index)).randbytes(3 * request.width * request.height)
        return Image.frombytes("RGB", (request.width, request.height), pixels)
    red, green, blue = request.seed_of(index).to_bytes(4, "big")[1:]
    return Image.new("RGB", (request.width, request.height), (red, green, blue))

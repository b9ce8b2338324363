"""The pictures to learn from: painted once, in chunks of one size each.

    data/learn-00000.npy    (chunk, height, width, 3) uint8
    data/learn-00000.json   their captions and labels, in the same order
    data/near-00000.npy     pictures of one kind of thing from near, for the denoiser
    data/check-00000.npy    pictures to measure with, of combinations that no other chunk shows

A chunk depends on the seed and its number alone; a kill loses at most the one being painted.
Knows nothing of torch, so that processes which only paint start at once and stay small.
"""

import io
import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from inference.painter.chance import stream
from inference.painter.composition import Seeds
from inference.painter.paint import paint
from inference.training.config import Config
from inference.training.files import write_whole
from inference.training.scenes import example

PURPOSES = ("check", "learn", "near")


class Told(TypedDict):
    """What stands beside each picture: phrasings, and an answer for each attribute."""

    captions: list[str]
    labels: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One file of pictures, painted or not yet.

    Attributes:
        purpose: "learn", "near" or "check".
        number: from 0 on for each purpose.
        count: of its pictures.
        size: (width, height) of each, in pixels.
    """

    purpose: str
    number: int
    count: int
    size: tuple[int, int]

    @property
    def name(self) -> str:
        """Of its files, without the ending."""
        return f"{self.purpose}-{self.number:05d}"


def chunks_of(config: Config, purpose: str) -> list[Chunk]:
    """All the chunks that the configuration asks for; sizes take turns."""
    data = config.data
    wanted = {"learn": data.pictures, "near": data.near, "check": data.check}[purpose]
    return [
        Chunk(
            purpose=purpose,
            number=number,
            count=min(data.chunk, wanted - begin),
            size=data.sizes[number % len(data.sizes)],
        )
        for number, begin in enumerate(range(0, wanted, data.chunk))
    ]


def paint_missing(config: Config, folder: Path) -> Iterator[Chunk]:
    """Paint every chunk that is not there yet and yield each; who stops asking stops it."""
    missing = [
        chunk
        for purpose in PURPOSES
        for chunk in chunks_of(config, purpose)
        if not (folder / f"{chunk.name}.npy").exists()
    ]
    yield from in_processes(partial(paint_chunk, config, folder), missing, config.data.processes)


def in_processes(
    work: Callable[[Chunk], None], chunks: Sequence[Chunk], processes: int
) -> Iterator[Chunk]:
    """Do the work of every chunk, in so many processes at a time; yield each that is done."""
    if processes == 1:
        for chunk in chunks:
            work(chunk)
            yield chunk
        return
    fresh = multiprocessing.get_context("spawn")  # a fork would copy torch's threads half-way
    with ProcessPoolExecutor(processes, mp_context=fresh) as painters:
        for begin in range(0, len(chunks), processes):
            batch = chunks[begin : begin + processes]
            for job in [painters.submit(work, chunk) for chunk in batch]:
                job.result()
            yield from batch


def paint_chunk(config: Config, folder: Path, chunk: Chunk) -> None:
    """Paint one chunk into its two files; the pictures' file comes last and says it is whole."""
    width, height = chunk.size
    pictures = np.empty((chunk.count, height, width, 3), np.uint8)
    told: list[Told] = []
    for index in range(chunk.count):
        number = chunk.number * config.data.chunk + index
        shown = example(number, config.seed, purpose=chunk.purpose, phrasings=config.data.phrasings)
        seed = int(stream(config.seed, f"{chunk.purpose} picture {number}").integers(2**32))
        seeds = Seeds(layout=seed, palette=seed, hand=seed)
        image = paint(shown.scene, width=width, height=height, seeds=seeds, show=_unseen)
        pictures[index] = np.asarray(image)
        told.append(Told(captions=list(shown.captions), labels=dict(shown.labels)))
    write_whole(folder / f"{chunk.name}.json", json.dumps(told).encode())
    write_whole(folder / f"{chunk.name}.npy", as_npy(pictures))


def as_npy(array: NDArray[np.generic]) -> bytes:
    """The bytes of numpy's file for one array."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _unseen(done: float, look: Callable[[], Image]) -> None:
    """Nobody watches these pictures grow."""

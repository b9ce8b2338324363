"""What members send along with a command."""

import asyncio
from dataclasses import dataclass

import discord

from inference.encoding import MAX_BYTES, read_picture, to_png
from inference.errors import PictureUnreadable
from inference.moving import kind_of, read_first

MOVED = "Of a GIF or a film the first frame is taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture that was sent.

    Attributes:
        data: its bytes, or those of a PNG of the first frame of what moves.
        size: (width, height), in pixels.
        moved: whether it came as a GIF or a film.
    """

    data: bytes
    size: tuple[int, int]
    moved: bool


async def download(file: discord.Attachment) -> bytes:
    """The bytes of an attachment.

    Raises:
        PictureUnreadable: there are more than any picture may have.
    """
    if file.size > MAX_BYTES:
        raise PictureUnreadable(
            f"This file has {file.size / 2**20:.0f} MB; send a picture of at most"
            f" {MAX_BYTES / 2**20:.0f} MB."
        )
    return await file.read()


async def read_still(data: bytes) -> Still:
    """The picture in these bytes; of what moves, its first frame.

    Raises:
        PictureUnreadable: it is none; damaged or too large.
    """
    return await asyncio.to_thread(_read_still, data)


def _read_still(data: bytes) -> Still:
    if kind_of(data) is None:
        return Still(data=data, size=read_picture(data).size, moved=False)
    first = read_first(data)
    return Still(data=to_png(first, {}), size=first.size, moved=True)

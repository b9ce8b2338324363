"""What members send along with a command."""

import discord

from inference.encoding import MAX_BYTES
from inference.errors import PictureUnreadable


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

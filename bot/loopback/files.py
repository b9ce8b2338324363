"""Attachments: measured, kept, and linked to by signed links that expire, like the real CDN's."""

import asyncio
import hashlib
import hmac
import io
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from bot.loopback.errors import ApiError, form_error
from bot.loopback.ids import Clock, Snowflakes
from bot.loopback.state import Attachment
from bot.loopback.store import Store
from bot.loopback.wire import MIB, Json

LINK_LIVES_S = 86_400
MAX_PER_MESSAGE = 10
Uploads = Mapping[int, Attachment]
"""What came with a request, by the number in `files[N]`; already kept."""


class Files:
    """Takes bytes in, gives links out.

    Attributes:
        base_url: where links start; set when the server is bound.
        upload_limit_bytes: the most one file may have.
    """

    def __init__(self, store: Store, clock: Clock, new_id: Snowflakes, secret: str) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._secret = secret.encode()
        self.base_url = ""
        self.upload_limit_bytes = 10 * MIB

    async def keep(
        self, name: str, data: bytes, *, folder: str, ephemeral: bool = False
    ) -> Attachment:
        """Store a file under a new id.

        `folder` is the first part of its link: a channel's id, or the application's.

        Raises:
            ApiError: 40005 when it is larger than the upload limit.
        """
        if len(data) > self.upload_limit_bytes:
            raise ApiError(40005)
        attachment_id = self._new_id()
        filename = "".join(c if c.isalnum() or c in "._-" else "_" for c in name) or "file"
        kind = "ephemeral-attachments" if ephemeral else "attachments"
        attachment = Attachment(
            id=attachment_id,
            filename=filename,
            size_bytes=len(data),
            content_type=mimetypes.guess_type(filename)[0] or "application/octet-stream",
            path=f"{kind}/{folder}/{attachment_id}/{filename}",
            ephemeral=ephemeral,
        )
        await asyncio.to_thread(self._keep, attachment, data)
        return attachment

    def _keep(self, attachment: Attachment, data: bytes) -> None:
        _measure(attachment, data)
        self._store.keep_file(attachment.id, data)

    def json(self, attachment: Attachment) -> Json:
        """The attachment object, with links that are fresh now."""
        fields = {
            "id": attachment.id,
            "filename": attachment.filename,
            "size": attachment.size_bytes,
            "content_type": attachment.content_type,
            "width": attachment.width_px,
            "height": attachment.height_px,
            "description": attachment.description,
            "ephemeral": attachment.ephemeral or None,
        }
        links = dict(zip(("url", "proxy_url"), self.links(attachment), strict=True))
        return {key: value for key, value in fields.items() if value is not None} | links

    def links(self, attachment: Attachment) -> tuple[str, str]:
        """The link to the file and to its proxy, both with an end."""
        now = int(self._clock.now())
        expires, issued = f"{now + LINK_LIVES_S:x}", f"{now:x}"
        seal = self._seal(attachment.path, expires, issued)
        query = f"{attachment.path}?ex={expires}&is={issued}&hm={seal}&"
        return f"{self.base_url}/cdn/{query}", f"{self.base_url}/media/{query}"

    def find(self, path: str, query: Mapping[str, str]) -> Path | None:
        """The file behind a link, or None when the link is wrong or too old."""
        expires, issued = query.get("ex", ""), query.get("is", "")
        seal = self._seal(path, expires, issued).encode()
        if not hmac.compare_digest(query.get("hm", "").encode(), seal):
            return None
        if int(expires, 16) < self._clock.now():
            return None
        found = self._store.file(path.split("/")[2])
        return found if found.is_file() else None

    def discard(self, gone: Iterable[Attachment]) -> None:
        """Forget the bytes of attachments that no message has any more."""
        for attachment in gone:
            self._store.file(attachment.id).unlink(missing_ok=True)

    @staticmethod
    def content_type(path: str) -> str:
        """What a link's file is, by its name; nothing that a browser would run."""
        guessed = mimetypes.guess_type(path)[0] or ""
        shown = guessed.startswith(("image/", "video/", "audio/")) and "svg" not in guessed
        return guessed if shown else "application/octet-stream"

    def _seal(self, path: str, expires: str, issued: str) -> str:
        text = f"{path} {expires} {issued}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


def _measure(attachment: Attachment, data: bytes) -> None:
    """Note what picture it is, if it is one."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            attachment.width_px, attachment.height_px = image.size
            attachment.content_type = Image.MIME.get(image.format or "", attachment.content_type)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return


def survivors(body: Json, uploads: Uploads, old: Mapping[str, Attachment]) -> dict[str, Attachment]:
    """The attachments of a message after a request (API v10, reference#uploading-files).

    No list keeps what is there and appends every upload; a list names all that survive, the kept
    ones by their id and the new ones by the number of their upload.

    Raises:
        ApiError: 50035 when the list names an unknown file, or there are more than ten.
    """
    wanted = body.get("attachments")
    if wanted is None:
        after = {**old, **{file.id: file for _, file in sorted(uploads.items())}}
    else:
        files = [_wanted(item, uploads, old) for item in wanted]
        after = {file.id: file for file in files}
    if len(after) > MAX_PER_MESSAGE:
        text = f"Must be {MAX_PER_MESSAGE} or fewer in length."
        raise form_error((["attachments"], "BASE_TYPE_MAX_LENGTH", text))
    return after


def _wanted(item: Json, uploads: Uploads, old: Mapping[str, Attachment]) -> Attachment:
    item_id = str(item["id"])
    found = old.get(item_id) or uploads.get(int(item_id))
    if found is None:
        text = f"Attachment {item_id} not found"
        raise form_error((["attachments"], "ATTACHMENT_NOT_FOUND", text))
    changes = {"description": item["description"]} if "description" in item else {}
    if item_id not in old and item.get("filename"):
        changes["filename"] = item["filename"]
    return replace(found, **changes)

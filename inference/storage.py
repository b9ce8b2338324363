"""Finished pictures and inputs on disk, each under the sha256 of its bytes.

    pictures/
      ab/abcdef....png     complete, or not there at all
      new/                 half-written ones of a process that died; emptied at start

Every call blocks, from any thread. It knows neither jobs nor what is in a PNG.
"""

import errno
import os
import re
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from inference.errors import DiskFull, JobNotFound

_NAME = re.compile(r"[0-9a-f]{64}")


class Storage:
    """A folder of pictures. Made for one Mozart at a time: a second would tidy its files away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = folder / "new"
        self._new.mkdir(parents=True, exist_ok=True)
        for stale in self._new.iterdir():
            stale.unlink()

    def keep(self, png: bytes) -> str:
        """Store a picture so that it survives a power cut; returns its sha256. Idempotent.

        Raises:
            DiskFull: there is no room; nothing is left behind.
        """
        name = sha256(png).hexdigest()
        path = self.path(name)
        if path.exists():
            return name
        try:
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                _sync_folder(self._folder)
            self._write(png, path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise DiskFull(
                    "Mozart's disk is full or failing, so a picture could not be saved."
                    " Make room there and try again."
                ) from error
            raise
        return name

    def _write(self, png: bytes, path: Path) -> None:
        handle, draft = tempfile.mkstemp(dir=self._new)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(png)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def read(self, name: str) -> bytes:
        """The picture's bytes.

        Raises:
            JobNotFound: its file is gone.
        """
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError as error:
            raise JobNotFound("The picture's file is gone.") from error

    def path(self, name: str) -> Path:
        """Where the picture lies or would lie; always within the folder.

        Raises:
            JobNotFound: `name` is no sha256, so there is no such picture.
        """
        if not _NAME.fullmatch(name):
            raise JobNotFound("There is no such picture.")
        return self._folder / name[:2] / f"{name}.png"

    def remove(self, name: str) -> None:
        """Delete the picture; nothing happens when it is gone."""
        self.path(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if sys.platform == "win32":
        return  # its file systems do that by themselves, and folders cannot be opened
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

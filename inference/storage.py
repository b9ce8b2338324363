"""Finished pictures, what goes with them, and inputs on disk, each under the sha256 of its bytes.

    pictures/
      ab/abcdef....png     complete, or not there at all
      ab/abc123....bin     what is no PNG: a drawing as SVG, a sound, a moving picture
      new/                 half-written ones of a process that died; emptied at start

A picture is held from `keep` until `let_go`, and meanwhile nobody can remove it: whoever keeps one
lets go once its name is committed somewhere, or will never be.

Every call blocks, from any thread. It knows neither jobs nor what is in a PNG.
"""

import errno
import os
import re
import sys
import tempfile
import threading
from collections import Counter
from hashlib import sha256
from pathlib import Path

from inference.errors import DiskFull, JobNotFound

_NAME = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_FILE = re.compile(rf"({_FOLDER.pattern})(\1[0-9a-f]{{62}})\.(?:png|bin)")
_PNG = b"\x89PNG\r\n\x1a\n"


class Storage:
    """A folder of pictures. Made for one Mozart at a time: a second would tidy its files away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = folder / "new"
        self._new.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()  # guards the holds, and that what is held is not removed
        self._holds = Counter[str]()
        for stale in self._new.iterdir():
            stale.unlink()

    def keep(self, data: bytes) -> str:
        """Store a file so that it survives a power cut, and hold it; returns its sha256.

        Storing twice is storing once, but wants `let_go` twice.

        Raises:
            DiskFull: there is no room; nothing is left behind.
        """
        name = sha256(data).hexdigest()
        with self._lock:
            self._holds[name] += 1
        try:
            self._store(data, self._place(name, "png" if data.startswith(_PNG) else "bin"))
        except BaseException:
            self.let_go(name)
            raise
        return name

    def let_go(self, name: str) -> None:
        """Give up one `keep` of a picture; from the last one on it can be removed."""
        with self._lock:
            self._holds[name] -= 1
            if not self._holds[name]:
                del self._holds[name]

    def _store(self, data: bytes, path: Path) -> None:
        if path.exists():
            return
        try:
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                _sync_folder(self._folder)
            self._write(data, path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise DiskFull(
                    "Mozart's disk is full or failing, so a picture could not be saved."
                    " Make room there and try again."
                ) from error
            raise

    def _write(self, data: bytes, path: Path) -> None:
        handle, draft = tempfile.mkstemp(dir=self._new)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def read(self, name: str) -> bytes:
        """The file's bytes.

        Raises:
            JobNotFound: its file is gone.
        """
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError as error:
            raise JobNotFound("The picture's file is gone.") from error

    def path(self, name: str) -> Path:
        """Where the file lies, or as a PNG would lie; always within the folder.

        Raises:
            JobNotFound: `name` is no sha256, so there is no such file.
        """
        if not _NAME.fullmatch(name):
            raise JobNotFound("There is no such picture.")
        other = self._place(name, "bin")
        return other if other.exists() else self._place(name, "png")

    def _place(self, name: str, ending: str) -> Path:
        return self._folder / name[:2] / f"{name}.{ending}"

    def names(self) -> list[str]:
        """Everything there is. Files that are not ours have no name here."""
        return [
            match[2]
            for folder in os.scandir(self._folder)
            if _FOLDER.fullmatch(folder.name) and folder.is_dir()
            for file in os.scandir(folder)
            if (match := _FILE.fullmatch(folder.name + file.name))
            if file.is_file(follow_symlinks=False)
        ]

    def remove(self, name: str) -> bool:
        """Delete the file, unless somebody holds it; whether it is gone now."""
        path = self.path(name)
        with self._lock:
            if name in self._holds:
                return False
            path.unlink(missing_ok=True)
        return True


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if sys.platform == "win32":
        return  # its file systems do that by themselves, and folders cannot be opened
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

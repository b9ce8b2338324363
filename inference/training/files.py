"""Files that are whole or absent, also after a kill in the middle of writing one."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Put a new file in the place of `file` in one instant."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".new-{file.name}")
    with new.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def write_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a new folder, then put it in the place of `folder`.

    A kill between the two leaves no folder, never half of one.
    """
    new = folder.with_name(f".new-{folder.name}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    write(new)
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)

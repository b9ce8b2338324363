"""One Mozart per data directory.

The lock belongs to the open file, so the kernel drops it with the process, however that dies.
It knows nothing of what lies in the directory.
"""

import sys
from io import FileIO
from pathlib import Path

from inference.errors import DataInUse, InferenceError

if sys.platform == "win32":
    import msvcrt

    def _take(file: FileIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: FileIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(folder: Path) -> FileIO:
    """Make the folder ours until the returned file is closed; creates it where it is missing.

    Raises:
        DataInUse: somebody else holds it; told at once, without waiting.
        InferenceError: nobody can write there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = FileIO(folder / "lock", "a")
    except OSError as error:
        raise InferenceError(f"{folder} cannot be used: {error.strerror}.") from error
    try:
        _take(file)
    except (BlockingIOError, PermissionError) as error:
        file.close()
        raise DataInUse(in_use(folder)) from error
    return file


def in_use(folder: Path) -> str:
    """What to tell an operator who starts a second Mozart on one directory."""
    return (
        f"Another Mozart is using {folder}. "
        "Stop it first, or start this one with --data and another directory."
    )

"""Where a model's folder came from: its `source.json`, written when it was pulled.

Reads and writes that file alone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.errors import ModelNotFound

FILE = "source.json"


class Kept(BaseModel):
    """A file as it was when it came."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    size_bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Origin(BaseModel):
    """What is known of a folder.

    Attributes:
        repo: on the hub; None for what was copied from this machine.
        commit: of that repository.
        licence: as its makers call it, where somebody says.
        pulled: the day, as 2026-11-28.
        files: by their names in the folder, with forward slashes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    repo: str | None = None
    commit: str | None = None
    licence: str | None = None
    pulled: str
    files: Mapping[str, Kept]


def read_origin(folder: Path) -> Origin | None:
    """Where it came from; None when nobody wrote it down.

    Raises:
        ModelNotFound: the file is there and says something else.
    """
    try:
        return Origin.model_validate_json((folder / FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValidationError) as error:
        raise ModelNotFound(
            f"{FILE} of the model “{folder.name}” cannot be read; pull the model again."
        ) from error


def write_origin(folder: Path, origin: Origin) -> None:
    """Keep it in the folder."""
    (folder / FILE).write_text(origin.model_dump_json(indent=2) + "\n", encoding="utf-8")

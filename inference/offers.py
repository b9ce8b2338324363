"""The models that an operator can pull by name: what `catalogue.toml` says of each.

Reads that one file, and knows nothing of what is on this machine.
"""

import json
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "catalogue.toml"
GIB = 2**30

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Repo = Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]


class Kind(StrEnum):
    """What a model is for."""

    BASE = "base"  # paints by itself
    UPSCALER = "upscaler"
    LORA = "lora"
    CONTROLNET = "controlnet"
    EMBEDDING = "embedding"
    IP_ADAPTER = "ip-adapter"
    WRITER = "writer"  # a language model


class Offer(BaseModel):
    """One entry. Unknown keys are errors, so a typo cannot hide.

    Attributes:
        kind: what it is for.
        about: one line for people.
        family: the architecture, such as sdxl; what goes with a base model has its family.
        repo: on the hub, owner/name.
        revision: the commit to pull; None pins whatever is there at the first pull.
        licence: as its makers call it; None when no source that we know says.
        gated: whether the hub wants an account that has accepted the licence.
        size_bytes: of what is pulled.
        memory_gib: a rough guess of what its weights take on a device, in half precision.
        dialect: what words it was trained on.
        side, steps, guidance: what to use when nobody says.
        files: what to take, by name; empty leaves it to the layout.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    kind: Kind = Kind.BASE
    about: Annotated[str, Field(min_length=1, max_length=100)]
    family: Name
    repo: Repo
    revision: Commit | None = None
    licence: str | None = None
    gated: bool = False
    size_bytes: Annotated[int, Field(gt=0)] | None = None
    memory_gib: Annotated[float, Field(gt=0)] | None = None
    dialect: Literal["tags", "sentences", "scenes"] = "tags"
    side: Annotated[int, Field(ge=64, le=2048)] | None = None
    steps: Annotated[int, Field(ge=1, le=150)] | None = None
    guidance: Annotated[float, Field(ge=0, le=50)] | None = None
    files: tuple[str, ...] = ()


def read_offers(file: Path = FILE) -> Mapping[str, Offer]:
    """Every offer by its name, in the file's order.

    Raises:
        ValueError: the file is not as it should be; the one we ship is.
    """
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    # By way of JSON, from which strict pydantic takes enumerations and tuples.
    return {name: Offer.model_validate_json(json.dumps(entry)) for name, entry in table.items()}


def offer_of(repo: str | None, offers: Mapping[str, Offer]) -> Offer | None:
    """What is said of a repository; the hub takes its names in any case."""
    wanted = (repo or "").lower()
    return next((offer for offer in offers.values() if offer.repo.lower() == wanted), None)

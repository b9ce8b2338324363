"""What a model's folder says of its use: `mozart.json`, beside `model_index.json`, if it is there.

    {"steps": 8, "guidance": 4.0, "enlarged": 4}

What it leaves out is read off the pipeline (see `traits`). Knows nothing of pipelines.
"""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.catalogue import HABITS, MOST_ENLARGED
from inference.errors import ModelNotFound

MAX_STEPS = 150
MAX_GUIDANCE = 50.0


class Habits(BaseModel):
    """What to use when a request leaves it open; None leaves it to the pipeline.

    Attributes:
        steps, guidance: as requests have them.
        enlarged: how many times a network enlarges what the model paints, so that a model for
            small pictures makes large ones; the catalogue reads it, too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    steps: Annotated[int, Field(ge=1, le=MAX_STEPS)] | None = None
    guidance: Annotated[float, Field(ge=0, le=MAX_GUIDANCE)] | None = None
    enlarged: Annotated[int, Field(ge=1, le=MOST_ENLARGED)] = 1


def read_habits(folder: Path) -> Habits:
    """What the folder says, if anything.

    Raises:
        ModelNotFound: its file is there and says something else.
    """
    try:
        return Habits.model_validate_json((folder / HABITS).read_bytes())
    except FileNotFoundError:
        return Habits()
    except (OSError, ValidationError) as error:
        raise ModelNotFound(
            f"The model “{folder.name}” was not loaded: {HABITS} may name steps (1 to"
            f" {MAX_STEPS}), guidance (0 to {MAX_GUIDANCE:.0f}) and enlarged (1 to"
            f" {MOST_ENLARGED}), and nothing else."
        ) from error

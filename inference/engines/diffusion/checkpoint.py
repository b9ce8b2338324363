"""A whole model in one file, as Stable Diffusion first came, read into a stock pipeline.

diffusers 0.42.1 downloads the configuration of such a file when it finds none, even when it is told
to use local files only; so it is always given a folder with one, and never looks.
"""

from pathlib import Path

import diffusers
import torch

from inference.engines.diffusion.untyped import Pipeline
from inference.errors import ModelNotFound
from inference.shelf.folder import read_index


def read_checkpoint(file: Path, config: Path, dtype: torch.dtype) -> Pipeline:
    """A pipeline on the CPU with the file's weights.

    Args:
        file: in safetensors.
        config: a folder in diffusers' layout, of a model of the same family; its weights are only
            read for parts that the file has not.
        dtype: of the weights.

    Raises:
        ModelNotFound: no pipeline of that family can be read from one file.
    """
    kind = getattr(diffusers, str(read_index(config).get("_class_name")), None)
    if not (isinstance(kind, type) and hasattr(kind, "from_single_file")):
        raise ModelNotFound(
            f"The model “{file.stem}” does not load: {config.name} is of a family that does not"
            " come in one file."
        )
    pipeline: Pipeline = kind.from_single_file(
        str(file), config=str(config), dtype=dtype, local_files_only=True
    )
    return pipeline

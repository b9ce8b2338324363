"""From a file to a generator and back; the file's header says its layout.

Runs nobody's programs: safetensors only. Weights may be fp32, fp16 or bf16; they become fp32.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from inference.errors import GeneratorUnreadable
from inference.gan.arithmetic import Words
from inference.gan.network import Generator
from inference.memory import memory_errors
from inference.weights import header_trouble, value_trouble

MAX_BYTES = 2**28
_LAYOUT, _WORDS = "layout", "words"
_OURS = "generator."
_Channels = Annotated[int, Field(ge=1, le=4096)]


class _Layout(BaseModel):
    """What a file's header says of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["dcgan"] = "dcgan"
    latent_size: Annotated[int, Field(ge=1, le=4096)]
    channels: Annotated[tuple[_Channels, ...], Field(min_length=2, max_length=7)]


@dataclass(frozen=True, slots=True)
class _Content:
    told: Mapping[str, str]
    weights: Mapping[str, Tensor]


def read_generator(file: Path, place: str = "cpu") -> Generator:
    """The generator in a file of ours, frozen, in fp32, on its device.

    Raises:
        GeneratorUnreadable: it is not there, is none, or is damaged.
        OutOfMemory: the device cannot hold it.
    """
    content = _read(file)
    try:
        layout = _Layout.model_validate_json(content.told.get(_LAYOUT, ""))
    except ValidationError as error:
        raise _refusal(file, "holds no generator in the layout of DCGAN") from error
    weights = {
        name.removeprefix(_OURS): tensor if "num_batches" in name else tensor.float()
        for name, tensor in content.weights.items()
        if name.startswith(_OURS)
    }
    try:
        with torch.device("meta"):
            generator = Generator(latent_size=layout.latent_size, channels=layout.channels)
        generator.load_state_dict(weights, assign=True)
    except RuntimeError as error:
        raise _refusal(file, "holds other weights than its header says") from error
    with memory_errors():
        return generator.to(place).eval().requires_grad_(requires_grad=False)


def read_words(file: Path) -> Words:
    """What the latents of the generator in this file mean; nothing where it does not say.

    Raises:
        GeneratorUnreadable: as read_generator, or what it says does not go together.
    """
    content = _read(file)
    try:
        names = tuple(str(name) for name in json.loads(content.told.get(_WORDS, "[]")))
        latent_size = _Layout.model_validate_json(content.told.get(_LAYOUT, "")).latent_size
    except (ValueError, TypeError) as error:
        raise _refusal(file, "holds no generator in the layout of DCGAN") from error
    means = content.weights.get(_WORDS, torch.empty(0, latent_size)).float()
    if means.shape != (len(names), latent_size):
        raise _refusal(file, "has other words than directions for them")
    return Words.of_means(names, means.numpy())


def write_generator(
    generator: Generator,
    file: Path,
    words: Words | None = None,
    *,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write it with its layout, and what its latents mean; by default in half precision."""
    layout = _Layout(latent_size=generator.latent_size, channels=generator.channels)
    told = {_LAYOUT: json.dumps(layout.model_dump(mode="json"))}
    weights = {
        _OURS + name: _plain(tensor, dtype) for name, tensor in generator.state_dict().items()
    }
    if words is not None:
        weights[_WORDS] = torch.from_numpy(words.means).to(dtype)
        told[_WORDS] = json.dumps(words.names)
    save_file(weights, file, told)


def _plain(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    halved = tensor.to(dtype) if tensor.is_floating_point() else tensor
    return halved.cpu().contiguous()


def _read(file: Path) -> _Content:
    if not file.is_file():
        raise _refusal(file, "is not there")
    if file.suffix.lower() != ".safetensors":
        raise _refusal(file, "may hold a program; take one in the .safetensors format")
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _refusal(file, f"is larger than {MAX_BYTES >> 20} MiB")
        if why := header_trouble(file) or value_trouble(file):
            raise _refusal(file, why)
        with safe_open(file, "pt") as opened:
            told = opened.metadata() or {}
            weights = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    except OSError as error:
        raise _refusal(file, f"cannot be read ({error.strerror})") from error
    except SafetensorError as error:
        raise _refusal(file, "is a damaged safetensors file") from error
    return _Content(told, weights)


def _refusal(file: Path, why: str) -> GeneratorUnreadable:
    return GeneratorUnreadable(f"The generator “{file.name}” {why}.")

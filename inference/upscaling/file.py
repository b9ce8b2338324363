"""From a file to an upscaler, whoever published it. Runs nobody's programs: safetensors only.

The network is sized from the shapes without memory of its own, and takes the file's weights only
if they are exactly those it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from inference.errors import UpscalerUnreadable
from inference.memory import memory_errors
from inference.upscaling.compact import CompactUpscaler
from inference.upscaling.dense import DenseUpscaler
from inference.upscaling.names import familiar

MAX_BYTES = 2**29
MAX_HEADER_BYTES = 2**22
MAX_SIZE = 1024
"""Of each dimension of a weight: 16 times the usual number of features."""
MAX_WEIGHTS = 5000
MAX_SCALE = 8

_FLOATS = {torch.float32, torch.float16, torch.bfloat16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upscaler:
    """A network that enlarges pictures, in fp32, on its device.

    Attributes:
        name: of its file, without the ending.
        network: (B, 3, H, W) in [0, 1] to larger ones.
        place: where it computes, as torch names it.
    """

    name: str
    network: CompactUpscaler | DenseUpscaler
    place: str = "cpu"


def load_upscaler(file: Path, place: str = "cpu") -> Upscaler:
    """Read an upscaler in one of the community's layouts, in fp32, fp16 or bf16.

    Args:
        file: RRDBNet by its present or former names, or SRVGGNetCompact; "params" and the like
            around the names are taken away.
        place: the device, as torch names it.

    Raises:
        UpscalerUnreadable: it is not there, is none, or is one that we cannot run.
        OutOfMemory: the device cannot hold it.
    """
    with memory_errors():
        weights = _read(file)
        network = _network(file, familiar(weights))
        return Upscaler(name=file.stem, network=network.to(place), place=place)


def _read(file: Path) -> dict[str, Tensor]:
    content = _content(file)
    header = int.from_bytes(content[:8], "little")
    if content[8:9] != b"{" or header > MAX_HEADER_BYTES:
        raise _refusal(file, "is not a safetensors file, whatever its name says")
    try:
        weights = load(content)
    except (SafetensorError, LookupError, ValueError) as error:
        raise _refusal(file, "is a damaged safetensors file; fetch it again") from error
    if not weights or len(weights) > MAX_WEIGHTS:
        raise _refusal(file, "holds no upscaler")
    if any(tensor.dtype not in _FLOATS for tensor in weights.values()):
        raise _refusal(file, "has other numbers than fp32, fp16 or bf16")
    return weights


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise _refusal(file, "is not there")
    if file.suffix.lower() != ".safetensors":
        raise _refusal(file, "may hold a program; fetch it in the .safetensors format")
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(file, f"cannot be read ({error.strerror})") from error
    if len(content) > MAX_BYTES:
        raise _refusal(file, f"is larger than {MAX_BYTES >> 20} MiB")
    return content


def _network(file: Path, weights: Mapping[str, Tensor]) -> CompactUpscaler | DenseUpscaler:
    layout = DenseUpscaler if "conv_first.weight" in weights else CompactUpscaler
    if any(not 1 <= size <= MAX_SIZE for tensor in weights.values() for size in tensor.shape):
        raise _refusal(file, "has other sizes than any upscaler that we know")
    exact = {name: tensor.float() for name, tensor in weights.items()}
    try:
        with torch.device("meta"):
            network = layout.sized(exact)
        network.load_state_dict(exact, assign=True)
    except (LookupError, ValueError, RuntimeError) as error:
        why = "is not of a layout that we know, which are RRDBNet and SRVGGNetCompact"
        raise _refusal(file, why) from error
    if not 1 <= network.scale <= MAX_SCALE:
        raise _refusal(file, f"does not enlarge 1 to {MAX_SCALE} times")
    if not all(bool(weight.isfinite().all()) for weight in exact.values()):
        raise _refusal(file, "holds numbers that are not finite")
    return network.eval().requires_grad_(requires_grad=False)


def _refusal(file: Path, why: str) -> UpscalerUnreadable:
    return UpscalerUnreadable(f"The upscaler “{file.name}” {why}.")

# mypy: disable-error-code="no-untyped-call"
"""LoRA files as adapters of one model: read, checked against its layers, and kept while they fit.

    file --> header: is it a LoRA, of a kind that is run? --> numbers? --> diffusers' converters
         --> every name a layer, every shape its shape? --> onto the device --> Rack

Trainers write many forms (kohya's, diffusers' old and new, PEFT's). diffusers 0.42.1 converts them
without PEFT, but leaves out in silence what it does not know; here every name must find its layer.
"""

import json
import logging
import math
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

from diffusers.utils.state_dict_utils import (
    convert_state_dict_to_diffusers,
    convert_state_dict_to_peft,
    convert_unet_state_dict_to_peft,
)
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from inference.companions import Companion
from inference.engines.diffusion.adapters import Adapter, Patch, shaped
from inference.engines.diffusion.keep import Keep
from inference.engines.diffusion.untyped import Pipeline
from inference.errors import RequestRefused
from inference.weights import read_tensors, value_trouble

log = logging.getLogger(__name__)

DENOISERS = ("unet", "transformer")
ENCODERS = ("text_encoder", "text_encoder_2")
MOST_BYTES = 2**30

_OTHER_KINDS = {
    r"\.lokr_": "a LoKr",
    r"\.hada_": "a LoHa",
    r"\.dora_scale|lora_magnitude_vector": "a DoRA",
    r"\.lora_mid\.": "a LoRA in three pieces",
    r"\.diff(_b)?$": "more than a LoRA",
    r"\.lora_(B|up)\.bias$": "a LoRA with biases",
}
_PAIRS = (
    (".lora_down.weight", ".lora_up.weight"),
    (".lora_A.weight", ".lora_B.weight"),
    (".lora.down.weight", ".lora.up.weight"),
)
_DOWN = re.compile(r"lora_down\.|lora_A\.|lora\.down\.|lora_linear_layer\.down\.|processor\.")
_PLAIN = ".lora_A."
_METADATA = "lora_adapter_metadata"
_CONVERTERS_RAISE = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, StopIteration),
)


class Rack:
    """The adapters of one model that are on the device, the least lately used given up first."""

    def __init__(self, model: str, pipeline: Pipeline, *, most_bytes: int = MOST_BYTES) -> None:
        """Nothing is read yet.

        Args:
            model: its name, for sentences.
            pipeline: with the networks that adapters go on.
            most_bytes: of adapters kept; those in use may be more.
        """
        self._model, self._pipeline = model, pipeline
        self._keep = Keep[Adapter](lambda adapter: adapter.size_bytes, most_bytes=most_bytes)

    def take(self, companion: Companion) -> Adapter:
        """The adapter of a file, on the device.

        Raises:
            RequestRefused: it is gone, broken, or does not fit the model.
        """
        return self._keep.take(companion, lambda version: self._read(companion, version))

    def clear(self) -> None:
        """Keep nothing; adapters in use stay with their jobs."""
        self._keep.clear()

    def _read(self, companion: Companion, version: Hashable) -> Adapter:
        parts = read_lora(companion.file, companion.title, self._model, self._pipeline)
        log.info("Read the LoRA %s for %s", companion.name, self._model)
        networks = lora_parts(self._pipeline)
        moved = {part: _moved(patches, networks[part]) for part, patches in parts.items()}
        return Adapter(version=version, parts=moved)


def lora_parts(pipeline: Pipeline) -> dict[str, nn.Module]:
    """The networks of a pipeline that a LoRA may change, by their names."""
    names = [*DENOISERS, *ENCODERS]
    found = {name: getattr(pipeline, name, None) for name in names}
    return {name: network for name, network in found.items() if isinstance(network, nn.Module)}


def read_lora(
    file: Path, title: str, model: str, pipeline: Pipeline
) -> dict[str, dict[str, Patch]]:
    """What a file changes: for each network, for each of its layers, a patch on the CPU in fp32.

    Args:
        file: in safetensors.
        title: how sentences begin, such as "The LoRA “ink”".
        model: its name.
        pipeline: of the model.

    Raises:
        RequestRefused: it is no LoRA, not of this family, or not whole.
    """
    if not hasattr(pipeline, "lora_state_dict"):
        raise RequestRefused(f"The model “{model}” takes no LoRAs; leave them out.")
    _refuse_kind(file, title)
    if trouble := value_trouble(file):
        raise RequestRefused(f"{title} was not loaded: {file.name} {trouble}.")
    try:
        return _fitted(_converted(file, pipeline), file, pipeline)
    except _CONVERTERS_RAISE as error:
        log.info("%s does not fit %s: %s", file.name, model, error)
        raise RequestRefused(
            f"{title} was made for another family than that of the model “{model}”;"
            " leave one of them out."
        ) from error


def _refuse_kind(file: Path, title: str) -> None:
    """Judges by the names in the header."""
    try:
        names = [tensor.name for tensor in read_tensors(file)]
    except ValueError as error:
        raise RequestRefused(f"{title} was not loaded: {file.name} {error}.") from error
    except OSError as error:
        raise RequestRefused(f"{title} cannot be read; leave it out.") from error
    for sign, kind in _OTHER_KINDS.items():
        if any(re.search(sign, name) for name in names):
            raise RequestRefused(f"{title} is {kind}, which cannot be run here; leave it out.")
    if not any(_DOWN.search(name) for name in names):
        raise RequestRefused(f"{title} is no LoRA, whatever its folder says; leave it out.")


def _converted(file: Path, pipeline: Pipeline) -> dict[str, Tensor]:
    """The file's numbers in fp32, named PART.LAYER.SOMETHING as diffusers has it."""
    state = _folded({name: tensor.float() for name, tensor in load_file(file).items()})
    if hasattr(pipeline, "unet"):
        count = len(state)
        converted, _ = pipeline.lora_state_dict(state, unet_config=pipeline.unet.config)
        if len(converted) != count:  # of two ways to name blocks, diffusers takes one
            raise ValueError(f"{count - len(converted)} names are left out")
    else:
        converted = pipeline.lora_state_dict(state)
    found: dict[str, Tensor] = converted
    return found


def _folded(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """With each layer's alpha multiplied in, so that no converter need carry it."""
    alphas = [name for name in state if name.endswith(".alpha")]
    for name in alphas:
        alpha, layer = float(state.pop(name)), name.removesuffix(".alpha")
        down, up = next((layer + down, layer + up) for down, up in _PAIRS if layer + down in state)
        state[up] = state[up] * (alpha / len(state[down]))
    return state


def _fitted(
    state: Mapping[str, Tensor], file: Path, pipeline: Pipeline
) -> dict[str, dict[str, Patch]]:
    """A patch for each layer of each network; ValueError where a name or shape is strange."""
    found: dict[str, dict[str, Patch]] = {}
    scales, count = _scales(file), 0
    for part, network in lora_parts(pipeline).items():
        named = _named(state, part, network)
        layers = dict(network.named_modules())
        names = [name.removesuffix(".lora_A.weight") for name in named if "lora_A" in name]
        for name in names:
            down, up = named[f"{name}.lora_A.weight"], named[f"{name}.lora_B.weight"]
            scale = _scale(scales, part, name, rank=len(down))
            patch = shaped(layers.get(name), down, up * scale)
            if patch is None:
                raise ValueError(f"{part}.{name} is not there, or not of this shape")
            found.setdefault(part, {})[name] = patch
            count += 2
    if not count or count != len(state):
        raise ValueError(f"{len(state) - count} names are left over")
    return found


def _named(state: Mapping[str, Tensor], part: str, network: nn.Module) -> dict[str, Tensor]:
    """One network's share, by LAYER.lora_A.weight and LAYER.lora_B.weight."""
    prefix = f"{part}."
    mine = {name[len(prefix) :]: it for name, it in state.items() if name.startswith(prefix)}
    if not mine:
        return {}
    if part in DENOISERS:
        plain = any(_PLAIN in name for name in mine)
        named: dict[str, Tensor] = mine if plain else convert_unet_state_dict_to_peft(mine)
        return named
    named = convert_state_dict_to_peft(convert_state_dict_to_diffusers(mine))
    if hasattr(network, "text_model"):
        return named
    # transformers 5 took a level out of its encoders, which older files still have.
    return {name.removeprefix("text_model."): it for name, it in named.items()}


def _scales(file: Path) -> dict[str, Any]:
    """What diffusers noted of scales in the header of a file that it saved."""
    with safe_open(file, "pt") as opened:
        metadata = opened.metadata() or {}
    noted = json.loads(metadata.get(_METADATA, "{}"))
    return noted if isinstance(noted, dict) else {}


def _scale(noted: Mapping[str, Any], part: str, layer: str, *, rank: int) -> float:
    if f"{part}.lora_alpha" not in noted:
        return 1.0
    patterns = noted.get(f"{part}.alpha_pattern") or {}
    own = (
        alpha
        for name, alpha in patterns.items()
        if f".{layer}".endswith("." + str(name).removeprefix("^"))
    )
    alpha = float(next(own, noted[f"{part}.lora_alpha"]))
    return alpha / (math.sqrt(rank) if noted.get(f"{part}.use_rslora") else rank)


def _moved(patches: Mapping[str, Patch], network: nn.Module) -> dict[str, Patch]:
    """On the network's device, in its number format."""
    like = next(network.parameters())
    return {
        name: Patch(down=patch.down.to(like), up=patch.up.to(like))
        for name, patch in patches.items()
    }

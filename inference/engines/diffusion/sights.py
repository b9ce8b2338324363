# mypy: disable-error-code="no-untyped-call"
"""IP-Adapters of one model: read, checked against its denoiser, and what they see in pictures.

    picture --> image encoder --> embedding --> projection --> tokens --> gazing

An adapter is a projection, and two matrices for each layer that reads words. The network is left as
it is: see `gazing` for how some of its rows look at a picture.

Source: which layers carry style in SDXL is from InstantStyle (Wang et al., 2024; arXiv:2404.02733);
in smaller denoisers it is all but the innermost ones, as users of Stable Diffusion 1.5 found.
"""

import copy
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import UNet2DConditionModel
from diffusers.models.embeddings import ImageProjection
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

from inference.companions import Companion
from inference.engines.diffusion.gazing import Look, readers
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.keep import Keep, checked
from inference.engines.diffusion.untyped import Network, Pipeline
from inference.errors import RequestRefused
from inference.memory import memory_errors

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 2**30

_SIGNS = (r"^image_proj\.", r"^ip_adapter\.1\.to_k_ip\.weight$")
_STYLE_OF_SDXL = "up_blocks.0.attentions.1."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """An IP-Adapter on the device.

    Attributes:
        encoder: sees pictures.
        extractor: prepares them for it.
        projection: from what it saw to tokens.
        keys, values: by layers' names, (inner, width).
        style: the layers that take a picture's style and little else.
    """

    encoder: nn.Module
    extractor: Any
    projection: nn.Module
    keys: Mapping[str, Tensor]
    values: Mapping[str, Tensor]
    style: frozenset[str]

    @property
    def size_bytes(self) -> int:
        """Of its numbers."""
        weights = [*self.encoder.parameters(), *self.projection.parameters()]
        return sum(it.nbytes for it in [*weights, *self.keys.values(), *self.values.values()])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """A picture as an IP-Adapter saw it.

    Attributes:
        sight: who saw it.
        shown: its embedding, (1, ...).
        blank: that of no picture, for the rows that guidance leads away from.
        weight: how much it counts.
        style: whether for its style alone.
    """

    sight: Sight
    shown: Tensor
    blank: Tensor
    weight: float
    style: bool

    def look(self, pictures: int, *, sees: Sequence[bool]) -> Look:
        """As the rows of a call see it.

        Args:
            pictures: painted at once.
            sees: of each row that the call has for a picture, whether it sees this one; the others
                are led away from.
        """
        rows = [self.shown if it else self.blank for it in sees for _ in range(pictures)]
        with torch.no_grad():
            tokens = self.sight.projection(torch.cat(rows))
        layers = self.sight.style if self.style else frozenset(self.sight.keys)
        return Look(tokens=tokens, keys=self.sight.keys, values=self.sight.values, layers=layers)


class Sights:
    """The IP-Adapters of one model that are on the device."""

    def __init__(self, model: str, pipeline: Pipeline, device: Device) -> None:
        """Nothing is read yet.

        Args:
            model: its name, for sentences.
            pipeline: its own.
            device: where it is.
        """
        self._model, self._pipeline, self._device = model, pipeline, device
        self._keep = Keep[Sight](lambda sight: sight.size_bytes, most_bytes=MOST_BYTES)

    def see(
        self, companion: Companion, picture: Image.Image, *, weight: float, style: bool
    ) -> Seen:
        """A picture through an IP-Adapter.

        Args:
            companion: the IP-Adapter.
            picture: RGB, of any shape; the middle square of it is looked at.
            weight: how much it counts, 0 to 2.
            style: whether for its style alone.

        Raises:
            RequestRefused: the IP-Adapter is gone, broken, or does not fit the model.
            OutOfMemory: the device cannot hold it beside the model.
        """
        unet = getattr(self._pipeline, "unet", None)
        if not isinstance(unet, UNet2DConditionModel) or not hasattr(
            self._pipeline, "encode_image"
        ):
            raise RequestRefused(
                f"The model “{self._model}” looks at no pictures; leave the reference out, or"
                " choose another model."
            )
        sight = self._keep.take(companion, lambda _: self._read(companion, unet))
        mine = copy.copy(self._pipeline)
        for name, part in (
            ("image_encoder", sight.encoder),
            ("feature_extractor", sight.extractor),
        ):
            object.__setattr__(mine, name, part)  # past its own, which would note the part
        deep = not isinstance(sight.projection, ImageProjection)
        with torch.no_grad(), memory_errors():
            shown, blank = mine.encode_image(picture, self._device.place, 1, deep)
        return Seen(sight=sight, shown=shown, blank=blank, weight=weight, style=style)

    def clear(self) -> None:
        """Keep none; those in use stay with their jobs."""
        self._keep.clear()

    def _read(self, companion: Companion, unet: Network) -> Sight:
        if companion.encoder is None:
            raise RequestRefused(
                f"{companion.title} has no folder image_encoder beside it, without which it sees"
                " nothing; leave the reference out."
            )
        sight = checked(companion, _SIGNS, lambda: self._loaded(companion, unet))
        log.info("Read the IP-Adapter %s for %s", companion.name, self._model)
        return sight

    def _loaded(self, companion: Companion, unet: Network) -> Sight:
        state = load_file(companion.file)
        projected, matrices = _part(state, "image_proj."), _part(state, "ip_adapter.")
        faces = "proj.0.weight" in projected and "proj.3.weight" not in projected
        if faces or any("lora" in name for name in matrices):
            raise RequestRefused(
                f"{companion.title} looks at faces alone, which cannot be run here; leave it out."
            )
        place, dtype = self._device.place, self._device.dtype
        projection = unet._convert_ip_adapter_image_proj_to_diffusers(  # noqa: SLF001 - the layouts
            projected, low_cpu_mem_usage=False
        )
        keys, values = (_matrices(matrices, unet, kind) for kind in ("to_k_ip", "to_v_ip"))
        encoder: Network = CLIPVisionModelWithProjection.from_pretrained(
            companion.encoder,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
        )
        if _width(projected) not in (encoder.config.hidden_size, encoder.config.projection_dim):
            raise RequestRefused(
                f"{companion.title} sees through another image encoder than the one beside it;"
                " the operator should put its own into its folder."
            )
        side = encoder.config.image_size
        with memory_errors():
            return Sight(
                encoder=encoder.to(place).eval(),
                extractor=CLIPImageProcessor(size=side, crop_size=side),
                projection=projection.to(place, dtype).eval(),
                keys={name: matrix.to(place, dtype) for name, matrix in keys.items()},
                values={name: matrix.to(place, dtype) for name, matrix in values.items()},
                style=style_layers(unet),
            )


def style_layers(unet: nn.Module) -> frozenset[str]:
    """The layers of a denoiser that take a picture's style and little of what it shows."""
    names = list(readers(unet))
    of_sdxl = frozenset(name for name in names if name.startswith(_STYLE_OF_SDXL))
    told: Any = getattr(unet, "config", {})
    if of_sdxl and told.get("addition_embed_type") == "text_time":
        return of_sdxl
    inner = (
        *[_block(name) for name in names if name.startswith("down_blocks.")][-1:],
        *[_block(name) for name in names if name.startswith("up_blocks.")][:1],
    )
    return frozenset(name for name in names if not name.startswith(inner))


def _block(layer: str) -> str:
    """How the names of its block's layers begin."""
    return ".".join(layer.split(".")[:2]) + "."


def _width(projected: Mapping[str, Tensor]) -> int:
    """Of what the projection takes from an image encoder."""
    names = ("proj_in.weight", "proj.weight", "proj.0.weight")
    return projected[next(name for name in names if name in projected)].shape[-1]


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): it for name, it in state.items() if name.startswith(prefix)}


def _matrices(state: Mapping[str, Tensor], unet: nn.Module, kind: str) -> dict[str, Tensor]:
    """By layers' names; ValueError where one is not there, or not of its layer's shape."""
    found = {}
    for number, (name, layer) in enumerate(readers(unet).items()):
        matrix = state[f"{2 * number + 1}.{kind}.weight"]  # even ones are of the other attention
        if matrix.shape != layer.to_k.weight.shape:
            raise ValueError(f"{kind} of {name} is of another shape")
        found[name] = matrix
    return found

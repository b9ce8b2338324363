# mypy: disable-error-code="no-untyped-call"
"""ControlNets beside one model: read, checked against its denoiser, and kept while they fit.

Each is a network that many jobs share, and its `forward` a meeting point like the denoiser's own:
jobs that follow the same ControlNet are joined there first, and then in the denoiser with
everybody. Knows nothing of pictures.
"""

import json
import logging
from dataclasses import dataclass

import torch
from diffusers import ControlNetModel, UNet2DConditionModel
from diffusers.loaders.single_file_utils import convert_controlnet_checkpoint
from safetensors.torch import load_file

from inference.companions import Companion
from inference.engines.diffusion.hardware import Device
from inference.engines.diffusion.keep import Keep, checked
from inference.engines.diffusion.sharing import Sharing
from inference.engines.diffusion.untyped import Network
from inference.errors import RequestRefused
from inference.memory import memory_errors

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 2**30

_SIGNS = (r"(^|\.)(controlnet_down_blocks|zero_convs)\.",)
_ALIKE = (
    *("block_out_channels", "layers_per_block", "cross_attention_dim"),
    *("addition_embed_type", "projection_class_embeddings_input_dim"),
)
"""What has to be equal in the configurations of a denoiser and of its ControlNets."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guide:
    """A ControlNet on the device.

    Attributes:
        network: takes a picture of what is where.
        sharing: where the jobs that follow it meet.
    """

    network: Network
    sharing: Sharing

    @property
    def size_bytes(self) -> int:
        """Of its weights."""
        return sum(weight.nbytes for weight in self.network.parameters())


class Controls:
    """The ControlNets of one model that are on the device."""

    def __init__(
        self, model: str, denoiser: Network, device: Device, *, fixed_rows: int | None
    ) -> None:
        """Nothing is read yet.

        Args:
            model: its name, for sentences.
            denoiser: its network; None where it has none of a kind that we know.
            device: where it is.
            fixed_rows: see `Sharing`.
        """
        self._model, self._denoiser, self._device = model, denoiser, device
        self._fixed_rows = fixed_rows
        self._keep = Keep[Guide](
            lambda guide: guide.size_bytes,
            most_bytes=MOST_BYTES,
            let_go=lambda guide: guide.sharing.close(),
        )

    def take(self, companion: Companion) -> Guide:
        """A ControlNet, on the device.

        Raises:
            RequestRefused: it is gone, broken, or does not fit the model.
            OutOfMemory: the device cannot hold it beside the model.
        """
        if not isinstance(self._denoiser, UNet2DConditionModel):
            raise RequestRefused(
                f"The model “{self._model}” follows no ControlNets; leave the control out, or"
                " choose another model."
            )
        return self._keep.take(companion, lambda _: self._read(companion))

    def clear(self) -> None:
        """Keep none; those in use stay with their jobs."""
        self._keep.clear()

    def _read(self, companion: Companion) -> Guide:
        network = checked(companion, _SIGNS, lambda: self._network(companion))
        with memory_errors():
            network.to(device=self._device.place, dtype=self._device.dtype)
            network.to(memory_format=self._device.layout)
        log.info("Read the ControlNet %s for %s", companion.name, self._model)
        sharing = Sharing(network, fixed_rows=self._fixed_rows, free=self._device.free)
        return Guide(network=network.eval().requires_grad_(requires_grad=False), sharing=sharing)

    def _network(self, companion: Companion) -> Network:
        """Of diffusers' kind, on the CPU."""
        network = _loaded(companion, self._denoiser)
        if any(_told(network, it) != _told(self._denoiser, it) for it in _ALIKE):
            raise RequestRefused(
                f"{companion.title} was made for another family than that of the model"
                f" “{self._model}”; leave one of them out."
            )
        return network


def _told(network: Network, name: str) -> object:
    """A number of its configuration, or several, which files hold as lists."""
    value = network.config.get(name)
    return tuple(value) if isinstance(value, list) else value


def _loaded(companion: Companion, denoiser: Network) -> Network:
    """By the configuration beside it, or, as diffusers 0.42.1 would download it, the denoiser's."""
    file = companion.folder / "config.json" if companion.folder is not None else None
    with torch.device("meta"):  # of this thread alone; nothing is drawn for weights that are there
        if file is not None and file.is_file():
            network = ControlNetModel.from_config(json.loads(file.read_bytes()))
        else:
            network = ControlNetModel.from_unet(denoiser, load_weights_from_unet=False)
    state = convert_controlnet_checkpoint(load_file(companion.file), config=network.config)
    network.load_state_dict(state, assign=True)
    return network
